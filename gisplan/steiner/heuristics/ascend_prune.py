"""From a tree that joins too much to the best part of it that the budgets pay for."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.heuristics.greedy import grow
from gisplan.steiner.heuristics.tree_knapsack import best_of_tree
from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import Rooted, TreeSolution

__all__ = ["from_guide"]

_HALVINGS = 14


def from_guide(
    rooted: Rooted, guide: Floats, price: Floats, *, power: float = 1.0, step: int = 1, most: int = 0
) -> TreeSolution:
    """The plan along a guide: its tree of cheapest ways, pruned to the budgets, and filled up greedily.

    Parameters
    ----------
    guide : (A,) float64
        How dear an arc seems: near 0 where it ought to be used.
    price : (A,) float64
        What an arc is charged, at a price for each budget.
    step, most : int
        All prizes are multiples of the one, and no plan wins more than the other.
    """
    arcs, graph = rooted.cheapest(guide)
    far, before = dijkstra(graph, indices=0, return_predecessors=True)
    nodes = np.argsort(far, kind="stable")[: int(np.isfinite(far).sum())]
    nodes = nodes[nodes != 0]
    into = arcs[np.searchsorted(rooted.pair[arcs], before[nodes] * rooted.n + nodes)]
    if len(rooted.budgets) == 1 and most:
        start = best_of_tree(rooted, rooted.pruned(into), step, most)
    else:
        start = _best_part(rooted, nodes, before[nodes], into, price)
    return grow(rooted, price, power=power, start=rooted.pruned(start))


def _best_part(rooted: Rooted, nodes: Ints, before: Ints, into: Ints, price: Floats) -> Ints:
    """The arcs of the tree that pay at the lowest price level at which they keep to the budgets."""
    low, high = 0.0, 1.0
    part = _paying(rooted, nodes, before, into, price)
    while len(part) and not rooted.within(rooted.bill(part)) and high < 1e6:
        low, high = high, 2.0 * high
        part = _paying(rooted, nodes, before, into, price * high)
    if not rooted.within(rooted.bill(part)):
        return part[:0]
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        trial = _paying(rooted, nodes, before, into, price * middle)
        if rooted.within(rooted.bill(trial)):
            high, part = middle, trial
        else:
            low = middle
    return part


def _paying(rooted: Rooted, nodes: Ints, before: Ints, into: Ints, price: Floats) -> Ints:
    """The arcs whose branches win more than they cost; nodes stand in the order of the tree."""
    worth = rooted.weight.tolist()
    pays = []
    rows = list(zip(nodes.tolist(), before.tolist(), into.tolist(), price[into].tolist(), strict=True))
    good = [False] * rooted.n
    for node, above, _, cost in reversed(rows):
        net = worth[node] - cost
        if net > 0:
            worth[above] += net
            good[node] = True
    good[0] = True
    for node, above, arc, _ in rows:
        good[node] = good[node] and good[above]
        if good[node]:
            pays.append(arc)
    return np.array(pays, dtype=np.int64)
