"""The presolved problem as arcs directed away from the root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from gisplan.steiner.limits import within_time
from gisplan.steiner.problem import Ints, Mask, SteinerProblem
from gisplan.steiner.reduction.contract import Contraction
from gisplan.steiner.reduction.parallel_edges import Charges, Multigraph, SubdividedEdge
from gisplan.steiner.reduction.rooted import JointPrize, RootedProblem

__all__ = ["orient", "to_digraph"]

_Arc = tuple[int, int, int, Charges]  # tail, head, link or -1, what it charges
_Step = tuple[int, Iterator[int]]  # a node, and its neighbours that are still to be visited


def to_digraph(
    problem: SteinerProblem,
    contraction: Contraction,
    graph: Multigraph,
    subdivided: Sequence[SubdividedEdge],
    charges: Sequence[Charges],
    budgets: Ints,
    deadline: float = np.inf,
) -> tuple[RootedProblem, list[tuple[int, ...]]]:
    """Write what is left as arcs, and list the edges that each link is made of.

    A switched node becomes two: arcs enter the one and leave the other, which an edge built there enters too.
    Raises `TimeUpError` once the deadline is past.
    """
    nodes = _number_nodes(contraction, graph, subdivided)
    digraph = _Digraph(nothing=(0,) * (len(budgets) + 1))
    digraph.terminals = [set() if contraction.is_switched[n] else contraction.terminals_at[n] for n in nodes.enter]
    digraph.terminals += [contraction.terminals_at[node] for node in nodes.switched]
    for number in within_time(graph.links(), deadline):
        a, b = (nodes.enter[end] for end in graph.ends[number])
        digraph.add_link([(a, b), (b, a)], graph.charges[number], graph.edges[number])
    for a, b in nodes.free_pairs:
        digraph.add_free([(nodes.leave[a], nodes.enter[b]), (nodes.leave[b], nodes.enter[a])])
    digraph.add_free([(nodes.leave[node], nodes.enter[node]) for node in nodes.switched])
    for half in within_time(subdivided, deadline):
        middle = len(digraph.terminals)
        digraph.terminals.append(contraction.terminals_on.get(half.edge, set()))
        tails = [nodes.enter[end] for end in half.ends] + [0] * half.at_root
        digraph.add_link([(tail, middle) for tail in tails], charges[half.edge], (half.edge,))
        digraph.add_free([(middle, nodes.leave[end]) for end in half.ends])
    if nodes.switched:
        digraph.forget_unreached()
    return digraph.to_problem(problem, budgets), digraph.edges


@dataclass(frozen=True)
class _Nodes:
    """The numbers of the contracted nodes that are left."""

    enter: dict[int, int]
    leave: dict[int, int]
    switched: list[int]
    free_pairs: list[tuple[int, int]]


def _number_nodes(contraction: Contraction, graph: Multigraph, subdivided: Sequence[SubdividedEdge]) -> _Nodes:
    """Number the nodes that links, subdivided edges and free pairs use, and the second ones of switched nodes."""
    is_switched = contraction.is_switched
    built_at = {end for half in subdivided for end in half.ends}
    free_pairs = [
        (a, b) for a, b in contraction.free_pairs.tolist() if all(not is_switched[x] or x in built_at for x in (a, b))
    ]
    ends = {end for number in graph.links() for end in graph.ends[number]}
    used = sorted({0, *built_at, *ends, *(end for pair in free_pairs for end in pair)})
    enter = {node: i for i, node in enumerate(used)}
    switched = [node for node in sorted(built_at) if is_switched[node]]
    leave = enter | {node: len(enter) + i for i, node in enumerate(switched)}
    return _Nodes(enter, leave, switched, free_pairs)


@dataclass
class _Digraph:
    """Arcs, the edges of each link, and the terminals that each node connects."""

    nothing: Charges
    terminals: list[set[int]] = field(default_factory=list)
    arcs: list[_Arc] = field(default_factory=list)
    edges: list[tuple[int, ...]] = field(default_factory=list)

    def add_link(self, ends: list[tuple[int, int]], charges: Charges, edges: tuple[int, ...]) -> None:
        """Add the arcs of a link."""
        self.arcs += [(tail, head, len(self.edges), charges) for tail, head in ends]
        self.edges.append(edges)

    def add_free(self, ends: list[tuple[int, int]]) -> None:
        """Add arcs that cost nothing."""
        self.arcs += [(tail, head, -1, self.nothing) for tail, head in ends]

    def forget_unreached(self) -> None:
        """Take the terminals from nodes that no path from the root leads to."""
        n = len(self.terminals)
        ends = np.array([arc[:2] for arc in self.arcs], dtype=np.int64).reshape(-1, 2).T
        graph = csr_array((np.ones(len(self.arcs), np.int8), (ends[0], ends[1])), shape=(n, n))
        reached: Mask = np.zeros(n, dtype=bool)
        order: Ints = breadth_first_order(graph, 0, return_predecessors=False)
        reached[order] = True
        self.terminals = [
            terminals if met else set() for terminals, met in zip(self.terminals, reached.tolist(), strict=True)
        ]

    def to_problem(self, problem: SteinerProblem, budgets: Ints) -> RootedProblem:
        """Put the prizes on nodes, and turn the arcs into arrays."""
        prize, joint_prizes = self._place_prizes(problem)
        tail, head, link = (np.array([arc[i] for arc in self.arcs], dtype=np.int64) for i in range(3))
        charges = np.array([arc[3] for arc in self.arcs], dtype=np.int64)
        charges = charges.reshape(len(self.arcs), len(self.nothing)).T
        return RootedProblem(len(prize), tail, head, link, charges[-1], charges[:-1], budgets, prize, joint_prizes)

    def _place_prizes(self, problem: SteinerProblem) -> tuple[Ints, list[JointPrize]]:
        """Put prizes on nodes; a terminal of several nodes gets a node of its own, which no arc leaves."""
        node_of = self._terminal_nodes()
        count = max([len(self.terminals), *(node + 1 for node in node_of.values())])
        prize = np.zeros(count, dtype=np.int64)
        joint: dict[tuple[int, ...], int] = defaultdict(int)
        for worth, terminals in problem.goals:
            if worth > 0 and all(terminal in node_of for terminal in terminals):
                nodes = tuple(sorted({node_of[terminal] for terminal in terminals} - {0}))
                if len(nodes) > 1:
                    joint[nodes] += worth
                else:
                    prize[nodes[0] if nodes else 0] += worth
        return prize, [(worth, nodes) for nodes, worth in sorted(joint.items())]

    def _terminal_nodes(self) -> dict[int, int]:
        """Find the node of each terminal that can be connected; free arcs lead to that of a terminal of several."""
        nodes_of: dict[int, list[int]] = defaultdict(list)
        for node, terminals in enumerate(self.terminals):
            for terminal in sorted(terminals):
                nodes_of[terminal].append(node)
        node_of = {terminal: nodes[0] for terminal, nodes in nodes_of.items()}
        count = len(self.terminals)
        for terminal, nodes in nodes_of.items():
            if len(nodes) > 1:
                node_of[terminal] = count
                self.add_free([(node, count) for node in nodes])
                count += 1
        return node_of


def orient(rooted: RootedProblem, deadline: float = np.inf) -> RootedProblem:
    """Drop the arcs into the root, loops, and those from a block into its cut vertex.

    A tree out of the root enters a block (a biconnected component) by the articulation point nearest to the root,
    so no arc of that block leads back into it. Hopcroft and Tarjan 1973 (low points), without recursion. Raises
    `TimeUpError` once the deadline is past.
    """
    neighbours: dict[int, list[int]] = defaultdict(list)
    for tail, head in zip(rooted.tail.tolist(), rooted.head.tolist(), strict=True):
        neighbours[tail].append(head)
        neighbours[head].append(tail)
    useless = _pairs_into_cut_vertices(neighbours, deadline)
    key = np.array([tail * rooted.n + head for tail, head in useless], dtype=np.int64)
    dead = np.isin(rooted.pair_key, key)
    return rooted.with_arcs(~dead & (rooted.head != 0) & (rooted.tail != rooted.head))


def _pairs_into_cut_vertices(neighbours: dict[int, list[int]], deadline: float) -> list[tuple[int, int]]:
    """List the adjacent pairs (node, cut vertex of its block), by one depth-first search from the root."""
    depth, low, parent = {0: 0}, {0: 0}, {0: 0}
    stack: list[tuple[int, int]] = []  # the edges of the blocks that are still open
    useless: list[tuple[int, int]] = []
    walk: list[_Step] = [(0, iter(neighbours[0]))]
    for node, others in within_time(_last_of(walk), deadline):
        for other in others:
            if other not in depth:
                depth[other] = low[other] = depth[node] + 1
                parent[other] = node
                stack.append((node, other))
                walk.append((other, iter(neighbours[other])))
                break
            if depth[other] < depth[node] and other != parent[node]:
                low[node] = min(low[node], depth[other])
                stack.append((other, node))
        else:
            walk.pop()
            if not walk:
                break
            above = parent[node]
            low[above] = min(low[above], low[node])
            if low[node] >= depth[above]:
                useless += _close_block(stack, above, node)
    return useless


def _last_of(walk: list[_Step]) -> Iterator[_Step]:
    """Yield the last step of a walk, to which more are added meanwhile, until there are none."""
    while walk:
        yield walk[-1]


def _close_block(stack: list[tuple[int, int]], above: int, node: int) -> list[tuple[int, int]]:
    """Take a block's edges off the stack; those at its cut vertex lead only away from it."""
    useless = []
    while stack:
        upper, lower = stack.pop()
        if upper == above:
            useless.append((lower, above))
        if (upper, lower) == (above, node):
            break
    return useless
