"""The problem as the solver sees it: arcs away from one root, prizes on nodes, goals over several nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from gisplan.steiner.problem import Floats, Ints, Mask

__all__ = ["Rooted", "TreeSolution"]


@dataclass(frozen=True)
class TreeSolution:
    """One solution: a set of links, what it wins and what it costs."""

    links: frozenset[int]
    value: int
    cost: int

    def better_than(self, other: TreeSolution) -> bool:
        """More prize, or as much for less."""
        return (self.value, -self.cost) > (other.value, -other.cost)


@dataclass(frozen=True)
class Rooted:
    """Arcs over nodes; node 0 is the root, and no arc enters it.

    Attributes
    ----------
    n : int
        Number of nodes.
    tail, head, link : (A,) int64
        The ends of each arc, and the number of the link it belongs to: both directions of a road share
        it, every link costs something, and an arc that costs nothing has -1.
    cost : (A,) int64
        What entering by the arc costs in all.
    charge : (K, A) int64
        What of that is charged to each budget.
    budgets : (K,) int64
    prize : (n,) int64
        What each node wins by itself.
    shared : sequence of (prize, nodes)
        Prizes that need several nodes at once.
    """

    n: int
    tail: Ints
    head: Ints
    link: Ints
    cost: Ints
    charge: Ints
    budgets: Ints
    prize: Ints
    shared: Sequence[tuple[int, tuple[int, ...]]]

    @cached_property
    def weight(self) -> Floats:
        """Each node's prize and its even share of the goals it helps to win: never less than the truth."""
        weight = self.prize.astype(np.float64)
        for prize, nodes in self.shared:
            weight[list(nodes)] += prize / len(nodes)
        return weight

    @cached_property
    def total(self) -> int:
        """All the prize there is."""
        return int(self.prize.sum()) + sum(prize for prize, _ in self.shared)

    @cached_property
    def pair(self) -> Ints:
        """A number for the two nodes of each arc."""
        return self.tail * self.n + self.head

    @cached_property
    def wanted(self) -> Mask:
        """Nodes that win something."""
        return self.weight > 0

    def keep(self, arcs: Mask) -> Rooted:
        """The same problem on some of its arcs; nodes keep their numbers."""
        return replace(
            self,
            tail=self.tail[arcs],
            head=self.head[arcs],
            link=self.link[arcs],
            cost=self.cost[arcs],
            charge=self.charge[:, arcs],
        )

    def within(self, charge: Ints) -> bool:
        """Whether a bill keeps to the budgets."""
        return bool(np.all(charge <= self.budgets))

    def reached(self, arcs: Ints) -> Mask:
        """Which nodes some arcs join to the root."""
        graph = csr_array((np.ones(len(arcs), np.int8), (self.tail[arcs], self.head[arcs])), shape=(self.n, self.n))
        reached = np.zeros(self.n, dtype=bool)
        reached[breadth_first_order(graph, 0, return_predecessors=False)] = True
        return reached

    def value_of(self, reached: Mask) -> int:
        """What a set of nodes wins."""
        shared = sum(prize for prize, nodes in self.shared if all(reached[node] for node in nodes))
        return int(self.prize[reached].sum()) + shared

    def needed(self, reached: Mask) -> Mask:
        """The reached nodes that help to win something."""
        needed = (self.prize > 0) & reached
        for _, nodes in self.shared:
            if all(reached[node] for node in nodes):
                needed[list(nodes)] = True
        return needed

    def pruned(self, arcs: Ints) -> Ints:
        """One arc into each node of a tree out of the root, without branches that win nothing."""
        arcs = arcs[np.argsort(-self.cost[arcs], kind="stable")]
        graph = csr_array((np.ones(len(arcs), np.int8), (self.tail[arcs], self.head[arcs])), shape=(self.n, self.n))
        order, parent = breadth_first_order(graph, 0)
        reached = np.zeros(self.n, dtype=bool)
        reached[order] = True
        needed = self.needed(reached)
        ends = zip(self.tail[arcs].tolist(), self.head[arcs].tolist(), strict=True)
        into = dict(zip(ends, arcs.tolist(), strict=True))  # of two arcs between the same nodes, the cheaper
        kept = []
        for node in order[:0:-1].tolist():
            if needed[node]:
                kept.append(into[int(parent[node]), node])
                needed[parent[node]] = True
        return np.array(sorted(kept), dtype=np.int64)

    def stand(self, arcs: Ints) -> TreeSolution:
        """The solution that some arcs make, pruned."""
        arcs = self.pruned(arcs)
        links = frozenset(self.link[arcs].tolist()) - {-1}
        return TreeSolution(links, self.value_of(self.reached(arcs)), int(self.cost[arcs].sum()))

    def cheapest(self, price: Floats) -> tuple[Ints, csr_array]:
        """Of the arcs between the same two nodes the cheapest, by the nodes' numbers, and their graph."""
        order = np.lexsort((price, self.head, self.tail))
        arcs = order[np.unique(self.pair[order], return_index=True)[1]]
        # An arc of no price is an arc too: the solver of shortest ways takes it for one if it is not quite 0.
        return arcs, csr_array((price[arcs] + 1e-12, (self.tail[arcs], self.head[arcs])), shape=(self.n, self.n))

    def tree_of(self, links: frozenset[int]) -> Ints:
        """The arcs of the tree that some links make."""
        return self.pruned(self.arcs_of(links))

    def arcs_of(self, links: frozenset[int]) -> Ints:
        """The arcs of some links, and those that cost nothing."""
        chosen = np.isin(self.link, np.fromiter(links, np.int64, len(links))) | (self.link < 0)
        return np.flatnonzero(chosen)

    def bill(self, arcs: Ints) -> Ints:
        """What some arcs charge to each budget."""
        bill: Ints = self.charge[:, arcs].sum(axis=1)
        return bill
