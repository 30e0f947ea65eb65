"""Open the ledger of a county, and restore it from a backup, even where it is damaged or missing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.ledger import Ledger
from gisplan.ledger.reader import now
from gisplan.ledger.store.engine import find_location, find_store_address, format_address, open_engine, read_transaction
from gisplan.ledger.store.initialise import VERSIONS, find_version, initialise_store
from gisplan.ledger.tables import STORE

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.ledger.store.backup import RestoreResult

__all__ = ["open_ledger", "restore_ledger"]


def open_ledger(
    county: str | os.PathLike[str] | County,
    url: str | None = None,
    *,
    create: bool = True,
    clock: Callable[[], datetime] = now,
) -> Ledger:
    """Open the ledger of a county; create it, or upgrade it to the current version, if needed.

    Parameters
    ----------
    county : path or County
        A county's folder, its gisplan.toml, or a county that was read.
    url : str, optional
        Another store than the one that GISPLAN_LEDGER_URL or `[ledger] url` of the county file names, or than
        `ledger.sqlite` beside the county file.
    create : bool
        Whether a store may be created or upgraded.
    clock : callable
        Returns the time of recording.

    Returns
    -------
    Ledger
        The ledger; the database is not kept open.

    Raises
    ------
    CountyFileError
        The county file cannot be used.
    LedgerStoreError
        There is no ledger and `create` is false, or it is of another county or a later version, or damaged.
    ExtraMissingError
        The store is on PostgreSQL, and its driver is not installed.

    Examples
    --------
    >>> ledger = gisplan.open_ledger("layers/zhenba")  # doctest: +SKIP
    """
    location = find_location(county)
    address = find_store_address(location, url)
    engine = open_engine(address, create=create)
    with read_transaction(engine) as connection:
        version = find_version(connection)
    if version != VERSIONS[-1]:
        if not create:
            message = _("There is no ledger at {0}: create it with gisplan ledger open COUNTY.")
            if version:
                message = _(
                    "The ledger at {0} was made by an earlier version: upgrade it with gisplan ledger open COUNTY."
                )
            raise LedgerStoreError(message.format(format_address(address)))
        initialise_store(engine, location, clock)
    with read_transaction(engine) as connection:
        store = connection.execute(select(STORE)).one()
    if store.county != location.code:
        message = _(
            "The ledger at {0} belongs to county {1}, not to {2}: give this county's own ledger in [ledger] url."
        )
        raise LedgerStoreError(message.format(format_address(address), store.county, location.code))
    return Ledger(engine, format_address(address), store.id, store.county, store.utc_offset, location.crs, clock)


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
    from gisplan.ledger.store.backup import open_backup_copy

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
