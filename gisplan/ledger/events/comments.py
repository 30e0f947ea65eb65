"""Comments on works: batches without events, so they are numbered, dated, kept and corrected as all records are.

A comment changes no value, so it changes no version of its work and is never in conflict with a change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.events.attachments import (
    Attachment,
    check_attachments,
    check_kept,
    insert_attachments,
    read_attachments,
)
from gisplan.ledger.events.clock import format_instant, parse_instant
from gisplan.ledger.events.entries import RecordInfo, find_entry, hash_entry
from gisplan.ledger.events.record import check_signature, make_batch_columns
from gisplan.ledger.tables import BATCHES, STORE, WORKS

__all__ = ["MOST_CHARACTERS", "Comment", "read_comments", "record_comment"]

MOST_CHARACTERS = 2000
"""So long may a comment be."""


@dataclass(frozen=True)
class Comment:
    """A comment on a work.

    Parameters
    ----------
    number : int
        The number of its record; events have the same numbers in `Event.batch`.
    kind, code : str
        The work.
    text : str
        What was written.
    by : str
        Who wrote it.
    recorded : datetime
        When it was recorded (UTC).
    attachments : tuple of Attachment
        Its files.
    """

    number: int
    kind: str
    code: str
    text: str
    by: str
    recorded: datetime
    attachments: tuple[Attachment, ...] = ()


def record_comment(
    connection: Connection,
    work: Row[Any],
    files: Sequence[Attachment],
    info: RecordInfo,
    *,
    now: datetime,
    is_kept: Callable[[Attachment], bool],
) -> Comment:
    """Record a comment on a work in a write transaction; its text is the note.

    Raises
    ------
    LedgerError
        The text is empty or too long, a file is not kept, or the entry's id belongs to another entry.
    """
    check_signature(info)
    text = (info.note or "").strip()
    info = replace(info, note=text)
    _check_text(text, files)
    connection.execute(select(STORE).with_for_update())
    asked = hash_entry((), replace(info, source=f"comment {work.kind} {work.code}"), files)
    before = find_entry(connection, info.entry, asked)
    if before is not None:
        return next(c for c in read_comments(connection, work=work.id) if c.number == before.number)
    check_kept(files, is_kept)
    number = int(connection.execute(select(STORE.c.last_batch)).scalar_one()) + 1
    columns = make_batch_columns(info, format_instant(now), asked)
    connection.execute(insert(BATCHES), [{"id": number, **columns, "note": text, "comment_on": work.id}])
    insert_attachments(connection, [(number, work.id, None, file) for file in files])
    connection.execute(update(STORE).values(last_batch=number))
    return Comment(number, work.kind, work.code, text, info.by, parse_instant(columns["recorded"]), tuple(files))


def _check_text(text: str, files: Sequence[Attachment]) -> None:
    if not text and not files:
        raise LedgerError(_("A comment needs a text or a file."))
    if len(text) > MOST_CHARACTERS:
        message = _("A comment has at most {0} characters, and this one has {1}: shorten it, or attach it as a file.")
        raise LedgerError(message.format(MOST_CHARACTERS, len(text)))
    try:
        check_attachments(files)
    except ValueError as error:
        raise LedgerError(str(error)) from None


def read_comments(connection: Connection, *, work: int | None = None, after: int = 0) -> list[Comment]:
    """Read comments in the order of recording: of one work or of all, those behind a record."""
    columns = (BATCHES.c.id, BATCHES.c.note, BATCHES.c.by, BATCHES.c.recorded, WORKS.c.kind, WORKS.c.code)
    query = select(*columns).join(WORKS, WORKS.c.id == BATCHES.c.comment_on).where(BATCHES.c.id > after)
    if work is not None:
        query = query.where(BATCHES.c.comment_on == work)
    rows = connection.execute(query.order_by(BATCHES.c.id)).all()
    files = read_attachments(connection, work=work)
    with reading_stored_rows():
        return [_make_comment(row, files.get(("batch", row.id), ())) for row in rows]


def _make_comment(row: Any, files: tuple[Attachment, ...]) -> Comment:
    return Comment(row.id, row.kind, row.code, row.note, row.by, parse_instant(row.recorded), files)
