"""What first, at what cost? The best plan within budgets, with its proof."""

from gisplan.plan.instance import UNCHARGED, Answer, Instance
from gisplan.plan.plan import solve_instance
from gisplan.plan.tree import Tree, budgeted_tree

__all__ = ["UNCHARGED", "Answer", "Instance", "Tree", "budgeted_tree", "solve_instance"]
