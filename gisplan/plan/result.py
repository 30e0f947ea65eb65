"""Everything that is told of a county's plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.gaps import Gaps
from gisplan.plan.analysis.budget_curve import BudgetPoint, find_budget_curve
from gisplan.plan.analysis.evaluate_list import ListEvaluation, evaluate_list, list_units
from gisplan.plan.analysis.marginal_value import MarginalValue, NextUnits, find_next, value_units
from gisplan.plan.analysis.verdicts_after import judge_after, judge_before
from gisplan.plan.model.locks import Lock
from gisplan.plan.plan import Plan, make_plan
from gisplan.standards import Standard

__all__ = ["PlanResult", "plan_county"]


@dataclass(frozen=True)
class PlanResult:
    """A plan, and what there is to say about it.

    Attributes
    ----------
    plan : Plan
    marginal_value : Worth
        What each unit of it is marginal_value.
    next : tuple of NextUnits
        What comes next, beyond the budgets.
    before, after : Gaps
        The county's verdicts, on the plan's surfaces, with what is done and when the plan is built too.
    frontier : tuple of FrontierPoint
        Empty where it was not asked for.
    score : Score or None
        Of a list that somebody else drew up.
    """

    plan: Plan
    marginal_value: MarginalValue
    next: tuple[NextUnits, ...]
    before: Gaps
    after: Gaps
    budget_curve: tuple[BudgetPoint, ...] = ()
    score: ListEvaluation | None = None


def plan_county(
    county: County,
    standard: Standard,
    *,
    budgets: Mapping[str, float | None] | None = None,
    prize: str = "people",
    locks: Sequence[Lock] = (),
    time_limit_s: float | None = None,
    budget_curve: bool = False,
    scored: tuple[str, Sequence[tuple[str, str]]] | None = None,
    replans: int = 0,
    progress: Callable[[str], object] | None = None,
) -> PlanResult:
    """Find a county's plan and all that is told of it; see `make_plan`.

    Parameters
    ----------
    time_limit_s : float, optional
        For each plan that has to be found: the plan itself, each point of the frontier, and so on.
    scored : (name, rows), optional
        A list to score: rows of (segment, programme).
    replans : int
        For how many stretches the county is planned again without them.
    progress : callable, optional
        Called with the name of each step as it begins.
    """
    step = progress or (lambda _name: None)
    step(_("planning"))
    plan = make_plan(county, standard, budgets=budgets, prize=prize, locks=locks, time_limit_s=time_limit_s)
    step(_("calculating the value of each stretch"))
    marginal_value = value_units(plan, replans=replans, time_limit_s=time_limit_s)
    points: tuple[BudgetPoint, ...] = ()
    if budget_curve:
        points = find_budget_curve(
            plan, time_limit_s=time_limit_s, progress=lambda name: step(_("a budget of {0}").format(name))
        )
    score = None
    if scored is not None:
        step(_("evaluating the list"))
        score = evaluate_list(plan, list_units(plan.problem, *scored), time_limit_s=time_limit_s)
    step(_("judging the county with the plan built"))
    return PlanResult(
        plan=plan,
        marginal_value=marginal_value,
        next=tuple(find_next(plan)),
        before=judge_before(plan),
        after=judge_after(plan),
        budget_curve=points,
        score=score,
    )
