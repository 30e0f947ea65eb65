"""The verdicts after a plan: its units sealed on the same network, and the county judged again."""

from __future__ import annotations

from dataclasses import replace

from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.rebuilt import Stretches, reseal
from gisplan.gaps.survey import RoadSurvey
from gisplan.plan.make import Plan
from gisplan.plan.question import PlanQuestion
from gisplan.standards import Standard

__all__ = ["judge_after", "judge_before", "survey_after"]


def survey_after(plan: Plan) -> RoadSurvey:
    """The survey with what is built and done sealed; unsealed roads are cut into their units."""
    question = plan.question
    units, network = question.units, question.survey.network
    begin = network.node_at[network.edges["u"][units.edge]]
    end = begin + network.edges["length_m"][units.edge]
    stretches = Stretches(units.road, begin, end, units.geometry, plan.built | plan.locked.done)
    return reseal(question.survey, stretches, surface=question.rules.surfaces[0])


def judge_after(plan: Plan) -> Gaps:
    """The county's verdicts when the plan is built, every reach criterion on the plan's own surfaces."""
    question = plan.question
    return find_gaps(question.county, _on_plan_surfaces(question), scope="all", survey=survey_after(plan))


def judge_before(question: PlanQuestion) -> Gaps:
    """The county's verdicts as it is, on the plan's own surfaces."""
    return find_gaps(question.county, _on_plan_surfaces(question), scope="all", survey=question.survey)


def _on_plan_surfaces(question: PlanQuestion) -> Standard:
    surfaces, standard = question.rules.surfaces, question.standard
    criteria = tuple(replace(c, surfaces=surfaces) if c.kind == "reach" else c for c in standard.criteria)
    return replace(standard, criteria=criteria)
