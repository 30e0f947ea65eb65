"""The report of the ledger: how far the works are, told in a document, a workbook and a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.errors import LedgerError
from gisplan.base.language import _, language
from gisplan.io.files.atomic_write import write_bytes_atomic
from gisplan.workflow.steps import read_county

if TYPE_CHECKING:
    from gisplan.ledger.ledger import Ledger
    from gisplan.ledger.progress import Progress
    from gisplan.ledger.sheets.villages import VillageIndex
    from gisplan.maps.shared.page import Page

__all__ = ["explore", "report_progress", "write"]

Step = tuple[str, Callable[[], Sequence[Path]]]
_Say = Callable[[str], object]


def report_progress(
    path: str | os.PathLike[str],
    *,
    on: date | None = None,
    known_at: date | None = None,
    progress: _Say | None = None,
) -> Progress:
    """How far the works of a county's ledger are, at the end of a day, by what was known at the end of another.

    Parameters
    ----------
    on : date, optional
        Without it: `known_at`, else today.
    known_at : date, optional
        Without it: by all that is known now.
    progress : callable, optional
        Called with the name of each step.

    Raises
    ------
    CountyFileError
        Any file of the county must be refused.
    LedgerStoreError
        The county has no ledger, or it cannot be used.
    """
    from gisplan.ledger import open_ledger
    from gisplan.ledger.progress import make_progress

    say = progress or (lambda _told: None)
    say(_("reading the files"))
    county = read_county(path)
    say(_("reading the ledger"))
    store = open_ledger(path, create=False)
    return make_progress(store.state(on or known_at or store.today, known_at), county)


def explore(told: Progress) -> Page:
    """Show the progress of works in a notebook; the page needs no network."""
    from gisplan.maps.progress.progress_map import make_progress_page
    from gisplan.maps.shared.page import Page

    return Page(make_progress_page(told, language=language()))


def write(told: Progress, folder: str | os.PathLike[str], *, progress: _Say | None = None) -> tuple[Path, ...]:
    """Write everything that `gisplan ledger report` writes; each file whole or not at all.

    Raises
    ------
    WriteError
        A file could not be written; those before it are whole, what stood at its place is untouched.
    """
    written: list[Path] = []
    for name, make in _steps(told):
        if progress is not None:
            progress(name)
        write_bytes_atomic(Path(folder) / name, make())
        written.append(Path(folder) / name)
    return tuple(written)


def _steps(told: Progress) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each file's name, and what makes it; what a file needs is loaded when its turn comes."""
    yield "progress.json", partial(_document, told)
    yield "progress.html", partial(_page, told)
    yield "progress.xlsx", partial(_workbook, told)


def _document(told: Progress) -> bytes:
    from gisplan.report import write_json
    from gisplan.report.documents.progress import make_progress_document

    return write_json(make_progress_document(told))


def _page(told: Progress) -> bytes:
    from gisplan.maps.progress.progress_map import make_progress_page

    return make_progress_page(told, language=language())


def _workbook(told: Progress) -> bytes:
    from gisplan.report.excel.progress.book import make_progress_workbook

    return make_progress_workbook(told)


def export_book(
    ledger: Ledger,
    path: str | os.PathLike[str],
    *,
    villages: VillageIndex | None = None,
    kind: str | None = None,
    overwrite: bool = False,
) -> int:
    """Write the works to a workbook, whole or not at all; how many there are.

    Raises
    ------
    LedgerError
        There is no such kind, or a file stands there and is not to be overwritten.
    WriteError
        The file could not be written; what stood there is untouched.
    """
    from gisplan.ledger.sheets.forms import check_kind
    from gisplan.report.excel.progress.works_sheets import make_works_workbook

    check_kind(kind)
    if not overwrite and Path(path).exists():
        raise LedgerError(_("{0} exists already: choose another name, or add --overwrite.").format(path))
    state = ledger.state()
    write_bytes_atomic(path, make_works_workbook(state, villages, None if kind is None else [kind]))
    return sum(kind in (None, work.kind) for work in state.works)
