"""The blocks of a network, and in which order the nodes of each are swept.

A block is a part that no single node cuts in two. Every way from the root enters it through one node, its
entrance, so that what is built in it matters to the rest by what it wins and costs alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["Block", "Layout", "lay_out"]

_STARTS = 40  # first nodes that are tried for the sweep of a block
_ROAD, _SIGN = 1.0, 0.63  # a node of the network has about three states, a place or a goal two


@dataclass(frozen=True)
class Block:
    """One block: its entrance, its other nodes in the order of the sweep, and who is next to whom in it."""

    entrance: int
    order: Sequence[int]
    near: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Layout:
    """A problem as blocks.

    Attributes
    ----------
    tail, head : sequence of int
        The ends of each arc.
    goals : sequence of (prize, nodes)
        The goals over several nodes that can be won. Each is a node of its block too, numbered from `rooted.n`.
    blocks : sequence of Block
        Each comes after the block that holds its entrance.
    between : mapping of (node, node) to arcs
        The arcs between two nodes, the lower number first.
    places : frozenset of int
        Nodes that nothing leaves and that are entered for nothing: joined as soon as any node before them is.
    """

    rooted: Rooted
    tail: Sequence[int]
    head: Sequence[int]
    goals: Sequence[tuple[int, tuple[int, ...]]]
    blocks: Sequence[Block]
    between: Mapping[tuple[int, int], Sequence[int]]
    places: frozenset[int]


def lay_out(rooted: Rooted) -> Layout:
    """Cut a problem into blocks, and find an order for each in which few nodes are open at a time."""
    between: dict[tuple[int, int], list[int]] = defaultdict(list)
    left, paid = set(), set()
    reached = rooted.reached(np.arange(len(rooted.tail)))
    tails, heads = rooted.tail.tolist(), rooted.head.tolist()
    for arc in np.flatnonzero(reached[rooted.tail]).tolist():
        tail, head = tails[arc], heads[arc]
        between[min(tail, head), max(tail, head)].append(arc)
        left.add(tail)
        if rooted.cost[arc]:
            paid.add(head)
    places = frozenset(node for pair in between for node in pair) - left - paid
    graph = nx.Graph()
    graph.add_node(0)
    graph.add_edges_from(between)
    goals = [(prize, nodes) for prize, nodes in rooted.shared if reached[list(nodes)].all()]
    for goal, (_, needs) in enumerate(goals, start=rooted.n):
        graph.add_edges_from((goal, node) for node in needs)
    weight = {node: _SIGN if node in places or node >= rooted.n else _ROAD for node in graph}
    blocks = []
    for entrance, nodes in _from_root(graph):
        inside = set(nodes)
        near = {node: [other for other in graph[node] if other in inside] for node in nodes}
        blocks.append(Block(entrance, _best_order(near, entrance, weight), near))
    return Layout(rooted, tails, heads, goals, blocks, between, places)


def _from_root(graph: nx.Graph) -> list[tuple[int, list[int]]]:
    """The entrance and the nodes of each block that the root leads to, the root's first."""
    blocks = [sorted(nodes) for nodes in nx.biconnected_components(graph)]
    at: dict[int, list[int]] = defaultdict(list)
    for number, nodes in enumerate(blocks):
        for node in nodes:
            at[node].append(number)
    told = []
    seen: set[int] = set()
    waiting = [0]
    while waiting:
        entrance = waiting.pop()
        for number in at[entrance]:
            if number not in seen:
                seen.add(number)
                told.append((entrance, blocks[number]))
                waiting += [node for node in blocks[number] if node != entrance]
    return told


def _best_order(near: Mapping[int, Sequence[int]], entrance: int, weight: Mapping[int, float]) -> list[int]:
    """Of the orders from several first nodes the one with the fewest states."""
    nodes = [node for node in near if node != entrance]
    if len(nodes) == 1:
        return nodes
    best, fewest = nodes, float("inf")
    for first in nodes[:: max(1, len(nodes) // _STARTS)]:
        if (found := _order_from(first, near, entrance, weight, fewest)) is not None:
            best, fewest = found
    return best


def _order_from(
    first: int, near: Mapping[int, Sequence[int]], entrance: int, weight: Mapping[int, float], most: float
) -> tuple[list[int], float] | None:
    """The order that next takes the node after which the least is open, and about how many states it makes.

    None where these are as many as another order has, or more.
    """
    waits = {node: sum(other != entrance for other in near[node]) for node in near if node != entrance}
    order: list[int] = []
    open_: set[int] = set()
    placed, next_ = {entrance}, {first}
    states = 0.0
    while next_:
        best, best_key = -1, (float("inf"), 0, 0)
        for node in next_:
            ends = [other for other in near[node] if other in open_]
            more = weight[node] * (waits[node] > 0) - sum(weight[other] for other in ends if waits[other] == 1)
            if (key := (more, -len(ends), node)) < best_key:
                best, best_key = node, key
        states += 3.0 ** (sum(weight[node] for node in open_) + weight[best])
        if states >= most:
            return None
        order.append(best)
        placed.add(best)
        next_.discard(best)
        for other in near[best]:
            if other == entrance:
                continue
            waits[other] -= 1
            if other in placed:
                if waits[other] == 0:
                    open_.discard(other)
            else:
                next_.add(other)
        if waits[best] > 0:
            open_.add(best)
    return order, states
