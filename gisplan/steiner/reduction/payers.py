"""Which programme pays for what: each item by one of some programmes, all within their budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from gisplan.steiner.limits import TimeUpError, until

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

__all__ = ["Item", "assign_payers"]

_MAX_STATES = 128
_TIME_LIMIT = 1  # the status of `milp` when its time is up

Item = tuple[int, tuple[int, ...]]
"""A cost, and the programmes of which one pays it."""


def assign_payers(items: list[Item], budgets: list[int], deadline: float) -> list[int] | None:
    """Find which programme pays each item, dearest first; None when none can.

    Parameters
    ----------
    items : list of (cost, programmes)
        What has to be paid, each by one of some programmes.
    budgets : list of int
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    TimeUpError
        The deadline is past before it is known.
    """
    order = sorted(range(len(items)), key=lambda i: (len(items[i][1]) > 1, -items[i][0]))
    states: list[tuple[tuple[int, ...], int, int]] = [(tuple(budgets), -1, -1)]  # what is left, before, who paid
    layers = [states]
    narrowed = False
    for i in order:
        states = _pay(states, *items[i])
        if not states:
            return _assign_exactly(items, budgets, deadline) if narrowed else None
        if len(states) > _MAX_STATES:
            narrowed = True
            states = [states[j] for j in np.linspace(0, len(states) - 1, _MAX_STATES).astype(int).tolist()]
        layers.append(states)
    paid = [0] * len(items)
    number = 0
    for i, layer in zip(reversed(order), reversed(layers), strict=False):
        _, number, paid[i] = layer[number]
    return paid


def _pay(
    states: list[tuple[tuple[int, ...], int, int]], cost: int, programmes: tuple[int, ...]
) -> list[tuple[tuple[int, ...], int, int]]:
    """List what can be left of the budgets once one more item is paid."""
    new: dict[tuple[int, ...], tuple[int, int]] = {}
    for number, (left, _, _) in enumerate(states):
        for k in programmes:
            if left[k] >= cost:
                new.setdefault((*left[:k], left[k] - cost, *left[k + 1 :]), (number, k))
    return [(left, *origin) for left, origin in sorted(new.items())]


def _assign_exactly(items: list[Item], budgets: list[int], deadline: float) -> list[int] | None:
    """Do the same as an integer program, where there are too many states to try."""
    from scipy.optimize import milp  # takes longer to import than all of the solver

    column = [(i, k) for i, (_, programmes) in enumerate(items) for k in programmes]
    ones = np.ones(len(column))
    rows = _one_payer_each(items, budgets, column)
    options = {"presolve": False} | ({"time_limit": until(deadline)} if np.isfinite(deadline) else {})
    result = milp(np.zeros(len(column)), constraints=rows, bounds=(0, 1), integrality=ones, options=options)
    if result.status == _TIME_LIMIT:
        raise TimeUpError
    if result.x is None:
        return None
    chosen = sorted((i, (-x, k)) for (i, k), x in zip(column, result.x.tolist(), strict=True) if x > 0.5)
    paid = [k for _, (_, k) in chosen]
    spends = np.bincount(paid, weights=[cost for cost, _ in items], minlength=len(budgets))
    return paid if np.all(spends <= np.array(budgets)) else None


def _one_payer_each(items: list[Item], budgets: list[int], column: list[tuple[int, int]]) -> LinearConstraint:
    """Make the rows of the integer program: each item is paid once, and no budget pays more than it has."""
    from scipy.optimize import LinearConstraint

    item, payer = np.array(column).T
    ones, cost = np.ones(len(column)), np.array([items[i][0] for i in item.tolist()], dtype=float)
    one_each = csr_array((ones, (item, np.arange(len(column)))), shape=(len(items), len(column)))
    spent = csr_array((cost, (payer, np.arange(len(column)))), shape=(len(budgets), len(column)))
    lower = [1.0] * len(items) + [-np.inf] * len(budgets)
    return LinearConstraint(vstack([one_each, spent]), lower, [1.0] * len(items) + budgets)
