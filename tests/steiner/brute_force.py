"""Second opinions: every subset of the edges tried, and a flow model that shares nothing with the kernel."""

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


def joined_to(root: int, ends: list[tuple[int, int]]) -> set[int]:
    """The nodes that some edges join to the root."""
    joined, grew = {root}, True
    while grew:
        grew = False
        for a, b in ends:
            if (a in joined) != (b in joined):
                joined |= {a, b}
                grew = True
    return joined


def wins(instance: SteinerProblem, built: set[int]) -> tuple[list[bool], int]:
    """Which goals some edges win, and their prize.

    Two things touch that stand at the same node, or at the two ends of a free edge: an edge that costs
    something stands at its ends, and every node but a relay stands at itself. What touches what touches the
    root is joined.
    """
    free = {edge for edge in built if instance.cost[edge] == 0}
    relays = set(instance.relays.tolist()) - {instance.root}
    rooting = set(np.flatnonzero(instance.rooting).tolist())
    at: dict[int, set[tuple[str, int]]] = {n: set() if n in relays else {("node", n)} for n in range(instance.n_nodes)}
    ends = {edge: (int(instance.u[edge]), int(instance.v[edge])) for edge in built}
    for edge in built - free:
        for end in ends[edge]:
            at[end].add(("edge", edge))
    root = ("node", instance.root)
    together = [*at.values(), *(at[a] | at[b] for edge, (a, b) in ends.items() if edge in free and at[a] and at[b])]
    together += [{root, ("edge", edge)} for edge in (built - free) & rooting]
    together += [{root} | at[end] for edge in free & rooting for end in ends[edge]]
    joined, grew = {root}, True
    while grew:
        before = len(joined)
        for some in together:
            if joined & some:
                joined |= some
        grew = len(joined) > before
    met = {n for n, here in at.items() if joined & here}
    live = {edge for edge, (a, b) in ends.items() if a in met or b in met or ("edge", edge) in joined}
    live |= free & rooting
    place = [bool(met & set(nodes)) or bool(live & set(edges)) for nodes, edges in instance.places]
    served = [all(place[p] for p in places) for _, places in instance.goals]
    return served, sum(prize for (prize, _), got in zip(instance.goals, served, strict=True) if got)


def try_all(instance: SteinerProblem) -> tuple[int, int, list[int]]:
    """The best value, its least cost, and the first list of edges that cost something to reach both."""
    free = {e for e in range(len(instance.u)) if instance.allowed[e] and instance.cost[e] == 0}
    paid = [e for e in range(len(instance.u)) if instance.allowed[e] and instance.cost[e] > 0]
    best: tuple[int, int, list[int], list[int]] | None = None
    places = [[p for p, (_, edges) in enumerate(instance.places) if e in edges] for e in range(len(instance.u))]
    rooting = {*np.flatnonzero(instance.rooting).tolist()}
    alike: dict[object, int] = {}
    kind = {}  # the lowest of the edges that differ only by their programme
    for e in paid:
        ends = frozenset((int(instance.u[e]), int(instance.v[e])))
        nobody = bool(instance.programme[e] == UNCHARGED) and not instance.serve_all
        kind[e] = alike.setdefault((ends, int(instance.cost[e]), nobody, e in rooting, tuple(places[e])), e)
    for size in range(len(paid) + 1):
        for chosen in combinations(paid, size):
            spent = [0] * len(instance.budgets)
            for edge in chosen:
                if instance.programme[edge] != UNCHARGED:
                    spent[instance.programme[edge]] += int(instance.cost[edge])
            if not instance.serve_all and any(s > b for s, b in zip(spent, instance.budgets.tolist(), strict=True)):
                continue
            _, value = wins(instance, free | set(chosen))
            kinds = sorted(kind[e] for e in chosen)
            key = (-value, sum(int(instance.cost[e]) for e in chosen), kinds, list(chosen))
            if best is None or key < best:
                best = key
    assert best is not None
    return -best[0], best[1], best[3]


def flow_model(instance: SteinerProblem) -> tuple[int, int]:
    """The best value and its least cost, by one commodity that flows from the root; no relays, no rooting edges.

    An edge is built or not; each joined node takes one unit of what flows along built edges. A place is won by
    a joined node, or by a built edge with a joined end; a goal by all its places.
    """
    assert not len(instance.relays)
    assert not instance.rooting.any()
    model = _FlowModel(instance)
    cost = np.zeros(model.count)
    cost[: len(instance.u)] = instance.cost
    if instance.serve_all:
        everything = model.solve(-model.prize, within_budgets=False)
        served = model.solve(cost, within_budgets=False, least=round(model.prize @ everything))
    else:
        richest = model.solve(-model.prize, within_budgets=True)
        served = model.solve(cost, within_budgets=True, least=round(model.prize @ richest))
    return round(model.prize @ served), round(cost @ served)


class _FlowModel:
    """Columns: edges built, flow forward, flow back, nodes joined, edges that are built and joined, places, goals."""

    def __init__(self, instance: SteinerProblem) -> None:
        self.instance = instance
        n, m = instance.n_nodes, len(instance.u)
        p, g = len(instance.places), len(instance.goals)
        starts = np.cumsum([0, m, m, m, n, m, p, g]).tolist()
        _, self.ahead, self.back, self.joined, self.live, self.place, self.goal, self.count = starts
        self.prize = np.zeros(self.count)
        self.prize[self.goal :] = [prize for prize, _ in instance.goals]
        self.upper = np.ones(self.count)
        self.upper[self.ahead : self.joined] = n
        self.upper[:m] = instance.allowed
        self.lower = np.zeros(self.count)
        self.lower[self.joined + instance.root] = 1.0
        self.rows = [*self._flows(n, m), *self._wins()]

    def _flows(self, n: int, m: int) -> Iterator[Row]:
        u, v = self.instance.u.tolist(), self.instance.v.tolist()
        for e in range(m):
            for way in (self.ahead, self.back):
                yield {way + e: 1.0, e: -float(n)}, -np.inf, 0.0
            yield {self.live + e: 1.0, e: -1.0}, -np.inf, 0.0
            ends = {self.joined + u[e], self.joined + v[e]}
            yield {self.live + e: 1.0, **dict.fromkeys(ends, -1.0)}, -np.inf, 0.0
        for node in range(n):
            row: dict[int, float] = defaultdict(float)
            row[self.joined + node] = -1.0
            for e in range(m):
                for end, sign in ((v[e], 1.0), (u[e], -1.0)):
                    if end == node:
                        row[self.ahead + e] += sign
                        row[self.back + e] -= sign
            if node != self.instance.root:
                yield dict(row), 0.0, 0.0

    def _wins(self) -> Iterator[Row]:
        for i, (nodes, edges) in enumerate(self.instance.places):
            by = {*(self.joined + node for node in nodes), *(self.live + edge for edge in edges)}
            yield {self.place + i: 1.0, **dict.fromkeys(by, -1.0)}, -np.inf, 0.0
        for i, (_, places) in enumerate(self.instance.goals):
            for place in places:
                yield {self.goal + i: 1.0, self.place + place: -1.0}, -np.inf, 0.0

    def solve(self, objective: Any, *, within_budgets: bool, least: int | None = None) -> Any:
        """The columns at the least objective."""
        rows = list(self.rows)
        if within_budgets:
            for k, budget in enumerate(self.instance.budgets.tolist()):
                paid = np.flatnonzero(self.instance.programme == k).tolist()
                rows.append(({e: float(self.instance.cost[e]) for e in paid}, -np.inf, float(budget)))
        if least is not None:
            rows.append(({i: float(self.prize[i]) for i in range(self.goal, self.count)}, float(least), np.inf))
        which = [i for i, (row, _, _) in enumerate(rows) for _ in row], [c for row, _, _ in rows for c in row]
        weights = [x for row, _, _ in rows for x in row.values()]
        matrix = coo_array((weights, which), shape=(len(rows), self.count)).tocsr()
        whole = np.ones(self.count)
        whole[self.ahead : self.joined] = 0
        told = milp(
            objective,
            constraints=LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows]),
            bounds=(self.lower, self.upper),
            integrality=whole,
            options={"mip_rel_gap": 0.0},
        )
        assert told.success, told.message
        return np.where(whole > 0, np.rint(told.x), told.x)
