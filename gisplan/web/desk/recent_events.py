"""The events of the last days: read once, and after that only those that are new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import select

from gisplan.ledger.events.changes import SOURCE
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.events.history import read_events
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.tables import STORE

if TYPE_CHECKING:
    from gisplan.ledger import Event, Ledger

__all__ = ["RecentEvents"]

_WEEK = timedelta(days=7)


class RecentEvents:
    """What was recorded in the last seven days, but not what was loaded from the layer files; kept between requests."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._store = ""
        self._last_event = 0
        self._events: list[Event] = []

    def read(self) -> Sequence[Event]:
        """Return the events in the order of recording.

        Raises
        ------
        LedgerStoreError
            The store cannot be read.
        """
        since = self._ledger.clock() - _WEEK
        with self._lock, read_transaction(self._ledger.engine) as connection:
            store = connection.execute(select(STORE)).one()
            if store.id != self._store or store.last_event < self._last_event:  # the ledger was restored
                self._events, self._last_event = [], 0
            if store.last_event > self._last_event:
                newer, begin = self._last_event, format_instant(since)
                self._events += read_events(connection, newer_than=newer, recorded_from=begin, without_source=SOURCE)
            self._store, self._last_event = store.id, store.last_event
            self._events = [event for event in self._events if event.recorded >= since]
            return tuple(self._events)
