"""The verdicts as an Excel workbook: what is missing, why, and what to look at first."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import xlsxwriter

from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.excel.form_layout import Form, add_form
from gisplan.report.excel.gaps.data import list_inputs, list_quarantine, list_settings, list_tolerances
from gisplan.report.excel.gaps.exit_sheet import fill_exit_sheet, fill_plan_sheet
from gisplan.report.excel.gaps.roads import list_critical, list_near_misses
from gisplan.report.excel.gaps.settlements import list_settlements
from gisplan.report.excel.gaps.summary import list_targets, summarize
from gisplan.report.excel.gaps.towns import list_findings, list_towns
from gisplan.report.excel.gaps.unpowered_households import list_names
from gisplan.report.excel.gaps.works import list_works
from gisplan.report.excel.sheet_layout import Sheet, add_sheet

__all__ = ["make_workbook"]

_NO_DATE = date(2000, 1, 1)  # where the county has no as_of: the same input gives the same bytes
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def make_workbook(gaps: Gaps, *, names: bool = False) -> bytes:
    """The workbook: one sheet a question, in the user's language.

    Texts from data are texts, never formulas or links; the same input gives the same bytes.

    Parameters
    ----------
    names : bool
        Whether the households without power are listed by name, on a sheet of their own.

    Examples
    --------
    >>> write_bytes_whole("out/gaps.xlsx", make_workbook(gaps))  # doctest: +SKIP
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **_AS_TEXT})
    made = datetime.combine(gaps.county.as_of or _NO_DATE, time(), tzinfo=UTC)
    book.set_properties({"title": gaps.county.name, "subject": gaps.standard.id, "created": made})
    for sheet in _list_sheets(gaps, names):
        if isinstance(sheet, Form):
            add_form(book, sheet)
        elif sheet is not None:
            add_sheet(book, sheet)
    book.close()
    return file.getvalue()


def _list_sheets(gaps: Gaps, names: bool) -> Iterator[Sheet | Form | None]:
    """The sheets, in order; None where the county has nothing for one."""
    yield summarize(gaps)
    yield list_targets(gaps)
    yield fill_exit_sheet(gaps)
    yield fill_plan_sheet(gaps)
    yield list_towns(gaps)
    yield list_settlements(gaps, "village", _("villages"))
    if (gaps.settlements["settlement"] == "group").any():
        yield list_settlements(gaps, "group", _("groups"))
    yield list_works(gaps)
    yield list_findings(gaps)
    yield list_near_misses(gaps)
    yield list_tolerances(gaps)
    yield list_critical(gaps)
    yield list_quarantine(gaps)
    yield list_inputs(gaps)
    yield list_settings(gaps)
    if names:
        yield list_names(gaps)
