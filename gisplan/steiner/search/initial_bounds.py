"""The start of a solve: quick bounds, greedy trees, dual ascent at several prices, arcs that no better solution uses.

A first bound is there at once, whatever the graph: every terminal has an arc of its own into it, so that a tree
costs no less than the cheapest of them. Dual ascent improves on it until its share of the time is over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.bounds.dual_ascent import DualAscent, dual_ascent
from gisplan.steiner.heuristics.greedy import grow_greedily
from gisplan.steiner.limits import check_time, is_over, share_of
from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import RootedProblem
from gisplan.steiner.search.solver_state import SolverState

__all__ = ["bound_cost", "bound_prize"]

_POWERS = (1.0, 0.8)
_GOLDEN_RATIO = (5**0.5 - 1) / 2
_TOLERANCE = 1e-6
_RELATIVE_TOLERANCE = 1e-11
_EXACT = 2.0**53  # sums of whole numbers below are whole
_GREEDY_SHARE, _ASCENT_SHARE = 0.3, 0.6  # of the time that is left
_OVER_S = 0.25  # that one stage may go on when time is up
_ARCS_PER_S = 1_000_000  # that shortest paths, or the preparation of a dual ascent, take on a slow machine


def bound_cost(state: SolverState) -> None:
    """Bound the cost of serving everything, with prizes so high that none is forgone."""
    rooted = state.rooted
    state.price = np.zeros(len(rooted.tail))
    state.incumbent = rooted.evaluate(rooted.any_tree())
    state.tighten_lower_bound(int(_cheapest_entry(rooted, rooted.cost)[rooted.is_terminal].sum()))
    state.tighten_lower_bound(_cheapest_first_arc(rooted))
    _check_time_for_paths(state)
    state.update_incumbent(rooted.evaluate(rooted.spanning_tree()))
    _, graph = rooted.cheapest_arcs(rooted.cost.astype(np.float64))
    farthest = float(dijkstra(graph, indices=0)[rooted.is_terminal].max())
    state.tighten_lower_bound(int(farthest) if farthest < _EXACT else farthest * (1 - _RELATIVE_TOLERANCE))
    cost = rooted.cost / state.cost_unit
    high_prize = np.where(rooted.is_terminal, cost.sum() + 1.0, 0.0)
    ascent = dual_ascent(rooted, cost, high_prize, deadline=share_of(state.deadline, _ASCENT_SHARE))
    bound = float(high_prize.sum() - ascent.unabsorbed_prize)
    state.tighten_lower_bound(bound * state.cost_unit)
    _check_time_for_paths(state)
    state.run_primal_heuristic(ascent.reduced_costs, power=4.0)
    kept = bound + ascent.reduced_cost_via_arc <= state.incumbent.cost / state.cost_unit + _TOLERANCE
    state.restrict_to_arcs(kept, ascent.cuts)


def bound_prize(state: SolverState) -> None:
    """Bound the prize at the prices of the budgets where the bound is lowest, and prune the ascent there."""
    rooted = state.rooted
    state.tighten_upper_bound(_knapsack_bound(rooted))
    _check_time_for_paths(state)
    shares: Floats = rooted.charge / np.maximum(rooted.budgets, 1)[:, None]
    until_then = share_of(state.deadline, _GREEDY_SHARE)
    state.update_incumbent(grow_greedily(rooted, shares.sum(axis=0), deadline=until_then))
    _check_time_for_paths(state)
    bound, levels, ascent = _lowest_bound(state, shares, share_of(state.deadline, _ASCENT_SHARE))
    state.tighten_upper_bound(bound)
    state.price = levels @ shares
    state.worth = levels / (np.maximum(rooted.budgets, 1) * state.prize_step)
    for power in _POWERS:
        _check_time_for_paths(state)
        state.run_primal_heuristic(ascent.reduced_costs, power=power)
    margin = _TOLERANCE + _RELATIVE_TOLERANCE * abs(bound)
    state.restrict_to_arcs(bound - ascent.reduced_cost_via_arc >= state.incumbent.value - margin, ascent.cuts)


def _check_time_for_paths(state: SolverState) -> None:
    """Raise `TimeUpError` when the time that is left is far too short for a look at every arc and node."""
    takes_s = (len(state.rooted.tail) + 2 * state.rooted.n) / _ARCS_PER_S
    check_time(state.deadline - max(0.0, takes_s - _OVER_S))


def _cheapest_entry(rooted: RootedProblem, cost: Ints) -> Ints:
    """Find the least cost of an arc into each node, (n,); 0 where there is none."""
    none = np.iinfo(np.int64).max
    least = np.full(rooted.n, none)
    np.minimum.at(least, rooted.head, cost)
    return np.where(least == none, 0, least)


def _cheapest_first_arc(rooted: RootedProblem) -> int:
    """Find the least cost of an arc out of what is reached free; 0 where that is every terminal."""
    inside = rooted.reached(np.flatnonzero(rooted.cost == 0))
    leaving = rooted.cost[inside[rooted.tail] & ~inside[rooted.head]]
    return 0 if inside[rooted.is_terminal].all() or not len(leaving) else int(leaving.min())


def _knapsack_bound(rooted: RootedProblem) -> float:
    """Bound the prize by the nodes alone: each takes the cheapest arc into it, and a part of one may be taken."""
    bound = float(rooted.weight[rooted.reachable].sum())
    nodes = np.flatnonzero(rooted.is_terminal & rooted.reachable & (np.arange(rooted.n) > 0))
    prize = rooted.weight[nodes]
    for charge, budget in zip(rooted.charge, rooted.budgets.astype(np.float64).tolist(), strict=True):
        least = _cheapest_entry(rooted, charge)[nodes].astype(np.float64)
        order = np.argsort(least / prize, kind="stable")
        spent = np.cumsum(least[order])
        whole = int(np.searchsorted(spent, budget, side="right"))
        value = rooted.weight[0] + float(prize[order[:whole]].sum())
        if whole < len(order):
            left = budget - float(spent[whole - 1]) if whole else budget
            value += float(prize[order[whole]]) * left / float(least[order[whole]])
        bound = min(bound, value)
    return bound


def _lowest_bound(state: SolverState, shares: Floats, deadline: float) -> tuple[float, Floats, DualAscent]:
    """Find prices of the budgets with a low bound: all alike first, then each alone."""
    rooted, count = state.rooted, len(state.rooted.budgets)
    nothing = np.zeros(len(rooted.tail))
    free = float(rooted.weight[rooted.reachable].sum())
    best: tuple[float, Floats, DualAscent] = (free, np.zeros(count), DualAscent(rooted, free, nothing, []))

    def bound_at(levels: Floats) -> float:
        nonlocal best
        if is_over(deadline):
            return np.inf
        ascent = dual_ascent(rooted, levels @ shares, rooted.weight, deadline=deadline)
        bound = ascent.unabsorbed_prize + float(levels.sum())
        if bound < best[0]:
            best = bound, levels, ascent
        return bound

    highest = max(1.0, 1.3 * state.incumbent.value)
    _golden_section(lambda level: bound_at(np.full(count, level)), highest, 9, deadline)
    for turn in range(count if count > 1 else 0):
        _golden_section(partial(_bound_with, bound_at, best[1], turn), highest, 6, deadline)
    return best


def _bound_with(bound_at: Callable[[Floats], float], levels: Floats, budget: int, level: float) -> float:
    """Return the bound with another price of one budget."""
    return bound_at(np.where(np.arange(len(levels)) == budget, level, levels))


def _golden_section(function: Callable[[float], float], high: float, steps: int, deadline: float) -> None:
    """Narrow an interval from 0 around the minimum of a function, which keeps its best argument itself."""
    low = 0.0
    one, two = high - _GOLDEN_RATIO * (high - low), low + _GOLDEN_RATIO * (high - low)
    at_one, at_two = function(one), function(two)
    for _ in range(steps):
        if is_over(deadline):
            return
        if at_one <= at_two:
            high, two, at_two = two, one, at_one
            one = high - _GOLDEN_RATIO * (high - low)
            at_one = function(one)
        else:
            low, one, at_one = one, two, at_two
            two = low + _GOLDEN_RATIO * (high - low)
            at_two = function(two)
