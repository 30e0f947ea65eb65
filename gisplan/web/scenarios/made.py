"""What processes of their own have made of scenarios: each once, as long as what it is made of is the same."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import subprocess
import tempfile
import time
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread
from typing import TYPE_CHECKING, Any, Literal

from gisplan.ledger.jobs.job import write_json
from gisplan.plan.scenario.document import scenario_to_dict
from gisplan.web.processes import run_module
from gisplan.web.scenarios.make import FACTS, FAULT

if TYPE_CHECKING:
    from gisplan.plan.scenario.scenario import Scenario
    from gisplan.web.settings import DeskSettings

__all__ = ["MadeOnce", "Result", "hash_page", "read_facts"]

_LOG = logging.getLogger(__name__)
_MODULE = "gisplan.web.scenarios.make"
_MOST_AT_ONCE = 2
_MOST_WAITING = 20
_MOST_KEPT = 40
_MOST_S = 600.0  # that making may take
_AGAIN_S = 30.0  # after which what has failed is tried again
_NOT_OF_PAGE = ("name", "author", "day", "edits", "notes", "view", "archived")


@dataclass
class Result:
    """What is made under one key.

    Parameters
    ----------
    key : str
    folder : Path
        Where its files are, once it is ready.
    state : str
        "making", "ready" or "failed".
    fault : str
        Why it failed, where that is known.
    """

    key: str
    folder: Path
    state: Literal["making", "ready", "failed"] = "making"
    fault: str = ""
    ended: float = field(default=0.0)

    def read_json(self, name: str) -> Mapping[str, Any]:
        """Read one of its files."""
        document: Mapping[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return document


def hash_page(scenario: Scenario, sources: str) -> str:
    """Return a hash of all that the page of a scenario is made of; its edits are not.

    Parameters
    ----------
    scenario : Scenario
    sources : str
        A hash of the county's files.
    """
    document = {name: value for name, value in scenario_to_dict(scenario).items() if name not in _NOT_OF_PAGE}
    return hashlib.sha256(write_json([document, sources]).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class MadeOnce:
    """Results of processes by their keys: who asks gets what there is, and what is missing is begun."""

    def __init__(self, settings: DeskSettings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._free = BoundedSemaphore(_MOST_AT_ONCE)
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._folder: str | None = None
        self._closed = False

    def find(self, key: str) -> Result | None:
        """Return what is made under a key, if anybody has asked for it."""
        with self._lock:
            return self._results.get(key)

    def ask(self, key: str, task: str, names: Sequence[str], *, language: str) -> Result:
        """Return what is made under a key; begin to make it where nobody has, or where it failed a while ago.

        Parameters
        ----------
        key : str
        task : str
            "page" or "compare".
        names : sequence of str
            See `gisplan.web.scenarios.make.main`.
        language : str
            Of a fault.
        """
        with self._lock:
            found = self._results.get(key)
            if found is not None and not _is_old_failure(found):
                self._results.move_to_end(key)
                return found
            waiting = sum(one.state == "making" for one in self._results.values())
            if waiting >= _MOST_WAITING:
                return Result(key, Path(), "making")  # asked for again by whoever waits
            result = Result(key, self._make_folder())
            self._results[key] = result
            self._remove_old()
        self._start(result, task, names, language)
        return result

    def _start(self, result: Result, task: str, names: Sequence[str], language: str) -> None:
        arguments = [task, str(self._settings.county), str(result.folder), language, *names]
        Thread(target=self._make, args=(result, arguments), name=f"scenario {task}", daemon=True).start()

    def close(self) -> None:
        """End the processes, and remove what they made."""
        self._closed = True
        for process in list(self._running):
            process.kill()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make_folder(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="gisplan-scenarios-")
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)  # also when the desk ends
        return Path(self._folder) / f"{time.time_ns()}"

    def _remove_old(self) -> None:
        """Remove what nobody has asked for in a long time."""
        old = [key for key, one in self._results.items() if one.state != "making"]
        for key in old[: max(0, len(self._results) - _MOST_KEPT)]:
            shutil.rmtree(self._results.pop(key).folder, ignore_errors=True)

    def _make(self, result: Result, arguments: Sequence[str]) -> None:
        with self._free:
            try:
                self._run(arguments)
                fault = result.folder / FAULT
                result.fault = fault.read_text(encoding="utf-8") if fault.exists() else ""
                state: Literal["ready", "failed"] = "failed" if result.fault else "ready"
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                state = "failed"
                if not self._closed:
                    _LOG.warning("a scenario cannot be shown: %s", getattr(error, "stderr", b"") or error)
        result.ended = time.monotonic()
        result.state = state

    def _run(self, arguments: Sequence[str]) -> None:
        """Run a process to its end.

        Raises
        ------
        SubprocessError
            It failed, or takes too long.
        """
        if self._closed:
            return
        try:
            run_module(_MODULE, arguments, url=self._settings.url, most_s=_MOST_S, begun=self._running.add)
        finally:
            self._running.difference_update([one for one in list(self._running) if one.returncode is not None])


def read_facts(result: Result | None) -> Mapping[str, Any]:
    """Return what is known of a scenario's page; nothing where it is not made."""
    return result.read_json(FACTS) if result is not None and result.state == "ready" else {}


def _is_old_failure(result: Result) -> bool:
    return result.state == "failed" and time.monotonic() - result.ended > _AGAIN_S
