"""The plan against what was done, day by day and month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gisplan.ledger.kinds import Kind
from gisplan.ledger.progress.milestone_dates import Dates

__all__ = ["Curve", "Month", "build_curve", "list_months"]


@dataclass(frozen=True)
class Curve:
    """How many works ought to be finished by each day, and how many were.

    Attributes
    ----------
    planned, finished : sequence of (day, count)
        The count from that day on; the one begins with nothing, the other with `before`.
    before : int
        Works that are finished by their status alone, nobody knows when; they are among the `finished`.
    undated : int
        Works without a due date, which the plan's line leaves out.
    last_due : date or None
        When the last of them is due.
    """

    planned: Sequence[tuple[date, int]]
    finished: Sequence[tuple[date, int]]
    before: int
    undated: int
    last_due: date | None


@dataclass(frozen=True)
class Month:
    """How many works were due by the end of a month (the last one may end on `on`), and how many had passed each
    milestone."""

    end: date
    due: int
    passed: tuple[int, ...]


def build_curve(kind: Kind, passed: Dates, undated: NDArray[np.bool_], due: Dates) -> Curve:
    """The two lines of one kind."""
    finish = kind.milestones.index(kind.finish)
    before = int(undated[finish].sum())
    planned, finished = _steps(due[finish], 0), _steps(passed[finish], before)
    return Curve(planned, finished, before, int(np.isnat(due[finish]).sum()), planned[-1][0] if planned else None)


def list_months(kind: Kind, passed: Dates, undated: NDArray[np.bool_], due: Dates, on: date) -> tuple[Month, ...]:
    """From the month in which the first work passed its first milestone to the one that holds `on`."""
    days = passed[~np.isnat(passed)]
    if not len(days):
        return ()
    first, months, before = days.min().astype("datetime64[M]"), [], undated.sum(axis=1)
    for month in np.arange(first, np.datetime64(on, "M") + 1):
        until = min((month + 1).astype("datetime64[D]") - 1, np.datetime64(on, "D"))
        end = until.astype(date)
        counts = tuple(int(n) for n in (passed <= until).sum(axis=1) + before)  # NaT is not earlier than anything
        months.append(Month(end, int((due[kind.milestones.index(kind.finish)] <= until).sum()), counts))
    return tuple(months)


def _steps(days: Dates, before: int) -> tuple[tuple[date, int], ...]:
    """How many there are from each day on."""
    told, counts = np.unique(days[~np.isnat(days)], return_counts=True)
    return tuple(zip(told.astype(object).tolist(), (before + np.cumsum(counts)).tolist(), strict=True))
