"""How far a work is, as maps show it: its last milestone, and whether others are late."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from gisplan.ledger.events.labels import escape_unprintable, field_label
from gisplan.ledger.kinds import read_kinds

if TYPE_CHECKING:
    from gisplan.ledger.events.state import WorkState

__all__ = ["describe_standing"]


def describe_standing(work: WorkState, on: date) -> dict[str, Any]:
    """Describe how far a work is, as plain data.

    Parameters
    ----------
    work : WorkState
    on : date
        The day by which milestones are late.

    Returns
    -------
    dict
        `number`, `kind`, `code`, `name`, `villages` (their codes), `listed`; `stage`, the place of its last milestone
        among those of its kind, -1 where it has none; `day`, on which it was reached, and `late`, the milestones that
        were due, in words.
    """
    kind, reached = read_kinds()[work.kind], work.reached
    day = work.values.get(reached) if reached is not None else None
    return {
        "number": work.number,
        "kind": work.kind,
        "code": escape_unprintable(work.code),
        "name": escape_unprintable(work.name),
        "villages": list(work.values.get("villages") or ()),
        "listed": bool(work.values.get("listed")),
        "stage": -1 if reached is None else kind.milestones.index(reached),
        "day": "" if day is None else day.isoformat(),
        "late": [field_label(name) for name in work.overdue(on)],
    }
