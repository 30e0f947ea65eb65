"""The cheapest ways from points to the reach: the missing links.

A metre of a free road costs 0, of another road 1, off the network `offroad_factor`. A join costs
its gap unless both its roads are free. Free roads that hang together are one place, so that the
search runs over the rest. Equal ways go to the lower ranked roads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.network.network import RoadNetwork
from gisplan.network.network_access import TIE_M, Positions, find_cheapest_entries

__all__ = ["Paths", "find_cheapest_paths"]

_LAST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Paths:
    """The cheapest way of each of K points.

    Attributes
    ----------
    cost_m, off_network_m : (K,) float64
        Metres that count, and metres off the network; NaN where there is no way.
    entry : Positions
    point, road : (S,) int64
        The roads that are not free on the ways, in the order in which each point meets them.
    step_point, step_edge : (T,) int64
        The edges and joins that are not free on the ways, in order, after the entry's own edge.
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
    """Directed arcs between places; `name` is the road that taking one leads onto, -1 if it is free."""

    tail: Ints
    head: Ints
    cost: Floats
    name: Ints
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
) -> Paths:
    """The cheapest way from each point to the source roads.

    Parameters
    ----------
    points : (K, 2) float64
        In metres.
    free, passable, source : (R,) bool
        Roads whose metres cost nothing; roads that may be used at all; free roads that must be reached.
    doubtful : (R,) bool, optional
        Roads that may be sources too: reaching one is enough, and it is named.
    rank : (R,) int64
        Of two ways that cost the same, the one over the road with the lower rank is taken.
    access_m : float
        A point may enter the network this far away, in metres.
    offroad_factor : float
        What a metre off the network costs.
    """
    free = free & passable
    place, count = _merge_places(network, free, source & free)
    extra = np.zeros(len(free), dtype=bool) if doubtful is None else doubtful & passable
    arcs = _make_arcs(network, place, free, passable, extra)
    cost = _cost_to_source(arcs, count)
    onward = _choose_arcs(arcs, cost, rank, count)
    road = network.edges["road"]
    on_road = road >= 0
    usable, weight = np.zeros(len(road), dtype=bool), np.ones(len(road))
    usable[on_road], weight[on_road] = passable[road[on_road]], ~free[road[on_road]]
    order = np.full(len(road), -1, dtype=np.int64)
    order[on_road] = np.where(free[road[on_road]], -1, rank[road[on_road]])
    ends = [np.where(usable, cost[place[network.edges[end]]], np.inf) for end in ("u", "v")]
    entry = find_cheapest_entries(
        network,
        points,
        weight=weight,
        cost_u=ends[0],
        cost_v=ends[1],
        rank=order,
        access_m=access_m,
        offroad_factor=offroad_factor,
    )
    return _follow(network, entry, place, arcs, onward, free)


def _merge_places(network: RoadNetwork, free: Mask, source: Mask) -> tuple[Ints, int]:
    """The place of each node: free roads that hang together are one, and the sources are place 0."""
    count, label = network.components(free)
    begins = np.zeros(count, dtype=bool)
    begins[label[source[network.node_road]]] = True
    place = np.where(begins, 0, np.cumsum(~begins))
    return place[label].astype(np.int64), int((~begins).sum()) + 1


def _of_edges(network: RoadNetwork, roads: Mask) -> Mask:
    """Whether each edge lies on one of the roads, or joins two of them."""
    road, a, b = (network.edges[name] for name in ("road", "join_a", "join_b"))
    on: Mask = np.where(road >= 0, roads[road], roads[a] & roads[b])
    return on


def _make_arcs(network: RoadNetwork, place: Ints, free: Mask, passable: Mask, doubtful: Mask) -> _Arcs:
    """Both directions of every usable edge that leads elsewhere, and the way from doubtful sources to place 0."""
    columns = network.edges
    edge = np.flatnonzero(_of_edges(network, passable) & ~_of_edges(network, free))
    u, v = columns["u"][edge], columns["v"][edge]
    nodes = np.flatnonzero(doubtful[network.node_road])
    tail, head = np.r_[u, v], np.r_[v, u]
    name = np.where(free[network.node_road[head]], -1, network.node_road[head])
    zero = np.zeros(len(nodes), dtype=np.int64)
    tails, heads = np.r_[place[tail], place[nodes]], np.r_[place[head], zero]
    keep = tails != heads
    return _Arcs(
        tails[keep],
        heads[keep],
        np.r_[columns["length_m"][edge], columns["length_m"][edge], np.zeros(len(nodes))][keep],
        np.r_[name, network.node_road[nodes]][keep],
        np.r_[edge, edge, np.full(len(nodes), -1)][keep],
    )


def _cost_to_source(arcs: _Arcs, count: int) -> Floats:
    order = np.lexsort((arcs.cost, arcs.tail, arcs.head))
    head, tail = arcs.head[order], arcs.tail[order]
    least = np.r_[True, (np.diff(head) != 0) | (np.diff(tail) != 0)] if len(order) else np.empty(0, dtype=bool)
    head, tail, cost = head[least], tail[least], arcs.cost[order][least]
    begin = np.searchsorted(head, np.arange(count + 1))
    result: Floats = dijkstra(csr_array((cost, tail, begin), shape=(count, count)), directed=True, indices=0)
    return result


def _choose_arcs(arcs: _Arcs, cost: Floats, rank: Ints, count: int) -> Ints:
    """The arc by which the cheapest way goes on from each place, -1 at the source and where there is none.

    Among equal ways the lowest ranked next road wins. An arc between equally near places is taken
    only where it brings the source nearer in number of such arcs, so that no way turns in a circle.
    """
    with np.errstate(invalid="ignore"):
        tight = cost[arcs.head] + arcs.cost <= cost[arcs.tail] + TIE_M
    down = tight & (cost[arcs.head] < cost[arcs.tail])
    level = tight & (cost[arcs.head] == cost[arcs.tail]) & np.isfinite(cost[arcs.tail])
    hops = np.full(count, _LAST)
    hops[arcs.tail[down]] = 0
    hops[0] = 0
    tail, head = arcs.tail[level], arcs.head[level]
    for reached in range(count):
        fresh = np.unique(tail[(hops[tail] == _LAST) & (hops[head] == reached)])
        if not len(fresh):
            break
        hops[fresh] = reached + 1
    usable = np.flatnonzero(down | (level & (hops[arcs.head] < hops[arcs.tail])))
    usable = usable[arcs.tail[usable] != 0]
    name = arcs.name[usable]
    rank_of = np.where(name >= 0, rank[name], -1) if len(rank) else name
    order = usable[np.lexsort((arcs.edge[usable], arcs.head[usable], arcs.cost[usable], rank_of, arcs.tail[usable]))]
    chosen = np.full(count, -1, dtype=np.int64)
    place, begin = np.unique(arcs.tail[order], return_index=True)
    chosen[place] = order[begin]
    return chosen


def _follow(network: RoadNetwork, entry: Positions, place: Ints, arcs: _Arcs, onward: Ints, free: Mask) -> Paths:
    """Walk all ways at once, a step of each at a time."""
    columns = network.edges
    point = np.flatnonzero(entry.edge >= 0)
    edge = entry.edge[point]
    road = columns["road"][edge]
    named: list[tuple[Ints, Ints]] = [(point[~free[road]], road[~free[road]])]
    steps: list[tuple[Ints, Ints]] = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))]
    here = place[np.where(entry.to_v[point], columns["v"][edge], columns["u"][edge])]
    while len(point):
        arc = onward[here]
        point, arc = point[arc >= 0], arc[arc >= 0]
        edge, here = arcs.edge[arc], arcs.head[arc]
        real = edge >= 0
        steps.append((point[real], edge[real]))
        for roads in _named_by(columns, arcs, arc):
            on = (roads >= 0) & (~free[roads] | ~real)
            named.append((point[on], roads[on]))
    who, roads = (np.concatenate(c) for c in zip(*named, strict=True))
    order = np.argsort(who, kind="stable")
    who, roads = who[order], roads[order]
    first = np.sort(np.unique(np.stack([who, roads]), axis=1, return_index=True)[1])
    walker, edges = (np.concatenate(c) for c in zip(*steps, strict=True))
    order = np.argsort(walker, kind="stable")
    return Paths(entry.cost_m, entry.off_m, entry, who[first], roads[first], walker[order], edges[order])


def _named_by(columns: Mapping[str, Ints], arcs: _Arcs, arc: Ints) -> tuple[Ints, Ints]:
    """The roads that each arc names, the one behind first: its own, or the two that a join joins."""
    edge, ahead = arcs.edge[arc], arcs.name[arc]
    a, b = columns["join_a"][edge], columns["join_b"][edge]
    joins = (edge >= 0) & (columns["road"][edge] < 0)
    return np.where(joins, np.where(a == ahead, b, a), -1), np.where(joins, np.where(a == ahead, a, b), ahead)
