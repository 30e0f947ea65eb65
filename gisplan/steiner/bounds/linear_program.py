"""The directed cut formulation over arcs in HiGHS: rows are added as cuts are found; solved as an LP or a MIP.

A node is connected as far as its entering arcs are used, so nodes need no columns of their own (Wong 1984; with
prizes Ljubic et al. 2006). HiGHS is imported when a program is first made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gisplan.steiner.bounds.row_blocks import RowBlock, balance_flow, join_rows
from gisplan.steiner.bounds.separation import Cut, MtzRanks, Row
from gisplan.steiner.limits import until, within_time
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import RootedProblem

__all__ = ["LinearProgram", "LpSolution"]

_OPTIONS = (
    ("output_flag", False),
    ("presolve", "off"),  # it does not look at the clock, and loses integer solutions (HiGHS issues 2204, 3216)
    ("threads", 1),
    ("mip_rel_gap", 0.0),
    ("mip_allow_restart", False),
    ("mip_abs_gap", 0.0),
    ("primal_feasibility_tolerance", 1e-9),
    ("dual_feasibility_tolerance", 1e-9),
    ("mip_feasibility_tolerance", 1e-6),
)
_DUAL, _PRIMAL = 1, 4  # values of HiGHS's option simplex_strategy


@dataclass(frozen=True)
class LpSolution:
    """What HiGHS found.

    Attributes
    ----------
    finished : bool
        Solved to optimality (or proven infeasible), not stopped by the time limit.
    x : (C,) float64
        The columns' values; empty where a MIP has no feasible point.
    objective : float
        The objective; of a MIP its proven bound.
    reduced_costs : (C,) float64
        Empty for a MIP.
    """

    finished: bool
    x: Floats
    objective: float
    reduced_costs: Floats


class LinearProgram:
    """The arcs of a problem as columns 0 to A, then one column for each joint prize; all from 0 to 1.

    As a MIP it has one more column for the rank of each node that can lie on a directed cycle.

    Parameters
    ----------
    rooted : RootedProblem
    cost_unit : float
        Costs are divided by it.
    prize_unit : int
        Prizes are divided by it.
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    TimeUpError
        The deadline is past before the program is made.
    """

    def __init__(self, rooted: RootedProblem, *, cost_unit: float, prize_unit: int, deadline: float = np.inf) -> None:
        import highspy

        self.rooted = rooted
        self.highs = _quiet_highs()
        self.model_status = highspy.HighsModelStatus
        self.n_arcs = len(rooted.tail)
        self.n_columns = self.n_arcs + len(rooted.joint_prizes)
        prizes = np.concatenate(
            [rooted.prize[rooted.head].astype(float), [float(prize) for prize, _ in rooted.joint_prizes]]
        )
        self.value = prizes / prize_unit
        self.cost_unit = cost_unit
        self.cost = np.concatenate([rooted.cost / cost_unit, np.zeros(len(rooted.joint_prizes))])
        model = highspy.HighsLp()
        model.num_col_ = self.n_columns
        model.num_row_ = 0
        model.col_cost_ = np.zeros(self.n_columns)
        model.col_lower_ = np.zeros(self.n_columns)
        model.col_upper_ = np.ones(self.n_columns)
        self.highs.passModel(model)
        order = np.argsort(rooted.head, kind="stable")
        start = np.searchsorted(rooted.head[order], np.arange(rooted.n + 1))
        self.into = [order[start[node] : start[node + 1]] for node in range(rooted.n)]
        self.upper = np.ones(self.n_columns)
        self.ranks: MtzRanks | None = None
        self.minimum_row = -1
        self.holds_at_zero = True
        degrees = ((-np.inf, 1.0, arcs, np.ones(len(arcs))) for arcs in self.into[1:] if len(arcs))
        blocks = [join_rows(within_time(degrees, deadline)), *balance_flow(rooted, deadline)]
        self._add_blocks([*blocks, join_rows(within_time(self._prize_and_budget_rows(), deadline))])
        self.n_rows = self.highs.getNumRow()  # the budgets' rows are the last of them

    def _prize_and_budget_rows(self) -> Iterable[Row]:
        """A joint prize is collected as far as each of its nodes is connected; budgets."""
        rooted = self.rooted
        for i, (_, nodes) in enumerate(rooted.joint_prizes):
            for node in nodes:
                into = self.into[node]
                yield -np.inf, 0.0, np.r_[self.n_arcs + i, into], np.r_[1.0, -np.ones(len(into))]
        for charge, budget in zip(rooted.charge, rooted.budgets.tolist(), strict=True):
            arcs = np.flatnonzero(charge)
            yield -np.inf, budget / self.cost_unit, arcs, charge[arcs] / self.cost_unit

    def _add(self, rows: Iterable[Row]) -> None:
        self._add_blocks([join_rows(rows)])

    def _add_blocks(self, blocks: list[RowBlock]) -> None:
        """Add the rows of some blocks in order."""
        rows = RowBlock(*(np.concatenate(column) for column in zip(*blocks, strict=True)))
        if not len(rows.size):
            return
        starts = (np.cumsum(rows.size) - rows.size).astype(np.int32)
        self.highs.addRows(
            len(rows.size),
            rows.lower,
            rows.upper,
            len(rows.columns),
            starts,
            rows.columns.astype(np.int32),
            rows.values,
        )

    def add_cuts(self, cuts: Iterable[Cut]) -> None:
        """Add rows: what a cut lets in is no less than what enters the node behind it."""
        rows: list[Row] = []
        for node, arcs in cuts:
            over = arcs[self.rooted.head[arcs] != node]
            into = np.setdiff1d(self.into[node], arcs, assume_unique=True)
            rows.append((0.0, np.inf, np.r_[over, into], np.r_[np.ones(len(over)), -np.ones(len(into))]))
        self._add(rows)

    def add_minimum(self, coefficients: Floats, lower: float) -> None:
        """Add the row that the weighted sum of all columns is at least `lower`; `duals` reports its dual."""
        columns = np.flatnonzero(coefficients)
        self.minimum_row, self.holds_at_zero = self.highs.getNumRow(), False
        self._add([(lower, np.inf, columns, coefficients[columns])])

    def add_maximum(self, coefficients: Floats, upper: float) -> None:
        """Add the row that the weighted sum of all columns is at most `upper`."""
        columns = np.flatnonzero(coefficients)
        self._add([(-np.inf, upper, columns, coefficients[columns])])

    def fix_sum(self, arcs: Ints, *, used: bool) -> None:
        """Add the row that exactly one of these arcs is used, or none."""
        self.holds_at_zero &= not used
        self._add([(float(used), float(used), arcs, np.ones(len(arcs)))])

    def require_nodes(self, nodes: Mask) -> None:
        """Add a row for each of these nodes: it is connected."""
        rows = (self.into[node] for node in np.flatnonzero(nodes).tolist() if node)
        self.holds_at_zero = False
        self._add((1.0, np.inf, arcs, np.ones(len(arcs))) for arcs in rows)

    def forbid_links(self, links: frozenset[int]) -> None:
        """Add the row that at least one of these links is left out (a no-good cut)."""
        arcs = np.flatnonzero(np.isin(self.rooted.link, sorted(links)))
        self._add([(-np.inf, len(links) - 1.0, arcs, np.ones(len(arcs)))])

    def set_objective(self, cost: Floats) -> None:
        """Minimise the weighted sum of the columns."""
        self.highs.changeColsCost(self.n_columns, np.arange(self.n_columns, dtype=np.int32), cost)

    def fix_to_zero(self, columns: Mask) -> None:
        """Set the upper bounds of some columns to 0."""
        which = np.flatnonzero(columns & (self.upper > 0)).astype(np.int32)
        if len(which):
            self.upper[which] = 0.0
            self.highs.changeColsBounds(len(which), which, np.zeros(len(which)), np.zeros(len(which)))

    def solve(self, deadline: float) -> LpSolution:
        """Solve the linear relaxation."""
        # where all rows hold without any arc, the primal simplex begins; the first step of the dual one tries all
        # columns in turn and looks at no clock: with 100 000 columns and a budget it takes seconds
        self.highs.setOptionValue("simplex_strategy", _PRIMAL if self.holds_at_zero else _DUAL)
        status = self._run(deadline)
        self.highs.setOptionValue("simplex_strategy", _DUAL)
        self.holds_at_zero = False  # from the second time on it begins where the last has ended
        known = self.model_status
        if status not in (known.kOptimal, known.kInfeasible, known.kTimeLimit):
            self.highs.clearSolver()  # from its last basis it failed: once more from the start
            status = self._run(deadline)
        solution, info = self.highs.getSolution(), self.highs.getInfo()
        return LpSolution(
            finished=status == known.kOptimal,
            x=np.array(solution.col_value),
            objective=float(info.objective_function_value),
            reduced_costs=np.array(solution.col_dual),
        )

    def duals(self) -> Floats:
        """Return the duals of the budgets' rows, and last that of the row of `add_minimum`, as absolute values."""
        dual = np.abs(np.array(self.highs.getSolution().row_dual))
        minimum = dual[self.minimum_row] if self.minimum_row >= 0 else 0.0
        return np.append(dual[self.n_rows - len(self.rooted.budgets) : self.n_rows], minimum)

    def solve_mip(self, deadline: float, start: Ints | None = None, upper: float = np.inf) -> LpSolution:
        """Solve in whole numbers, from a tree's arcs or below an upper bound of the objective."""
        ranks = self._make_integral()
        if start is not None:
            self._set_start(start, ranks)
        self.highs.setOptionValue("objective_bound", upper)
        status = self._run(deadline)
        known = self.model_status
        solution, info = self.highs.getSolution(), self.highs.getInfo()
        feasible = solution.value_valid and info.primal_solution_status == 2
        return LpSolution(
            finished=status in (known.kOptimal, known.kInfeasible, known.kObjectiveBound),
            x=np.array(solution.col_value) if feasible else np.zeros(0),
            objective=float(info.mip_dual_bound) if status != known.kInfeasible else np.inf,
            reduced_costs=np.zeros(0),
        )

    def _make_integral(self) -> MtzRanks:
        """Make the columns integral, and add the rank columns and their rows, once."""
        if self.ranks is None:
            import highspy

            self.ranks = ranks = MtzRanks(self.rooted)
            n = len(ranks.nodes)
            starts, none = np.zeros(n, dtype=np.int32), np.zeros(0, dtype=np.int32)
            self.highs.addCols(n, np.zeros(n), np.zeros(n), ranks.upper, 0, starts, none, np.zeros(0))
            self._add(ranks.rows(self.n_columns))
            kind = np.full(self.n_columns, highspy.HighsVarType.kInteger)
            self.highs.changeColsIntegrality(self.n_columns, np.arange(self.n_columns, dtype=np.int32), kind)
        return self.ranks

    def _set_start(self, tree: Ints, ranks: MtzRanks) -> None:
        """Give HiGHS a tree out of the root as its first solution."""
        import highspy

        used = np.zeros(self.n_arcs)
        used[tree] = 1.0
        reached = self.rooted.reached(tree)
        joint = [float(all(reached[node] for node in nodes)) for _, nodes in self.rooted.joint_prizes]
        solution = highspy.HighsSolution()
        solution.col_value = np.concatenate([used, joint, ranks.ranks_of(tree)]).tolist()
        self.highs.setSolution(solution)

    def _run(self, deadline: float) -> Any:
        """Run HiGHS until the deadline; its model status."""
        if np.isfinite(deadline):
            self.highs.setOptionValue("time_limit", self.highs.getRunTime() + max(0.01, 0.9 * until(deadline)))
        self.highs.run()
        return self.highs.getModelStatus()


def _quiet_highs() -> Any:
    """Make a HiGHS instance with our options that prints nothing, its banner included, and calls nothing back."""
    import highspy

    class QuietHighs(highspy.Highs):
        def enableCallbacks(self) -> None:  # the first call of `Highs.__init__`, which would print the banner
            self.callbacks.clear()
            self.silent()

    highs = QuietHighs()  # type: ignore[no-untyped-call]
    for option, value in _OPTIONS:
        highs.setOptionValue(option, value)
    return highs
