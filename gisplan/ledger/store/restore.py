"""Replace a store by a backup, in one transaction that keeps all other writers out from its beginning.

The copy of the former store is written while the lock is held, so that an event acknowledged before is in the copy,
and one acknowledged after is in the restored ledger.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, select, text, update

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.events.attachments import list_attachments
from gisplan.ledger.store.backup import copy_tables, write_safety_copy
from gisplan.ledger.store.engine import format_address, read_transaction, write_transaction
from gisplan.ledger.store.files import FOLDER, FileStore
from gisplan.ledger.store.initialise import initialise_store, is_whole, refuse_other_county
from gisplan.ledger.tables import ATTACHMENTS, BATCHES, EVENTS, SCENARIO_CHANGES, SCENARIOS, STORE, WORKS

__all__ = ["RestoreResult", "bring_files", "replace_store"]

_KEPT = (SCENARIO_CHANGES, SCENARIOS, ATTACHMENTS, EVENTS, BATCHES)  # what triggers protect; each before what it names


@dataclass(frozen=True)
class RestoreResult:
    """What a restore did.

    Parameters
    ----------
    id : str
        The id of the restored store.
    last_event : int
        Its last event.
    events_before : int or None
        How many events the store had before; None where it was damaged.
    kept : path or None
        The file that holds the store as it was before.
    """

    id: str
    last_event: int
    events_before: int | None
    kept: Path | None


def bring_files(copy: Engine, path: Path, folder: Path | None, *, allow_lost: bool) -> None:
    """Bring the files that a backup needs from the folder beside it to that of the store.

    Raises
    ------
    LedgerStoreError
        Files are missing or damaged, or the store has no folder for them.
    WriteError
        The disk is full, or the folder may not be written to.
    """
    with read_transaction(copy) as connection:
        needed = list(list_attachments(connection))
    if not needed:
        return
    if folder is None:
        message = _('The backup has photos and documents: name a folder for them: [ledger] files = "…".')
        raise LedgerStoreError(message)
    FileStore(folder).bring(FileStore(path.parent / FOLDER), needed, allow_lost=allow_lost)


def replace_store(
    engine: Engine, copy: Engine, county: str, utc_offset: str, *, keep: Path | None, now: datetime
) -> RestoreResult:
    """Replace the content of a store by that of a checked copy of a backup; write what it had to `keep` first.

    A store that is not there yet is made. The store gets a new id, as its next events will differ from those that
    followed in the store before.

    Raises
    ------
    LedgerStoreError
        The store is of another county, damaged, or in use for longer than a writer waits; nothing was changed.
    WriteError
        The former store could not be kept; nothing was changed.
    """
    kept, unsure = None, False
    try:
        with write_transaction(engine) as target, read_transaction(copy) as source:
            initialise_store(target, county, utc_offset, now)
            before = _lock(target, county)
            if before.last_event and keep is not None:
                write_safety_copy(engine, target, keep)
                kept = keep
            restored = _replace_rows(source, target)
            unsure = engine.dialect.name != "sqlite"  # a server may have committed although its answer is lost
    except Exception:
        if kept is not None and not unsure:
            kept.unlink(missing_ok=True)
        raise
    return RestoreResult(restored.id, restored.last_event, before.last_event, kept)


def _lock(connection: Connection, county: str) -> Row[Any]:
    """Keep all other writers out until the end; check that the store can be replaced, and return its row."""
    if connection.dialect.name == "postgresql":
        # readers go on: they see the former rows until the commit
        connection.execute(
            text("LOCK TABLE store, batches, works, events, attachments, scenarios, scenario_changes IN EXCLUSIVE MODE")
        )
    if not is_whole(connection):
        raise LedgerStoreError(
            _(
                "The ledger's tables in the database are damaged. Create an empty database, name it in [ledger] url, "
                "and restore the backup into it."
            )
        )
    store = connection.execute(select(STORE)).one()
    refuse_other_county(store.county, county, _find_address(connection))
    return store


def _find_address(connection: Connection) -> str:
    """Return the file or URL of a store as it may be shown."""
    if connection.dialect.name == "sqlite":
        return str(connection.exec_driver_sql("PRAGMA database_list").all()[0][2])
    return format_address(connection.engine.url.render_as_string())


def _replace_rows(source: Connection, target: Connection) -> Row[Any]:
    """Replace all rows by those of `source`, and give the store a new id; return its new row."""
    with _unprotected(target):
        with _indexed(target):
            for table in (*_KEPT, WORKS):
                target.execute(delete(table))
        copy_tables(source, target)
    old = source.execute(select(STORE)).one()
    new = {**old._mapping, "id": str(uuid.uuid4()), "parent": old.id, "parent_event": old.last_event}
    target.execute(update(STORE).values(new))
    return target.execute(select(STORE)).one()


@contextmanager
def _indexed(connection: Connection) -> Iterator[None]:
    """Index within the transaction what an event undoes: else all events are searched for each that is deleted."""
    connection.exec_driver_sql("CREATE INDEX events_undoes_deleted ON events (undoes)")
    yield
    connection.exec_driver_sql("DROP INDEX events_undoes_deleted")


@contextmanager
def _unprotected(connection: Connection) -> Iterator[None]:
    """Take the triggers that refuse changes of events off within the transaction, and put them back."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = connection.execute(query).all()
        off = [f'DROP TRIGGER "{trigger.name}"' for trigger in triggers]
        on = [trigger.sql for trigger in triggers]
    else:
        off, on = (
            [
                f"ALTER TABLE {table.name} {action} TRIGGER USER"
                for table in (ATTACHMENTS, EVENTS, BATCHES, SCENARIOS, SCENARIO_CHANGES)
            ]
            for action in ("DISABLE", "ENABLE")
        )
    for statement in off:
        connection.exec_driver_sql(statement)
    yield
    for statement in on:
        connection.exec_driver_sql(statement)
