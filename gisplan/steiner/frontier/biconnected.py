"""The block tree of a network, and an elimination order of each block's nodes.

A block is a biconnected component: no single node cuts it in two. Every path from the root enters it through one
node, its cut vertex, so that the rest of the network depends on it by its value and cost alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from gisplan.steiner.limits import StateLimitError, is_over, until
from gisplan.steiner.reduction.rooted import JointPrize, RootedProblem

__all__ = ["Block", "BlockTree", "decompose"]

_STARTS = 40  # first nodes that are tried for the order of a block
_MAX_STATES = 1e14  # of an order by this estimate, which is far too high; no order makes fewer: the block is too dense
_ARCS_PER_S = 50_000  # that become a graph and its blocks on a slow machine
_NODE_STATES, _LEAF_STATES = 1.0, 0.63  # log3: a node has about three states, a free leaf or a joint prize two


@dataclass(frozen=True)
class Block:
    """One block: its cut vertex, the order in which its other nodes are taken, and each node's neighbours in it."""

    cut_vertex: int
    order: Sequence[int]
    neighbours: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class BlockTree:
    """A problem as blocks.

    Attributes
    ----------
    rooted : RootedProblem
    tail, head : sequence of int
        The ends of each arc.
    joint_prizes : sequence of (prize, nodes)
        Those that can be collected. Each is a node of its block too, numbered from `rooted.n`.
    blocks : sequence of Block
        Each comes after the block that holds its cut vertex.
    arcs_between : mapping of (node, node) to arcs
        The arcs between two nodes, the lower number first.
    free_leaves : frozenset of int
        Nodes without leaving arcs whose entering arcs are free: connected as soon as any node before them is.
    """

    rooted: RootedProblem
    tail: Sequence[int]
    head: Sequence[int]
    joint_prizes: Sequence[JointPrize]
    blocks: Sequence[Block]
    arcs_between: Mapping[tuple[int, int], Sequence[int]]
    free_leaves: frozenset[int]


def decompose(rooted: RootedProblem, deadline: float = float("inf")) -> BlockTree:
    """Cut a problem into blocks, and find an order for each in which few nodes are open at a time.

    Parameters
    ----------
    rooted : RootedProblem
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    StateLimitError
        A block is too dense, or there is not enough time.
    """
    if len(rooted.tail) > _ARCS_PER_S * until(deadline):
        raise StateLimitError
    tail, head = rooted.tail.tolist(), rooted.head.tolist()
    reached = rooted.reachable
    arcs_between: dict[tuple[int, int], list[int]] = defaultdict(list)
    for arc in np.flatnonzero(reached[rooted.tail]).tolist():
        arcs_between[min(tail[arc], head[arc]), max(tail[arc], head[arc])].append(arc)
    arcs = [arc for some in arcs_between.values() for arc in some]
    free_leaves = frozenset(node for pair in arcs_between for node in pair)
    free_leaves -= {tail[arc] for arc in arcs} | {head[arc] for arc in arcs if rooted.cost[arc]}
    joint_prizes = [(prize, nodes) for prize, nodes in rooted.joint_prizes if reached[list(nodes)].all()]
    graph = nx.Graph()
    graph.add_node(0)
    graph.add_edges_from(arcs_between)
    for number, (_, nodes) in enumerate(joint_prizes, start=rooted.n):
        graph.add_edges_from((number, node) for node in nodes)
    weight = {n: _LEAF_STATES if n in free_leaves or n >= rooted.n else _NODE_STATES for n in graph}
    return BlockTree(
        rooted=rooted,
        tail=tail,
        head=head,
        joint_prizes=joint_prizes,
        blocks=[_make_block(graph, *block, weight, deadline) for block in _blocks_from_root(graph)],
        arcs_between=arcs_between,
        free_leaves=free_leaves,
    )


def _blocks_from_root(graph: nx.Graph) -> list[tuple[int, list[int]]]:
    """List the cut vertex and the nodes of each block that the root leads to, the root's first."""
    blocks = [sorted(nodes) for nodes in nx.biconnected_components(graph)]
    blocks_at: dict[int, list[int]] = defaultdict(list)
    for number, nodes in enumerate(blocks):
        for node in nodes:
            blocks_at[node].append(number)
    found = []
    seen: set[int] = set()
    waiting = [0]
    while waiting:
        cut_vertex = waiting.pop()
        for number in blocks_at[cut_vertex]:
            if number not in seen:
                seen.add(number)
                found.append((cut_vertex, blocks[number]))
                waiting += [node for node in blocks[number] if node != cut_vertex]
    return found


def _make_block(
    graph: nx.Graph, cut_vertex: int, nodes: list[int], weight: Mapping[int, float], deadline: float
) -> Block:
    """Make a block with the order, of those from several first nodes, that makes the fewest states."""
    members = set(nodes)
    neighbours = {node: [other for other in graph[node] if other in members] for node in nodes}
    others = [node for node in neighbours if node != cut_vertex]
    best, fewest = others, _MAX_STATES
    if len(others) > 1:
        for first in others[:: max(1, len(others) // _STARTS)]:
            if is_over(deadline):
                raise StateLimitError
            elimination = _Elimination(neighbours, cut_vertex, weight)
            if elimination.run(first, fewest):
                best, fewest = elimination.order, elimination.n_states
        if fewest >= _MAX_STATES:
            raise StateLimitError
    return Block(cut_vertex, best, neighbours)


class _Elimination:
    """An order of a block's nodes that next takes the node after which the least is open."""

    def __init__(self, neighbours: Mapping[int, Sequence[int]], cut_vertex: int, weight: Mapping[int, float]) -> None:
        self.neighbours, self.cut_vertex, self.weight = neighbours, cut_vertex, weight
        self.waits = {
            node: sum(other != cut_vertex for other in neighbours[node]) for node in neighbours if node != cut_vertex
        }
        self.order: list[int] = []
        self.open: set[int] = set()
        self.n_states = 0.0

    def run(self, first: int, limit: float) -> bool:
        """Order all nodes; False as soon as the order makes about as many states as `limit`, or more."""
        weight, open_ = self.weight, self.open
        placed, candidates = {self.cut_vertex}, {first}
        while candidates:
            node = self._best_of(candidates)
            self.n_states += 3.0 ** (sum(weight[other] for other in open_) + weight[node])
            if self.n_states >= limit:
                return False
            self.order.append(node)
            placed.add(node)
            candidates.discard(node)
            self._take(node, placed, candidates)
        return True

    def _best_of(self, candidates: set[int]) -> int:
        """Choose the node that adds the least to the open ones."""
        best, best_key = -1, (float("inf"), 0, 0)
        weight, waits, open_ = self.weight, self.waits, self.open
        for node in candidates:
            ends = [other for other in self.neighbours[node] if other in open_]
            added = weight[node] * (waits[node] > 0) - sum(weight[other] for other in ends if waits[other] == 1)
            if (key := (added, -len(ends), node)) < best_key:
                best, best_key = node, key
        return best

    def _take(self, node: int, placed: set[int], candidates: set[int]) -> None:
        """Close the neighbours that wait for nothing more, and open the node if it waits."""
        for other in self.neighbours[node]:
            if other == self.cut_vertex:
                continue
            self.waits[other] -= 1
            if other not in placed:
                candidates.add(other)
            elif self.waits[other] == 0:
                self.open.discard(other)
        if self.waits[node] > 0:
            self.open.add(node)
