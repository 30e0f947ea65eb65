"""A quick upper bound and the cuts that prove it: dual ascent at a price per unit of each budget.

For prices `p`, every plan within the budgets wins at most the most that any tree wins after paying `p` for
what it spends, plus `p` times the budgets. Cuts around unjoined prizes are raised one after the other,
each as far as the arcs into it and its prize allow (Wong 1984, for prizes as in Leitner, Ljubic, Luipersbeck
and Sinnl 2018).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["Ascent", "ascend", "least_through"]

Cut = tuple[int, Ints]  # a node, and the arcs into a set of nodes that holds it and not the root

_NIL = 1e-9


@dataclass(frozen=True)
class Ascent:
    """What dual ascent found.

    Attributes
    ----------
    kept : float
        The prize that no cut used up: with the price of the budgets it is an upper bound.
    through : (A,) float64
        What a plan that uses an arc loses at least against the bound.
    reduced : (A,) float64
        What is left of the price of each arc.
    cuts : list of (node, arcs)
    """

    kept: float
    through: Floats
    reduced: Floats
    cuts: list[Cut]


def ascend(rooted: Rooted, arc_price: Floats, weight: Floats) -> Ascent:
    """Raise cuts until every prize is used up or joined to the root by arcs whose price is used up."""
    left = arc_price.tolist()
    tail = rooted.tail.tolist()
    order = np.argsort(rooted.head, kind="stable")
    start = np.searchsorted(rooted.head[order], np.arange(rooted.n + 1)).tolist()
    into = [order[start[node] : start[node + 1]].tolist() for node in range(rooted.n)]
    prize = weight.tolist()
    kept = prize[0]
    inside: dict[int, set[int]] = {}
    border: dict[int, list[int]] = {}
    cuts: list[Cut] = []
    queue = []
    for node in range(1, rooted.n):
        if prize[node] > 0:
            inside[node] = {node}
            border[node] = into[node]
            queue.append((len(into[node]), node))
    heapq.heapify(queue)
    while queue:
        _, node = heapq.heappop(queue)
        within, arcs = inside[node], border[node]
        arcs = _close(within, arcs, left, tail, into)
        if 0 in within:
            kept += prize[node]
            continue
        if not arcs:
            continue
        if queue and len(arcs) > queue[0][0] and len(arcs) > len(border[node]):
            border[node] = arcs
            heapq.heappush(queue, (len(arcs), node))
            continue
        border[node] = arcs
        step = min(prize[node], *(left[arc] for arc in arcs))
        for arc in arcs:
            left[arc] -= step
        prize[node] -= step
        cuts.append((node, np.array(arcs, dtype=np.int64)))
        if prize[node] > _NIL:
            heapq.heappush(queue, (len(arcs), node))
    reduced = np.maximum(np.array(left), 0.0)
    return Ascent(kept, least_through(rooted, reduced), reduced, cuts)


def _close(within: set[int], arcs: list[int], left: list[float], tail: list[int], into: list[list[int]]) -> list[int]:
    """Take in every node that an arc without a price joins to the set; the arcs that still lead in."""
    waiting = [arc for arc in arcs if left[arc] <= _NIL]
    if waiting:
        fresh: list[int] = []
        while waiting:
            node = tail[waiting.pop()]
            if node in within:
                continue
            within.add(node)
            if node == 0:
                return []
            fresh += into[node]
            waiting += [arc for arc in into[node] if left[arc] <= _NIL]
        arcs = arcs + fresh
    return [arc for arc in arcs if tail[arc] not in within]


def least_through(rooted: Rooted, reduced: Floats) -> Floats:
    """For each arc the least reduced price of a way from the root over it."""
    _, graph = rooted.cheapest(reduced)
    away: Floats = dijkstra(graph, indices=0)
    return away[rooted.tail] + reduced - 1e-9  # for what keeps an arc of no price an arc
