"""The best part of one tree within one budget, exactly: the tree knapsack (Johnson and Niemi 1983)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gisplan.steiner.problem import Ints
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["solve_tree_knapsack"]

_MAX_SUMS = 8_000  # different sums of prizes; above, prizes are rounded down to coarser steps


def solve_tree_knapsack(rooted: RootedProblem, arcs: Ints, prize_step: int, max_value: int) -> Ints:
    """Return the arcs of the part of a tree, with its root, that collects the most within the one budget.

    For every sum of prizes the least cost is found, from the last node to the first in depth-first order: a node
    is taken, or left out with its whole subtree.

    Parameters
    ----------
    rooted : RootedProblem
    arcs : (M,) int64
        A tree out of the root.
    prize_step : int
        All prizes are multiples of it.
    max_value : int
        No solution collects more.
    """
    arcs, after = _depth_first(rooted, arcs)
    step = max(prize_step, -(-max_value // _MAX_SUMS))
    gain = np.minimum(rooted.weight[rooted.head[arcs]] // step, max_value // step).astype(np.int64).tolist()
    budget = int(rooted.budgets[0])
    cost = np.minimum(rooted.charge[0, arcs], budget + 1).tolist()
    least = _least_costs(cost, gain, after, budget, max_value // step + 1)
    total, i, taken = int(np.flatnonzero(least[0] <= budget)[-1]), 0, []
    while i < len(arcs):
        if least[i, total] == least[after[i], total]:
            i = after[i]
        else:
            taken.append(i)
            total -= gain[i]
            i += 1
    return arcs[taken]


def _least_costs(
    cost: list[int], gain: list[int], after: list[int], budget: int, n_sums: int
) -> NDArray[np.int32] | NDArray[np.int64]:
    """Fill the table of the least cost by the first node still open and the sum of prizes, (M + 1, n_sums)."""
    # half the width takes half the time, where costs fit in it: the table is large
    width = np.int32 if 2 * budget + 2 < np.iinfo(np.int32).max else np.int64
    infeasible = np.iinfo(width).max // 2
    least = np.full((len(cost) + 1, n_sums), infeasible, dtype=width)
    least[-1, 0] = 0
    for i in range(len(cost) - 1, -1, -1):
        row = least[i]
        row[gain[i] :] = least[i + 1, : n_sums - gain[i]] + cost[i]
        row[row > budget] = infeasible
        np.minimum(row, least[after[i]], out=row)
    return least


def _depth_first(rooted: RootedProblem, arcs: Ints) -> tuple[Ints, list[int]]:
    """Return the arcs of a tree in depth-first order, and for each the position after its subtree."""
    below: dict[int, list[int]] = {}
    for arc, tail in zip(arcs.tolist(), rooted.tail[arcs].tolist(), strict=True):
        below.setdefault(tail, []).append(arc)
    head = rooted.head.tolist()
    order: list[int] = []
    position: dict[int, int] = {}
    after = [0] * len(arcs)
    waiting = [(arc, False) for arc in below.get(0, [])]
    while waiting:
        arc, done = waiting.pop()
        if done:
            after[position[arc]] = len(order)
            continue
        position[arc] = len(order)
        order.append(arc)
        waiting.append((arc, True))
        waiting += [(other, False) for other in below.get(head[arc], [])]
    return np.array(order, dtype=np.int64), after
