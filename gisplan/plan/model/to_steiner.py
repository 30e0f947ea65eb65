"""From a county's planning problem to a Steiner tree problem, and from its solution back to units."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import Ints, Mask, ragged_arange
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.steiner import UNCHARGED, Solution, SteinerProblem
from gisplan.steiner.problem import Goal

__all__ = ["Edges", "ProblemMapping", "build_problem", "find_payers", "list_goals"]

Terminal = tuple[tuple[int, ...], tuple[int, ...]]
"""The nodes and the edges of which any one connects a settlement."""


@dataclass(frozen=True)
class ProblemMapping:
    """A Steiner tree problem, and the unit and programme of each of its edges (-1 for a junction edge).

    Attributes
    ----------
    steiner : SteinerProblem
    unit, programme : (E,) int64
    piece : (U,) int64, optional
        The units with the number of an edge's unit are built with it, -1 for none; without it, no others are.
    """

    steiner: SteinerProblem
    unit: Ints
    programme: Ints
    piece: Ints | None = None

    def units_of(self, solution: Solution) -> tuple[Ints, Ints]:
        """Return the units that a solution builds beside the locked ones, and the programme each is charged to."""
        paid = solution.edges[self.steiner.cost[solution.edges] > 0]
        unit, programme = self.unit[paid], self.programme[paid]
        if self.piece is None or not len(unit):
            return unit, programme
        payer = np.full(int(self.piece.max()) + 1, -1, dtype=np.int64)
        payer[self.piece[unit]] = programme
        charged = np.where(self.piece >= 0, payer[self.piece], -1)
        units = np.flatnonzero(charged >= 0)
        return units, charged[units]


def build_problem(
    problem: PlanningProblem,
    prizes: Ints,
    budgets: Ints,
    locked: Locked,
    *,
    allowed: Mask | None = None,
    serve_all: bool = False,
) -> ProblemMapping:
    """Build the Steiner tree problem of a planning problem.

    Each component of the sealed network is one node, and the trunk network the root. A unit is an edge for each
    programme that may build it, in the order of units.

    Parameters
    ----------
    problem : PlanningProblem
    prizes : (M,) int64
        The prize of each settlement.
    budgets : (K,) int64
        What is left of each programme's budget once the locked units are paid.
    locked : Locked
    allowed : (U,) bool, optional
        Units that may be built at all.
    serve_all : bool
        Minimise the cost of serving everybody, instead of maximising the prize.
    """
    free = locked.required | locked.done
    node, n_nodes = _number_nodes(problem)
    junctions = _junction_edges(problem, node)
    edges = _list_edges(problem, _edges_of_units(problem, locked, allowed), junctions, node)
    goals, terminals = list_goals(problem, prizes, free, _find_terminals(problem, edges.unit))
    steiner = SteinerProblem(
        n_nodes=n_nodes,
        root=problem.adjacency.n_parts,
        u=edges.u,
        v=edges.v,
        cost=np.where(edges.programme == UNCHARGED, 0, problem.units.cost[edges.unit]),
        programme=edges.programme,
        allowed=np.ones(len(edges.unit), dtype=bool),
        budgets=budgets,
        terminals=terminals,
        goals=goals,
        serve_all=serve_all,
        switched_nodes=_switched_nodes(*junctions, _active_nodes(problem, node, n_nodes, free)),
        root_edges=np.append(_is_trunk(problem), False)[edges.unit],
    )
    return ProblemMapping(steiner, edges.unit, edges.programme)


class Edges(NamedTuple):
    """The edges of the Steiner tree problem: ends, unit and programme, -1 for those of a junction edge."""

    u: Ints
    v: Ints
    unit: Ints
    programme: Ints


def _list_edges(
    problem: PlanningProblem, charged: tuple[Ints, Ints], junctions: tuple[Ints, Ints], node: Ints
) -> Edges:
    """List the edges of units, then the junction edges."""
    unit, programme = charged
    units = problem.units
    none = np.full(len(junctions[0]), -1, dtype=np.int64)
    return Edges(
        u=np.concatenate([node[units.u[unit]], junctions[0]]),
        v=np.concatenate([node[units.v[unit]], junctions[1]]),
        unit=np.concatenate([unit, none]),
        programme=np.concatenate([programme, none]),
    )


def _edges_of_units(problem: PlanningProblem, locked: Locked, allowed: Mask | None) -> tuple[Ints, Ints]:
    """List the unit and programme of each edge: one for each programme that may build it, or one that is free."""
    may = find_payers(problem, locked, allowed)
    unit, programme = np.nonzero(np.concatenate([may, (locked.required | locked.done)[:, None]], axis=1))
    return unit, np.where(programme == may.shape[1], UNCHARGED, programme)


def find_payers(problem: PlanningProblem, locked: Locked, allowed: Mask | None = None) -> Mask:
    """Find the programmes that may build each unit that is not locked, (U, K); whole segments, all units of each."""
    left = ~(locked.required | locked.done)
    may = problem.units.programmes & left[:, None] & ~locked.excluded[:, None]
    if allowed is not None:
        may &= allowed[:, None]
    if not problem.whole_segments:
        return may
    piece = problem.piece
    lacking = np.zeros_like(may)
    for k in range(may.shape[1]):
        lacking[piece[left & ~may[:, k]], k] = True
    whole: Mask = may & ~lacking[piece]
    return whole


def _is_trunk(problem: PlanningProblem) -> Mask:
    """Find the units of trunk roads: connected by themselves once they are built, (U,)."""
    units = problem.units
    return np.ones(len(units), dtype=bool) if problem.any_road else problem.survey.is_trunk[units.road]


def _number_nodes(problem: PlanningProblem) -> tuple[Ints, int]:
    """Number the nodes: sealed components first, the trunk network last of them, then the others, split edges' last."""
    network, adjacency, units = problem.survey.network, problem.adjacency, problem.units
    part = adjacency.part_of[network.node_road]
    n_split = max(int(units.u.max(initial=-1)), int(units.v.max(initial=-1))) + 1 - len(part)
    part = np.concatenate([part, np.full(max(n_split, 0), -1, dtype=part.dtype)])
    sealed = part >= 0
    node = np.where(sealed, part - adjacency.n_units, adjacency.n_parts + np.cumsum(~sealed))
    return node.astype(np.int64), int(adjacency.n_parts + 1 + (~sealed).sum())


def _active_nodes(problem: PlanningProblem, node: Ints, n_nodes: int, free: Mask) -> Mask:
    """Find the nodes that are sealed already: sealed components, and the ends of free units."""
    units = problem.units
    active = np.zeros(n_nodes, dtype=bool)
    active[: problem.adjacency.n_parts + 1] = True
    active[node[units.u[free]]] = active[node[units.v[free]]] = True
    return active


def _junction_edges(problem: PlanningProblem, node: Ints) -> tuple[Ints, Ints]:
    """List the junction edges that units may open, as pairs of nodes, each once; roads in doubt join nothing."""
    edges, in_doubt = problem.survey.network.edges, problem.survey.in_doubt
    junction = np.flatnonzero(edges["road"] < 0)
    junction = junction[~in_doubt[edges["road_a"][junction]] & ~in_doubt[edges["road_b"][junction]]]
    ends = np.stack([node[edges["u"][junction]], node[edges["v"][junction]]], axis=1)
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return ends[:, 0], ends[:, 1]


def _switched_nodes(u: Ints, v: Ints, active: Mask) -> Ints:
    """Find nodes of unsealed roads between two that no junction edge joins directly: they are passed once sealed."""
    here, there = np.concatenate([u, v]), np.concatenate([v, u])
    order = np.lexsort((there, here))
    here, there = here[order], there[order]
    joined = here * len(active) + there
    here, there = here[~active[here]], there[~active[here]]  # sealed components, which join many roads, are passed
    start = np.searchsorted(here, here)
    first, number = ragged_arange(np.searchsorted(here, here, side="right") - start)
    one, two = there[first], there[start[first] + number]
    between = (one < two) & ~np.isin(one * len(active) + two, joined)
    return np.unique(here[first[between]])


def list_goals(
    problem: PlanningProblem, prizes: Ints, free: Mask, find_terminal: Callable[[list[int]], Terminal]
) -> tuple[list[Goal], list[Terminal]]:
    """List what each prize needs that is not served already, and what connects each terminal; like ones are one.

    Parameters
    ----------
    problem : PlanningProblem
    prizes : (M,) int64
    free : (U,) bool
        Units that are built already, or under contract.
    find_terminal : callable
        Returns the nodes and edges of which any one connects a settlement, from the vertices attached to it.
    """
    connected, demand = problem.connected(free), problem.demand
    attached = _group(zip(problem.attached_settlement.tolist(), problem.attached_vertex.tolist(), strict=True))
    numbers: dict[Terminal, int] = {}
    lacking = ~connected[demand.needs]
    needs = _group(zip(demand.needs_of[lacking].tolist(), demand.needs[lacking].tolist(), strict=True))
    goals: list[Goal] = []
    for settlement in np.flatnonzero((prizes > 0) & ~demand.served(connected)).tolist():
        required = [settlement] if demand.needs_itself[settlement] else needs[settlement]
        terminals = [find_terminal(attached.get(one, [])) for one in required]
        goals.append((int(prizes[settlement]), tuple(sorted({numbers.setdefault(t, len(numbers)) for t in terminals}))))
    return goals, list(numbers)


def _find_terminals(problem: PlanningProblem, unit: Ints) -> Callable[[list[int]], Terminal]:
    """Return what finds a terminal: sealed components and edges, by the unit of each edge."""
    n_units = problem.adjacency.n_units
    edges_of = _group((built, edge) for edge, built in enumerate(unit.tolist()))

    def find_terminal(vertices: list[int]) -> Terminal:
        nodes = tuple(x - n_units for x in vertices if x >= n_units)
        return nodes, tuple(edge for x in vertices if x < n_units for edge in edges_of.get(x, ()))

    return find_terminal


def _group(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Group the second numbers of pairs by the first."""
    grouped: dict[int, list[int]] = {}
    for key, value in pairs:
        grouped.setdefault(key, []).append(value)
    return grouped
