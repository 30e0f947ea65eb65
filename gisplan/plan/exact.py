"""The best plan and its proof.

Three questions one after the other, each with the answers of those before as rows: the most prize, the
least cost that wins it, and of equal plans the one with the lowest edge numbers.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from gisplan.plan.opening import open_for_all, open_for_most
from gisplan.plan.rooted import Rooted, Stand
from gisplan.plan.rounds import find_least_cost, find_most_prize
from gisplan.plan.search import Purse, Search

__all__ = ["Found", "solve"]

_SELDOM = 100_000  # new objects between two looks for cycles


@dataclass(frozen=True)
class Found:
    """The best solution found, the bound in the objective's own unit, and whether nothing is better."""

    stand: Stand
    bound: int
    proven: bool


def solve(
    rooted: Rooted, *, win_all: bool, order: Sequence[int], purse: Purse, time_limit_s: float | None = None
) -> Found:
    """Solve a rooted problem.

    Parameters
    ----------
    win_all : bool
        Least cost for everything, instead of the most prize within the budgets.
    order : sequence of int
        A number for each link: of equal solutions the one with the lowest numbers is taken.
    purse : Purse
    time_limit_s : float
        Return the best found by then with its bound.
    """
    deadline = np.inf if time_limit_s is None else time.monotonic() + time_limit_s
    search = Search(rooted, win_all=win_all, deadline=deadline, purse=purse)
    with _seldom_collected():
        proven = _search(search, order)
    return Found(search.stand, search.cost_bound if win_all else search.value_bound, proven)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """A search makes many small lists and no cycles: looking for cycles among them took a seventh of its time."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _SELDOM) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _search(search: Search, order: Sequence[int]) -> bool:
    """Improve until proven, or time is up."""
    if search.rooted.total == int(search.rooted.prize[0]):
        search.lower_value(search.rooted.total)
        return True
    if search.win_all:
        open_for_all(search)
    else:
        open_for_most(search)
        if not search.value_is_known:
            find_most_prize(search, order)
        if not search.value_is_known:
            return False
    if search.settled or not search.stand.links:
        return True
    return find_least_cost(search, order)
