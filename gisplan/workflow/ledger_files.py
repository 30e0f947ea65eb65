"""Report the progress of works in a document, a workbook and a page; export works to a workbook."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.errors import LedgerError
from gisplan.base.language import _, language
from gisplan.io.files.atomic_write import write_bytes_atomic
from gisplan.io.output.file_set import replace_together
from gisplan.workflow.steps import read_county

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger
    from gisplan.ledger.progress import Progress
    from gisplan.ledger.sheets.villages import VillageIndex
    from gisplan.maps.shared.html_page import Page

__all__ = ["explore", "report_progress", "write"]

_ReportStep = Callable[[str], object]


def report_progress(
    path: str | os.PathLike[str],
    *,
    on: date | None = None,
    known_at: date | None = None,
    progress: _ReportStep | None = None,
) -> Progress:
    """Make the progress of the works of a county's ledger at the end of a day, by what was known on another.

    Parameters
    ----------
    path : path
        The county's folder, or its gisplan.toml.
    on : date, optional
        Default: `known_at`, else today.
    known_at : date, optional
        Default: by everything recorded so far.
    progress : callable, optional
        Called with the name of each step.

    Returns
    -------
    Progress
        The figures, by kind of works.

    Raises
    ------
    CountyFileError
        A file of the county is refused; `faults` holds every fault of every file.
    LedgerStoreError
        The county has no ledger, or it cannot be used.
    """
    from gisplan.ledger import open_ledger
    from gisplan.ledger.progress import make_progress

    begin = progress or (lambda _step: None)
    begin(_("reading the files"))
    county = read_county(path)
    begin(_("reading the ledger"))
    ledger = open_ledger(path, create=False)
    return make_progress(ledger.state(on or known_at or ledger.today, known_at), county)


def explore(progress: Progress) -> Page:
    """Show the progress of works in a notebook; the page works offline."""
    from gisplan.maps.progress.progress_map import make_progress_page
    from gisplan.maps.shared.html_page import Page

    return Page(make_progress_page(progress, language=language()))


def write(value: Progress, folder: str | os.PathLike[str], *, progress: _ReportStep | None = None) -> tuple[Path, ...]:
    """Write everything that `gisplan ledger report` writes; the files replace those of an earlier run together.

    Raises
    ------
    WriteError
        A file could not be written or replaced; no file of the folder is changed.
    """
    written: list[Path] = []
    with replace_together(folder) as files:
        for name, make in _list_files(value):
            if progress is not None:
                progress(name)
            written.append(files.write_bytes(name, make()))
    return tuple(written)


def _list_files(progress: Progress) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each file and the function that makes it, which imports what it needs when called."""
    yield "progress.json", partial(_document, progress)
    yield "progress.html", partial(_page, progress)
    yield "progress.xlsx", partial(_workbook, progress)


def _document(progress: Progress) -> bytes:
    from gisplan.report import write_json
    from gisplan.report.documents.progress import make_progress_document

    return write_json(make_progress_document(progress))


def _page(progress: Progress) -> bytes:
    from gisplan.maps.progress.progress_map import make_progress_page

    return make_progress_page(progress, language=language())


def _workbook(progress: Progress) -> bytes:
    from gisplan.report.excel.progress.book import make_progress_workbook

    return make_progress_workbook(progress)


def export_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    villages: VillageIndex | None = None,
    kind: str | None = None,
    overwrite: bool = False,
) -> int:
    """Write the works of a ledger to a workbook atomically; return their number.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    path : path
        The workbook to write (.xlsx).
    villages : VillageIndex, optional
        For the names of villages.
    kind : str, optional
        Only works of this kind.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    int
        How many works were written.

    Raises
    ------
    LedgerError
        There is no such kind, or the file exists and must not be overwritten.
    WriteError
        The file could not be written; an existing file is unchanged.
    """
    from gisplan.ledger.sheets.forms import check_kind
    from gisplan.report.excel.progress.works_sheets import make_works_workbook

    check_kind(kind)
    if not overwrite and Path(path).exists():
        raise LedgerError(_("{0} exists already: choose another name, or add --overwrite.").format(path))
    state = ledger.state()
    write_bytes_atomic(path, make_works_workbook(state, villages, None if kind is None else [kind]))
    return sum(kind in (None, work.kind) for work in state.works)
