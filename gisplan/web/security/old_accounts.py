"""Remove, once an hour, accounts that were disabled long ago, and old lines of their log."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

from gisplan.base.errors import GisplanError
from gisplan.ledger.accounts.retention import remove_old_accounts

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.web.settings import DeskSettings

__all__ = ["OldAccounts"]

_EVERY_S = 3600.0
_LOG = logging.getLogger(__name__)


class OldAccounts:
    """Keeps accounts and their log as long as the settings say, in a thread."""

    def __init__(self, settings: DeskSettings, ledger: Ledger) -> None:
        self._settings, self._ledger = settings, ledger
        self._closed = Event()

    def start(self) -> None:
        """Begin to look; a desk that is only read removes nothing."""
        if not self._settings.read_only:
            Thread(target=self._run, name="old accounts", daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()

    def look(self) -> None:
        """Remove what is old now."""
        days = {"accounts": self._settings.keep_accounts, "log": self._settings.keep_log}
        removed = remove_old_accounts(self._ledger.engine, self._ledger.clock(), **days)
        if removed.accounts or removed.lines:
            message = "removed as they were old: %s accounts, %s lines of the log of accounts"
            _LOG.info(message, removed.accounts, removed.lines)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self.look()
            except GisplanError:
                _LOG.warning("old accounts could not be removed; it is tried again", exc_info=True)
            self._closed.wait(_EVERY_S)
