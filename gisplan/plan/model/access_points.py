"""Building up to the settlements: units are split where a road comes nearest to a settlement, and serve it there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.network import find_attachments, measure_distance
from gisplan.plan.model.connectivity import find_adjacency
from gisplan.plan.model.planning_problem import Attachments, PlanningProblem, attach_all
from gisplan.plan.model.road_units import split_units

__all__ = ["build_to_settlements", "split_at_access"]

_SLACK_M = 0.5  # a road that is farther by less is as near; locks are written in whole metres


def build_to_settlements(problem: PlanningProblem) -> tuple[PlanningProblem, Ints]:
    """Return a problem in which a settlement is served where the nearest road comes nearest to it, and nowhere else.

    The nearest road is the nearest that exists, whatever its surface and whoever may build it; a new alignment
    counts beside it where it comes as near. Roads beyond the criterion's distance serve nobody, as before.

    Parameters
    ----------
    problem : PlanningProblem
        In which a settlement is served within the criterion's distance.

    Returns
    -------
    problem : PlanningProblem
        Its `access` is what serves each settlement; `PlanningProblem.with_done` puts it into use.
    parent : (U,) int64
        The unit of the given problem that each unit is a part of.
    """
    other, parent = split_at_access(problem, np.ones(len(problem.demand), dtype=bool))
    by_rule = attach_all(other.survey, other.units, other.adjacency, other.demand, other.reach_by_kind)
    return replace(
        other, by_rule=by_rule, attached_settlement=by_rule.settlement, attached_vertex=by_rule.vertex
    ), parent


def split_at_access(problem: PlanningProblem, chosen: Mask) -> tuple[PlanningProblem, Ints]:
    """Split the units where they come nearest to some settlements; only these have an `access`.

    Parameters
    ----------
    problem : PlanningProblem
    chosen : (M,) bool

    Returns
    -------
    problem : PlanningProblem
        Its attachments by the rule are those of the units before.
    parent : (U,) int64
        The unit of the given problem that each unit is a part of.
    """
    near = _find_limits(problem, chosen)
    units, parent = split_units(problem.units, *_find_cuts(problem, near), len(problem.survey.network.nodes))
    adjacency = find_adjacency(problem.survey, units, problem.rules.surfaces, any_road=problem.any_road)
    other = replace(problem, units=units, adjacency=adjacency, build_to="settlement")
    return replace(other, access=_find_access(other, near)), parent


def _find_limits(problem: PlanningProblem, chosen: Mask) -> Floats:
    """Find how near the nearest road comes to each settlement, one that exists and a new one; -1 for none, (M, 2)."""
    survey, demand = problem.survey, problem.demand
    candidate = survey.roads["candidate"].eq(True).to_numpy(dtype=bool)
    limits = np.full((len(demand), 2), -1.0)
    for placed, reach_m in problem.list_placed():
        rows = placed[chosen[placed]]
        found = [
            measure_distance(demand.point[rows], survey.geometry, open_roads=kind & ~survey.in_doubt)
            for kind in (~candidate, candidate)
        ]
        here, new = (np.where(far <= reach_m, np.minimum(far + _SLACK_M, reach_m), -1.0) for far in found)
        limits[rows, 0] = here
        limits[rows, 1] = np.where((here < 0) | (found[1] <= here), new, -1.0)
    return limits


def _find_cuts(problem: PlanningProblem, near: Floats) -> tuple[Ints, Floats]:
    """Find where units come nearest to settlements, in metres from where they begin, but for places at their ends."""
    units = problem.units
    settlement, unit = _near_units(problem, near)
    at = shapely.line_locate_point(units.geometry[unit], problem.demand.point[settlement])
    inside = (at > _SLACK_M) & (at < (units.end_m - units.begin_m)[unit] - _SLACK_M)
    order = np.lexsort((at[inside], unit[inside]))
    unit, at = unit[inside][order], at[inside][order]
    fresh = np.ones(len(unit), dtype=bool)
    fresh[1:] = (unit[1:] != unit[:-1]) | (np.diff(at) > _SLACK_M)
    return unit[fresh], at[fresh]


def _find_access(problem: PlanningProblem, near: Floats) -> Attachments:
    """Find the units and sealed parts that come nearest to each settlement."""
    sealed = problem.adjacency.part_of >= 0
    pairs = [_near_units(problem, near)]
    for rows, _reach_m in problem.list_placed():
        some = rows[near[rows, 0] >= 0]
        points = problem.demand.point[some]
        point, road = find_attachments(points, problem.survey.geometry, open_roads=sealed, reach_m=near[some, 0])
        pairs.append((some[point], problem.adjacency.part_of[road]))
    stacked = np.unique(np.concatenate([np.stack(pair, axis=1) for pair in pairs]), axis=0)
    return Attachments(stacked[:, 0], stacked[:, 1])


def _near_units(problem: PlanningProblem, near: Floats) -> tuple[Ints, Ints]:
    """List pairs of a settlement and a unit that comes as near as the nearest road, or the nearest new one."""
    found = list(_list_near_units(problem, near))
    return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])


def _list_near_units(problem: PlanningProblem, near: Floats) -> Iterator[tuple[Ints, Ints]]:
    new: Mask = problem.candidate
    for kind, open_units in enumerate((~new, new)):
        rows = np.flatnonzero(near[:, kind] >= 0)
        points = problem.demand.point[rows]
        geometry = problem.units.geometry
        point, unit = find_attachments(points, geometry, open_roads=open_units, reach_m=near[rows, kind])
        yield rows[point], unit.astype(np.int64)
