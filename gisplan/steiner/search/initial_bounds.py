"""The start of a solve: greedy trees, dual ascent at several prices, and the arcs that no better solution uses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from gisplan.steiner.bounds.dual_ascent import DualAscent, dual_ascent
from gisplan.steiner.heuristics.greedy import grow_greedily
from gisplan.steiner.problem import Floats
from gisplan.steiner.search.solver_state import SolverState

__all__ = ["bound_cost", "bound_prize"]

_POWERS = (1.0, 0.8)
_GOLDEN_RATIO = (5**0.5 - 1) / 2
_TOLERANCE = 1e-6


def bound_cost(state: SolverState) -> None:
    """Bound the cost of serving everything, with prizes so high that none is forgone."""
    rooted = state.rooted
    cost = rooted.cost / state.cost_unit
    state.price = np.zeros_like(cost)
    high_prize = np.where(rooted.is_terminal, cost.sum() + 1.0, 0.0)
    ascent = dual_ascent(rooted, cost, high_prize)
    bound = float(high_prize.sum() - ascent.unabsorbed_prize)
    state.tighten_lower_bound(bound * state.cost_unit)
    state.run_primal_heuristic(ascent.reduced_costs, power=4.0)
    kept = bound + ascent.reduced_cost_via_arc <= state.incumbent.cost / state.cost_unit + _TOLERANCE
    state.restrict_to_arcs(kept, ascent.cuts)


def bound_prize(state: SolverState) -> None:
    """Bound the prize at the prices of the budgets where the bound is lowest, and prune the ascent there."""
    rooted = state.rooted
    shares: Floats = rooted.charge / np.maximum(rooted.budgets, 1)[:, None]
    for power in _POWERS:
        state.update_incumbent(grow_greedily(rooted, shares.sum(axis=0), power=power))
    bound, levels, ascent = _lowest_bound(state, shares)
    state.tighten_upper_bound(bound)
    state.price = levels @ shares
    for power in _POWERS:
        state.run_primal_heuristic(ascent.reduced_costs, power=power)
    state.restrict_to_arcs(bound - ascent.reduced_cost_via_arc >= state.incumbent.value - _TOLERANCE, ascent.cuts)


def _lowest_bound(state: SolverState, shares: Floats) -> tuple[float, Floats, DualAscent]:
    """Find prices of the budgets with a low bound: all alike first, then one after the other."""
    rooted, count = state.rooted, len(state.rooted.budgets)
    best: tuple[float, Floats, DualAscent] | None = None

    def bound_at(levels: Floats) -> float:
        nonlocal best
        ascent = dual_ascent(rooted, levels @ shares, rooted.weight)
        bound = ascent.unabsorbed_prize + float(levels.sum())
        if best is None or bound < best[0]:
            best = bound, levels, ascent
        return bound

    highest = max(1.0, 1.3 * state.incumbent.value)
    bound_at(np.zeros(count))
    _golden_section(lambda level: bound_at(np.full(count, level)), 0.0, highest, 9)
    for turn in range(2 * count if count > 1 else 0):
        _golden_section(partial(_bound_with, bound_at, best[1], turn % count), 0.0, highest, 6)  # type: ignore[index]
    assert best is not None
    return best


def _bound_with(bound_at: Callable[[Floats], float], levels: Floats, budget: int, level: float) -> float:
    """Return the bound with another price of one budget."""
    return bound_at(np.where(np.arange(len(levels)) == budget, level, levels))


def _golden_section(function: Callable[[float], float], low: float, high: float, steps: int) -> None:
    """Narrow an interval around the minimum of a function, which keeps its best argument itself."""
    one, two = high - _GOLDEN_RATIO * (high - low), low + _GOLDEN_RATIO * (high - low)
    at_one, at_two = function(one), function(two)
    for _ in range(steps):
        if at_one <= at_two:
            high, two, at_two = two, one, at_one
            one = high - _GOLDEN_RATIO * (high - low)
            at_one = function(one)
        else:
            low, one, at_one = one, two, at_two
            two = low + _GOLDEN_RATIO * (high - low)
            at_two = function(two)
