"""The cheapest paths from points to the connected sealed network: the missing links.

A metre of a free road costs 0, of another road 1, off the network `offroad_factor`. A junction edge
costs its gap unless both its roads are free. Free roads that are connected are one *component*, so that
the search runs over the rest. Of paths that cost the same, those over lower ranked roads are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.base.graphs import csr_array, dijkstra
from gisplan.network.network import RoadNetwork
from gisplan.network.network_access import TIE_M, EntryCosts, Positions, find_cheapest_entries
from gisplan.network.ways import Ways, make_ways

__all__ = ["Paths", "find_cheapest_paths"]

_LAST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Paths:
    """The cheapest path of each of K points.

    Attributes
    ----------
    cost_m, off_network_m : (K,) float64
        Metres that count, and metres off the network; NaN where there is no path.
    entry : Positions
        Where each path enters the network.
    point, road : (S,) int64
        The roads that are not free on the paths, in the order in which each point meets them.
    step_point, step_edge : (T,) int64
        The edges, junction edges too, that are not free on the paths, in order, after the entry's own edge.
    """

    cost_m: Floats
    off_network_m: Floats
    entry: Positions
    point: Ints
    road: Ints
    step_point: Ints
    step_edge: Ints


@dataclass(frozen=True)
class _Arcs:
    """Directed arcs between components; `road` is the one that taking an arc leads onto, -1 if it is free."""

    tail: Ints
    head: Ints
    cost: Floats
    road: Ints
    edge: Ints


def find_cheapest_paths(
    network: RoadNetwork,
    points: Floats,
    *,
    free: Mask,
    passable: Mask,
    source: Mask,
    rank: Ints,
    access_m: float,
    offroad_factor: float,
    doubtful: Mask | None = None,
    ways: Ways | None = None,
) -> Paths:
    """Find the cheapest path from each point to the source roads.

    Parameters
    ----------
    network : RoadNetwork
        The network, of R roads.
    points : (K, 2) float64
        Coordinates in metres.
    free, passable, source : (R,) bool
        Roads whose metres cost nothing; roads that may be used at all; free roads that must be reached.
    rank : (R,) int64
        Of two paths that cost the same, the one over the road with the lower rank is taken.
    access_m : float
        A point may enter the network this far away, in metres.
    offroad_factor : float
        What a metre off the network costs.
    doubtful : (R,) bool, optional
        Roads that may be sources too: reaching one is enough, and it is named.
    ways : Ways, optional
        Of the same roads, for a search that differs from others in its sources and points alone.

    Returns
    -------
    Paths
        Costs are NaN for points from which no path leads to a source.
    """
    free = free & passable
    ways = ways or make_ways(network, free=free, passable=passable, rank=rank)
    component, count = _merge_components(network, ways.components, source & free)
    arcs = _make_arcs(ways, component)
    if doubtful is not None:
        arcs = _with_doubtful_sources(arcs, network, component, doubtful & passable)
    cost = _cost_to_source(arcs, count)
    entry = find_cheapest_entries(
        network,
        points,
        EntryCosts(*_cost_edges(network, ways, cost[component]), access_m, offroad_factor),
    )
    return _follow_arcs(network, entry, component, arcs, _choose_arcs(arcs, cost, rank, count), free)


def _merge_components(network: RoadNetwork, components: tuple[int, Ints], source: Mask) -> tuple[Ints, int]:
    """Return the component of each node, and how many components there are; the sources are component 0."""
    count, label = components
    begins = np.zeros(count, dtype=bool)
    begins[label[source[network.node_road]]] = True
    component = np.where(begins, 0, np.cumsum(~begins))
    return component[label].astype(np.int64), int((~begins).sum()) + 1


def _cost_edges(network: RoadNetwork, ways: Ways, node_cost: Floats) -> tuple[Floats, Floats, Floats, Ints]:
    """Return what a metre of each edge costs, and going on from its ends u and v; and its rank, -1 if it is free."""
    cost_u, cost_v = (np.where(ways.usable, node_cost[network.edges[end]], np.inf) for end in ("u", "v"))
    return ways.weight, cost_u, cost_v, ways.order


def _make_arcs(ways: Ways, component: Ints) -> _Arcs:
    """Make both directions of every usable edge that leads to another component."""
    u, v = component[ways.u], component[ways.v]
    tail, head = np.r_[u, v], np.r_[v, u]
    keep = tail != head
    length, edge = (np.r_[column, column][keep] for column in (ways.length_m, ways.edge))
    return _Arcs(tail[keep], head[keep], length, ways.onto[keep], edge)


def _with_doubtful_sources(arcs: _Arcs, network: RoadNetwork, component: Ints, doubtful: Mask) -> _Arcs:
    """Add an arc of no cost from every node of a doubtful source to component 0."""
    nodes = np.flatnonzero(doubtful[network.node_road])
    nodes = nodes[component[nodes] != 0]
    return _Arcs(
        np.r_[arcs.tail, component[nodes]],
        np.r_[arcs.head, np.zeros(len(nodes), dtype=np.int64)],
        np.r_[arcs.cost, np.zeros(len(nodes))],
        np.r_[arcs.road, network.node_road[nodes]],
        np.r_[arcs.edge, np.full(len(nodes), -1)],
    )


def _cost_to_source(arcs: _Arcs, count: int) -> Floats:
    """Return what the cheapest path from each component to component 0 costs."""
    number = np.arange(len(arcs.head))  # a column for each arc, so that several between two components stay apart
    by_head = csr_array((number, (arcs.head, number)), shape=(count, len(number)))
    cost, tail = arcs.cost[by_head.data], arcs.tail[by_head.data]
    graph = csr_array((cost, tail, by_head.indptr), shape=(count, count))
    result: Floats = dijkstra(graph, directed=True, indices=0)
    return result


def _choose_arcs(arcs: _Arcs, cost: Floats, rank: Ints, count: int) -> Ints:
    """Choose the next arc of the cheapest path from each component, -1 at the source and where there is none.

    Of equal paths the one with the lowest ranked next road is taken. An arc between equally near components
    is taken only where it brings the source nearer in number of such arcs, so that no path is a cycle.
    """
    with np.errstate(invalid="ignore"):
        tight = cost[arcs.head] + arcs.cost <= cost[arcs.tail] + TIE_M
    down = tight & (cost[arcs.head] < cost[arcs.tail])
    level = tight & (cost[arcs.head] == cost[arcs.tail]) & np.isfinite(cost[arcs.tail])
    hops = _count_level_hops(arcs, down, level, count)
    usable = np.flatnonzero(down | (level & (hops[arcs.head] < hops[arcs.tail])))
    usable = usable[arcs.tail[usable] != 0]
    chosen = np.full(count, -1, dtype=np.int64)
    chosen[arcs.tail[usable]] = usable
    tied = usable[np.bincount(arcs.tail[usable], minlength=count)[arcs.tail[usable]] > 1]
    first = _choose_of_several(arcs, tied, rank)
    chosen[arcs.tail[first]] = first
    return chosen


def _choose_of_several(arcs: _Arcs, tied: Ints, rank: Ints) -> Ints:
    """Choose of the arcs that leave each component the one onto the lowest ranked road."""
    road, tail = arcs.road[tied], arcs.tail[tied]
    order = np.where(road >= 0, rank[road], -1) if len(rank) else road
    best = np.lexsort((arcs.edge[tied], arcs.head[tied], arcs.cost[tied], order, tail))
    chosen: Ints = tied[best[np.diff(tail[best], prepend=-1) != 0]]
    return chosen


def _count_level_hops(arcs: _Arcs, down: Mask, level: Mask, count: int) -> Ints:
    """Count the level arcs from each component to one from which an arc leads down, `_LAST` where none does."""
    hops = np.full(count, _LAST)
    hops[arcs.tail[down]] = 0
    hops[0] = 0
    tail, head = arcs.tail[level], arcs.head[level]
    for reached in range(count):
        fresh = tail[(hops[tail] == _LAST) & (hops[head] == reached)]
        if not len(fresh):
            break
        hops[fresh] = reached + 1
    return hops


def _follow_arcs(
    network: RoadNetwork, entry: Positions, component: Ints, arcs: _Arcs, onward: Ints, free: Mask
) -> Paths:
    """Collect the roads and edges of all paths from their entries to the source."""
    columns = network.edges
    point = np.flatnonzero(entry.edge >= 0)
    edge = entry.edge[point]
    begin = component[np.where(entry.to_v[point], columns["v"][edge], columns["u"][edge])]
    named, steps = _walk(columns, arcs, onward, free, point, begin)
    road = columns["road"][edge]
    roads = _drop_repeats(*_sort_by_point([(point[~free[road]], road[~free[road]]), *named]))
    none = np.empty(0, dtype=np.int64)
    return Paths(entry.cost_m, entry.off_m, entry, *roads, *_sort_by_point([(none, none), *steps]))


_Pairs = list[tuple[Ints, Ints]]


def _walk(
    columns: Mapping[str, Ints], arcs: _Arcs, onward: Ints, free: Mask, point: Ints, here: Ints
) -> tuple[_Pairs, _Pairs]:
    """Walk all paths at once, an arc of each at a time: pairs (point, road not free) and (point, edge), in order."""
    named: _Pairs = []
    steps: _Pairs = []
    while len(point):
        arc = onward[here]
        point, arc = point[arc >= 0], arc[arc >= 0]
        edge, here = arcs.edge[arc], arcs.head[arc]
        real = edge >= 0
        steps.append((point[real], edge[real]))
        for roads in _roads_of_arcs(columns, arcs, arc):
            on = (roads >= 0) & (~free[roads] | ~real)
            named.append((point[on], roads[on]))
    return named, steps


def _roads_of_arcs(columns: Mapping[str, Ints], arcs: _Arcs, arc: Ints) -> tuple[Ints, Ints]:
    """Return the roads of each arc, the one behind first: its own, or the two that a junction edge connects."""
    edge, ahead = arcs.edge[arc], arcs.road[arc]
    a, b = columns["road_a"][edge], columns["road_b"][edge]
    junction = (edge >= 0) & (columns["road"][edge] < 0)
    return np.where(junction, np.where(a == ahead, b, a), -1), np.where(junction, np.where(a == ahead, a, b), ahead)


def _drop_repeats(point: Ints, road: Ints) -> tuple[Ints, Ints]:
    """Keep each road of a point where it comes first."""
    first = np.sort(np.unique(np.stack([point, road]), axis=1, return_index=True)[1])
    return point[first], road[first]


def _sort_by_point(pairs: _Pairs) -> tuple[Ints, Ints]:
    """Sort pairs by point; those of one point keep their order."""
    point, value = (np.concatenate(column) for column in zip(*pairs, strict=True))
    order = np.argsort(point, kind="stable")
    return point[order], value[order]
