"""The county's last verdict, from the document that `gisplan gaps` or `gisplan verify` wrote beside the county."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from gisplan.base.errors import GisplanError

__all__ = ["LastVerdict", "Verdict"]

_PLACES = ("verdicts.json", "out/verdicts.json")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verdict:
    """What a verdict document says of the county.

    Parameters
    ----------
    state : str
        "met", "missed" or "unknown".
    as_of : str or None
        The day that it is about.
    villages, missed, unknown : int
        The villages that are judged for exit, and of these those that fall short or cannot be judged.
    """

    state: str
    as_of: str | None
    villages: int
    missed: int
    unknown: int


class LastVerdict:
    """The newest verdict document in the county's folder and its folder `out`; read once for each state of the file."""

    def __init__(self, county: Path) -> None:
        folder = county if county.is_dir() else county.parent
        self._paths = [folder / place for place in _PLACES]
        self._lock = Lock()
        self._known: tuple[Path, int] | None = None
        self._verdict: Verdict | None = None

    def get(self) -> Verdict | None:
        """Return the last verdict; None where there is none, or while it is read for the first time."""
        found = [(path.stat().st_mtime_ns, path) for path in self._paths if path.is_file()]
        if not found:
            return None
        changed, path = max(found)
        with self._lock:
            if self._known != (path, changed):
                self._known = path, changed
                Thread(target=self._read, args=(path,), name="last verdict", daemon=True).start()
        return self._verdict

    def _read(self, path: Path) -> None:
        from gisplan.io.inputs.verdict_file import read_verdicts

        try:
            document = read_verdicts(path)
        except (GisplanError, OSError):
            _LOG.warning("%s cannot be read", path, exc_info=True)
            self._verdict = None
            return
        states = Counter(village["state"] for village in document["villages"] if village["judged_for_exit"])
        self._verdict = Verdict(
            document["verdict"]["state"],
            document["as_of"],
            sum(states.values()),
            states["missed"],
            states["unknown"],
        )
