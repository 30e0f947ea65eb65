"""The names of the county's villages, read in a process of its own: what reads layers takes much memory."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from gisplan.base.own_processes import packed_command

__all__ = ["VillageName", "VillageNames", "main"]

_LOG = logging.getLogger(__name__)
_MODULE = "gisplan.web.desk.village_names"
_MOST_S = 300.0  # that reading may take; the readers have limits of their own


@dataclass(frozen=True)
class VillageName:
    """The name of a village and of its town; empty where the layer has none."""

    name: str
    town: str


class VillageNames:
    """The names of the villages by their code; empty until they are read, and where the layer cannot be read."""

    def __init__(self, county: Path) -> None:
        self._county = county
        self._lock = Lock()
        self._reading: Thread | None = None
        self._names: Mapping[str, VillageName] = {}

    def start(self) -> None:
        """Begin to read them, if nobody did."""
        with self._lock:
            if self._reading is None:
                self._reading = Thread(target=self._read, name="village names", daemon=True)
                self._reading.start()

    def get(self, *, wait_s: float = 0.0) -> Mapping[str, VillageName]:
        """Return the names; wait for them at most so long.

        Parameters
        ----------
        wait_s : float
            Seconds.
        """
        self.start()
        if wait_s and self._reading is not None:
            self._reading.join(wait_s)
        return self._names

    def _read(self) -> None:
        command = [*(packed_command(_MODULE) or [sys.executable, "-P", "-m", _MODULE]), str(self._county)]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=_MOST_S)
            self._names = {code: VillageName(name, town) for code, name, town in json.loads(done.stdout)}
        except (OSError, ValueError, subprocess.SubprocessError):
            _LOG.warning("the villages' names cannot be read: works are shown with the villages' codes", exc_info=True)


def main(arguments: Sequence[str]) -> int:
    """Write code, name and town of each village of a county as JSON: what the process does."""
    from gisplan.io.inputs.register import read_register

    register = read_register(arguments[0])
    rows: list[tuple[str, str, str]] = []
    if register is not None:
        frame = register.villages.fillna("")
        rows = list(zip(*(frame[name].astype(str).tolist() for name in ("code", "name", "town")), strict=True))
    sys.stdout.write(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
