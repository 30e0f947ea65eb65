"""Who has the form of which work in use, as all servers of the desk know it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from gisplan.ledger.accounts.editing import LASTS_S, Editing, StoredEditing

if TYPE_CHECKING:
    from gisplan.ledger import Ledger

__all__ = ["Editors", "EditorsInMemory", "make_page_key", "open_editors"]

_MOST = 1000  # pages that are kept; the oldest is forgotten first


class Editors(Protocol):
    """Who edits: in the memory of the one server, or in the store that several servers share."""

    def mark(self, page: str, editing: Editing) -> None:
        """Say that a page has the form of a work in use now."""

    def drop(self, page: str) -> None:
        """Say that a page was left."""

    def read(self) -> tuple[Editing, ...]:
        """Return who edits now, each once."""


class EditorsInMemory:
    """Who edits, where one server serves the store: SQLite would write each sign to the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._pages: dict[str, tuple[float, Editing]] = {}

    def mark(self, page: str, editing: Editing) -> None:
        """Say that a page has the form of a work in use now."""
        with self._lock:
            self._pages.pop(page, None)
            self._pages[page] = self._clock() + LASTS_S, editing
            while len(self._pages) > _MOST:
                del self._pages[next(iter(self._pages))]

    def drop(self, page: str) -> None:
        """Say that a page was left."""
        with self._lock:
            self._pages.pop(page, None)

    def read(self) -> tuple[Editing, ...]:
        """Return who edits now, each once."""
        with self._lock:
            now = self._clock()
            self._pages = {page: one for page, one in self._pages.items() if one[0] >= now}
            return tuple(sorted({editing for _until, editing in self._pages.values()}))


def open_editors(ledger: Ledger) -> Editors:
    """Return who edits the works of a ledger."""
    return EditorsInMemory() if ledger.engine.dialect.name == "sqlite" else StoredEditing(ledger.engine)


def make_page_key(account: int, page: str) -> str:
    """Return what tells a page from those of all other accounts, whatever it calls itself."""
    return hashlib.sha256(f"{account}:{page}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
