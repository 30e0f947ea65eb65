"""Set a SQLite file aside that cannot be read as a ledger: keep its bytes under another name, and empty it.

SQLite cannot lock a file whose header it cannot read. So the lock is taken as SQLite itself takes it, on the same
bytes of the file: no other process reads or writes the file meanwhile, and nothing that it acknowledged is lost.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from gisplan.base.errors import LedgerStoreError, WriteError
from gisplan.base.language import _
from gisplan.io.files.atomic_write import write_atomic
from gisplan.ledger.database_errors import explain_database_error
from gisplan.ledger.store.engine import APPLICATION_ID, open_engine, read_transaction
from gisplan.ledger.store.initialise import VERSIONS, is_whole
from gisplan.ledger.tables import METADATA

__all__ = ["set_damaged_file_aside"]

_LOCK_FROM, _LOCK_BYTES = 0x40000000, 512  # SQLite's pending, reserved and shared bytes
_DAMAGE = ("malformed", "not a database", "file format")  # in what SQLite says
_RETRY_S, _PAUSE_S = 30.0, 0.05


def set_damaged_file_aside(file: Path, kept: Path) -> bool:
    """Move the content of a file to `kept`, if it is a damaged ledger or no database; return whether it was.

    A missing, empty or readable file, and the database of another program, are left as they are.

    Raises
    ------
    LedgerStoreError
        The content could not be kept; the file is unchanged.
    """
    if not _is_damaged(file):
        return False
    try:
        with file.open("r+b") as content, _exclusive_lock(content):
            write_atomic(kept, lambda made: _copy_bytes(content, made), chosen="fixed")
            if file.with_name(f"{file.name}-journal").exists() or not _is_damaged(kept):
                kept.unlink()  # someone else has restored it meanwhile
                return False
            content.truncate(0)
            os.fsync(content.fileno())
    except WriteError:
        raise
    except OSError as error:
        message = _("The damaged file {0} could not be set aside ({1}). Close the program that has it open.")
        raise LedgerStoreError(message.format(file.as_posix(), error.strerror or error)) from error
    return True


def _is_damaged(file: Path) -> bool:
    """Return whether a file is not a database, or a ledger that lacks pages, tables, columns or its one row."""
    if not file.is_file() or not file.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=5)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return False
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return True
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"alembic_version", *METADATA.tables} <= names:
                return True
            versions = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
    except UnicodeDecodeError:  # SQLite quotes what is damaged
        return True
    except sqlite3.DatabaseError as error:
        if any(sign in str(error) for sign in _DAMAGE):
            return True
        raise LedgerStoreError(explain_database_error(error)) from None
    if versions != [VERSIONS[-1]]:
        return len(versions) != 1
    with read_transaction(open_engine(file, create=False)) as reading:
        return not is_whole(reading)


def _copy_bytes(content: BinaryIO, made: Path) -> None:
    content.seek(0)
    with made.open("xb") as copy:
        shutil.copyfileobj(content, copy)


@contextmanager
def _exclusive_lock(content: BinaryIO) -> Iterator[None]:
    """Hold the bytes by which SQLite locks a file; closing the file releases them."""
    deadline = time.monotonic() + _RETRY_S
    while True:
        try:
            _lock(content.fileno())
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_S)
    yield


def _lock(file: int) -> None:
    try:
        import fcntl
    except ImportError:
        _lock_on_windows(file)
    else:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCK_BYTES, _LOCK_FROM)


def _lock_on_windows(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, _LOCK_FROM, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, _LOCK_BYTES)
