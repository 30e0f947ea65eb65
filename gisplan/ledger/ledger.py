"""The ledger of one county: what is read of it, and what is recorded in it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from gisplan.ledger.events.changes import Batch, Change
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.events.record import RecordInfo, check_signature, make_batch_columns, record
from gisplan.ledger.events.state import (
    read_state,
)
from gisplan.ledger.reader import LedgerReader
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import STORE

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.ledger.events.load import LoadResult
    from gisplan.ledger.events.times import TimeDoubt
    from gisplan.ledger.store.restore import RestoreResult

__all__ = ["Ledger"]


@dataclass(frozen=True, repr=False)
class Ledger(LedgerReader):
    """The ledger of one county: what `LedgerReader` reads of it, and what is recorded in it.

    Each call is a transaction of its own; nothing is held open between calls.
    """

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
        """Record changes as events: all of them, or none. On return they are on the disk.

        Parameters
        ----------
        changes : iterable of Change
            The changes; those that change nothing are left out.
        by : str
            Who records.
        received : date, optional
            When the bureau received the information.
        note : str, optional
            A note on the whole batch.
        source, source_sha256 : str, optional
            The name and hash of the workbook that the changes come from.
        store : str, optional
            The id of the store that the versions were read from; default: the one that was opened. A restored ledger
            is another.
        dry_run : bool
            Check everything and record nothing.

        Returns
        -------
        Batch
            What was recorded, or would be.

        Raises
        ------
        LedgerError
            A work, field or value is unknown or invalid; the message names every one.
        LedgerConflictError
            Works were changed after the version that was seen; `conflicts` holds each.
        LedgerRuleError
            Rules of the milestones are broken without an override; `violations` holds each.
        LedgerStoreError
            The database is busy, full or damaged; nothing was recorded.

        Examples
        --------
        >>> work = ledger.work("SL2019-002")  # doctest: +SKIP
        >>> ledger.record([Change(work.code, "tested", date(2019, 7, 2), work.version)], by="王")  # doctest: +SKIP
        """
        info = RecordInfo(by, received, note, source, source_sha256, store or self.id)
        with write_transaction(self.engine, commit=not dry_run) as connection:
            return record(connection, changes, info, now=self.clock())

    def load(self, county: County, *, by: str, received: date | None = None, note: str | None = None) -> LoadResult:
        """Load the works of the county's layer files: all at first, and later what changed in the files.

        A value that changed both in the ledger and in the files stays as in the ledger, and is listed in
        `differences`.

        Parameters
        ----------
        county : County
            The county with the works of its files.
        by : str
            Who records.
        received : date, optional
            When the bureau received the files.
        note : str, optional
            A note on the whole batch.

        Returns
        -------
        LoadResult
            What was recorded, and the differences.

        Raises
        ------
        LedgerError
            A value of the files cannot be stored.
        LedgerStoreError
            The database is busy, full or damaged; nothing was recorded.
        """
        from gisplan.ledger.events.changes import SOURCE
        from gisplan.ledger.events.load import LoadResult, compare_county, read_last_loaded

        with write_transaction(self.engine) as connection:
            connection.execute(select(STORE).with_for_update())
            state = read_state(connection, on=None, known_at=None, today=self.today, unlisted=True)
            found = compare_county(county, state.follow_codes(county.changes), read_last_loaded(connection))
            batch = record(connection, found.changes, RecordInfo(by, received, note, SOURCE), now=self.clock())
        return LoadResult(batch, found.added, batch.works - found.added, tuple(found.differences))

    def correct_times(
        self, first: int, last: int, day: date, *, by: str, note: str | None = None
    ) -> tuple[TimeDoubt, ...]:
        """Record on which day batches were truly recorded, where a computer's clock was wrong.

        Nothing is overwritten: the correction is a batch of its own. What was known on a day then follows from it.

        Parameters
        ----------
        first, last : int
            The first and the last of the batches.
        day : date
            The true day of all of them.
        by : str
            Who records the correction.
        note : str, optional
            A note on it.

        Returns
        -------
        tuple of TimeDoubt
            What is still doubtful.

        Raises
        ------
        LedgerError
            There are no such batches, or the day contradicts those before or after them.
        """
        from gisplan.ledger.events.times import correct_times, find_time_doubts

        info, now = RecordInfo(by, note=note), self.clock()
        check_signature(info)
        columns = make_batch_columns(info, format_instant(now))
        with write_transaction(self.engine) as connection:
            today = self.today
            correct_times(connection, range(first, last + 1), day, columns, today)
            # before the commit: a ledger whose other rows cannot be read is left as it is
            return tuple(find_time_doubts(connection, today))

    def check(self) -> tuple[str, ...]:
        """Check the integrity of the store.

        Returns
        -------
        tuple of str
            A message for everything that is wrong; empty where nothing is.
        """
        from gisplan.ledger.store.integrity import find_damage

        with read_transaction(self.engine) as connection:
            return tuple(find_damage(connection))

    def backup(self, path: str | os.PathLike[str]) -> int:
        """Write the ledger to a SQLite file atomically.

        Parameters
        ----------
        path : path
            The file; an older backup is replaced.

        Returns
        -------
        int
            The last event of the backup.

        Raises
        ------
        WriteError
            The file could not be written; an existing file is unchanged.
        LedgerStoreError
            The file exists and is not a backup of a ledger.
        """
        from gisplan.ledger.store.backup import back_up

        return back_up(self.engine, Path(path))

    def restore(self, path: str | os.PathLike[str], *, keep: str | os.PathLike[str] | None = None) -> RestoreResult:
        """Replace everything in the ledger by a backup, in one transaction; the store gets a new id.

        Parameters
        ----------
        path : path
            The backup.
        keep : path, optional
            A new file for the content up to the moment of the replacement; nobody else can record between the two.

        Returns
        -------
        RestoreResult
            What was restored, and where the former content is kept.

        Raises
        ------
        LedgerStoreError
            The file is not a backup of this county's ledger, or damaged; nothing was changed.
        """
        from gisplan.ledger.store.read_backup import read_backup
        from gisplan.ledger.store.restore import replace_store

        kept = Path(keep) if keep is not None else None
        with read_backup(Path(path), self.county) as copy:
            return replace_store(self.engine, copy, self.county, self.utc_offset, keep=kept, now=self.clock())
