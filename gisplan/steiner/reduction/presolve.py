"""Presolve: free edges contracted, chains merged, dead ends and far nodes removed, the rest directed from the root.

Every step keeps all optima, but for those that a tie between two parallel paths rules out (the path with the
lowest edge number stays).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from gisplan.steiner.limits import check_time, within_time
from gisplan.steiner.problem import UNCHARGED, Ints, SteinerProblem
from gisplan.steiner.reduction.contract import Contraction, contract_free_edges, find_usable_edges
from gisplan.steiner.reduction.digraph import orient, to_digraph
from gisplan.steiner.reduction.parallel_edges import (
    Charges,
    Multigraph,
    ParallelEdges,
    SubdividedEdge,
    group_parallel_edges,
    simplify,
)
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["PresolvedProblem", "presolve"]


@dataclass(frozen=True)
class PresolvedProblem:
    """The small problem and the way back; it allocates budgets (`BudgetAllocator`).

    Attributes
    ----------
    rooted : RootedProblem
    edges : list of tuple of int
        The edges of the problem that each link is made of.
    parallel : ParallelEdges
    """

    rooted: RootedProblem
    edges: list[tuple[int, ...]]
    parallel: ParallelEdges
    _assigned: dict[frozenset[int], list[int]] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def budgets(self) -> Ints:
        """The most that each programme may spend."""
        return self.parallel.problem.budgets

    @property
    def order(self) -> list[int]:
        """The lowest number of each link's edges."""
        return [min(edges) for edges in self.edges]

    @property
    def programme_sets(self) -> list[tuple[int, ...]]:
        """The sets of programmes that share each budget of the rooted problem."""
        return self.parallel.programme_sets

    def payment_options(self, link: int) -> list[tuple[int, ...]]:
        """List what a link can charge to each programme."""
        return self.parallel.payment_options(self.edges[link])

    def assign_edges(self, links: frozenset[int], deadline: float = np.inf) -> list[int] | None:
        """Return the edges of some links as they are charged; None when the budgets do not pay for them."""
        if links not in self._assigned:
            found = self.parallel.assign_programmes((edge for link in links for edge in self.edges[link]), deadline)
            if found is None:
                return None
            self._assigned[links] = found
        return self._assigned[links]


def presolve(problem: SteinerProblem, deadline: float = np.inf) -> PresolvedProblem:
    """Reduce a problem to arcs out of its root.

    Parameters
    ----------
    problem : SteinerProblem
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    TimeUpError
        The deadline is past.
    """
    if problem.serve_all:
        uncharged = np.full(len(problem.programme), UNCHARGED)
        problem = replace(problem, budgets=problem.budgets[:0], programme=uncharged)
    parallel = group_parallel_edges(problem, deadline)
    contraction = contract_free_edges(problem, deadline)
    table = parallel.charge_table()
    usable = parallel.kept & find_usable_edges(problem, contraction, table, parallel.budgets, deadline)
    charges: list[Charges] = [tuple(row) for row in table.tolist()]
    graph, subdivided = _to_multigraph(
        problem, contraction, within_time(np.flatnonzero(usable).tolist(), deadline), charges
    )
    fixed = [node == 0 or bool(terminals) for node, terminals in enumerate(contraction.terminals_at)]
    for end in [end for half in subdivided for end in half.ends] + contraction.free_pairs.ravel().tolist():
        fixed[end] = True
    simplify(graph, fixed, deadline)
    check_time(deadline)
    rooted, edges = to_digraph(problem, contraction, graph, subdivided, charges, parallel.budgets, deadline)
    check_time(deadline)
    return PresolvedProblem(orient(rooted, deadline), edges, parallel)


def _to_multigraph(
    problem: SteinerProblem, contraction: Contraction, usable: Iterable[int], charges: list[Charges]
) -> tuple[Multigraph, list[SubdividedEdge]]:
    """Make links of the usable edges, but for those that need a node of their own."""
    graph = Multigraph(len(contraction.terminals_at))
    subdivided: list[SubdividedEdge] = []
    root_edges = set(np.flatnonzero(problem.root_edges).tolist())
    one, two = contraction.node_of[problem.u], contraction.node_of[problem.v]
    at_switched = contraction.is_switched[one] | contraction.is_switched[two]
    for edge in usable:
        a, b = int(one[edge]), int(two[edge])
        at_root = edge in root_edges and 0 not in (a, b)
        if contraction.terminals_on.get(edge) or at_switched[edge] or at_root:
            subdivided.append(SubdividedEdge(edge, tuple(sorted({a, b})), at_root))
        elif a != b:
            graph.add(a, b, charges[edge], (edge,))
    return graph, subdivided
