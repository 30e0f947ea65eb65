"""Check a county and write the report: the workbook, and the rows set aside as a workbook and a GeoPackage."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.language import _
from gisplan.io.output.file_set import replace_together

if TYPE_CHECKING:
    from gisplan.io.check import CheckReport, OpenCheck
    from gisplan.io.check.original_rows import RowsSetAside

__all__ = ["WrittenCheck", "write_check"]


@dataclass(frozen=True)
class WrittenCheck:
    """A check, and the files that were written of it."""

    report: CheckReport
    files: tuple[Path, ...]


def write_check(
    path: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    progress: Callable[[str], object] | None = None,
) -> WrittenCheck:
    """Check a county and write check.xlsx, quarantine.gpkg and quarantine.xlsx; they replace earlier ones together.

    Parameters
    ----------
    path : path
        The county's folder, or its gisplan.toml.
    folder : path
        Where the files go; made if it does not exist.
    progress : callable, optional
        Called with the name of each step.

    Returns
    -------
    WrittenCheck

    Raises
    ------
    WriteError
        A file could not be written or replaced; no file of the folder is changed.
    """
    from gisplan.io.check import open_check

    begin = progress or (lambda _step: None)
    begin(_("reading the files"))
    with open_check(path) as check, replace_together(folder) as files:
        from gisplan.report.excel.check.book import make_check_book, make_properties
        from gisplan.report.excel.check.rows_set_aside import make_quarantine_book
        from gisplan.report.gis.geopackage import verify_geopackage
        from gisplan.report.gis.rows_set_aside import make_quarantine_geopackage

        report = check.report
        set_aside = _load_set_aside(check)
        begin("check.xlsx")
        written = [files.write("check.xlsx", partial(make_check_book, report, set_aside))]
        begin("quarantine.gpkg")
        make = partial(make_quarantine_geopackage, set_aside, report.as_of)
        written.append(files.write("quarantine.gpkg", make, verify=verify_geopackage))
        begin("quarantine.xlsx")
        make = partial(make_quarantine_book, set_aside, make_properties(report))
        written.append(files.write("quarantine.xlsx", make))
    return WrittenCheck(report, tuple(written))


def _load_set_aside(check: OpenCheck) -> list[RowsSetAside]:
    """Load the rows set aside, and explain each."""
    from gisplan.io.check.original_rows import explain_rows

    report = check.report
    return [explain_rows(report.faults, original, report.rows_above) for original in check.load_rows_set_aside()]
