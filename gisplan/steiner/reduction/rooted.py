"""The presolved problem: arcs directed away from one root, prizes on nodes, joint prizes over several nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from gisplan.steiner.problem import Floats, Ints, Mask

__all__ = ["JointPrize", "RootedProblem", "TreeSolution"]

JointPrize = tuple[int, tuple[int, ...]]
"""A prize, and the nodes that all have to be reached for it."""


@dataclass(frozen=True)
class TreeSolution:
    """A tree as the set of its links, with its value and cost."""

    links: frozenset[int]
    value: int
    cost: int

    def is_better_than(self, other: TreeSolution) -> bool:
        """Compare by value, then by cost."""
        return (self.value, -self.cost) > (other.value, -other.cost)


@dataclass(frozen=True)
class RootedProblem:
    """Arcs over nodes; node 0 is the root, and no arc enters it.

    Attributes
    ----------
    n : int
        Number of nodes.
    tail, head, link : (A,) int64
        The ends of each arc, and the link it belongs to: both directions of an edge share a link, every link
        costs something, and an arc that costs nothing has -1.
    cost : (A,) int64
        The whole cost of an arc.
    charge : (K, A) int64
        The part of it that is charged to each budget.
    budgets : (K,) int64
    prize : (n,) int64
        The prize of each node alone.
    joint_prizes : sequence of (prize, nodes)
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
    joint_prizes: Sequence[JointPrize]

    @cached_property
    def weight(self) -> Floats:
        """Each node's prize and its even share of its joint prizes: the sum over a tree is never below its value."""
        weight = self.prize.astype(np.float64)
        for prize, nodes in self.joint_prizes:
            weight[list(nodes)] += prize / len(nodes)
        return weight

    @cached_property
    def total_prize(self) -> int:
        """The sum of all prizes."""
        return int(self.prize.sum()) + sum(prize for prize, _ in self.joint_prizes)

    @cached_property
    def pair_key(self) -> Ints:
        """A number for the two nodes of each arc."""
        return self.tail * self.n + self.head

    @cached_property
    def _by_pair(self) -> tuple[Ints, Ints]:
        """The arcs by the numbers of their nodes, and the places of the first ones of each two nodes."""
        order = np.argsort(self.pair_key, kind="stable")
        key = self.pair_key[order]
        return order, np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])[: len(key)])

    @cached_property
    def tails(self) -> list[int]:
        """The first node of each arc, as a list, which loops over single arcs read faster."""
        tails: list[int] = self.tail.tolist()
        return tails

    @cached_property
    def arcs_into(self) -> list[list[int]]:
        """The arcs into each node."""
        order = np.argsort(self.head, kind="stable")
        start = np.searchsorted(self.head[order], np.arange(self.n + 1)).tolist()
        arcs = order.tolist()
        return [arcs[first:last] for first, last in pairwise(start)]

    @cached_property
    def is_terminal(self) -> Mask:
        """Nodes with a prize, or a share of one."""
        return self.weight > 0

    @cached_property
    def reachable(self) -> Mask:
        """The nodes that all arcs together connect to the root, (n,)."""
        return self.reached(np.arange(len(self.tail)))

    def with_arcs(self, kept: Mask) -> RootedProblem:
        """Return the same problem on some of its arcs; nodes keep their numbers."""
        return replace(
            self,
            tail=self.tail[kept],
            head=self.head[kept],
            link=self.link[kept],
            cost=self.cost[kept],
            charge=self.charge[:, kept],
        )

    def charges(self, arcs: Ints) -> Ints:
        """Sum what some arcs charge to each budget, (K,)."""
        charges: Ints = self.charge[:, arcs].sum(axis=1)
        return charges

    def within_budgets(self, arcs: Ints) -> bool:
        """Check that what some arcs charge keeps to every budget."""
        return bool(np.all(self.charges(arcs) <= self.budgets))

    def reached(self, arcs: Ints) -> Mask:
        """Find the nodes that some arcs connect to the root."""
        graph = csr_array((np.ones(len(arcs), np.int8), (self.tail[arcs], self.head[arcs])), shape=(self.n, self.n))
        reached = np.zeros(self.n, dtype=bool)
        reached[breadth_first_order(graph, 0, return_predecessors=False)] = True
        return reached

    def any_tree(self) -> Ints:
        """Return the arcs of the tree with the fewest arcs from the root to each node."""
        arcs = np.arange(len(self.tail))
        graph = csr_array((np.ones(len(arcs), np.int8), (self.tail, self.head)), shape=(self.n, self.n))
        order, parent = breadth_first_order(graph, 0)
        nodes = order[1:]
        of_tree = np.zeros(self.n, dtype=np.int64)
        of_tree[nodes] = parent[nodes]
        reached = np.zeros(self.n, dtype=bool)
        reached[nodes] = True
        tree: Ints = arcs[reached[self.head] & (of_tree[self.head] == self.tail)]
        return tree

    def spanning_tree(self) -> Ints:
        """Return the arcs of the cheapest tree over all nodes, in both directions."""
        arcs, graph = self.cheapest_arcs(self.cost.astype(np.float64))
        tree = minimum_spanning_tree(graph).tocoo()
        row, column = tree.row.astype(np.int64), tree.col.astype(np.int64)
        keys = np.concatenate([row * self.n + column, column * self.n + row])
        chosen: Ints = arcs[np.isin(self.pair_key[arcs], keys)]
        return chosen

    def value_of(self, reached: Mask) -> int:
        """Sum the prizes of a set of nodes."""
        joint = sum(prize for prize, nodes in self.joint_prizes if all(reached[node] for node in nodes))
        return int(self.prize[reached].sum()) + joint

    def _needed(self, reached: Mask) -> Mask:
        """Find the reached nodes that a collected prize needs."""
        needed = (self.prize > 0) & reached
        for _, nodes in self.joint_prizes:
            if all(reached[node] for node in nodes):
                needed[list(nodes)] = True
        return needed

    def prune(self, arcs: Ints) -> Ints:
        """Reduce arcs to a tree out of the root, one arc into each node, without branches that collect nothing."""
        arcs = arcs[np.argsort(-self.cost[arcs], kind="stable")]
        graph = csr_array((np.ones(len(arcs), np.int8), (self.tail[arcs], self.head[arcs])), shape=(self.n, self.n))
        order, parent = breadth_first_order(graph, 0)
        reached = np.zeros(self.n, dtype=bool)
        reached[order] = True
        above = np.zeros(self.n, dtype=np.int64)  # the root's is itself
        above[order[1:]] = parent[order[1:]]
        needed = _with_ancestors(self._needed(reached), above)
        nodes = np.flatnonzero(needed[1:]) + 1
        by_key = np.argsort(self.pair_key[arcs], kind="stable")
        last = np.searchsorted(self.pair_key[arcs], above[nodes] * self.n + nodes, side="right", sorter=by_key) - 1
        kept: Ints = np.sort(arcs[by_key[last]])  # of two arcs between the same nodes, the cheaper
        return kept

    def evaluate(self, arcs: Ints) -> TreeSolution:
        """Return the pruned tree of some arcs with its value and cost."""
        arcs = self.prune(arcs)
        links = frozenset(self.link[arcs].tolist()) - {-1}
        return TreeSolution(links, self.value_of(self.reached(arcs)), int(self.cost[arcs].sum()))

    def cheapest_arcs(self, price: Floats) -> tuple[Ints, csr_array]:
        """Return the cheapest arc between each two nodes, by the nodes' numbers, and the graph of these arcs."""
        arcs, first = self._by_pair
        if len(first) < len(arcs):
            order = np.lexsort((price, self.pair_key))
            arcs = order[first]
        # scipy takes a stored 0 for no arc, so that a free arc gets a price just above 0
        return arcs, csr_array((price[arcs] + 1e-12, (self.tail[arcs], self.head[arcs])), shape=(self.n, self.n))

    def tree_of(self, links: frozenset[int]) -> Ints:
        """Return the arcs of the tree that some links make."""
        return self.prune(self.arcs_of(links))

    def arcs_of(self, links: frozenset[int]) -> Ints:
        """Return the arcs of some links, and those that cost nothing."""
        chosen = np.isin(self.link, np.fromiter(links, np.int64, len(links))) | (self.link < 0)
        return np.flatnonzero(chosen)


def _with_ancestors(chosen: Mask, above: Ints) -> Mask:
    """Add all nodes that lie above some of a tree, in steps of one, two, four and so on, (n,)."""
    chosen = chosen.copy()
    while True:
        more = above[chosen]
        if chosen[more].all():
            return chosen
        chosen[more] = True
        above = above[above]
