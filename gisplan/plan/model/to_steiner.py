"""From a county's question to an instance for the kernel, and from the kernel's answer back to units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import ragged_arange
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.steiner.problem import UNCHARGED, Ints, Mask, Solution, SteinerProblem

__all__ = ["ProblemMapping", "build_problem"]


@dataclass(frozen=True)
class ProblemMapping:
    """An instance, and the unit and programme of each of its edges (-1 for a join)."""

    instance: SteinerProblem
    unit: Ints
    programme: Ints

    def units_of(self, answer: Solution) -> tuple[Ints, Ints]:
        """The units that an answer builds beside the locked ones, and the programme each is charged to."""
        paid = answer.edges[self.instance.cost[answer.edges] > 0]
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
    """The instance of a question: what has to be won, and what it may cost.

    Sealed roads that hang together are one node, the reach is the root. A unit stands once for each programme
    that may build it, in the order of units.

    Parameters
    ----------
    prizes : (M,) int64
        The prize of each settlement.
    budgets : (K,) int64
        What is left of each programme's budget once the locked units are paid.
    allowed : (U,) bool, optional
        Units that may be built at all.
    """
    units, adjacency = problem.units, problem.adjacency
    node, n_nodes = _number_nodes(problem)
    edges = problem.survey.network.edges
    free = locked.required | locked.done
    may = units.programmes & ~(free | locked.excluded)[:, None]
    if allowed is not None:
        may &= allowed[:, None]
    unit, programme = np.nonzero(np.concatenate([may, free[:, None]], axis=1))
    programme = np.where(programme == may.shape[1], UNCHARGED, programme)
    u, v = _junctions_between(problem, node)
    ends = units.edge[unit]
    none = np.full(len(u), -1, dtype=np.int64)
    unit, programme = np.concatenate([unit, none]), np.concatenate([programme, none])
    cost = np.where(programme == UNCHARGED, 0, units.cost[unit])
    goals, places = _goals(problem, prizes, free, unit)
    root_class = np.ones(len(units), dtype=bool) if problem.any_road else problem.survey.is_trunk[units.road]
    live = np.zeros(n_nodes, dtype=bool)
    live[: adjacency.parts + 1] = True
    for name in ("u", "v"):
        live[node[edges[name][units.edge[free]]]] = True
    instance = SteinerProblem(
        n_nodes=n_nodes,
        root=adjacency.parts,
        u=np.concatenate([node[edges["u"][ends]], u]),
        v=np.concatenate([node[edges["v"][ends]], v]),
        cost=cost,
        programme=programme,
        allowed=np.ones(len(cost), dtype=bool),
        budgets=budgets,
        terminals=places,
        goals=goals,
        serve_all=serve_all,
        switched_nodes=_find_relays(u, v, live),
        root_edges=np.append(root_class, False)[unit],
    )
    return ProblemMapping(instance, unit, programme)


def _number_nodes(problem: PlanningProblem) -> tuple[Ints, int]:
    """The instance's node for each node of the network: sealed parts first, the reach last of them."""
    network, adjacency = problem.survey.network, problem.adjacency
    own = adjacency.part_of[network.node_road]
    held = own >= 0
    node = np.where(held, own - adjacency.units, adjacency.parts + np.cumsum(~held))
    return node.astype(np.int64), int(adjacency.parts + 1 + (~held).sum())


def _junctions_between(problem: PlanningProblem, node: Ints) -> tuple[Ints, Ints]:
    """The joins that units may open, as pairs of nodes, each pair once; roads in doubt join nothing."""
    edges, doubt = problem.survey.network.edges, problem.survey.in_doubt
    junction = np.flatnonzero(edges["road"] < 0)
    junction = junction[~doubt[edges["road_a"][junction]] & ~doubt[edges["road_b"][junction]]]
    ends = np.stack([node[edges["u"][junction]], node[edges["v"][junction]]], axis=1)
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return ends[:, 0], ends[:, 1]


def _find_relays(u: Ints, v: Ints, live: Mask) -> Ints:
    """Nodes of unsealed roads that lie between two that no join of their own joins: passing needs the road sealed."""
    here, there = np.concatenate([u, v]), np.concatenate([v, u])
    order = np.lexsort((there, here))
    here, there = here[order], there[order]
    start, stop = np.searchsorted(here, here), np.searchsorted(here, here, side="right")
    count = stop - start
    first, k = ragged_arange(count)
    second = start[first] + k
    one, two = there[first], there[second]
    size = len(live)
    grade_separated = (one < two) & ~np.isin(one * size + two, here * size + there)
    relays: Ints = np.unique(here[first[grade_separated]])
    return relays[~live[relays]]


def _goals(
    problem: PlanningProblem, prizes: Ints, free: Mask, unit: Ints
) -> tuple[list[tuple[int, tuple[int, ...]]], list[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """What wins each prize that is not won already, and what joins each place; places alike are one."""
    joined = problem.joined(free)
    demand, adjacency = problem.demand, problem.adjacency
    edges_of: dict[int, list[int]] = {}
    for edge, built in enumerate(unit.tolist()):
        edges_of.setdefault(built, []).append(edge)
    attached: dict[int, list[int]] = {}
    for settlement, vertex in zip(problem.attached_settlement.tolist(), problem.attached_vertex.tolist(), strict=True):
        attached.setdefault(settlement, []).append(vertex)
    number: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}

    def place_of(settlement: int) -> int:
        vertices = attached.get(settlement, [])
        nodes = tuple(x - adjacency.units for x in vertices if x >= adjacency.units)
        edges = tuple(e for x in vertices if x < adjacency.units for e in edges_of.get(x, ()))
        return number.setdefault((nodes, edges), len(number))

    needs: dict[int, list[int]] = {}
    for village, group in zip(demand.needs_of.tolist(), demand.needs.tolist(), strict=True):
        if not joined[group]:
            needs.setdefault(village, []).append(group)
    goals = []
    for settlement in np.flatnonzero((prizes > 0) & ~demand.served(joined)).tolist():
        asks = [settlement] if demand.needs_itself[settlement] else needs[settlement]
        goals.append((int(prizes[settlement]), tuple(sorted({place_of(one) for one in asks}))))
    return goals, list(number)
