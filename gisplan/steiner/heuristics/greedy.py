"""Good trees early: growing by the best ratio, and the knapsack on a tree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.limits import check_time, is_over
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import RootedProblem, TreeSolution

__all__ = ["grow_greedily", "solve_tree_knapsack"]


def grow_greedily(
    rooted: RootedProblem,
    price: Floats,
    *,
    power: float = 1.0,
    start: Ints | None = None,
    deadline: float = np.inf,
) -> TreeSolution:
    """Grow a tree from the root, the best ratio first, while anything still fits the budgets.

    Parameters
    ----------
    rooted : RootedProblem
    price : (A,) float64
        What the ratio takes an arc to cost; the budgets are charged its real cost.
    power : float
        The ratio is prize over price to this power.
    start : (M,) int64, optional
        The arcs of a tree out of the root to begin with; else the root alone.
    deadline : float
        In seconds of `time.monotonic`: the tree grows no further then.
    """
    grower = _Grower(rooted, price, power)
    if start is not None:
        grower.add(start)
    while not is_over(deadline) and grower.step():
        pass
    return rooted.evaluate(np.array(grower.arcs, dtype=np.int64))


class _Grower:
    """A tree that grows by one path at a time."""

    def __init__(self, rooted: RootedProblem, price: Floats, power: float) -> None:
        self.rooted, self.power = rooted, power
        self.arc, self.graph = rooted.cheapest_arcs(price)
        self.key = rooted.pair_key[self.arc]
        self.inside = np.zeros(rooted.n, dtype=bool)
        self.inside[0] = True
        self.spent = np.zeros(len(rooted.budgets), dtype=np.int64)
        self.arcs: list[int] = []

    def add(self, arcs: Ints) -> None:
        """Take arcs into the tree."""
        self.arcs += arcs.tolist()
        self.inside[self.rooted.head[arcs]] = True
        self.spent = self.spent + self.rooted.charges(arcs)

    def step(self) -> bool:
        """Add the path with the best ratio that still fits; False when there is none."""
        rooted = self.rooted
        distance, parent, _ = dijkstra(
            self.graph, indices=np.flatnonzero(self.inside), min_only=True, return_predecessors=True
        )
        outside = np.isfinite(distance) & ~self.inside
        arc_into = np.full(rooted.n, -1, dtype=np.int64)
        nodes = np.flatnonzero(outside)
        arc_into[nodes] = self.arc[np.searchsorted(self.key, parent[nodes] * rooted.n + nodes)]
        prize, charges = self._sum_along(np.where(outside, parent, np.arange(rooted.n)), arc_into)
        fits = outside & (prize > 0) & np.all(self.spent[:, None] + charges <= rooted.budgets[:, None], axis=0)
        if not fits.any():
            return False
        ratio = np.where(fits, prize / np.maximum(distance, 1e-9) ** self.power, -1.0)
        node = int(np.argmax(ratio))
        path = []
        while not self.inside[node]:
            path.append(arc_into[node])
            node = int(parent[node])
        self.add(np.array(path, dtype=np.int64))
        return True

    def _sum_along(self, parent: Ints, arc_into: Ints) -> tuple[Floats, Ints]:
        """Sum prizes (n,) and charges (K, n) along each node's path from the tree, by pointer jumping."""
        rooted = self.rooted
        outside: Mask = arc_into >= 0
        prize = np.where(outside, rooted.weight, 0.0)
        charges = np.where(outside, rooted.charge[:, arc_into], 0)
        jump = parent.astype(np.int64)
        while True:
            if not outside[jump].any():
                return prize, charges
            prize = prize + prize[jump]
            charges = charges + charges[:, jump]
            jump = jump[jump]


_MAX_SUMS = 8_000  # different sums of prizes; above, prizes are rounded down to coarser steps
_MAX_ENTRIES = 160_000_000  # of the table, that it fits in memory
_MAX_BUDGET = 2**30 - 2


def solve_tree_knapsack(
    rooted: RootedProblem, arcs: Ints, prize_step: int, max_value: int, *, deadline: float = np.inf
) -> Ints:
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
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    TimeUpError
        The deadline is past.
    """
    arcs, after = _depth_first(rooted, arcs)
    step = max(prize_step, -(-max_value // min(_MAX_SUMS, _MAX_ENTRIES // (len(arcs) + 1))))
    gain = np.minimum(rooted.weight[rooted.head[arcs]] // step, max_value // step).astype(np.int64).tolist()
    parts = max(1, -(-int(rooted.budgets[0]) // _MAX_BUDGET))  # costs are rounded up to it, so that they fit in 32 bits
    budget = int(rooted.budgets[0]) // parts
    cost = np.minimum(-(-rooted.charge[0, arcs] // parts), budget + 1).tolist()
    least = _least_costs(cost, gain, after, budget, max_value // step + 1, deadline)
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
    cost: list[int], gain: list[int], after: list[int], budget: int, n_sums: int, deadline: float
) -> NDArray[np.int32]:
    """Fill the table of the least cost by the first node still open and the sum of prizes, (M + 1, n_sums)."""
    infeasible = np.iinfo(np.int32).max // 2
    least = np.empty((len(cost) + 1, n_sums), dtype=np.int32)  # filled row by row: the whole takes a second
    least[-1] = infeasible
    least[-1, 0] = 0
    for i in range(len(cost) - 1, -1, -1):
        check_time(deadline)
        row = least[i]
        row[: gain[i]] = infeasible
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
