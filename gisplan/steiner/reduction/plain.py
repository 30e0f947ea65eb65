"""A quick presolve of plain problems: free edges contracted, and the edges that no solution uses removed.

A problem is plain when every terminal is one node, every goal one terminal, and one budget at most pays for all. Its
edges become arcs as they are, in arrays: on dense graphs there is nothing more to merge, and on large ones no time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gisplan.steiner.limits import is_over
from gisplan.steiner.problem import Ints, SteinerProblem
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["PlainPresolved", "is_plain", "presolve_plainly"]


@dataclass(frozen=True)
class PlainPresolved:
    """The directed problem and the way back; it allocates the one budget (`BudgetAllocator`).

    Attributes
    ----------
    rooted : RootedProblem
    edge : (L,) int64
        The edge of the problem that each link is.
    budgets : (K,) int64
        None or one.
    """

    rooted: RootedProblem
    edge: Ints
    budgets: Ints
    cost: Ints

    @property
    def programme_sets(self) -> list[tuple[int, ...]]:
        """The sets of programmes that share each budget."""
        return [(0,)] * len(self.budgets)

    @property
    def order(self) -> list[int]:
        """The number of each link's edge."""
        numbers: list[int] = self.edge.tolist()
        return numbers

    def payment_options(self, link: int) -> list[tuple[int, ...]]:
        """List what a link can charge to each programme."""
        return [(int(self.cost[self.edge[link]]),) * len(self.budgets)]

    def assign_edges(self, links: frozenset[int], deadline: float = np.inf) -> list[int] | None:  # noqa: ARG002
        """Return the edges of some links; None when the budget does not pay for them."""
        edges: list[int] = np.sort(self.edge[np.array(sorted(links), dtype=np.int64)]).tolist()
        paid = int(self.cost[edges].sum())
        return edges if all(paid <= budget for budget in self.budgets.tolist()) else None


def is_plain(problem: SteinerProblem) -> bool:
    """Check that terminals are single nodes, goals single terminals, and that one budget at most pays for all."""
    return (
        not len(problem.switched_nodes)
        and not problem.root_edges.any()
        and bool(np.all(problem.terminal_nodes.sizes == 1))
        and not len(problem.terminal_edges.member)
        and bool(np.all(problem.goal_terminals.sizes == 1))
        and (problem.serve_all or (len(problem.budgets) == 1 and not problem.programme[problem.cost > 0].any()))
    )


def presolve_plainly(problem: SteinerProblem, deadline: float) -> PlainPresolved:
    """Write a plain problem as arcs; once the deadline is past, with edges that no solution can use as well."""
    budgets = problem.budgets[:0] if problem.serve_all else problem.budgets
    node_of, n = _contract(problem)
    usable = np.flatnonzero(problem.allowed & (problem.cost > 0))
    if len(budgets):
        usable = usable[problem.cost[usable] <= budgets[0]]
    a, b = node_of[problem.u[usable]], node_of[problem.v[usable]]
    usable, low, high = _different_ends(usable, np.minimum(a, b), np.maximum(a, b))
    if not is_over(deadline):
        usable, low, high = _without_useless(problem, (usable, low, high), n, budgets)
    prize = np.zeros(n, dtype=np.int64)
    nodes = node_of[problem.terminal_nodes.member[problem.goal_terminals.member]]
    np.add.at(prize, nodes, np.array([worth for worth, _ in problem.goals], dtype=np.int64))
    rooted = _directed((usable, low, high), problem.cost, prize, budgets)
    return PlainPresolved(rooted, usable, budgets, problem.cost)


_Links = tuple[Ints, Ints, Ints]
"""Edges, and their lower and higher ends."""


def _contract(problem: SteinerProblem) -> tuple[Ints, int]:
    """Number the nodes that free edges connect alike, the root's 0."""
    free = problem.allowed & (problem.cost == 0)
    ends, n = (problem.u[free], problem.v[free]), problem.n_nodes
    graph = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    first = label[problem.root]
    number = np.arange(count) + (np.arange(count) < first)
    number[first] = 0
    return number[label].astype(np.int64), int(count)


def _different_ends(edges: Ints, low: Ints, high: Ints) -> _Links:
    kept = low != high
    return edges[kept], low[kept], high[kept]


def _without_useless(problem: SteinerProblem, links: _Links, n: int, budgets: Ints) -> _Links:
    """Keep the cheapest edge between each two nodes, the lowest number of equals, where the budget pays for the way."""
    edges, low, high = links
    cost = problem.cost[edges]
    order = np.lexsort((cost, low * n + high))
    key = (low * n + high)[order]
    first = np.sort(order[np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])[: len(key)])])
    edges, low, high, cost = edges[first], low[first], high[first], cost[first]
    away = dijkstra(csr_array((cost.astype(np.float64), (low, high)), shape=(n, n)), directed=False, indices=0)
    limit = float(budgets[0]) * (1 + 1e-9) if len(budgets) else np.inf
    nearer = np.minimum(away[low], away[high])
    kept = np.isfinite(nearer) & (nearer + cost <= limit)
    return edges[kept], low[kept], high[kept]


def _directed(links: _Links, cost: Ints, prize: Ints, budgets: Ints) -> RootedProblem:
    """Make the arcs of both directions, none into the root, and leave the prizes that no arc leads to."""
    edges, low, high = links
    number = np.arange(len(edges))
    tail, head = np.concatenate([low, high]), np.concatenate([high, low])
    kept = np.flatnonzero(head != 0)
    link = np.concatenate([number, number])[kept]
    spent = cost[edges][link]
    rooted = RootedProblem(
        n=len(prize),
        tail=tail[kept],
        head=head[kept],
        link=link,
        cost=spent,
        charge=np.tile(spent, (len(budgets), 1)),
        budgets=budgets,
        prize=prize,
        joint_prizes=[],
    )
    prize[~rooted.reachable] = 0
    return rooted
