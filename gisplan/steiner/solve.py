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

from gisplan.steiner.limits import TimeUpError, deadline_after, share_of, until
from gisplan.steiner.out_of_time import connect_roughly
from gisplan.steiner.problem import Solution, SteinerProblem
from gisplan.steiner.reduction.plain import PlainPresolved, is_plain, presolve_plainly
from gisplan.steiner.reduction.presolve import PresolvedProblem, presolve
from gisplan.steiner.reduction.rooted import RootedProblem, TreeSolution
from gisplan.steiner.search.cutting_planes import minimise_cost, optimise_prize
from gisplan.steiner.search.initial_bounds import bound_cost, bound_prize
from gisplan.steiner.search.solver_state import BudgetAllocator, Report, SolverState
from gisplan.steiner.tree_edges import find_connected, find_free_edges

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
    report: Report | None = None,
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
    report : callable, optional
        Called with the best value so far and its bound when either changes; with `serve_all`, with costs.
    """
    state = SolverState(rooted, serve_all=serve_all, deadline=deadline, allocator=allocator)
    state.report = report
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


def solve_problem(problem: SteinerProblem, *, deadline: float = np.inf, report: Report | None = None) -> Solution:
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
    report : callable, optional
        Called with the best value so far and its bound when either changes; with `serve_all`, with costs.

    Returns
    -------
    Solution
        Proven optimal, unless time was up.
    """
    deadline = max(deadline, deadline_after(0.0))
    try:
        reduced = _presolve(problem, deadline)
    except TimeUpError:
        return connect_roughly(problem)
    found = solve_rooted(
        reduced.rooted,
        serve_all=problem.serve_all,
        order=reduced.order,
        allocator=reduced,
        deadline=deadline,
        report=report,
    )
    paid = np.array(reduced.assign_edges(found.incumbent.links), dtype=np.int64)
    connected, served = find_connected(problem, paid)
    free = find_free_edges(problem, paid, connected, served)
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
    if n_edges <= _FEW_EDGES:
        return presolve(problem)
    if not is_plain(problem):
        return presolve(problem, deadline)
    if n_edges <= _DENSE * problem.n_nodes and n_edges < _EDGES_PER_S * _PRESOLVE_SHARE * until(deadline):
        try:
            return presolve(problem, share_of(deadline, _PRESOLVE_SHARE))
        except TimeUpError:
            pass
    return presolve_plainly(problem, deadline)
