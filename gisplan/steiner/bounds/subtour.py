"""No circle apart from the root: an order among the nodes of each part of a network that can run in one.

In whole numbers an arc leads from a lower to a higher rank (Miller, Tucker and Zemlin 1960, as lifted by
Desrochers and Laporte 1991), so that what enters a node comes from the root. Fractions learn little from it:
that is what cuts are for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["Circles"]


class Circles:
    """The parts of a network in which every node leads to every other, and the ranks of their nodes.

    Attributes
    ----------
    nodes : (R,) int64
        The nodes that have a rank.
    most : (R,) float64
        The highest rank of each.
    """

    def __init__(self, rooted: Rooted) -> None:
        self.rooted = rooted
        ones = np.ones(len(rooted.tail), np.int8)
        graph = csr_array((ones, (rooted.tail, rooted.head)), shape=(rooted.n, rooted.n))
        self.part = connected_components(graph, connection="strong")[1]
        self.size = np.bincount(self.part)[self.part]
        self.nodes: Ints = np.flatnonzero(self.size > 1)
        self.most: Floats = self.size[self.nodes] - 1.0

    def rows(self, first: int) -> Iterator[tuple[float, float, Ints, Floats]]:
        """Least, most, columns and coefficients of each row, where the ranks' columns begin at `first`."""
        rooted = self.rooted
        column = np.zeros(rooted.n, dtype=np.int64)
        column[self.nodes] = first + np.arange(len(self.nodes))
        between: dict[tuple[int, int], list[int]] = {}
        tail, head = rooted.tail.tolist(), rooted.head.tolist()
        for arc in np.flatnonzero(self.part[rooted.tail] == self.part[rooted.head]).tolist():
            between.setdefault((tail[arc], head[arc]), []).append(arc)
        for (low, high), arcs in between.items():
            size, back = float(self.size[low]), between.get((high, low), [])
            columns = np.array([column[low], column[high], *arcs, *back], dtype=np.int64)
            yield -np.inf, size - 1.0, columns, np.array([1.0, -1.0, *[size] * len(arcs), *[size - 2.0] * len(back)])

    def ranks_of(self, tree: Ints) -> Floats:
        """Ranks that a tree out of the root keeps to: the nearer to the root, the lower."""
        rooted = self.rooted
        graph = csr_array(
            (np.ones(len(tree), np.int8), (rooted.tail[tree], rooted.head[tree])), shape=(rooted.n, rooted.n)
        )
        walked = breadth_first_order(graph, 0, return_predecessors=False)
        place = np.full(rooted.n, rooted.n)
        place[walked] = np.arange(len(walked))
        part = self.part[self.nodes]
        order = np.lexsort((place[self.nodes], part))
        ranks = np.zeros(len(order))
        ranks[order] = np.arange(len(order)) - np.searchsorted(part[order], part[order])
        return ranks
