"""The linear programme over arcs, in HiGHS: rows are added as cuts are found; the same model may be made whole.

A node is joined as far as its arcs in are used, so nodes need no columns of their own (Wong 1984; Ljubic et
al. 2006 for prizes). HiGHS is imported when a programme is first made.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gisplan.steiner.bounds.separation import Cut
from gisplan.steiner.bounds.subtour import Circles
from gisplan.steiner.problem import Floats, Ints, Mask
from gisplan.steiner.reduction.rooted import Rooted

__all__ = ["Relaxation", "Solved"]

Row = tuple[float, float, Ints, Floats]  # least, most, columns, coefficients


@dataclass(frozen=True)
class Solved:
    """What the solver says: whether it finished, the columns, the objective or its bound, reduced costs."""

    finished: bool
    x: Floats
    objective: float
    reduced: Floats


class Relaxation:
    """The arcs of a problem as columns 0 to A, and after them one column for each shared prize.

    In whole numbers there is a column more for the rank of each node that can lie on a circle.

    Costs are told in `unit`, prizes in `step`.
    """

    def __init__(self, rooted: Rooted, *, unit: float, step: int) -> None:
        import highspy

        self.rooted = rooted
        self.highs: Any = highspy.Highs.__mro__[1]()  # Highs itself prints a banner
        self.status = highspy.HighsModelStatus
        self.whole = highspy.HighsVarType.kInteger
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_allow_restart", False),
            ("mip_abs_gap", 0.0),
            ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9),
            ("mip_feasibility_tolerance", 1e-6),
        ):
            self.highs.setOptionValue(option, value)
        self.n_arcs = len(rooted.tail)
        self.n_columns = self.n_arcs + len(rooted.shared)
        self.value = np.concatenate([rooted.prize[rooted.head].astype(float), [float(p) for p, _ in rooted.shared]])
        self.value /= step
        self.unit = unit
        self.cost = np.concatenate([rooted.cost / self.unit, np.zeros(len(rooted.shared))])
        programme = highspy.HighsLp()
        programme.num_col_ = self.n_columns
        programme.num_row_ = 0
        programme.col_cost_ = np.zeros(self.n_columns)
        programme.col_lower_ = np.zeros(self.n_columns)
        programme.col_upper_ = np.ones(self.n_columns)
        self.highs.passModel(programme)
        order = np.argsort(rooted.head, kind="stable")
        start = np.searchsorted(rooted.head[order], np.arange(rooted.n + 1))
        self.into = [order[start[node] : start[node + 1]] for node in range(rooted.n)]
        self.upper = np.ones(self.n_columns)
        self.circles: Circles | None = None
        self.least_row = -1
        self._add(self._first_rows())
        self.n_rows = self.highs.getNumRow()  # the budgets' are the last of them

    def _first_rows(self) -> Iterable[Row]:
        """One way into a node; out of it no more than in; the goals; the budgets."""
        rooted = self.rooted
        for arcs in self.into[1:]:
            if len(arcs):
                yield -np.inf, 1.0, arcs, np.ones(len(arcs))
        pair = rooted.tail * rooted.n + rooted.head
        by_pair = np.argsort(pair, kind="stable")
        for arcs in np.split(by_pair, np.flatnonzero(np.diff(pair[by_pair])) + 1):
            if len(arcs) and rooted.tail[arcs[0]] != 0:
                into = self.into[rooted.tail[arcs[0]]]
                into = into[rooted.tail[into] != rooted.head[arcs[0]]]
                yield -np.inf, 0.0, np.r_[arcs, into], np.r_[np.ones(len(arcs)), -np.ones(len(into))]
        for i, (_, nodes) in enumerate(rooted.shared):
            for node in nodes:
                into = self.into[node]
                yield -np.inf, 0.0, np.r_[self.n_arcs + i, into], np.r_[1.0, -np.ones(len(into))]
        for charge, budget in zip(rooted.charge, rooted.budgets.tolist(), strict=True):
            arcs = np.flatnonzero(charge)
            yield -np.inf, budget / self.unit, arcs, charge[arcs] / self.unit

    def _add(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if not rows:
            return
        sizes = np.array([len(row[2]) for row in rows])
        self.highs.addRows(
            len(rows),
            np.array([row[0] for row in rows]),
            np.array([row[1] for row in rows]),
            int(sizes.sum()),
            (np.cumsum(sizes) - sizes).astype(np.int32),
            np.concatenate([row[2] for row in rows]).astype(np.int32),
            np.concatenate([row[3] for row in rows]),
        )

    def add_cuts(self, cuts: Iterable[Cut]) -> None:
        """What a cut lets in is no less than what enters the node behind it."""
        rows: list[Row] = []
        for node, arcs in cuts:
            over = arcs[self.rooted.head[arcs] != node]
            into = np.setdiff1d(self.into[node], arcs, assume_unique=True)
            rows.append((0.0, np.inf, np.r_[over, into], np.r_[np.ones(len(over)), -np.ones(len(into))]))
        self._add(rows)

    def at_least(self, columns: Floats, least: float) -> None:
        """A row for every column: their weighted sum is no less."""
        which = np.flatnonzero(columns)
        self.least_row = self.highs.getNumRow()
        self._add([(least, np.inf, which, columns[which])])

    def at_most(self, columns: Floats, most: float) -> None:
        """A row for every column: their weighted sum is no more."""
        which = np.flatnonzero(columns)
        self._add([(-np.inf, most, which, columns[which])])

    def settle(self, arcs: Ints, *, used: bool) -> None:
        """Exactly one of these arcs is used, or none."""
        least = float(used)
        self._add([(least, least, arcs, np.ones(len(arcs)))])

    def join(self, nodes: Mask) -> None:
        """Rows: these nodes are joined."""
        rows = (self.into[node] for node in np.flatnonzero(nodes).tolist() if node)
        self._add((1.0, np.inf, arcs, np.ones(len(arcs))) for arcs in rows)

    def forbid_links(self, links: frozenset[int]) -> None:
        """Leave out at least one of these links."""
        arcs = np.flatnonzero(np.isin(self.rooted.link, sorted(links)))
        self._add([(-np.inf, len(links) - 1.0, arcs, np.ones(len(arcs)))])

    def minimise(self, cost: Floats) -> None:
        """What to ask for."""
        self.highs.changeColsCost(self.n_columns, np.arange(self.n_columns, dtype=np.int32), cost)

    def fix(self, columns: Mask) -> None:
        """Close some columns."""
        which = np.flatnonzero(columns & (self.upper > 0)).astype(np.int32)
        if len(which):
            self.upper[which] = 0.0
            self.highs.changeColsBounds(len(which), which, np.zeros(len(which)), np.zeros(len(which)))

    def solve(self, deadline: float) -> Solved:
        """Solve the linear programme."""
        self._run(deadline)
        status = self.highs.getModelStatus()
        if status not in (self.status.kOptimal, self.status.kInfeasible, self.status.kTimeLimit):
            self.highs.clearSolver()  # from where it stood it got nowhere: once more from the beginning
            self._run(deadline)
            status = self.highs.getModelStatus()
        solution, info = self.highs.getSolution(), self.highs.getInfo()
        x = np.array(solution.col_value)
        whole = status == self.status.kOptimal
        return Solved(whole, x, float(info.objective_function_value), np.array(solution.col_dual))

    def prices(self) -> Floats:
        """What one more of each budget changes, and last one more of what `at_least` asks for."""
        dual = np.abs(np.array(self.highs.getSolution().row_dual))
        least = dual[self.least_row] if self.least_row >= 0 else 0.0
        return np.append(dual[self.n_rows - len(self.rooted.budgets) : self.n_rows], least)

    def solve_whole(self, deadline: float, tree: Ints | None = None, most: float = np.inf) -> Solved:
        """Solve it in whole numbers, from a tree's arcs or below a limit; `objective` is what it proves."""
        if self.circles is None:
            self.circles = self._forbid_circles()
            kind = np.full(self.n_columns, self.whole)
            self.highs.changeColsIntegrality(self.n_columns, np.arange(self.n_columns, dtype=np.int32), kind)
        self.highs.setOptionValue("presolve", "off")  # it loses solutions of whole numbers (HiGHS issues 2204, 3216)
        if tree is not None:
            import highspy

            solution = highspy.HighsSolution()
            solution.col_value = self._columns_of(tree, self.circles).tolist()
            self.highs.setSolution(solution)
        self.highs.setOptionValue("objective_bound", most)
        self._run(deadline)
        solution, info = self.highs.getSolution(), self.highs.getInfo()
        status = self.highs.getModelStatus()
        proven = status in (self.status.kOptimal, self.status.kInfeasible, self.status.kObjectiveBound)
        bound = float(info.mip_dual_bound) if status != self.status.kInfeasible else np.inf
        some = solution.value_valid and info.primal_solution_status == 2  # a feasible point
        x = np.array(solution.col_value) if some else np.zeros(0)
        return Solved(proven, x, bound, np.zeros(0))

    def _forbid_circles(self) -> Circles:
        """A column for the rank of each node that can lie on a circle, and the rows that keep to the ranks."""
        circles = Circles(self.rooted)
        n = len(circles.nodes)
        start, none = np.zeros(n, dtype=np.int32), np.zeros(0, dtype=np.int32)
        self.highs.addCols(n, np.zeros(n), np.zeros(n), circles.most, 0, start, none, np.zeros(0))
        self._add(circles.rows(self.n_columns))
        return circles

    def _columns_of(self, tree: Ints, circles: Circles) -> Floats:
        """What a tree out of the root is in columns."""
        used = np.zeros(self.n_arcs)
        used[tree] = 1.0
        reached = self.rooted.reached(tree)
        served = [float(all(reached[node] for node in nodes)) for _, nodes in self.rooted.shared]
        return np.concatenate([used, served, circles.ranks_of(tree)])

    def _run(self, deadline: float) -> None:
        if np.isfinite(deadline):
            left = max(0.01, deadline - time.monotonic())
            self.highs.setOptionValue("time_limit", self.highs.getRunTime() + left)
        self.highs.run()
