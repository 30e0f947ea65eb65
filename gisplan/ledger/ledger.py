"""The ledger of one county: what is read of it, and what is recorded in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.events.entries import RecordInfo
from gisplan.ledger.events.record import check_signature, make_batch_columns, record
from gisplan.ledger.events.state import read_state
from gisplan.ledger.recording import LedgerRecorder
from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.store.files import FileStore
from gisplan.ledger.tables import STORE

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.ledger.events.load import LoadResult
    from gisplan.ledger.events.times import TimeDoubt
    from gisplan.ledger.store.restore import RestoreResult

__all__ = ["Ledger"]


@dataclass(frozen=True, repr=False)
class Ledger(LedgerRecorder):
    """The ledger of one county: what `LedgerReader` and `LedgerWithFiles` read of it, and what is recorded in it.

    Each call is a transaction of its own; nothing is held open between calls.
    """

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

    def backup(self, path: str | os.PathLike[str], *, allow_lost_files: bool = False) -> int:
        """Write the ledger to a SQLite file atomically, and its photos and documents to the folder beside it.

        Several backups in one folder share the files, so that only new ones are copied.

        Parameters
        ----------
        path : path
            The file; an older backup is replaced.
        allow_lost_files : bool
            Whether a backup is made although photos or documents are missing or damaged.

        Returns
        -------
        int
            The last event of the backup.

        Raises
        ------
        WriteError
            The file could not be written; an existing file is unchanged.
        LedgerStoreError
            The file exists and is not a backup of a ledger, or photos or documents are lost.
        """
        from gisplan.ledger.store.backup import back_up

        files = FileStore(self.folder) if self.folder is not None else None
        return back_up(self.engine, Path(path), files, allow_lost=allow_lost_files)

    def restore(
        self,
        path: str | os.PathLike[str],
        *,
        keep: str | os.PathLike[str] | None = None,
        allow_lost_files: bool = False,
    ) -> RestoreResult:
        """Replace everything in the ledger by a backup, in one transaction; the store gets a new id.

        Its photos and documents are brought first; none that are there are removed.

        Parameters
        ----------
        path : path
            The backup.
        keep : path, optional
            A new file for the content up to the moment of the replacement; nobody else can record between the two.
        allow_lost_files : bool
            Whether a backup is restored although photos or documents of it are missing or damaged.

        Returns
        -------
        RestoreResult
            What was restored, and where the former content is kept.

        Raises
        ------
        LedgerStoreError
            The file is not a backup of this county's ledger, damaged, or without its photos and documents; nothing was
            changed.
        """
        from gisplan.ledger.store.read_backup import read_backup
        from gisplan.ledger.store.restore import bring_files, replace_store

        kept = Path(keep) if keep is not None else None
        with read_backup(Path(path), self.county) as copy:
            bring_files(copy, Path(path), self.folder, allow_lost=allow_lost_files)
            return replace_store(self.engine, copy, self.county, self.utc_offset, keep=kept, now=self.clock())
