"""Backups on a schedule: each day at an hour, made up for where the computer was off, tried again where one failed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _, language
from gisplan.base.own_processes import packed_command
from gisplan.ledger.events.clock import parse_utc_offset
from gisplan.ledger.store.dated_backups import find_last_due, list_dated_backups
from gisplan.web.lock import find_store_file

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.web.settings import DeskSettings

__all__ = ["BackupState", "Backups"]

_LOG = logging.getLogger(__name__)
_MODULE = "gisplan.web.desk.make_backup"
_MOST_S = 4 * 3600.0  # that one may take
_LOOK_S = 20.0  # how often it is looked whether one is due: a computer that slept notices soon
_AGAIN_S = 1800.0  # after how long one that failed is tried again


@dataclass(frozen=True)
class BackupState:
    """How the backups are.

    Parameters
    ----------
    last : datetime or None
        For when the last good one was due, in the county's time.
    error : str
        Why the last one failed; empty where it did not.
    lost : int
        How many photos and documents the last one lacks.
    same_disk : bool
        Whether they are on the disk of the ledger.
    """

    last: datetime | None = None
    error: str = ""
    lost: int = 0
    same_disk: bool = False


class Backups:
    """The backups of a desk, which a thread begins when they are due; none where no folder is given for them."""

    def __init__(self, settings: DeskSettings, ledger: Ledger) -> None:
        self._settings, self._ledger = settings, ledger
        self._closed = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._tried = float("-inf")
        self._looked = False
        self.state = BackupState()

    def start(self) -> None:
        """Begin to make them when they are due."""
        if self._settings.backup is not None:
            Thread(target=self._run, name="backups", daemon=True).start()

    def close(self) -> None:
        """Make no more, and end the one that is being made: the folder keeps only whole ones."""
        self._closed.set()
        if self._process is not None:
            self._process.kill()

    def summarise(self) -> dict[str, str | None]:
        """Return the state in a word, and when the last good one was due: what needs no account."""
        plan, last = self._settings.backup, self.state.last
        if plan is None:
            return {"state": "none", "last": None}
        found = "ok" if last is not None else "waiting"
        word = "failed" if self.state.error else "incomplete" if self.state.lost else found
        return {"state": word, "last": last.isoformat(timespec="minutes") if last is not None else None}

    def explain(self) -> Iterator[tuple[bool, str]]:
        """Yield what administrators read, each with whether it is as it should be."""
        plan, state = self._settings.backup, self.state
        if plan is None:
            return
        last = f"{state.last:%Y-%m-%d %H:%M}" if state.last is not None else "–"
        if state.error:
            message = _("The backup failed; it is tried again every half hour. The last good one: {0}. Reason: {1}")
            yield False, message.format(last, state.error)
        elif state.last is not None:
            yield True, _("Last backup: {0}.").format(last)
        if state.lost:
            message = _(
                "Photos or documents that are missing in the ledger and in its backup: {0}. List them: gisplan ledger "
                "check COUNTY."
            )
            yield False, message.format(state.lost)
        if state.same_disk:
            message = _("The backups are on the disk of the ledger, and are lost with it: {0}.")
            yield False, message.format(plan.folder)

    def make_if_due(self) -> bool:
        """Make the backup that is due, if one is; return whether one was tried."""
        plan = self._settings.backup
        if plan is None:
            return False
        if self.state.error and time.monotonic() - self._tried < _AGAIN_S:
            return False
        due = find_last_due(self._now(), plan.at)
        if not self._looked or self.state.error:
            self._look(plan.folder)
        if self.state.last is not None and self.state.last >= due:
            self.state = replace(self.state, error="")  # another server has made it
            return False
        self._tried = time.monotonic()
        self._make(due)
        return True

    def _now(self) -> datetime:
        return self._ledger.clock().astimezone(parse_utc_offset(self._ledger.utc_offset)).replace(tzinfo=None)

    def _run(self) -> None:
        while not self._closed.wait(0.0 if not self._looked else _LOOK_S):
            try:
                self.make_if_due()
            except Exception as error:  # noqa: BLE001  # said to administrators, and tried again
                _LOG.exception("the backup failed")
                self._looked, self.state = True, replace(self.state, error=str(error))

    def _look(self, folder: Path) -> None:
        """Look which backups there are, and where."""
        self._looked = True
        now = self._now()
        try:
            moments = [moment for moment, _path in list_dated_backups(folder, self._ledger.county) if moment <= now]
            store = find_store_file(self._ledger)
            same = store is not None and folder.stat().st_dev == store.stat().st_dev
        except OSError:
            return  # making one says why
        self.state = replace(self.state, last=max(moments, default=None), same_disk=same)

    def _make(self, due: datetime) -> None:
        assert self._settings.backup is not None
        plan = self._settings.backup
        where = {"county": str(self._settings.county), "url": self._settings.url, "folder": str(plan.folder)}
        asked = {**where, "due": due.isoformat(), "keep": plan.keep, "language": language()}
        try:
            answer = self._ask(asked)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            answer = {"error": str(error)}
        if "made" in answer:
            self.state = replace(self.state, last=due, error="", lost=answer["made"]["lost"])
            self._look(plan.folder)
            if self.state.lost:
                _LOG.warning("the backup lacks %s photos or documents", self.state.lost)
        elif not self._closed.is_set():
            self.state = replace(self.state, error=str(answer["error"]))
            _LOG.warning("the backup failed: %s", answer["error"])

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Have a process make a backup; return its answer.

        Raises
        ------
        OSError, ValueError, SubprocessError
            The process cannot be started, ends without an answer, or takes too long.
        """
        command = packed_command(_MODULE) or [sys.executable, "-P", "-m", _MODULE]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            self._process = process
            try:
                stdout, stderr = process.communicate(json.dumps(asked).encode(), timeout=_MOST_S)
            finally:
                process.kill()
        if not stdout:
            lines = stderr.decode("utf-8", "replace").strip().splitlines()
            raise ValueError(lines[-1] if lines else f"exit code {process.returncode}")
        answer: dict[str, Any] = json.loads(stdout)
        return answer
