"""What first, at what cost? The best plan within budgets, with its proof."""

from gisplan.plan.analysis.budget_curve import FrontierPoint, find_frontier
from gisplan.plan.analysis.evaluate_list import ListedUnits, Score, list_units, score_list
from gisplan.plan.analysis.marginal_value import NextUnits, Worth, find_next, value_units
from gisplan.plan.analysis.verdicts_after import judge_after, judge_before, survey_after
from gisplan.plan.model.build_order import NOTHING, Order
from gisplan.plan.model.demand import PARTS_OF_ONE, PRIZES, JoinedSum, sum_joined
from gisplan.plan.model.locks import LOCKS, Lock, Locked
from gisplan.plan.model.planning_problem import PlanQuestion, ask_county
from gisplan.plan.plan import COST_PARTS, Plan, make_plan
from gisplan.plan.result import Planned, plan_county

__all__ = [
    "COST_PARTS",
    "LOCKS",
    "NOTHING",
    "PARTS_OF_ONE",
    "PRIZES",
    "FrontierPoint",
    "JoinedSum",
    "ListedUnits",
    "Lock",
    "Locked",
    "NextUnits",
    "Order",
    "Plan",
    "PlanQuestion",
    "Planned",
    "Score",
    "Worth",
    "ask_county",
    "find_frontier",
    "find_next",
    "judge_after",
    "judge_before",
    "list_units",
    "make_plan",
    "plan_county",
    "score_list",
    "sum_joined",
    "survey_after",
    "value_units",
]
