"""Entries that clients give an id: a call that is repeated, because its answer was lost, counts once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from gisplan.base.errors import LedgerError
from gisplan.base.language import _
from gisplan.ledger.events.attachments import Attachment
from gisplan.ledger.events.changes import Batch, Change
from gisplan.ledger.events.clock import parse_instant
from gisplan.ledger.kinds import check_text
from gisplan.ledger.tables import BATCHES, EVENTS, STORE

__all__ = ["MOST_CHARACTERS_OF_ID", "RecordInfo", "check_entry", "find_entry", "hash_entry"]

MOST_CHARACTERS_OF_ID = 100
"""So long may the id of an entry be; a UUID has 36 characters."""


@dataclass(frozen=True)
class RecordInfo:
    """Who records a batch, when the bureau received it, and from what source.

    `store` is the id of the store that the versions were read from; None is the current one. `entry` is the id that a
    client gave the call, `merge` whether only a change of the same field is a conflict.
    """

    by: str
    received: date | None = None
    note: str | None = None
    source: str | None = None
    source_sha256: str | None = None
    store: str | None = None
    entry: str | None = None
    merge: bool = False


def check_entry(entry: str | None) -> None:
    """Refuse an id of an entry that is empty, too long or cannot be stored."""
    if entry is None:
        return
    try:
        check_text("entry", entry)
    except ValueError as error:
        raise LedgerError(str(error)) from error
    if not 0 < len(entry.strip()) <= len(entry) <= MOST_CHARACTERS_OF_ID:
        message = _("The id of an entry has 1 to {0} characters, such as a UUID: {1!r}.")
        raise LedgerError(message.format(MOST_CHARACTERS_OF_ID, entry[:MOST_CHARACTERS_OF_ID]))


def hash_entry(changes: Iterable[Change], info: RecordInfo, files: Iterable[Attachment] = ()) -> str | None:
    """Return the SHA-256 of what an entry with an id asks for; the versions seen are no part of it.

    Parameters
    ----------
    changes : iterable of Change
        The changes.
    info : RecordInfo
        What else the call says.
    files : iterable of Attachment
        The files of a comment.
    """
    if info.entry is None:
        return None
    asked = [
        [c.kind, c.code, c.field, c.value, c.on, c.note, c.override, c.undoes, [_name(a) for a in c.attachments]]
        for c in changes
    ]
    other = [info.by, info.received, info.note, info.source, info.source_sha256, [_name(file) for file in files]]
    return hashlib.sha256(json.dumps([asked, other], default=_to_text).encode()).hexdigest()


def _name(attachment: Attachment) -> list[str]:
    """Return what identifies a file as it was given: a photo may be kept in another form next time."""
    return [attachment.name, attachment.original_sha256 or attachment.sha256]


def _to_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def find_entry(connection: Connection, entry: str | None, asked: str | None) -> Batch | None:
    """Find the batch that an entry recorded already; None where it is new, or has no id.

    Raises
    ------
    LedgerError
        The id belongs to another entry.
    """
    if entry is None:
        return None
    row = connection.execute(select(BATCHES).where(BATCHES.c.entry == entry)).one_or_none()
    if row is None:
        return None
    if row.entry_sha256 != asked:
        message = _("The id {0} belongs to another entry, recorded by {1}: give each entry an id of its own.")
        raise LedgerError(message.format(entry, row.by))
    counts = (func.min(EVENTS.c.id), func.count(), func.count(EVENTS.c.work.distinct()))
    first, events, works = connection.execute(select(*counts).where(EVENTS.c.batch == row.id)).one()
    last_event = connection.execute(select(STORE.c.last_event)).scalar_one()
    return Batch(row.id, parse_instant(row.recorded), first, last_event, events, works, repeated=True)
