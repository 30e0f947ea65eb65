"""Start workers while jobs wait, notice those that died, stop them with the server, and remove old reports."""

from __future__ import annotations

import logging
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import IO, TYPE_CHECKING

from gisplan.base.errors import GisplanError
from gisplan.base.own_processes import packed_command
from gisplan.ledger.jobs.queue import Jobs
from gisplan.ledger.store.location import name_store
from gisplan.web.jobs.old_reports import remove_old_reports

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.web.settings import DeskSettings

__all__ = ["Workers"]

_MODULE = "gisplan.web.jobs.worker"
_LOOK_S = 2.0  # how often jobs of other servers are looked for; who asks here is heard at once
_SILENT_S = 90.0  # a worker that does not count on for so long is dead
_PATIENCE_S = 8.0  # that a worker may take to stop
_PAUSE_S = 30.0  # after a worker that could not even begin
_REMOVE_S = 3600.0  # how often old reports are looked for
_STDERR = 4000  # characters of what a dead worker wrote that the log gets
_LOG = logging.getLogger(__name__)


@dataclass
class _Worker:
    """A worker of this server."""

    name: str
    process: subprocess.Popen[bytes]
    stderr: IO[bytes]
    asked_to_stop: float | None = None


@dataclass
class Workers:
    """The workers of one server.

    Parameters
    ----------
    settings : DeskSettings
        How many there may be, and how long reports are kept.
    ledger : Ledger
    """

    settings: DeskSettings
    ledger: Ledger
    _running: list[_Worker] = field(default_factory=list)
    _beats: dict[int, tuple[int, float]] = field(default_factory=dict)
    _wake: Event = field(default_factory=Event)
    _closing: bool = False
    _thread: Thread | None = None
    _not_before: float = float("-inf")
    _removed: float = float("-inf")

    @property
    def jobs(self) -> Jobs:
        """The queue."""
        return Jobs(self.ledger.engine, self.ledger.clock)

    def start(self) -> None:
        """Begin to look for jobs, in a thread; a desk that is only read makes none."""
        if self.settings.workers and not self.settings.read_only and self._thread is None:
            self._thread = Thread(target=self._run, name="workers", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Look at once: somebody has asked for a job, or cancelled one."""
        self._wake.set()

    def close(self) -> None:
        """Begin to stop: called by a signal, so nothing is waited for."""
        self._closing = True
        self._wake.set()

    def join(self) -> None:
        """Wait until all workers have stopped; what they were making waits for the next server."""
        if self._thread is not None:
            self._thread.join(_PATIENCE_S + 4)

    def _run(self) -> None:
        while not self._closing:
            try:
                self.look()
            except GisplanError:
                _LOG.warning("the jobs could not be looked at; it is tried again", exc_info=True)
            except OSError:
                self._not_before = time.monotonic() + _PAUSE_S
                _LOG.exception("no worker can be started")
            self._wake.wait(_LOOK_S)
            self._wake.clear()
        self._stop_all()

    def look(self) -> None:
        """Look once: what has ended, what died elsewhere, what waits, and what is old."""
        now = time.monotonic()
        self._collect(now)
        self._notice_dead(now)
        if len(self._running) < self.settings.workers and now >= self._not_before and self.jobs.is_waiting():
            self._running.append(self._start_worker())
        if now - self._removed > _REMOVE_S:
            self._removed = now
            remove_old_reports(self.ledger, self.settings)

    def _start_worker(self) -> _Worker:
        name = secrets.token_hex(12)
        command = packed_command(_MODULE) or [sys.executable, "-P", "-m", _MODULE]
        arguments = [str(self.settings.county), name]
        stderr = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the worker has ended
        try:
            process = subprocess.Popen(
                [*command, *arguments],
                stdin=subprocess.PIPE,  # nothing is sent: the worker stops when this server, its other end, is no more
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env=name_store(self.settings.url),
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        except OSError:
            stderr.close()
            raise
        return _Worker(name, process, stderr)

    def _collect(self, now: float) -> None:
        """End the jobs of workers that have ended, and kill those that do not stop."""
        for worker in list(self._running):
            if worker.process.poll() is not None:
                self._bury(worker, again=False)
            elif worker.asked_to_stop is not None and now - worker.asked_to_stop > _PATIENCE_S:
                worker.process.kill()
            elif worker.asked_to_stop is None and self.jobs.is_asked_to_stop(worker.name):
                worker.asked_to_stop = now

    def _bury(self, worker: _Worker, *, again: bool) -> None:
        """Take a worker that has ended off the list; a job that it still has is given up."""
        self._running.remove(worker)
        code = worker.process.wait()
        if worker.process.stdin is not None:
            worker.process.stdin.close()
        worker.stderr.seek(0)
        text = worker.stderr.read().decode("utf-8", "replace")[-_STDERR:].strip()
        worker.stderr.close()
        had_job = self.jobs.give_up(worker.name, again=again)
        if text or (code and not again):
            _LOG.warning("a worker ended with code %s%s", code, f":\n{text}" if text else "")
        if code and not had_job and not again:
            self._not_before = time.monotonic() + _PAUSE_S

    def _notice_dead(self, now: float) -> None:
        """Interrupt the jobs whose worker, of whatever server, has not counted on for long by this server's clock."""
        beats = self.jobs.list_beats()
        for number, beat in beats.items():
            known = self._beats.get(number)
            if known is None or known[0] != beat:
                self._beats[number] = beat, now
            elif now - known[1] > _SILENT_S:
                self.jobs.interrupt(number, beat)
        self._beats = {number: self._beats[number] for number in beats}

    def _stop_all(self) -> None:
        """Ask all workers to stop by closing their standard input; kill those that do not."""
        for worker in self._running:
            if worker.process.stdin is not None:
                worker.process.stdin.close()
        until = time.monotonic() + _PATIENCE_S
        for worker in list(self._running):
            try:
                worker.process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                worker.process.kill()
            try:
                self._bury(worker, again=True)
            except GisplanError:
                _LOG.warning("a report that was being made could not be given up", exc_info=True)
