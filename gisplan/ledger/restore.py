"""The way back after a mishap: a backup takes the ledger's place, even where that is damaged or gone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.ledger.ledger import open_ledger
from gisplan.ledger.store.backup import RestoreResult, open_backup_copy
from gisplan.ledger.store.location import find_location, find_place

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["restore_ledger"]


def restore_ledger(
    county: str | os.PathLike[str] | County, path: str | os.PathLike[str], url: str | None = None
) -> RestoreResult:
    """Put a backup in the ledger's place, and keep what stood there beside it.

    A whole ledger is backed up first, to `ledger-before-restore-….sqlite` in the county's folder; a damaged file
    is moved there under a name that says so.

    Raises
    ------
    LedgerStoreError
        The file is no backup of this county's ledger, or damaged; nothing was changed.
    """
    home = find_location(county)
    place = find_place(home, url)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = None
    with open_backup_copy(Path(path), home.code):
        if isinstance(place, Path) and place.is_file() and not _is_sound(place):
            aside = place.with_name(f"{place.name}-damaged-{stamp}")
            place.rename(aside)
            journal = place.with_name(f"{place.name}-journal")
            if journal.exists():
                journal.rename(f"{aside}-journal")
    ledger = open_ledger(county, url)
    keep = home.folder / f"ledger-before-restore-{stamp}.sqlite" if ledger.last_event else None
    done = ledger.restore(path, keep=keep)
    return RestoreResult(done.id, done.last_event, done.events_before, keep or aside)


def _is_sound(place: Path) -> bool:
    """Whether SQLite can read a file from end to end."""
    try:
        with closing(sqlite3.connect(f"{place.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        return "malformed" not in str(error) and "not a database" not in str(error)
