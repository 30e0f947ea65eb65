"""The state of one solve: the incumbent, its bounds, the arcs and cuts that are left, and the two linear programs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from gisplan.steiner.bounds.linear_program import LinearProgram, LpSolution
from gisplan.steiner.bounds.separation import Cut
from gisplan.steiner.heuristics.ascend_prune import ascend_and_prune
from gisplan.steiner.limits import is_over, within_time
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import RootedProblem, TreeSolution

__all__ = ["BudgetAllocator", "Report", "SolverState", "gap_of", "max_prize_lp", "min_cost_lp"]

Report = Callable[[int, int], object]

_TOLERANCE = 1e-6  # of HiGHS's arithmetic, in the units of the linear program
_RELATIVE_TOLERANCE = 1e-11
_LP_RELATIVE_TOLERANCE = 1e-9  # where the linear program's unit of prizes is not the smallest step
_MAX_LP_PRIZE = 2**24  # all prizes together in the unit of the linear program: HiGHS takes no huge numbers


class BudgetAllocator(Protocol):
    """Allocates the cost of each link to programmes.

    Attributes
    ----------
    budgets : (P,) int64
        The most that each programme may spend.
    programme_sets : sequence of tuple of int
        The programmes that share each budget of the rooted problem.
    """

    @property
    def budgets(self) -> Ints: ...

    @property
    def programme_sets(self) -> Sequence[tuple[int, ...]]: ...

    def payment_options(self, link: int) -> list[tuple[int, ...]]:
        """List what a link can charge to each programme."""

    def assign_edges(self, links: frozenset[int], deadline: float = np.inf) -> list[int] | None:
        """Return the edges that some links are charged as, or None when the budgets do not pay for them.

        Raise `TimeUpError` where that is not found out by the deadline.
        """


class SolverState:
    """What is known of one problem. Bounds only tighten, and the incumbent only improves.

    Parameters
    ----------
    rooted : RootedProblem
    serve_all : bool
        Minimise the cost of serving everything, instead of maximising the prize.
    deadline : float
        In seconds of `time.monotonic`.
    allocator : BudgetAllocator

    Attributes
    ----------
    incumbent : TreeSolution
        The best feasible solution so far.
    value_bound, cost_bound : int
        No solution has a higher value; none of the incumbent's value has a lower cost.
    price : (A,) float64
        What an arc is charged, at the prices of the budgets that dual ascent found.
    worth : (K,) float64
        What a unit of each budget is worth there, in steps of the prizes.
    prize_step, cost_step : int
        All prizes, and all costs, are multiples of it.
    prize_unit, cost_unit : int, float
        The units of prizes and of costs in the linear program.
    optimum_fixed : bool
        The incumbent is optimal in value and cost, and the first of its equals.
    report : callable or None
        Called with the incumbent's value and its bound when either changes; without budgets, with costs.
    """

    def __init__(self, rooted: RootedProblem, *, serve_all: bool, deadline: float, allocator: BudgetAllocator) -> None:
        self.rooted, self.serve_all, self.deadline, self.allocator = rooted, serve_all, deadline, allocator
        self.incumbent = TreeSolution(frozenset(), int(rooted.prize[0]), 0)
        self.value_bound = rooted.total_prize
        self.cost_bound = 0
        self.price: Floats = np.zeros(len(rooted.tail))
        self.worth: Floats = np.zeros(len(rooted.budgets))
        self.prize_step = math.gcd(int(np.gcd.reduce(rooted.prize)), *(p for p, _ in rooted.joint_prizes)) or 1
        steps = (rooted.total_prize - self.base_value) // self.prize_step
        self.prize_unit = self.prize_step * max(1, -(-steps // _MAX_LP_PRIZE))
        self.cost_step = int(np.gcd.reduce(rooted.cost, initial=0)) or 1
        budget = int(rooted.budgets.max(initial=0))
        self.cost_unit = max(1, budget or int(rooted.cost.sum())) / 256.0
        self.cuts: list[Cut] = []
        self.optimum_fixed = False
        self.report: Report | None = None

    @property
    def base_value(self) -> int:
        """The prize of the root, which every solution collects."""
        return int(self.rooted.prize[0])

    @property
    def is_value_optimal(self) -> bool:
        """No solution has a higher value."""
        return self.value_bound <= self.incumbent.value

    @property
    def is_cost_optimal(self) -> bool:
        """No solution of the same value has a lower cost."""
        return self.cost_bound >= self.incumbent.cost

    @property
    def timed_out(self) -> bool:
        """The deadline is past."""
        return is_over(self.deadline)

    def update_incumbent(self, solution: TreeSolution, tree: Ints | None = None) -> None:
        """Keep a solution that is better and feasible; `tree` are its arcs, where they are known."""
        if solution.is_better_than(self.incumbent) and self.is_feasible(solution, tree):
            self.incumbent = solution
            self._report()

    def _report(self) -> None:
        """Report the incumbent and its bound."""
        if self.report is not None and self.serve_all:
            self.report(self.incumbent.cost, self.cost_bound)
        elif self.report is not None:
            self.report(self.incumbent.value, self.value_bound)

    def fix_optimum(self, solution: TreeSolution) -> None:
        """Keep a solution that is proven to have the least cost, and to be the first of its equals."""
        self.incumbent, self.cost_bound, self.optimum_fixed = solution, solution.cost, True

    def run_primal_heuristic(self, arc_weight: Floats, power: float) -> None:
        """Try the ascend-and-prune solution under arc weights."""
        max_value = 0 if self.serve_all else self.value_bound - self.base_value
        self.update_incumbent(
            ascend_and_prune(
                self.rooted,
                arc_weight,
                self.price,
                power=power,
                prize_step=self.prize_step,
                max_value=max_value,
                deadline=self.deadline,
            )
        )

    def is_feasible(self, solution: TreeSolution, tree: Ints | None = None) -> bool:
        """Check that the budgets pay for a solution, each edge charged to one of them."""
        tree = self.rooted.tree_of(solution.links) if tree is None else tree
        if not self.rooted.within_budgets(tree):
            return False
        return self.allocator.assign_edges(solution.links, self.deadline) is not None

    def tighten_upper_bound(self, bound: float) -> None:
        """Lower the bound of the value; a whole number is exact."""
        if math.isfinite(bound):
            self.value_bound = max(min(self.value_bound, self.round_down_value(bound)), self.incumbent.value)
            self._report()

    def round_down_value(self, bound: float) -> int:
        """Return the highest value that a bound allows: prizes come in whole steps."""
        base, step = self.base_value, self.prize_step
        if isinstance(bound, int):
            return base + step * ((bound - base) // step)
        return base + step * math.floor((bound - base) / step + _TOLERANCE + abs(bound / step) * _RELATIVE_TOLERANCE)

    def value_of_lp(self, objective: float) -> float:
        """Return the value of an objective of the linear program, with what its arithmetic may be off."""
        tolerance = _LP_RELATIVE_TOLERANCE * abs(objective) if self.prize_unit > self.prize_step else 0.0
        return self.base_value + (objective + tolerance) * self.prize_unit

    def tighten_lower_bound(self, bound: float) -> None:
        """Raise the bound of the cost; a whole number is exact."""
        if not math.isfinite(bound):
            self.cost_bound = self.incumbent.cost if bound > 0 else self.cost_bound
            return
        self.cost_bound = min(max(self.cost_bound, self.round_up_cost(bound)), self.incumbent.cost)
        if self.serve_all:
            self._report()

    def round_up_cost(self, bound: float) -> int:
        """Return the lowest cost that a bound allows: costs come in whole steps."""
        if isinstance(bound, int):
            return -(-bound // self.cost_step) * self.cost_step
        return math.ceil((bound - _TOLERANCE * self.cost_unit) / self.cost_step) * self.cost_step

    def restrict_to_arcs(self, kept: Mask, cuts: list[Cut]) -> None:
        """Remove the other arcs for good, and keep these cuts only."""
        new = np.cumsum(kept) - 1
        self.rooted = self.rooted.with_arcs(kept)
        self.price = self.price[kept]
        self.cuts = [(node, new[arcs[kept[arcs]]]) for node, arcs in cuts]

    def adopt_arcs(self, part: SolverState) -> None:
        """Continue with the arcs of a copy that was restricted further."""
        self.rooted, self.price, self.cuts = part.rooted, part.price, part.cuts
        self.optimum_fixed = part.optimum_fixed


def max_prize_lp(state: SolverState) -> LinearProgram:
    """Make the linear program that maximises the prize within the budgets."""
    lp = _with_cuts(state)
    lp.set_objective(-lp.value)
    return lp


def min_cost_lp(state: SolverState) -> LinearProgram:
    """Make the linear program that minimises the cost of the incumbent's value, or of serving everything."""
    lp = _with_cuts(state)
    if state.serve_all:
        lp.require_nodes(state.rooted.is_terminal)
    else:
        least = (state.incumbent.value - state.base_value) / state.prize_unit
        lp.add_minimum(
            lp.value, least if state.prize_unit == state.prize_step else least * (1 - _LP_RELATIVE_TOLERANCE)
        )
    lp.set_objective(lp.cost)
    return lp


def gap_of(state: SolverState, solution: LpSolution, *, most_prize: bool) -> float:
    """Return the gap between a linear program's bound and the incumbent, in the program's unit."""
    if most_prize:
        return -solution.objective - (state.incumbent.value - state.base_value) / state.prize_unit
    return state.incumbent.cost / state.cost_unit - solution.objective


def _with_cuts(state: SolverState) -> LinearProgram:
    """Make a linear program with the cuts found so far."""
    lp = LinearProgram(state.rooted, cost_unit=state.cost_unit, prize_unit=state.prize_unit, deadline=state.deadline)
    lp.add_cuts(within_time(state.cuts, state.deadline))
    return lp
