"""The events of a ledger as they are read, and their hash."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.events.attachments import Attachment, read_attachments
from gisplan.ledger.events.changes import Event
from gisplan.ledger.events.clock import parse_instant
from gisplan.ledger.tables import BATCHES, EVENTS, WORKS

__all__ = ["hash_events", "read_events"]

_WITH_BATCHES = EVENTS.join(BATCHES, BATCHES.c.id == EVENTS.c.batch).join(WORKS, WORKS.c.id == EVENTS.c.work)

_HASHED = ("recorded", "received", "by", "note", "source", "source_sha256")
"""The columns of a batch that the hash covers; a corrected time is no event, and changes no hash."""


def read_events(
    connection: Connection,
    *,
    work: int | None = None,
    after: int = 0,
    last_event: int | None = None,
    newer_than: int = 0,
    recorded_from: str | None = None,
    without_source: str | None = None,
) -> list[Event]:
    """Read events in the order of recording: of one work, those after a version, or of all works.

    `newer_than` is an event, `recorded_from` an instant as the store writes it: only later events are read. Those of
    the source `without_source` are left out.
    """
    batch = (BATCHES.c.recorded, BATCHES.c.received, BATCHES.c.by, BATCHES.c.source, BATCHES.c.note.label("batch_note"))
    query = select(EVENTS, WORKS.c.kind, WORKS.c.code, *batch).select_from(_WITH_BATCHES)
    if work is not None:
        query = query.where(EVENTS.c.work == work, EVENTS.c.version > after)
    if last_event is not None:
        query = query.where(EVENTS.c.id <= last_event)
    if newer_than:
        query = query.where(EVENTS.c.id > newer_than)
    if recorded_from is not None:
        query = query.where(BATCHES.c.recorded >= recorded_from)
    if without_source is not None:
        query = query.where(BATCHES.c.source.is_distinct_from(without_source))
    rows = connection.execute(query.order_by(EVENTS.c.id)).all()
    files = read_attachments(connection, work=work, newer_than=newer_than)
    with reading_stored_rows():
        return [_make_event(row, files.get(("event", row.id), ())) for row in rows]


def hash_events(connection: Connection, last_event: int | None = None) -> str:
    """Return the SHA-256 of all events up to one, each as a line of JSON in one spelling.

    Of an event that undoes another one or has files, a second line has these: other events have the hash that earlier
    versions gave them.
    """
    digest = hashlib.sha256()
    batch = [BATCHES.c[name] for name in _HASHED]
    event = [column for column in EVENTS.c if column.name not in ("work", "undoes")]
    files = read_attachments(connection)
    query = select(*event, WORKS.c.kind, WORKS.c.code, *batch, EVENTS.c.undoes).select_from(_WITH_BATCHES)
    if last_event is not None:
        query = query.where(EVENTS.c.id <= last_event)
    for row in connection.execute(query.order_by(EVENTS.c.id)):
        digest.update(_to_line(list(row[:-1])))
        more = [row.undoes, [vars(file) for file in files.get(("event", row.id), ())]]
        if any(more):
            digest.update(_to_line(more))
    return digest.hexdigest()


def _to_line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=True).encode("ascii") + b"\n"


def _make_event(row: Row[Any], files: tuple[Attachment, ...]) -> Event:
    if row.attachment is not None:
        files = (Attachment(row.attachment, row.attachment_sha256), *files)
    return Event(
        id=row.id,
        batch=row.batch,
        kind=row.kind,
        code=row.code,
        version=row.version,
        field=row.field,
        old=row.old,
        new=row.new,
        on=date.fromisoformat(row.happened),
        received=date.fromisoformat(row.received) if row.received else None,
        recorded=parse_instant(row.recorded),
        by=row.by,
        note=row.note if row.note is not None else row.batch_note,
        broke=tuple(row.broke.split(";")) if row.broke else (),
        override=row.override,
        attachments=files,
        source=row.source,
        undoes=row.undoes,
    )
