"""Who has the form of which work in use: rows of some seconds, by which servers of one store know of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Integer, cast, delete, func, insert, select

from gisplan.ledger.store.engine import read_transaction, write_transaction
from gisplan.ledger.tables import EDITING

__all__ = ["LASTS_S", "Editing", "StoredEditing"]

LASTS_S = 15
"""After so long without a sign of it a form counts as left."""

_NOW: Any = cast(func.extract("epoch", func.now()), Integer)  # the database's clock: servers may differ


@dataclass(frozen=True, order=True)
class Editing:
    """Somebody who has the form of a work in use.

    Parameters
    ----------
    work : int
        The number of the work.
    by : str
        The name of the account.
    """

    work: int
    by: str


@dataclass(frozen=True)
class StoredEditing:
    """Who edits, in the store of an engine; for PostgreSQL, which several servers may serve."""

    engine: Engine

    def mark(self, page: str, editing: Editing) -> None:
        """Say that a page has the form of a work in use now.

        Parameters
        ----------
        page : str
            What tells the page from all others.
        editing : Editing
        """
        row = {"page": page, "work": editing.work, "by": editing.by, "until": _NOW + LASTS_S}
        with write_transaction(self.engine) as connection:
            connection.execute(delete(EDITING).where((EDITING.c.page == page) | (EDITING.c.until < _NOW)))
            connection.execute(insert(EDITING).values(row))

    def drop(self, page: str) -> None:
        """Say that a page was left."""
        with write_transaction(self.engine) as connection:
            connection.execute(delete(EDITING).where(EDITING.c.page == page))

    def read(self) -> tuple[Editing, ...]:
        """Return who edits now, each once."""
        query = select(EDITING.c.work, EDITING.c.by).where(EDITING.c.until >= _NOW).distinct()
        with read_transaction(self.engine) as connection:
            return tuple(sorted(Editing(row.work, row.by) for row in connection.execute(query)))
