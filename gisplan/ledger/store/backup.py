"""Back up a store to a SQLite file: completely, or not at all."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.io.files.atomic_write import write_atomic
from gisplan.ledger.events.attachments import Attachment
from gisplan.ledger.store.engine import (
    APPLICATION_ID,
    check_name,
    open_engine,
    read_transaction,
    write_transaction,
)
from gisplan.ledger.store.files import FOLDER, FileStore
from gisplan.ledger.store.initialise import upgrade
from gisplan.ledger.store.read_backup import open_backup
from gisplan.ledger.tables import (
    ACCOUNT_LOG,
    ATTACHMENTS,
    BATCHES,
    EDITING,
    EVENTS,
    JOBS,
    SCENARIO_CHANGES,
    SCENARIOS,
    SESSIONS,
    STORE,
    TOKENS,
    USERS,
    WORKS,
)

__all__ = ["back_up", "copy_tables", "make_unique_name", "write_safety_copy"]

_ROWS_PER_PART = 10_000


def back_up(engine: Engine, path: Path, files: FileStore | None = None, *, allow_lost: bool = False) -> int:
    """Write a snapshot of the store to a SQLite file atomically; return its last event.

    The files of its events and comments are in the folder beside it before it is: several backups share that folder.

    Raises
    ------
    WriteError
        The disk is full, or the file may not be written; an existing file is unchanged.
    LedgerStoreError
        The file exists and is not a backup of a ledger, or it is the store itself. Or files are lost.
    """
    check_name(path)

    def bring_files(made: Path) -> None:
        needed = _list_attachments(made)
        if needed and files is not None:
            FileStore(path.parent / FOLDER).bring(files, needed, allow_lost=allow_lost)

    if path.exists() and (_is_store(engine, path) or not _is_ledger(path)):
        raise LedgerStoreError(
            _("{0} exists already and is not a backup: choose another name.").format(path.as_posix())
        )
    if engine.dialect.name == "sqlite":
        return _write_copy(path, lambda made: _copy_file(engine, made), exclusive=False, complete=bring_files)
    with read_transaction(engine) as connection:
        return _write_copy(path, lambda made: _copy_rows(connection, made), exclusive=False, complete=bring_files)


def _list_attachments(made: Path) -> list[Attachment]:
    """List the files that a copy needs."""
    with _as_os_error(), closing(sqlite3.connect(made)) as copy:
        rows = copy.execute("SELECT name, sha256, size FROM attachments ORDER BY id").fetchall()
    return [Attachment(*row) for row in rows]


def write_safety_copy(engine: Engine, connection: Connection, path: Path) -> int:
    """Write the store to a new file while `connection` keeps all writers out; return its last event.

    Raises
    ------
    WriteError
        The disk is full, or the file may not be written.
    LedgerStoreError
        The file exists already.
    """
    check_name(path)
    if engine.dialect.name == "sqlite":
        return _write_copy(path, lambda made: _copy_file(engine, made), exclusive=True)
    return _write_copy(path, lambda made: _copy_rows(connection, made), exclusive=True)


def make_unique_name(folder: Path, stem: str) -> Path:
    """Make the name of a file that no other call gives, whenever and wherever it runs."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return folder / f"{stem}-{stamp}-{secrets.token_hex(4)}.sqlite"


def _write_copy(
    path: Path,
    copy: Callable[[Path], None],
    *,
    exclusive: bool,
    complete: Callable[[Path], None] = lambda _made: None,
) -> int:
    """Write a copy atomically, check and complete it; return its last event. An exclusive one replaces no file."""
    last_events: list[int] = []

    def verify(made: Path) -> None:
        last_events.append(_verify(made))
        complete(made)
        if exclusive:
            path.open("xb").close()

    write_atomic(path, copy, verify=verify, chosen="fixed" if exclusive else "file")
    return last_events[0]


def _copy_file(engine: Engine, made: Path) -> None:
    """Copy with SQLite's own backup, in one step, while others read and write."""
    with _as_os_error(), closing(sqlite3.connect(made)) as copy, closing(engine.raw_connection()) as store:
        store.driver_connection.backup(copy)  # type: ignore[union-attr]  # a sqlite3.Connection
        _remove_accounts(copy)


def _remove_accounts(copy: sqlite3.Connection) -> None:
    """Remove who may sign in, and what they asked for: a copy is sent to others, and a restored store keeps its own."""
    copy.execute("PRAGMA secure_delete = ON")
    with copy:
        for table in (SESSIONS, TOKENS, ACCOUNT_LOG, USERS, EDITING, JOBS):
            copy.execute(f'DELETE FROM "{table.name}"')


def _copy_rows(source: Connection, made: Path) -> None:
    """Copy the tables row by row, in the transaction of `source`."""
    copy = open_engine(made, create=True)
    with _as_os_error(), write_transaction(copy) as target:
        upgrade(target)
        target.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        target.execute(insert(STORE), [dict(source.execute(select(STORE)).mappings().one())])
        copy_tables(source, target)


def copy_tables(source: Connection, target: Connection) -> None:
    """Copy all works, batches, events, what files they have, and scenarios into empty tables, in their order."""
    for table in (WORKS, BATCHES, EVENTS, ATTACHMENTS, SCENARIOS, SCENARIO_CHANGES):
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=_ROWS_PER_PART)
        rows = source.execute(query)
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
        with open_backup(path):
            return True
    except LedgerStoreError:
        return False


def _is_store(engine: Engine, path: Path) -> bool:
    if engine.dialect.name != "sqlite":
        return False
    with read_transaction(engine) as connection:
        own = connection.exec_driver_sql("PRAGMA database_list").one()[2]
    return Path(own).samefile(path)
