"""Read a backup, which may be any file: nothing of it but checked rows reaches the ledger.

Its tables are read as data alone, into a temporary database that the migrations of gisplan made. Views, triggers,
virtual tables and generated columns of the file are refused or never run.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.io.child.limits import read_options, scale_limits
from gisplan.ledger.store.engine import APPLICATION_ID, open_private_engine, write_transaction
from gisplan.ledger.store.initialise import VERSIONS, refuse_later_version, upgrade
from gisplan.ledger.store.integrity import find_damage
from gisplan.ledger.tables import SINCE, STORE

__all__ = ["open_backup", "read_backup"]

_MAX_BYTES = 2 * 1024**3  # a ledger of a county has some megabytes
_MAX_CELL_BYTES = 64 * 1024**2
_STEPS = 100_000  # of SQLite's machine, after which the time is looked at
_TABLES = ("store", "works", "batches", "events", "attachments", "scenarios", "scenario_changes")
_MAX_MESSAGES = 3
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA query_only = ON",
    "PRAGMA ignore_check_constraints = ON",
)


@contextmanager
def read_backup(path: Path, county: str) -> Iterator[Engine]:
    """Copy the rows of a backup to a temporary database of the current version, and check them.

    Raises
    ------
    LedgerStoreError
        The file is not a backup, or it is damaged, of another county, or of a later version.
    """
    engine = open_private_engine()
    try:
        with write_transaction(engine) as copy, open_backup(path) as backup:
            _copy(path, backup, copy)
            damage = list(find_damage(copy))
            store = copy.execute(select(STORE)).one()
        if damage:
            raise _damaged(path, " ".join(damage[:_MAX_MESSAGES]))
        if store.county != county:
            message = _("{0} is a backup of county {1}, not of {2}: give a backup of this county's ledger.")
            raise LedgerStoreError(message.format(path.as_posix(), store.county, county))
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_backup(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that is said to be a backup, to be read only and within limits of size and time.

    Raises
    ------
    LedgerStoreError
        It is no file, larger than any ledger, or not marked as a ledger; or SQLite cannot read it.
    """
    with _naming(path):
        if not path.is_file():
            raise _no_backup(path, _("it is missing, or not a file"))
        if path.stat().st_size > _MAX_BYTES:
            raise _no_backup(path, _("it has more than {0} MB").format(_MAX_BYTES // 1024**2))
        if path.stat().st_size == 0:
            raise _no_backup(path, _("it is empty"))
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as backup:
            backup.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_CELL_BYTES)
            seconds = scale_limits(read_options(), path.stat().st_size).seconds
            deadline = time.monotonic() + seconds
            backup.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            for pragma in _PRAGMAS:
                backup.execute(pragma)
            if backup.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise _no_backup(path, _("it is another program's file"))
            backup.execute("BEGIN")
            yield backup


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Explain errors of SQLite and of the system with the file's name."""
    try:
        yield
    except (sqlite3.Error, DBAPIError, UnicodeDecodeError) as error:
        cause = str(getattr(error, "orig", error))
        if "interrupted" in cause:
            message = _("Reading the backup {0} takes too long; nothing was changed. Give more time: --read-seconds.")
            raise LedgerStoreError(message.format(path.as_posix())) from None
        raise (_no_backup if "not a database" in cause else _damaged)(path, cause) from None
    except LedgerStoreError:
        raise
    except (OSError, ValueError) as error:
        raise _no_backup(path, str(error)) from None


def _no_backup(path: Path, reason: str) -> LedgerStoreError:
    message = _("{0} is not a backup of a ledger ({1}). Give a file written by gisplan ledger backup.")
    return LedgerStoreError(message.format(path.as_posix(), reason))


def _damaged(path: Path, reason: str) -> LedgerStoreError:
    message = _("The backup {0} is damaged: {1} Nothing was changed: give another backup.")
    return LedgerStoreError(message.format(path.as_posix(), reason if reason.endswith(".") else f"{reason}."))


def _copy(path: Path, backup: sqlite3.Connection, copy: Connection) -> None:
    """Copy all rows into the tables of the backup's version, and upgrade them to the current one."""
    found = [row[0] for row in backup.execute("PRAGMA quick_check(3)")]
    if found != ["ok"]:
        raise _damaged(path, " ".join(map(str, found)))
    _refuse_computed(path, backup, "alembic_version")
    versions = backup.execute("SELECT version_num FROM alembic_version LIMIT 2").fetchall()
    if len(versions) != 1:
        raise _damaged(path, _("it does not say what ledger it is of."))
    version = str(versions[0][0])
    refuse_later_version(version)
    tables = [table for table in _TABLES if SINCE.get(table, "") <= version]
    for table in tables:
        _refuse_computed(path, backup, table)
    if backup.execute("SELECT count(*) FROM store").fetchone()[0] != 1:
        raise _damaged(path, _("it does not say what ledger it is of."))
    upgrade(copy, version)
    for table in tables:
        _copy_table(backup, copy, table)
    if version != VERSIONS[-1]:
        upgrade(copy)


def _refuse_computed(path: Path, backup: sqlite3.Connection, table: str) -> None:
    """Refuse a table that is not one of plain rows: reading it would run what someone else wrote."""
    kinds = backup.execute("SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?", [table]).fetchall()
    hidden = backup.execute("SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden <> 0", [table]).fetchone()[0]
    if kinds != [("table",)] or hidden:
        raise _damaged(path, _("{0} is not a table of rows.").format(table))


def _copy_table(backup: sqlite3.Connection, copy: Connection, table: str) -> None:
    driver: sqlite3.Connection = copy.connection.driver_connection  # type: ignore[assignment]  # of SQLite
    names = [row[1] for row in driver.execute(f"PRAGMA table_info({table})")]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    rows = backup.execute(f"SELECT {columns} FROM {table} NOT INDEXED")
    driver.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
