"""Create a store, find its schema version, and bring it to the current one."""

from __future__ import annotations

import uuid
from datetime import datetime
from importlib.resources import files
from threading import Lock

from sqlalchemy import Connection, func, insert, inspect, select, text

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.events.clock import format_instant
from gisplan.ledger.store.engine import APPLICATION_ID
from gisplan.ledger.store.integrity import find_missing_triggers
from gisplan.ledger.tables import METADATA, SINCE, STORE

__all__ = [
    "VERSIONS",
    "find_version",
    "initialise_store",
    "is_whole",
    "refuse_later_version",
    "refuse_other_county",
    "upgrade",
]

VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""All schema versions, the current one last."""

_VERSION_TABLE = "alembic_version"
_OTHER_PROGRAMS = {0x47504B47: "GeoPackage", 0x47503130: "GeoPackage", 0x47503131: "GeoPackage"}
_ONE_UPGRADE = Lock()  # Alembic keeps the migration that it runs in variables of its module
_MAX_NAMES = 5  # of tables that a message names


def initialise_store(connection: Connection, county: str, utc_offset: str, now: datetime) -> None:
    """Create the store, or upgrade it to the current version, in the write transaction of `connection`."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
    version = find_version(connection)
    if version == VERSIONS[-1]:
        return
    upgrade(connection)
    if version is None:
        _insert_store(connection, county, utc_offset, now)


def find_version(connection: Connection) -> str | None:
    """Find the schema version of a store; None if the database is empty.

    Raises
    ------
    LedgerStoreError
        The database holds something else, or a damaged ledger, or was made by a later gisplan.
    """
    names = inspect(connection).get_table_names()
    if not names:
        return None
    _refuse_foreign(connection, names)
    _refuse_missing({_VERSION_TABLE} - set(names))
    version = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    refuse_later_version(version)
    _refuse_missing({name for name in METADATA.tables if SINCE.get(name, "") <= version} - set(names))
    return version


def _refuse_missing(tables: set[str]) -> None:
    if tables:
        message = _("The ledger is damaged: it has no table {0}. Restore a backup with gisplan ledger restore.")
        raise LedgerStoreError(message.format(", ".join(sorted(tables))))


def refuse_later_version(version: str) -> None:
    """Refuse a schema version that this gisplan does not know."""
    if version not in VERSIONS:
        message = _(
            "The ledger has version {0}, made by a later gisplan; this gisplan reads versions up to {1}: update "
            "gisplan."
        )
        raise LedgerStoreError(message.format(version, VERSIONS[-1]))


def refuse_other_county(found: str, county: str, address: str) -> None:
    """Refuse the store of another county."""
    if found != county:
        message = _(
            "The ledger at {0} belongs to county {1}, not to {2}: give this county's own ledger in [ledger] url."
        )
        raise LedgerStoreError(message.format(address, found, county))


def _refuse_foreign(connection: Connection, names: list[str]) -> None:
    """Refuse a database that another program made: it has no mark of a ledger, or none of its tables."""
    mark = 0
    if connection.dialect.name == "sqlite":
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if mark == APPLICATION_ID or {_VERSION_TABLE, "events", "store"} <= set(names):
        return
    listed = ", ".join(sorted(names)[:_MAX_NAMES])
    if mark in _OTHER_PROGRAMS:
        message = _("The database is a {0}, not a ledger. Its tables: {1}. Name another file in [ledger] url.")
        raise LedgerStoreError(message.format(_OTHER_PROGRAMS[mark], listed))
    message = _("The database contains other tables and no ledger: {0}. Give an empty database for the ledger.")
    raise LedgerStoreError(message.format(listed))


def is_whole(connection: Connection) -> bool:
    """Return whether a store of the current version has all its tables, columns and triggers, and its one row."""
    inspector = inspect(connection)
    for table in METADATA.sorted_tables:
        if {column["name"] for column in inspector.get_columns(table.name)} != set(table.c.keys()):
            return False
    rows = connection.execute(select(func.count()).select_from(STORE)).scalar_one()
    return bool(rows == 1) and not find_missing_triggers(connection)


def upgrade(connection: Connection, version: str = VERSIONS[-1]) -> None:
    """Run the migrations up to a version, in the transaction of `connection`: all of them, or none."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(files("gisplan.ledger.store") / "migrations").replace("%", "%%"))
    with _ONE_UPGRADE:
        command.upgrade(config, version)


def _insert_store(connection: Connection, county: str, utc_offset: str, now: datetime) -> None:
    """Insert the row that identifies the store; mark a SQLite file as a ledger in its header."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    identity = {"one": 1, "id": str(uuid.uuid4()), "county": county, "utc_offset": utc_offset}
    numbers = {"created": format_instant(now), "last_event": 0, "last_batch": 0}
    connection.execute(insert(STORE), [{**identity, **numbers}])
