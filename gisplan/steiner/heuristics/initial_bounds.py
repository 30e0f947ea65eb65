"""The opening: greedy plans, dual ascent at several prices, and the arcs that no better plan can use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from gisplan.steiner.bounds.dual_ascent import Ascent, ascend
from gisplan.steiner.heuristics.greedy import grow
from gisplan.steiner.heuristics.solver_state import Search
from gisplan.steiner.problem import Floats

__all__ = ["open_for_all", "open_for_most"]

_POWERS = (1.0, 0.8)
_GOLDEN = (5**0.5 - 1) / 2


def open_for_all(search: Search) -> None:
    """Prizes so high that none is forgone: what the cuts raise is a bound on the cost."""
    rooted = search.rooted
    cost = rooted.cost / search.unit
    search.price = np.zeros_like(cost)
    high = np.where(rooted.wanted, cost.sum() + 1.0, 0.0)
    ascent = ascend(rooted, cost, high)
    raised = float(high.sum() - ascent.kept)
    search.raise_cost(raised * search.unit)
    search.follow(ascent.reduced, power=4.0)
    keep = raised + ascent.through <= search.stand.cost / search.unit + 1e-6
    search.shrink(keep, ascent.cuts)


def open_for_most(search: Search) -> None:
    """Look for the prices of the budgets at which the bound is lowest, and follow the ascent there."""
    rooted = search.rooted
    shares: Floats = rooted.charge / np.maximum(rooted.budgets, 1)[:, None]
    for power in _POWERS:
        search.offer(grow(rooted, shares.sum(axis=0), power=power))
    best: tuple[float, Floats, Ascent] | None = None

    def bound(levels: Floats) -> float:
        nonlocal best
        ascent = ascend(rooted, levels @ shares, rooted.weight)
        top = ascent.kept + float(levels.sum())
        if best is None or top < best[0]:
            best = top, levels, ascent
        return top

    count = len(rooted.budgets)
    scale = max(1.0, 1.3 * search.stand.value)
    bound(np.zeros(count))
    _lowest(lambda level: bound(np.full(count, level)), 0.0, scale, 9)
    for turn in range(2 * count if count > 1 else 0):
        _lowest(partial(_at, bound, best[1], turn % count), 0.0, scale, 6)  # type: ignore[index]
    assert best is not None
    top, levels, ascent = best
    search.lower_value(top)
    search.price = levels @ shares
    for power in _POWERS:
        search.follow(ascent.reduced, power=power)
    search.shrink(top - ascent.through >= search.stand.value - 1e-6, ascent.cuts)


def _at(bound: Callable[[Floats], float], levels: Floats, which: int, level: float) -> float:
    """The bound when one of the levels is another."""
    return bound(np.where(np.arange(len(levels)) == which, level, levels))


def _lowest(height: Callable[[float], float], low: float, high: float, steps: int) -> None:
    """Golden section: narrow an interval around the lowest point."""
    one, two = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_one, at_two = height(one), height(two)
    for _ in range(steps):
        if at_one <= at_two:
            high, two, at_two = two, one, at_one
            one = high - _GOLDEN * (high - low)
            at_one = height(one)
        else:
            low, one, at_one = one, two, at_two
            two = low + _GOLDEN * (high - low)
            at_two = height(two)
