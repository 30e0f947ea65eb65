"""The works as they are now: read once, and after an event only those that it changed."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import select

from gisplan.ledger.entry.search import WorkIndex, make_work_index
from gisplan.ledger.events.state import State, read_state
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.tables import EVENTS, STORE
from gisplan.web.desk.readings import Readings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from gisplan.ledger import Ledger, WorkState
    from gisplan.web.desk.village_names import VillageName

__all__ = ["CurrentWorks"]

_MOST_CHANGED = 200  # works beyond which all are read again


class CurrentWorks:
    """The state of the works now, works that were taken off among them; kept between requests."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._state: State | None = None
        self._index: tuple[object, WorkIndex] | None = None
        self._readings = Readings()

    def state(self) -> State:
        """Return the works as they are now.

        Raises
        ------
        LedgerStoreError
            The store cannot be read.
        """
        with self._lock, read_transaction(self._ledger.engine) as connection:
            self._state = self._read(connection, self._state)
            return self._state

    def index(self, villages: Mapping[str, VillageName]) -> WorkIndex:
        """Return the works prepared for the search; made anew where the works or the villages' names changed.

        Parameters
        ----------
        villages : mapping of str to VillageName
            The names of villages.
        """
        state = self.state()
        made_of = (state.store, state.last_event, len(villages))
        known = self._index
        if known is None or known[0] != made_of:
            names = {code: village.name for code, village in villages.items()}
            known = self._index = (made_of, make_work_index(state.works, names, read_readings=self._readings.read))
        return known[1]

    def listed(self) -> State:
        """Return the works that are on the ledger."""
        state = self.state()
        return replace(state, works=tuple(work for work in state.works if work.values.get("listed")))

    def find(self, number: int) -> WorkState | None:
        """Return a work by its number in the store, also one that was taken off; None where there is none."""
        return next((work for work in self.state().works if work.number == number), None)

    def changed_after(self, event: int) -> State:
        """Return the works that have events after one, as they are now; those that were taken off among them.

        Parameters
        ----------
        event : int
        """
        state = self.state()
        if event >= state.last_event:
            return replace(state, works=())
        with read_transaction(self._ledger.engine) as connection:
            changed = {*connection.execute(select(EVENTS.c.work).where(EVENTS.c.id > event).distinct()).scalars()}
        return replace(state, works=tuple(work for work in state.works if work.number in changed))

    def _read(self, connection: Connection, known: State | None) -> State:
        store, today = connection.execute(select(STORE)).one(), self._ledger.today
        if known is None or (known.store, known.on) != (store.id, today) or known.last_event > store.last_event:
            return read_state(connection, on=None, known_at=None, today=today, unlisted=True)
        if known.last_event == store.last_event:
            return known
        query = select(EVENTS.c.work).where(EVENTS.c.id > known.last_event).distinct()
        changed = connection.execute(query).scalars().all()
        if len(changed) > _MOST_CHANGED:
            return read_state(connection, on=None, known_at=None, today=today, unlisted=True)
        fresh = read_state(connection, on=None, known_at=None, today=today, unlisted=True, works=changed)
        works = {work.number: work for work in known.works} | {work.number: work for work in fresh.works}
        return replace(fresh, works=tuple(works[number] for number in sorted(works)))
