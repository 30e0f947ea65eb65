"""The verdicts of one criterion, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import Mask, Objects
from gisplan.county.county import County
from gisplan.gaps.settings import ResolvedReach
from gisplan.gaps.verdicts.three_valued import STATES
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.standards import Criterion

__all__ = ["CriterionCount", "StateCount", "count_criterion", "join_needs"]

_LAYER_OF = {"village": "villages", "group": "groups"}


@dataclass(frozen=True)
class StateCount:
    """How many settlements are met, missed and unknown.

    Attributes
    ----------
    met, missed, unknown : int
    whole : bool
        Whether the county's files list all settlements.
    """

    met: int
    missed: int
    unknown: int
    whole: bool

    @property
    def state(self) -> str:
        """Missed where one is missed; met only where all are met and all are listed."""
        if self.missed:
            return "missed"
        return "unknown" if self.unknown or not self.whole else "met"


@dataclass(frozen=True)
class CriterionCount:
    """How many settlements meet a criterion.

    Attributes
    ----------
    criterion : Criterion
    resolved_reach : ResolvedReach or None
        A reach criterion with the county's values; None of other kinds.
    met, missed, unknown : int
        Settlements to which it applies.
    people_missed : float
        The people of the missed settlements, of those whose people are known.
    people : dict of str to float
        The people of the settlements, by state.
    people_unsure : mapping of str to int
        By state, how many settlements' people are not known for sure; only where there are any.
    without_people : mapping of str to int
        By state, how many settlements have no number of people at all.
    layer_missing, incomplete : bool
        The county has no layer of such settlements; it is partial.
    judged_for_exit : StateCount
        Only the settlements of villages that exit this year.
    sectors : tuple of str
        The sectors that it rests on: "road", "water", "power", "broadcast".
    needs : tuple of str
        The layers or columns that would decide the unknown ones.
    if_assumed : CriterionCount or None
        The same with the surfaces that the county file assumes; None where it assumes none.
    """

    criterion: Criterion
    resolved_reach: ResolvedReach | None
    met: int
    missed: int
    unknown: int
    people_missed: float
    people: dict[str, float]
    people_unsure: Mapping[str, int]
    without_people: Mapping[str, int]
    layer_missing: bool
    incomplete: bool
    judged_for_exit: StateCount
    sectors: tuple[str, ...]
    needs: tuple[str, ...]
    if_assumed: CriterionCount | None = None

    @property
    def met_if_assumed(self) -> int:
        """How many unknown ones would be met with the assumed surfaces."""
        return 0 if self.if_assumed is None else self.if_assumed.met - self.met

    @property
    def nobody_judged(self) -> bool:
        """Whether no settlement could be judged by the county's files."""
        return bool(self.unknown and self.needs and not (self.met or self.missed))

    @property
    def state(self) -> str:
        """Missed where one is missed; met only where all are met and all are listed."""
        return StateCount(self.met, self.missed, self.unknown, not (self.layer_missing or self.incomplete)).state


def count_criterion(
    county: County,
    judged: CriterionVerdicts,
    resolved_reach: ResolvedReach | None,
    judged_for_exit: Mask,
    sectors: tuple[str, ...],
) -> CriterionCount:
    """Count one criterion's verdicts; `judged_for_exit`, (M,), are the settlements of villages that exit this year."""
    layer = _LAYER_OF[judged.settlements.kind]
    state, missing, incomplete = judged.state, getattr(county, layer) is None, layer in county.incomplete
    counts = {name: int((state == name).sum()) for name in STATES}
    for_exit = {name: int((judged_for_exit & (state == name)).sum()) for name in STATES}
    people = judged.settlements.people
    unsure = np.isnan(people) | judged.settlements.contradicted["people"].where
    return CriterionCount(
        criterion=judged.criterion,
        resolved_reach=resolved_reach,
        met=counts["met"],
        missed=counts["missed"],
        unknown=counts["unknown"],
        people_missed=float(np.nansum(people[state == "missed"])),
        people={name: float(np.nansum(people[state == name])) for name in STATES},
        people_unsure=_count_states(state[unsure]),
        without_people=_count_states(state[np.isnan(people)]),
        layer_missing=missing,
        incomplete=incomplete,
        judged_for_exit=StateCount(**for_exit, whole=not (missing or incomplete)),
        sectors=sectors,
        needs=join_needs(judged.needs, state),
    )


def _count_states(state: Objects) -> dict[str, int]:
    """Count the settlements by state, without the states that none has."""
    return {name: int(number) for name in STATES if (number := (state == name).sum())}


def join_needs(needs: Objects, state: Objects) -> tuple[str, ...]:
    """Return what would decide the unknown verdicts, each once, sorted."""
    return tuple(sorted({need for some in needs[state == "unknown"] for need in some}))
