"""Budgeted prize-collecting Steiner trees on plain arrays, with proofs; imports nothing else of gisplan."""

from gisplan.steiner.budgeted_tree import Tree, budgeted_tree
from gisplan.steiner.limits import deadline_after
from gisplan.steiner.problem import UNCHARGED, Solution, SteinerProblem
from gisplan.steiner.solve import solve_problem

__all__ = ["UNCHARGED", "Solution", "SteinerProblem", "Tree", "budgeted_tree", "deadline_after", "solve_problem"]
