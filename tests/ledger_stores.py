"""Stores that are made by the statements of the first one, without looking for the migrations each time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event, inspect

from gisplan.ledger.store import initialise


@contextlib.contextmanager
def remembered_migrations() -> Iterator[None]:
    """Migrate the first empty SQLite file, and run the same statements on all that follow.

    Databases with tables are upgraded as always, and so are those on PostgreSQL and what asks for one version.
    """
    migrate, known = initialise.upgrade, list[tuple[str, Any]]()

    def upgrade(connection: Connection, *version: str) -> None:
        if version or connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
            migrate(connection, *version)
        elif known:
            for statement, values in known:
                connection.exec_driver_sql(statement, values)
        else:
            ran: list[tuple[str, Any]] = []
            with _noted(connection, ran):
                migrate(connection)
            known.extend(one for one in ran if _changes(one[0]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(initialise, "upgrade", upgrade)
        yield


@contextlib.contextmanager
def _noted(connection: Connection, ran: list[tuple[str, Any]]) -> Iterator[None]:
    """Note the statements that a connection executes within the block."""

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_others: object) -> None:
        ran.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", note)


def _changes(statement: str) -> bool:
    return statement.split(maxsplit=1)[0].upper() not in ("PRAGMA", "SELECT", "SHOW")
