"""How far from the settlements the sealed road ends, and how long the roads are by the rule and up to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.base.graphs import csr_array, dijkstra
from gisplan.network import measure_distance
from gisplan.plan.model.access_points import split_at_access
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.model.to_steiner import build_problem
from gisplan.plan.plan import Plan
from gisplan.steiner import deadline_after, solve_problem

__all__ = ["FAR_M", "FarEnds", "SealEnds", "count_far_ends", "find_seal_ends"]

FAR_M = 100.0
"""A sealed road that ends farther from a settlement, in metres, is counted as ending short of it."""

_NO_LENGTH = 1e-3  # millimetres, of passing a vertex that is sealed, so that paths are short


@dataclass(frozen=True)
class SealEnds:
    """Where the sealed road ends, and what building up to the settlements would add.

    Attributes
    ----------
    distance_m : (M,) float64
        The straight distance from each settlement to the nearest sealed road that is connected when the plan is
        built; NaN where it has no place, or nothing is connected.
    rule_mm, settlement_mm : (S,) int64
        For each step, how long the roads are that serve whom it newly serves: within the criterion's distance, and up
        to where the nearest road comes nearest to each. The one that the plan builds to is what the step builds.
    unreached : (M,) bool
        Newly served settlements up to which no road leads, so that it adds nothing to `settlement_mm`.
    """

    distance_m: Floats
    rule_mm: Ints
    settlement_mm: Ints
    unreached: Mask


@dataclass(frozen=True)
class FarEnds:
    """Of some newly served settlements, those from which the sealed road ends far.

    Attributes
    ----------
    settlements : int
        All of them.
    far, people : int
        Those from which it ends more than `FAR_M` away, and their people, counted where they live.
    most_m : float or None
        The largest distance; None where there are none.
    """

    settlements: int
    far: int
    people: int
    most_m: float | None


def count_far_ends(plan: Plan, ends: SealEnds, chosen: Mask) -> FarEnds:
    """Count the chosen settlements that are newly served, and those from which the sealed road ends far.

    Parameters
    ----------
    plan : Plan
    ends : SealEnds
    chosen : (M,) bool
        Such as the groups.
    """
    rows = np.flatnonzero(chosen & plan.served & ~plan.before & ~np.isnan(ends.distance_m))
    distance = ends.distance_m[rows]
    far = rows[distance > FAR_M]
    people = round(float(plan.problem.demand.count_once("people")[far].sum()))
    return FarEnds(len(rows), len(far), people, float(distance.max()) if len(rows) else None)


def find_seal_ends(plan: Plan) -> SealEnds:
    """Find how far from each settlement the sealed road ends, and both lengths of each step.

    The length up to the settlements is that of the shortest unsealed roads from what the plan builds, one settlement
    after the other in the order of the steps, each road counted once: an upper bound of what it takes at least. The
    length by the rule is that of the shortest part of the plan that serves as many by the rule.
    """
    built = _sum_steps(plan, plan.built)
    builds_more = plan.problem.build_to == "settlement" or plan.problem.whole_segments
    rule = _sum_steps(plan, _find_rule_part(plan)) if builds_more else built
    if plan.problem.build_to == "settlement":
        more, unreached = np.zeros_like(built), np.zeros_like(plan.served)
    else:
        more, unreached = _find_extensions(plan)
    return SealEnds(_measure_ends(plan), rule, built + more, unreached)


def _sum_steps(plan: Plan, units: Mask) -> Ints:
    """Sum the length of some built units by their steps, in millimetres."""
    rows = np.flatnonzero(units & plan.built)
    length = plan.problem.units.length_mm[rows].astype(np.float64)
    return np.bincount(plan.order.step[rows], weights=length, minlength=plan.order.steps).astype(np.int64)


def _measure_ends(plan: Plan) -> Floats:
    """Measure the straight distance from each settlement to the nearest connected sealed road."""
    problem = plan.problem
    survey, units, part_of = problem.survey, problem.units, problem.adjacency.part_of
    connected = connected_units(problem.adjacency, plan.built | plan.locked.done)
    open_roads = np.concatenate([np.append(connected, False)[part_of], connected[: len(units)]])
    geometry = np.concatenate([survey.geometry, units.geometry])
    distance = np.full(len(problem.demand), np.nan)
    for rows, _reach_m in problem.list_placed():
        distance[rows] = measure_distance(problem.demand.point[rows], geometry, open_roads=open_roads)
    return distance


def _find_rule_part(plan: Plan) -> Mask:
    """Find the shortest part of a plan that serves by the rule whomever it serves, whole segments or not, (U,)."""
    problem = plan.problem.by_the_rule()
    newly = np.where(plan.served & ~plan.before, 1, 0)
    budgets = np.full(len(problem.programmes), int(problem.units.cost.sum()), dtype=np.int64)
    mapping = build_problem(problem, newly, budgets, plan.locked, allowed=plan.built, serve_all=True)
    units, _programme = mapping.units_of(solve_problem(mapping.steiner, deadline=deadline_after(None)))
    part = plan.locked.required.copy()
    part[units] = True
    return part


def _find_extensions(plan: Plan) -> tuple[Ints, Mask]:
    """Find what each step lacks up to the settlements that it newly serves, and those that no road leads up to."""
    more, unreached = np.zeros(plan.order.steps, dtype=np.int64), np.zeros(len(plan.served), dtype=bool)
    newly = plan.order.served_step >= 0
    if not newly.any():
        return more, unreached
    own = newly & plan.problem.demand.needs_itself
    problem, parent = split_at_access(plan.problem, own)
    distance, before, connected = _find_shortest_roads(problem, parent, plan)
    vertex_of = _nearest_access(problem.access, distance, own)
    seen = connected.copy()
    length = problem.units.length_mm
    for settlement in np.lexsort((np.arange(len(own)), plan.order.served_step)).tolist():
        if not own[settlement]:
            continue
        vertex = vertex_of[settlement]
        unreached[settlement] = vertex < 0
        while vertex >= 0 and not seen[vertex]:
            seen[vertex] = True
            if vertex < len(length):
                more[plan.order.served_step[settlement]] += length[vertex]
            vertex = before[vertex]
    return more, unreached


def _nearest_access(access: tuple[Ints, Ints] | None, distance: Floats, own: Mask) -> list[int]:
    """Find the vertex at which each settlement is reached over the shortest unsealed roads, -1 for none."""
    found = np.full(len(own), -1, dtype=np.int64)
    if access is not None:
        settlement, vertex = access
        open_pairs = own[settlement] & np.isfinite(distance[vertex])
        settlement, vertex = settlement[open_pairs], vertex[open_pairs]
        order = np.lexsort((vertex, distance[vertex], settlement))[::-1]
        found[settlement[order]] = vertex[order]
    return [int(one) for one in found]


def _find_shortest_roads(problem: PlanningProblem, parent: Ints, plan: Plan) -> tuple[Floats, Ints, Mask]:
    """Find each vertex's distance over unsealed roads from what is connected, the vertex before, and what is."""
    sealed = (plan.built | plan.locked.done)[parent]
    may = sealed | ~problem.candidate
    connected = connected_units(problem.adjacency, sealed)
    a, b = problem.adjacency.open_pairs(may)
    size = problem.adjacency.root + 1
    length = np.concatenate([np.where(sealed, 0, problem.units.length_mm), np.zeros(size - len(sealed))])
    ends = np.concatenate([a, b]), np.concatenate([b, a])
    graph = csr_array((length[ends[1]] + _NO_LENGTH, ends), shape=(size, size))
    distance, before, _ = dijkstra(graph, indices=np.flatnonzero(connected), min_only=True, return_predecessors=True)
    return distance, before.astype(np.int64), connected
