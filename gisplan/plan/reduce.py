"""A smaller problem with the same answers: free edges shrunk, chains joined, dead ends and far nodes gone.

Every step keeps all the best answers, but for those that a tie between two parallel ways rules out (the
way with the lowest edge number stays).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gisplan.plan.instance import UNCHARGED, Instance, Ints, Mask
from gisplan.plan.orient import orient
from gisplan.plan.rooted import Rooted

__all__ = ["Reduced", "reduce"]

Bill = tuple[int, ...]  # what a link charges to each budget, and last what it costs in all


@dataclass(frozen=True)
class Reduced:
    """The small problem and the way back.

    Attributes
    ----------
    rooted : Rooted
    parts : list of tuple of int
        The edges of the instance that each link stands for.
    group : (N,) int64
        The shrunken node that each node of the instance became; the root's is 0.
    """

    rooted: Rooted
    parts: list[tuple[int, ...]]
    group: Ints


class _Links:
    """A multigraph of links that are merged and dropped until nothing more can be."""

    def __init__(self, n: int) -> None:
        self.at: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(n)]
        self.ends: list[tuple[int, int]] = []
        self.bill: list[Bill] = []
        self.parts: list[tuple[int, ...]] = []

    def add(self, a: int, b: int, bill: Bill, parts: tuple[int, ...]) -> None:
        """Put a link in, unless another between the same nodes is as good; drop those that it beats."""
        for other in list(self.at[a].get(b, ())):
            mine, its = (bill, min(parts)), (self.bill[other], min(self.parts[other]))
            if _beats(its, mine):
                return
            if _beats(mine, its):
                self.drop(other)
        number = len(self.ends)
        self.ends.append((a, b))
        self.bill.append(bill)
        self.parts.append(parts)
        self.at[a][b].append(number)
        self.at[b][a].append(number)

    def drop(self, number: int) -> None:
        a, b = self.ends[number]
        for here, there in ((a, b), (b, a)):
            self.at[here][there].remove(number)
            if not self.at[here][there]:
                del self.at[here][there]

    def links_at(self, node: int) -> list[int]:
        return [number for numbers in self.at[node].values() for number in numbers]


def _beats(one: tuple[Bill, int], other: tuple[Bill, int]) -> bool:
    """Charges no budget more, and costs less, or as much with the lower number."""
    (bill, number), (its, its_number) = one, other
    return all(x <= y for x, y in zip(bill, its, strict=True)) and (bill[-1], number) < (its[-1], its_number)


def reduce(instance: Instance) -> Reduced:
    """Reduce an instance to arcs out of its root."""
    group, holders, on_edge = _shrink(instance)
    bills = _bills(instance)
    usable = _usable(instance, group, bills)
    links = _Links(len(holders))
    halves: list[tuple[int, int, int]] = []  # an edge with places of its own: its number and its two ends
    for edge in np.flatnonzero(usable).tolist():
        a, b = int(group[instance.u[edge]]), int(group[instance.v[edge]])
        if on_edge.get(edge):
            halves.append((edge, a, b))
        elif a != b:
            links.add(a, b, bills[edge], (edge,))
    fixed = [node == 0 or bool(held) for node, held in enumerate(holders)]
    for _, a, b in halves:
        fixed[a] = fixed[b] = True
    _simplify(links, fixed)
    return _build(instance, group, links, halves, bills, holders, on_edge)


def _shrink(instance: Instance) -> tuple[Ints, list[set[int]], dict[int, set[int]]]:
    """Nodes joined by free edges become one; which places each such node, and each other edge, joins."""
    free = instance.allowed & (instance.cost == 0)
    n = instance.n_nodes
    graph = csr_array((np.ones(free.sum(), np.int8), (instance.u[free], instance.v[free])), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    order = np.full(count, -1, dtype=np.int64)
    first = label[instance.root]
    order[first] = 0
    order[np.flatnonzero(np.arange(count) != first)] = np.arange(1, count)
    group = order[label]
    holders: list[set[int]] = [set() for _ in range(count)]
    on_edge: dict[int, set[int]] = defaultdict(set)
    for place in sorted({place for _, places in instance.goals for place in places}):
        nodes, edges = instance.places[place]
        for node in nodes:
            holders[group[node]].add(place)
        for edge in edges:
            if free[edge]:
                holders[group[instance.u[edge]]].add(place)
            elif instance.allowed[edge]:
                on_edge[edge].add(place)
    for held in on_edge.values():
        held -= holders[0]
    for held in holders[1:]:
        held -= holders[0]
    return group, holders, on_edge


def _bills(instance: Instance) -> list[Bill]:
    """What each edge charges to each budget, and in all."""
    columns = [np.where(instance.programme == k, instance.cost, 0) for k in range(len(instance.budgets))]
    return list(zip(*(column.tolist() for column in [*columns, instance.cost]), strict=True))


def _usable(instance: Instance, group: Ints, bills: list[Bill]) -> Mask:
    """Edges that cost something, may be built, and are near enough to the root for every budget."""
    usable = instance.allowed & (instance.cost > 0)
    a, b = group[instance.u], group[instance.v]
    n = int(group.max(initial=0)) + 1
    table = np.array(bills, dtype=np.float64).reshape(-1, len(instance.budgets) + 1)
    limits = [*instance.budgets.tolist(), np.inf]
    if np.all(instance.programme[usable] != UNCHARGED):
        limits[-1] = sum(limits[:-1])
    for column, limit in enumerate(limits):
        cost = table[:, column]
        rows = np.flatnonzero(usable & (a != b))
        ends = np.minimum(a[rows], b[rows]) * n + np.maximum(a[rows], b[rows])
        rows = rows[np.lexsort((cost[rows], ends))]
        rows = rows[np.unique(np.minimum(a[rows], b[rows]) * n + np.maximum(a[rows], b[rows]), return_index=True)[1]]
        graph = csr_array((cost[rows], (a[rows], b[rows])), shape=(n, n))
        away = dijkstra(graph, directed=False, indices=0)
        usable &= np.minimum(away[a], away[b]) + cost <= limit * (1 + 1e-9)
        usable &= np.isfinite(np.minimum(away[a], away[b]))
    return usable


def _simplify(links: _Links, fixed: list[bool]) -> None:
    """Take out dead ends and join chains at nodes that hold nothing, until there are none."""
    waiting = [node for node, stays in enumerate(fixed) if not stays]
    while waiting:
        node = waiting.pop()
        if fixed[node] or len(links.at[node]) > 2:
            continue
        numbers, near = links.links_at(node), list(links.at[node])
        if len(near) == 2 and len(numbers) > 2:
            continue
        for number in numbers:
            links.drop(number)
        if len(near) == 2:
            one, two = numbers
            bill = tuple(x + y for x, y in zip(links.bill[one], links.bill[two], strict=True))
            links.add(near[0], near[1], bill, links.parts[one] + links.parts[two])
        waiting += [other for other in near if not fixed[other]]


def _build(
    instance: Instance,
    group: Ints,
    links: _Links,
    halves: list[tuple[int, int, int]],
    bills: list[Bill],
    holders: list[set[int]],
    on_edge: dict[int, set[int]],
) -> Reduced:
    """Number what is left and write it as arcs."""
    alive = sorted({number for node in range(len(holders)) for number in links.links_at(node)})
    used = {0, *(end for number in alive for end in links.ends[number])}
    used |= {end for _, *ends in halves for end in ends}
    number_of = {node: i for i, node in enumerate(sorted(used))}
    held = [holders[node] for node in sorted(used)]
    arcs: list[tuple[int, int, int, Bill]] = []
    parts: list[tuple[int, ...]] = []
    for number in alive:
        a, b = (number_of[end] for end in links.ends[number])
        arcs += [(a, b, len(parts), links.bill[number]), (b, a, len(parts), links.bill[number])]
        parts.append(links.parts[number])
    nothing = (0,) * (len(instance.budgets) + 1)
    for edge, *ends in halves:
        middle = len(held)
        held.append(on_edge[edge])
        for end in sorted({number_of[end] for end in ends}):
            arcs += [(end, middle, len(parts), bills[edge]), (middle, end, -1, nothing)]
        parts.append((edge,))
    prize, shared = _prizes(instance, held, arcs, nothing)
    tail, head, link = (np.array([arc[i] for arc in arcs], dtype=np.int64) for i in range(3))
    bill = np.array([arc[3] for arc in arcs], dtype=np.int64).reshape(len(arcs), len(nothing)).T
    rooted = Rooted(len(prize), tail, head, link, bill[-1], bill[:-1], instance.budgets, prize, shared)
    return Reduced(orient(rooted), parts, group)


def _prizes(
    instance: Instance, held: list[set[int]], arcs: list[tuple[int, int, int, Bill]], nothing: Bill
) -> tuple[Ints, list[tuple[int, tuple[int, ...]]]]:
    """Prizes on nodes; a place that several nodes can join becomes a node of its own, which nothing leaves."""
    at: dict[int, list[int]] = defaultdict(list)
    for node, places in enumerate(held):
        for place in sorted(places):
            at[place].append(node)
    node_of = {place: nodes[0] for place, nodes in at.items()}
    count = len(held)
    for place, nodes in at.items():
        if len(nodes) > 1:
            node_of[place] = count
            arcs += [(node, count, -1, nothing) for node in nodes]
            count += 1
    prize = np.zeros(count, dtype=np.int64)
    shared: dict[tuple[int, ...], int] = defaultdict(int)
    for worth, needs in instance.goals:
        if worth > 0 and all(place in node_of for place in needs):
            key = tuple(sorted({node_of[place] for place in needs} - {0}))
            if len(key) > 1:
                shared[key] += worth
            else:
                prize[key[0] if key else 0] += worth
    return prize, [(worth, key) for key, worth in sorted(shared.items())]
