"""The verdicts of a county summed up, and beside them what they would be with the assumed surfaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from gisplan.base.arrays import Objects, fill_objects
from gisplan.county.county import County
from gisplan.gaps.criteria.kind import RoadInputs
from gisplan.gaps.criterion_counts import CriterionCount, count_criterion
from gisplan.gaps.judging import JudgedCounty, judge_criteria
from gisplan.gaps.remedies import Attestations, find_attestations, list_second_visits
from gisplan.gaps.targets.target_verdict import TargetVerdict
from gisplan.gaps.targets.targets import judge_targets
from gisplan.gaps.village_verdicts import (
    SCOPES,
    decide_county,
    find_judged_for_exit,
    judge_villages,
    mark_judged_for_exit,
)
from gisplan.standards import Standard

__all__ = ["CountyVerdicts", "judge_county"]


@dataclass(frozen=True)
class CountyVerdicts:
    """The verdicts of a county.

    Attributes
    ----------
    found : JudgedCounty
    attested : mapping of str to Attestations
        What was found on site, by the criterion's id.
    villages : DataFrame
        See `Gaps.villages`.
    criteria : tuple of CriterionCount
    targets : tuple of TargetVerdict
    states : mapping of str to str
        The county's state in each scope.
    if_assumed : mapping of str to Objects
        By the criterion's id, (M,): for each unknown verdict "met" or "missed" where the assumed surfaces decide it,
        else None.
    states_if_assumed : mapping of str to str, or None
        The county's states with the assumed surfaces; None where none is assumed.
    """

    found: JudgedCounty
    attested: Mapping[str, Attestations]
    villages: pd.DataFrame
    criteria: tuple[CriterionCount, ...]
    targets: tuple[TargetVerdict, ...]
    states: Mapping[str, str]
    if_assumed: Mapping[str, Objects]
    states_if_assumed: Mapping[str, str] | None = None


def judge_county(county: County, standard: Standard, roads: RoadInputs) -> CountyVerdicts:
    """Judge a county by a standard; where surfaces are assumed, also with these.

    Parameters
    ----------
    county : County
    standard : Standard
    roads : RoadInputs

    Returns
    -------
    CountyVerdicts
        No verdict rests on an assumed surface: what would, is unknown.
    """
    own = _sum_up(county, standard, judge_criteria(county, standard, roads))
    if not roads.survey.assumes:
        return own
    filled = replace(roads, survey=roads.survey.with_assumed())
    return _compare(own, _sum_up(county, standard, judge_criteria(county, standard, filled)))


def _sum_up(county: County, standard: Standard, found: JudgedCounty) -> CountyVerdicts:
    """The villages' verdicts, sorted by code, the counts of the criteria, and the targets."""
    settlements = found.settlements["village"]
    judged = {id: one.verdicts for id, one in found.judged.items()}
    attested = {id: find_attestations(county, verdicts) for id, verdicts in judged.items()}
    judged_for_exit = find_judged_for_exit(county, standard, settlements)
    criteria = tuple(
        count_criterion(
            county,
            verdicts,
            found.resolved_reach(id),
            mark_judged_for_exit(verdicts, settlements, judged_for_exit),
            standard.sectors_of(verdicts.criterion),
        )
        for id, verdicts in judged.items()
    )
    second_visits = list_second_visits(judged, attested)
    villages = judge_villages(standard, settlements, judged, judged_for_exit, second_visits)
    targets = judge_targets(county, standard, criteria, judged, settlements, villages)
    states = {name: decide_county(criteria, targets, scope=name) for name in SCOPES}
    texts = villages[["code", "name"]].fillna("").astype(str).assign(people=villages["people"], row=villages["row"])
    order = texts.sort_values(["code", "name", "people", "row"], kind="stable").index
    villages = villages.loc[order].reset_index(drop=True)
    villages["if_assumed"] = pd.Series(fill_objects(len(villages)), dtype=object)
    nothing = {id: fill_objects(len(verdicts.state)) for id, verdicts in judged.items()}
    return CountyVerdicts(found, attested, villages, criteria, targets, states, nothing)


def _compare(own: CountyVerdicts, assumed: CountyVerdicts) -> CountyVerdicts:
    """Return verdicts that say what each would be with the assumed surfaces."""
    other = {id: one.verdicts.state for id, one in assumed.found.judged.items()}
    criteria = zip(own.criteria, assumed.criteria, strict=True)
    targets = zip(own.targets, assumed.targets, strict=True)
    pair = (one.villages["state"].to_numpy(dtype=object) for one in (own, assumed))
    return replace(
        own,
        villages=own.villages.assign(if_assumed=pd.Series(_decide(*pair), dtype=object)),
        criteria=tuple(replace(count, if_assumed=more) for count, more in criteria),
        targets=tuple(replace(one, if_assumed=more if _is_decided(one, more) else None) for one, more in targets),
        if_assumed={id: _decide(one.verdicts.state, other[id]) for id, one in own.found.judged.items()},
        states_if_assumed=assumed.states,
    )


def _is_decided(own: TargetVerdict, assumed: TargetVerdict) -> bool:
    if own.state is None:
        return own.actual != assumed.actual
    return own.state not in ("met", "missed") and assumed.state in ("met", "missed")


def _decide(own: Objects, assumed: Objects) -> Objects:
    """The states of the second that decide unknown ones of the first, None elsewhere."""
    decided = (own == "unknown") & np.isin(assumed.astype(str), ("met", "missed"))
    found = fill_objects(len(own))
    found[decided] = assumed[decided]
    return found
