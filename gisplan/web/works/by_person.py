"""What each person recorded: how many batches, and the latest events."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from gisplan.ledger.events.history import read_events
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.tables import BATCHES, EVENTS

if TYPE_CHECKING:
    from gisplan.ledger import Event, Ledger

__all__ = ["count_batches", "read_last_events"]


def count_batches(ledger: Ledger) -> Counter[str]:
    """Count the batches that each name signs.

    Parameters
    ----------
    ledger : Ledger
    """
    query = select(BATCHES.c.by, func.count()).group_by(BATCHES.c.by)
    with read_transaction(ledger.engine) as connection:
        return Counter({str(name): int(count) for name, count in connection.execute(query)})


def read_last_events(ledger: Ledger, name: str, most: int) -> list[Event]:
    """Read the latest events that a name signs, the latest first.

    Parameters
    ----------
    ledger : Ledger
    name : str
    most : int
        How many.
    """
    query = select(EVENTS.c.id).select_from(EVENTS.join(BATCHES)).where(BATCHES.c.by == name)
    with read_transaction(ledger.engine) as connection:
        numbers = connection.execute(query.order_by(EVENTS.c.id.desc()).limit(most)).scalars().all()
        if not numbers:
            return []
        events = read_events(connection, newer_than=min(numbers) - 1 or 0, last_event=max(numbers))
    chosen = set(numbers)
    return [event for event in events[::-1] if event.id in chosen]
