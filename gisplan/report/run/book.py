"""The answer over many counties as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from gisplan.base.language import _
from gisplan.base.values import is_missing
from gisplan.report.excel.check.rows_set_aside import AS_TEXT
from gisplan.report.excel.paper import LIST
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet, tabulate
from gisplan.report.run.terminal import NOT_JUDGED, format_answer
from gisplan.wording.names import name_criterion

__all__ = ["MOST_ROWS", "make_run_workbook"]

MOST_ROWS = 1_000_000
"""The most rows of a theme that a sheet holds."""

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # a run has no day: the same input gives the same bytes
Row = Mapping[str, Any]


def make_run_workbook(document: Row, rows: pd.DataFrame | None = None, question: str = "") -> bytes:
    """Make the workbook of a run: provinces, counties, criteria, and what could not be judged.

    Parameters
    ----------
    document : mapping
        As run.json has it.
    rows : DataFrame, optional
        Rows of a theme that were asked for, on a sheet of their own.
    question : str
        What was asked.

    Returns
    -------
    bytes
        The same for the same input.
    """
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **AS_TEXT})
    book.set_properties({"title": _("Run of many counties"), "created": _NO_DATE})
    lines = format_answer(document).split("\n")
    add_sheet(book, _list_provinces(document, lines))
    add_sheet(book, _list_counties(document, lines))
    add_sheet(book, _list_criteria(document, lines))
    if any(row["state"] in NOT_JUDGED for row in document["counties"]):
        add_sheet(book, _list_not_judged(document, lines))
    if rows is not None:
        add_sheet(book, _list_rows(rows, question))
    book.close()
    return file.getvalue()


def _list_provinces(document: Row, lines: Sequence[str]) -> Sheet:
    columns = [
        Column(_("province"), value=lambda row: row["province"]),
        Column(_("counties"), "count", lambda row: row["counties_by_state"]["all"]),
        Column(_("met"), "count", lambda row: row["counties_by_state"]["met"]),
        Column(_("missed"), "count", lambda row: row["counties_by_state"]["missed"]),
        Column(_("unknown"), "count", lambda row: row["counties_by_state"]["unknown"]),
        Column(_("not judged"), "count", lambda row: sum(row["counties_by_state"][state] for state in NOT_JUDGED)),
        Column(_("villages judged for exit"), "count", lambda row: row["villages"]["judged_for_exit"]),
        Column(_("villages missed"), "count", lambda row: row["villages"]["exit_missed"]),
        Column(_("villages unknown"), "count", lambda row: row["villages"]["exit_unknown"]),
    ]
    return _make_sheet(_("provinces"), _("Provinces"), lines, columns, document["provinces"])


def _list_counties(document: Row, lines: Sequence[str]) -> Sheet:
    columns = [
        Column(_("code"), value=lambda row: row["code"]),
        Column(_("county"), value=lambda row: row["name"]),
        Column(_("province"), value=lambda row: row["province"]),
        Column(_("state"), "state", lambda row: row["state"]),
        Column(_("villages judged for exit"), "count", lambda row: row["villages"]["judged_for_exit"]),
        Column(_("missed"), "count", lambda row: row["villages"]["exit_missed"]),
        Column(_("unknown"), "count", lambda row: row["villages"]["exit_unknown"]),
        Column(_("near misses"), "count", lambda row: row["near_misses"]),
        Column(_("rows set aside"), "count", lambda row: row["set_aside"]),
        Column(_("standard"), value=lambda row: row["standard"]),
    ]
    judged = [row for row in document["counties"] if row["state"] not in NOT_JUDGED]
    return _make_sheet(_("counties"), _("Counties"), lines, columns, judged)


def _list_criteria(document: Row, lines: Sequence[str]) -> Sheet:
    columns = [
        Column(_("criterion"), value=lambda row: name_criterion(row["id"], translate=_)),
        Column(_("id"), value=lambda row: row["id"]),
        Column(_("counties"), "count", lambda row: row["counties"]),
        Column(_("met"), "count", lambda row: row["met"]),
        Column(_("missed"), "count", lambda row: row["missed"]),
        Column(_("unknown"), "count", lambda row: row["unknown"]),
        Column(_("people missed"), "count", lambda row: row["people_missed"]),
    ]
    return _make_sheet(_("criteria"), _("Settlements by criterion"), lines, columns, document["criteria"])


def _list_not_judged(document: Row, lines: Sequence[str]) -> Sheet:
    columns = [
        Column(_("code"), value=lambda row: row["code"]),
        Column(_("path"), value=lambda row: row["path"]),
        Column(_("state"), value=lambda row: _(NOT_JUDGED[row["state"]])),
        Column(_("cause"), "long", lambda row: row["message"]),
    ]
    rows = [row for row in document["counties"] if row["state"] in NOT_JUDGED]
    return _make_sheet(_("not judged"), _("Counties that could not be judged"), lines, columns, rows)


def _list_rows(rows: pd.DataFrame, question: str) -> Sheet:
    shown = rows.iloc[:MOST_ROWS]
    columns = [Column(str(name), _find_kind(shown[name])) for name in shown]
    values = [[None if is_missing(v) else v for v in shown[name].tolist()] for name in shown]
    lines = [question, _("{0} rows").format(len(rows))]
    if len(rows) > MOST_ROWS:
        lines.append(_("The first {0} are listed.").format(MOST_ROWS))
    table = list(zip(*values, strict=True))
    return Sheet(_("rows"), _("What was asked for"), lines, columns, table, frozen=2, paper=LIST)


def _find_kind(column: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "text"
    if pd.api.types.is_integer_dtype(column.dtype):
        return "count"
    return "number" if pd.api.types.is_float_dtype(column.dtype) else "text"


def _make_sheet(name: str, title: str, lines: Sequence[str], columns: Sequence[Column], rows: Iterable[Row]) -> Sheet:
    return Sheet(name, title, lines, columns, tabulate(columns, rows), frozen=1, paper=LIST)
