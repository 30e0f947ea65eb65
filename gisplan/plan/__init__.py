"""The best plan within budgets: the planning problem of a county, its optimum, and analyses of it."""

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
