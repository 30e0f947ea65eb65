"""Count settlements as met that are near one that is met, along the roads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, Objects
from gisplan.base.graphs import coo_array, csr_array, dijkstra
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.reach import ReachVerdicts
from gisplan.network import RoadNetwork

__all__ = ["with_neighbours_met"]

_MIN_ARC_M = 1e-6  # an arc of no length must still be an arc


def with_neighbours_met(survey: RoadSurvey, v: ReachVerdicts) -> ReachVerdicts:
    """Return the verdicts in which settlements near one that is met by itself are met too.

    The path goes along roads of any surface, and straight to the nearest point of any one road at
    either end, so that a new road makes none longer; it is at most the criterion's `neighbour_m`. One
    step: a neighbour has no neighbours of its own.
    """
    within = v.resolved_reach.neighbour_m
    if within is None:
        return v
    placed = np.flatnonzero(~v.settlements.quarantined)
    near_m, who = _find_nearest_met(survey, v, v.met_pessimistic, ~survey.in_doubt, within)
    far_m, _ = _find_nearest_met(survey, v, v.met_optimistic, np.ones_like(survey.in_doubt), within)
    near, far = near_m <= within, far_m <= within
    pessimistic, optimistic = v.met_pessimistic.copy(), v.met_optimistic.copy()
    pessimistic[placed[near]] = True
    optimistic[placed[near | far]] = True
    added = near & ~v.met_pessimistic[placed]
    distance, neighbour = np.full(len(pessimistic), np.nan), np.full(len(pessimistic), -1, dtype=np.int64)
    distance[placed[added]], neighbour[placed[added]] = near_m[added], placed[who[added]]
    return replace(v, met_pessimistic=pessimistic, met_optimistic=optimistic, neighbour=neighbour, neighbour_m=distance)


def _find_nearest_met(
    survey: RoadSurvey, v: ReachVerdicts, met: Mask, open_roads: Mask, within_m: float
) -> tuple[Floats, Ints]:
    placed = np.flatnonzero(~v.settlements.quarantined)
    return find_nearest_sources(
        survey.network, v.settlements.point[placed], met[placed], open_roads=open_roads, within_m=within_m
    )


class _Attachments(NamedTuple):
    """Pairs of a point and an edge near it: how far along the edge the point is nearest, and how far off."""

    point: Ints
    edge: Ints
    at_m: Floats
    off_m: Floats


def find_nearest_sources(
    network: RoadNetwork, points: Objects, sources: Mask, *, open_roads: Mask, within_m: float
) -> tuple[Floats, Ints]:
    """Find the nearest source, along open roads, of each of K points; a source is its own.

    Returns
    -------
    distance_m : (K,) float64
        Metres, infinite where no source is within `within_m`.
    source : (K,) int64
        The number of the source among the points, -1 where there is none.
    """
    road = network.edges["road"]
    edges = np.flatnonzero((road >= 0) & open_roads[road])
    if not sources.any() or not len(edges):
        return np.where(sources, 0.0, np.inf), np.where(sources, np.arange(len(points)), -1)
    attached = _attach(network, points, edges, within_m)
    first = len(network.nodes) + len(attached.point)  # the points' nodes follow those of the attachments
    distance, _, origin = dijkstra(
        _build_graph(network, attached, edges, open_roads, len(points)),
        directed=False,
        indices=first + np.flatnonzero(sources),
        min_only=True,
        return_predecessors=True,
        limit=within_m * 1.001 + 1.0,
    )
    found = np.isfinite(distance[first:])
    # rounded down to a millimetre: what `_MIN_ARC_M` adds is far below that
    metres = np.where(found, np.floor(distance[first:] * 1e3) / 1e3, np.inf)
    return metres, np.where(found, origin[first:] - first, -1)


def _attach(network: RoadNetwork, points: Objects, edges: Ints, within_m: float) -> _Attachments:
    """Attach each point to the edges that pass within `within_m` of it."""
    lines = network.draw_edges(edges)
    point, found = shapely.STRtree(lines).query(points, predicate="dwithin", distance=within_m)
    at_m = shapely.line_locate_point(lines[found], points[point])
    return _Attachments(point, edges[found], at_m, shapely.distance(lines[found], points[point]))


def _build_graph(network: RoadNetwork, attached: _Attachments, edges: Ints, open_roads: Mask, points: int) -> csr_array:
    """Build the graph of the network's nodes, then the attachments, then the points."""
    columns, nodes = network.edges, len(network.nodes)
    attachment = nodes + np.arange(len(attached.point))
    junction = _find_open_junctions(columns, open_roads)
    tail, head, metres = _cut_edges(columns, edges, attached, attachment)
    tails = np.r_[tail, columns["u"][junction], nodes + len(attachment) + attached.point]
    heads = np.r_[head, columns["v"][junction], attachment]
    cost = np.r_[metres, columns["length_m"][junction], attached.off_m] + _MIN_ARC_M
    return _keep_shortest(tails, heads, cost, nodes + len(attachment) + points)


def _find_open_junctions(columns: Mapping[str, NDArray[Any]], open_roads: Mask) -> Ints:
    """Find the junction edges between two open roads."""
    return np.flatnonzero((columns["road"] < 0) & open_roads[columns["road_a"]] & open_roads[columns["road_b"]])


def _cut_edges(
    columns: Mapping[str, NDArray[Any]], edges: Ints, attached: _Attachments, attachment: Ints
) -> tuple[Ints, Ints, Floats]:
    """Cut each edge into a chain from its `u` over the places on it to its `v`."""
    every = np.r_[edges, attached.edge, edges]
    node = np.r_[columns["u"][edges], attachment, columns["v"][edges]]
    where = np.r_[np.zeros(len(edges)), attached.at_m, columns["length_m"][edges]]
    step = np.r_[np.zeros(len(edges)), np.ones(len(attachment)), np.full(len(edges), 2.0)]
    order = np.lexsort((node, where, step, every))
    every, node, where = every[order], node[order], where[order]
    same = every[1:] == every[:-1]
    return node[:-1][same], node[1:][same], np.maximum(np.diff(where)[same], 0.0)


def _keep_shortest(tail: Ints, head: Ints, cost: Floats, size: int) -> csr_array:
    """Build a graph of arcs; of several between the same two nodes the shortest."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((cost, high, low))
    low, high, cost = low[order], high[order], cost[order]
    first = np.r_[True, (np.diff(low) != 0) | (np.diff(high) != 0)]
    return coo_array((cost[first], (low[first], high[first])), shape=(size, size)).tocsr()
