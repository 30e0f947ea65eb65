"""A solution and a bound for a problem that is too large to be presolved in time."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from gisplan.steiner.problem import Floats, Ints, Mask, Solution, SteinerProblem
from gisplan.steiner.tree_edges import find_active_nodes, find_connected, find_free_edges

__all__ = ["connect_roughly"]

_FREE, _NEEDED, _OTHER = 1.0, 2.0, 3.0  # what an edge weighs in the spanning tree, but for the cost of other ones


def connect_roughly(problem: SteinerProblem) -> Solution:
    """Serve everything over a spanning tree or, within budgets, nothing; with a bound by what can be served at all.

    Parameters
    ----------
    problem : SteinerProblem
    """
    every = np.flatnonzero(problem.allowed & (problem.cost > 0))
    servable = find_connected(problem, every)[1]
    paid = _span(problem, every) if problem.serve_all else every[:0]
    connected, served = find_connected(problem, paid)
    prizes = np.array([prize for prize, _ in problem.goals], dtype=np.int64)
    value, most, cost = int(prizes[served].sum()), int(prizes[servable].sum()), int(problem.cost[paid].sum())
    lacking = servable & ~find_connected(problem, every[:0])[1] & (prizes > 0)
    least = int(problem.cost[every].min()) if lacking.any() else 0  # one edge at least is built
    bound = least if problem.serve_all else most
    return Solution(
        edges=np.sort(np.concatenate([paid, find_free_edges(problem, paid, connected, served)])),
        value=value,
        cost=cost,
        bound=bound,
        proven=bound == (cost if problem.serve_all else value),
        ties_proven=False,
        served=served,
    )


def _span(problem: SteinerProblem, every: Ints) -> Ints:
    """Return edges that connect all that can be connected: the needed ones, and of the others a spanning tree."""
    every = every[_first_of_alike(problem, every)]
    needed = _needed(problem, every)
    active = find_active_nodes(problem, every)
    free = np.flatnonzero(problem.allowed & (problem.cost == 0) & active[problem.u] & active[problem.v])
    edges = np.concatenate([free, every])
    other = _OTHER + problem.cost[every] / max(1, int(problem.cost[every].max(initial=1)))
    weight = np.concatenate([np.full(len(free), _FREE), np.where(needed, _NEEDED, other)])
    low, high = np.minimum(problem.u, problem.v)[edges], np.maximum(problem.u, problem.v)[edges]
    of_tree = edges[_spanning_tree(low, high, weight, problem.n_nodes)]
    return np.union1d(every[needed], of_tree[problem.cost[of_tree] > 0])


def _spanning_tree(low: Ints, high: Ints, weight: Floats, n: int) -> Ints:
    """Find the edges of the lightest tree over n nodes; of two between the same nodes the lighter."""
    key = low * n + high
    order = np.lexsort((weight, key))
    order = order[low[order] != high[order]]
    first = order[np.unique(key[order], return_index=True)[1]]
    tree = minimum_spanning_tree(csr_array((weight[first], (low[first], high[first])), shape=(n, n))).tocoo()
    chosen: Ints = first[np.isin(key[first], tree.row.astype(np.int64) * n + tree.col)]
    return chosen


def _needed(problem: SteinerProblem, every: Ints) -> Mask:
    """Find the edges that do more than connect their ends: terminals, switched nodes, edges at the root."""
    does_more = np.zeros(len(problem.u), dtype=bool)
    does_more[problem.terminal_edges.member] = True
    does_more[np.flatnonzero(problem.root_edges)] = True
    switched = np.zeros(problem.n_nodes, dtype=bool)
    switched[problem.switched_nodes] = True
    needed: Mask = (does_more | switched[problem.u] | switched[problem.v])[every]
    return needed


def _first_of_alike(problem: SteinerProblem, every: Ints) -> Ints:
    """Find the first of each set of edges that differ by their programme only."""
    members = problem.terminal_edges
    terminals: dict[int, tuple[int, ...]] = {}
    for edge, terminal in zip(members.member.tolist(), members.of.tolist(), strict=True):
        terminals[edge] = (*terminals.get(edge, ()), terminal)
    kinds = {some: kind for kind, some in enumerate(dict.fromkeys(terminals.values()), start=1)}
    kind = np.zeros(len(problem.u), dtype=np.int64)
    kind[list(terminals)] = [kinds[some] for some in terminals.values()]
    at_root = np.zeros(len(problem.u), dtype=np.int64)
    at_root[np.flatnonzero(problem.root_edges)] = 1
    low, high = np.minimum(problem.u, problem.v), np.maximum(problem.u, problem.v)
    rows = np.stack([column[every] for column in (low, high, problem.cost, at_root, kind)], axis=1)
    first: Ints = np.sort(np.unique(rows, axis=0, return_index=True)[1])
    return first
