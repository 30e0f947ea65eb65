"""Create a store, find its schema version, and bring it to the current one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

from sqlalchemy import Connection, Engine, insert, inspect, text

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.events.state import format_instant
from gisplan.ledger.store.engine import APPLICATION_ID, Location, write_transaction
from gisplan.ledger.tables import STORE

__all__ = ["VERSIONS", "find_version", "initialise_store", "upgrade"]

VERSIONS = ("0001", "0002")
"""All schema versions, the current one last."""


def initialise_store(engine: Engine, location: Location, clock: Callable[[], datetime]) -> None:
    """Create the store, or upgrade it to the current version: in one transaction, by one process at a time."""
    with write_transaction(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
        version = find_version(connection)
        if version == VERSIONS[-1]:
            return
        upgrade(connection)
        if version is None:
            _insert_store(connection, location, clock())


def find_version(connection: Connection) -> str | None:
    """Find the schema version of a store; None if the database is empty.

    Raises
    ------
    LedgerStoreError
        The database holds something else, or was made by a later gisplan.
    """
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if "alembic_version" not in names or "events" not in names:
        raise LedgerStoreError(
            _("The database contains other tables and no ledger: give an empty database for the ledger.")
        )
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if version not in VERSIONS:
        message = _(
            "The ledger has version {0}, made by a later gisplan; this gisplan reads versions up to {1}: update "
            "gisplan."
        )
        raise LedgerStoreError(message.format(version, VERSIONS[-1]))
    return str(version)


def upgrade(connection: Connection, version: str = VERSIONS[-1]) -> None:
    """Run the migrations up to a version, in the transaction of `connection`: all of them, or none."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(files("gisplan.ledger.store") / "migrations").replace("%", "%%"))
    command.upgrade(config, version)


def _insert_store(connection: Connection, location: Location, now: datetime) -> None:
    """Insert the row that identifies the store; mark a SQLite file as a ledger in its header."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    identity = {"one": 1, "id": str(uuid.uuid4()), "county": location.code, "utc_offset": location.utc_offset}
    numbers = {"created": format_instant(now), "last_event": 0, "last_batch": 0}
    connection.execute(insert(STORE), [{**identity, **numbers}])
