"""What a worker does beside its work: it says that it lives and how far it is, and stops where it is asked to."""

from __future__ import annotations

import _thread
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread, current_thread, main_thread
from typing import Any

from gisplan.base.errors import GisplanError
from gisplan.ledger.jobs.queue import Jobs

__all__ = ["STOPPED", "Watch"]

STOPPED = 3
"""The exit code of a worker that stopped in the middle of a library's long step."""

_LOOK_S = 0.5
_BEAT_S = 5.0
_PATIENCE_S = 4.0  # that the work may take to stop by itself
_LOG = logging.getLogger(__name__)


class Watch:
    """Watches over one job of a worker, in threads of its own.

    Parameters
    ----------
    jobs : Jobs
    worker : str
        The name of the worker.
    end : callable
        Ends the process where its work does not stop.
    """

    def __init__(self, jobs: Jobs, worker: str, *, end: Callable[[int], object] = os._exit) -> None:
        self._jobs, self._worker, self._end = jobs, worker, end
        self._lock = Lock()
        self._finished = Event()
        self._server_ended = Event()
        self._stopping = False
        self._news: Mapping[str, Any] | None = None

    def begin(self) -> None:
        """Begin to watch the job, and the server that started the worker: it holds the other end of standard input."""
        Thread(target=self._listen, name="server", daemon=True).start()
        Thread(target=self._watch, name="watch", daemon=True).start()

    def show(self, progress: Mapping[str, Any]) -> None:
        """Take how far the work is; it is written within a moment."""
        self._news = dict(progress)

    def finish(self) -> bool:
        """End the watch: the work is done. Return whether it is still wanted; from then on nothing interrupts it."""
        if current_thread() is main_thread():
            for stop in (signal.SIGINT, signal.SIGTERM):
                signal.signal(stop, signal.SIG_IGN)
        with self._lock:
            self._finished.set()
            return not self._stopping

    def _listen(self) -> None:
        try:
            while os.read(sys.stdin.fileno(), 64):
                pass
        except (OSError, ValueError, AttributeError):  # there is no standard input
            return
        self._server_ended.set()

    def _watch(self) -> None:
        beaten = time.monotonic()
        while not self._finished.wait(_LOOK_S):
            try:
                now = time.monotonic()
                if self._server_ended.is_set() or self._jobs.is_cancelled(self._worker):
                    self._stop()
                    return
                news, self._news = self._news, None
                if news is not None or now - beaten > _BEAT_S:
                    beaten = now
                    self._jobs.report(self._worker, news)
            except GisplanError:
                _LOG.warning("the ledger could not be reached; it is tried again", exc_info=True)

    def _stop(self) -> None:
        """Interrupt the work; where it does not stop soon, give the job up and end the process."""
        with self._lock:
            if self._finished.is_set():
                return
            self._stopping = True
            _thread.interrupt_main()
        if not self._finished.wait(_PATIENCE_S):
            self._jobs.give_up(self._worker, again=True)
            self._end(STOPPED)
