"""A county's plan, with everything that is reported of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan.base.arrays import Mask
from gisplan.base.display import Overview, find_view
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.criteria.reach import ReachCriterion
from gisplan.gaps.gaps import Gaps, find_gaps
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.gaps.roads.resurfaced import Stretches, with_resurfaced
from gisplan.plan.analysis.evaluate_list import ListEvaluation, list_units, prepare_evaluation
from gisplan.plan.analysis.sensitivity import (
    BudgetPoint,
    MarginalValue,
    NextUnits,
    find_budget_curve,
    find_marginal_values,
    find_next,
)
from gisplan.plan.analysis.tables import settlement_table, step_table, unit_table
from gisplan.plan.model.demand import PRIZE_SCALE
from gisplan.plan.model.locks import Lock
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.plan import COST_SCALE, Plan
from gisplan.plan.plan_task import PlanTask, prepare_plan
from gisplan.standards import Standard
from gisplan.steiner.beside import solve_beside

__all__ = ["PlanResult", "judge_after", "judge_before", "plan_county", "survey_after"]


@dataclass(frozen=True, repr=False)
class PlanResult:
    """A plan with its analyses.

    Attributes
    ----------
    plan : Plan
    marginal_value : MarginalValue
        What each unit of it adds to the objective.
    next : tuple of NextUnits
        What comes next, beyond the budgets.
    before, after : Gaps
        The county's verdicts, on the plan's surfaces, with what is done and when the plan is built too.
    budget_curve : tuple of BudgetPoint
        Empty where it was not requested.
    score : ListEvaluation or None
        Of a list that somebody else drew up.
    """

    plan: Plan
    marginal_value: MarginalValue
    next: tuple[NextUnits, ...]
    before: Gaps
    after: Gaps
    budget_curve: tuple[BudgetPoint, ...] = ()
    score: ListEvaluation | None = None

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """One row a unit of road, whether it is in the plan or not: see `gisplan.plan.analysis.tables.unit_table`."""
        return unit_table(self.plan, self.marginal_value, self.score)

    @cached_property
    def settlements(self) -> gpd.GeoDataFrame:
        """One row a settlement, served or not: see `gisplan.plan.analysis.tables.settlement_table`."""
        return settlement_table(self.plan, self.score)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row a step, in the order of building: see `gisplan.plan.analysis.tables.step_table`."""
        return step_table(self.plan, self.units)

    def explore(self) -> Any:
        """Show the plan on its map, which needs no network; returns a page that a notebook shows."""
        return find_view(self, "explore")(self)

    def overview(self) -> Overview:
        """Return the objective, its bound and a row a programme: what a session or notebook shows of the plan."""
        plan, unit = self.plan, self.plan.problem.rules.cost
        scale, name = (COST_SCALE[unit], unit) if plan.serve_all else (PRIZE_SCALE, plan.prize)
        proof = "proven optimal" if plan.proven else f"bound {plan.bound / scale:,.1f}"
        county = plan.problem.county
        title = f"Plan for {county.name} ({county.code}): {plan.value / scale:,.1f} {name}, {proof}"
        spent = plan.spent()
        rows = tuple(
            (p.id, _scaled(plan.budgets.get(p.id), unit), _scaled(spent[p.id], unit)) for p in plan.problem.programmes
        )
        return Overview(title, ("programme", f"budget ({unit})", f"built ({unit})"), rows)

    def __repr__(self) -> str:
        return self.overview().to_text()

    def _repr_html_(self) -> str:
        return self.overview().to_html()


def _scaled(parts: int | None, unit: str) -> float | None:
    return None if parts is None else round(parts / COST_SCALE[unit], 3)


def plan_county(
    county: County,
    standard: Standard,
    *,
    budgets: Mapping[str, float | None] | None = None,
    prize: str = "people",
    locks: Sequence[Lock] = (),
    build_to: str = "rule",
    whole_segments: bool = False,
    time_limit_s: float | None = None,
    budget_curve: bool = False,
    scored: tuple[str, Sequence[tuple[str, str]]] | None = None,
    replans: int = 0,
    progress: Callable[[str], object] | None = None,
) -> PlanResult:
    """Find a county's plan with all its analyses.

    Parameters
    ----------
    county : County
        With its candidates.
    standard : Standard
        Its `[plan]` has the rules.
    budgets : mapping of programme id to float or None, optional
        In the unit of the rules (km or yuan); None is unlimited. Without any: everything at least cost.
    prize : str
        The objective: see `gisplan.plan.PRIZES`.
    locks : sequence of Lock
        Units that are under contract, excluded, or done.
    build_to, whole_segments
        How far roads are built, and whether in whole segments only: see `gisplan.plan.make_plan`.
    time_limit_s : float, optional
        For each plan that has to be found: the plan itself, each point of the budget curve, and so on.
    budget_curve : bool
        Find the best for smaller and larger budgets too.
    scored : (name, rows), optional
        A list to evaluate: rows of (segment, programme).
    replans : int
        For how many stretches the county is planned again without them.
    progress : callable, optional
        Called with the name of each step as it begins.

    Returns
    -------
    PlanResult
        The plan and its analyses.

    Raises
    ------
    PlanError
        A budget, a lock, the list or the objective is wrong.
    """
    step = progress or (lambda _name: None)
    step(_("planning"))
    task = prepare_plan(
        county,
        standard,
        budgets=budgets,
        prize=prize,
        locks=locks,
        build_to=build_to,
        whole_segments=whole_segments,
    )
    with _begin_evaluation(task, scored, time_limit_s) as finish_evaluation:
        result = _analyse(task.solve(time_limit_s), step, time_limit_s, budget_curve=budget_curve, replans=replans)
        if scored is None:
            return result
        step(_("evaluating the list"))
        return replace(result, score=finish_evaluation())


def _analyse(
    plan: Plan, step: Callable[[str], object], time_limit_s: float | None, *, budget_curve: bool, replans: int
) -> PlanResult:
    """Find everything that is reported of a plan, but for the evaluation of a list."""
    step(_("calculating the value of each stretch"))
    marginal_value = find_marginal_values(plan, replans=replans, time_limit_s=time_limit_s)
    points: tuple[BudgetPoint, ...] = ()
    if budget_curve:
        points = find_budget_curve(
            plan, time_limit_s=time_limit_s, progress=lambda name: step(_("a budget of {0}").format(name))
        )
    step(_("judging the county with the plan built"))
    return PlanResult(
        plan=plan,
        marginal_value=marginal_value,
        next=tuple(find_next(plan)),
        before=judge_before(plan),
        after=judge_after(plan),
        budget_curve=points,
    )


@contextmanager
def _begin_evaluation(
    task: PlanTask, scored: tuple[str, Sequence[tuple[str, str]]] | None, time_limit_s: float | None
) -> Iterator[Callable[[], ListEvaluation | None]]:
    """Begin to evaluate a list beside the plan, unless time is limited; yields what finishes the evaluation."""
    if scored is None:
        yield lambda: None
        return
    listed = list_units(task.problem, *scored)
    evaluation = prepare_evaluation(task.problem, listed, prize=task.prize, done=task.locked.done)
    beside = solve_beside(evaluation.problems) if time_limit_s is None else None
    try:
        yield lambda: evaluation.solve(time_limit_s) if beside is None else evaluation.evaluate(beside.solutions())
    finally:
        if beside is not None:
            beside.close()


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
    return _judge(plan.problem, _survey_with(plan.problem, plan.locked.done))


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
