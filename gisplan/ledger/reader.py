"""A ledger as it is read: its works on any day, by what was known on any other; its events; its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, select

from gisplan.base.display import Overview
from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.entry.find_work import find_work
from gisplan.ledger.events.changes import Event
from gisplan.ledger.events.clock import (
    ClockDoubt,
    find_clock_doubt,
    format_instant,
    local_date,
    parse_instant,
    parse_utc_offset,
)
from gisplan.ledger.events.history import hash_events, read_events
from gisplan.ledger.events.state import State, WorkState, read_state
from gisplan.ledger.events.times import TimeDoubt, find_time_doubts, list_doubtful_records
from gisplan.ledger.store.engine import read_transaction
from gisplan.ledger.tables import BATCHES, STORE

if TYPE_CHECKING:
    import geopandas as gpd


__all__ = ["LedgerReader", "now"]


def now() -> datetime:
    """Return the current time (UTC)."""
    return datetime.now(UTC)


@dataclass(frozen=True, repr=False)
class LedgerReader:
    """The ledger of one county, as it is read.

    Each call is a transaction of its own; nothing is held open between calls.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The engine of the store's database.
    address : str
        The file or URL of the store, without a password.
    id : str
        The UUID of the store; a restored store gets a new one.
    county : str
        The code of the county.
    utc_offset : str
        The county's offset from UTC, such as "+08:00"; it sets where days begin and end.
    crs : str or None
        The coordinate system in which `works` returns geometry.
    clock : callable
        Returns the time of recording.
    """

    engine: Engine
    address: str
    id: str
    county: str
    utc_offset: str
    crs: str | None = None
    clock: Callable[[], datetime] = now

    def overview(self) -> Overview:
        """Describe whose ledger it is and where it is stored, for a session or notebook; the store is not read.

        Returns
        -------
        Overview
            One line.
        """
        return Overview(f"Ledger of county {self.county}, {self.address}")

    def __repr__(self) -> str:
        return self.overview().to_text()

    def _repr_html_(self) -> str:
        return self.overview().to_html()

    @property
    def last_event(self) -> int:
        """The number of the last event; with `id` it identifies what a document was made from."""
        with read_transaction(self.engine) as connection:
            return int(connection.execute(select(STORE.c.last_event)).scalar_one())

    @property
    def today(self) -> date:
        """The current day in the county's time zone."""
        return local_date(format_instant(self.clock()), parse_utc_offset(self.utc_offset))

    def find_clock_doubt(self) -> str | None:
        """Explain what is doubtful about this computer's clock, by the time of the last record.

        Returns
        -------
        str or None
            A sentence in the user's language; None where nothing is doubtful.
        """
        doubt = self.read_clock_doubt()
        return None if doubt is None else doubt.explain()

    def read_clock_doubt(self) -> ClockDoubt | None:
        """Return how this computer's clock contradicts the time of the last record; None where it does not."""
        with read_transaction(self.engine) as connection:
            return self._find_clock_doubt(connection)

    def _find_clock_doubt(self, connection: Connection) -> ClockDoubt | None:
        query = select(BATCHES.c.recorded).order_by(BATCHES.c.id.desc()).limit(1)
        last = connection.execute(query).scalar_one_or_none()
        with reading_stored_rows():
            zone = parse_utc_offset(self.utc_offset)
            return find_clock_doubt(parse_instant(last) if last else None, self.clock(), zone)

    def time_doubts(self) -> tuple[TimeDoubt, ...]:
        """List the batches that a wrong clock may have recorded.

        Returns
        -------
        tuple of TimeDoubt
            In the order of recording; empty where all times are in order.
        """
        with read_transaction(self.engine) as connection:
            return tuple(find_time_doubts(connection, self.today))

    def state(
        self,
        on: date | None = None,
        known_at: date | None = None,
        *,
        last_event: int | None = None,
        unlisted: bool = False,
    ) -> State:
        """Return the works as they were at the end of `on`, by what was recorded by the end of `known_at`.

        Parameters
        ----------
        on : date, optional
            Default: `known_at`, else today.
        known_at : date, optional
            Default: by everything recorded so far.
        last_event : int, optional
            By what was recorded up to this event; it reproduces the state that a document was made from.
        unlisted : bool
            Include works that were taken off the ledger.

        Returns
        -------
        State
            The works, in the order in which they were added.

        Raises
        ------
        LedgerError
            The day of `known_at` is in the future.
        """
        if known_at is not None and known_at > self.today:
            raise LedgerError(
                _("{0} is in the future: what will be known then cannot be shown. Give a date up to today.").format(
                    known_at
                )
            )
        with read_transaction(self.engine) as connection:
            today = self.today
            state = read_state(
                connection, on=on, known_at=known_at, last_event=last_event, today=today, unlisted=unlisted
            )
            doubtful = list_doubtful_records(connection, today, state.last_event)
            return replace(state, clock=self._find_clock_doubt(connection), doubtful=doubtful)

    def works(
        self,
        on: date | None = None,
        known_at: date | None = None,
        *,
        last_event: int | None = None,
        kinds: Sequence[str] | None = None,
    ) -> gpd.GeoDataFrame:
        """Return the state as a frame with the columns of `County.works`, and more.

        Parameters
        ----------
        on, known_at, last_event
            As for `state`.
        kinds : sequence of str, optional
            Only works of these kinds; default: all.

        Returns
        -------
        geopandas.GeoDataFrame
            One row a work; see `make_works_frame`.
        """
        from gisplan.ledger.works_frame import make_works_frame

        return make_works_frame(self.state(on, known_at, last_event=last_event), self.crs, kinds)

    def work(self, code: str, kind: str | None = None) -> WorkState:
        """Return one work as it is now, with the version that a change of it must name; also an unlisted one.

        Parameters
        ----------
        code : str
            The work's code.
        kind : str, optional
            Its kind, where works of several kinds have the code.

        Returns
        -------
        WorkState
            The work's current state.

        Raises
        ------
        LedgerError
            There is no such work, or works of several kinds have the code.
        """
        with read_transaction(self.engine) as connection:
            row = find_work(connection, code, kind)
            state = read_state(connection, on=None, known_at=None, today=self.today, unlisted=True, works=[row.id])
        with reading_stored_rows():
            return state.works[0]

    def history(self, code: str, kind: str | None = None) -> tuple[Event, ...]:
        """Return every event of a work, in the order of recording.

        Parameters
        ----------
        code : str
            The work's code.
        kind : str, optional
            Its kind, where works of several kinds have the code.

        Returns
        -------
        tuple of Event
            The events.

        Raises
        ------
        LedgerError
            There is no such work, or works of several kinds have the code.
        """
        with read_transaction(self.engine) as connection:
            return tuple(read_events(connection, work=find_work(connection, code, kind).id))

    def events(self, *, last_event: int | None = None) -> tuple[Event, ...]:
        """Return every event of every work, in the order of recording.

        Parameters
        ----------
        last_event : int, optional
            Only events up to this one.

        Returns
        -------
        tuple of Event
            The events.
        """
        with read_transaction(self.engine) as connection:
            return tuple(read_events(connection, last_event=last_event))

    def digest(self, *, last_event: int | None = None) -> str:
        """Return the SHA-256 of all events up to one; equal events give equal digests in any database.

        Parameters
        ----------
        last_event : int, optional
            The last event to include; default: all.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        with read_transaction(self.engine) as connection:
            return hash_events(connection, last_event)
