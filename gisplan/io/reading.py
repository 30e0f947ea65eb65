"""Start to read a county in a limited process before anything heavy is imported."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.io.child.limits import ReadOptions
from gisplan.io.child.process import ReadingProcess
from gisplan.io.output.working_folder import WorkingFolder

if TYPE_CHECKING:
    from gisplan.io.config.county_file import CountyFile
    from gisplan.io.files.staging import Source

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
    process : ReadingProcess
        The process that reads them.
    workdir : WorkingFolder
        The folder of the copies; it is removed when the reading is finished or no longer referred to.
    relief : Source or None
        The checked copy of the relief, which is read when the layers say where the county is.
    """

    county_file: CountyFile
    sources: tuple[Source, ...]
    process: ReadingProcess
    workdir: WorkingFolder
    relief: Source | None = None

    def close(self) -> None:
        """End the process and remove the copies."""
        self.process.close()
        self.workdir.cleanup()


def start_reading(
    path: str | os.PathLike[str], *, options: ReadOptions | None = None, orientation: bool = True
) -> Reading:
    """Start to read a county and return before it is read.

    The files are read in a process of their own while the caller imports what it needs, and NumPy already while the
    county file is parsed; give the result to `gisplan.io.finish_reading`.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.
    orientation : bool
        Whether what only maps show is read too: rivers, waters, neighbouring counties, relief.

    Returns
    -------
    Reading
        What has been started; a county file that cannot be read is among its faults.
    """
    workdir = WorkingFolder()
    folder = Path(workdir.name)
    process = ReadingProcess(folder, options)
    # here, as the process starts meanwhile
    from gisplan.county.orientation.layers import ORIENTATION
    from gisplan.io.child.requests import ask_for_layers
    from gisplan.io.child.toml_files import parse_county_file
    from gisplan.io.files.staging import stage_source

    allow_outside = process.options.allow_outside
    try:
        county_file = parse_county_file(path, process, next_up="layers", meanwhile=lambda: import_module("numpy"))
        sources = tuple(
            stage_source(table, county_file.folder, folder, allow_outside=allow_outside)
            for table in county_file.layers.values()
            if orientation or table.name not in ORIENTATION
        )
        named = county_file.relief if orientation else None
        relief = (
            None
            if named is None
            else stage_source(named.table, county_file.folder, folder, allow_outside=allow_outside)
        )
        ask_for_layers(process, sources, next_up="" if relief is None else "relief")
    except BaseException:
        process.close()
        workdir.cleanup()
        raise
    return Reading(county_file, sources, process, workdir, relief)
