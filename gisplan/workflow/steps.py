"""The order of the steps: read a county, judge it by a standard."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from gisplan.base.errors import StandardError
from gisplan.base.language import _

if TYPE_CHECKING:
    from gisplan.county.county import County
    from gisplan.gaps import Gaps
    from gisplan.standards import Standard

__all__ = ["find_gaps", "judge", "read_county", "settle_standard"]


def read_county(path: str | os.PathLike[str]) -> County:
    """Read a county's folder, or its gisplan.toml.

    Raises
    ------
    CountyFileError
        Any file must be refused; `faults` holds every fault of every file.

    Examples
    --------
    >>> county = read_county("tests/fixtures/qingxi")  # doctest: +SKIP
    """
    from gisplan.io import start_reading

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(start_reading, path)
        from gisplan.io import finish_reading  # imports geopandas while the files are unpacked and read

        return finish_reading(reading.result())


def find_gaps(county: County, *, standard: str | None = None, scope: str = "exit", reading: str | None = None) -> Gaps:
    """Judge a county by a standard: a packaged id, a path, or the county's own.

    Parameters
    ----------
    scope : str
        What decides: "exit" criteria and targets; with "plan", those of the plan too; "all".
    reading : str, optional
        Judge garbled figures by this reading of them, not by the standard's own choice.

    Raises
    ------
    StandardError
        There is no such standard or reading, or neither the caller nor the county file names a standard.
    """
    from gisplan.gaps import find_gaps as judge_county

    asked = settle_standard(county, standard)
    return judge_county(county, asked.read_as(reading) if reading else asked, scope=scope)


def settle_standard(county: County, standard: str | None) -> Standard:
    """The standard that a caller names, or else the county's own."""
    from gisplan.io.standard_file import read_standard

    if standard is not None:
        return read_standard(standard)
    if county.standard is not None:
        return read_standard(county.standard, folder=county.folder)
    raise StandardError(_('The county file names no standard: add standard = "…" to [county], or give --standard.'))


def judge(
    path: str | os.PathLike[str],
    *,
    standard: str | None = None,
    scope: str = "exit",
    reading: str | None = None,
    progress: Callable[[str], object] | None = None,
) -> Gaps:
    """Read a county and judge it; `progress` is called with the name of each of the two steps."""
    if progress is not None:
        progress(_("reading the files"))
    county = read_county(path)
    if progress is not None:
        progress(_("judging"))
    return find_gaps(county, standard=standard, scope=scope, reading=reading)
