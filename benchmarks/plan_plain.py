"""A plain solver of the same problem, as a peer: a program over arcs in HiGHS, with cuts found by maximum flow.

As an LP until no cut is violated, then as a MIP until the solution is connected. No presolve, no start
solution, no variable fixing; it proves the value only, not the cost, and no tie.
"""

from __future__ import annotations

import time
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

UNIT = 1_000_000


class _QuietHighs(highspy.Highs):  # type: ignore[misc]
    """Prints nothing, its banner included."""

    def enableCallbacks(self) -> None:  # the first call of `Highs.__init__`, which would print the banner
        self.silent()


class PlainFormulation:
    """One problem, its free edges contracted."""

    def __init__(self, u: Any, v: Any, cost: Any, prize: Any, root: int, budget: float) -> None:
        free = cost == 0
        graph = csr_array((np.ones(int(free.sum())), (u[free], v[free])), shape=(len(prize),) * 2)
        count, at = connected_components(graph, directed=False)
        self.n, self.root, self.prize = count, int(at[root]), np.bincount(at, prize, count)
        tail, head = np.r_[at[u], at[v]].astype(np.int64), np.r_[at[v], at[u]].astype(np.int64)
        use = (tail != head) & (head != self.root)
        self.tail, self.head, self.cost = tail[use], head[use], np.r_[cost, cost][use]
        self.into = [np.flatnonzero(self.head == node) for node in range(count)]
        self.highs = _QuietHighs()
        for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.999)):
            self.highs.setOptionValue(option, value)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.tail), 0
        model.col_cost_ = -self.prize[self.head]
        model.col_lower_, model.col_upper_ = np.zeros(len(self.tail)), np.ones(len(self.tail))
        self.highs.passModel(model)
        self._row(-np.inf, budget, np.arange(len(self.tail)), self.cost)
        for arcs in self.into:
            self._row(-np.inf, 1.0, arcs, np.ones(len(arcs)))
        for arc in np.flatnonzero(self.tail != self.root).tolist():
            before = self.into[self.tail[arc]]
            before = before[self.tail[before] != self.head[arc]]
            self._row(-np.inf, 0.0, np.r_[arc, before], np.r_[1.0, -np.ones(len(before))])

    def _row(self, least: float, most: float, arcs: NDArray[np.int64], weight: NDArray[np.float64]) -> None:
        self.highs.addRow(least, most, len(arcs), arcs.astype(np.int32), weight)

    def cut(self, x: NDArray[np.float64]) -> bool:
        """Add the cuts that are violated; False when there is none."""
        flow = np.rint(np.clip(x, 0, 1) * UNIT).astype(np.int32)
        ends = (np.r_[self.tail, self.head], np.r_[self.head, self.tail])
        graph = csr_array((np.r_[flow, np.zeros_like(flow)], ends), shape=(self.n, self.n))
        graph.sum_duplicates()
        joined, done = np.bincount(self.head, flow, self.n), np.zeros(self.n, dtype=bool)
        for node in np.flatnonzero((self.prize > 0) & (joined > 500)).tolist():
            if node == self.root or done[node]:
                continue
            flow_result = maximum_flow(graph, self.root, node)
            if flow_result.flow_value >= min(joined[node], UNIT) - 500:
                continue
            left = graph - flow_result.flow
            left = csr_array((left.data > 0, left.indices, left.indptr), shape=left.shape)
            left.eliminate_zeros()
            behind = np.zeros(self.n, dtype=bool)
            behind[breadth_first_order(csr_array(left.T), node, return_predecessors=False)] = True
            done |= behind
            over = np.flatnonzero(behind[self.head] & ~behind[self.tail])
            into = np.setdiff1d(self.into[node], over)
            over = over[self.head[over] != node]
            self._row(0.0, np.inf, np.r_[over, into], np.r_[np.ones(len(over)), -np.ones(len(into))])
        return bool(done.any())


def solve_plainly(case: Any, budget: float, limit_s: float) -> tuple[float, float] | None:
    """The highest value and the seconds that its proof took; None when it took longer than the limit."""
    start = time.perf_counter()
    problem = PlainFormulation(*case, budget)
    whole = False
    while True:
        problem.highs.setOptionValue(
            "time_limit", problem.highs.getRunTime() + max(0.1, limit_s - time.perf_counter() + start)
        )
        problem.highs.run()
        if problem.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal or time.perf_counter() - start > limit_s:
            return None
        x = np.array(problem.highs.getSolution().col_value)
        if problem.cut(np.rint(x) if whole else x):
            continue
        if whole:
            return problem.prize[problem.root] - problem.highs.getObjectiveValue(), time.perf_counter() - start
        arcs = np.arange(len(problem.tail), dtype=np.int32)
        problem.highs.changeColsIntegrality(len(arcs), arcs, np.full(len(arcs), highspy.HighsVarType.kInteger))
        whole = True
