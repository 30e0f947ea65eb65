"""The works ledger: opened for a county, told of changes, and asked how things stand, stood, or were known to stand."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, select

from gisplan.base.display import Overview
from gisplan.base.errors import LedgerError, LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.events.changes import Batch, Change, Event
from gisplan.ledger.events.history import hash_events, read_events
from gisplan.ledger.events.record import Told, record
from gisplan.ledger.events.state import (
    State,
    WorkState,
    find_work,
    format_instant,
    local_date,
    parse_utc_offset,
    read_state,
)
from gisplan.ledger.store.engine import open_engine, read_transaction, tell_place, write_transaction
from gisplan.ledger.store.initialise import VERSIONS, find_version, settle
from gisplan.ledger.store.location import find_location, find_place
from gisplan.ledger.tables import STORE

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan.county.county import County
    from gisplan.ledger.events.load import LoadResult
    from gisplan.ledger.store.backup import RestoreResult

__all__ = ["Ledger", "open_ledger"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, repr=False)
class Ledger:
    """The ledger of one county. Each call is a transaction of its own; nothing is held open between calls.

    Attributes
    ----------
    engine : sqlalchemy.Engine
    place : str
        Where the store is, without a password.
    id, county, utc_offset : str
        Who the store is, whose works it keeps, and where its days begin and end.
    crs : str or None
        The county's coordinate system, in which `works` places them.
    clock : callable
        What tells the time of recording.
    """

    engine: Engine
    place: str
    id: str
    county: str
    utc_offset: str
    crs: str | None = None
    clock: Callable[[], datetime] = _now

    def overview(self) -> Overview:
        """Return whose ledger it is and where it is kept: what a session or notebook shows. The store is not read."""
        return Overview(f"Ledger of county {self.county}, {self.place}")

    def __repr__(self) -> str:
        return self.overview().to_text()

    def _repr_html_(self) -> str:
        return self.overview().to_html()

    @property
    def last_event(self) -> int:
        """The number of the last event; with `id` it says what a document rests on."""
        with read_transaction(self.engine) as connection:
            return int(connection.execute(select(STORE.c.last_event)).scalar_one())

    @property
    def today(self) -> date:
        """The day that it is where the county is."""
        return local_date(format_instant(self.clock()), parse_utc_offset(self.utc_offset))

    def state(
        self,
        on: date | None = None,
        known_at: date | None = None,
        *,
        last_event: int | None = None,
        unlisted: bool = False,
    ) -> State:
        """The works as they stood at the end of `on`, by what was recorded by the end of `known_at`.

        Parameters
        ----------
        on : date, optional
            Without it: `known_at`, else today.
        known_at : date, optional
            Without it: by what is known now.
        last_event : int, optional
            By what was recorded up to this event: a document's state again.
        unlisted : bool
            With the works that were taken off the ledger.

        Raises
        ------
        LedgerError
            The day of `known_at` has not come yet.
        """
        if known_at is not None and known_at > self.today:
            raise LedgerError(
                _("{0} is in the future: what will be known then cannot be shown. Give a date up to today.").format(
                    known_at
                )
            )
        asked = {"on": on, "known_at": known_at, "last_event": last_event}
        with read_transaction(self.engine) as connection:
            return read_state(connection, **asked, today=self.today, unlisted=unlisted)  # type: ignore[arg-type]

    def works(
        self,
        on: date | None = None,
        known_at: date | None = None,
        *,
        last_event: int | None = None,
        kinds: Sequence[str] | None = None,
    ) -> gpd.GeoDataFrame:
        """The state as a frame with the columns of `County.works`, and more: see `make_works_frame`."""
        from gisplan.ledger.works_frame import make_works_frame

        return make_works_frame(self.state(on, known_at, last_event=last_event), self.crs, kinds)

    def record(
        self,
        changes: Iterable[Change],
        *,
        by: str,
        received: date | None = None,
        note: str | None = None,
        source: str | None = None,
        source_sha256: str | None = None,
        store: str | None = None,
        dry_run: bool = False,
    ) -> Batch:
        """Keep changes as events: all of them, or none. On return they are on the disk.

        Parameters
        ----------
        by : str
            Who records.
        received : date, optional
            When the bureau had it.
        source, source_sha256 : str, optional
            The sheet that it came from.
        store : str, optional
            The store that the versions were read from, where that was long ago: a restored ledger is another.
        dry_run : bool
            Check all of it and keep nothing: the batch that it would be, or the error.

        Raises
        ------
        LedgerError
            A work, field or value that the ledger does not know; every one is named.
        LedgerConflictError
            Works that someone changed after the version that was seen; `conflicts` holds each.
        LedgerRuleError
            Rules of the milestones that are broken without an override; `violations` holds each.
        LedgerStoreError
            The database is busy, full or damaged; nothing was kept.

        Examples
        --------
        >>> work = ledger.work("SL2019-002")  # doctest: +SKIP
        >>> ledger.record([Change(work.code, "tested", date(2019, 7, 2), work.version)], by="王")  # doctest: +SKIP
        """
        told = Told(by, received, note, source, source_sha256, store)
        with write_transaction(self.engine, keep=not dry_run) as connection:
            return record(connection, changes, told, now=self.clock())

    def work(self, code: str, kind: str | None = None) -> WorkState:
        """One work as it stands now, with the version that a change of it must name; also one taken off the ledger.

        Raises
        ------
        LedgerError
            There is no such work, or works of several kinds have the code.
        """
        with read_transaction(self.engine) as connection:
            row = find_work(connection, code, kind)
            state = read_state(connection, on=None, known_at=None, today=self.today, unlisted=True, works=[row.id])
        return state.works[0]

    def history(self, code: str, kind: str | None = None) -> tuple[Event, ...]:
        """Every event of a work, in the order in which they were recorded."""
        with read_transaction(self.engine) as connection:
            return tuple(read_events(connection, work=find_work(connection, code, kind).id))

    def events(self, *, last_event: int | None = None) -> tuple[Event, ...]:
        """Every event of every work, in the order in which they were recorded."""
        with read_transaction(self.engine) as connection:
            return tuple(read_events(connection, last_event=last_event))

    def digest(self, *, last_event: int | None = None) -> str:
        """The SHA-256 of everything that was recorded up to an event: the same for the same events, wherever kept."""
        with read_transaction(self.engine) as connection:
            return hash_events(connection, last_event)

    def load(self, county: County, *, by: str, received: date | None = None, note: str | None = None) -> LoadResult:
        """Bring in the works of the county's layer files: all at first, and later what the files say anew.

        What the ledger and the files both changed stays as the ledger has it, and is listed in `differences`.
        """
        from gisplan.ledger.events.load import SOURCE, LoadResult, compare_county, read_last_loaded

        with write_transaction(self.engine) as connection:
            connection.execute(select(STORE).with_for_update())
            state = read_state(connection, on=None, known_at=None, today=self.today, unlisted=True)
            changes, added, differences = compare_county(county, state, read_last_loaded(connection))
            batch = record(connection, changes, Told(by, received, note, SOURCE), now=self.clock())
        return LoadResult(batch, added, batch.works - added, tuple(differences))

    def check(self) -> tuple[str, ...]:
        """Everything that is wrong with the store; nothing where it is whole."""
        from gisplan.ledger.store.integrity import find_damage

        with read_transaction(self.engine) as connection:
            return tuple(find_damage(connection))

    def backup(self, path: str | os.PathLike[str]) -> int:
        """Write the ledger to a SQLite file, whole or not at all: see `back_up`. The last event that is in it."""
        from gisplan.ledger.store.backup import back_up

        return back_up(self.engine, Path(path))

    def restore(self, path: str | os.PathLike[str], *, keep: str | os.PathLike[str] | None = None) -> RestoreResult:
        """Put a backup in the place of all that is here, in one transaction. The ledger is another then.

        Parameters
        ----------
        keep : path, optional
            A file to which what is here is backed up first.

        Raises
        ------
        LedgerStoreError
            The file is no backup of this county's ledger, or damaged; nothing was changed.
        """
        from gisplan.ledger.store.backup import RestoreResult, open_backup_copy, replace_store

        with open_backup_copy(Path(path), self.county) as copy:
            before = self.last_event
            if keep is not None:
                self.backup(keep)
            identity = str(uuid.uuid4())
            last = replace_store(self.engine, copy, identity)
        return RestoreResult(identity, last, before, Path(keep) if keep is not None else None)


def open_ledger(
    county: str | os.PathLike[str] | County,
    url: str | None = None,
    *,
    create: bool = True,
    clock: Callable[[], datetime] = _now,
) -> Ledger:
    """Open the ledger of a county, and make it or bring it to today's version if need be.

    Parameters
    ----------
    county : path or County
        A county's folder, its gisplan.toml, or a county that was read.
    url : str, optional
        Another store than the one that GISPLAN_LEDGER_URL or `[ledger] url` of the county file names, or than
        `ledger.sqlite` beside the county file.
    create : bool
        False refuses to make or change a store.
    clock : callable
        What tells the time of recording.

    Raises
    ------
    CountyFileError
        The county file cannot be used.
    LedgerStoreError
        There is no ledger and none is to be made, or it is another county's, of a later version, or damaged.
    ExtraMissingError
        The store is on PostgreSQL, and its driver is not installed.

    Examples
    --------
    >>> ledger = gisplan.open_ledger("layers/zhenba")  # doctest: +SKIP
    """
    home = find_location(county)
    place = find_place(home, url)
    engine = open_engine(place, create=create)
    with read_transaction(engine) as connection:
        version = find_version(connection)
    if version != VERSIONS[-1]:
        if not create:
            old = _("The ledger at {0} was made by an earlier version: upgrade it with gisplan ledger open COUNTY.")
            none = _("There is no ledger at {0}: create it with gisplan ledger open COUNTY.")
            raise LedgerStoreError((old if version else none).format(tell_place(place)))
        settle(engine, home, clock)
    with read_transaction(engine) as connection:
        store = connection.execute(select(STORE)).one()
    if store.county != home.code:
        told = _("The ledger at {0} belongs to county {1}, not to {2}: give this county's own ledger in [ledger] url.")
        raise LedgerStoreError(told.format(tell_place(place), store.county, home.code))
    return Ledger(engine, tell_place(place), store.id, store.county, store.utc_offset, home.crs, clock)
