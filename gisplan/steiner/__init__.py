"""Budgeted prize-collecting Steiner trees on plain arrays, with proofs; imports nothing else of gisplan."""

from gisplan.steiner.budgeted_tree import Tree, budgeted_tree
from gisplan.steiner.problem import UNCHARGED, Answer, Instance
from gisplan.steiner.solve import solve_instance

__all__ = ["UNCHARGED", "Answer", "Instance", "Tree", "budgeted_tree", "solve_instance"]
