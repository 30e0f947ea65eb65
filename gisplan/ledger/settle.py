"""A store is made, or brought to today's version."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, text

from gisplan.ledger.home import Home
from gisplan.ledger.migrate import VERSIONS, find_version, upgrade
from gisplan.ledger.state import tell_instant
from gisplan.ledger.store import APPLICATION_ID, writing
from gisplan.ledger.tables import STORE

__all__ = ["settle"]


def settle(engine: Engine, home: Home, clock: Callable[[], datetime]) -> None:
    """Make the store, or bring it to today's version: in one transaction, and by one process at a time."""
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})
        version = find_version(connection)
        if version == VERSIONS[-1]:
            return
        upgrade(connection)
        if version is None:
            _make_store(connection, home, clock())


def _make_store(connection: Connection, home: Home, now: datetime) -> None:
    """Say who the store is; a file says so in its header, too."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    identity = {"one": 1, "id": str(uuid.uuid4()), "county": home.code, "utc_offset": home.utc_offset}
    numbers = {"created": tell_instant(now), "last_event": 0, "last_batch": 0}
    connection.execute(insert(STORE), [{**identity, **numbers}])
