"""Look once a second whether something was recorded, while a browser listens, and tell all of them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import anyio.to_thread

from gisplan.base.errors import LedgerStoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gisplan.ledger import Ledger

__all__ = ["Hub"]

_LOOK_S = 1.0
_STAY_S = 20.0  # after so long without news a comment is sent, so that proxies keep the connection
_MOST_LISTENERS = 500
_LOG = logging.getLogger(__name__)


class Hub:
    """The last event of the ledger, for all who listen."""

    def __init__(self, ledger: Ledger, *, look_s: float = _LOOK_S) -> None:
        self._ledger = ledger
        self._look_s = look_s
        self._listeners: set[asyncio.Event] = set()
        self._looking: asyncio.Task[None] | None = None
        self.last_event = 0
        self.closing = False

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @property
    def is_full(self) -> bool:
        """Whether no more may listen."""
        return self.closing or len(self._listeners) >= _MOST_LISTENERS

    async def listen(self) -> AsyncIterator[int | None]:
        """Yield the last event at first and whenever it changes, and None where there was no news for long."""
        mine = asyncio.Event()
        self._listeners.add(mine)
        if self._looking is None or self._looking.done():
            await self._look()
            self._looking = asyncio.create_task(self._look_again())
        last = self.last_event
        try:
            yield last
            while not self.closing:
                try:
                    await asyncio.wait_for(mine.wait(), _STAY_S)
                    mine.clear()
                    if last != self.last_event and not self.closing:
                        last = self.last_event
                        yield last
                except TimeoutError:
                    yield None
        finally:
            self._listeners.discard(mine)

    def close(self) -> None:
        """End all streams: the server stops."""
        self.closing = True
        self._wake()

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.set()

    async def _look_again(self) -> None:
        """Look until nobody listens."""
        while self._listeners and not self.closing:
            await asyncio.sleep(self._look_s)
            await self._look()

    async def _look(self) -> None:
        try:
            found = await anyio.to_thread.run_sync(lambda: self._ledger.last_event)
        except LedgerStoreError:
            _LOG.warning("the ledger could not be read; it is tried again", exc_info=True)
            return
        if found != self.last_event:
            self.last_event = found
            self._wake()
