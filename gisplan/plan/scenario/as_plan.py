"""The plan of a scenario, without its edits, as plans are reported: nothing is solved for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gisplan.plan.analysis.sensitivity import find_marginal_values
from gisplan.plan.model.amounts import read_budgets
from gisplan.plan.model.demand import PRIZE_SCALE, compute_prizes
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.plan import COST_SCALE, Plan
from gisplan.plan.result import PlanResult
from gisplan.plan.scenario.replay import Proposal, replay
from gisplan.plan.scenario.scenario import Scenario
from gisplan.plan.verdicts import judge_after, judge_before

__all__ = ["as_plan", "as_plan_result"]


def as_plan(problem: PlanningProblem, scenario: Scenario) -> tuple[Plan, Proposal]:
    """Return what the plan of a scenario builds as a plan with the scenario's budgets, and the same as a proposal.

    Edits are left out: whoever shows the plan puts them in.

    Parameters
    ----------
    problem : PlanningProblem
        From `build_scenario_problem`.
    scenario : Scenario
        Its plan may be None; then nothing is built.

    Raises
    ------
    PlanError
        A budget is no amount, or the objective is none.
    """
    proposal = replay(problem, replace(scenario, edits=()))
    budgets = read_budgets(scenario.total_budgets(), problem.rules.cost)
    nothing = np.zeros(len(problem.units), dtype=bool)
    before = problem.served(nothing)
    buildable = np.asarray(problem.units.programmes.any(axis=1))
    value, bound = _read_quality(problem, scenario, budgets)
    plan = Plan(
        problem=problem,
        prize=scenario.prize,
        prizes=compute_prizes(problem.demand, scenario.prize, problem.rules, problem.standard.exit_year),
        budgets=budgets,
        locked=Locked(nothing, nothing, nothing, np.full(len(nothing), -1, dtype=np.int64)),
        built=proposal.built,
        programme=proposal.programme,
        value=value,
        bound=bound,
        proven=scenario.plan is not None and scenario.plan.proven,
        ties_proven=scenario.plan is not None and scenario.plan.proven,
        before=before,
        served=problem.served(proposal.built),
        servable=problem.served(buildable),
    )
    return plan, proposal


def _read_quality(problem: PlanningProblem, scenario: Scenario, budgets: Mapping[str, int | None]) -> tuple[int, int]:
    """Return the value and the bound of the plan in the parts of a plan; 0 where nothing was solved."""
    if scenario.plan is None:
        return 0, 0
    parts = PRIZE_SCALE if budgets else COST_SCALE[problem.rules.cost]
    return round(scenario.plan.value * parts), round(scenario.plan.bound * parts)


def as_plan_result(plan: Plan) -> PlanResult:
    """Return a plan that was not solved here with what a page shows of it; nothing is planned anew."""
    return PlanResult(
        plan=plan,
        marginal_value=find_marginal_values(plan),
        next=(),
        before=judge_before(plan),
        after=judge_after(plan),
    )
