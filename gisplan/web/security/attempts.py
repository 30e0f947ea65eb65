"""How often one address may try to sign in."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

__all__ = ["Attempts"]

_MOST_ADDRESSES = 10_000  # whose attempts are kept


class Attempts:
    """Counts the attempts of each address within a time, in the memory of this process."""

    def __init__(self, most: int = 10, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self.clock = most, seconds, clock
        self._lock = Lock()
        self._times: dict[str, deque[float]] = {}

    def allow(self, address: str) -> bool:
        """Count an attempt; return whether it is not one too many."""
        now = self.clock()
        with self._lock:
            if len(self._times) > _MOST_ADDRESSES:
                self._forget(now)
            times = self._times.setdefault(address, deque())
            while times and times[0] <= now - self.seconds:
                times.popleft()
            if len(times) >= self.most:
                return False
            times.append(now)
            return True

    def _forget(self, now: float) -> None:
        """Forget addresses without an attempt within the time."""
        for address, times in list(self._times.items()):
            if not times or times[-1] <= now - self.seconds:
                del self._times[address]
