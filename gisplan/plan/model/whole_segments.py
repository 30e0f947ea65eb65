"""Whole segments as a Steiner tree problem: what is built together is one node, which is passed once it is paid for."""

from __future__ import annotations

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.model.to_steiner import Edges, ProblemMapping, find_payers, list_goals
from gisplan.steiner import UNCHARGED, SteinerProblem

__all__ = ["build_whole_problem"]


def build_whole_problem(
    problem: PlanningProblem,
    prizes: Ints,
    budgets: Ints,
    locked: Locked,
    *,
    allowed: Mask | None = None,
    serve_all: bool = False,
) -> ProblemMapping:
    """Build the Steiner tree problem of a planning problem in which only whole segments are built.

    Each component of the sealed network is a node, the trunk network the root, and each piece (`problem.piece`) a
    switched node with a loop for each programme that may build it: no path leads through it before a loop is paid.
    What touches each other is joined by a free edge. A unit that is done, or under contract, is a node of its own.

    Parameters
    ----------
    problem, prizes, budgets, locked, allowed, serve_all
        As in `gisplan.plan.model.to_steiner.build_problem`.
    """
    free = locked.required | locked.done
    piece = np.where(free, -1, problem.piece)
    node, n_nodes = _number_nodes(problem, piece)
    edges = _list_edges(problem, piece, node, find_payers(problem, locked, allowed))
    goals, terminals = list_goals(
        problem, prizes, free, lambda vertices: (tuple(sorted({int(node[x]) for x in vertices})), ())
    )
    steiner = SteinerProblem(
        n_nodes=n_nodes,
        root=problem.adjacency.n_parts,
        u=edges.u,
        v=edges.v,
        cost=np.where(edges.unit >= 0, _piece_costs(problem, piece)[edges.unit], 0),
        programme=edges.programme,
        allowed=np.ones(len(edges.unit), dtype=bool),
        budgets=budgets,
        terminals=terminals,
        goals=goals,
        serve_all=serve_all,
        switched_nodes=np.unique(node[: len(piece)][piece >= 0]),
    )
    return ProblemMapping(steiner, edges.unit, edges.programme, piece)


def _list_edges(problem: PlanningProblem, piece: Ints, node: Ints, may: Mask) -> Edges:
    """List the loops of pieces, then the free edges between what touches each other."""
    unit, programme = _list_loops(piece, may)
    pairs = _free_pairs(problem, node)
    none = np.full(len(pairs), -1, dtype=np.int64)
    return Edges(
        u=np.concatenate([node[unit], pairs[:, 0]]),
        v=np.concatenate([node[unit], pairs[:, 1]]),
        unit=np.concatenate([unit, none]),
        programme=np.concatenate([programme, np.full(len(pairs), UNCHARGED, dtype=np.int64)]),
    )


def _number_nodes(problem: PlanningProblem, piece: Ints) -> tuple[Ints, int]:
    """Number the nodes of all vertices: sealed components, the root, pieces by their first unit, units in none."""
    n_parts = problem.adjacency.n_parts
    own = np.where(piece >= 0, piece, len(piece) + np.arange(len(piece)))
    names, number = np.unique(own, return_inverse=True)
    node = np.concatenate([n_parts + 1 + number, np.arange(n_parts + 1)]).astype(np.int64)
    return node, n_parts + 1 + len(names)


def _list_loops(piece: Ints, may: Mask) -> tuple[Ints, Ints]:
    """List the first unit of each piece with the programmes that may build it: first units, programmes."""
    members = np.flatnonzero((piece >= 0) & may.any(axis=1))
    first = np.sort(members[np.unique(piece[members], return_index=True)[1]])
    row, programme = np.nonzero(may[first])
    return first[row], programme.astype(np.int64)


def _piece_costs(problem: PlanningProblem, piece: Ints) -> Ints:
    """Sum the cost of each unit's piece, (U,)."""
    total = np.zeros(len(piece) + 1, dtype=np.int64)
    np.add.at(total, piece, problem.units.cost)
    costs: Ints = total[piece]
    return costs


def _free_pairs(problem: PlanningProblem, node: Ints) -> Ints:
    """List the pairs of nodes that touch each other, each once, (P, 2)."""
    ends = np.sort(np.stack([node[problem.adjacency.a], node[problem.adjacency.b]], axis=1), axis=1)
    pairs: Ints = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    return pairs
