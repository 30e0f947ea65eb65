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

__all__ = ["find_gaps", "judge", "read_county"]


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


def find_gaps(county: County, *, standard: str | None = None) -> Gaps:
    """Judge a county by a standard: a packaged id, a path, or the county's own.

    Raises
    ------
    StandardError
        There is no such standard, or neither the caller nor the county file names one.
    """
    from gisplan.gaps import find_gaps as judge_county
    from gisplan.io.standard_file import read_standard

    if standard is not None:
        return judge_county(county, read_standard(standard))
    if county.standard is None:
        raise StandardError(_('The county file names no standard: add standard = "…" to [county], or give --standard.'))
    return judge_county(county, read_standard(county.standard, folder=county.folder))


def judge(
    path: str | os.PathLike[str], *, standard: str | None = None, progress: Callable[[str], object] | None = None
) -> Gaps:
    """Read a county and judge it; `progress` is called with the name of each of the two steps."""
    if progress is not None:
        progress(_("reading the files"))
    county = read_county(path)
    if progress is not None:
        progress(_("judging"))
    return find_gaps(county, standard=standard)
