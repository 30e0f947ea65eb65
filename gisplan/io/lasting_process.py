"""A reading process that is kept for one county after another, and given up when there is any doubt about it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from typing import Any

from gisplan.io.child.limits import SHARE_BYTES, ReadOptions, scale_limits
from gisplan.io.child.process import ReadingProcess
from gisplan.io.files.handover.arrays import ENDING
from gisplan.io.output.working_folder import WorkingFolder

__all__ = ["LastingProcess", "ProcessKeeper"]

_MOST_COUNTIES = 100
"""So many counties one process reads, as libraries may keep some memory of each."""
_REFUSALS = frozenset({"limit", "error", "ended", "several", "no_layer"})


class LastingProcess(ReadingProcess):
    """A reading process that may read one county after another, each within the limits that a new one has.

    What it answers of a further county is used only if it refuses nothing; else a new process reads the same files,
    so that no refusal can have its reason in a county before.
    """

    _counties = 0
    _refused = _waiting = _large = False

    def begin_county(self) -> None:
        """Begin with a county: its time does not count what those before have taken."""
        self._counties += 1
        if self._counties > 1:
            self._begins, self._spent = True, self._measure_spent()
            self._begin_limits()

    def send(self, items: Sequence[Mapping[str, Any]], *, size: int = 0, next_up: str = "") -> None:
        """Send a request, as any reading process takes it."""
        self._waiting, self._large = True, self._large or size > SHARE_BYTES
        super().send(items, size=size, next_up=next_up)

    def receive(self) -> dict[str, dict[str, Any]]:
        """Return the answers by name; where one refuses a file, those of a new process."""
        if not self._items:
            self._wait()  # else the next answer would be taken for this one
        answers = super().receive()
        if self._counties > 1 and any(map(_is_refusal, answers.values())):
            self._replace()
            answers = super().receive()
        self._waiting = False
        self._refused = self._refused or any(map(_is_refusal, answers.values()))
        return answers

    def is_fit(self) -> bool:
        """Return whether it may read another county: it runs, has answered, and nothing was large or refused."""
        doubtful = self._waiting or self._refused or self._large or self._counties >= _MOST_COUNTIES
        return not doubtful and self._process.poll() is None

    def _begin_limits(self) -> None:
        self._limits = scale_limits(self.options)
        self._deadline = time.monotonic() + self._limits.seconds

    def _measure_spent(self) -> float:
        return 0.0 if self._job is None else self._job.measure_seconds(int(self._process._handle))  # type: ignore[attr-defined]

    def _replace(self) -> None:
        """Have a new process do what was asked last, with all the time that there is for it."""
        self.close()
        for item in self._items:
            for ending in (".answer.json", ENDING):
                with contextlib.suppress(FileNotFoundError):
                    (self.workdir / f"{item['name']}{ending}").unlink()
        self._counties = 1
        self._deadline = time.monotonic() + self._limits.seconds
        self._start()
        self._write(self._items, "")


class ProcessKeeper:
    """Keeps the reading process of one county for the next, with its private folder, which is empty then.

    Parameters
    ----------
    options : ReadOptions
        What reading each county may use.
    """

    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self._kept: list[tuple[LastingProcess, WorkingFolder]] = []

    def take(self) -> tuple[LastingProcess, WorkingFolder]:
        """Return the process that is kept, else a new one, ready for a county."""
        if self._kept:
            process, folder = self._kept.pop()
        else:
            folder = WorkingFolder()
            process = LastingProcess(folder.path, self.options)
        process.begin_county()
        return process, folder

    def give_back(self, process: LastingProcess, folder: WorkingFolder, *, whole: bool) -> None:
        """Keep a process that has read a county whole, or end it where it may not read another."""
        if whole and process.is_fit() and not self._kept and folder.empty():
            self._kept.append((process, folder))
        else:
            process.close()
            folder.cleanup()

    def close(self) -> None:
        """End the process that is kept."""
        while self._kept:
            process, folder = self._kept.pop()
            process.close()
            folder.cleanup()


def _is_refusal(answer: Mapping[str, Any]) -> bool:
    """Return whether an answer refuses its file."""
    from gisplan.io.faults.catalogue import KINDS  # here, as the process starts meanwhile

    harmless = {code for code, kind in KINDS.items() if kind.level != "E"}
    return not (
        _REFUSALS.isdisjoint(answer) and all(fault.get("code") in harmless for fault in answer.get("faults", ()))
    )
