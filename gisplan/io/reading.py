"""Start to read a county in a limited process before anything heavy is imported."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import ExitStack
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
    from gisplan.io.lasting_process import ProcessKeeper

__all__ = ["Reading", "start_reading", "start_register"]

_REGISTER = ("villages", "code_changes")


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
    ending : ExitStack
        Ends the process and removes the copies, which also happens when nothing refers to them any more; where the
        process is kept for the next county, gives it back.
    relief : Source or None
        The checked copy of the relief, which is read when the layers say where the county is.
    kept : bool
        Whether the process is kept for the next county.
    """

    county_file: CountyFile
    sources: tuple[Source, ...]
    process: ReadingProcess
    ending: ExitStack
    relief: Source | None = None
    kept: bool = False

    def close(self) -> None:
        """Do what is to be done at its end, once."""
        self.ending.close()


def start_reading(
    path: str | os.PathLike[str],
    *,
    options: ReadOptions | None = None,
    orientation: bool = True,
    layers: Collection[str] | None = None,
    keeper: ProcessKeeper | None = None,
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
    layers : collection of str, optional
        The layers that are read; all, where none are given.
    keeper : ProcessKeeper, optional
        Has the process, and is given it back for the next county; it has the options, too.

    Returns
    -------
    Reading
        What has been started; a county file that cannot be read is among its faults.
    """
    with ExitStack() as ending:
        process = _begin(ending, options, keeper)
        # here, as the process starts meanwhile
        from gisplan.county.orientation.layers import ORIENTATION
        from gisplan.io.child.requests import ask_for_layers
        from gisplan.io.child.toml_files import parse_county_file
        from gisplan.io.files.staging import stage_source

        allow_outside = process.options.allow_outside
        county_file = parse_county_file(path, process, next_up="layers", meanwhile=lambda: import_module("numpy"))
        sources = tuple(
            stage_source(table, county_file.folder, process.workdir, allow_outside=allow_outside)
            for table in county_file.layers.values()
            if (orientation or table.name not in ORIENTATION) and (layers is None or table.name in layers)
        )
        named = county_file.relief if orientation else None
        relief = (
            None
            if named is None
            else stage_source(named.table, county_file.folder, process.workdir, allow_outside=allow_outside)
        )
        ask_for_layers(process, sources, next_up="" if relief is None else "relief")
        return Reading(county_file, sources, process, ending.pop_all(), relief, kept=keeper is not None)


def start_register(path: str | os.PathLike[str], *, options: ReadOptions | None = None) -> Reading:
    """Start to read the villages of a county and how their codes changed, for `gisplan.io.inputs.register`.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.

    Returns
    -------
    Reading
        What has been started.
    """
    return start_reading(path, options=options, orientation=False, layers=_REGISTER)


def _begin(ending: ExitStack, options: ReadOptions | None, keeper: ProcessKeeper | None) -> ReadingProcess:
    """Start a process in a folder of its own, or take the one that is kept; `ending` has what is to be done then."""
    if keeper is None:
        workdir = WorkingFolder()
        ending.callback(workdir.cleanup)
        process = ReadingProcess(Path(workdir.name), options)
        ending.callback(process.close)
        return process
    kept, folder = keeper.take()
    ending.push(lambda kind, *_: keeper.give_back(kept, folder, whole=kind is None))
    return kept
