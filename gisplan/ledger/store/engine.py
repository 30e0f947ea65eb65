"""Open the ledger's database, SQLite or PostgreSQL, so that an acknowledged commit is durable."""

from __future__ import annotations

import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Transaction, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool, StaticPool

from gisplan.base.errors import ExtraMissingError, LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.database_errors import is_connection_lost, translate_errors

__all__ = [
    "APPLICATION_ID",
    "Address",
    "check_name",
    "format_address",
    "is_sqlite_file",
    "open_engine",
    "open_private_engine",
    "read_transaction",
    "write_transaction",
]

APPLICATION_ID = 0x67697370
"""The application id in the SQLite header of a ledger's file: "gisp"."""

Address = Path | str
"""Where a store is: the path of a SQLite file, or a database URL."""

_BUSY_TIMEOUT_S = 5  # how long SQLite itself waits for another writer
_RETRY_S = 30.0  # how long a writer tries again: SQLite's waiting is not fair
_CONNECT_TIMEOUT_S = 10  # how long PostgreSQL's server may take to answer at all
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = DELETE",  # WAL lost pages before SQLite 3.51.3
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


def open_engine(address: Address, *, create: bool, connections: int = 1) -> Engine:
    """Create an engine for a file or a URL; nothing is read yet.

    Parameters
    ----------
    address : path or str
        A SQLite file, or a database URL.
    create : bool
        Whether a missing SQLite file may be created.
    connections : int
        How many connections to PostgreSQL are kept; each of SQLite is closed after its use.

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
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_TIMEOUT_S}
    try:
        engine = create_engine(
            url,
            isolation_level="READ COMMITTED",
            hide_parameters=True,
            pool_size=connections,
            pool_pre_ping=True,
            connect_args=timeout,
        )
    except ModuleNotFoundError as error:
        message = _("A ledger on PostgreSQL needs the extra: python -m pip install gisplan[postgres]")
        raise ExtraMissingError(message) from error
    # before SQLAlchemy's own first questions, which a database that is not in UTF-8 answers with bytes
    event.listen(engine, "connect", _configure_postgresql, insert=True)
    weakref.finalize(engine, engine.pool.dispose)  # closes the connection when the ledger is garbage collected
    return engine


def open_private_engine() -> Engine:
    """Create an engine for an empty temporary SQLite database of this process, which leaves no file behind."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect("", isolation_level=None, check_same_thread=False),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_sqlite_file(address: Address) -> bool:
    """Return whether an address is that of a SQLite file."""
    return _make_url(address).get_backend_name() == "sqlite"


def format_address(address: Address) -> str:
    """Return the address as text that may be shown: a URL without its password."""
    if isinstance(address, Path):
        return address.as_posix()
    url = _make_url(address)
    shown = {name: "***" if "pass" in name.lower() else value for name, value in url.query.items()}
    return url.set(query=shown).render_as_string(hide_password=True)


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
            if commit:
                _commit(transaction)
            else:
                transaction.rollback()


def _commit(transaction: Transaction) -> None:
    """Commit; if the connection is lost before the answer, say that the outcome is not known."""
    try:
        transaction.commit()
    except DBAPIError as error:
        if not is_connection_lost(error):
            raise
        message = _(
            "The connection was lost before the database confirmed the change. It may be recorded or not: look with "
            "gisplan ledger history or gisplan ledger show before you record it again."
        )
        raise LedgerStoreError(message) from None


def _make_url(address: Address) -> URL:
    if isinstance(address, Path):
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a port that is no number
        url = None
    if url is not None and url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url is None or url.drivername not in ("sqlite", "postgresql+psycopg") or not url.database or _is_cut(url):
        message = _(
            "The ledger's url must be like postgresql+psycopg://user@host/database, or sqlite:///file. In a password, "
            "@ is written as %40, : as %3A and / as %2F."
        )
        raise LedgerStoreError(message)
    return url


def _is_cut(url: URL) -> bool:
    """Return whether an @ of a password was taken for the one before the host: the rest must not be shown."""
    return url.drivername != "sqlite" and "@" in f"{url.host}{url.database}"


def check_name(path: Path) -> None:
    """Refuse the file name of a GeoPackage: GDAL would open such a ledger, and drop locks that others hold on it."""
    if path.suffix.lower() == ".gpkg":
        raise LedgerStoreError(
            _("{0}: a ledger is not a GeoPackage; use another file extension, such as .sqlite.").format(path)
        )


def _open_sqlite(path: Path, *, create: bool) -> Engine:
    check_name(path)
    try:
        _check_file(path, create=create)
        uri = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    except LedgerStoreError:
        raise
    except OSError as error:
        message = _("The ledger's file {0} cannot be opened ({1}). Correct [ledger] url, or the rights of its folder.")
        raise LedgerStoreError(message.format(path.as_posix(), error.strerror)) from error

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_file(path: Path, *, create: bool) -> None:
    """Refuse a path where there is no file and none may be made, or something else than a file."""
    if path.is_file():
        return
    if path.exists():
        message = _("{0} is not a file, so it cannot be the ledger. Correct [ledger] url.")
    elif not create:
        message = _("There is no ledger at {0}: create it with gisplan ledger open COUNTY.")
    elif not path.parent.is_dir():
        message = _("The folder of the ledger {0} does not exist. Create it, or correct [ledger] url.")
    else:
        return
    raise LedgerStoreError(message.format(path.as_posix()))


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
