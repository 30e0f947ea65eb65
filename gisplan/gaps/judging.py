"""All criteria of a standard, each judged by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.county.county import County
from gisplan.gaps.criteria.boolean import judge_boolean
from gisplan.gaps.criteria.combination import judge_combination
from gisplan.gaps.criteria.coverage import judge_coverage
from gisplan.gaps.criteria.milestone import judge_milestone
from gisplan.gaps.criteria.number import judge_number
from gisplan.gaps.criteria.ratio import judge_ratio
from gisplan.gaps.evidence import RoadEvidence, make_reach_verdicts
from gisplan.gaps.remedies import add_listed_works
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.critical_access import find_critical_access
from gisplan.gaps.roads.missing_links import MissingLinks, find_missing_links
from gisplan.gaps.roads.near_misses import find_near_misses
from gisplan.gaps.roads.neighbours import with_neighbours_met
from gisplan.gaps.roads.reach import ReachVerdicts, judge_reach
from gisplan.gaps.roads.reach_states import find_states
from gisplan.gaps.settings import ResolvedReach, Settings, resolve_criterion
from gisplan.gaps.settlements import Settlements, make_settlements
from gisplan.gaps.verdicts.applicability import find_applicability
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.network import Contacts
from gisplan.standards import Criterion, Standard, sort_by_parts

__all__ = ["Roads", "Verdicts", "judge_criteria", "prepare_roads"]

_BY_TABLE: Mapping[str, Callable[[County, Settlements, Criterion], CriterionVerdicts]] = {
    "ratio": judge_ratio,
    "number": judge_number,
    "boolean": judge_boolean,
    "milestone": judge_milestone,
    "coverage": judge_coverage,
}


@dataclass(frozen=True)
class Roads:
    """What every reach criterion asks: the roads, the near misses, the seats."""

    survey: RoadSurvey
    misses: Contacts
    seats: NDArray[np.object_]
    settings: Settings


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of all criteria.

    Attributes
    ----------
    places : mapping of str to Settlements
        The villages and the groups.
    judged, questions, columns : mappings by the criterion's id
        `resolved` and `columns` (what roads have to say) are only of reach criteria.
    reach : tuple of (ReachVerdicts, MissingLinks)
    edges : tuple of GeoDataFrame
        The critical edges of each reach criterion.
    """

    places: Mapping[str, Settlements]
    judged: Mapping[str, CriterionVerdicts]
    resolved: Mapping[str, ResolvedReach]
    columns: Mapping[str, RoadEvidence]
    reach: tuple[tuple[ReachVerdicts, MissingLinks], ...]
    edges: tuple[gpd.GeoDataFrame, ...]


def prepare_roads(county: County, survey: RoadSurvey, settings: Settings) -> Roads:
    """The roads, with their near misses and the seats."""
    seats = np.asarray(county.seats.geometry.array) if county.seats is not None else np.empty(0, dtype=object)
    return Roads(survey, find_near_misses(survey, near_miss_m=settings.near_miss_m), seats, settings)


def judge_criteria(county: County, standard: Standard, roads: Roads) -> Verdicts:
    """Judge all settlements by all criteria, combinations after what they are made of."""
    places = {kind: make_settlements(county, kind) for kind in ("village", "group")}
    judged: dict[str, CriterionVerdicts] = {}
    columns: dict[str, RoadEvidence] = {}
    reach, edges = [], []
    resolved = {c.id: resolve_criterion(c, roads.settings) for c in standard.criteria if c.kind == "reach"}
    for criterion in sort_by_parts(standard.criteria):
        place, segments = places[criterion.settlement], None
        if criterion.kind == "reach":
            v, links, critical, one, columns[criterion.id] = _judge_roads(county, place, resolved[criterion.id], roads)
            segments = columns[criterion.id]["segments"]
            reach.append((criterion.id, v, links))
            edges.append(critical)
        elif criterion.kind == "combine":
            one = judge_combination(county, place, criterion, judged)
            segments = _join_segments(criterion, one, judged, columns)
        else:
            one = _BY_TABLE[criterion.kind](county, place, criterion)
        judged[criterion.id] = add_listed_works(county, one, standard.sectors_of(criterion), segments)
    order = [c.id for c in standard.criteria]
    reach.sort(key=lambda pair: order.index(pair[0]))
    return Verdicts(places, judged, resolved, columns, tuple((v, links) for _, v, links in reach), tuple(edges))


def _join_segments(
    criterion: Criterion,
    one: CriterionVerdicts,
    judged: Mapping[str, CriterionVerdicts],
    columns: Mapping[str, RoadEvidence],
) -> NDArray[np.object_]:
    """The segments of the missing links of all that a combination is made of, for each of its settlements."""
    home = one.settlements.frame["code"].tolist()
    found: dict[object, dict[str, None]] = {}
    for part in (p for p in criterion.parts if p in columns):
        own = "village" if part == criterion.every_group else "code"
        codes = judged[part].settlements.frame[own].tolist()
        for code, segments in zip(codes, columns[part]["segments"].tolist(), strict=True):
            found.setdefault(code, {}).update(dict.fromkeys(segments))
    return fill_objects(len(home), values=[tuple(found.get(code, ())) for code in home])


def _judge_roads(
    county: County, place: Settlements, resolved_reach: ResolvedReach, roads: Roads
) -> tuple[ReachVerdicts, MissingLinks, gpd.GeoDataFrame, CriterionVerdicts, RoadEvidence]:
    """One reach criterion: the verdicts, missing links and critical edges, and what is told of them."""
    survey, seats = roads.survey, roads.seats
    applicability = find_applicability(place, resolved_reach.criterion)
    v = with_neighbours_met(survey, judge_reach(survey, place, applicability, seats, resolved_reach))
    state = find_states(v, v.met_pessimistic, v.met_optimistic, incomplete=county.incomplete)
    links = find_missing_links(survey, v, np.flatnonzero(state == "missed"), roads.settings)
    critical, hangs = find_critical_access(survey, v, (state == "met") & ~v.by_neighbour, seats)
    one, columns = make_reach_verdicts(county, survey, v, state, links, hangs, roads.misses, seats, roads.settings)
    return v, links, critical, one, columns
