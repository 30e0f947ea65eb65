"""The best part of one tree within one budget, exactly: a knapsack over the tree (Johnson and Niemi 1983)."""

from __future__ import annotations

import numpy as np

from gisplan.steiner.problem import Ints
from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["best_of_tree"]

_SUMS = 8_000  # sums of prizes that are told apart; above, prizes are rounded down to coarser steps


def best_of_tree(rooted: Rooted, arcs: Ints, step: int, most: int) -> Ints:
    """The arcs of the part of a tree, the root in it, that wins most within the one budget.

    For every sum of prizes the least bill, from the last node to the first, parents before children: a node is
    taken, or left out with all that hangs on it.

    Parameters
    ----------
    arcs : (M,) int64
        A tree out of the root.
    step : int
        All prizes are multiples of it.
    most : int
        No plan wins more.
    """
    arcs, after = _parents_first(rooted, arcs)
    step = max(step, -(-most // _SUMS))
    gain = np.minimum(rooted.weight[rooted.head[arcs]] // step, most // step).astype(np.int64).tolist()
    budget = int(rooted.budgets[0])
    bill = np.minimum(rooted.charge[0, arcs], budget + 1).tolist()
    # half the width is half the time, where bills fit in it: the table is large
    whole = np.int32 if 2 * budget + 2 < np.iinfo(np.int32).max else np.int64
    never = np.iinfo(whole).max // 2
    least = np.full((len(arcs) + 1, most // step + 1), never, dtype=whole)
    least[-1, 0] = 0
    for i in range(len(arcs) - 1, -1, -1):
        row, served = least[i], gain[i]
        row[served:] = least[i + 1, : len(row) - served] + bill[i]
        row[row > budget] = never
        np.minimum(row, least[after[i]], out=row)
    total, i, taken = int(np.flatnonzero(least[0] <= budget)[-1]), 0, []
    while i < len(arcs):
        if least[i, total] == least[after[i], total]:
            i = after[i]
        else:
            taken.append(i)
            total -= gain[i]
            i += 1
    return arcs[taken]


def _parents_first(rooted: Rooted, arcs: Ints) -> tuple[Ints, list[int]]:
    """The arcs of a tree in the order of a walk, and for each where the walk leaves what hangs on it."""
    below: dict[int, list[int]] = {}
    for arc, tail in zip(arcs.tolist(), rooted.tail[arcs].tolist(), strict=True):
        below.setdefault(tail, []).append(arc)
    head = rooted.head.tolist()
    order: list[int] = []
    place: dict[int, int] = {}
    after = [0] * len(arcs)
    waiting = [(arc, False) for arc in below.get(0, [])]
    while waiting:
        arc, left = waiting.pop()
        if left:
            after[place[arc]] = len(order)
            continue
        place[arc] = len(order)
        order.append(arc)
        waiting.append((arc, True))
        waiting += [(other, False) for other in below.get(head[arc], [])]
    return np.array(order, dtype=np.int64), after
