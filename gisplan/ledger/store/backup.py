"""Back up a store to a SQLite file, and replace a store by a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.io.files.atomic_write import write_atomic
from gisplan.io.output.working_folder import WorkingFolder
from gisplan.ledger.store.engine import (
    APPLICATION_ID,
    check_name,
    open_engine,
    read_transaction,
    translate_errors,
    write_transaction,
)
from gisplan.ledger.store.initialise import VERSIONS, find_version, upgrade
from gisplan.ledger.store.integrity import find_damage
from gisplan.ledger.tables import BATCHES, EVENTS, STORE, WORKS

__all__ = ["RestoreResult", "back_up", "open_backup_copy", "replace_store"]

_ROWS_PER_PART = 10_000


@dataclass(frozen=True)
class RestoreResult:
    """What a restore did.

    Parameters
    ----------
    id : str
        The id of the restored store.
    last_event : int
        Its last event.
    events_before : int
        How many events the store had before.
    kept : path or None
        The file that holds the store as it was before.
    """

    id: str
    last_event: int
    events_before: int
    kept: Path | None


def back_up(engine: Engine, path: Path) -> int:
    """Write a snapshot of the store to a SQLite file atomically; return its last event.

    Raises
    ------
    WriteError
        The disk is full, or the file may not be written; an existing file is unchanged.
    LedgerStoreError
        The file exists and is not a backup of a ledger, or it is the store itself.
    """
    check_name(path)
    if path.exists() and (_is_store(engine, path) or not _is_ledger(path)):
        raise LedgerStoreError(
            _("{0} exists already and is not a backup: choose another name.").format(path.as_posix())
        )
    copy = _copy_file if engine.dialect.name == "sqlite" else _copy_rows
    last_events = []
    write_atomic(path, lambda made: copy(engine, made), verify=lambda made: last_events.append(_verify(made)))
    return last_events[0]


def _copy_file(engine: Engine, made: Path) -> None:
    """Copy with SQLite's own backup, in one step, while others read and write."""
    with _as_os_error(), closing(sqlite3.connect(made)) as copy, closing(engine.raw_connection()) as store:
        store.driver_connection.backup(copy)  # type: ignore[union-attr]  # a sqlite3.Connection


def _copy_rows(engine: Engine, made: Path) -> None:
    """Copy the tables row by row, in one read transaction."""
    copy = open_engine(made, create=True)
    with read_transaction(engine) as source, _as_os_error(), write_transaction(copy) as target:
        upgrade(target)
        target.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        target.execute(insert(STORE), [dict(source.execute(select(STORE)).mappings().one())])
        _copy_tables(source, target)


def _copy_tables(source: Connection, target: Connection) -> None:
    for table in (BATCHES, WORKS, EVENTS):
        rows = source.execution_options(yield_per=_ROWS_PER_PART).execute(select(table).order_by(table.c.id))
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])


def _verify(made: Path) -> int:
    """Check a copy; return its last event."""
    with _as_os_error(), closing(sqlite3.connect(made)) as copy:
        result = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if result != "ok":
            raise OSError(result)
        return int(copy.execute("SELECT last_event FROM store").fetchone()[0])


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Turn an error of SQLite into an OSError, which `write_atomic` explains (a full disk has no error code)."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _is_ledger(path: Path) -> bool:
    """Return whether a file is a ledger; read through SQLite, as closing the file ourselves would drop its locks."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            return bool(file.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)
    except sqlite3.DatabaseError:
        return False


def _is_store(engine: Engine, path: Path) -> bool:
    if engine.dialect.name != "sqlite":
        return False
    with read_transaction(engine) as connection:
        own = connection.exec_driver_sql("PRAGMA database_list").one()[2]
    return Path(own).samefile(path)


@contextmanager
def open_backup_copy(path: Path, county: str) -> Iterator[Engine]:
    """Open a temporary copy of a backup, checked and upgraded to the current version.

    Raises
    ------
    LedgerStoreError
        The file is not a backup, or it is damaged, of another county, or of a later version.
    """
    if not path.is_file() or not _is_ledger(path):
        raise LedgerStoreError(
            _("{0} is not a backup of a ledger. Give a file written by gisplan ledger backup.").format(path.as_posix())
        )
    with WorkingFolder() as folder:
        copy = Path(folder) / "copy.sqlite"
        with (
            translate_errors(),
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        engine = open_engine(copy, create=False)
        with write_transaction(engine) as connection:
            if find_version(connection) != VERSIONS[-1]:
                upgrade(connection)
            damage = list(find_damage(connection))
            store = connection.execute(select(STORE)).one()
        if damage:
            raise LedgerStoreError(_("{0} is damaged: {1}").format(path.as_posix(), " ".join(damage[:3])))
        if store.county != county:
            message = _("{0} is a backup of county {1}, not of {2}.")
            raise LedgerStoreError(message.format(path.as_posix(), store.county, county))
        yield engine


def replace_store(engine: Engine, copy: Engine, new_id: str) -> int:
    """Replace the content of a store by that of a copy, in one transaction; return its last event.

    The store gets a new id, as its next events will differ from those that followed in the store before.
    """
    with write_transaction(copy) as connection:
        old = connection.execute(select(STORE)).one()
        connection.execute(update(STORE).values(id=new_id, parent=old.id, parent_event=old.last_event))
    if engine.dialect.name == "sqlite":
        with translate_errors(), closing(copy.raw_connection()) as source, closing(engine.raw_connection()) as target:
            source.driver_connection.backup(target.driver_connection)  # type: ignore[union-attr]
        return int(old.last_event)
    with read_transaction(copy) as source, write_transaction(engine) as target:
        _replace_postgresql_rows(source, target)
    return int(old.last_event)


def _replace_postgresql_rows(source: Connection, target: Connection) -> None:
    """Replace all rows, with the triggers that protect events disabled meanwhile."""
    target.execute(text("LOCK TABLE store, batches, works, events IN ACCESS EXCLUSIVE MODE"))
    _switch_triggers(target, "DISABLE")
    for table in (EVENTS, BATCHES, WORKS):
        target.execute(delete(table))
    _copy_tables(source, target)
    _switch_triggers(target, "ENABLE")
    target.execute(update(STORE).values(dict(source.execute(select(STORE)).mappings().one())))


def _switch_triggers(connection: Connection, action: Literal["DISABLE", "ENABLE"]) -> None:
    for table in (EVENTS, BATCHES):
        connection.execute(text(f"ALTER TABLE {table.name} {action} TRIGGER USER"))
