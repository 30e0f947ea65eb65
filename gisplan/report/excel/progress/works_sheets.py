"""Export the ledger in the bureaus' own forms, so that an edited sheet can be imported again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from gisplan.county.layer import Column
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import PLACE, read_kinds
from gisplan.ledger.sheets.forms import LON_LAT, MARK, STORE, VERSION, VILLAGES_NAMED, Form, FormColumn, read_forms
from gisplan.ledger.sheets.villages import VillageIndex, format_degrees
from gisplan.report.excel.cell_layout import write_cell
from gisplan.report.excel.text_size import measure

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
    """One form with its cells: by column of the form, in the order of the works."""

    form: Form
    columns: Sequence[FormColumn]
    kinds: Sequence[Column | None]
    cells: Sequence[Sequence[Any]]


def make_works_workbook(state: State, villages: VillageIndex | None, kinds: Sequence[str] | None = None) -> bytes:
    """Make a workbook of works in the bureaus' forms, one sheet a kind; the same state gives the same bytes.

    Each row has its work's version and the ledger's id in hidden columns: an outdated sheet is recognised.

    Parameters
    ----------
    villages : VillageIndex, optional
        For the names of the works' villages.
    kinds : sequence of str, optional
        Only works of these kinds; default: every kind that has works.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **_AS_TEXT})
    book.set_properties({"title": state.county, "created": datetime.combine(state.on, time(), tzinfo=UTC)})
    book.set_custom_property(MARK, f"{state.store}@{state.last_event}", "text")
    for name, form in read_forms().items():
        works = [work for work in state.works if work.kind == name]
        if name in kinds if kinds is not None else works:
            _write_sheet(book, _fill_form(form, works, villages, state), state.on)
    if not book.worksheets():
        book.add_worksheet(next(iter(read_forms().values())).sheet)
    book.close()
    return file.getvalue()


def _fill_form(form: Form, works: Sequence[WorkState], villages: VillageIndex | None, state: State) -> _Sheet:
    """Fill in the cells of a form, column by column."""
    kind = read_kinds()[form.kind]
    extra: dict[str, list[Any]] = {
        "code": [work.code for work in works],
        VILLAGES_NAMED: [_format_villages(work, villages) for work in works],
        LON_LAT: list(format_degrees([work.values.get(PLACE) for work in works])),
        VERSION: [work.version for work in works],
        STORE: [state.store] * len(works),
    }
    cells = [
        extra.get(column.field) or [_format_cell(form, column.field, work) for work in works] for column in form.columns
    ]
    return _Sheet(form, form.columns, [kind.fields.get(column.field) for column in form.columns], cells)


def _format_villages(work: WorkState, villages: VillageIndex | None) -> str | None:
    return villages.format_names(work.values.get("villages") or ()) if villages else None


def _format_cell(form: Form, field: str, work: WorkState) -> Any:
    """Return a value as the bureau writes it."""
    value = work.values.get(field)
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, bool):
        return _YES_NO[value]
    return form.words.get(field, {}).get(value, value) if isinstance(value, str) else value


def _write_sheet(book: xlsxwriter.Workbook, sheet: _Sheet, on: date) -> None:
    """Write the title, the frame, the header in two rows, the works, their totals, and the signatures."""
    target = book.add_worksheet(sheet.form.sheet)
    formats = {name: book.add_format(look) for name, look in _LOOKS.items()}
    formats |= {f"quoted {name}": book.add_format({**_LOOKS[name], "quote_prefix": True}) for name in ("text", "total")}
    last = _FIRST + len(sheet.cells[0])
    _write_title(target, sheet, formats, on)
    _write_header(target, sheet.columns, formats["head"])
    for index in range(len(sheet.columns)):
        _write_column(target, sheet, index, formats)
        _add_validation(target, sheet, index, last)
        _write_total(target, sheet, index, last, formats)
    target.write_string(last + 1, 0, _SIGNATURES, formats["frame"])
    _set_page(target, sheet, last)


def _write_title(target: Worksheet, sheet: _Sheet, formats: Mapping[str, Format], on: date) -> None:
    form, shown = sheet.form, sum(not column.hidden for column in sheet.columns)
    target.merge_range(_TITLE, 0, _TITLE, shown - 1, form.title, formats["title"])
    # the clerk enters when the form was filled in: changes in it hold from then
    frame = (
        f"填报单位：{form.bureau}          填报时间：          单位：{form.units}          导出日期：{on.isoformat()}"
    )
    target.merge_range(_FRAME, 0, _FRAME, shown - 1, frame, formats["frame"])


def _write_column(target: Worksheet, sheet: _Sheet, index: int, formats: Mapping[str, Format]) -> None:
    column, kind, cells = sheet.columns[index], sheet.kinds[index], sheet.cells[index]
    look = _KINDS.get(kind.kind if kind else "text", "text") if column.field != VERSION else "number"
    for row, value in enumerate(cells, _FIRST):
        shown = value / 100 if look == "share" and value is not None else value
        write_cell(target, row, index, shown, formats[look], formats["quoted text"])
    target.set_column(index, index, _fit(column, cells), None, {"hidden": True} if column.hidden else {})


def _write_total(target: Worksheet, sheet: _Sheet, index: int, last: int, formats: Mapping[str, Format]) -> None:
    column = sheet.columns[index]
    if column.hidden:
        return
    total = _add_up(sheet.cells[index]) if column.total else _TOTAL if index == 0 else None
    write_cell(target, last, index, total, formats["total"], formats["quoted total"])


def _write_header(target: Worksheet, columns: Sequence[FormColumn], look: Any) -> None:
    """Write the headers over groups of columns, and each column's own; one without a group fills both rows."""
    first = 0
    for upper, group in groupby(columns, key=lambda column: (column.upper, column.hidden)):
        together = list(group)
        if not upper[0]:
            for i, column in enumerate(together, first):
                target.merge_range(_UPPER, i, _LOWER, i, column.header, look)
        else:
            if len(together) > 1:
                target.merge_range(_UPPER, first, _UPPER, first + len(together) - 1, upper[0], look)
            else:
                target.write_string(_UPPER, first, upper[0], look)
            for i, column in enumerate(together, first):
                target.write_string(_LOWER, i, column.header, look)
        first += len(together)
    target.set_row(_TITLE, 28)
    target.set_row(_LOWER, 30)


def _add_validation(target: Worksheet, sheet: _Sheet, index: int, last: int) -> None:
    """Offer the words that a cell may hold, and warn where a date is none."""
    column, kind = sheet.columns[index], sheet.kinds[index]
    words = list(sheet.form.words.get(column.field, {}).values())
    if kind is not None and kind.kind == "boolean":
        words = list(_YES_NO.values())
    if words:
        rule: dict[str, Any] = {"validate": "list", "source": words, "error_type": "warning"}
    elif kind is not None and kind.kind == "date":
        rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1), "error_type": "warning"}
        rule |= {"error_title": column.header, "error_message": "请填写日期，例如 2019-06-30。"}
    else:
        return
    target.data_validation(_FIRST, index, max(last - 1, _FIRST), index, rule)


def _add_up(cells: Sequence[Any]) -> float | None:
    numbers = [value for value in cells if value is not None]
    return round(sum(numbers), 6) if numbers else None


def _fit(column: FormColumn, cells: Sequence[Any]) -> float:
    """Return a width that shows most values in full; longer ones are wrapped."""
    shown = [measure(str(value)[:80]) for value in cells if value is not None]
    header = measure(column.header) / (2 if len(column.header) > 4 else 1)
    return min(max([header + 2, *(width + 2 for width in shown), _NARROWEST]), _WIDEST)


def _set_page(target: Worksheet, sheet: _Sheet, last: int) -> None:
    """Set up A3 landscape pages with a repeated header, frozen names, and a print area up to the notes."""
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
