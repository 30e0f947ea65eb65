"""From a county's question to an instance for the kernel, and from the kernel's answer back to units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.steiner.problem import UNCHARGED, Ints, Mask, Solution, SteinerProblem

__all__ = ["ProblemMapping", "pose"]


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


def pose(
    question: PlanningProblem,
    worth: Ints,
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
    worth : (M,) int64
        The prize of each settlement.
    budgets : (K,) int64
        What is left of each programme's budget once the locked units are paid.
    allowed : (U,) bool, optional
        Units that may be built at all.
    """
    units, joins = question.units, question.joins
    node, n_nodes = _number_nodes(question)
    edges = question.survey.network.edges
    free = locked.inside | locked.done
    may = units.programmes & ~(free | locked.out)[:, None]
    if allowed is not None:
        may &= allowed[:, None]
    unit, programme = np.nonzero(np.concatenate([may, free[:, None]], axis=1))
    programme = np.where(programme == may.shape[1], UNCHARGED, programme)
    u, v = _joins_between(question, node)
    ends = units.edge[unit]
    none = np.full(len(u), -1, dtype=np.int64)
    unit, programme = np.concatenate([unit, none]), np.concatenate([programme, none])
    cost = np.where(programme == UNCHARGED, 0, units.cost[unit])
    goals, places = _goals(question, worth, free, unit)
    root_class = np.ones(len(units), dtype=bool) if question.any_road else question.survey.is_trunk[units.road]
    live = np.zeros(n_nodes, dtype=bool)
    live[: joins.parts + 1] = True
    for name in ("u", "v"):
        live[node[edges[name][units.edge[free]]]] = True
    instance = SteinerProblem(
        n_nodes=n_nodes,
        root=joins.parts,
        u=np.concatenate([node[edges["u"][ends]], u]),
        v=np.concatenate([node[edges["v"][ends]], v]),
        cost=cost,
        programme=programme,
        allowed=np.ones(len(cost), dtype=bool),
        budgets=budgets,
        places=places,
        goals=goals,
        serve_all=serve_all,
        relays=_find_relays(u, v, live),
        rooting=np.append(root_class, False)[unit],
    )
    return ProblemMapping(instance, unit, programme)


def _number_nodes(question: PlanningProblem) -> tuple[Ints, int]:
    """The instance's node for each node of the network: sealed parts first, the reach last of them."""
    network, joins = question.survey.network, question.joins
    own = joins.part_of[network.node_road]
    held = own >= 0
    node = np.where(held, own - joins.units, joins.parts + np.cumsum(~held))
    return node.astype(np.int64), int(joins.parts + 1 + (~held).sum())


def _joins_between(question: PlanningProblem, node: Ints) -> tuple[Ints, Ints]:
    """The joins that units may open, as pairs of nodes, each pair once; roads in doubt join nothing."""
    edges, doubt = question.survey.network.edges, question.survey.in_doubt
    joins = np.flatnonzero(edges["road"] < 0)
    joins = joins[~doubt[edges["join_a"][joins]] & ~doubt[edges["join_b"][joins]]]
    ends = np.stack([node[edges["u"][joins]], node[edges["v"][joins]]], axis=1)
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return ends[:, 0], ends[:, 1]


def _find_relays(u: Ints, v: Ints, live: Mask) -> Ints:
    """Nodes of unsealed roads that lie between two that no join of their own joins: passing needs the road sealed."""
    here, there = np.concatenate([u, v]), np.concatenate([v, u])
    order = np.lexsort((there, here))
    here, there = here[order], there[order]
    start, stop = np.searchsorted(here, here), np.searchsorted(here, here, side="right")
    count = stop - start
    first = np.repeat(np.arange(len(here)), count)
    k = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    second = start[first] + k
    one, two = there[first], there[second]
    size = len(live)
    grade_separated = (one < two) & ~np.isin(one * size + two, here * size + there)
    relays: Ints = np.unique(here[first[grade_separated]])
    return relays[~live[relays]]


def _goals(
    question: PlanningProblem, worth: Ints, free: Mask, unit: Ints
) -> tuple[list[tuple[int, tuple[int, ...]]], list[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """What wins each prize that is not won already, and what joins each place; places alike are one."""
    joined = question.joined(free)
    wanted, joins = question.wanted, question.joins
    edges_of: dict[int, list[int]] = {}
    for edge, built in enumerate(unit.tolist()):
        edges_of.setdefault(built, []).append(edge)
    attached: dict[int, list[int]] = {}
    for who, vertex in zip(question.who.tolist(), question.vertex.tolist(), strict=True):
        attached.setdefault(who, []).append(vertex)
    number: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}

    def place_of(settlement: int) -> int:
        vertices = attached.get(settlement, [])
        nodes = tuple(x - joins.units for x in vertices if x >= joins.units)
        edges = tuple(e for x in vertices if x < joins.units for e in edges_of.get(x, ()))
        return number.setdefault((nodes, edges), len(number))

    needs: dict[int, list[int]] = {}
    for village, group in zip(wanted.needs_of.tolist(), wanted.needs.tolist(), strict=True):
        if not joined[group]:
            needs.setdefault(village, []).append(group)
    goals = []
    for settlement in np.flatnonzero((worth > 0) & ~wanted.served(joined)).tolist():
        asks = [settlement] if wanted.needs_itself[settlement] else needs[settlement]
        goals.append((int(worth[settlement]), tuple(sorted({place_of(one) for one in asks}))))
    return goals, list(number)
