"""The county judged with a plan built, and without it, on the plan's own surfaces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gisplan.base.arrays import Mask
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.resurfaced import Stretches, with_resurfaced
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.plan import Plan

__all__ = ["judge_after", "judge_before", "judge_sealed", "survey_after"]


def survey_after(plan: Plan) -> RoadSurvey:
    """Return the survey with what is built and done sealed.

    Parameters
    ----------
    plan : Plan
        The plan, with its planning problem.

    Returns
    -------
    RoadSurvey
        On the same network.
    """
    return _survey_with(plan.problem, plan.built | plan.locked.done)


def judge_after(plan: Plan) -> Gaps:
    """Judge the county with the plan built, every reach criterion on the plan's own surfaces.

    Parameters
    ----------
    plan : Plan
        The plan, with its planning problem.

    Returns
    -------
    Gaps
        All verdicts of the county.
    """
    return _judge(plan.problem, survey_after(plan))


def judge_before(plan: Plan) -> Gaps:
    """Judge the county as it is, with what is done sealed, on the plan's own surfaces.

    Parameters
    ----------
    plan : Plan
        The plan, with its planning problem.

    Returns
    -------
    Gaps
        All verdicts of the county.
    """
    return judge_sealed(plan.problem, plan.locked.done)


def judge_sealed(problem: PlanningProblem, sealed: Mask) -> Gaps:
    """Judge the county with some units sealed, on the plan's own surfaces.

    Parameters
    ----------
    problem : PlanningProblem
    sealed : (U,) bool

    Returns
    -------
    Gaps
        All verdicts of the county.
    """
    return _judge(problem, _survey_with(problem, sealed))


def _survey_with(problem: PlanningProblem, sealed: Mask) -> RoadSurvey:
    """Seal some units; their roads are cut into units, and candidates that are not sealed are removed."""
    units = problem.units
    chosen = np.isin(units.road, units.road[sealed]) | problem.candidate
    stretches = Stretches(
        units.road[chosen],
        units.begin_m[chosen],
        units.end_m[chosen],
        units.geometry[chosen],
        sealed[chosen],
        problem.candidate[chosen],
    )
    return with_resurfaced(problem.survey, stretches, surface=problem.rules.surfaces[0])


def _judge(problem: PlanningProblem, survey: RoadSurvey) -> Gaps:
    surfaces, standard = problem.rules.surfaces, problem.standard
    criteria = tuple(replace(c, surfaces=surfaces) if isinstance(c, ReachCriterion) else c for c in standard.criteria)
    return find_gaps(problem.county, replace(standard, criteria=criteria), scope="all", survey=survey)
