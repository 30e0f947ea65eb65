"""What first, at what cost? The best plan within budgets, with its proof."""

from gisplan.plan.after import judge_after, judge_before, survey_after
from gisplan.plan.frontier import FrontierPoint, find_frontier
from gisplan.plan.instance import UNCHARGED, Answer, Instance
from gisplan.plan.locks import LOCKS, Lock, Locked
from gisplan.plan.make import COST_PARTS, Plan, make_plan
from gisplan.plan.order import NOTHING, Order
from gisplan.plan.plan import solve_instance
from gisplan.plan.planned import Planned, plan_county
from gisplan.plan.prizes import PARTS_OF_ONE, PRIZES
from gisplan.plan.question import PlanQuestion, ask_county
from gisplan.plan.score import ListedUnits, Score, list_units, score_list
from gisplan.plan.sums import JoinedSum, sum_joined
from gisplan.plan.tree import Tree, budgeted_tree
from gisplan.plan.worth import NextUnits, Worth, find_next, value_units

__all__ = [
    "COST_PARTS",
    "LOCKS",
    "NOTHING",
    "PARTS_OF_ONE",
    "PRIZES",
    "UNCHARGED",
    "Answer",
    "FrontierPoint",
    "Instance",
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
    "Tree",
    "Worth",
    "ask_county",
    "budgeted_tree",
    "find_frontier",
    "find_next",
    "judge_after",
    "judge_before",
    "list_units",
    "make_plan",
    "plan_county",
    "score_list",
    "solve_instance",
    "sum_joined",
    "survey_after",
    "value_units",
]
