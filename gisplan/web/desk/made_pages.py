"""The map and the villages as they were last made, and made anew when the ledger has changed."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import tempfile
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from gisplan.web.desk.make_pages import FACTS
from gisplan.web.processes import run_module

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.web.settings import DeskSettings

__all__ = ["Made", "MadePages"]

_LOG = logging.getLogger(__name__)
_MODULE = "gisplan.web.desk.make_pages"
_MOST_S = 900.0  # that making may take
_PAUSE_S = 30.0  # between two beginnings: while many record, the map is not made all the time


@dataclass(frozen=True)
class Made:
    """The pages as they were made once.

    Parameters
    ----------
    folder : Path
    last_event : int
        The last event that they show.
    as_of : str
        The day of the verdicts, if the county has one.
    state : str
        The county's: "met", "missed" or "unknown".
    headlines : mapping of str to str
        How many villages fall short, in a sentence, by language.
    week : mapping or None
        The villages whose verdict changed since last week, as `compare_with_last_week` lists them; None where that is
        not known.
    """

    folder: Path
    last_event: int
    as_of: str
    state: str
    headlines: Mapping[str, str]
    week: Mapping[str, Any] | None = None
    _villages: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def number(self) -> str:
        """What tells these pages from those that were made before."""
        return self.folder.name

    def read(self, name: str) -> bytes:
        """Return the bytes of a page.

        Raises
        ------
        OSError
            It was replaced by newer ones.
        """
        return (self.folder / name).read_bytes()

    def villages(self, language: str) -> Mapping[str, Any]:
        """Return the verdicts of all villages by their code."""
        if language not in self._villages:
            self._villages[language] = json.loads(self.read(f"{language}/villages.json"))
        return self._villages[language]


class MadePages:
    """The pages that a process of its own makes: who asks gets the last ones, and newer ones are begun."""

    def __init__(self, settings: DeskSettings, ledger: Ledger) -> None:
        self._settings, self._ledger = settings, ledger
        self._lock = Lock()
        self._thread: Thread | None = None
        self._begun = float("-inf")
        self._folder: str | None = None
        self._made: Made | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.failed = False

    @property
    def making(self) -> bool:
        """Whether pages are being made."""
        return self._thread is not None and self._thread.is_alive()

    def ask(self) -> Made | None:
        """Return the last pages, or None; begin to make newer ones where the ledger has changed."""
        last_event = self._ledger.last_event
        with self._lock:
            stale = self._made is None or self._made.last_event != last_event
            if stale and not self.making and time.monotonic() - self._begun >= _PAUSE_S:
                self._begun = time.monotonic()
                self.start()
            return self._made

    def start(self) -> None:
        """Begin to make them."""
        self._thread = Thread(target=self._make, name="map and villages", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the process that makes pages, and remove all of them."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _hold(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def _make(self) -> None:
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="gisplan-desk-")
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)  # also when the desk ends
        place = Path(self._folder) / f"{time.time_ns()}"
        arguments = [str(self._settings.county), str(place)]
        try:
            run_module(_MODULE, arguments, url=self._settings.url, most_s=_MOST_S, begun=self._hold)
            made, self.failed = load(place), False
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            self.failed = True
            if not self._closed:
                _LOG.warning("the map cannot be made: %s", getattr(error, "stderr", b"") or error)
            shutil.rmtree(place, ignore_errors=True)
            return
        before, self._made = self._made, made
        if before is not None:
            shutil.rmtree(before.folder, ignore_errors=True)


def load(folder: Path) -> Made:
    """Return the pages of a folder, where all of them were written."""
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return Made(folder, facts["last_event"], facts["as_of"], facts["state"], facts["headlines"], facts.get("week"))
