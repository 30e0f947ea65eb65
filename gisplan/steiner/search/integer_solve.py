"""The fallback: HiGHS's branch and bound, repeated until its solution is connected and feasible, ties broken."""

from __future__ import annotations

import numpy as np

from gisplan.steiner.bounds.linear_program import LinearProgram
from gisplan.steiner.bounds.separation import separate_cuts
from gisplan.steiner.reduction.rooted import TreeSolution
from gisplan.steiner.search.solver_state import SolverState, max_prize_lp, min_cost_lp

__all__ = ["list_min_cost", "maximise_prize"]

_MAX_EQUALS = 6  # solutions of equal value and cost that are found one by one
_MARGIN = 2e-6  # in the program's unit: nearer than this to its upper bound HiGHS misses solutions


def maximise_prize(state: SolverState) -> None:
    """Find the highest prize; where time is up, the state's bound is that of the proof so far."""
    rooted = state.rooted
    lp = max_prize_lp(state)
    while not state.timed_out and not state.is_value_optimal:
        solution = lp.solve_mip(state.deadline, rooted.tree_of(state.incumbent.links))
        state.tighten_upper_bound(state.value_of_lp(-solution.objective))
        if not len(solution.x):
            return
        x = solution.x[: lp.n_arcs]
        tree = rooted.prune(np.flatnonzero(x > 0.5))
        found = rooted.evaluate(tree)
        state.update_incumbent(found, tree)
        if not solution.finished:
            return
        cuts = separate_cuts(rooted, np.rint(x), deadline=state.deadline)
        lp.add_cuts(cuts)
        if not cuts:  # connected, but not feasible to the last unit, or not with each edge paid from one budget
            lp.forbid_links(found.links)


def list_min_cost(state: SolverState) -> list[TreeSolution] | None:
    """List the cheapest solutions of the incumbent's value; None when time is up.

    Each one found is forbidden and the next one is looked for, until there is none, or there are many.
    """
    lp = min_cost_lp(state)
    equals: list[TreeSolution] = []
    max_cost = state.incumbent.cost
    while len(equals) < _MAX_EQUALS:
        found = _find_next(state, lp, max_cost)
        if found is None:
            return None
        if not found.links:
            break
        if equals and found.cost < equals[0].cost:
            equals = []
        max_cost = found.cost
        equals.append(found)
        lp.forbid_links(found.links)
    return equals


def _find_next(state: SolverState, lp: LinearProgram, max_cost: int) -> TreeSolution | None:
    """Find the cheapest solution that is not forbidden and costs no more; an empty one when there is none."""
    rooted = state.rooted
    upper = max_cost / state.cost_unit + _MARGIN
    lp.add_maximum(lp.cost, upper)
    while not state.timed_out:
        solution = lp.solve_mip(state.deadline, upper=upper)
        if not solution.finished:
            return None
        if not len(solution.x):
            return TreeSolution(frozenset(), 0, 0)
        x = np.rint(solution.x[: lp.n_arcs])
        tree = rooted.prune(np.flatnonzero(x > 0))
        found = rooted.evaluate(tree)
        good = found.value >= state.incumbent.value and found.cost <= max_cost
        if good and state.is_feasible(found, tree):
            state.update_incumbent(found, tree)
            return found
        cuts = separate_cuts(rooted, x, deadline=state.deadline)
        lp.add_cuts(cuts)
        if not cuts:
            lp.forbid_links(found.links)
    return None
