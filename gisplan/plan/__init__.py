"""The best plan within budgets: the planning problem of a county, its optimum, and analyses of it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.plan.analysis.evaluate_list import ListedUnits, ListEvaluation, evaluate_list, list_units
    from gisplan.plan.analysis.sensitivity import (
        BudgetPoint,
        MarginalValue,
        NextUnits,
        find_budget_curve,
        find_marginal_values,
        find_next,
    )
    from gisplan.plan.model.build_order import NOTHING, Order
    from gisplan.plan.model.demand import PRIZE_SCALE, PRIZES, ServedTotals, sum_served
    from gisplan.plan.model.locks import LOCKS, Lock, Locked
    from gisplan.plan.model.planning_problem import PlanningProblem, build_planning_problem
    from gisplan.plan.plan import COST_SCALE, Plan
    from gisplan.plan.plan_task import make_plan
    from gisplan.plan.result import PlanResult, plan_county
    from gisplan.plan.verdicts import judge_after, judge_before, survey_after
    from gisplan.steiner import Tree, budgeted_tree

__all__ = [
    "COST_SCALE",
    "LOCKS",
    "NOTHING",
    "PRIZES",
    "PRIZE_SCALE",
    "BudgetPoint",
    "ListEvaluation",
    "ListedUnits",
    "Lock",
    "Locked",
    "MarginalValue",
    "NextUnits",
    "Order",
    "Plan",
    "PlanResult",
    "PlanningProblem",
    "ServedTotals",
    "Tree",
    "budgeted_tree",
    "build_planning_problem",
    "evaluate_list",
    "find_budget_curve",
    "find_marginal_values",
    "find_next",
    "judge_after",
    "judge_before",
    "list_units",
    "make_plan",
    "plan_county",
    "sum_served",
    "survey_after",
]

_MODULES = {
    "BudgetPoint": "gisplan.plan.analysis.sensitivity",
    "COST_SCALE": "gisplan.plan.plan",
    "LOCKS": "gisplan.plan.model.locks",
    "ListEvaluation": "gisplan.plan.analysis.evaluate_list",
    "ListedUnits": "gisplan.plan.analysis.evaluate_list",
    "Lock": "gisplan.plan.model.locks",
    "Locked": "gisplan.plan.model.locks",
    "MarginalValue": "gisplan.plan.analysis.sensitivity",
    "NOTHING": "gisplan.plan.model.build_order",
    "NextUnits": "gisplan.plan.analysis.sensitivity",
    "Order": "gisplan.plan.model.build_order",
    "PRIZES": "gisplan.plan.model.demand",
    "PRIZE_SCALE": "gisplan.plan.model.demand",
    "Plan": "gisplan.plan.plan",
    "PlanResult": "gisplan.plan.result",
    "PlanningProblem": "gisplan.plan.model.planning_problem",
    "ServedTotals": "gisplan.plan.model.demand",
    "Tree": "gisplan.steiner",
    "budgeted_tree": "gisplan.steiner",
    "build_planning_problem": "gisplan.plan.model.planning_problem",
    "evaluate_list": "gisplan.plan.analysis.evaluate_list",
    "find_budget_curve": "gisplan.plan.analysis.sensitivity",
    "find_marginal_values": "gisplan.plan.analysis.sensitivity",
    "find_next": "gisplan.plan.analysis.sensitivity",
    "judge_after": "gisplan.plan.verdicts",
    "judge_before": "gisplan.plan.verdicts",
    "list_units": "gisplan.plan.analysis.evaluate_list",
    "make_plan": "gisplan.plan.plan_task",
    "plan_county": "gisplan.plan.result",
    "sum_served": "gisplan.plan.model.demand",
    "survey_after": "gisplan.plan.verdicts",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: scenarios are read and checked by programs that do without numpy and pandas."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    """List what can be asked for."""
    return sorted(__all__)
