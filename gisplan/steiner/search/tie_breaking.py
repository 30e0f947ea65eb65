"""Ties between equal plans: of several with the same prize and cost, the one with the lowest edge numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gisplan.steiner.bounds.linear_program import LinearProgram
from gisplan.steiner.bounds.separation import separate_cuts
from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import TreeSolution
from gisplan.steiner.search.integer_solve import _MAX_EQUALS
from gisplan.steiner.search.solver_state import SolverState, min_cost_lp

__all__ = ["break_ties"]

_BATCH = 16  # powers of two that are exact within HiGHS's tolerances


def break_ties(state: SolverState, equals: list[TreeSolution], order: Sequence[int]) -> bool:
    """Make the first of all solutions of equal value and cost the incumbent; False when time is up.

    A few equals are compared. Of many, the first one's links are found by lexicographic optimisation, in batches.
    """
    if len(equals) < _MAX_EQUALS:
        state.incumbent = min(equals, key=lambda solution: sorted(order[link] for link in solution.links))
        return True
    rooted = state.rooted
    lp = min_cost_lp(state)
    lp.add_maximum(lp.cost, (state.incumbent.cost + 0.5) / state.cost_unit)
    links = sorted({link for link in rooted.link.tolist() if link >= 0}, key=lambda link: order[link])
    for first in range(0, len(links), _BATCH):
        batch = links[first : first + _BATCH]
        weight = np.zeros(int(rooted.link.max()) + 2)
        weight[batch] = -(2.0 ** np.arange(len(batch))[::-1])
        best = _lightest_equal(state, lp, weight[rooted.link])
        if best is None:
            return False
        chosen = set(rooted.link[best].tolist())
        for link in batch:
            lp.fix_sum(np.flatnonzero(rooted.link == link), used=link in chosen)
        state.incumbent = rooted.evaluate(best)
    state.cost_bound = state.incumbent.cost
    return True


def _lightest_equal(state: SolverState, lp: LinearProgram, weight: Floats) -> Ints | None:
    """Find the arcs of a solution equal to the incumbent of the least weight; None when time is up."""
    rooted, incumbent = state.rooted, state.incumbent
    lp.set_objective(np.concatenate([weight, np.zeros(lp.n_columns - lp.n_arcs)]))
    start = rooted.tree_of(incumbent.links)
    while not state.timed_out:
        solution = lp.solve_mip(state.deadline, start)
        if not solution.finished:
            return None
        x = np.rint(solution.x[: lp.n_arcs])
        tree = rooted.prune(np.flatnonzero(x > 0))
        found = rooted.evaluate(tree)
        if (found.value, found.cost) == (incumbent.value, incumbent.cost) and state.is_feasible(found, tree):
            return tree
        cuts = separate_cuts(rooted, x, deadline=state.deadline)
        state.cuts += cuts
        lp.add_cuts(cuts)
        if not cuts:
            lp.forbid_links(found.links)
    return None
