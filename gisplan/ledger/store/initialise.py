"""The version of a store, and the way to today's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

from sqlalchemy import Connection, Engine, insert, inspect, text

from gisplan.base.errors import LedgerStoreError
from gisplan.base.language import _
from gisplan.ledger.events.state import format_instant
from gisplan.ledger.store.engine import APPLICATION_ID, write_transaction
from gisplan.ledger.store.location import Location
from gisplan.ledger.tables import STORE

__all__ = ["VERSIONS", "find_version", "settle", "upgrade"]

VERSIONS = ("0001", "0002")
"""Every version a store was ever of, today's last."""


def find_version(connection: Connection) -> str | None:
    """The version of a store; None where nothing is there yet.

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
        told = _(
            "The ledger has version {0}, made by a later gisplan; this gisplan reads versions up to {1}: update "
            "gisplan."
        )
        raise LedgerStoreError(told.format(version, VERSIONS[-1]))
    return str(version)


def upgrade(connection: Connection, version: str = VERSIONS[-1]) -> None:
    """Bring a store to a version, in the transaction that `connection` is in: wholly, or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(files("gisplan.ledger.store") / "migrations").replace("%", "%%"))
    command.upgrade(config, version)


def settle(engine: Engine, home: Location, clock: Callable[[], datetime]) -> None:
    """Make the store, or bring it to today's version: in one transaction, and by one process at a time."""
    with write_transaction(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
        version = find_version(connection)
        if version == VERSIONS[-1]:
            return
        upgrade(connection)
        if version is None:
            _make_store(connection, home, clock())


def _make_store(connection: Connection, home: Location, now: datetime) -> None:
    """Say who the store is; a file says so in its header, too."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    identity = {"one": 1, "id": str(uuid.uuid4()), "county": home.code, "utc_offset": home.utc_offset}
    numbers = {"created": format_instant(now), "last_event": 0, "last_batch": 0}
    connection.execute(insert(STORE), [{**identity, **numbers}])
