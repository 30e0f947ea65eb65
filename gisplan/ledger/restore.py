"""Restore a ledger from a backup, even where the ledger is damaged or missing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.ledger.ledger import open_ledger
from gisplan.ledger.store.backup import RestoreResult, open_backup_copy
from gisplan.ledger.store.location import find_location, find_store_address

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["restore_ledger"]


def restore_ledger(
    county: str | os.PathLike[str] | County, path: str | os.PathLike[str], url: str | None = None
) -> RestoreResult:
    """Restore a ledger from a backup, and keep the former one.

    An intact ledger is backed up first, to `ledger-before-restore-….sqlite` in the county's folder; a damaged file
    is renamed to `….sqlite-damaged-…`.

    Parameters
    ----------
    county : path or County
        A county's folder, its gisplan.toml, or a county that was read.
    path : path
        The backup.
    url : str, optional
        Another store than the county's own, as for `open_ledger`.

    Returns
    -------
    RestoreResult
        What was restored, and the file that holds the former ledger.

    Raises
    ------
    LedgerStoreError
        The file is not a backup of this county's ledger, or is damaged; nothing was changed.
    """
    location = find_location(county)
    address = find_store_address(location, url)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    damaged = None
    with open_backup_copy(Path(path), location.code):
        if isinstance(address, Path) and address.is_file() and not _is_intact(address):
            damaged = address.with_name(f"{address.name}-damaged-{stamp}")
            _rename_store(address, damaged)
    ledger = open_ledger(county, url)
    keep = location.folder / f"ledger-before-restore-{stamp}.sqlite" if ledger.last_event else None
    restored = ledger.restore(path, keep=keep)
    return replace(restored, kept=keep or damaged)


def _rename_store(file: Path, new: Path) -> None:
    """Rename a SQLite file and its journal."""
    file.rename(new)
    journal = file.with_name(f"{file.name}-journal")
    if journal.exists():
        journal.rename(f"{new}-journal")


def _is_intact(file: Path) -> bool:
    """Return whether SQLite can read a file from end to end."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        return "malformed" not in str(error) and "not a database" not in str(error)
