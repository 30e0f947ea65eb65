"""Cuts of the linear program: separation of violated cuts, and ranks that forbid cycles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from gisplan.steiner.limits import is_over
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["Cut", "MtzRanks", "Row", "separate_cuts"]

Cut = tuple[int, Ints]
"""A node, and the arcs into a set of nodes that holds it and not the root."""

_MAX_CUTS = 400  # found at a time
_MAX_NESTED = 8  # for one terminal
_FLOW_UNIT = 1_000_000  # maximum_flow takes whole numbers of 32 bits
_TOLERANCE = 200
_CERTAIN = 20  # an arc that is used but for this connects its head as fully as its tail is connected


def separate_cuts(rooted: RootedProblem, x: Floats, *, deadline: float = np.inf) -> list[Cut]:
    """Find minimum cuts between the root and terminals that a fractional solution violates.

    For each terminal the cuts nearest to either end, and more of them one inside the other.

    Parameters
    ----------
    rooted : RootedProblem
    x : (A,) float64
        How far each arc is used, from 0 to 1.
    deadline : float
        In seconds of `time.monotonic`: the cuts found by then are returned, which may be none.
    """
    flow = np.rint(np.clip(x, 0.0, 1.0) * _FLOW_UNIT).astype(np.int32)
    inflow = np.bincount(rooted.head, weights=flow, minlength=rooted.n)
    connected = rooted.reached(np.flatnonzero(flow >= _FLOW_UNIT - _CERTAIN))
    support = _SupportGraph(rooted, flow, connected)
    terminals = np.flatnonzero(rooted.is_terminal & (inflow > _TOLERANCE) & ~connected)
    cuts: dict[tuple[int, bytes], Cut] = {}
    separated = np.zeros(rooted.n, dtype=bool)
    for node in terminals[np.argsort(-inflow[terminals], kind="stable")].tolist():
        if node == 0 or separated[node]:
            continue
        for nearest, inside in support.minimum_cuts(node, min(inflow[node], _FLOW_UNIT) - _TOLERANCE):
            if nearest:
                separated |= inside
            arcs = np.flatnonzero(inside[rooted.head] & ~inside[rooted.tail])
            cuts.setdefault((node, arcs.tobytes()), (node, arcs))
        if len(cuts) >= _MAX_CUTS or is_over(deadline):
            break
    return list(cuts.values())


class _SupportGraph:
    """The arcs with flow beyond the fully connected nodes, which count as the root; with both directions of each."""

    def __init__(self, rooted: RootedProblem, flow: NDArray[np.int32], connected: Mask) -> None:
        used = np.flatnonzero((flow > 0) & ~connected[rooted.head])
        tail, head = np.where(connected[rooted.tail[used]], 0, rooted.tail[used]), rooted.head[used]
        self.connected = connected
        self.nodes = np.unique(np.r_[0, tail, head])
        n = len(self.nodes)
        tail, head = np.searchsorted(self.nodes, tail), np.searchsorted(self.nodes, head)
        graph = csr_array(
            (np.concatenate([flow[used], np.zeros_like(flow[used])]), (np.r_[tail, head], np.r_[head, tail])),
            shape=(n, n),
        )
        graph.sum_duplicates()
        self.graph = graph
        self.row = np.repeat(np.arange(n), np.diff(graph.indptr))
        self.key = self.row * n + graph.indices
        self.reverse = np.searchsorted(self.key, graph.indices.astype(np.int64) * n + self.row)

    def minimum_cuts(self, node: int, demand: float) -> list[tuple[bool, Mask]]:
        """Find node sets that hold the node and not the root and let in less than the node's demand.

        Returns
        -------
        list of (nearest, inside)
            Whether the set is the one nearest to the node, and its nodes, (n,).
        """
        graph = self.graph.copy()
        sink = int(np.searchsorted(self.nodes, node))
        found: list[tuple[bool, Mask]] = []
        for _ in range(_MAX_NESTED):
            result = maximum_flow(graph, 0, sink)
            if result.flow_value >= demand:
                break
            flow = result.flow.tocoo()
            residual = graph.data.copy()
            residual[np.searchsorted(self.key, flow.row.astype(np.int64) * len(self.nodes) + flow.col)] -= flow.data
            near = self._reachable(residual[self.reverse] > 0, sink)
            far = ~self._reachable(residual > 0, 0)
            found.append((True, self._among_all(near, others=False)))
            if (near != far).any():
                found.append((False, self._among_all(far, others=True)))
            for inside in (near, far):
                graph.data[inside[graph.indices] & ~inside[self.row]] = _FLOW_UNIT
        return found

    def _among_all(self, inside: Mask, *, others: bool) -> Mask:
        """Widen a mask to all nodes; `others` is for those that no flow reaches."""
        full = np.full(len(self.connected), others) & ~self.connected
        full[self.nodes] = inside
        return full

    def _reachable(self, entries: Mask, start: int) -> Mask:
        """Find the nodes that some entries of the graph lead to."""
        ends = np.concatenate([[0], np.cumsum(entries)])[self.graph.indptr]
        graph = csr_array((np.ones(int(ends[-1]), np.int8), self.graph.indices[entries], ends), shape=self.graph.shape)
        reached = np.zeros(len(self.nodes), dtype=bool)
        reached[breadth_first_order(graph, start, return_predecessors=False)] = True
        return reached


Row = tuple[float, float, Ints, Floats]
"""The lower and upper bound of a row, its columns, and their coefficients."""


class MtzRanks:
    """The rank variables of the nodes that can lie on a directed cycle.

    Parameters
    ----------
    rooted : RootedProblem

    Attributes
    ----------
    nodes : (R,) int64
        The nodes that have a rank.
    upper : (R,) float64
        The highest rank of each.
    """

    def __init__(self, rooted: RootedProblem) -> None:
        self.rooted = rooted
        ones = np.ones(len(rooted.tail), np.int8)
        graph = csr_array((ones, (rooted.tail, rooted.head)), shape=(rooted.n, rooted.n))
        self.component = connected_components(graph, connection="strong")[1]
        self.size = np.bincount(self.component)[self.component]
        self.nodes: Ints = np.flatnonzero(self.size > 1)
        self.upper: Floats = self.size[self.nodes] - 1.0

    def rows(self, first: int) -> Iterator[Row]:
        """Yield the lifted rows, where the ranks' columns begin at `first`."""
        rooted = self.rooted
        column = np.zeros(rooted.n, dtype=np.int64)
        column[self.nodes] = first + np.arange(len(self.nodes))
        between: dict[tuple[int, int], list[int]] = {}
        tail, head = rooted.tail.tolist(), rooted.head.tolist()
        for arc in np.flatnonzero(self.component[rooted.tail] == self.component[rooted.head]).tolist():
            between.setdefault((tail[arc], head[arc]), []).append(arc)
        for (low, high), arcs in between.items():
            size, back = float(self.size[low]), between.get((high, low), [])
            columns = np.array([column[low], column[high], *arcs, *back], dtype=np.int64)
            yield -np.inf, size - 1.0, columns, np.array([1.0, -1.0, *[size] * len(arcs), *[size - 2.0] * len(back)])

    def ranks_of(self, tree: Ints) -> Floats:
        """Return ranks that a tree out of the root keeps to: the nearer to the root, the lower, (R,)."""
        rooted = self.rooted
        graph = csr_array(
            (np.ones(len(tree), np.int8), (rooted.tail[tree], rooted.head[tree])), shape=(rooted.n, rooted.n)
        )
        order_of_visit = breadth_first_order(graph, 0, return_predecessors=False)
        visited_at = np.full(rooted.n, rooted.n)
        visited_at[order_of_visit] = np.arange(len(order_of_visit))
        component = self.component[self.nodes]
        order = np.lexsort((visited_at[self.nodes], component))
        ranks = np.zeros(len(order))
        ranks[order] = np.arange(len(order)) - np.searchsorted(component[order], component[order])
        return ranks
