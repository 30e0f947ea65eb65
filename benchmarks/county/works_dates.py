"""How far the works of a year are on one day: states, due dates and the dates of their milestones."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["STATES", "draw_dates"]

STATES = ("accepted", "built", "under_way", "not_started")
SHARES = (0.20, 0.25, 0.35)
EARLY_DUE = 0.15
MILESTONES = ("approved", "tendered", "started", "built", "accepted")
# parts of the time from mid-January to the day, least and most; together they stay below 1
PARTS = ((0.12, 0.28), (0.05, 0.12), (0.05, 0.12), (0.25, 0.34), (0.05, 0.11))


def draw_dates(programmes: NDArray[np.object_], rng: np.random.Generator, *, as_of: date) -> pd.DataFrame:
    """The columns `status`, `due` and the milestones as ISO dates, a row for every work.

    The shares of the states are the same in every programme. No milestone is later than `as_of`, and
    none is dated that the state has not reached; half of what is not started is tendered.
    """
    status = np.full(len(programmes), "not_started", dtype=object)
    for programme in dict.fromkeys(programmes):
        own = np.flatnonzero(programmes == programme)
        status[own] = rng.permutation(_quota(len(own)))
    early = rng.random(len(programmes)) < EARLY_DUE
    low, high = np.array(PARTS).T
    part = np.cumsum(rng.uniform(low, high, (len(programmes), len(PARTS))), axis=1)
    tendered = rng.random(len(programmes)) < 0.5
    reached = np.select([status == name for name in STATES[:3]], [5, 4, 3], np.where(tendered, 2, 1))
    dates = {
        name: [_day(as_of, at) if place < count else None for at, count in zip(part[:, place], reached, strict=True)]
        for place, name in enumerate(MILESTONES)
    }
    due = np.where(early, f"{as_of.year}-06-30", f"{as_of.year}-12-31")
    return pd.DataFrame({"status": status, "due": due, **dates}, dtype=object)


def _quota(count: int) -> NDArray[np.object_]:
    ends = np.floor(np.cumsum(SHARES) * count + 0.5).astype(int)
    return np.repeat(np.array(STATES, dtype=object), np.diff([0, *ends, count]))


def _day(as_of: date, part: float) -> str:
    """A working day so far into the year's part that has passed."""
    first = date(as_of.year, 1, 14)
    day = first + timedelta(days=int(part * max((as_of - first).days, 0)))
    return (day - timedelta(days=max(day.weekday() - 4, 0))).isoformat()
