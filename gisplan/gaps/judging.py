"""Judge a county by all criteria of a standard, each by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gisplan.county.county import County
from gisplan.gaps.criteria.kind import CriterionKind, JudgedCriterion, JudgingContext, ReachOutcome, RoadInputs
from gisplan.gaps.remedies import add_listed_works
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.near_misses import find_near_misses
from gisplan.gaps.settings import ResolvedReach, Settings
from gisplan.gaps.settlements import Settlements, make_settlements
from gisplan.gaps.verdicts.three_valued import find_applicability
from gisplan.gaps.verdicts.verdict import add_contradicted_sizes
from gisplan.standards import Criterion, Standard, sort_by_parts

__all__ = ["JudgedCounty", "judge_criteria", "prepare_roads"]


@dataclass(frozen=True)
class JudgedCounty:
    """The verdicts of all criteria.

    Attributes
    ----------
    settlements : mapping of str to Settlements
        The villages and the groups, by "village" and "group".
    judged : mapping of str to JudgedCriterion
        By the criterion's id, in the order of the standard.
    """

    settlements: Mapping[str, Settlements]
    judged: Mapping[str, JudgedCriterion]

    @property
    def reach(self) -> tuple[ReachOutcome, ...]:
        """What judging the reach criteria found, in the order of the standard."""
        return tuple(one.reach for one in self.judged.values() if one.reach is not None)

    def resolved_reach(self, id: str) -> ResolvedReach | None:
        """Return a reach criterion with the county's values; None for criteria of other kinds."""
        reach = self.judged[id].reach
        return None if reach is None else reach.verdicts.resolved_reach


def prepare_roads(county: County, survey: RoadSurvey, settings: Settings) -> RoadInputs:
    """Return the roads, with their near misses and the seats."""
    seats = np.asarray(county.seats.geometry.array) if county.seats is not None else np.empty(0, dtype=object)
    return RoadInputs(survey, find_near_misses(survey, near_miss_m=settings.near_miss_m), seats, settings)


def judge_criteria(county: County, standard: Standard, roads: RoadInputs) -> JudgedCounty:
    """Judge all settlements by all criteria, combinations after what they are made of."""
    settlements = {kind: make_settlements(county, kind) for kind in ("village", "group")}
    judged: dict[str, JudgedCriterion] = {}
    for criterion in sort_by_parts(standard.criteria):
        some = settlements[criterion.settlement]
        context = JudgingContext(county, some, find_applicability(some, criterion), roads, judged)
        found = _kind_of(criterion).judge(context)
        found = replace(found, verdicts=add_contradicted_sizes(found.verdicts))
        verdicts = add_listed_works(county, found.verdicts, standard.sectors_of(criterion), found.segments)
        judged[criterion.id] = replace(found, verdicts=verdicts)
    return JudgedCounty(settlements, {c.id: judged[c.id] for c in standard.criteria})


def _kind_of(criterion: Criterion) -> CriterionKind:
    if not isinstance(criterion, CriterionKind):
        raise TypeError(f"{criterion.id}: criteria are judged by their kinds: read the standard by gisplan.gaps.KINDS")
    return criterion
