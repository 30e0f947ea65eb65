"""When each work passed each milestone: on its own day, or at the latest on that of the next one that has a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gisplan.ledger.events.state import WorkState
from gisplan.ledger.kinds import Kind

__all__ = ["Dates", "find_due_dates", "find_passed_dates"]

Dates = NDArray[np.datetime64]


def find_passed_dates(kind: Kind, works: Sequence[WorkState], on: date) -> tuple[Dates, NDArray[np.bool_]]:
    """The day by which each work had passed each milestone, (milestones, W), NaT where no day up to `on` is known.

    A milestone without a day is behind the work once a later one has a day, and what a status tells was reached by the
    day from which it holds. The second array marks what only a status tells that holds since nobody knows when.
    """
    own = _days(kind.milestones, works)
    own[own > np.datetime64(on, "D")] = np.datetime64("NaT")
    undated = np.zeros(own.shape, dtype=bool)
    for at, work in enumerate(works):
        if work.by_status is not None:
            here = kind.milestones.index(work.by_status)
            if work.status_since is None:
                undated[: here + 1, at] = True
            else:
                own[here, at] = np.fmin(own[here, at], np.datetime64(work.status_since, "D"))
    days: Dates = np.fmin.accumulate(own[::-1], axis=0)[::-1]
    return days, undated & np.isnat(days)


def find_due_dates(kind: Kind, works: Sequence[WorkState]) -> Dates:
    """The day on which each milestone is due, (milestones, W), NaT where the plan names none."""
    return _days([kind.due(name) for name in kind.milestones], works)


def _days(fields: Sequence[str], works: Sequence[WorkState]) -> Dates:
    rows = [[work.values.get(name) for work in works] for name in fields]
    days: Dates = np.array(rows, dtype="datetime64[D]").reshape(len(fields), len(works))
    return days
