"""Judge whether settlements are near a sealed network that is connected to the trunk, their town's seat, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, Objects, fill_objects
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach_case import ReachCase, find_reach_cases
from gisplan.gaps.settings import ResolvedReach
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.three_valued import Applicability, combine_states
from gisplan.network import find_attachments, find_cheapest_paths, measure_distance
from gisplan.standards import Criterion

__all__ = [
    "ReachVerdicts",
    "find_needs",
    "find_reasons",
    "find_states",
    "is_met",
    "judge_reach",
]


@dataclass(frozen=True)
class ReachVerdicts:
    """Verdicts of M settlements under one criterion, both readings of the unknown beside each other.

    Attributes
    ----------
    resolved_reach : ResolvedReach
        The criterion, with the county's settings.
    settlements : Settlements
        The M settlements.
    applicability : Applicability
        To which of them the criterion applies.
    pessimistic, optimistic : ReachCase
        Every unknown taken as unsealed; every unknown taken as sealed.
    point, road : (A,) int64
        Attachments: a settlement and a road, sealed in the optimistic case, that passes within `reach_m`.
    met_pessimistic, met_optimistic : (M,) bool
        Who is met in each case.
    distance_m : (M,) float64
        Distance to the roads that count in the pessimistic case, as the criterion measures it; NaN where
        there are none, or, along the network, none within `reach_m`.
    neighbour : (M,) int64, optional
        The settlement that is met, for those met only because they are near it, else -1.
    neighbour_m : (M,) float64, optional
        How far away that is, in metres.
    """

    resolved_reach: ResolvedReach
    settlements: Settlements
    applicability: Applicability
    pessimistic: ReachCase
    optimistic: ReachCase
    point: Ints
    road: Ints
    met_pessimistic: Mask
    met_optimistic: Mask
    distance_m: Floats
    neighbour: Ints | None = None
    neighbour_m: Floats | None = None

    @property
    def criterion(self) -> Criterion:
        """The criterion that is judged."""
        return self.resolved_reach.criterion

    @property
    def by_neighbour(self) -> Mask:
        """Which settlements are met only because they are near one that is met."""
        return np.zeros(len(self.met_pessimistic), dtype=bool) if self.neighbour is None else self.neighbour >= 0


def judge_reach(
    survey: RoadSurvey,
    settlements: Settlements,
    applicability: Applicability,
    seats: Objects,
    resolved_reach: ResolvedReach,
) -> ReachVerdicts:
    """Judge settlements by one reach criterion, with every unknown road taken both ways."""
    cases = pessimistic, optimistic = find_reach_cases(survey, seats, resolved_reach, survey.snap_m)
    placed = np.flatnonzero(~settlements.quarantined)
    who, road = find_attachments(
        settlements.point[placed], survey.geometry, open_roads=optimistic.sealed, reach_m=resolved_reach.reach_m
    )
    point = placed[who]
    if resolved_reach.along_roads:
        distances = [_network_distances(survey, settlements, case, resolved_reach.reach_m) for case in cases]
        met = [distance <= resolved_reach.reach_m for distance in distances]
        distance_m = distances[0]
    else:
        met = [is_met(case, settlements, point, road) for case in cases]
        distance_m = _straight_distances(survey, settlements, pessimistic, point, road)
    return ReachVerdicts(
        resolved_reach=resolved_reach,
        settlements=settlements,
        applicability=applicability,
        pessimistic=pessimistic,
        optimistic=optimistic,
        point=point,
        road=road,
        met_pessimistic=met[0],
        met_optimistic=met[1],
        distance_m=distance_m,
    )


def is_met(case: ReachCase, settlements: Settlements, point: Ints, road: Ints) -> Mask:
    """Return whether any attachment of each settlement lies on a road that counts for it."""
    met = np.zeros(len(settlements.point), dtype=bool)
    sealed = case.sealed[road]
    point, road = point[sealed], road[sealed]
    met[point[case.joined(settlements.seat[point], case.parts.part[road])]] = True
    return met


def _straight_distances(
    survey: RoadSurvey, settlements: Settlements, case: ReachCase, point: Ints, road: Ints
) -> Floats:
    """Measure straight distances to the roads that count: over the attachments, else by a search."""
    distance = np.full(len(settlements.point), np.inf)
    sealed = case.sealed[road]
    point, road = point[sealed], road[sealed]
    on_reach = case.joined(settlements.seat[point], case.parts.part[road])
    point, road = point[on_reach], road[on_reach]
    np.minimum.at(distance, point, shapely.distance(settlements.point[point], survey.geometry[road]))
    seats = case.shared_seats(settlements)
    for seat in np.unique(seats):
        who = np.flatnonzero((seats == seat) & ~settlements.quarantined & np.isinf(distance))
        distance[who] = measure_distance(settlements.point[who], survey.geometry, open_roads=case.roads(int(seat)))
    return np.where(np.isinf(distance), np.nan, distance)


def _network_distances(survey: RoadSurvey, settlements: Settlements, case: ReachCase, reach_m: float) -> Floats:
    """Measure how far the roads that count are along roads of any surface, from the settlement itself."""
    distance = np.full(len(settlements.point), np.nan)
    seats = case.shared_seats(settlements)
    for seat in np.unique(seats):
        who = np.flatnonzero((seats == seat) & ~settlements.quarantined)
        counted = case.roads(int(seat))
        paths = find_cheapest_paths(
            survey.network,
            shapely.get_coordinates(settlements.point[who]),
            free=counted,
            passable=~survey.in_doubt | counted,
            source=counted,
            rank=survey.rank,
            access_m=reach_m,
            offroad_factor=1.0,
        )
        distance[who] = paths.cost_m
    return distance


def find_states(
    v: ReachVerdicts, met_pessimistic: Mask, met_optimistic: Mask, *, incomplete: frozenset[str]
) -> Objects:
    """Find the state of each settlement; "" where the criterion does not apply to it.

    Met when met with every unknown taken as unsealed, missed when missed with every unknown taken
    as sealed, else unknown. What is not known to apply is met or unknown, never missed.
    """
    return combine_states(
        v.settlements, v.applicability, met_pessimistic, met_optimistic, _doubts(v, incomplete).values()
    )


def find_reasons(v: ReachVerdicts, state: Objects, *, incomplete: frozenset[str]) -> Objects:
    """Find the reason code of each verdict; "road_unknown" is replaced when the deciding segments are known."""
    why = np.full(len(state), "", dtype=object)
    why[state == "met"] = "within_reach"
    why[(state == "met") & v.by_neighbour] = "near_met"
    why[state == "missed"] = "beyond_reach"
    why[state == "unknown"] = "road_unknown"
    for code, doubt in {**v.applicability.doubts, **_doubts(v, incomplete)}.items():
        why[doubt & (state == "unknown") & ~v.met_optimistic] = code
    why[v.settlements.quarantined] = "settlement_quarantined"
    return why


_ROADS_NEED = {
    "road_unknown": ("roads",),
    "surface_unknown": ("roads.surface",),
    "class_unknown": ("roads.class",),
    "road_quarantined": ("roads",),
    "roads_incomplete": ("roads",),
    "seat_unknown": ("seats", "villages.town"),
}


def find_needs(v: ReachVerdicts, state: Objects, why: Objects) -> Objects:
    """Find the layers or columns that would decide each unknown verdict."""
    needs = {**_ROADS_NEED, **v.applicability.needs, "settlement_quarantined": (f"{v.settlements.kind}s",)}
    values = [needs.get(code, ()) if s == "unknown" else () for code, s in zip(why, state, strict=True)]
    return fill_objects(len(state), values=values)


def _doubts(v: ReachVerdicts, incomplete: frozenset[str]) -> Mapping[str, Mask]:
    """Return why a missed verdict may be wrong, by reason code, the most important last."""
    return {
        "roads_incomplete": np.full(len(v.met_pessimistic), "roads" in incomplete),
        "seat_unknown": (v.settlements.seat < 0) & (v.resolved_reach.reach_to in ("seat", "both")),
    }
