"""Ascend-and-prune: from reduced costs to a tree that connects too much, to the best part within the budgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.heuristics.greedy import grow_greedily, solve_tree_knapsack
from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import RootedProblem, TreeSolution

__all__ = ["ascend_and_prune"]

_BISECTIONS = 14


def ascend_and_prune(
    rooted: RootedProblem,
    arc_weight: Floats,
    price: Floats,
    *,
    power: float = 1.0,
    prize_step: int = 1,
    max_value: int = 0,
    deadline: float = np.inf,
) -> TreeSolution:
    """Prune the shortest path tree under arc weights to the budgets, and extend it greedily.

    Parameters
    ----------
    rooted : RootedProblem
    arc_weight : (A,) float64
        Near 0 for an arc that the tree ought to use, such as reduced costs.
    price : (A,) float64
        What an arc is charged, at a price for each budget.
    power : float
        See `grow_greedily`.
    prize_step, max_value : int
        All prizes are multiples of the one, and no solution collects more than the other.
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    TimeUpError
        The deadline is past before a tree within the budgets is found.
    """
    arcs, graph = rooted.cheapest_arcs(arc_weight)
    distance, parent = dijkstra(graph, indices=0, return_predecessors=True)
    nodes = np.argsort(distance, kind="stable")[: int(np.isfinite(distance).sum())]
    nodes = nodes[nodes != 0]
    into = arcs[np.searchsorted(rooted.pair_key[arcs], parent[nodes] * rooted.n + nodes)]
    if len(rooted.budgets) == 1 and max_value:
        start = solve_tree_knapsack(rooted, rooted.prune(into), prize_step, max_value, deadline=deadline)
    else:
        start = _Branches(rooted, nodes, parent[nodes], into).fit_to_budgets(price)
    return grow_greedily(rooted, price, power=power, start=rooted.prune(start), deadline=deadline)


@dataclass(frozen=True)
class _Branches:
    """A tree: its nodes, each after its parent, and the arc into each."""

    rooted: RootedProblem
    nodes: Ints
    parent: Ints
    into: Ints

    def fit_to_budgets(self, price: Floats) -> Ints:
        """Return the arcs that pay at the lowest price level at which they keep to the budgets, by bisection."""
        rooted = self.rooted
        if not len(rooted.budgets):
            return self.into
        low, high = 0.0, 1.0
        part = self._paying(price)
        while len(part) and not rooted.within_budgets(part) and high < 1e6:
            low, high = high, 2.0 * high
            part = self._paying(price * high)
        if not rooted.within_budgets(part):
            return part[:0]
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2.0
            trial = self._paying(price * middle)
            if rooted.within_budgets(trial):
                high, part = middle, trial
            else:
                low = middle
        return part

    def _paying(self, price: Floats) -> Ints:
        """Return the arcs whose branches collect more than their price."""
        net = self.rooted.weight.tolist()
        paying = []
        rows = list(
            zip(
                self.nodes.tolist(),
                self.parent.tolist(),
                self.into.tolist(),
                price[self.into].tolist(),
                strict=True,
            )
        )
        pays = [False] * self.rooted.n
        for node, above, _, cost in reversed(rows):
            gain = net[node] - cost
            if gain > 0:
                net[above] += gain
                pays[node] = True
        pays[0] = True
        for node, above, arc, _ in rows:
            pays[node] = pays[node] and pays[above]
            if pays[node]:
                paying.append(arc)
        return np.array(paying, dtype=np.int64)
