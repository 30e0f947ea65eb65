"""The best plan and its proof.

Three questions one after the other, each with the answers of those before as rows: the most prize, the
least cost that wins it, and of equal plans the one with the lowest edge numbers.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from gisplan.steiner.heuristics.initial_bounds import open_for_all, open_for_most
from gisplan.steiner.heuristics.solver_state import Purse, Search
from gisplan.steiner.problem import Ints, Mask, Solution, SteinerProblem
from gisplan.steiner.reduction.presolve import reduce
from gisplan.steiner.reduction.rooted import Rooted, TreeSolution
from gisplan.steiner.search.cutting_planes import find_least_cost, find_most_prize

__all__ = ["Found", "solve", "solve_problem"]

_SELDOM = 100_000  # new objects between two looks for cycles


@dataclass(frozen=True)
class Found:
    """The best solution found, the bound in the objective's own unit, and whether nothing is better."""

    stand: TreeSolution
    bound: int
    proven: bool


def solve(
    rooted: Rooted, *, serve_all: bool, order: Sequence[int], purse: Purse, time_limit_s: float | None = None
) -> Found:
    """Solve a rooted problem.

    Parameters
    ----------
    win_all : bool
        Least cost for everything, instead of the most prize within the budgets.
    order : sequence of int
        A number for each link: of equal solutions the one with the lowest numbers is taken.
    purse : Purse
    time_limit_s : float
        Return the best found by then with its bound.
    """
    deadline = np.inf if time_limit_s is None else time.monotonic() + time_limit_s
    search = Search(rooted, serve_all=serve_all, deadline=deadline, purse=purse)
    with _seldom_collected():
        proven = _search(search, order)
    return Found(search.stand, search.cost_bound if serve_all else search.value_bound, proven)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """A search makes many small lists and no cycles: looking for cycles among them took a seventh of its time."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _SELDOM) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _search(search: Search, order: Sequence[int]) -> bool:
    """Improve until proven, or time is up."""
    if search.rooted.total == int(search.rooted.prize[0]):
        search.lower_value(search.rooted.total)
        return True
    if search.serve_all:
        open_for_all(search)
    else:
        open_for_most(search)
        if not search.value_is_known:
            find_most_prize(search, order)
        if not search.value_is_known:
            return False
    if search.settled or not search.stand.links:
        return True
    return find_least_cost(search, order)


def solve_problem(instance: SteinerProblem, *, time_limit_s: float | None = None) -> Solution:
    """Find the best plan, and prove it or bound it.

    With several equal plans: most prize, then least cost, then the lower edge numbers among the edges that
    cost something, where edges alike but for their programme count as the lowest of them, then the lower ones
    of those; free edges are taken as a spanning tree takes them, lowest first, without dead ends.
    """
    reduced = reduce(instance)
    order = [min(parts) for parts in reduced.parts]
    found = solve(reduced.rooted, serve_all=instance.serve_all, order=order, purse=reduced, time_limit_s=time_limit_s)
    paid = np.array(reduced.edges_of(found.stand.links), dtype=np.int64)
    joined, served = _judge(instance, paid)
    free = _leaning(instance, paid, joined, served)
    return Solution(
        edges=np.sort(np.concatenate([paid, free])),
        value=sum(prize for (prize, _), got in zip(instance.goals, served.tolist(), strict=True) if got),
        cost=int(instance.cost[paid].sum()),
        bound=found.bound,
        proven=found.proven,
        served=served,
    )


def _judge(instance: SteinerProblem, paid: Ints) -> tuple[Mask, Mask]:
    """Which nodes some edges and all free ones join to the root, and which goals they win."""
    live = _live(instance, paid)
    free = np.flatnonzero(instance.allowed & (instance.cost == 0))
    built = np.concatenate([paid, free])
    open_ = built[live[instance.u[built]] & live[instance.v[built]]]
    of_root = _of_root(instance, built)
    rooted = np.concatenate([end[of_root][live[end[of_root]]] for end in (instance.u, instance.v)])
    ends = [
        np.concatenate([instance.u[open_], rooted]),
        np.concatenate([instance.v[open_], np.full(len(rooted), instance.root)]),
    ]
    graph = csr_array((np.ones(len(ends[0]), np.int8), tuple(ends)), shape=(instance.n_nodes, instance.n_nodes))
    _, label = connected_components(graph, directed=False)
    joined = live & (label == label[instance.root])
    met = set(built[joined[instance.u[built]] | joined[instance.v[built]]].tolist()) | set(of_root.tolist())
    place_won = [
        any(joined[node] for node in nodes) or any(edge in met for edge in edges) for nodes, edges in instance.places
    ]
    return joined, np.array([all(place_won[place] for place in places) for _, places in instance.goals], dtype=bool)


def _live(instance: SteinerProblem, paid: Ints) -> Mask:
    """Nodes that lead on: all but the relays at which nothing is built."""
    live = np.ones(instance.n_nodes, dtype=bool)
    live[instance.relays] = False
    live[instance.u[paid]] = live[instance.v[paid]] = live[instance.root] = True
    return live


def _of_root(instance: SteinerProblem, edges: Ints) -> Ints:
    """Those of some edges that are joined to the root by themselves."""
    return np.intersect1d(edges, np.flatnonzero(instance.rooting))


def _leaning(instance: SteinerProblem, paid: Ints, joined: Mask, served: Mask) -> Ints:
    """The free edges that the paid ones and the won places hang on, lowest numbers first, without dead ends."""
    u, v, n = instance.u, instance.v, instance.n_nodes
    free = np.flatnonzero(instance.allowed & (instance.cost == 0) & joined[u] & joined[v])
    paid = paid[joined[u[paid]]]
    by_itself, free_by_itself = _of_root(instance, paid), _of_root(instance, free)
    spares = np.concatenate([free, free_by_itself, free_by_itself])
    rows = np.concatenate([paid, by_itself, spares])
    to_root = [np.full(len(some), instance.root) for some in (by_itself, free_by_itself, free_by_itself)]
    one = np.concatenate([u[paid], u[by_itself], u[free], u[free_by_itself], v[free_by_itself]])
    two = np.concatenate([v[paid], to_root[0], v[free], *to_root[1:]])
    order = np.concatenate([np.arange(len(rows) - len(spares)), len(rows) - len(spares) + np.argsort(spares)])
    rows, low, high = rows[order], np.minimum(one, two)[order], np.maximum(one, two)[order]
    first = np.unique(low * n + high, return_index=True)[1]
    first = first[low[first] != high[first]]  # paid ones stand first, then the lowest
    graph = csr_array((first + 1.0, (low[first], high[first])), shape=(n, n))
    tree = minimum_spanning_tree(graph).tocoo()
    which = np.rint(tree.data).astype(np.int64) - 1
    spare = which >= len(rows) - len(spares)
    needed = np.zeros(n, dtype=bool)
    needed[instance.root] = needed[u[paid]] = needed[v[paid]] = True
    for (_, places), got in zip(instance.goals, served.tolist(), strict=True):
        if got:
            for place in places:
                needed[list(instance.places[place][0])] = True
    kept = np.ones(len(which), dtype=bool)
    while True:
        degree = np.bincount(np.concatenate([tree.row[kept], tree.col[kept]]), minlength=n)
        loose = (degree == 1) & ~needed
        dead = kept & spare & (loose[tree.row] | loose[tree.col])
        if not dead.any():
            leaning: Ints = np.unique(rows[which[kept & spare]])
            return leaning
        kept &= ~dead
