"""Start to read a county in a child process before anything heavy is imported."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gisplan.io.config.county_file import CountyFile, read_county_file
from gisplan.io.files.gdal_process import GdalChild, send_job, start_child
from gisplan.io.files.staging import Source, stage_source
from gisplan.io.output.working_folder import WorkingFolder

__all__ = ["Reading", "start_reading"]


@dataclass(frozen=True)
class Reading:
    """A reading of a county that has been started.

    Parameters
    ----------
    county_file : CountyFile
        The county file.
    sources : tuple of Source
        The checked copies of its files.
    child : GdalChild or None
        The process that reads them; None where GDAL is not needed.
    workdir : WorkingFolder
        The folder of the copies; it is removed when the reading is finished or no longer referred to.
    """

    county_file: CountyFile
    sources: tuple[Source, ...]
    child: GdalChild | None
    workdir: WorkingFolder


def start_reading(path: str | os.PathLike[str]) -> Reading:
    """Start to read a county and return before it is read.

    GDAL reads in a child process while the caller imports what it needs; give the result to
    `gisplan.io.finish_reading`.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.

    Returns
    -------
    Reading
        What has been started; a county file that cannot be read is among its faults.
    """
    county_file = read_county_file(path)
    workdir = WorkingFolder()
    folder = Path(workdir.name)
    tables = county_file.layers.values()
    child = start_child(folder) if any(not table.path.lower().endswith((".csv", ".xlsx")) for table in tables) else None
    sources = tuple(stage_source(table, county_file.folder, folder) for table in tables)
    if child is not None:
        child = send_job(child, [item for item in sources if item.usable and item.format and item.format.driver])
    return Reading(county_file, sources, child, workdir)
