"""What is one node already: nodes that free edges join, but for relays, which join only once a road is built."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gisplan.steiner.problem import UNCHARGED, Floats, Ints, Mask, SteinerProblem

__all__ = ["Shrunk", "find_usable", "shrink"]


@dataclass(frozen=True)
class Shrunk:
    """The shrunken nodes, numbered from 0, the root's.

    Attributes
    ----------
    group : (N,) int64
        The shrunken node that each node of the instance became.
    relay : (G,) bool
        Shrunken nodes that are a relay; each is one node of the instance.
    joins : (J, 2) int64
        Free edges at relays, as shrunken nodes, each pair once.
    holders : list of set of int
        The places that each shrunken node joins.
    on_edge : mapping of int to set of int
        The places that each edge that costs something joins, and the root does not.
    """

    group: Ints
    relay: Mask
    joins: Ints
    holders: list[set[int]]
    on_edge: dict[int, set[int]]


def shrink(instance: SteinerProblem) -> Shrunk:
    """Nodes joined by free edges become one, but for relays."""
    n, root = instance.n_nodes, instance.root
    relay = np.zeros(n, dtype=bool)
    relay[instance.relays] = True
    relay[root] = False
    free = instance.allowed & (instance.cost == 0)
    rooted = np.flatnonzero(instance.rooting)
    rooted = rooted[free[rooted]]
    to_root = np.full(len(rooted), root, dtype=np.int64)
    u = np.concatenate([instance.u[free], instance.u[rooted], instance.v[rooted]])
    v = np.concatenate([instance.v[free], to_root, to_root])
    held_back = relay[u] | relay[v]
    count, label = _components(n, u[~held_back], v[~held_back])
    order = np.full(count, -1, dtype=np.int64)
    first = label[root]
    order[first] = 0
    order[np.flatnonzero(np.arange(count) != first)] = np.arange(1, count)
    group = order[label]
    is_relay = np.zeros(count, dtype=bool)
    is_relay[group[relay]] = True
    ends = np.sort(np.stack([group[u[held_back]], group[v[held_back]]], axis=1), axis=1)
    joins = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    holders, on_edge = _hold(instance, group, count, free, set(rooted.tolist()))
    return Shrunk(group, is_relay, joins, holders, on_edge)


def _hold(
    instance: SteinerProblem, group: Ints, count: int, free: Mask, rooted: set[int]
) -> tuple[list[set[int]], dict[int, set[int]]]:
    """Which places each shrunken node, and each edge that costs something, joins."""
    holders: list[set[int]] = [set() for _ in range(count)]
    on_edge: dict[int, set[int]] = defaultdict(set)
    for place in sorted({place for _, places in instance.goals for place in places}):
        nodes, edges = instance.places[place]
        for node in nodes:
            holders[group[node]].add(place)
        for edge in edges:
            if edge in rooted:
                holders[0].add(place)
            elif free[edge]:
                holders[group[instance.u[edge]]].add(place)
                holders[group[instance.v[edge]]].add(place)
            elif instance.allowed[edge]:
                on_edge[edge].add(place)
    for held in [*on_edge.values(), *holders[1:]]:
        held -= holders[0]
    return holders, on_edge


def _components(n: int, u: Ints, v: Ints) -> tuple[int, Ints]:
    count, label = connected_components(csr_array((np.ones(len(u), np.int8), (u, v)), shape=(n, n)), directed=False)
    return count, label


def find_usable(instance: SteinerProblem, shrunk: Shrunk, bills: Ints, budgets: Ints) -> Mask:
    """Edges that cost something, may be built, and are near enough to the root for every budget.

    How near is reckoned as if every relay could be passed, so never too far.
    """
    usable = instance.allowed & (instance.cost > 0)
    n, label = _components(len(shrunk.relay), shrunk.joins[:, 0], shrunk.joins[:, 1])
    a, b, root = label[shrunk.group[instance.u]], label[shrunk.group[instance.v]], int(label[0])
    rooting = np.zeros(len(usable), dtype=bool)
    rooting[np.flatnonzero(instance.rooting)] = True
    limits = [*budgets.astype(float).tolist(), np.inf]
    if np.all(instance.programme[usable] != UNCHARGED):
        limits[-1] = float(instance.budgets.sum())
    for cost, limit in zip(bills.T, limits, strict=True):
        one, two, price = a[usable], b[usable], cost[usable].astype(np.float64)
        own = np.flatnonzero(rooting & usable)
        ends, to_root = np.concatenate([a[own], b[own]]), np.full(2 * len(own), root)
        away = _away(
            np.concatenate([one, ends]),
            np.concatenate([two, to_root]),
            np.concatenate([price, *2 * [cost[own]]]),
            n,
            root,
        )
        near = np.where(rooting, 0.0, np.minimum(away[a], away[b]))
        usable &= (near + cost <= limit * (1 + 1e-9)) & np.isfinite(near)
    return usable


def _away(a: Ints, b: Ints, cost: Floats, n: int, root: int) -> Floats:
    """How far each node is from the root."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((cost, low * n + high))
    order = order[low[order] != high[order]]
    order = order[np.unique(low[order] * n + high[order], return_index=True)[1]]
    graph = csr_array((cost[order], (low[order], high[order])), shape=(n, n))
    away: Floats = dijkstra(graph, directed=False, indices=root)
    return away
