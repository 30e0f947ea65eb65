"""An undirected multigraph of links, and its reductions: parallel links, dead ends and chains."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

__all__ = ["Charges", "Multigraph", "SubdividedEdge", "simplify"]

Charges = tuple[int, ...]
"""What a link charges to each budget, and last its whole cost."""


class SubdividedEdge(NamedTuple):
    """An edge with a node of its own in the middle, as it does more than connect its ends.

    It connects terminals, switches its ends on, or is connected to the root by itself (`at_root`).
    """

    edge: int
    ends: tuple[int, ...]
    at_root: bool


class Multigraph:
    """Links between nodes that are merged and dropped until nothing more can be.

    Parameters
    ----------
    n : int
        Number of nodes.

    Attributes
    ----------
    at : list of mapping of int to list of int
        For each node its neighbours, and the links to each.
    ends : list of (node, node)
    charges : list of Charges
    edges : list of tuple of int
        The edges that each link is made of.
    """

    def __init__(self, n: int) -> None:
        self.at: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(n)]
        self.ends: list[tuple[int, int]] = []
        self.charges: list[Charges] = []
        self.edges: list[tuple[int, ...]] = []

    def add(self, a: int, b: int, charges: Charges, edges: tuple[int, ...]) -> None:
        """Add a link, unless a parallel one dominates it; drop those that it dominates."""
        for other in list(self.at[a].get(b, ())):
            one, two = (charges, min(edges)), (self.charges[other], min(self.edges[other]))
            if _dominates(two, one):
                return
            if _dominates(one, two):
                self.drop(other)
        number = len(self.ends)
        self.ends.append((a, b))
        self.charges.append(charges)
        self.edges.append(edges)
        self.at[a][b].append(number)
        self.at[b][a].append(number)

    def drop(self, number: int) -> None:
        """Remove a link."""
        a, b = self.ends[number]
        for here, there in ((a, b), (b, a)):
            self.at[here][there].remove(number)
            if not self.at[here][there]:
                del self.at[here][there]

    def links_at(self, node: int) -> list[int]:
        """List the links of a node."""
        return [number for numbers in self.at[node].values() for number in numbers]

    def links(self) -> list[int]:
        """List the links that are left, ascending."""
        return sorted({number for at in self.at for numbers in at.values() for number in numbers})


def _dominates(one: tuple[Charges, int], other: tuple[Charges, int]) -> bool:
    """Check that a link charges no budget more, and costs less, or as much with a lower edge number."""
    (charges, number), (other_charges, other_number) = one, other
    no_more = all(x <= y for x, y in zip(charges, other_charges, strict=True))
    return no_more and (charges[-1], number) < (other_charges[-1], other_number)


def simplify(graph: Multigraph, fixed: list[bool]) -> None:
    """Remove dead ends, and merge the links of chains, at nodes that are not fixed, until there are none."""
    waiting = [node for node, stays in enumerate(fixed) if not stays]
    while waiting:
        node = waiting.pop()
        if fixed[node] or len(graph.at[node]) > 2:
            continue
        numbers, neighbours = graph.links_at(node), list(graph.at[node])
        if len(neighbours) == 2 and len(numbers) > 2:
            continue
        for number in numbers:
            graph.drop(number)
        if len(neighbours) == 2:
            one, two = numbers
            charges = tuple(x + y for x, y in zip(graph.charges[one], graph.charges[two], strict=True))
            graph.add(neighbours[0], neighbours[1], charges, graph.edges[one] + graph.edges[two])
        waiting += [other for other in neighbours if not fixed[other]]
