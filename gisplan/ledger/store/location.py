"""Whose ledger it is, and where it is kept: what the county file, the environment and the caller say."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from gisplan.base.errors import CountyFileError, LedgerStoreError
from gisplan.base.language import _
from gisplan.io.config.county_file import read_county_file
from gisplan.io.faults.catalogue import explain_fault
from gisplan.ledger.store.engine import is_file

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = ["FILE_NAME", "URL_VARIABLE", "Location", "find_location", "find_place"]

FILE_NAME = "ledger.sqlite"
"""The ledger's file beside the county file, where nothing else is named."""

URL_VARIABLE = "GISPLAN_LEDGER_URL"
"""The environment variable that names another store; it goes before the county file."""

_OFFSET = "+08:00"


@dataclass(frozen=True)
class Location:
    """The county of a ledger: its folder, and what its file says that the ledger needs."""

    folder: Path
    code: str
    crs: str
    url: str | None
    utc_offset: str


def find_location(county: str | os.PathLike[str] | County) -> Location:
    """The county of a ledger, from its folder, its file, or itself.

    Raises
    ------
    CountyFileError
        The county file cannot be used.
    """
    if isinstance(county, (str, os.PathLike)):
        path: str | os.PathLike[str] = county
    elif county.folder is None:
        raise LedgerStoreError(_("A county without a folder has no ledger: give its folder."))
    else:
        path = county.folder
    file = read_county_file(path)
    faults = [fault for fault in file.faults if fault.level == "E"]
    if faults:
        raise CountyFileError("\n".join(" ".join(explain_fault(fault, translate=_)) for fault in faults), faults)
    url, offset = file.ledger.get("url"), file.ledger.get("utc_offset", _OFFSET)
    return Location(file.folder, file.code, file.crs, url, offset)


def find_place(home: Location, url: str | None = None) -> Path | str:
    """Where the ledger is kept: a file, or a URL. The path of a `sqlite:///file` starts at the county."""
    place = url or os.environ.get(URL_VARIABLE) or home.url
    if place is None:
        return home.folder / FILE_NAME
    return home.folder / str(make_url(place).database) if is_file(place) else place
