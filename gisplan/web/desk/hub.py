"""Look once a second whether something was recorded and who edits, while a browser listens, and tell all of them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

import anyio.to_thread

from gisplan.base.errors import LedgerStoreError
from gisplan.ledger.jobs.queue import Jobs
from gisplan.ledger.scenarios.scenarios import count_changes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gisplan.ledger import Ledger
    from gisplan.ledger.accounts.editing import Editing
    from gisplan.web.desk.editors import Editors

__all__ = ["Heard", "Hub", "look"]

_LOOK_S = 1.0
_STAY_S = 20.0  # after so long without news a comment is sent, so that proxies keep the connection
_MOST_LISTENERS = 500
_MOST_SHARED = 32  # answers that are kept, as all who listen ask for the same ones in one moment
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Heard:
    """What is sent to all who listen: the last event, the last record, comments among them, and who edits which work.

    `jobs` is another text whenever a job has changed, `scenarios` whenever a scenario has.
    """

    last_event: int = 0
    last_record: int = 0
    editing: tuple[Editing, ...] = ()
    jobs: str = ""
    scenarios: str = ""


def look(ledger: Ledger, editors: Editors) -> Heard:
    """Look at the ledger, who edits, the jobs, and the scenarios."""
    last_event = ledger.last_event  # read first: a record that is sent has all of its events sent
    jobs = repr(Jobs(ledger.engine).look()).encode("utf-8", "backslashreplace")
    scenarios = count_changes(ledger.engine)
    return Heard(last_event, ledger.last_record, editors.read(), hashlib.sha256(jobs).hexdigest()[:16], scenarios)


class Hub:
    """What happens in the ledger, for all who listen."""

    def __init__(self, ledger: Ledger, editors: Editors, *, look_s: float = _LOOK_S) -> None:
        self._ledger = ledger
        self._editors = editors
        self._look_s = look_s
        self._listeners: set[asyncio.Event] = set()
        self._looking: asyncio.Task[None] | None = None
        self._shared: OrderedDict[object, Any] = OrderedDict()
        self._sharing = RLock()
        self.heard = Heard()
        self.closing = False

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @property
    def is_full(self) -> bool:
        """Whether no more may listen."""
        return self.closing or len(self._listeners) >= _MOST_LISTENERS

    async def listen(self) -> AsyncIterator[Heard | None]:
        """Yield what there is at first and whenever it changes, and None where there was no news for long."""
        mine = asyncio.Event()
        self._listeners.add(mine)
        if self._looking is None or self._looking.done():
            await self._look()
            self._looking = asyncio.create_task(self._look_again())
        last = self.heard
        try:
            yield last
            while not self.closing:
                try:
                    await asyncio.wait_for(mine.wait(), _STAY_S)
                    mine.clear()
                    if last != self.heard and not self.closing:
                        last = self.heard
                        yield last
                except TimeoutError:
                    yield None
        finally:
            self._listeners.discard(mine)

    def share(self, key: object, make: Callable[[], Any]) -> Any:
        """Return what was made for a key; make it where nobody did.

        Parameters
        ----------
        key : hashable
            All that the answer depends on.
        make : callable
        """
        with self._sharing:
            if key not in self._shared:
                self._shared[key] = make()
                while len(self._shared) > _MOST_SHARED:
                    self._shared.popitem(last=False)
            return self._shared[key]

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
            found = await anyio.to_thread.run_sync(lambda: look(self._ledger, self._editors))
        except LedgerStoreError:
            _LOG.warning("the ledger could not be read; it is tried again", exc_info=True)
            return
        if found != self.heard:
            self.heard = found
            self._wake()
