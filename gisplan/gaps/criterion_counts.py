"""The verdicts of one criterion, counted."""

from __future__ import annotations

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
    """How many settlements are met, missed and unknown, where `whole` says that none can be missing."""

    met: int
    missed: int
    unknown: int
    whole: bool

    @property
    def state(self) -> str:
        """Missed where one is missed; met only where all are met and none can be missing."""
        if self.missed:
            return "missed"
        return "unknown" if self.unknown or not self.whole else "met"


@dataclass(frozen=True)
class CriterionCount:
    """How many settlements meet a criterion; `people` of them, by state.

    Attributes
    ----------
    resolved_reach : ResolvedReach or None
        How a reach criterion is asked of this county; None of other kinds.
    deciding : StateCount
        Only the settlements of villages that decide: those that exit this year.
    layer_missing, incomplete : bool
        The county has no layer of such settlements; it is partial.
    sectors : tuple of str
        What it rests on: "road", "water", "power", "broadcast".
    needs : tuple of str
        What would decide the unknown ones.
    """

    criterion: Criterion
    resolved_reach: ResolvedReach | None
    met: int
    missed: int
    unknown: int
    people_missed: float
    people: dict[str, float]
    layer_missing: bool
    incomplete: bool
    deciding: StateCount
    sectors: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def nobody_judged(self) -> bool:
        """Whether no settlement could be judged, as the county's files do not tell."""
        return bool(self.unknown and self.needs and not (self.met or self.missed))

    @property
    def state(self) -> str:
        """Missed where one is missed; met only where all are met and none can be missing."""
        return StateCount(self.met, self.missed, self.unknown, not (self.layer_missing or self.incomplete)).state


def count_criterion(
    county: County,
    judged: CriterionVerdicts,
    resolved_reach: ResolvedReach | None,
    judged_for_exit: Mask,
    sectors: tuple[str, ...],
) -> CriterionCount:
    """Count one criterion's verdicts; `judged_for_exit` says whose settlement's verdict decides, (M,)."""
    layer = _LAYER_OF[judged.settlements.kind]
    state, missing, incomplete = judged.state, getattr(county, layer) is None, layer in county.incomplete
    counts = {name: int((state == name).sum()) for name in STATES}
    deciding = {name: int((judged_for_exit & (state == name)).sum()) for name in STATES}
    people = judged.settlements.people
    return CriterionCount(
        criterion=judged.criterion,
        resolved_reach=resolved_reach,
        **counts,
        people_missed=float(np.nansum(people[state == "missed"])),
        people={name: float(np.nansum(people[state == name])) for name in STATES},
        layer_missing=missing,
        incomplete=incomplete,
        deciding=StateCount(**deciding, whole=not (missing or incomplete)),
        sectors=sectors,
        needs=join_needs(judged.needs, state),
    )


def join_needs(needs: Objects, state: Objects) -> tuple[str, ...]:
    """Return what would decide the unknown verdicts, each once, sorted."""
    return tuple(sorted({need for some in needs[state == "unknown"] for need in some}))
