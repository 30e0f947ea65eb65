"""The ledger goes back to the bureaus: their own forms, filled in, so that an edited sheet can be taken in again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from gisplan.county.layer import Column
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import PLACE, read_kinds
from gisplan.ledger.sheets.forms import LON_LAT, MARK, STORE, VERSION, VILLAGES_NAMED, Form, FormColumn, read_forms
from gisplan.ledger.sheets.places import Villages, format_degrees
from gisplan.report.excel.sheet_layout import measure, write_cell

__all__ = ["make_works_workbook"]

_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TITLE, _FRAME, _UPPER, _LOWER, _FIRST = range(5)
_SIGNATURES = "单位负责人：          审核人：          填表人：          联系电话："
_TOTAL = "合计"
_A3 = 8
_FONT = {"font_name": "宋体", "font_size": 10}
_CELL = {**_FONT, "valign": "vcenter", "border": 1}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"},
    "frame": {**_FONT, "valign": "vcenter"},
    "head": {**_CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8E8E8"},
    "text": {**_CELL, "num_format": "@", "text_wrap": True},
    "number": _CELL,
    "date": {**_CELL, "num_format": "yyyy-mm-dd", "align": "center"},
    "share": {**_CELL, "num_format": "0.0#########%"},
    "total": {**_CELL, "bold": True, "top": 2},
}
_KINDS = {"date": "date", "number": "number", "percent": "share", "integer": "number"}
_WIDEST, _NARROWEST = 28.0, 7.0
_YES_NO = {True: "是", False: "否"}


@dataclass(frozen=True)
class _Sheet:
    """One form with its rows: `cells` by column of the form, in the order of the works."""

    form: Form
    columns: Sequence[FormColumn]
    kinds: Sequence[Column | None]
    cells: Sequence[Sequence[Any]]


def make_works_workbook(state: State, villages: Villages | None, kinds: Sequence[str] | None = None) -> bytes:
    """The works of a state in the bureaus' forms, a sheet a kind; the same state gives the same bytes.

    Each row carries its work's version and the ledger's id in hidden columns, so that a sheet that comes back late
    is seen to be late.

    Parameters
    ----------
    villages : Villages, optional
        The register, which tells the names of the works' villages.
    kinds : sequence of str, optional
        Only works of these kinds; else of every kind that has some.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **_AS_TEXT})
    book.set_properties({"title": state.county, "created": datetime.combine(state.on, time(), tzinfo=UTC)})
    book.set_custom_property(MARK, f"{state.store}@{state.last_event}", "text")
    for name, form in read_forms().items():
        works = [work for work in state.works if work.kind == name]
        if name in kinds if kinds is not None else works:
            _write(book, _fill(form, works, villages, state), state.on)
    if not book.worksheets():
        book.add_worksheet(next(iter(read_forms().values())).sheet)
    book.close()
    return file.getvalue()


def _fill(form: Form, works: Sequence[WorkState], villages: Villages | None, state: State) -> _Sheet:
    """Every cell of a form, column by column."""
    kind = read_kinds()[form.kind]
    places = format_degrees([work.values.get(PLACE) for work in works])
    own: dict[str, list[Any]] = {
        "code": [work.code for work in works],
        VILLAGES_NAMED: [villages.tell(work.values.get("villages") or ()) if villages else None for work in works],
        LON_LAT: list(places),
        VERSION: [work.version for work in works],
        STORE: [state.store] * len(works),
    }
    columns, cells = [], []
    for column in form.columns:
        told = own.get(column.field) or [_tell(form, column.field, work) for work in works]
        columns.append(column)
        cells.append(told)
    return _Sheet(form, columns, [kind.fields.get(column.field) for column in columns], cells)


def _tell(form: Form, field: str, work: WorkState) -> Any:
    """A value as the bureau writes it."""
    value = work.values.get(field)
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, bool):
        return _YES_NO[value]
    return form.told.get(field, {}).get(value, value) if isinstance(value, str) else value


def _write(book: xlsxwriter.Workbook, sheet: _Sheet, on: date) -> None:
    """Title, frame, header in two rows, the rows, what they add up to, and the signatures."""
    form, rows = sheet.form, len(sheet.cells[0])
    target = book.add_worksheet(form.sheet)
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    quoted = {name: book.add_format({**_LOOKS[name], "quote_prefix": True}) for name in ("text", "total")}
    shown = sum(not column.hidden for column in sheet.columns)
    target.merge_range(_TITLE, 0, _TITLE, shown - 1, form.title, looks["title"])
    # the clerk says when the form was filled in: what is changed in it holds from then
    frame = (
        f"填报单位：{form.bureau}          填报时间：          单位：{form.units}          导出日期：{on.isoformat()}"
    )
    target.merge_range(_FRAME, 0, _FRAME, shown - 1, frame, looks["frame"])
    _write_header(target, sheet.columns, looks["head"])
    last = _FIRST + rows
    for place, (column, kind, cells) in enumerate(zip(sheet.columns, sheet.kinds, sheet.cells, strict=True)):
        look = _KINDS.get(kind.kind if kind else "text", "text") if column.field != VERSION else "number"
        for row, value in enumerate(cells, _FIRST):
            told = value / 100 if look == "share" and value is not None else value
            write_cell(target, row, place, told, looks[look], quoted["text"])
        target.set_column(place, place, _fit(column, cells), None, {"hidden": True} if column.hidden else {})
        _guard(target, form, column, kind, place, last)
        total = _add_up(cells) if column.total else _TOTAL if place == 0 else None
        if not column.hidden:
            write_cell(target, last, place, total, looks["total"], quoted["total"])
    target.write_string(last + 1, 0, _SIGNATURES, looks["frame"])
    _set_page(target, sheet, last)


def _write_header(target: Worksheet, columns: Sequence[FormColumn], look: Any) -> None:
    """A name over its neighbours, and each column's own name under it; a column of its own fills both rows."""
    place = 0
    for upper, group in groupby(columns, key=lambda column: (column.upper, column.hidden)):
        together = list(group)
        if not upper[0]:
            for i, column in enumerate(together, place):
                target.merge_range(_UPPER, i, _LOWER, i, column.header, look)
        else:
            if len(together) > 1:
                target.merge_range(_UPPER, place, _UPPER, place + len(together) - 1, upper[0], look)
            else:
                target.write_string(_UPPER, place, upper[0], look)
            for i, column in enumerate(together, place):
                target.write_string(_LOWER, i, column.header, look)
        place += len(together)
    target.set_row(_TITLE, 28)
    target.set_row(_LOWER, 30)


def _guard(target: Worksheet, form: Form, column: FormColumn, kind: Column | None, place: int, last: int) -> None:
    """Words that may be chosen, and a warning where a day is none."""
    words = list(form.told.get(column.field, {}).values())
    words = list(_YES_NO.values()) if kind is not None and kind.kind == "boolean" else words
    if words:
        rule: dict[str, Any] = {"validate": "list", "source": words, "error_type": "warning"}
    elif kind is not None and kind.kind == "date":
        rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1), "error_type": "warning"}
        rule |= {"error_title": column.header, "error_message": "请填写日期，例如 2019-06-30。"}
    else:
        return
    target.data_validation(_FIRST, place, max(last - 1, _FIRST), place, rule)


def _add_up(cells: Sequence[Any]) -> float | None:
    numbers = [value for value in cells if value is not None]
    return round(sum(numbers), 6) if numbers else None


def _fit(column: FormColumn, cells: Sequence[Any]) -> float:
    """A width that shows most values whole; longer ones are wrapped."""
    shown = [measure(str(value)[:80]) for value in cells if value is not None]
    header = measure(column.header) / (2 if len(column.header) > 4 else 1)
    return min(max([header + 2, *(width + 2 for width in shown), _NARROWEST]), _WIDEST)


def _set_page(target: Worksheet, sheet: _Sheet, last: int) -> None:
    """A3 across, the header on every page, the name of the work always in sight; printed up to the notes."""
    at = {column.field: i for i, column in enumerate(sheet.columns)}
    target.freeze_panes(_FIRST, at["name"] + 1)
    target.print_area(0, 0, last + 1, at["note"])
    target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    target.autofilter(_LOWER, 0, max(last - 1, _FIRST), len(sheet.columns) - 1)
    target.repeat_rows(_UPPER, _LOWER)
    target.set_landscape()
    target.set_paper(_A3)
    target.fit_to_pages(1, 0)
    target.set_footer("&C&P / &N")
    codes = [i for i, column in enumerate(sheet.columns) if column.field in ("code", "villages", "segments")]
    target.ignore_errors({"number_stored_as_text": " ".join(xl_range(_FIRST, i, last, i) for i in codes)})
