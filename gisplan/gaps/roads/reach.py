"""Reach: is a settlement near a sealed network that is joined to the trunk, to its town's seat, or both?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.settings import ResolvedReach
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.applicability import Applicability
from gisplan.network import RoadParts, find_attachments, find_cheapest_paths, find_parts, measure_distance
from gisplan.standards import Criterion

__all__ = ["ReachCase", "ReachVerdicts", "judge_reach", "view_reach"]


@dataclass(frozen=True)
class ReachCase:
    """The reach under one reading of the unknown roads and one tolerance.

    `trunk` says which parts of the sealed network hold a root; `at_seat` holds seat * parts + part
    for each part that comes within reach of a seat.
    """

    sealed: Mask
    roots: Mask
    parts: RoadParts
    trunk: Mask
    at_seat: Ints
    reach_to: str

    def joined(self, seat: Ints, part: Ints, other: Ints | None = None) -> Mask:
        """Whether a part counts as reach for a settlement of that seat; with `other`, both parts joined into one."""
        some = part if other is None else other
        trunk = self.trunk[part] | self.trunk[some]
        size = self.parts.count
        near = np.isin(seat * size + part, self.at_seat) | np.isin(seat * size + some, self.at_seat)
        near &= seat >= 0
        return {"trunk": trunk, "seat": near, "both": trunk & near, "any": part >= 0}[self.reach_to]

    def roads(self, seat: int) -> Mask:
        """The roads that are reach for the settlements of a seat."""
        held = self.joined(np.full(self.parts.count, seat), np.arange(self.parts.count))
        return np.append(held, False)[self.parts.part]

    def roads_of_any(self) -> Mask:
        """The roads that are reach for some settlement or other."""
        seated = np.zeros(self.parts.count, dtype=bool)
        seated[self.at_seat % max(self.parts.count, 1)] = True
        every = np.ones(self.parts.count, dtype=bool)
        held = {"trunk": self.trunk, "seat": seated, "both": self.trunk & seated, "any": every}[self.reach_to]
        return np.append(held, False)[self.parts.part]

    def seats(self, settlements: Settlements) -> Ints:
        """The seats whose reaches differ: each settlement's own, or one for all where only the trunk counts."""
        own = self.reach_to in ("seat", "both")
        return settlements.seat if own else np.zeros(len(settlements.seat), dtype=np.int64)


@dataclass(frozen=True)
class ReachVerdicts:
    """Verdicts of M settlements under one criterion, both readings of the unknown beside each other.

    Attributes
    ----------
    resolved_reach : ResolvedReach
    least, most : ReachView
        Every unknown taken as unsealed; every unknown taken as sealed.
    point, road : (A,) int64
        Attachments: settlement and a road of `most` that passes within `reach_m`.
    met_least, met_most : (M,) bool
    distance_m : (M,) float64
        Distance to the reach of `least`, as the criterion measures it; NaN where there is none, or,
        along the network, none within `reach_m`.
    neighbour, neighbour_m : (M,), optional
        The settlement that is met, for those met only by standing near it, else -1; and how far that is.
    """

    resolved_reach: ResolvedReach
    settlements: Settlements
    applicability: Applicability
    least: ReachCase
    most: ReachCase
    point: Ints
    road: Ints
    met_pessimistic: Mask
    met_optimistic: Mask
    distance_m: NDArray[np.float64]
    neighbour: Ints | None = None
    neighbour_m: NDArray[np.float64] | None = None

    @property
    def criterion(self) -> Criterion:
        """The criterion that is judged."""
        return self.resolved_reach.criterion

    @property
    def by_neighbour(self) -> Mask:
        """Who is met only by standing near one that is met."""
        return np.zeros(len(self.met_pessimistic), dtype=bool) if self.neighbour is None else self.neighbour >= 0


def judge_reach(
    survey: RoadSurvey,
    settlements: Settlements,
    applicability: Applicability,
    seats: NDArray[np.object_],
    resolved_reach: ResolvedReach,
) -> ReachVerdicts:
    """Judge settlements by one reach criterion, with every unknown road read both ways."""
    least, most = view_both_ways(survey, seats, resolved_reach, survey.snap_m)
    placed = np.flatnonzero(~settlements.quarantined)
    who, road = find_attachments(
        settlements.point[placed], survey.geometry, open_roads=most.sealed, reach_m=resolved_reach.reach_m
    )
    point = placed[who]
    if resolved_reach.criterion.measure == "network":
        ways = [_network_distances(survey, settlements, view, resolved_reach.reach_m) for view in (least, most)]
        met_pessimistic, met_optimistic = (way <= resolved_reach.reach_m for way in ways)
        distance = ways[0]
    else:
        met_pessimistic, met_optimistic = (is_met(view, settlements, point, road) for view in (least, most))
        distance = _distances(survey, settlements, least, point, road)
    return ReachVerdicts(
        resolved_reach=resolved_reach,
        settlements=settlements,
        applicability=applicability,
        least=least,
        most=most,
        point=point,
        road=road,
        met_pessimistic=met_pessimistic,
        met_optimistic=met_optimistic,
        distance_m=distance,
    )


def view_both_ways(
    survey: RoadSurvey, seats: NDArray[np.object_], resolved_reach: ResolvedReach, snap_m: float
) -> tuple[ReachCase, ReachCase]:
    """The reach with every unknown taken as unsealed, and as sealed; one and the same where nothing is unknown."""
    least = view_reach(survey, seats, resolved_reach, snap_m, optimistic=False)
    doubt = np.isnan(survey.surface).any() or survey.in_doubt.any() or survey.trunk_unknown.any()
    return least, view_reach(survey, seats, resolved_reach, snap_m, optimistic=True) if doubt else least


def view_reach(
    survey: RoadSurvey, seats: NDArray[np.object_], resolved_reach: ResolvedReach, snap_m: float, *, optimistic: bool
) -> ReachCase:
    """The reach at a tolerance; `optimistic` takes every unknown surface as sealed and class as root."""
    surfaces = resolved_reach.criterion.surfaces
    sealed = survey.maybe_sealed(surfaces) if optimistic else survey.sealed(surfaces)
    roots = sealed & (survey.is_trunk | (survey.trunk_unknown if optimistic else False))
    parts = find_parts(survey.contacts.within(snap_m), sealed)
    at_seat = np.empty(0, dtype=np.int64)
    if resolved_reach.reach_to in ("seat", "both"):
        seat, road = find_attachments(seats, survey.geometry, open_roads=sealed, reach_m=resolved_reach.reach_m)
        at_seat = np.unique(seat * parts.count + parts.part[road])
    return ReachCase(sealed, roots, parts, parts.holding(roots), at_seat, resolved_reach.reach_to)


def is_met(view: ReachCase, settlements: Settlements, point: Ints, road: Ints) -> Mask:
    """Whether any attachment of each settlement lies on its reach."""
    met = np.zeros(len(settlements.point), dtype=bool)
    sealed = view.sealed[road]
    point, road = point[sealed], road[sealed]
    met[point[view.joined(settlements.seat[point], view.parts.part[road])]] = True
    return met


def _distances(
    survey: RoadSurvey, settlements: Settlements, view: ReachCase, point: Ints, road: Ints
) -> NDArray[np.float64]:
    """The straight distance to the reach: over the attachments, and by a search where there is none."""
    distance = np.full(len(settlements.point), np.inf)
    sealed = view.sealed[road]
    point, road = point[sealed], road[sealed]
    on_reach = view.joined(settlements.seat[point], view.parts.part[road])
    point, road = point[on_reach], road[on_reach]
    np.minimum.at(distance, point, shapely.distance(settlements.point[point], survey.geometry[road]))
    seats = view.seats(settlements)
    for seat in np.unique(seats):
        who = np.flatnonzero((seats == seat) & ~settlements.quarantined & np.isinf(distance))
        distance[who] = measure_distance(settlements.point[who], survey.geometry, open_roads=view.roads(int(seat)))
    return np.where(np.isinf(distance), np.nan, distance)


def _network_distances(
    survey: RoadSurvey, settlements: Settlements, view: ReachCase, reach_m: float
) -> NDArray[np.float64]:
    """How far it is to the reach along roads of any surface, the straight way to the first of them included."""
    distance = np.full(len(settlements.point), np.nan)
    seats = view.seats(settlements)
    for seat in np.unique(seats):
        who = np.flatnonzero((seats == seat) & ~settlements.quarantined)
        reach = view.roads(int(seat))
        ways = find_cheapest_paths(
            survey.network,
            shapely.get_coordinates(settlements.point[who]),
            free=reach,
            passable=~survey.in_doubt | reach,
            source=reach,
            rank=survey.rank,
            access_m=reach_m,
            offroad_factor=1.0,
        )
        distance[who] = ways.cost_m
    return distance
