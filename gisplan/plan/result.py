"""Everything that is told of a county's plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.gaps.gaps import Gaps
from gisplan.plan.analysis.budget_curve import FrontierPoint, find_frontier
from gisplan.plan.analysis.evaluate_list import Score, list_units, score_list
from gisplan.plan.analysis.marginal_value import NextUnits, Worth, find_next, value_units
from gisplan.plan.analysis.verdicts_after import judge_after, judge_before
from gisplan.plan.model.locks import Lock
from gisplan.plan.plan import Plan, make_plan
from gisplan.standards import Standard

__all__ = ["Planned", "plan_county"]


@dataclass(frozen=True)
class Planned:
    """A plan, and what there is to say about it.

    Attributes
    ----------
    plan : Plan
    worth : Worth
        What each unit of it is worth.
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
    worth: Worth
    next: tuple[NextUnits, ...]
    before: Gaps
    after: Gaps
    frontier: tuple[FrontierPoint, ...] = ()
    score: Score | None = None


def plan_county(
    county: County,
    standard: Standard,
    *,
    budgets: Mapping[str, float | None] | None = None,
    prize: str = "people",
    locks: Sequence[Lock] = (),
    time_limit_s: float | None = None,
    frontier: bool = False,
    scored: tuple[str, Sequence[tuple[str, str]]] | None = None,
    replans: int = 0,
    progress: Callable[[str], object] | None = None,
) -> Planned:
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
    step(_("what each unit is worth"))
    worth = value_units(plan, replans=replans, time_limit_s=time_limit_s)
    points: tuple[FrontierPoint, ...] = ()
    if frontier:
        points = find_frontier(
            plan, time_limit_s=time_limit_s, progress=lambda name: step(_("a budget of {0}").format(name))
        )
    score = None
    if scored is not None:
        step(_("scoring the list"))
        score = score_list(plan, list_units(plan.question, *scored), time_limit_s=time_limit_s)
    step(_("judging the county after the plan"))
    return Planned(
        plan=plan,
        worth=worth,
        next=tuple(find_next(plan)),
        before=judge_before(plan),
        after=judge_after(plan),
        frontier=points,
        score=score,
    )
