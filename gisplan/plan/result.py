"""A county's plan, with everything that is reported of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from gisplan.base.display import Overview, find_view
from gisplan.base.language import _
from gisplan.base.own_processes import packed_command
from gisplan.county.county import County
from gisplan.gaps.gaps import Gaps
from gisplan.plan.analysis.evaluate_list import ListEvaluation, list_units, prepare_evaluation
from gisplan.plan.analysis.seal_ends import SealEnds, find_seal_ends
from gisplan.plan.analysis.sensitivity import (
    BudgetPoint,
    MarginalValue,
    NextUnits,
    find_budget_curve,
    find_marginal_values,
    find_next,
)
from gisplan.plan.analysis.subtotals import package_table, subtotal_table
from gisplan.plan.analysis.tables import settlement_table, step_table, unit_table
from gisplan.plan.model.demand import PRIZE_SCALE
from gisplan.plan.model.locks import Lock
from gisplan.plan.plan import COST_SCALE, Plan
from gisplan.plan.plan_task import PlanTask, prepare_plan
from gisplan.plan.verdicts import judge_after, judge_before
from gisplan.standards import Standard
from gisplan.steiner.beside import solve_beside

__all__ = ["PlanResult", "plan_county"]

_SOLVE = "import gisplan.base.graphs; from gisplan.steiner.beside import main; main()"
"""The program beside: with the graphs first, SciPy is imported in two thirds of the time."""


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
        return settlement_table(self.plan, self.seal_ends, self.score)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row a step, in the order of building: see `gisplan.plan.analysis.tables.step_table`."""
        return step_table(self.plan, self.units, self.seal_ends)

    @cached_property
    def subtotals(self) -> pd.DataFrame:
        """One row a town, programme and due year: see `gisplan.plan.analysis.subtotals.subtotal_table`."""
        return subtotal_table(self.units)

    @cached_property
    def packages(self) -> pd.DataFrame:
        """One row a town, a contract package: see `gisplan.plan.analysis.subtotals.package_table`."""
        return package_table(self.plan, self.units, self.settlements)

    @cached_property
    def seal_ends(self) -> SealEnds:
        """How far from the settlements the sealed road ends, and both lengths of each step."""
        return find_seal_ends(self.plan)

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
        Called with the name of each step as it begins. Where it has a method `report_gap`, that is called with the gap
        of the plan so far, in per cent, when it changes.

    Returns
    -------
    PlanResult
        The plan and its analyses.

    Raises
    ------
    PlanError
        A budget, a lock, the list or the objective is wrong.
    """
    progress = progress or (lambda _name: None)
    progress(_("planning"))
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
        result = _analyse(
            task.solve(time_limit_s, getattr(progress, "report_gap", None)),
            progress,
            time_limit_s,
            budget_curve=budget_curve,
            replans=replans,
        )
        if scored is None:
            return result
        progress(_("evaluating the list"))
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
    command = packed_command("gisplan.steiner.beside") or [sys.executable, "-P", "-X", "utf8", "-c", _SOLVE]
    beside = solve_beside([evaluation.best.mapping.steiner], command) if time_limit_s is None else None
    try:
        yield lambda: evaluation.solve(time_limit_s) if beside is None else evaluation.evaluate(beside.solutions)
    finally:
        if beside is not None:
            beside.close()
