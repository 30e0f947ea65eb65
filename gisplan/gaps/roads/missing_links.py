"""Evidence: the missing link of a missed settlement, and the segments that would decide an unknown one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import shapely.ops

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, Objects, fill_objects
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.gaps.settings import Settings
from gisplan.network import Paths, find_attachments, find_cheapest_paths, make_ways

__all__ = ["MissingLinks", "draw_links", "find_deciding_roads", "find_missing_links"]

_TOLERANCE_M = 1e-6  # a road at exactly `reach_m` is one that decides, however the metres are rounded


@dataclass(frozen=True)
class MissingLinks:
    """The missing links of some of M settlements.

    Attributes
    ----------
    cost_m, off_network_m : (M,) float64
        Metres that count and metres off the network; NaN where there is no path or none was looked for.
    roads : dict
        The unsealed roads on each settlement's path, from it to the sealed network.
    batches : tuple of ((K,) int64, Paths)
        Settlements whose seats have the same roads, and their paths.
    """

    cost_m: Floats
    off_network_m: Floats
    roads: dict[int, list[int]]
    batches: tuple[tuple[Ints, Paths], ...]


def find_missing_links(survey: RoadSurvey, v: ReachVerdicts, who: Ints, settings: Settings) -> MissingLinks:
    """Find the cheapest path from each settlement to the roads that count; unknown surfaces count as unsealed."""
    size = len(v.settlements.point)
    cost, off = np.full(size, np.nan), np.full(size, np.nan)
    roads: dict[int, list[int]] = {}
    batches = []
    seats = v.pessimistic.shared_seats(v.settlements)
    same: dict[str, Any] = {"free": v.pessimistic.sealed, "passable": ~survey.in_doubt, "rank": survey.rank}
    ways = make_ways(survey.network, **same) if len(who) else None
    for seat in np.unique(seats[who]):
        some = who[seats[who] == seat]
        paths = find_cheapest_paths(
            survey.network,
            shapely.get_coordinates(v.settlements.point[some]),
            **same,
            source=v.pessimistic.roads(int(seat)),
            access_m=settings.access_m,
            offroad_factor=settings.offroad_factor,
            ways=ways,
        )
        cost[some], off[some] = paths.cost_m, paths.off_network_m
        roads |= _group_roads(some[paths.point], paths.road)
        batches.append((some, paths))
    return MissingLinks(cost, off, roads, tuple(batches))


def find_deciding_roads(survey: RoadSurvey, v: ReachVerdicts, who: Ints, seats: Objects) -> dict[int, list[int]]:
    """Find the unknown roads on the path with the fewest unknown metres, for settlements that these decide."""
    found: dict[int, list[int]] = {}
    own = v.pessimistic.seats(v.settlements)
    both = v.resolved_reach.reach_to == "both"
    for seat in np.unique(own[who]).tolist():
        some = who[own[who] == seat]
        xy = shapely.get_coordinates(v.settlements.point[some])
        for goal in ("trunk", "seat") if both else (v.resolved_reach.reach_to,):
            paths = _find_doubtful_paths(survey, v, goal, seat, seats, xy)
            for settlement, roads in _group_roads(some[paths.point], paths.road).items():
                found[settlement] = [*dict.fromkeys([*found.get(settlement, []), *roads])]
        lacking = [settlement for settlement in some.tolist() if settlement not in found]
        if both and lacking:  # near trunk and seat, but on two networks: what would connect them?
            paths = _find_doubtful_paths(survey, v, "trunk", seat, seats, shapely.get_coordinates(seats[seat]))
            found |= dict.fromkeys(lacking, paths.road.tolist())
    return found


def _find_doubtful_paths(
    survey: RoadSurvey, v: ReachVerdicts, goal: str, seat: int, seats: Objects, xy: Floats
) -> Paths:
    """Find the paths with the fewest unknown metres from points to roads that count, or may count, for the goal."""
    source, doubtful = _find_sources(survey, v, goal, seat, seats)
    return find_cheapest_paths(
        survey.network,
        xy,
        free=v.pessimistic.sealed,
        passable=v.optimistic.sealed,
        source=source,
        doubtful=doubtful & ~source,
        rank=survey.rank,
        access_m=v.resolved_reach.reach_m + _TOLERANCE_M,
        offroad_factor=0.0,
    )


def _find_sources(survey: RoadSurvey, v: ReachVerdicts, goal: str, seat: int, seats: Objects) -> tuple[Mask, Mask]:
    """Return the roads that count for the goal, and those that may, (R,) each."""
    if goal == "any":
        return v.pessimistic.sealed, v.optimistic.sealed
    if goal == "trunk":
        held = np.append(v.pessimistic.trunk, False)[v.pessimistic.parts.part]
        return held, v.optimistic.trunk_roads
    size = v.pessimistic.parts.count
    certain = np.isin(seat * size + v.pessimistic.parts.part, v.pessimistic.at_seat) & (v.pessimistic.parts.part >= 0)
    _, road = find_attachments(
        seats[seat : seat + 1], survey.geometry, open_roads=v.optimistic.sealed, reach_m=v.resolved_reach.reach_m
    )
    possible = np.zeros(len(survey.segment), dtype=bool)
    possible[road] = True
    return certain, possible


def _group_roads(who: Ints, roads: Ints) -> dict[int, list[int]]:
    """Group roads by settlement, in order."""
    grouped: dict[int, list[int]] = {}
    for settlement, road in zip(who.tolist(), roads.tolist(), strict=True):
        grouped.setdefault(settlement, []).append(road)
    return grouped


def draw_links(survey: RoadSurvey, v: ReachVerdicts, links: MissingLinks) -> Objects:
    """Draw each settlement's missing link as a MultiLineString, (M,); None where there is none."""
    drawn = fill_objects(len(v.settlements.point))
    for who, paths in links.batches:
        owner, pieces = _draw_pieces(survey, v, who, paths)
        is_line = (shapely.get_type_id(pieces) == 1) & (shapely.length(pieces) > 0)
        order = np.argsort(owner[is_line], kind="stable")
        owners, index = np.unique(owner[is_line][order], return_inverse=True)
        drawn[who[owners]] = shapely.multilinestrings(pieces[is_line][order], indices=index)
    return drawn


def _draw_pieces(survey: RoadSurvey, v: ReachVerdicts, who: Ints, paths: Paths) -> tuple[Ints, Objects]:
    """Draw the parts of each path in order: off the network, along the entry's own edge, along the others."""
    edges = survey.network.edges
    real = np.flatnonzero(paths.entry.edge >= 0)
    start = shapely.get_coordinates(v.settlements.point[who[real]])
    off = shapely.linestrings(np.stack([start, paths.entry.xy[real]], axis=1))
    unsealed = ~v.pessimistic.sealed[edges["road"][paths.entry.edge[real]]]
    owner = np.r_[real, real[unsealed], paths.step_point]
    return owner, np.r_[off, _draw_entries(survey, paths, real)[unsealed], _draw_steps(survey, paths)]


def _draw_steps(survey: RoadSurvey, paths: Paths) -> Objects:
    """Draw the edges of all paths, one that several take once."""
    edge, which = np.unique(paths.step_edge, return_inverse=True)
    return survey.network.draw_edges(edge)[which]


def _draw_entries(survey: RoadSurvey, paths: Paths, real: Ints) -> Objects:
    """Draw the part of the entry's own edge that each path takes, from the entry to the edge's end."""
    edges, edge = survey.network.edges, paths.entry.edge[real]
    end = np.where(paths.entry.to_v[real], edges["length_m"][edge], 0.0)
    parts = zip(survey.network.draw_edges(edge), paths.entry.at_m[real], end, strict=True)
    return np.array([shapely.ops.substring(line, a, b) for line, a, b in parts], dtype=object)
