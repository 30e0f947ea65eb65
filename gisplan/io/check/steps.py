"""Check a county's files and report every fault."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gisplan.base.errors import StandardError
from gisplan.base.faults import Fault
from gisplan.io.check.original_rows import OriginalRows, load_original_rows
from gisplan.io.check.report import CheckReport
from gisplan.io.child.limits import ReadOptions
from gisplan.io.config.county_file import CountyFile
from gisplan.io.county_checks import check_whole_county
from gisplan.io.faults.catalogue import has_errors, make_fault
from gisplan.io.inputs.standard_file import read_standard
from gisplan.io.network_checks import check_network
from gisplan.io.read import ReadResult, read_all_layers
from gisplan.io.reading import Reading, start_reading
from gisplan.io.replaced_values import find_refused_values, find_replaced_values
from gisplan.standards import Standard

__all__ = ["OpenCheck", "check_county", "open_check"]


@dataclass(frozen=True)
class OpenCheck:
    """A check whose files can still be read.

    Attributes
    ----------
    report : CheckReport
    reading : Reading
        The private copies of the files.
    result : ReadResult
        The layers as they were read.
    """

    report: CheckReport
    reading: Reading
    result: ReadResult

    def load_rows_set_aside(self) -> Iterator[OriginalRows]:
        """Yield the rows set aside as their files have them, one layer at a time."""
        for name, draft in self.result.drafts.items():
            if draft.rejected.any():
                source = next(source for source in self.reading.sources if source.table.name == name)
                yield load_original_rows(self.reading, source, draft)


def check_county(path: str | os.PathLike[str], *, options: ReadOptions | None = None) -> CheckReport:
    """Check a county's files and report every fault of every file.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.

    Returns
    -------
    CheckReport
        Every fault, and the county where no file is refused.
    """
    reading = start_reading(path, options=options)
    return _make_report(reading, read_all_layers(reading), options)


@contextmanager
def open_check(path: str | os.PathLike[str], *, options: ReadOptions | None = None) -> Iterator[OpenCheck]:
    """Check a county's files, and keep them open for what is written of them.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.

    Yields
    ------
    OpenCheck
        The report, and the files.
    """
    reading = start_reading(path, options=options)
    try:
        result = read_all_layers(reading, keep_files=True)
        yield OpenCheck(_make_report(reading, result, options), reading, result)
    finally:
        reading.close()


def _make_report(reading: Reading, result: ReadResult, options: ReadOptions | None) -> CheckReport:
    county_file = reading.county_file
    standard, standard_faults = _read_standard(county_file, options)
    faults = (*standard_faults, *result.faults, *_check_replaced(county_file, standard))
    county = None if has_errors(faults) else result.county
    more = () if county is None else (*check_whole_county(county), *check_network(county, standard))
    return CheckReport(
        county_file.code,
        county_file.name,
        county,
        (*faults, *more),
        result.inputs,
        standard=standard,
        layers=tuple(county_file.layers),
        as_of=county_file.as_of,
    )


def _check_replaced(county_file: CountyFile, standard: Standard | None) -> tuple[Fault, ...]:
    """Return the faults of values that replace what the standard says."""
    if standard is None:
        return ()
    places = {key: (county_file.file, line) for key, line in county_file.setting_lines.items()}
    found = (county_file.settings, places, standard)
    return (*find_replaced_values(*found), *find_refused_values(*found))


def _read_standard(county_file: CountyFile, options: ReadOptions | None) -> tuple[Standard | None, list[Fault]]:
    """Read the standard that the county file names; one that cannot be read is refused."""
    named = county_file.standard
    if named is None or has_errors(county_file.faults):
        return None, []
    try:
        return read_standard(named, folder=str(county_file.folder), options=options), []
    except StandardError as error:
        return None, [make_fault("standard-refused", field="standard", value=named, reason=str(error))]
