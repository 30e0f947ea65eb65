"""Edges that are alike but for the programme that pays: taken as one, and shared out once a plan is found.

Some works can be paid from the budgets as a whole only if, for every set of programmes, what nobody else may
pay for keeps to their budgets together (Hall 1935, Gale 1957). That is asked as one budget for each set. What it
leaves open, since no edge is paid by halves, is settled when the edges are shared out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from gisplan.steiner.problem import UNCHARGED, Ints, Mask, SteinerProblem

__all__ = ["Twins", "find_twins"]

_MOST = 4  # programmes, or there would be too many sets of them
_WIDE = 128

Item = tuple[int, tuple[int, ...]]  # a cost, and the programmes of which one pays it


@dataclass(frozen=True)
class Twins:
    """Which edges stand for others.

    Attributes
    ----------
    kept : (E,) bool
        The lowest edge of those that are alike.
    payers : mapping of int to mapping of int to int
        For each kept edge that some budget pays: the programmes that may, and the edge that is charged to each.
    sets : list of tuple of int
        The sets of programmes that have a budget together.
    budgets : (K,) int64
        What the programmes of each set may spend.
    """

    instance: SteinerProblem
    kept: Mask
    payers: dict[int, dict[int, int]]
    sets: list[tuple[int, ...]]
    budgets: Ints

    def bills(self) -> Ints:
        """What each edge charges to each set's budget, and last what it costs, (E, K + 1)."""
        cost = self.instance.cost
        who = np.zeros(len(cost), dtype=np.int64)
        for edge, payers in self.payers.items():
            who[edge] = sum(1 << programme for programme in payers)
        columns = [np.where((who > 0) & (who & ~_bits(some) == 0), cost, 0) for some in self.sets]
        return np.stack([*columns, cost], axis=1)

    def ways_to_pay(self, edges: Iterable[int]) -> list[tuple[int, ...]]:
        """What some edges can charge to each programme together, each of them paid by one."""
        ways = {(0,) * len(self.instance.budgets)}
        for edge in edges:
            cost = int(self.instance.cost[edge])
            if edge in self.payers:
                ways = {(*way[:k], way[k] + cost, *way[k + 1 :]) for way in ways for k in self.payers[edge]}
        return sorted(ways)

    def share_out(self, edges: Iterable[int]) -> list[int] | None:
        """The lowest edges that some kept ones can be charged as; None when the budgets do not pay for them."""
        edges = sorted(edges)
        chosen = [edge for edge in edges if edge in self.payers]
        rest = [edge for edge in edges if edge not in self.payers]
        left = [tuple(self.payers[edge]) for edge in chosen]
        cost = self.instance.cost[chosen].tolist()
        budgets = self.instance.budgets.tolist()
        paid = _pay(list(zip(cost, left, strict=True)), budgets)
        if paid is None:
            return None
        options = [(twin, i, k) for i, edge in enumerate(chosen) for k, twin in self.payers[edge].items()]
        for _, i, programme in sorted(options):
            if len(left[i]) == 1 or programme not in left[i]:
                continue
            held = left[i]
            left[i] = (programme,)
            if paid[i] != programme:
                trial = _pay(list(zip(cost, left, strict=True)), budgets)
                if trial is None:
                    left[i] = tuple(k for k in held if k != programme)
                else:
                    paid = trial
        return sorted(rest + [self.payers[edge][paid[i]] for i, edge in enumerate(chosen)])


def _bits(programmes: tuple[int, ...]) -> int:
    return sum(1 << programme for programme in programmes)


def find_twins(instance: SteinerProblem) -> Twins:
    """Find the edges with the same ends, cost and places that differ by their programme, or by nothing."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, (_, edges) in enumerate(instance.places):
        for edge in edges:
            places[edge].append(place)
    rooting = set(np.flatnonzero(instance.rooting).tolist())
    count = len(instance.budgets)
    kept = instance.allowed.copy()
    first: dict[object, int] = {}
    payers: dict[int, dict[int, int]] = {}
    rows = zip(
        instance.u.tolist(), instance.v.tolist(), instance.cost.tolist(), instance.programme.tolist(), strict=True
    )
    for edge, (a, b, cost, programme) in enumerate(rows):
        if cost == 0 or not instance.allowed[edge]:
            continue
        who = programme if programme == UNCHARGED or count > _MOST else count
        own = first.setdefault((min(a, b), max(a, b), cost, who, edge in rooting, tuple(places[edge])), edge)
        kept[edge] = own == edge
        if programme != UNCHARGED:
            payers.setdefault(own, {}).setdefault(programme, edge)
    some = any(len(of) > 1 for of in payers.values())
    sizes = range(1, count + 1) if some else range(1, min(count, 1) + 1)
    sets = [group for size in sizes for group in combinations(range(count), size)]
    budgets = np.array([int(instance.budgets[list(group)].sum()) for group in sets], dtype=np.int64)
    return Twins(instance, kept, payers, sets, budgets)


def _pay(items: list[Item], budgets: list[int]) -> list[int] | None:
    """Which programme pays each item, dearest first; None when none can."""
    order = sorted(range(len(items)), key=lambda i: (len(items[i][1]) > 1, -items[i][0]))
    states: list[tuple[tuple[int, ...], int, int]] = [(tuple(budgets), -1, -1)]  # what is left, before, who paid
    layers = [states]
    narrowed = False
    for i in order:
        cost, programmes = items[i]
        new: dict[tuple[int, ...], tuple[int, int]] = {}
        for number, (left, _, _) in enumerate(states):
            for k in programmes:
                if left[k] >= cost:
                    new.setdefault((*left[:k], left[k] - cost, *left[k + 1 :]), (number, k))
        if not new:
            return _pay_exactly(items, budgets) if narrowed else None
        states = [(left, *of) for left, of in sorted(new.items())]
        if len(states) > _WIDE:
            narrowed = True
            states = [states[j] for j in np.linspace(0, len(states) - 1, _WIDE).astype(int).tolist()]
        layers.append(states)
    paid = [0] * len(items)
    number = 0
    for i, layer in zip(reversed(order), reversed(layers), strict=False):
        _, number, paid[i] = layer[number]
    return paid


def _pay_exactly(items: list[Item], budgets: list[int]) -> list[int] | None:
    """The same in whole numbers, where there are too many ways to try."""
    column = [(i, k) for i, (_, programmes) in enumerate(items) for k in programmes]
    which, who = np.array(column).T
    ones, cost = np.ones(len(column)), np.array([items[i][0] for i in which.tolist()], dtype=float)
    one_each = csr_array((ones, (which, np.arange(len(column)))), shape=(len(items), len(column)))
    spent = csr_array((cost, (who, np.arange(len(column)))), shape=(len(budgets), len(column)))
    least = np.concatenate([np.ones(len(items)), np.full(len(budgets), -np.inf)])
    most = np.concatenate([np.ones(len(items)), np.array(budgets, dtype=float)])
    rows = LinearConstraint(vstack([one_each, spent]), least, most)
    told = milp(np.zeros(len(column)), constraints=rows, bounds=(0, 1), integrality=ones, options={"presolve": False})
    if told.x is None:
        return None
    paid = [
        k for _, (_, k) in sorted((i, (-x, k)) for (i, k), x in zip(column, told.x.tolist(), strict=True) if x > 0.5)
    ]
    spends = np.bincount(paid, weights=[cost for cost, _ in items], minlength=len(budgets))
    return paid if np.all(spends <= np.array(budgets)) else None
