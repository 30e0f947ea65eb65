"""Second opinions: every subset of the edges tried, and a flow model that shares nothing with the kernel."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from gisplan.plan import UNCHARGED, Instance


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


def wins(instance: Instance, built: set[int]) -> tuple[list[bool], int]:
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
    won = [all(place[p] for p in places) for _, places in instance.goals]
    return won, sum(prize for (prize, _), got in zip(instance.goals, won, strict=True) if got)


def try_all(instance: Instance) -> tuple[int, int, list[int]]:
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
        nobody = bool(instance.programme[e] == UNCHARGED) and not instance.win_all
        kind[e] = alike.setdefault((ends, int(instance.cost[e]), nobody, e in rooting, tuple(places[e])), e)
    for size in range(len(paid) + 1):
        for chosen in combinations(paid, size):
            spent = [0] * len(instance.budgets)
            for edge in chosen:
                if instance.programme[edge] != UNCHARGED:
                    spent[instance.programme[edge]] += int(instance.cost[edge])
            if not instance.win_all and any(s > b for s, b in zip(spent, instance.budgets.tolist(), strict=True)):
                continue
            _, value = wins(instance, free | set(chosen))
            kinds = sorted(kind[e] for e in chosen)
            key = (-value, sum(int(instance.cost[e]) for e in chosen), kinds, list(chosen))
            if best is None or key < best:
                best = key
    assert best is not None
    return -best[0], best[1], best[3]


def flow_model(u: Any, v: Any, cost: Any, prize: Any, root: int, budget: int | None) -> tuple[float, float]:
    """The best value, or least cost, by one commodity that flows from the root, and the same at least cost.

    Whole numbers in. An edge is built or not; each joined node takes one unit.
    """
    first = _flow(u, v, cost, prize, root, budget, None)
    return first if budget is None else _flow(u, v, cost, prize, root, budget, first[0])


def _flow(
    u: Any, v: Any, cost: Any, prize: Any, root: int, budget: int | None, least: float | None
) -> tuple[float, float]:
    n, m = len(prize), len(u)
    reach = joined_to(root, list(zip(u, v, strict=True)))
    rows: list[tuple[dict[int, float], float, float]] = []
    # columns: build m, flow forward m, flow back m, joined n
    for e in range(m):
        rows += [({m + e: 1.0, e: -float(n)}, -np.inf, 0.0), ({2 * m + e: 1.0, e: -float(n)}, -np.inf, 0.0)]
    for node in range(n):
        if node == root:
            continue
        row: dict[int, float] = {3 * m + node: -1.0}
        for e in range(m):
            if u[e] != v[e] and node in (u[e], v[e]):
                sign = 1.0 if v[e] == node else -1.0
                row[m + e] = row.get(m + e, 0.0) + sign
                row[2 * m + e] = row.get(2 * m + e, 0.0) - sign
        rows.append((row, 0.0, 0.0))
    spend = {e: float(cost[e]) for e in range(m)}
    objective = np.zeros(3 * m + n)
    if budget is not None:
        rows.append((spend, -np.inf, float(budget)))
    if least is not None:
        rows.append(({3 * m + node: float(prize[node]) for node in range(n)}, least, np.inf))
    if budget is None or least is not None:
        objective[:m] = cost
    else:
        objective[3 * m :] = -np.asarray(prize, dtype=float)
    lower, upper = np.zeros(3 * m + n), np.ones(3 * m + n)
    upper[m : 3 * m] = n
    lower[3 * m + root] = 1.0
    for node in range(n):
        if node not in reach:
            upper[3 * m + node] = 0.0
        elif budget is None and prize[node] > 0:
            lower[3 * m + node] = 1.0
    matrix = coo_array(
        (
            [x for row, _, _ in rows for x in row.values()],
            ([i for i, (row, _, _) in enumerate(rows) for _ in row], [c for row, _, _ in rows for c in row]),
        ),
        shape=(len(rows), 3 * m + n),
    ).tocsr()
    whole = np.concatenate([np.ones(m), np.zeros(2 * m), np.ones(n)])
    told = milp(
        objective,
        constraints=LinearConstraint(matrix, [r[1] for r in rows], [r[2] for r in rows]) if rows else None,
        bounds=(lower, upper),
        integrality=whole,
        options={"mip_rel_gap": 0.0},
    )
    assert told.success, told.message
    value = float(np.asarray(prize, dtype=float) @ np.rint(told.x[3 * m :]))
    return value, float(np.asarray(cost, dtype=float) @ np.rint(told.x[:m]))
