"""Evidence: the missing link of a missed settlement, and the segments that would decide an unknown one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.gaps.settings import Settings
from gisplan.network import Paths, find_attachments, find_cheapest_paths

__all__ = ["MissingLinks", "draw_links", "find_deciding_roads", "find_missing_links"]

_HAIR_M = 1e-6  # a road at exactly the reach is one that decides, however the metres are rounded


@dataclass(frozen=True)
class MissingLinks:
    """The missing links of the settlements `who`, (K,), as `ways` of their own numbers, in batches by seat.

    `cost_m`, `off_network_m`: (M,) float64 over all settlements, NaN where there is no way;
    `roads`: the unsealed roads on each settlement's way, from it to the reach.
    """

    cost_m: NDArray[np.float64]
    off_network_m: NDArray[np.float64]
    roads: dict[int, list[int]]
    batches: tuple[tuple[Ints, Paths], ...]


def find_missing_links(survey: RoadSurvey, v: ReachVerdicts, who: Ints, settings: Settings) -> MissingLinks:
    """The cheapest way from each of the settlements to its reach; unknown surfaces count as unsealed."""
    size = len(v.settlements.point)
    cost, off = np.full(size, np.nan), np.full(size, np.nan)
    roads: dict[int, list[int]] = {}
    batches = []
    seats = v.least.seats(v.settlements)
    for seat in np.unique(seats[who]):
        some = who[seats[who] == seat]
        ways = find_cheapest_paths(
            survey.network,
            shapely.get_coordinates(v.settlements.point[some]),
            free=v.least.sealed,
            passable=~survey.in_doubt,
            source=v.least.roads(int(seat)),
            rank=survey.rank,
            access_m=settings.access_m,
            offroad_factor=settings.offroad_factor,
        )
        cost[some], off[some] = ways.cost_m, ways.off_network_m
        roads |= _group(some[ways.point], ways.road)
        batches.append((some, ways))
    return MissingLinks(cost, off, roads, tuple(batches))


def find_deciding_roads(
    survey: RoadSurvey, v: ReachVerdicts, who: Ints, seats: NDArray[np.object_]
) -> dict[int, list[int]]:
    """The unknown roads on the way with the fewest unknown metres, for settlements whose verdict hangs on them."""
    found: dict[int, list[int]] = {}
    own = v.least.seats(v.settlements)
    both = v.resolved_reach.reach_to == "both"
    for seat in np.unique(own[who]).tolist():
        some = who[own[who] == seat]
        xy = shapely.get_coordinates(v.settlements.point[some])
        for goal in ("trunk", "seat") if both else (v.resolved_reach.reach_to,):
            ways = _doubtful_ways(survey, v, goal, seat, seats, xy)
            for settlement, roads in _group(some[ways.point], ways.road).items():
                found[settlement] = [*dict.fromkeys([*found.get(settlement, []), *roads])]
        lacking = [settlement for settlement in some.tolist() if settlement not in found]
        if both and lacking:  # near trunk and seat, but on two networks: what would make them one?
            ways = _doubtful_ways(survey, v, "trunk", seat, seats, shapely.get_coordinates(seats[seat]))
            found |= dict.fromkeys(lacking, ways.road.tolist())
    return found


def _doubtful_ways(
    survey: RoadSurvey, v: ReachVerdicts, goal: str, seat: int, seats: NDArray[np.object_], xy: NDArray[np.float64]
) -> Paths:
    """The ways with the fewest unknown metres from points to what is, or may be, the goal's reach."""
    source, doubtful = _sources(survey, v, goal, seat, seats)
    return find_cheapest_paths(
        survey.network,
        xy,
        free=v.least.sealed,
        passable=v.most.sealed,
        source=source,
        doubtful=doubtful & ~source,
        rank=survey.rank,
        access_m=v.resolved_reach.reach_m + _HAIR_M,
        offroad_factor=0.0,
    )


def _sources(
    survey: RoadSurvey, v: ReachVerdicts, goal: str, seat: int, seats: NDArray[np.object_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Roads at which reach surely begins, and those at which it may."""
    if goal == "any":
        return v.least.sealed, v.most.sealed
    if goal == "trunk":
        held = np.append(v.least.trunk, False)[v.least.parts.part]
        return held, v.most.roots
    size = v.least.parts.count
    surely = np.isin(seat * size + v.least.parts.part, v.least.at_seat) & (v.least.parts.part >= 0)
    _, road = find_attachments(
        seats[seat : seat + 1], survey.geometry, open_roads=v.most.sealed, reach_m=v.resolved_reach.reach_m
    )
    maybe = np.zeros(len(survey.segment), dtype=bool)
    maybe[road] = True
    return surely, maybe


def _group(who: Ints, roads: Ints) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = {}
    for settlement, road in zip(who.tolist(), roads.tolist(), strict=True):
        grouped.setdefault(settlement, []).append(road)
    return grouped


def draw_links(survey: RoadSurvey, v: ReachVerdicts, links: MissingLinks) -> NDArray[np.object_]:
    """Each settlement's missing link as a MultiLineString, (M,); None where there is none."""
    lines, network = np.full(len(v.settlements.point), None, dtype=object), survey.network
    for who, ways in links.batches:
        real = np.flatnonzero(ways.entry.edge >= 0)
        edge, at = ways.entry.edge[real], ways.entry.at_m[real]
        on_road = network.edges["geometry"][edge]
        start = shapely.get_coordinates(v.settlements.point[who[real]])
        off = shapely.linestrings(np.stack([start, ways.entry.xy[real]], axis=1))
        end = np.where(ways.entry.to_v[real], network.edges["length_m"][edge], 0.0)
        walked = ~v.least.sealed[network.edges["road"][edge]]
        part = [shapely.ops.substring(g, a, b) for g, a, b in zip(on_road, at, end, strict=True)]
        owner = np.r_[real, real[walked], ways.step_point]
        pieces = np.r_[off, np.array(part, dtype=object)[walked], network.edges["geometry"][ways.step_edge]]
        is_line = (shapely.get_type_id(pieces) == 1) & (shapely.length(pieces) > 0)
        order = np.argsort(owner[is_line], kind="stable")
        owners, index = np.unique(owner[is_line][order], return_inverse=True)
        lines[who[owners]] = shapely.multilinestrings(pieces[is_line][order], indices=index)
    return lines
