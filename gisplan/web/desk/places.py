"""Where the files of a desk are, and whether two places are on one disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gisplan.ledger import Ledger

__all__ = ["find_store_file", "is_same_disk"]


def find_store_file(ledger: Ledger) -> Path | None:
    """Find the file of a store; None where it is on a database server."""
    if ledger.engine.dialect.name != "sqlite":
        return None
    with ledger.engine.connect() as connection:
        return Path(connection.exec_driver_sql("PRAGMA database_list").one()[2])


def is_same_disk(folder: Path, ledger: Ledger) -> bool:
    """Return whether a folder is on the disk of a ledger's file; never where it is on a database server.

    Raises
    ------
    OSError
        The folder cannot be reached.
    """
    store = find_store_file(ledger)
    return store is not None and folder.stat().st_dev == store.stat().st_dev
