"""Dual ascent: a quick upper bound at given prices of the budgets, reduced costs, and the cuts that prove it.

For prices `p`, no solution within the budgets has a higher value than `p` times the budgets plus the most that
any tree collects after paying `p` for what it spends (Lagrangian relaxation of the budgets). That most is bounded
by raising the dual variables of cuts around unconnected terminals, each as far as the arcs into the cut and the
terminal's prize allow (Wong 1984; for prizes Leitner, Ljubic, Luipersbeck and Sinnl 2018).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from gisplan.steiner.bounds.separation import Cut
from gisplan.steiner.limits import is_over
from gisplan.steiner.problem import Floats
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["DualAscent", "dual_ascent", "reduced_cost_via_arc"]

_NIL = 1e-9
_DENSE = 40  # arcs to a node: from here on arrays are faster than lists


@dataclass(frozen=True)
class DualAscent:
    """The result of dual ascent.

    Attributes
    ----------
    rooted : RootedProblem
    unabsorbed_prize : float
        The prize that no cut used up: with the price of the budgets it is an upper bound.
    reduced_costs : (A,) float64
        What is left of the price of each arc.
    raised : list of (node, arcs)
        The cuts as they were raised.
    """

    rooted: RootedProblem
    unabsorbed_prize: float
    reduced_costs: Floats
    raised: list[tuple[int, Any]]

    @property
    def reduced_cost_via_arc(self) -> Floats:
        """By how much at least a solution that uses an arc stays below the bound, (A,)."""
        return reduced_cost_via_arc(self.rooted, self.reduced_costs)

    @property
    def cuts(self) -> list[Cut]:
        """The cuts that prove the bound."""
        return [(node, np.array(arcs, dtype=np.int64)) for node, arcs in self.raised]


def dual_ascent(rooted: RootedProblem, arc_price: Floats, weight: Floats, *, deadline: float = np.inf) -> DualAscent:
    """Raise cuts until every prize is used up or connected to the root by arcs whose price is used up.

    Parameters
    ----------
    rooted : RootedProblem
    arc_price : (A,) float64
    weight : (n,) float64
        The prize of each node.
    deadline : float
        In seconds of `time.monotonic`: the prizes that are left by then count as not absorbed, so that the bound holds.
    """
    dense = len(rooted.tail) >= _DENSE * rooted.n
    ascent = _DenseAscent(rooted, arc_price, weight) if dense else _Ascent(rooted, arc_price, weight)
    ascent.run(deadline)
    reduced = np.maximum(np.asarray(ascent.left), 0.0)
    return DualAscent(rooted, ascent.unabsorbed, reduced, ascent.raised)


@dataclass
class _Component:
    """The nodes (a set, or a mask) that arcs without a price left connect to a terminal, and the arcs into them."""

    inside: Any
    entering: Any


class _Ascent:
    """The dual ascent in progress: the arcs' prices and the nodes' prizes that are left."""

    def __init__(self, rooted: RootedProblem, arc_price: Floats, weight: Floats) -> None:
        self.rooted, self.arc_price = rooted, arc_price
        self.left: Any = arc_price.tolist()
        self.prize: list[float] = weight.tolist()
        self.unabsorbed = self.prize[0]
        self.tail: Any = rooted.tails
        self.into: Any = rooted.arcs_into
        self.raised: list[tuple[int, Any]] = []

    def start(self, node: int) -> _Component:
        """Make the component of one terminal."""
        return _Component({node}, self.into[node])

    def run(self, deadline: float) -> None:
        """Raise the cut with the fewest entering arcs next, until no component can be raised, or time is up."""
        terminals = [node for node in range(1, self.rooted.n) if self.prize[node] > 0]
        components = {node: self.start(node) for node in terminals}
        queue = [(len(self.into[node]), node) for node in terminals]
        heapq.heapify(queue)
        while queue:
            _, node = heapq.heappop(queue)
            if is_over(deadline):
                self.unabsorbed += self.prize[node] + sum(self.prize[other] for _, other in queue)
                return
            component = components[node]
            arcs = self._close(component)
            if arcs is None:
                self.unabsorbed += self.prize[node]
                continue
            if not len(arcs):
                continue
            grown = len(arcs) > len(component.entering)
            component.entering = arcs
            if not (queue and len(arcs) > queue[0][0] and grown):
                self._raise_cut(node, arcs)
                if self.prize[node] <= _NIL:
                    continue
            heapq.heappush(queue, (len(arcs), node))

    def _raise_cut(self, node: int, arcs: Any) -> None:
        """Take the most that the prize and every entering arc allow."""
        left = self.left
        step = min(self.prize[node], *(left[arc] for arc in arcs))
        for arc in arcs:
            left[arc] -= step
        self.prize[node] -= step
        self.raised.append((node, arcs))

    def _close(self, component: _Component) -> Any:
        """Take in every node that an arc without a price connects to the component.

        Returns
        -------
        sequence of int, or None
            The arcs that still enter it; None where the root is in.
        """
        left, tail, into, inside = self.left, self.tail, self.into, component.inside
        arcs = component.entering
        waiting = [arc for arc in arcs if left[arc] <= _NIL]
        if waiting:
            new: list[int] = []
            while waiting:
                node = tail[waiting.pop()]
                if node in inside:
                    continue
                inside.add(node)
                if node == 0:
                    return None
                new += into[node]
                waiting += [arc for arc in into[node] if left[arc] <= _NIL]
            arcs = [*arcs, *new]
        return [arc for arc in arcs if tail[arc] not in inside]


class _DenseAscent(_Ascent):
    """The same in arrays, for graphs in which many arcs enter each node."""

    def __init__(self, rooted: RootedProblem, arc_price: Floats, weight: Floats) -> None:
        super().__init__(rooted, arc_price, weight)
        self.left, self.tail = arc_price.copy(), rooted.tail
        self.into = [np.array(arcs, dtype=np.int64) for arcs in rooted.arcs_into]

    def start(self, node: int) -> _Component:
        """Make the component of one terminal."""
        return _Component(np.arange(self.rooted.n) == node, self.into[node])

    def _raise_cut(self, node: int, arcs: Any) -> None:
        step = min(self.prize[node], float(self.left[arcs].min()))
        self.left[arcs] -= step
        self.prize[node] -= step
        self.raised.append((node, arcs))

    def _close(self, component: _Component) -> Any:
        inside, arcs, latest = component.inside, component.entering, component.entering
        while len(nodes := np.unique(self.tail[latest[self.left[latest] <= _NIL]])):
            nodes = nodes[~inside[nodes]]
            if not len(nodes):
                break
            if nodes[0] == 0:
                return None
            inside[nodes] = True
            latest = np.concatenate([self.into[node] for node in nodes.tolist()])
            arcs = np.concatenate([arcs, latest])
        return arcs[~inside[self.tail[arcs]]]


def reduced_cost_via_arc(rooted: RootedProblem, reduced_costs: Floats) -> Floats:
    """For each arc find the least sum of reduced costs of a path from the root over it, (A,)."""
    _, graph = rooted.cheapest_arcs(reduced_costs)
    distance: Floats = dijkstra(graph, indices=0)
    return distance[rooted.tail] + reduced_costs - 1e-9  # for what `cheapest_arcs` adds to arcs of no price
