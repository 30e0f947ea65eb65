"""Subtour elimination for the integer program: an order among the nodes of each strongly connected component.

An arc leads from a lower to a higher rank (Miller, Tucker and Zemlin 1960, lifted by Desrochers and Laporte 1991),
so that what enters a node comes from the root. These rows hardly tighten the linear relaxation; cuts do that.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["MtzRanks", "Row"]

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
