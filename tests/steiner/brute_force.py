"""Second opinions: every subset of the edges tried, and a flow model that shares nothing with the solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from gisplan.steiner import UNCHARGED, SteinerProblem

Row = tuple[dict[int, float], float, float]  # weights by column, least, most


def connected_to(root: int, ends: list[tuple[int, int]]) -> set[int]:
    """The nodes that some edges connect to the root."""
    connected, grew = {root}, True
    while grew:
        grew = False
        for a, b in ends:
            if (a in connected) != (b in connected):
                connected |= {a, b}
                grew = True
    return connected


def evaluate_edges(problem: SteinerProblem, built: set[int]) -> tuple[list[bool], int]:
    """Which goals some edges serve, and their prize.

    Two things touch that are at the same node, or at the two ends of a free edge: an edge with a cost is at its
    ends, and every node but a switched one is at itself. What touches a thing that is connected to the root is
    connected too.
    """
    free = {edge for edge in built if problem.cost[edge] == 0}
    switched = set(problem.switched_nodes.tolist()) - {problem.root}
    root_edges = set(np.flatnonzero(problem.root_edges).tolist())
    at: dict[int, set[tuple[str, int]]] = {n: set() if n in switched else {("node", n)} for n in range(problem.n_nodes)}
    ends = {edge: (int(problem.u[edge]), int(problem.v[edge])) for edge in built}
    for edge in built - free:
        for end in ends[edge]:
            at[end].add(("edge", edge))
    root = ("node", problem.root)
    together = [*at.values(), *(at[a] | at[b] for edge, (a, b) in ends.items() if edge in free and at[a] and at[b])]
    together += [{root, ("edge", edge)} for edge in (built - free) & root_edges]
    together += [{root} | at[end] for edge in free & root_edges for end in ends[edge]]
    connected, grew = {root}, True
    while grew:
        before = len(connected)
        for some in together:
            if connected & some:
                connected |= some
        grew = len(connected) > before
    met = {n for n, here in at.items() if connected & here}
    live = {edge for edge, (a, b) in ends.items() if a in met or b in met or ("edge", edge) in connected}
    live |= free & root_edges
    terminal = [bool(met & set(nodes)) or bool(live & set(edges)) for nodes, edges in problem.terminals]
    served = [all(terminal[p] for p in terminals) for _, terminals in problem.goals]
    return served, sum(prize for (prize, _), got in zip(problem.goals, served, strict=True) if got)


def try_all(problem: SteinerProblem) -> tuple[int, int, list[int]]:
    """The best value, its least cost, and the first list of edges that cost something to reach both."""
    free = {e for e in range(len(problem.u)) if problem.allowed[e] and problem.cost[e] == 0}
    paid = [e for e in range(len(problem.u)) if problem.allowed[e] and problem.cost[e] > 0]
    best: tuple[int, int, list[int], list[int]] | None = None
    terminals = [[p for p, (_, edges) in enumerate(problem.terminals) if e in edges] for e in range(len(problem.u))]
    root_edges = {*np.flatnonzero(problem.root_edges).tolist()}
    alike: dict[object, int] = {}
    kind = {}  # the lowest of the edges that differ only by their programme
    for e in paid:
        ends = frozenset((int(problem.u[e]), int(problem.v[e])))
        nobody = bool(problem.programme[e] == UNCHARGED) and not problem.serve_all
        kind[e] = alike.setdefault((ends, int(problem.cost[e]), nobody, e in root_edges, tuple(terminals[e])), e)
    for size in range(len(paid) + 1):
        for chosen in combinations(paid, size):
            spent = [0] * len(problem.budgets)
            for edge in chosen:
                if problem.programme[edge] != UNCHARGED:
                    spent[problem.programme[edge]] += int(problem.cost[edge])
            if not problem.serve_all and any(s > b for s, b in zip(spent, problem.budgets.tolist(), strict=True)):
                continue
            _, value = evaluate_edges(problem, free | set(chosen))
            kinds = sorted(kind[e] for e in chosen)
            key = (-value, sum(int(problem.cost[e]) for e in chosen), kinds, list(chosen))
            if best is None or key < best:
                best = key
    assert best is not None
    return -best[0], best[1], best[3]


def flow_model(problem: SteinerProblem) -> tuple[int, int]:
    """The best value and its least cost, by one commodity that flows from the root; no switched nodes, no root edges.

    An edge is built or not; each connected node takes one unit of what flows along built edges. A terminal is
    connected by a connected node, or by a built edge with a connected end; a goal is served by all its terminals.
    """
    assert not len(problem.switched_nodes)
    assert not problem.root_edges.any()
    model = _FlowModel(problem)
    cost = np.zeros(model.count)
    cost[: len(problem.u)] = problem.cost
    if problem.serve_all:
        everything = model.solve(-model.prize, within_budgets=False)
        served = model.solve(cost, within_budgets=False, least=round(model.prize @ everything))
    else:
        most = model.solve(-model.prize, within_budgets=True)
        served = model.solve(cost, within_budgets=True, least=round(model.prize @ most))
    return round(model.prize @ served), round(cost @ served)


class _FlowModel:
    """Columns: edges built, flow forward and back, nodes connected, edges built and connected, terminals, goals."""

    def __init__(self, problem: SteinerProblem) -> None:
        self.problem = problem
        n, m = problem.n_nodes, len(problem.u)
        p, g = len(problem.terminals), len(problem.goals)
        starts = np.cumsum([0, m, m, m, n, m, p, g]).tolist()
        _, self.ahead, self.back, self.connected, self.live, self.terminal, self.goal, self.count = starts
        self.prize = np.zeros(self.count)
        self.prize[self.goal :] = [prize for prize, _ in problem.goals]
        self.upper = np.ones(self.count)
        self.upper[self.ahead : self.connected] = n
        self.upper[:m] = problem.allowed
        self.lower = np.zeros(self.count)
        self.lower[self.connected + problem.root] = 1.0
        self.rows = [*self._flows(n, m), *self._goal_rows()]

    def _flows(self, n: int, m: int) -> Iterator[Row]:
        u, v = self.problem.u.tolist(), self.problem.v.tolist()
        for e in range(m):
            for way in (self.ahead, self.back):
                yield {way + e: 1.0, e: -float(n)}, -np.inf, 0.0
            yield {self.live + e: 1.0, e: -1.0}, -np.inf, 0.0
            ends = {self.connected + u[e], self.connected + v[e]}
            yield {self.live + e: 1.0, **dict.fromkeys(ends, -1.0)}, -np.inf, 0.0
        for node in range(n):
            row: dict[int, float] = defaultdict(float)
            row[self.connected + node] = -1.0
            for e in range(m):
                for end, sign in ((v[e], 1.0), (u[e], -1.0)):
                    if end == node:
                        row[self.ahead + e] += sign
                        row[self.back + e] -= sign
            if node != self.problem.root:
                yield dict(row), 0.0, 0.0

    def _goal_rows(self) -> Iterator[Row]:
        for i, (nodes, edges) in enumerate(self.problem.terminals):
            by = {*(self.connected + node for node in nodes), *(self.live + edge for edge in edges)}
            yield {self.terminal + i: 1.0, **dict.fromkeys(by, -1.0)}, -np.inf, 0.0
        for i, (_, terminals) in enumerate(self.problem.goals):
            for terminal in terminals:
                yield {self.goal + i: 1.0, self.terminal + terminal: -1.0}, -np.inf, 0.0

    def solve(self, objective: Any, *, within_budgets: bool, least: int | None = None) -> Any:
        """The columns at the least objective."""
        rows = list(self.rows)
        if within_budgets:
            for k, budget in enumerate(self.problem.budgets.tolist()):
                paid = np.flatnonzero(self.problem.programme == k).tolist()
                rows.append(({e: float(self.problem.cost[e]) for e in paid}, -np.inf, float(budget)))
        if least is not None:
            rows.append(({i: float(self.prize[i]) for i in range(self.goal, self.count)}, float(least), np.inf))
        which = [i for i, (row, _, _) in enumerate(rows) for _ in row], [c for row, _, _ in rows for c in row]
        weights = [x for row, _, _ in rows for x in row.values()]
        matrix = coo_array((weights, which), shape=(len(rows), self.count)).tocsr()
        whole = np.ones(self.count)
        whole[self.ahead : self.connected] = 0
        result = milp(
            objective,
            constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
            bounds=(self.lower, self.upper),
            integrality=whole,
            options={"mip_rel_gap": 0.0},
        )
        assert result.success, result.message
        return np.where(whole > 0, np.rint(result.x), result.x)
