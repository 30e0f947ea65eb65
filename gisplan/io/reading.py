"""A reading under way: started before anything heavy is imported, finished when it has been."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gisplan.io.config.county_file import CountyFile, read_county_file
from gisplan.io.files.gdal_process import GdalChild, send_job, start_child
from gisplan.io.files.staging import Source, stage_source

__all__ = ["Reading", "start_reading"]


@dataclass(frozen=True)
class Reading:
    """What has been started: the county file, the checked copies, and the child that reads them.

    `room` is the private folder; it is removed when the reading is finished or forgotten.
    """

    county_file: CountyFile
    sources: tuple[Source, ...]
    child: GdalChild | None
    room: tempfile.TemporaryDirectory[str]


def start_reading(path: str | os.PathLike[str]) -> Reading:
    """Start to read a county, and return before it is read.

    GDAL reads in a child process while the caller imports what it needs; give the result to
    `gisplan.io.finish_reading`.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    """
    county_file = read_county_file(path)
    holder = tempfile.TemporaryDirectory(prefix="gisplan-", ignore_cleanup_errors=True)
    room = Path(holder.name)
    tables = county_file.layers.values()
    child = start_child(room) if any(not table.path.lower().endswith((".csv", ".xlsx")) for table in tables) else None
    sources = tuple(stage_source(table, county_file.folder, room) for table in tables)
    if child is not None:
        child = send_job(child, [item for item in sources if item.usable and item.format and item.format.driver])
    return Reading(county_file, sources, child, holder)
