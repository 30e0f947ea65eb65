"""Neighbours: a settlement near one that is met, along the roads, counts as met."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.network import RoadNetwork

__all__ = ["count_neighbours"]

_HAIR_M = 1e-6  # a way of no length must still be an arc


def count_neighbours(survey: RoadSurvey, v: ReachVerdicts) -> ReachVerdicts:
    """The verdicts, with those met that stand near one that is met by itself.

    The way goes along roads of any surface, and straight to the nearest place of any one road at
    either end, so that a new road makes none longer; it is at most the criterion's `neighbour_m`. One
    step: a neighbour has no neighbours of its own.
    """
    within = v.criterion.neighbour_m
    if within is None:
        return v
    placed = np.flatnonzero(~v.settlements.quarantined)
    points = v.settlements.point[placed]
    size = len(v.met_pessimistic)
    distance, neighbour = np.full(size, np.nan), np.full(size, -1, dtype=np.int64)
    built = ~survey.in_doubt
    near, who = find_near(survey.network, points, v.met_pessimistic[placed], open_roads=built, within_m=within)
    far, _ = find_near(
        survey.network, points, v.met_optimistic[placed], open_roads=np.ones_like(built), within_m=within
    )
    least, most = v.met_pessimistic.copy(), v.met_optimistic.copy()
    least[placed[near <= within]] = True
    most[placed[(near <= within) | (far <= within)]] = True
    served = (near <= within) & ~v.met_pessimistic[placed]
    distance[placed[served]], neighbour[placed[served]] = near[served], placed[who[served]]
    return replace(v, met_pessimistic=least, met_optimistic=most, neighbour=neighbour, neighbour_m=distance)


def find_near(
    network: RoadNetwork, points: NDArray[np.object_], sources: Mask, *, open_roads: Mask, within_m: float
) -> tuple[Floats, Ints]:
    """The distance of each of K points along open roads to the nearest source among them, and which it is.

    Metres, infinite where none is within `within_m`; the source is -1 there. A source is its own.
    """
    columns = network.edges
    road = columns["road"]
    edges = np.flatnonzero((road >= 0) & open_roads[road])
    count = len(points)
    if not sources.any() or not len(edges):
        nothing = np.full(count, np.inf)
        nothing[sources] = 0.0
        return nothing, np.where(sources, np.arange(count), -1)
    tree = shapely.STRtree(columns["geometry"][edges])
    point, found = tree.query(points, predicate="dwithin", distance=within_m)
    edge = edges[found]
    line = columns["geometry"][edge]
    at = shapely.line_locate_point(line, points[point])
    off = shapely.distance(line, points[point])
    nodes = len(network.nodes)
    place = nodes + np.arange(len(point))
    joins = np.flatnonzero((road < 0) & open_roads[columns["road_a"]] & open_roads[columns["road_b"]])
    tail, head, metres = _cut(columns, edges, edge, at, place)
    tails = np.r_[tail, columns["u"][joins], nodes + len(point) + point]
    heads = np.r_[head, columns["v"][joins], place]
    cost = np.r_[metres, columns["length_m"][joins], off] + _HAIR_M
    total = nodes + len(point) + count
    graph = _least(tails, heads, cost, total)
    start = nodes + len(point) + np.flatnonzero(sources)
    reach, _, origin = dijkstra(
        graph, directed=False, indices=start, min_only=True, return_predecessors=True, limit=within_m * 1.001 + 1.0
    )
    got = reach[nodes + len(point) :]
    source = origin[nodes + len(point) :] - nodes - len(point)
    # what was added so that no arc is empty is far below the hair by which a metre is measured
    return np.where(np.isfinite(got), np.floor(got * 1e3) / 1e3, np.inf), np.where(np.isfinite(got), source, -1)


def _cut(columns: Any, edges: Ints, edge: Ints, at: Floats, place: Ints) -> tuple[Ints, Ints, Floats]:
    """Each edge as a chain from its `u` over the places on it to its `v`."""
    every = np.r_[edges, edge, edges]
    node = np.r_[columns["u"][edges], place, columns["v"][edges]]
    where = np.r_[np.zeros(len(edges)), at, columns["length_m"][edges]]
    step = np.r_[np.zeros(len(edges)), np.ones(len(edge)), np.full(len(edges), 2.0)]
    order = np.lexsort((node, where, step, every))
    every, node, where = every[order], node[order], where[order]
    same = every[1:] == every[:-1]
    return node[:-1][same], node[1:][same], np.maximum(np.diff(where)[same], 0.0)


def _least(tail: Ints, head: Ints, cost: Floats, size: int) -> Any:
    """A graph of arcs; of several between the same two nodes the shortest."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((cost, high, low))
    low, high, cost = low[order], high[order], cost[order]
    first = np.r_[True, (np.diff(low) != 0) | (np.diff(high) != 0)]
    return coo_array((cost[first], (low[first], high[first])), shape=(size, size)).tocsr()
