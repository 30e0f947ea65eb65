"""The greedy heuristic: connect next the path with the most prize per price from the tree so far."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import RootedProblem, TreeSolution

__all__ = ["grow_greedily"]


def grow_greedily(
    rooted: RootedProblem, price: Floats, *, power: float = 1.0, start: Ints | None = None
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
    """
    grower = _Grower(rooted, price, power)
    if start is not None:
        grower.add(start)
    while grower.step():
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
