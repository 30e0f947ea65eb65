"""The optimum and its proof: presolve, bounds, cutting planes, exact solve, and the way back to the edges.

Three optimisations one after the other, each with the results of those before as constraints: the highest prize,
the least cost of it, and of equal solutions the one with the lowest edge numbers.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from gisplan.steiner.limits import TimeUpError, deadline_after, share_of, until
from gisplan.steiner.problem import Ints, Mask, Solution, SteinerProblem
from gisplan.steiner.reduction.plain import PlainPresolved, is_plain, presolve_plainly
from gisplan.steiner.reduction.presolve import PresolvedProblem, presolve
from gisplan.steiner.reduction.rooted import RootedProblem, TreeSolution
from gisplan.steiner.search.cutting_planes import minimise_cost, optimise_prize
from gisplan.steiner.search.initial_bounds import bound_cost, bound_prize
from gisplan.steiner.search.solver_state import BudgetAllocator, SolverState

__all__ = ["RootedSolution", "solve_problem", "solve_rooted"]

_FEW_EDGES = 2_000  # presolved in no time
_DENSE = 6  # edges to a node: there are no chains to merge
_EDGES_PER_S = 40_000  # that presolve takes on a fast machine
_PRESOLVE_SHARE = 0.4  # of the time that is left
_GC_THRESHOLD = 100_000  # new objects between two searches for reference cycles


@dataclass(frozen=True)
class RootedSolution:
    """The best solution found, the bound in the objective's own unit, and whether it is the first of its equals."""

    incumbent: TreeSolution
    bound: int
    ties_proven: bool


def solve_rooted(
    rooted: RootedProblem,
    *,
    serve_all: bool,
    order: Sequence[int],
    allocator: BudgetAllocator,
    deadline: float = np.inf,
) -> RootedSolution:
    """Solve a presolved problem.

    Parameters
    ----------
    rooted : RootedProblem
    serve_all : bool
        Minimise the cost of serving everything, instead of maximising the prize within the budgets.
    order : sequence of int
        A number for each link: of equal solutions the one with the lowest numbers is taken.
    allocator : BudgetAllocator
    deadline : float
        In seconds of `time.monotonic`: return the best found by then with its bound.
    """
    state = SolverState(rooted, serve_all=serve_all, deadline=deadline, allocator=allocator)
    with _fewer_collections():
        ties_proven = _optimise(state, order)
    bound = state.cost_bound if serve_all else state.value_bound
    return RootedSolution(state.incumbent, bound, ties_proven or state.optimum_fixed)


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Collect garbage less often: many small lists and no cycles are made, and the search for them took a seventh."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _GC_THRESHOLD) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _optimise(state: SolverState, order: Sequence[int]) -> bool:
    """Improve the incumbent and its bound until it is proven to be the first of its equals (True), or time is up."""
    try:
        return _prove(state, order)
    except TimeUpError:
        return False


def _prove(state: SolverState, order: Sequence[int]) -> bool:
    """Prove the value, its least cost, and which of the equals is the first; False where that did not succeed."""
    if state.rooted.total_prize == state.base_value:
        state.tighten_upper_bound(state.rooted.total_prize)
        return True
    if state.serve_all:
        bound_cost(state)
    else:
        bound_prize(state)
        if not state.is_value_optimal:
            optimise_prize(state, order)
        if not state.is_value_optimal:
            return False
    if state.optimum_fixed or not state.incumbent.links:
        return True
    return minimise_cost(state, order)


def solve_problem(problem: SteinerProblem, *, deadline: float = np.inf) -> Solution:
    """Find the best solution, and prove or bound it.

    Ties go to the least cost, then to the lower edge numbers among the edges with a cost, where edges that differ
    by their programme only count as the lowest of them, then to the lower ones of those. Of the free edges a
    spanning tree is taken, the lowest numbers first, without dead ends.

    Parameters
    ----------
    problem : SteinerProblem
        In whole numbers.
    deadline : float
        In seconds of `time.monotonic`: return the best found by then with its bound.

    Returns
    -------
    Solution
        Proven optimal, unless time was up.
    """
    deadline = max(deadline, deadline_after(0.0))
    reduced = _presolve(problem, deadline)
    found = solve_rooted(
        reduced.rooted, serve_all=problem.serve_all, order=reduced.order, allocator=reduced, deadline=deadline
    )
    paid = np.array(reduced.assign_edges(found.incumbent.links), dtype=np.int64)
    connected, served = _connectivity(problem, paid)
    free = _free_edges_in_tree(problem, paid, connected, served)
    value = sum(prize for (prize, _), got in zip(problem.goals, served.tolist(), strict=True) if got)
    cost = int(problem.cost[paid].sum())
    return Solution(
        edges=np.sort(np.concatenate([paid, free])),
        value=value,
        cost=cost,
        bound=found.bound,
        proven=found.bound == (cost if problem.serve_all else value),
        ties_proven=found.ties_proven,
        served=served,
    )


def _presolve(problem: SteinerProblem, deadline: float) -> PresolvedProblem | PlainPresolved:
    """Reduce a problem as far as it is worth the time."""
    n_edges = len(problem.u)
    if n_edges <= _FEW_EDGES or not is_plain(problem):
        return presolve(problem)
    if n_edges <= _DENSE * problem.n_nodes and n_edges < _EDGES_PER_S * _PRESOLVE_SHARE * until(deadline):
        try:
            return presolve(problem, share_of(deadline, _PRESOLVE_SHARE))
        except TimeUpError:
            pass
    return presolve_plainly(problem, deadline)


def _connectivity(problem: SteinerProblem, paid: Ints) -> tuple[Mask, Mask]:
    """Find the nodes (N,) that some edges and all free ones connect to the root, and the goals (G,) they serve."""
    active = _active_nodes(problem, paid)
    built = np.concatenate([paid, np.flatnonzero(problem.allowed & (problem.cost == 0))])
    passable = built[active[problem.u[built]] & active[problem.v[built]]]
    at_root = _root_edges(problem, built)
    at_root_nodes = np.concatenate([end[at_root][active[end[at_root]]] for end in (problem.u, problem.v)])
    ends = (
        np.concatenate([problem.u[passable], at_root_nodes]),
        np.concatenate([problem.v[passable], np.full(len(at_root_nodes), problem.root)]),
    )
    graph = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=(problem.n_nodes, problem.n_nodes))
    label = connected_components(graph, directed=False)[1]
    connected = active & (label == label[problem.root])
    live = np.zeros(len(problem.u), dtype=bool)
    live[built[connected[problem.u[built]] | connected[problem.v[built]]]] = live[at_root] = True
    unconnected = (problem.terminal_nodes.count(connected) == 0) & (problem.terminal_edges.count(live) == 0)
    served: Mask = problem.goal_terminals.count(unconnected) == 0
    return connected, served


def _active_nodes(problem: SteinerProblem, paid: Ints) -> Mask:
    """Find the nodes that can be passed: all but the switched nodes at which nothing is built."""
    active = np.ones(problem.n_nodes, dtype=bool)
    active[problem.switched_nodes] = False
    active[problem.u[paid]] = active[problem.v[paid]] = active[problem.root] = True
    return active


def _root_edges(problem: SteinerProblem, edges: Ints) -> Ints:
    """Find those of some edges that are connected to the root by themselves."""
    return np.intersect1d(edges, np.flatnonzero(problem.root_edges))


def _free_edges_in_tree(problem: SteinerProblem, paid: Ints, connected: Mask, served: Mask) -> Ints:
    """Find the free edges that connect the paid ones and the served goals, lowest first, without dead ends."""
    u, v, n = problem.u, problem.v, problem.n_nodes
    free = np.flatnonzero(problem.allowed & (problem.cost == 0) & connected[u] & connected[v])
    paid = paid[connected[u[paid]]]
    edge, low, high = _tree_candidates(problem, paid, free)
    first = np.unique(low * n + high, return_index=True)[1]
    first = first[low[first] != high[first]]
    graph = csr_array((first + 1.0, (low[first], high[first])), shape=(n, n))
    tree = minimum_spanning_tree(graph).tocoo()
    edge = edge[np.rint(tree.data).astype(np.int64) - 1]
    return _without_dead_ends(problem, edge, (tree.row, tree.col), _needed_nodes(problem, paid, served))


def _without_dead_ends(problem: SteinerProblem, edge: Ints, ends: tuple[Ints, Ints], needed: Mask) -> Ints:
    """Remove a tree's free edges that lead to no needed node; the free ones that are left, ascending."""
    removable = problem.cost[edge] == 0
    kept = np.ones(len(edge), dtype=bool)
    while True:
        degree = np.bincount(np.concatenate([ends[0][kept], ends[1][kept]]), minlength=problem.n_nodes)
        is_loose = (degree == 1) & ~needed
        dead = kept & removable & (is_loose[ends[0]] | is_loose[ends[1]])
        if not dead.any():
            return np.unique(edge[kept & removable])
        kept &= ~dead


def _tree_candidates(problem: SteinerProblem, paid: Ints, free: Ints) -> tuple[Ints, Ints, Ints]:
    """List edges with their ends, the lower node first: paid ones, then free ones by number.

    An edge that is connected to the root by itself is listed with the root as an end too: a paid one at its first
    end, a free one at either.
    """
    paid_at_root, free_at_root = _root_edges(problem, paid), _root_edges(problem, free)
    of_free = np.concatenate([free, free_at_root, free_at_root])
    order = np.argsort(of_free)
    to_root = np.full(len(free_at_root), problem.root)
    free_one = np.concatenate([problem.u[free], problem.u[free_at_root], problem.v[free_at_root]])[order]
    free_two = np.concatenate([problem.v[free], to_root, to_root])[order]
    one = np.concatenate([problem.u[paid], problem.u[paid_at_root], free_one])
    two = np.concatenate([problem.v[paid], np.full(len(paid_at_root), problem.root), free_two])
    edges = np.concatenate([paid, paid_at_root, of_free[order]])
    return edges, np.minimum(one, two), np.maximum(one, two)


def _needed_nodes(problem: SteinerProblem, paid: Ints, served: Mask) -> Mask:
    """Find the nodes that must stay in the tree: the root, the ends of paid edges, and served goals' nodes."""
    needed = np.zeros(problem.n_nodes, dtype=bool)
    needed[problem.root] = needed[problem.u[paid]] = needed[problem.v[paid]] = True
    goals, nodes = problem.goal_terminals, problem.terminal_nodes
    wanted = np.zeros(len(problem.terminals), dtype=bool)
    wanted[goals.member[served[goals.of]]] = True
    needed[nodes.member[wanted[nodes.of]]] = True
    return needed
