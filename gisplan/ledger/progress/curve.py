"""On which day each work passed each milestone; and the plan against what was done, as steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import Kind

__all__ = ["Curve", "Dates", "Month", "build_curve", "find_due_dates", "find_passed_dates", "list_months"]

Dates = NDArray[np.datetime64]
"""Dates of milestones, datetime64[D] of shape (M milestones, W works)."""


def find_passed_dates(kind: Kind, works: Sequence[WorkState], on: date) -> tuple[Dates, NDArray[np.bool_]]:
    """Find the day by which each work had passed each milestone.

    A milestone without a date is passed once a later one has a date, and what a status stands for was reached by the
    day from which the status holds.

    Returns
    -------
    (M, W) datetime64[D]
        NaT where no date up to `on` is known.
    (M, W) bool
        What was passed by a status whose own date is not known.
    """
    own = _read_dates(kind.milestones, works)
    own[own > np.datetime64(on, "D")] = np.datetime64("NaT", "D")
    undated = np.zeros(own.shape, dtype=bool)
    for column, work in enumerate(works):
        if work.by_status is not None:
            reached = kind.milestones.index(work.by_status)
            if work.status_since is None:
                undated[: reached + 1, column] = True
            else:
                own[reached, column] = np.fmin(own[reached, column], np.datetime64(work.status_since, "D"))
    passed: Dates = np.fmin.accumulate(own[::-1], axis=0)[::-1]
    return passed, undated & np.isnat(passed)


def find_due_dates(kind: Kind, works: Sequence[WorkState]) -> Dates:
    """Return the due date of each milestone, (M, W) datetime64[D]; NaT where the plan has none."""
    return _read_dates([kind.due(name) for name in kind.milestones], works)


def _read_dates(fields: Sequence[str], works: Sequence[WorkState]) -> Dates:
    rows = [[work.values.get(name) for work in works] for name in fields]
    dates: Dates = np.array(rows, dtype="datetime64[D]").reshape(len(fields), len(works))
    return dates


@dataclass(frozen=True)
class Curve:
    """How many works were due by each day, and how many were finished.

    Parameters
    ----------
    planned, finished : sequence of (day, count)
        The cumulative count from that day on; `planned` begins at 0, `finished` at `before`.
    before : int
        Works that are finished by their status, with no date; they are included in `finished`.
    undated : int
        Works without a due date; they are not in `planned`.
    last_due : date or None
        The latest due date.
    """

    planned: Sequence[tuple[date, int]]
    finished: Sequence[tuple[date, int]]
    before: int
    undated: int
    last_due: date | None


@dataclass(frozen=True)
class Month:
    """Works by the end of a month.

    Parameters
    ----------
    end : date
        The end of the month, or the day of the report.
    due : int
        How many works were due.
    passed : tuple of int
        How many had passed each milestone.
    """

    end: date
    due: int
    passed: tuple[int, ...]


def build_curve(kind: Kind, passed: Dates, undated: NDArray[np.bool_], due: Dates) -> Curve:
    """Build the cumulative counts of one kind from (M, W) dates and flags."""
    finish = kind.milestones.index(kind.finish)
    before = int(undated[finish].sum())
    planned, finished = _cumulate(due[finish], 0), _cumulate(passed[finish], before)
    return Curve(planned, finished, before, int(np.isnat(due[finish]).sum()), planned[-1][0] if planned else None)


def list_months(kind: Kind, passed: Dates, undated: NDArray[np.bool_], due: Dates, on: date) -> tuple[Month, ...]:
    """Count works by month, from the first date of any milestone to `on`."""
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


def _cumulate(days: Dates, before: int) -> tuple[tuple[date, int], ...]:
    """Return the cumulative count from each day on."""
    dates, counts = np.unique(days[~np.isnat(days)], return_counts=True)
    return tuple(zip(dates.astype(object).tolist(), (before + np.cumsum(counts)).tolist(), strict=True))
