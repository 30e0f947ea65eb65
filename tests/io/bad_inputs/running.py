"""Bad inputs that only a running command meets: a file that changes, a disk that is full."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gisplan.io import finish_reading, start_reading
from gisplan.io.output.file_set import replace_together
from tests.io.toy_county import clean_county, geojson, village_rows

__all__ = ["RUNNING", "RunningInput"]


@dataclass(frozen=True)
class RunningInput:
    """A number of the table, what happens, and how: a function of a folder that raises the error."""

    number: int
    title: str
    run: Callable[[Path], None]


def _change_a_file(folder: Path) -> None:
    toy = clean_county(folder)
    reading = start_reading(toy.save())
    toy.write("villages.geojson", geojson(village_rows()[:3]))
    finish_reading(reading)


def _fill_the_disk(folder: Path) -> None:
    def make(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with replace_together(folder) as files:
        files.write("gaps.gpkg", make)


RUNNING = (
    RunningInput(33, "a file that changes while it is read", _change_a_file),
    RunningInput(41, "a disk that is full", _fill_the_disk),
)
