"""The verdicts as an Excel workbook: what is missing, why, and what to check first."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pandas as pd

from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.excel.context import WorkbookContext, open_workbook
from gisplan.report.excel.form_layout import Form, add_form
from gisplan.report.excel.gaps.data import list_inputs, list_quarantine, list_settings, list_tolerances
from gisplan.report.excel.gaps.details import fill_exit_details, fill_plan_details
from gisplan.report.excel.gaps.exit_sheet import list_exit_sheet, list_plan_sheet
from gisplan.report.excel.gaps.places import (
    list_critical_edges,
    list_findings,
    list_near_misses,
    list_settlements,
    list_towns,
    list_unpowered_households,
)
from gisplan.report.excel.gaps.summary import list_criteria, list_targets
from gisplan.report.excel.gaps.works import list_works
from gisplan.report.excel.long_sheets import split_sheet
from gisplan.report.excel.sheet_layout import Sheet, add_sheet
from gisplan.report.excel.table_sheet import TableBook

__all__ = ["fill_workbook", "make_workbook"]


def make_workbook(gaps: Gaps, *, names: bool = False, settlements: pd.DataFrame | None = None) -> bytes:
    """Make the workbook of a county's verdicts, one sheet a question, in the user's language.

    Texts from data are texts, never formulas or links; the same input gives the same bytes.

    Parameters
    ----------
    gaps : Gaps
    names : bool
        Whether the households without power are listed by name, on a sheet of their own.
    settlements : DataFrame, optional
        What `explain_settlements` returns, where it is known already.

    Returns
    -------
    bytes
        The workbook as a file of Excel (xlsx).

    Examples
    --------
    >>> write_bytes_atomic("out/gaps.xlsx", make_workbook(gaps))  # doctest: +SKIP
    """
    return fill_workbook(gaps, names=names, settlements=settlements)()


def fill_workbook(gaps: Gaps, *, names: bool = False, settlements: pd.DataFrame | None = None) -> Callable[[], bytes]:
    """Fill the sheets of the workbook; return what makes its file of them.

    That needs nothing else any more: it may run in a thread, and compresses beside what others do.
    """
    file = io.BytesIO()
    book = open_workbook(file, gaps.county, gaps.standard.id, kind=TableBook)
    for sheet in _make_sheets(WorkbookContext.of_gaps(gaps, settlements), names=names):
        if isinstance(sheet, Form):
            add_form(book, sheet)
        elif sheet is not None:
            for part in split_sheet(sheet):
                add_sheet(book, part)

    def make_file() -> bytes:
        book.close()
        return file.getvalue()

    return make_file


def _make_sheets(context: WorkbookContext, *, names: bool) -> Iterator[Sheet | Form | None]:
    """Make the sheets, in order; None where the county has nothing for one."""
    yield list_criteria(context)
    yield list_targets(context)
    yield list_exit_sheet(context)
    yield fill_exit_details(context)
    yield list_plan_sheet(context)
    yield fill_plan_details(context)
    yield list_towns(context)
    yield list_settlements(context, "village", _("villages"))
    if (context.gaps.settlements["settlement"] == "group").any():
        yield list_settlements(context, "group", _("groups"))
    yield list_works(context)
    yield list_findings(context)
    yield list_near_misses(context)
    yield list_tolerances(context)
    yield list_critical_edges(context)
    yield list_quarantine(context)
    yield list_inputs(context)
    yield list_settings(context)
    if names:
        yield list_unpowered_households(context)
