"""Find the county of a ledger, and where its store is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from gisplan.base.errors import CountyFileError, LedgerStoreError
from gisplan.base.language import _
from gisplan.io.child.toml_files import read_county_file
from gisplan.io.config.county_file import CountyFile
from gisplan.io.faults.catalogue import explain_fault
from gisplan.ledger.store.engine import Address, is_sqlite_file
from gisplan.ledger.store.files import FOLDER

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = [
    "FILE_NAME",
    "URL_VARIABLE",
    "Location",
    "find_files_folder",
    "find_location",
    "find_store_address",
    "name_store",
]

FILE_NAME = "ledger.sqlite"
"""The default file of the ledger, beside the county file."""

URL_VARIABLE = "GISPLAN_LEDGER_URL"
"""The environment variable that names another store; it takes precedence over the county file."""

_OFFSET = "+08:00"


@dataclass(frozen=True)
class Location:
    """The county of a ledger: its folder, and the settings of its file that the ledger needs."""

    folder: Path
    code: str
    crs: str
    url: str | None
    utc_offset: str
    files: str | None = None


def find_location(county: str | os.PathLike[str] | County | CountyFile) -> Location:
    """Find the county of a ledger from its folder, its file, what was read of that, or the county itself.

    Raises
    ------
    CountyFileError
        The county file cannot be used.
    LedgerStoreError
        The county was read from no folder.
    """
    if isinstance(county, CountyFile):
        return _locate(county)
    if isinstance(county, (str, os.PathLike)):
        path: str | os.PathLike[str] = county
    elif county.folder is None:
        raise LedgerStoreError(_("A county without a folder has no ledger: give its folder."))
    else:
        path = county.folder
    return _locate(read_county_file(path))


def _locate(file: CountyFile) -> Location:
    """Return the county of a ledger by its file, where that can be used."""
    faults = [fault for fault in file.faults if fault.level == "E"]
    if faults:
        raise CountyFileError("\n".join(" ".join(explain_fault(fault, translate=_)) for fault in faults), faults)
    url, offset = file.ledger.get("url"), file.ledger.get("utc_offset", _OFFSET)
    return Location(file.folder, file.code, file.crs, url, offset, file.ledger.get("files"))


def find_store_address(location: Location, url: str | None = None) -> Address:
    """Find the address of a county's store; the path of a `sqlite:///file` is relative to the county's folder."""
    address = url or os.environ.get(URL_VARIABLE) or location.url
    if address is None:
        return location.folder / FILE_NAME
    return location.folder / str(make_url(address).database) if is_sqlite_file(address) else address


def name_store(url: str | None) -> dict[str, str]:
    """Return the environment of a process that is to open the same store.

    The address may hold a password, and all users of a computer can see the arguments of a process.

    Parameters
    ----------
    url : str or None
        Another store than the county's own.
    """
    return {**os.environ, URL_VARIABLE: url} if url else dict(os.environ)


def find_files_folder(location: Location, address: Address) -> Path | None:
    """Find the folder of a store's files: the configured one, else that beside a SQLite file; None for PostgreSQL."""
    if location.files is not None:
        return location.folder / location.files
    return address.parent / FOLDER if isinstance(address, Path) else None
