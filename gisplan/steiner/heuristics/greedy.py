"""Good plans quickly: the most prize per unit of cost next, along the cheapest way from what is joined."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import Rooted, TreeSolution

__all__ = ["grow"]


def grow(rooted: Rooted, price: Floats, *, power: float = 1.0, start: Ints | None = None) -> TreeSolution:
    """Grow a tree from the root, the best ratio first, while anything still fits the budgets.

    Parameters
    ----------
    price : (A,) float64
        What the search takes an arc to cost; the budgets are charged what it does cost.
    power : float
        The ratio is prize over price to this power.
    start : arcs of a tree out of the root
        Where to begin; else at the root alone.
    """
    grower = _Grower(rooted, price, power)
    if start is not None:
        grower.join(start)
    while grower.step():
        pass
    return rooted.stand(np.array(grower.arcs, dtype=np.int64))


class _Grower:
    """A tree that grows by one way at a time."""

    def __init__(self, rooted: Rooted, price: Floats, power: float) -> None:
        self.rooted, self.power = rooted, power
        self.arc, self.graph = rooted.cheapest(price)
        self.key = rooted.pair[self.arc]
        self.inside = np.zeros(rooted.n, dtype=bool)
        self.inside[0] = True
        self.spent = np.zeros(len(rooted.budgets), dtype=np.int64)
        self.arcs: list[int] = []

    def join(self, arcs: Ints) -> None:
        """Take arcs in."""
        self.arcs += arcs.tolist()
        self.inside[self.rooted.head[arcs]] = True
        self.spent = self.spent + self.rooted.bill(arcs)

    def step(self) -> bool:
        """Join the way with the best ratio that still fits; False when there is none."""
        rooted = self.rooted
        far, before, _ = dijkstra(
            self.graph, indices=np.flatnonzero(self.inside), min_only=True, return_predecessors=True
        )
        outside = np.isfinite(far) & ~self.inside
        arc_into = np.full(rooted.n, -1, dtype=np.int64)
        nodes = np.flatnonzero(outside)
        arc_into[nodes] = self.arc[np.searchsorted(self.key, before[nodes] * rooted.n + nodes)]
        gain, bill = self._along(np.where(outside, before, np.arange(rooted.n)), arc_into)
        fits = outside & (gain > 0) & np.all(self.spent[:, None] + bill <= rooted.budgets[:, None], axis=0)
        if not fits.any():
            return False
        ratio = np.where(fits, gain / np.maximum(far, 1e-9) ** self.power, -1.0)
        node = int(np.argmax(ratio))
        way = []
        while not self.inside[node]:
            way.append(arc_into[node])
            node = int(before[node])
        self.join(np.array(way, dtype=np.int64))
        return True

    def _along(self, before: Ints, arc_into: Ints) -> tuple[Floats, Ints]:
        """Each node's gain and bill along its way from the tree, by doubling steps."""
        rooted = self.rooted
        outside: Mask = arc_into >= 0
        gain = np.where(outside, rooted.weight, 0.0)
        bill = np.where(outside, rooted.charge[:, arc_into], 0)
        jump = before.astype(np.int64)
        while True:
            if not outside[jump].any():
                return gain, bill
            gain = gain + gain[jump]
            bill = bill + bill[:, jump]
            jump = jump[jump]
