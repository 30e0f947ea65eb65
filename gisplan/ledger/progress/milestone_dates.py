"""When each work passed each milestone: on its own date, or at the latest on that of the next one with a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import Kind

__all__ = ["Dates", "find_due_dates", "find_passed_dates"]

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
    own[own > np.datetime64(on, "D")] = np.datetime64("NaT")
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
