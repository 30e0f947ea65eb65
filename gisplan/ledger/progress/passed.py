"""When each work passed each milestone: on its own day, or at the latest on that of the next one that has a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gisplan.ledger.kinds import Kind
from gisplan.ledger.state import WorkState

__all__ = ["Days", "due_days", "passed_days"]

Days = NDArray[np.datetime64]


def passed_days(kind: Kind, works: Sequence[WorkState], on: date) -> Days:
    """The day by which each work had passed each milestone, (milestones, W), NaT where it had not by the end of `on`.

    A milestone without a day is behind the work once a later one has a day. What a status alone says was reached by
    `on`, nobody knows since when.
    """
    today = np.datetime64(on, "D")
    own = _days(kind.milestones, works)
    own[own > today] = np.datetime64("NaT")
    for at, work in enumerate(works):
        if (said := kind.status.get(work.values.get("status", ""))) is not None:
            here = kind.milestones.index(said)
            own[here, at] = np.fmin(own[here, at], today)
    behind: Days = np.fmin.accumulate(own[::-1], axis=0)[::-1]
    return behind


def due_days(kind: Kind, works: Sequence[WorkState]) -> Days:
    """The day on which each milestone is due, (milestones, W), NaT where the plan names none."""
    return _days([kind.due(name) for name in kind.milestones], works)


def _days(fields: Sequence[str], works: Sequence[WorkState]) -> Days:
    rows = [[work.values.get(name) for work in works] for name in fields]
    days: Days = np.array(rows, dtype="datetime64[D]").reshape(len(fields), len(works))
    return days
