"""Cutting planes, then an exact solve on the arcs that are left.

The linear relaxation is solved until no cut is violated. An arc whose reduced cost is above the gap is in no
better solution. A guess of a smaller gap leaves few arcs; the best solution on those raises the incumbent, which
fixes most others, and often is optimal. The arcs that are left are solved by the frontier solver; HiGHS's branch
and bound takes what is too dense for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

import numpy as np

from gisplan.steiner.bounds.dual_ascent import reduced_cost_via_arc
from gisplan.steiner.bounds.linear_program import LinearProgram, LpSolution
from gisplan.steiner.bounds.separation import Cut, separate_cuts
from gisplan.steiner.frontier.decomposition import SearchLimits
from gisplan.steiner.problem import Floats
from gisplan.steiner.search.frontier_solve import solve_max_prize, solve_min_cost
from gisplan.steiner.search.integer_solve import list_min_cost, maximise_prize
from gisplan.steiner.search.solver_state import SolverState, gap_of, max_prize_lp, min_cost_lp
from gisplan.steiner.search.tie_breaking import break_ties

__all__ = ["minimise_cost", "optimise_prize"]

_ATTEMPTS = ((1.0, SearchLimits.small), (0.125, SearchLimits.full), (0.35, SearchLimits.full), (1.0, SearchLimits.full))
"""Shares of the gap, and the limits of the search among the arcs that are left by it."""
_SMALL_ARCS = 3_000  # with more arcs small limits are never kept
_TOLERANCE = 1e-6
_RELATIVE_TOLERANCE = 1e-9


def optimise_prize(state: SolverState, order: Sequence[int]) -> None:
    """Raise the incumbent and lower the bound of the value until they meet, or time is up."""
    lp = max_prize_lp(state)
    relaxed = _solve_lp_relaxation(state, lp, most_prize=True)
    if relaxed is None:
        if not state.timed_out:  # HiGHS gave up
            solve_max_prize(state, state.worth, state.incumbent.value - state.prize_step, order, SearchLimits.full)
        return
    for share, limits in _ATTEMPTS:
        if state.is_value_optimal or state.timed_out:
            return
        if limits == SearchLimits.small and len(state.rooted.tail) > _SMALL_ARCS:
            continue
        prices = lp.duals()[:-1] * state.prize_unit / (state.prize_step * state.cost_unit)
        gap = gap_of(state, relaxed, most_prize=True)
        relaxed = _fix_by_reduced_cost(state, relaxed, gap)
        part = copy(state)
        part.report = None  # its bounds are those of what is left
        _fix_by_reduced_cost(part, relaxed, share * gap)
        known_value = state.incumbent.value - state.prize_step
        if share < 1.0:
            known_value = state.round_down_value(state.value_of_lp(-relaxed.objective - share * gap))
        solved = solve_max_prize(part, prices, known_value, order, limits)
        if not solved and limits == SearchLimits.full and not state.timed_out:
            maximise_prize(part)
        _take_result(state, part, known_value)


def _take_result(state: SolverState, part: SolverState, known_value: int) -> None:
    """Take over what was found on a part of the arcs; all solutions of a value above `known_value` are in it."""
    state.tighten_upper_bound(max(part.value_bound, known_value))
    if part.optimum_fixed or part.incumbent.is_better_than(state.incumbent):
        state.incumbent = part.incumbent
    if state.is_value_optimal and state.incumbent.value > known_value:
        state.adopt_arcs(part)


def minimise_cost(state: SolverState, order: Sequence[int]) -> bool:
    """Find the cheapest solution of the incumbent's value, and of equals the first.

    Returns
    -------
    bool
        False when time is up before that is proven.
    """
    lp = min_cost_lp(state)
    relaxed = _solve_lp_relaxation(state, lp, most_prize=False)
    if relaxed is None:  # time is up, or HiGHS gave up
        prices = np.append(max(float(state.worth.max(initial=0.0)), 1.0 / state.cost_unit), state.worth)
        return not state.timed_out and solve_min_cost(state, prices, order)
    duals = lp.duals()
    _fix_by_reduced_cost(state, relaxed, gap_of(state, relaxed, most_prize=False))
    cost_of_unit = 1.0 if state.serve_all else max(float(duals[-1]), _TOLERANCE)
    prices = np.append(1.0, duals[:-1]) * state.prize_unit / (cost_of_unit * state.prize_step * state.cost_unit)
    if solve_min_cost(state, prices, order):
        return True
    equals = None if state.timed_out else list_min_cost(state)
    if not equals:
        return False
    state.tighten_lower_bound(state.incumbent.cost)
    return break_ties(state, equals, order)


def _solve_lp_relaxation(state: SolverState, lp: LinearProgram, *, most_prize: bool) -> LpSolution | None:
    """Solve and add cuts until none is violated; the last solution, or None when time is up."""
    rooted = state.rooted
    while not state.timed_out:
        relaxed = lp.solve(state.deadline)
        if not relaxed.finished:
            return None
        x = relaxed.x[: lp.n_arcs]
        if most_prize:
            state.tighten_upper_bound(state.value_of_lp(-relaxed.objective))
        else:
            state.tighten_lower_bound(relaxed.objective * state.cost_unit)
        arc_weight: Floats = np.maximum(1.0 - x, 0.0) * rooted.cost
        state.run_primal_heuristic(arc_weight, power=1.0)
        if state.is_value_optimal if most_prize else state.is_cost_optimal:
            return relaxed
        gap = gap_of(state, relaxed, most_prize=most_prize)
        lp.fix_to_zero((relaxed.reduced_costs > gap + _margin(state, relaxed)) & (relaxed.x < _TOLERANCE))
        cuts = separate_cuts(rooted, x, deadline=state.deadline)
        if not cuts:
            return relaxed
        state.cuts += cuts
        lp.add_cuts(cuts)
    return None


def _fix_by_reduced_cost(state: SolverState, relaxed: LpSolution, gap: float) -> LpSolution:
    """Remove the arcs that only worse solutions use: every path over them loses more than the gap."""
    n_arcs = len(state.rooted.tail)
    reduced_costs = np.maximum(relaxed.reduced_costs[:n_arcs], 0.0)
    loss = reduced_cost_via_arc(state.rooted, reduced_costs)
    kept = (loss <= gap + _margin(state, relaxed)) | (relaxed.x[:n_arcs] > _TOLERANCE)
    state.restrict_to_arcs(kept, _binding_cuts(state, relaxed.x[:n_arcs]))
    columns = np.concatenate([kept, np.ones(len(relaxed.x) - n_arcs, dtype=bool)])
    return replace(relaxed, x=relaxed.x[columns], reduced_costs=relaxed.reduced_costs[columns])


def _margin(state: SolverState, relaxed: LpSolution) -> float:
    """Return what the arithmetic of a linear program may be off, in its unit."""
    return _TOLERANCE + (_RELATIVE_TOLERANCE * abs(relaxed.objective) if state.prize_unit > state.prize_step else 0.0)


def _binding_cuts(state: SolverState, x: Floats) -> list[Cut]:
    """List the cuts that hold with equality."""
    into = np.bincount(state.rooted.head, weights=x, minlength=state.rooted.n)
    return [(node, arcs) for node, arcs in state.cuts if x[arcs].sum() <= into[node] + _TOLERANCE]
