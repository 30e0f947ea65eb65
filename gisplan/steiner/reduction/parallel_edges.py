"""A multigraph whose parallel edges differ by who pays, and which of them can be left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from gisplan.steiner.limits import TimeUpError, is_over, within_time
from gisplan.steiner.problem import UNCHARGED, Ints, Mask, SteinerProblem
from gisplan.steiner.reduction.payers import assign_payers

__all__ = ["Charges", "Multigraph", "ParallelEdges", "SubdividedEdge", "group_parallel_edges", "simplify"]

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


def simplify(graph: Multigraph, fixed: list[bool], deadline: float = np.inf) -> None:
    """Remove dead ends, and merge the links of chains, at nodes that are not fixed, until there are none."""
    waiting = [node for node, stays in enumerate(fixed) if not stays]
    for node in within_time(_take_last(waiting), deadline):
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


def _take_last(waiting: list[int]) -> Iterator[int]:
    """Take the last of some nodes, to which more are added meanwhile, until there are none."""
    while waiting:
        yield waiting.pop()


_MAX_PROGRAMMES = 4  # or there would be too many sets of them


@dataclass(frozen=True)
class ParallelEdges:
    """Which edges represent their parallel ones.

    Attributes
    ----------
    problem : SteinerProblem
    kept : (E,) bool
        The lowest edge of those that are alike.
    payers : mapping of int to mapping of int to int
        For each kept edge that some budget pays: the programmes that may, and the edge that is charged to each.
    programme_sets : list of tuple of int
        The sets of programmes that have a budget together.
    budgets : (K,) int64
        The most that the programmes of each set may spend.
    """

    problem: SteinerProblem
    kept: Mask
    payers: dict[int, dict[int, int]]
    programme_sets: list[tuple[int, ...]]
    budgets: Ints

    def charge_table(self) -> Ints:
        """Return what each edge charges to each set's budget, and last its cost, (E, K + 1)."""
        cost = self.problem.cost
        payer_bits = np.zeros(len(cost), dtype=np.int64)
        for edge, payers in self.payers.items():
            payer_bits[edge] = sum(1 << programme for programme in payers)
        columns = [
            np.where((payer_bits > 0) & (payer_bits & ~_bits(members) == 0), cost, 0) for members in self.programme_sets
        ]
        return np.stack([*columns, cost], axis=1)

    def payment_options(self, edges: Iterable[int]) -> list[tuple[int, ...]]:
        """List what some edges can charge to each programme together, each of them paid by one."""
        options = {(0,) * len(self.problem.budgets)}
        for edge in edges:
            cost = int(self.problem.cost[edge])
            if edge in self.payers:
                options = {
                    (*option[:k], option[k] + cost, *option[k + 1 :]) for option in options for k in self.payers[edge]
                }
        return sorted(options)

    def assign_programmes(self, edges: Iterable[int], deadline: float = np.inf) -> list[int] | None:
        """Return the lowest edges that some kept ones can be charged as; None when the budgets do not pay for them.

        Once the deadline is past, edges that the budgets pay for, whichever they are.
        """
        edges = sorted(edges)
        charged = [edge for edge in edges if edge in self.payers]
        allowed = [tuple(self.payers[edge]) for edge in charged]
        cost = self.problem.cost[charged].tolist()
        budgets = self.problem.budgets.tolist()
        paid = assign_payers(list(zip(cost, allowed, strict=True)), budgets, deadline)
        if paid is None:
            return None
        choices = [(alike, i, k) for i, edge in enumerate(charged) for k, alike in self.payers[edge].items()]
        for _, i, programme in sorted(choices):
            if len(allowed[i]) == 1 or programme not in allowed[i]:
                continue
            if is_over(deadline):
                break
            before, allowed[i] = allowed[i], (programme,)
            if paid[i] != programme:
                try:
                    trial = assign_payers(list(zip(cost, allowed, strict=True)), budgets, deadline)
                except TimeUpError:
                    break
                if trial is None:
                    allowed[i] = tuple(k for k in before if k != programme)
                else:
                    paid = trial
        uncharged = [edge for edge in edges if edge not in self.payers]
        return sorted(uncharged + [self.payers[edge][paid[i]] for i, edge in enumerate(charged)])


def _bits(programmes: tuple[int, ...]) -> int:
    return sum(1 << programme for programme in programmes)


def group_parallel_edges(problem: SteinerProblem, deadline: float = np.inf) -> ParallelEdges:
    """Group the edges with the same ends, cost and terminals that differ by their programme, or by nothing."""
    kept = problem.allowed.copy()
    first: dict[object, int] = {}
    payers: dict[int, dict[int, int]] = {}
    programme = problem.programme.tolist()
    for edge, key in enumerate(within_time(_alike_keys(problem, deadline), deadline)):
        if problem.cost[edge] == 0 or not problem.allowed[edge]:
            continue
        own = first.setdefault(key, edge)
        kept[edge] = own == edge
        if programme[edge] != UNCHARGED:
            payers.setdefault(own, {}).setdefault(programme[edge], edge)
    count = len(problem.budgets)
    has_choice = any(len(programmes) > 1 for programmes in payers.values())
    sizes = range(1, count + 1) if has_choice else range(1, min(count, 1) + 1)
    sets = [members for size in sizes for members in combinations(range(count), size)]
    budgets = np.array([int(problem.budgets[list(members)].sum()) for members in sets], dtype=np.int64)
    return ParallelEdges(problem, kept, payers, sets, budgets)


def _alike_keys(problem: SteinerProblem, deadline: float) -> list[object]:
    """Return for each edge what it has to share with an edge to be grouped with it."""
    terminals: dict[int, list[int]] = defaultdict(list)
    for terminal, (_, edges) in enumerate(problem.terminals):
        for edge in edges:
            terminals[edge].append(terminal)
    root_edges = set(np.flatnonzero(problem.root_edges).tolist())
    count = len(problem.budgets)
    keys: list[object] = []
    for edge, (a, b, cost, programme) in enumerate(within_time(_rows(problem), deadline)):
        payer = programme if programme == UNCHARGED or count > _MAX_PROGRAMMES else count
        keys.append((min(a, b), max(a, b), cost, payer, edge in root_edges, tuple(terminals[edge])))
    return keys


def _rows(problem: SteinerProblem) -> Iterable[tuple[int, int, int, int]]:
    """Pair each edge's ends with its cost and programme."""
    return zip(problem.u.tolist(), problem.v.tolist(), problem.cost.tolist(), problem.programme.tolist(), strict=True)
