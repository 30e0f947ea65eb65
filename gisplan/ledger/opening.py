"""Open the ledger of a county, and restore it from a backup, even where it is damaged or missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.database_errors import reading_stored_rows
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.ledger import Ledger
from gisplan.ledger.reader import now
from gisplan.ledger.store.engine import Address, format_address, open_engine, read_transaction, write_transaction
from gisplan.ledger.store.initialise import VERSIONS, find_version, initialise_store, refuse_other_county
from gisplan.ledger.store.location import find_files_folder, find_location, find_store_address
from gisplan.ledger.tables import STORE

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.io.config.county_file import CountyFile
    from gisplan.ledger.store.restore import RestoreResult

__all__ = ["open_ledger", "restore_ledger"]


def open_ledger(
    county: str | os.PathLike[str] | County | CountyFile,
    url: str | None = None,
    *,
    create: bool = True,
    clock: Callable[[], datetime] = now,
    connections: int = 1,
) -> Ledger:
    """Open the ledger of a county; create it, or upgrade it to the current version, if needed.

    Parameters
    ----------
    county : path, County or CountyFile
        A county's folder, its gisplan.toml, a county that was read, or a county file that was.
    url : str, optional
        Another store than the one that GISPLAN_LEDGER_URL or `[ledger] url` of the county file names, or than
        `ledger.sqlite` beside the county file.
    create : bool
        Whether a store may be created or upgraded.
    clock : callable
        Returns the time of recording.
    connections : int
        How many connections to PostgreSQL are kept: as many as threads use the ledger at once.

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
    engine = open_engine(address, create=create, connections=connections)
    with read_transaction(engine) as connection:
        version = find_version(connection)
        if version is None and not create:
            raise LedgerStoreError(_explain_empty(address))
    if version != VERSIONS[-1]:
        if not create:
            message = _("The ledger at {0} was made by an earlier version: upgrade it with gisplan ledger open COUNTY.")
            raise LedgerStoreError(message.format(format_address(address)))
        with write_transaction(engine) as connection:
            initialise_store(connection, location.code, location.utc_offset, clock())
    with read_transaction(engine) as connection, reading_stored_rows():
        store = connection.execute(select(STORE)).one()
        parse_utc_offset(store.utc_offset)
    refuse_other_county(store.county, location.code, format_address(address))
    folder = find_files_folder(location, address)
    identity = (format_address(address), store.id, store.county, store.utc_offset)
    return Ledger(engine, *identity, location.crs, clock, folder)


def _explain_empty(address: Address) -> str:
    """Explain that there is no ledger in a database, and what to do."""
    message = _("There is no ledger at {0}: create it with gisplan ledger open COUNTY.")
    if isinstance(address, Path):
        message = _(
            "The ledger's file {0} is empty. If it held a ledger, restore a backup with gisplan ledger restore; else "
            "create the ledger with gisplan ledger open COUNTY."
        )
    return message.format(format_address(address))


def restore_ledger(
    county: str | os.PathLike[str] | County,
    path: str | os.PathLike[str],
    url: str | None = None,
    *,
    allow_lost_files: bool = False,
) -> RestoreResult:
    """Restore a ledger from a backup, and keep the former one.

    All events up to the moment of the replacement are in `ledger-before-restore-….sqlite` in the county's folder:
    nobody else can record between the two. The bytes of a damaged file are kept in `….sqlite-damaged-….sqlite`.

    Parameters
    ----------
    county : path or County
        A county's folder, its gisplan.toml, or a county that was read.
    path : path
        The backup.
    url : str, optional
        Another store than the county's own, as for `open_ledger`.
    allow_lost_files : bool
        Whether a backup is restored although photos or documents of it are missing or damaged.

    Returns
    -------
    RestoreResult
        What was restored, and the file that holds the former ledger.

    Raises
    ------
    LedgerStoreError
        The file is not a backup of this county's ledger, or is damaged; nothing was changed.
    """
    from gisplan.ledger.store.backup import make_unique_name
    from gisplan.ledger.store.damaged_file import set_damaged_file_aside
    from gisplan.ledger.store.read_backup import read_backup
    from gisplan.ledger.store.restore import bring_files, replace_store

    location = find_location(county)
    address = find_store_address(location, url)
    engine = open_engine(address, create=True)
    damaged = None
    with read_backup(Path(path), location.code) as copy:
        bring_files(copy, Path(path), find_files_folder(location, address), allow_lost=allow_lost_files)
        if isinstance(address, Path):
            aside = make_unique_name(address.parent, f"{address.name}-damaged")
            damaged = aside if set_damaged_file_aside(address, aside) else None
        keep = make_unique_name(location.folder, "ledger-before-restore")
        try:
            restored = replace_store(engine, copy, location.code, location.utc_offset, keep=keep, now=now())
        except LedgerStoreError as error:
            if damaged is None:
                raise
            also = _("The replaced ledger is kept in {0}.").format(damaged.name)
            raise LedgerStoreError(f"{error} {also}") from error
    return restored if damaged is None else replace(restored, events_before=None, kept=restored.kept or damaged)
