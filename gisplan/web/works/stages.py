"""How far works are, as lists and the first page sort them: late, due soon, not reported, finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gisplan.ledger.kinds import read_kinds

if TYPE_CHECKING:
    from gisplan.ledger import WorkState

__all__ = ["SOON", "WEEK", "Due", "find_next_due", "is_finished", "is_in_stage", "is_unreported"]

SOON = timedelta(days=14)
"""What is due within so many days is due soon."""

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A milestone that is not reached, and its due date."""

    milestone: str
    day: date


def is_finished(work: WorkState) -> bool:
    """Return whether a work has reached the milestone at which it counts as finished."""
    kind = read_kinds()[work.kind]
    return work.reached is not None and kind.milestones.index(work.reached) >= kind.milestones.index(kind.finish)


def find_next_due(work: WorkState) -> Due | None:
    """Find the open milestone that is due first; None where none has a due date."""
    kind = read_kinds()[work.kind]
    begin = 0 if work.reached is None else kind.milestones.index(work.reached) + 1
    due = [Due(name, work.values[kind.due(name)]) for name in kind.milestones[begin:] if kind.due(name) in work.values]
    return min(due, key=lambda one: one.day, default=None)


def is_unreported(work: WorkState, today: date) -> bool:
    """Return whether nothing of the last seven days was recorded of a work that is not finished."""
    return not is_finished(work) and (work.reported is None or work.reported <= today - WEEK)


def is_in_stage(work: WorkState, stage: str, today: date) -> bool:
    """Return whether a work belongs to a list.

    Parameters
    ----------
    work : WorkState
    stage : str
        "late", "soon", "unreported", "open" or "finished"; any other is all works.
    today : date
    """
    if stage == "late":
        return bool(work.overdue(today))
    if stage == "soon":
        due = find_next_due(work)
        return due is not None and today < due.day <= today + SOON
    if stage == "unreported":
        return is_unreported(work, today)
    if stage == "open":
        return not is_finished(work)
    return is_finished(work) if stage == "finished" else True
