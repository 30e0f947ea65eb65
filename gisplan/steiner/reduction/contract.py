"""Contraction of free edges, but for those at switched nodes, which connect nothing before an edge is built there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gisplan.steiner.limits import within_time
from gisplan.steiner.problem import UNCHARGED, Floats, Ints, Mask, SteinerProblem

__all__ = ["Contraction", "contract_free_edges", "find_usable_edges"]


@dataclass(frozen=True)
class Contraction:
    """The contracted nodes, numbered from 0, the root's.

    Attributes
    ----------
    node_of : (N,) int64
        The contracted node that each node of the problem became.
    is_switched : (C,) bool
        Contracted nodes that are a switched node; each is one node of the problem.
    free_pairs : (J, 2) int64
        Free edges at switched nodes, as contracted nodes, each pair once.
    terminals_at : list of set of int
        The terminals that each contracted node connects.
    terminals_on : mapping of int to set of int
        The terminals that each edge with a cost connects, and the root does not.
    """

    node_of: Ints
    is_switched: Mask
    free_pairs: Ints
    terminals_at: list[set[int]]
    terminals_on: dict[int, set[int]]


def contract_free_edges(problem: SteinerProblem, deadline: float = np.inf) -> Contraction:
    """Contract the nodes that free edges connect, but for switched nodes; `TimeUpError` once the deadline is past."""
    switched = np.zeros(problem.n_nodes, dtype=bool)
    switched[problem.switched_nodes] = True
    switched[problem.root] = False
    free = problem.allowed & (problem.cost == 0)
    at_root = np.intersect1d(np.flatnonzero(problem.root_edges), np.flatnonzero(free))
    u, v = _free_ends(problem, free, at_root)
    held_back = switched[u] | switched[v]
    count, label = _components(problem.n_nodes, u[~held_back], v[~held_back])
    node_of = _root_first(label, problem.root, count)[label]
    is_switched = np.zeros(count, dtype=bool)
    is_switched[node_of[switched]] = True
    ends = np.sort(np.stack([node_of[u[held_back]], node_of[v[held_back]]], axis=1), axis=1)
    free_pairs = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    terminals = _place_terminals(problem, node_of, free, set(at_root.tolist()), deadline)
    return Contraction(node_of, is_switched, free_pairs, *terminals)


def _free_ends(problem: SteinerProblem, free: Mask, at_root: Ints) -> tuple[Ints, Ints]:
    """Return the ends of free edges, and pairs of the root and either end of free root edges."""
    root = np.full(len(at_root), problem.root, dtype=np.int64)
    u = np.concatenate([problem.u[free], problem.u[at_root], problem.v[at_root]])
    return u, np.concatenate([problem.v[free], root, root])


def _root_first(label: Ints, root: int, count: int) -> Ints:
    """Number components anew so that the root's is 0."""
    order = np.full(count, -1, dtype=np.int64)
    first = label[root]
    order[first] = 0
    order[np.flatnonzero(np.arange(count) != first)] = np.arange(1, count)
    return order


def _place_terminals(
    problem: SteinerProblem, node_of: Ints, free: Mask, at_root: set[int], deadline: float
) -> tuple[list[set[int]], dict[int, set[int]]]:
    """Find the terminals that each contracted node, and each edge with a cost, connects."""
    terminals_at: list[set[int]] = [set() for _ in range(int(node_of.max()) + 1)]
    terminals_on: dict[int, set[int]] = defaultdict(set)
    needed = sorted({terminal for _, terminals in problem.goals for terminal in terminals})
    for terminal in within_time(needed, deadline):
        nodes, edges = problem.terminals[terminal]
        for node in nodes:
            terminals_at[node_of[node]].add(terminal)
        for edge in edges:
            if edge in at_root:
                terminals_at[0].add(terminal)
            elif free[edge]:
                terminals_at[node_of[problem.u[edge]]].add(terminal)
                terminals_at[node_of[problem.v[edge]]].add(terminal)
            elif problem.allowed[edge]:
                terminals_on[edge].add(terminal)
    for connected in [*terminals_on.values(), *terminals_at[1:]]:
        connected -= terminals_at[0]
    return terminals_at, terminals_on


def _components(n: int, u: Ints, v: Ints) -> tuple[int, Ints]:
    count, label = connected_components(csr_array((np.ones(len(u), np.int8), (u, v)), shape=(n, n)), directed=False)
    return count, label


def find_usable_edges(
    problem: SteinerProblem, contraction: Contraction, charges: Ints, budgets: Ints, deadline: float = np.inf
) -> Mask:
    """Find the edges with a cost that may be built, and are near enough to the root for every budget.

    Distances are those if every switched node could be passed, so never too long.

    Parameters
    ----------
    problem : SteinerProblem
    contraction : Contraction
    charges : (E, K + 1) int64
        What each edge charges to each budget, and last its whole cost.
    budgets : (K,) int64
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    TimeUpError
        The deadline is past.
    """
    usable = problem.allowed & (problem.cost > 0)
    n, label = _components(len(contraction.is_switched), contraction.free_pairs[:, 0], contraction.free_pairs[:, 1])
    a, b = label[contraction.node_of[problem.u]], label[contraction.node_of[problem.v]]
    at_root = np.zeros(len(usable), dtype=bool)
    at_root[np.flatnonzero(problem.root_edges)] = True
    for cost, limit in within_time(_list_limits(problem, usable, charges, budgets), deadline, every=1):
        away = _distance_from_root(a, b, cost, usable, at_root & usable, (n, int(label[0])))
        near = np.where(at_root, 0.0, np.minimum(away[a], away[b]))
        usable &= (near + cost <= limit * (1 + 1e-9)) & np.isfinite(near)
    return usable


def _list_limits(problem: SteinerProblem, usable: Mask, charges: Ints, budgets: Ints) -> list[tuple[Ints, float]]:
    """List what edges charge to each budget with that budget, and last their cost with what all may cost."""
    charged = np.all(problem.programme[usable] != UNCHARGED)  # else the cost has no limit
    limits = [*budgets.astype(float).tolist(), float(problem.budgets.sum()) if charged else np.inf]
    return list(zip(charges.T, limits, strict=True))


def _distance_from_root(
    a: Ints, b: Ints, cost: Ints, usable: Mask, at_root: Mask, size_and_root: tuple[int, int]
) -> Floats:
    """Find each node's distance over usable edges; the ends of root edges are as far as the edge is long."""
    n, root = size_and_root
    own = np.flatnonzero(at_root)
    to_root = np.full(2 * len(own), root)
    one, two = np.concatenate([a[usable], a[own], b[own]]), np.concatenate([b[usable], to_root])
    price = np.concatenate([cost[usable].astype(np.float64), cost[own], cost[own]])
    graph = _cheapest_graph(np.minimum(one, two), np.maximum(one, two), price, n)
    distance: Floats = dijkstra(graph, directed=False, indices=root)
    return distance


def _cheapest_graph(low: Ints, high: Ints, price: Floats, n: int) -> csr_array:
    """Make a graph of the cheapest edge between each two nodes."""
    order = np.lexsort((price, low * n + high))
    order = order[low[order] != high[order]]
    order = order[np.unique(low[order] * n + high[order], return_index=True)[1]]
    return csr_array((price[order], (low[order], high[order])), shape=(n, n))
