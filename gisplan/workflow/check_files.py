"""Check a county and write the report: the workbook, and the rows set aside as a workbook and a GeoPackage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.errors import WriteError
from gisplan.base.language import _
from gisplan.io.output.file_set import replace_together

if TYPE_CHECKING:
    from gisplan.io.check import CheckReport, OpenCheck
    from gisplan.io.check.original_rows import RowsSetAside
    from gisplan.io.mend.copies import MendedCounty
    from gisplan.io.output.file_set import FileSet

__all__ = ["WrittenCheck", "write_check"]

_REPORT = ("check.xlsx", "quarantine.gpkg", "quarantine.xlsx")


@dataclass(frozen=True)
class WrittenCheck:
    """A check, and the files that were written of it."""

    report: CheckReport
    files: tuple[Path, ...]
    mended: MendedCounty | None = None


def write_check(
    path: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    fix: bool = False,
    progress: Callable[[str], object] | None = None,
) -> WrittenCheck:
    """Check a county and write check.xlsx, quarantine.gpkg and quarantine.xlsx; they replace earlier ones together.

    With `fix` a copy of the county with mended files is written too; the county's own files stay as they are.

    Parameters
    ----------
    path : path
        The county's folder, or its gisplan.toml.
    folder : path
        Where the files go; made if it does not exist.
    fix : bool
        Whether a mended copy of the county is written.
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
        mended = _write_mended(check, files) if fix else None
        set_aside = _load_set_aside(check)
        begin("check.xlsx")
        written = [files.write("check.xlsx", partial(make_check_book, report, set_aside, mended))]
        begin("quarantine.gpkg")
        make = partial(make_quarantine_geopackage, set_aside, report.as_of)
        written.append(files.write("quarantine.gpkg", make, verify=verify_geopackage))
        begin("quarantine.xlsx")
        make = partial(make_quarantine_book, set_aside, make_properties(report))
        written.append(files.write("quarantine.xlsx", make))
        written += [files.folder / name for name in (mended.files if mended is not None else ())]
    return WrittenCheck(report, tuple(written), mended)


def _write_mended(check: OpenCheck, files: FileSet) -> MendedCounty | None:
    """Write the mended copy of the county; nothing where its county file cannot be used."""
    from gisplan.io.config.county_file import FILE_NAME
    from gisplan.io.faults.catalogue import has_errors
    from gisplan.io.mend.copies import MARK, MENDED, mend_county
    from gisplan.io.output.working_folder import WorkingFolder

    county_file, target = check.reading.county_file, files.folder / FILE_NAME
    if has_errors(county_file.faults):
        return None
    if check.reading.process.options.allow_outside:
        raise WriteError(_("--fix copies files of the county's folder only: leave out --allow-outside."))
    foreign = target.exists() and not target.read_text(encoding="utf-8", errors="replace").startswith(MARK)
    if foreign or files.folder.resolve() == county_file.folder.resolve():
        raise WriteError(_("{0} is a county file of its own: give another folder.").format(target))
    for name in files.list_old(MENDED):
        files.remove(f"{MENDED}/{name}")
    with WorkingFolder() as folder:
        mended = mend_county(check, Path(folder))
        taken = next((name for name in mended.files if name.casefold() in _REPORT), None)
        if taken is not None:
            raise WriteError(_("A file of the county is called {0}, as one of the report: rename it.").format(taken))
        for name in mended.files:
            files.write(name, partial(shutil.copyfile, Path(folder) / name))
    return mended


def _load_set_aside(check: OpenCheck) -> list[RowsSetAside]:
    """Load the rows set aside, and explain each."""
    from gisplan.io.check.original_rows import explain_rows

    report = check.report
    return [explain_rows(report.faults, original, report.rows_above) for original in check.load_rows_set_aside()]
