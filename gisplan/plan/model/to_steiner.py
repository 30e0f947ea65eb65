"""From a county's planning problem to a Steiner tree problem, and from its solution back to units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import Ints, Mask, ragged_arange
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.steiner import UNCHARGED, Solution, SteinerProblem
from gisplan.steiner.problem import Goal

__all__ = ["ProblemMapping", "build_problem"]

_Terminal = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class ProblemMapping:
    """A Steiner tree problem, and the unit and programme of each of its edges (-1 for a junction edge).

    Attributes
    ----------
    steiner : SteinerProblem
    unit, programme : (E,) int64
    """

    steiner: SteinerProblem
    unit: Ints
    programme: Ints

    def units_of(self, solution: Solution) -> tuple[Ints, Ints]:
        """Return the units that a solution builds beside the locked ones, and the programme each is charged to."""
        paid = solution.edges[self.steiner.cost[solution.edges] > 0]
        return self.unit[paid], self.programme[paid]


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
    goals, terminals = _goals(problem, prizes, free, edges.unit)
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


class _Edges(NamedTuple):
    """The edges of the Steiner tree problem: ends, unit and programme, -1 for those of a junction edge."""

    u: Ints
    v: Ints
    unit: Ints
    programme: Ints


def _list_edges(problem: PlanningProblem, units: tuple[Ints, Ints], junctions: tuple[Ints, Ints], node: Ints) -> _Edges:
    """List the edges of units, then the junction edges."""
    unit, programme = units
    edges, ends = problem.survey.network.edges, problem.units.edge[unit]
    none = np.full(len(junctions[0]), -1, dtype=np.int64)
    return _Edges(
        u=np.concatenate([node[edges["u"][ends]], junctions[0]]),
        v=np.concatenate([node[edges["v"][ends]], junctions[1]]),
        unit=np.concatenate([unit, none]),
        programme=np.concatenate([programme, none]),
    )


def _edges_of_units(problem: PlanningProblem, locked: Locked, allowed: Mask | None) -> tuple[Ints, Ints]:
    """List the unit and programme of each edge: one for each programme that may build it, or one that is free."""
    free = locked.required | locked.done
    may = problem.units.programmes & ~(free | locked.excluded)[:, None]
    if allowed is not None:
        may &= allowed[:, None]
    unit, programme = np.nonzero(np.concatenate([may, free[:, None]], axis=1))
    return unit, np.where(programme == may.shape[1], UNCHARGED, programme)


def _is_trunk(problem: PlanningProblem) -> Mask:
    """Find the units of trunk roads: connected by themselves once they are built, (U,)."""
    units = problem.units
    return np.ones(len(units), dtype=bool) if problem.any_road else problem.survey.is_trunk[units.road]


def _number_nodes(problem: PlanningProblem) -> tuple[Ints, int]:
    """Number the nodes of the network: sealed components first, the trunk network last of them, then the others."""
    network, adjacency = problem.survey.network, problem.adjacency
    part = adjacency.part_of[network.node_road]
    sealed = part >= 0
    node = np.where(sealed, part - adjacency.n_units, adjacency.n_parts + np.cumsum(~sealed))
    return node.astype(np.int64), int(adjacency.n_parts + 1 + (~sealed).sum())


def _active_nodes(problem: PlanningProblem, node: Ints, n_nodes: int, free: Mask) -> Mask:
    """Find the nodes that are sealed already: sealed components, and the ends of free units."""
    edges = problem.survey.network.edges
    active = np.zeros(n_nodes, dtype=bool)
    active[: problem.adjacency.n_parts + 1] = True
    for end in ("u", "v"):
        active[node[edges[end][problem.units.edge[free]]]] = True
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


def _goals(problem: PlanningProblem, prizes: Ints, free: Mask, unit: Ints) -> tuple[list[Goal], list[_Terminal]]:
    """List what each prize needs that is not served already, and what connects each terminal; like ones are one."""
    connected, demand = problem.connected(free), problem.demand
    terminals = _Terminals(problem, unit)
    lacking = ~connected[demand.needs]
    needs = _group(zip(demand.needs_of[lacking].tolist(), demand.needs[lacking].tolist(), strict=True))
    goals: list[Goal] = []
    for settlement in np.flatnonzero((prizes > 0) & ~demand.served(connected)).tolist():
        required = [settlement] if demand.needs_itself[settlement] else needs[settlement]
        goals.append((int(prizes[settlement]), tuple(sorted({terminals.number_of(one) for one in required}))))
    return goals, list(terminals.numbers)


class _Terminals:
    """The terminals of settlements, numbered in the order of first use."""

    def __init__(self, problem: PlanningProblem, unit: Ints) -> None:
        self.n_units = problem.adjacency.n_units
        self.edges_of = _group((built, edge) for edge, built in enumerate(unit.tolist()))
        self.attached = _group(zip(problem.attached_settlement.tolist(), problem.attached_vertex.tolist(), strict=True))
        self.numbers: dict[_Terminal, int] = {}

    def number_of(self, settlement: int) -> int:
        """Return the number of a settlement's terminal: sealed nodes and edges within its reach."""
        vertices = self.attached.get(settlement, [])
        nodes = tuple(x - self.n_units for x in vertices if x >= self.n_units)
        edges = tuple(edge for x in vertices if x < self.n_units for edge in self.edges_of.get(x, ()))
        return self.numbers.setdefault((nodes, edges), len(self.numbers))


def _group(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Group the second numbers of pairs by the first."""
    grouped: dict[int, list[int]] = {}
    for key, value in pairs:
        grouped.setdefault(key, []).append(value)
    return grouped
