"""Open the ledger's database, SQLite or PostgreSQL, so that an acknowledged commit is durable."""

from __future__ import annotations

import os
import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from gisplan.base.errors import CountyFileError, ExtraMissingError, LedgerStoreError
from gisplan.base.language import N_, _
from gisplan.io.child.toml_files import read_county_file
from gisplan.io.faults.catalogue import explain_fault

if TYPE_CHECKING:
    from gisplan.county.county import County

__all__ = [
    "APPLICATION_ID",
    "FILE_NAME",
    "URL_VARIABLE",
    "Location",
    "check_name",
    "find_location",
    "find_store_address",
    "format_address",
    "is_sqlite_file",
    "open_engine",
    "read_transaction",
    "translate_errors",
    "write_transaction",
]

APPLICATION_ID = 0x67697370
"""The application id in the SQLite header of a ledger's file: "gisp"."""

Address = Path | str
"""Where a store is: the path of a SQLite file, or a database URL."""

_BUSY_TIMEOUT_S = 5  # how long SQLite itself waits for another writer
_RETRY_S = 30.0  # how long a writer tries again: SQLite's waiting is not fair
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = DELETE",  # WAL lost pages before SQLite 3.51.3
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
)
_REMEDIES = (
    ("locked", N_("Someone else is writing to the ledger ({0}): try again in a moment.")),
    ("lock timeout", N_("Someone else is writing to the ledger ({0}): try again in a moment.")),
    ("full", N_("The disk is full ({0}): free some space and try again. Nothing was changed.")),
    ("No space left", N_("The disk is full ({0}): free some space and try again. Nothing was changed.")),
    ("malformed", N_("The ledger's file is damaged ({0}): restore a backup with gisplan ledger restore.")),
    ("not a database", N_("The ledger's file is not a database ({0}): restore a backup with gisplan ledger restore.")),
    ("readonly", N_("You have no right to write to the ledger ({0}): ask its administrator.")),
    ("never changed", N_("The ledger refused the change ({0}).")),
    ("", N_("The ledger cannot be used ({0}). Nothing was changed.")),
)


def open_engine(address: Address, *, create: bool) -> Engine:
    """Create an engine for a file or a URL; nothing is read yet.

    Parameters
    ----------
    address : path or str
        A SQLite file, or a database URL.
    create : bool
        Whether a missing SQLite file may be created.

    Raises
    ------
    LedgerStoreError
        The file is missing and must not be created, or the URL is of an unsupported database.
    ExtraMissingError
        PostgreSQL's driver is not installed.
    """
    url = _make_url(address)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(Path(url.database or ""), create=create)
    try:
        engine = create_engine(
            url, isolation_level="READ COMMITTED", hide_parameters=True, pool_size=1, pool_pre_ping=True
        )
    except ModuleNotFoundError as error:
        message = _("A ledger on PostgreSQL needs the extra: python -m pip install gisplan[postgres]")
        raise ExtraMissingError(message) from error
    event.listen(engine, "connect", _configure_postgresql)
    weakref.finalize(engine, engine.pool.dispose)  # closes the connection when the ledger is garbage collected
    return engine


def is_sqlite_file(address: Address) -> bool:
    """Return whether an address is that of a SQLite file."""
    return _make_url(address).get_backend_name() == "sqlite"


def format_address(address: Address) -> str:
    """Return the address as text that may be shown: a URL without its password."""
    return address.as_posix() if isinstance(address, Path) else _make_url(address).render_as_string(hide_password=True)


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """Begin a read transaction: every query in it sees the same state of the store."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with translate_errors(), engine.connect() as connection:
        connection.execution_options(**level)
        with connection.begin():
            yield connection


@contextmanager
def write_transaction(engine: Engine, *, commit: bool = True) -> Iterator[Connection]:
    """Begin a write transaction: committed at the end, rolled back on an error or without `commit`."""
    with translate_errors(), engine.connect() as connection:
        connection.execution_options(writes=True)
        with connection.begin() as transaction:
            yield connection
            if not commit:
                transaction.rollback()


def _make_url(address: Address) -> URL:
    if isinstance(address, Path):
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except ArgumentError:
        url = None
    if url is not None and url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url is None or url.drivername not in ("sqlite", "postgresql+psycopg") or not url.database:
        raise LedgerStoreError(
            _("The ledger's url must be like postgresql+psycopg://user@host/database, or sqlite:///file.")
        )
    return url


def check_name(path: Path) -> None:
    """Refuse the file name of a GeoPackage: GDAL would open such a ledger, and drop locks that others hold on it."""
    if path.suffix.lower() == ".gpkg":
        raise LedgerStoreError(
            _("{0}: a ledger is not a GeoPackage; use another file extension, such as .sqlite.").format(path)
        )


def _open_sqlite(path: Path, *, create: bool) -> Engine:
    check_name(path)
    if not path.is_file():
        if not create:
            raise LedgerStoreError(
                _("There is no ledger at {0}: create it with gisplan ledger open COUNTY.").format(path.as_posix())
            )
        if not path.parent.is_dir():
            raise LedgerStoreError(
                _("The folder {0} for the ledger does not exist. Create it, or correct [ledger] url.").format(
                    path.parent.as_posix()
                )
            )
    uri = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """Take the lock of a writer at once, so that what it reads cannot change before it writes."""
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN")
        return
    deadline = time.monotonic() + _RETRY_S
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > deadline:
                raise


def _configure_postgresql(connection: Any, _record: Any) -> None:
    """Have commits acknowledged only once they are on the disk, whatever the server's own setting."""
    autocommit, connection.autocommit = connection.autocommit, True
    connection.execute("SET synchronous_commit = on; SET lock_timeout = '30s'")
    connection.autocommit = autocommit
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise LedgerStoreError(
            _("The PostgreSQL database is not in UTF8: create one with encoding UTF8 for the ledger.")
        )


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn an error of the database into one that says what to do next; it never holds a password."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise LedgerStoreError(_(_find_remedy(cause)).format(cause)) from None


def _find_remedy(cause: str) -> str:
    return next(remedy for sign, remedy in _REMEDIES if sign in cause)


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


def find_location(county: str | os.PathLike[str] | County) -> Location:
    """Find the county of a ledger from its folder, its file, or the county itself.

    Raises
    ------
    CountyFileError
        The county file cannot be used.
    LedgerStoreError
        The county was read from no folder.
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


def find_store_address(location: Location, url: str | None = None) -> Address:
    """Find the address of a county's store; the path of a `sqlite:///file` is relative to the county's folder."""
    address = url or os.environ.get(URL_VARIABLE) or location.url
    if address is None:
        return location.folder / FILE_NAME
    return location.folder / str(make_url(address).database) if is_sqlite_file(address) else address
