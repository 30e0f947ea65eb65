"""A year of the water bureau's sheets: one a month, as news comes in, late and sometimes wrong.

The projects are those of a county whose milestones are known up to a day; what is still open then is reached in the
months after, as long after the milestone before it as is usual. Each sheet says what the bureau had heard by the end
of its month: some milestones are told a month late, and a few with a wrong day, which the next sheet puts right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.county.bureau_ledger import make_book
from benchmarks.county.bureau_sheets import water_ledger
from benchmarks.county.water import MILESTONES

__all__ = ["MonthSheet", "finish_projects", "water_year"]

DAY = "datetime64[D]"
OPEN_DAYS = ((20, 60), (15, 40), (20, 60), (60, 140), (8, 43), (10, 50), (20, 65), (10, 40))
"""How long after the one before it (the first: after the day) a milestone is reached."""

REPORTED_LATE, REPORTED_WRONG = 0.12, 0.03
RECEIVED_AFTER_DAYS = 5


@dataclass(frozen=True)
class MonthSheet:
    """The workbook of one month: `end` is the day it tells of, `received` the day on which it came."""

    end: date
    received: date
    content: bytes


def finish_projects(projects: pd.DataFrame, rng: np.random.Generator, *, as_of: date) -> pd.DataFrame:
    """The projects with a day for every milestone; what is blank is reached after `as_of`."""
    days = np.stack([pd.to_datetime(projects[name]).to_numpy(dtype=DAY) for name in MILESTONES])
    before = np.full(len(projects), np.datetime64(as_of))
    for milestone, (least, most) in zip(days, OPEN_DAYS, strict=True):
        draw = np.maximum(before, np.datetime64(as_of)) + rng.integers(least, most + 1, len(projects))
        milestone[:] = np.where(np.isnat(milestone), draw, milestone)
        before = milestone
    return projects.assign(**{name: np.datetime_as_string(day) for name, day in zip(MILESTONES, days, strict=True)})


def water_year(
    projects: pd.DataFrame, villages: pd.DataFrame, rng: np.random.Generator, *, year: int, county: str
) -> Iterator[MonthSheet]:
    """The sheets of January to December, in order.

    Parameters
    ----------
    projects : DataFrame
        With a day for every milestone (`finish_projects`).
    villages : DataFrame
        `code, name, town`.
    """
    days = np.stack([pd.to_datetime(projects[name]).to_numpy(dtype=DAY) for name in MILESTONES])
    month = days.astype("datetime64[M]") + (rng.random(days.shape) < REPORTED_LATE)
    result = np.maximum.accumulate(month, axis=0)  # nobody tells of a milestone before the one that comes first
    space = np.diff(days, axis=0, prepend=days[:1] - np.timedelta64(9, "D")).astype(int)
    off = np.where(rng.random(days.shape) < REPORTED_WRONG, np.minimum(rng.integers(1, 9, days.shape), space - 1), 0)
    for number in range(1, 13):
        now = np.datetime64(f"{year}-{number:02}", "M")
        end = (now + 1).astype(DAY).astype(date) - timedelta(days=1)
        heard = np.where(result == now, days - np.maximum(off, 0), days)
        text = np.where(result <= now, np.datetime_as_string(heard), "")
        sheet = projects.assign(**dict(zip(MILESTONES, text.astype(object), strict=True)))
        book = make_book([water_ledger(sheet, villages, county=county, as_of=end)], made=end)
        yield MonthSheet(end, end + timedelta(days=RECEIVED_AFTER_DAYS), book)
