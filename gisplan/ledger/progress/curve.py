"""The plan against what was done, day by day and month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gisplan.ledger.kinds import Kind
from gisplan.ledger.progress.passed import Days

__all__ = ["Curve", "Month", "draw_curve", "list_months"]


@dataclass(frozen=True)
class Curve:
    """How many works ought to be finished by each day, and how many were.

    Attributes
    ----------
    planned, finished : sequence of (day, count)
        The count from that day on; both begin with nothing.
    undated : int
        Works without a due date, which the plan's line leaves out.
    last_due : date or None
        When the last of them is due.
    """

    planned: Sequence[tuple[date, int]]
    finished: Sequence[tuple[date, int]]
    undated: int
    last_due: date | None


@dataclass(frozen=True)
class Month:
    """How many works were due by the end of a month (the last one may end on `on`), and how many had passed each
    milestone."""

    end: date
    due: int
    passed: tuple[int, ...]


def draw_curve(kind: Kind, passed: Days, due: Days) -> Curve:
    """The two lines of one kind."""
    finish = kind.milestones.index(kind.finish)
    planned, finished = _steps(due[finish]), _steps(passed[finish])
    return Curve(planned, finished, int(np.isnat(due[finish]).sum()), planned[-1][0] if planned else None)


def list_months(kind: Kind, passed: Days, due: Days, on: date) -> tuple[Month, ...]:
    """From the month in which the first work passed its first milestone to the one that holds `on`."""
    days = passed[~np.isnat(passed)]
    if not len(days):
        return ()
    first, months = days.min().astype("datetime64[M]"), []
    for month in np.arange(first, np.datetime64(on, "M") + 1):
        end = min((month + 1).astype("datetime64[D]").astype(date) - timedelta(days=1), on)
        until = np.datetime64(end, "D")
        counts = tuple(int(n) for n in (passed <= until).sum(axis=1))  # NaT is not earlier than anything
        months.append(Month(end, int((due[kind.milestones.index(kind.finish)] <= until).sum()), counts))
    return tuple(months)


def _steps(days: Days) -> tuple[tuple[date, int], ...]:
    """How many there are from each day on."""
    told, counts = np.unique(days[~np.isnat(days)], return_counts=True)
    return tuple(zip(told.astype(object).tolist(), np.cumsum(counts).tolist(), strict=True))
