"""Which cuts a fractional plan violates: a node may be joined no more than every cut before it lets through."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["Cut", "violated_cuts"]

Cut = tuple[int, Ints]  # a node, and the arcs into a set of nodes that holds it and not the root

_UNIT = 1_000_000  # maximum_flow takes whole numbers of 32 bits
_SLACK = 200
_SURE = 20  # an arc that is used but for this joins its head as surely as its tail is joined


def violated_cuts(rooted: Rooted, x: Floats, *, most: int = 400, nested: int = 8) -> list[Cut]:
    """Minimum cuts between the root and each node that wins something, nearest to either end and nested.

    Parameters
    ----------
    x : (A,) float64
        How far each arc is used, from 0 to 1.
    most : int
        Stop after this many cuts.
    nested : int
        How many cuts one inside the other for a node, at most.
    """
    flow = np.rint(np.clip(x, 0.0, 1.0) * _UNIT).astype(np.int32)
    into = np.bincount(rooted.head, weights=flow, minlength=rooted.n)
    sure = rooted.reached(np.flatnonzero(flow >= _UNIT - _SURE))
    support = _Support(rooted, flow, sure)
    nodes = np.flatnonzero(rooted.wanted & (into > _SLACK) & ~sure)
    nodes = nodes[np.argsort(-into[nodes], kind="stable")]
    cuts: list[Cut] = []
    seen: set[tuple[int, bytes]] = set()
    done = np.zeros(rooted.n, dtype=bool)
    for node in nodes.tolist():
        if node == 0 or done[node]:
            continue
        for near, inside in support.sides(node, min(into[node], _UNIT) - _SLACK, nested):
            arcs = np.flatnonzero(inside[rooted.head] & ~inside[rooted.tail])
            if near:
                done |= inside
            if (node, arcs.tobytes()) not in seen:
                seen.add((node, arcs.tobytes()))
                cuts.append((node, arcs))
        if len(cuts) >= most:
            break
    return cuts


class _Support:
    """The arcs that carry something beyond what is surely joined, as a graph with both directions of each."""

    def __init__(self, rooted: Rooted, flow: NDArray[np.int32], sure: Mask) -> None:
        used = np.flatnonzero((flow > 0) & ~sure[rooted.head])
        tail, head = np.where(sure[rooted.tail[used]], 0, rooted.tail[used]), rooted.head[used]
        self.sure = sure
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
        self.back = np.searchsorted(self.key, graph.indices.astype(np.int64) * n + self.row)

    def sides(self, node: int, need: float, nested: int) -> list[tuple[bool, Mask]]:
        """Node sets that hold the node, not the root, and let in less than the node needs."""
        graph = self.graph.copy()
        sink = int(np.searchsorted(self.nodes, node))
        found: list[tuple[bool, Mask]] = []
        for _ in range(nested):
            result = maximum_flow(graph, 0, sink)
            if result.flow_value >= need:
                break
            flow = result.flow.tocoo()
            left = graph.data.copy()
            left[np.searchsorted(self.key, flow.row.astype(np.int64) * len(self.nodes) + flow.col)] -= flow.data
            near = self._walk(left[self.back] > 0, sink)
            far = ~self._walk(left > 0, 0)
            found.append((True, self._all(near, beyond=False)))
            if (near != far).any():
                found.append((False, self._all(far, beyond=True)))
            for inside in (near, far):
                graph.data[inside[graph.indices] & ~inside[self.row]] = _UNIT
        return found

    def _all(self, inside: Mask, *, beyond: bool) -> Mask:
        """Among all nodes; those that nothing leads to belong to the far side."""
        full = np.full(len(self.sure), beyond) & ~self.sure
        full[self.nodes] = inside
        return full

    def _walk(self, open_: Mask, start: int) -> Mask:
        """The nodes that some entries of the graph lead to."""
        ends = np.concatenate([[0], np.cumsum(open_)])[self.graph.indptr]
        graph = csr_array((np.ones(int(ends[-1]), np.int8), self.graph.indices[open_], ends), shape=self.graph.shape)
        walked = np.zeros(len(self.nodes), dtype=bool)
        walked[breadth_first_order(graph, start, return_predecessors=False)] = True
        return walked
