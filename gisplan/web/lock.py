"""One server for a SQLite store: a lock that the system releases when the process ends, however it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gisplan.base.errors import DeskError
from gisplan.base.language import _
from gisplan.io.output.working_folder import lock_file
from gisplan.ledger import Ledger

__all__ = ["find_server", "find_store_file", "only_server"]

_ENDING = ".served"
_NOTE = ".served-at"  # beside it, as Windows lets nobody read what is locked


@contextmanager
def only_server(ledger: Ledger, address: str) -> Iterator[None]:
    """Hold the lock of a SQLite store while it is served; on PostgreSQL several servers are allowed.

    Raises
    ------
    DeskError
        Another server has the store; the message says where it is.
    """
    store = find_store_file(ledger)
    if store is None:
        yield
        return
    lock, note = (store.with_name(store.name + ending) for ending in (_ENDING, _NOTE))
    with lock.open("a+b") as file:
        if not _try(file.fileno()):
            raise DeskError(_explain(note))
        note.write_text(json.dumps({"address": address, "process": os.getpid()}), encoding="utf-8")
        try:
            yield
        finally:
            note.unlink(missing_ok=True)


def find_server(ledger: Ledger) -> str | None:
    """Return the address of the server that has a SQLite store; None where none has it."""
    store = find_store_file(ledger)
    if store is None or not (lock := store.with_name(store.name + _ENDING)).exists():
        return None
    with lock.open("a+b") as file:
        return None if _try(file.fileno()) else _read_address(store.with_name(store.name + _NOTE))


def find_store_file(ledger: Ledger) -> Path | None:
    """Find the file of a store; None where it is on a database server."""
    if ledger.engine.dialect.name != "sqlite":
        return None
    with ledger.engine.connect() as connection:
        return Path(connection.exec_driver_sql("PRAGMA database_list").one()[2])


def _try(handle: int) -> bool:
    try:
        lock_file(handle)
    except OSError:
        return False
    return True


def _explain(note: Path) -> str:
    message = _(
        "This ledger is served already, at {0}: open that address, or end that server first. Several servers can "
        "share a ledger on PostgreSQL."
    )
    return message.format(_read_address(note))


def _read_address(note: Path) -> str:
    try:
        return str(json.loads(note.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError):
        return "–"
