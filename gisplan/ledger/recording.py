"""A ledger as changes, corrections and comments are recorded in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from gisplan.ledger.entry.find_work import find_work
from gisplan.ledger.entry.undo import make_undo
from gisplan.ledger.events.attachments import Attachment
from gisplan.ledger.events.changes import Batch, Change
from gisplan.ledger.events.comments import Comment, record_comment
from gisplan.ledger.events.entries import RecordInfo, find_entry, hash_entry
from gisplan.ledger.events.history import read_events
from gisplan.ledger.events.record import record
from gisplan.ledger.filing import LedgerWithFiles
from gisplan.ledger.store.engine import write_transaction
from gisplan.ledger.tables import STORE

__all__ = ["LedgerRecorder"]


@dataclass(frozen=True, repr=False)
class LedgerRecorder(LedgerWithFiles):
    """The ledger of one county, in which changes, corrections and comments are recorded.

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
        entry: str | None = None,
        merge: bool = False,
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
        entry : str, optional
            An id that the client made for this call, such as a UUID. A call that is repeated with the same id and
            content, because its answer was lost, records nothing again and returns the batch of the first one.
        merge : bool
            Whether changes of fields that nobody has changed since the version seen are recorded; else every change of
            a work since then is a conflict.
        dry_run : bool
            Check everything and record nothing.

        Returns
        -------
        Batch
            What was recorded, or would be.

        Raises
        ------
        LedgerError
            A work, field or value is unknown or invalid; the message names every one. Or a file is not kept, or the
            entry's id belongs to another entry.
        LedgerConflictError
            Works were changed after the version that was seen; `conflicts` holds each, with the fields that both
            changed.
        LedgerRuleError
            Rules of the milestones are broken without an override; `violations` holds each.
        LedgerStoreError
            The database is busy, full or damaged; nothing was recorded.

        Examples
        --------
        >>> work = ledger.work("SL2019-002")  # doctest: +SKIP
        >>> ledger.record([Change(work.code, "tested", date(2019, 7, 2), work.version)], by="王")  # doctest: +SKIP
        """
        info = RecordInfo(by, received, note, source, source_sha256, store or self.id, entry, merge)
        with write_transaction(self.engine, commit=not dry_run) as connection:
            return record(connection, changes, info, now=self.clock(), is_kept=self._is_kept)

    def undo(
        self,
        code: str,
        event: int | None = None,
        *,
        by: str,
        kind: str | None = None,
        note: str | None = None,
        override: str | None = None,
        seen: int | None = None,
        store: str | None = None,
        entry: str | None = None,
    ) -> Batch:
        """Undo an event of a work, or all events of its last record, by further events: nothing is erased.

        Parameters
        ----------
        code : str
            The work's code.
        event : int, optional
            The number of the event; default: all of the work's last record.
        by : str
            Who records it.
        kind : str, optional
            The work's kind, where works of several kinds have the code.
        note, override : str, optional
            As for `Change`.
        seen : int, optional
            The version that was seen; default: the present one.
        store, entry : str, optional
            As for `record`.

        Returns
        -------
        Batch

        Raises
        ------
        LedgerError
            The work has no such event, or the field was changed again since.
        LedgerConflictError, LedgerRuleError, LedgerStoreError
            As for `record`.
        """
        info = RecordInfo(by, note=note, store=store or self.id, entry=entry)
        with write_transaction(self.engine) as connection:
            connection.execute(select(STORE).with_for_update())
            asked = hash_entry((), replace(info, source=f"undo {kind} {code} {event}"))
            before = find_entry(connection, entry, asked)
            if before is not None:
                return before
            changes = make_undo(
                read_events(connection, work=find_work(connection, code, kind).id), event, override=override
            )
            if seen is not None:
                changes = [replace(change, seen=seen) for change in changes]
            return record(connection, changes, info, now=self.clock(), asked=asked)

    def comment(
        self,
        code: str,
        text: str,
        *,
        by: str,
        kind: str | None = None,
        attachments: Iterable[Attachment] = (),
        entry: str | None = None,
    ) -> Comment:
        """Record a comment on a work: it changes no value and no version.

        Parameters
        ----------
        code : str
            The work's code.
        text : str
            Up to 2000 characters; it may be empty where files are attached.
        by : str
            Who writes it.
        kind : str, optional
            The work's kind, where works of several kinds have the code.
        attachments : iterable of Attachment
            Its files, kept by `keep` before.
        entry : str, optional
            As for `record`.

        Returns
        -------
        Comment

        Raises
        ------
        LedgerError
            There is no such work, the text is empty or too long, or a file is not kept.
        LedgerStoreError
            The database is busy, full or damaged; nothing was recorded.
        """
        info, files = RecordInfo(by, note=text, store=self.id, entry=entry), tuple(attachments)
        with write_transaction(self.engine) as connection:
            work = find_work(connection, code, kind)
            return record_comment(connection, work, files, info, now=self.clock(), is_kept=self._is_kept)

    def _is_kept(self, file: Attachment) -> bool:
        return self.files.is_kept(file)
