"""How a sheet of a workbook is laid out: its title, its table, its filters, colours and widths."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from gisplan.base.display import OPENS_FORMULA, fit_cell
from gisplan.base.language import _
from gisplan.report.excel.table_sheet import TableSheet
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.verdicts import STATES

__all__ = [
    "Column",
    "Sheet",
    "accept_codes",
    "add_sheet",
    "colour_states",
    "count_head",
    "count_lines",
    "format_of",
    "highest",
    "measure",
    "set_heights",
    "tabulate",
    "write_cell",
    "write_values",
]

_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "text": {},
    "code": {"num_format": "@"},
    "long": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "metres": {"num_format": "#,##0.0"},
    "km": {"num_format": "#,##0.000"},
    "number": {},
    "left": {},
    "year": {"num_format": "0"},
    "date": {"num_format": "yyyy-mm-dd"},
    "state": {"bold": True},
    "hash": {"font_name": "Consolas"},
}
_WIDEST = {"long": 56, "code": 44, "hash": 72}
_HEADER = {
    "bold": True,
    "text_wrap": True,
    "valign": "top",
    "bottom": 1,
    "bg_color": "#E8E8E8",
    "font_color": "#000000",
}
_NUMBER_FORMATS: dict[str, Callable[[Any], str]] = {
    "count": "{:,.0f}".format,
    "metres": "{:,.1f}".format,
    "km": "{:,.3f}".format,
    "number": "{:g}".format,
}
_A4 = 9
_LINE_POINTS = 15
_MOST_LINES = 8


@dataclass(frozen=True)
class Column:
    """One column of a sheet, described in one place.

    Parameters
    ----------
    header : str
    kind : str
        What kind of values it holds: a key of `_FORMATS`.
    value : callable, optional
        Gives the column's value for one record of the sheet; needed by `tabulate` alone.
    width : float, optional
        In characters; without it the column is as wide as its values need.
    unit : str
        Shown behind each number.
    """

    header: str
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    width: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines above its table, then the table.

    Attributes
    ----------
    name, title : str
    lines : sequence of str
        Under the title; `warnings` are lines with a colour behind them.
    columns : sequence of Column
    rows : sequence of sequence
        The values, by row and column.
    frozen : int
        Columns that stay on the screen when it is scrolled.
    total : sequence or None
        The row under the table, which no filter and no order moves.
    """

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    warnings: Sequence[str] = ()
    frozen: int = 0
    total: Sequence[Any] | None = None


def tabulate(columns: Sequence[Column], records: Iterable[Any]) -> list[list[Any]]:
    """Return the rows of a sheet: for each record the value of each column."""
    values = [column.value for column in columns if column.value is not None]
    if len(values) < len(columns):
        raise ValueError("a column without a value has no place in a table of records")
    return [[value(record) for value in values] for record in records]


def count_head(sheet: Sheet) -> int:
    """Return the row of a sheet's header, from 0."""
    return 2 + len(sheet.warnings) + len(sheet.lines)


def add_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> Worksheet:
    """Write a sheet: every text as text, whatever it begins with, and every number as a number."""
    target = book.add_worksheet(sheet.name)
    top = _write_head(book, target, sheet)
    _write_table(book, target, sheet, top)
    last = top + max(len(sheet.rows), 1)
    if sheet.total is not None:
        _write_total(book, target, sheet, last + 1)
    target.autofilter(top, 0, last, len(sheet.columns) - 1)
    target.freeze_panes(top + 1, sheet.frozen)
    target.repeat_rows(top)
    target.set_landscape()
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)
    accept_codes(target, sheet.columns, top + 1, last)
    return target


def accept_codes(target: Worksheet, columns: Sequence[Column], first: int, last: int) -> None:
    """Keep Excel from marking each code as a number that is stored as text."""
    codes = [i for i, column in enumerate(columns) if column.kind == "code"]
    if codes:
        places = " ".join(xl_range(first, i, last, i) for i in codes)
        target.ignore_errors({"number_stored_as_text": places})


def _write_total(book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet, row: int) -> None:
    for place, (column, value) in enumerate(zip(sheet.columns, sheet.total or (), strict=True)):
        bold = book.add_format({**format_of(column.kind), "bold": True, "top": 1})
        write_cell(target, row, place, value, bold, bold)


def _write_head(book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet) -> int:
    """Write the title, the warnings and the lines under it; return the row where the table begins."""
    quoted = {"quote_prefix": True}
    target.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14, **quoted}))
    colours = {"bold": True, "bg_color": PALETTE["unknown"], "font_color": text_colour(PALETTE["unknown"]), **quoted}
    warning, plain = book.add_format(colours), book.add_format({"font_color": PALETTE["sealed"], **quoted})
    for row, line in enumerate(sheet.warnings, 1):
        target.write_string(row, 0, line, warning)
    for row, line in enumerate(sheet.lines, 1 + len(sheet.warnings)):
        target.write_string(row, 0, line, plain)
    return count_head(sheet)


def _write_table(book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet, top: int) -> None:
    """Write the header and the columns, each as wide and each row as high as it needs."""
    head, heights = 1, [1] * len(sheet.rows)
    for place, column in enumerate(sheet.columns):
        values = [row[place] for row in sheet.rows]
        if column.kind == "state":
            words = {state: _(word) for state, word in STATES.items()}
            values = [words.get(v, v) for v in values]
        width = _fit(column, values)
        target.set_column(place, place, width)
        target.write_string(top, place, column.header, book.add_format({**_HEADER, **_side(column.kind)}))
        _write_column(book, target, place, column, values, top=top + 1)
        head = max(head, count_lines(column.header, width))
        if column.kind == "long":
            heights = highest(heights, values, width)
    # Excel would find the heights by itself; other programs show one line and hide the rest
    target.set_row(top, _LINE_POINTS * head)
    set_heights(target, top + 1, [_LINE_POINTS * lines for lines in heights])


def highest(heights: Sequence[int], texts: Sequence[str | None], width: float, most: int = _MOST_LINES) -> list[int]:
    """Return the lines of each row: as many as it has, or as its text in a column takes."""
    lines = {text: count_lines(text, width, most) for text in set(texts)}
    return [max(height, lines[text]) for height, text in zip(heights, texts, strict=True)]


def _write_column(
    book: xlsxwriter.Workbook, target: Worksheet, place: int, column: Column, values: Sequence[Any], *, top: int
) -> None:
    style = format_of(column.kind)
    plain, quoted = book.add_format(style), book.add_format({**style, "quote_prefix": True})
    write_values(target, top, place, values, plain, quoted)
    if column.kind == "state":
        colour_states(book, target, place, top, top + max(len(values), 1) - 1)


def write_values(target: Worksheet, top: int, place: int, values: Sequence[Any], plain: Format, quoted: Format) -> None:
    """Write values under each other, as `write_cell` writes one."""
    if isinstance(target, TableSheet):
        target.write_table_column(top, place, values, plain, quoted)
        return
    for row, value in enumerate(values, top):
        write_cell(target, row, place, value, plain, quoted)


def set_heights(target: Worksheet, top: int, heights: Sequence[float]) -> None:
    """Set the heights of rows under each other, in points."""
    if isinstance(target, TableSheet):
        target.set_table_heights(heights)
        return
    for row, height in enumerate(heights, top):
        target.set_row(row, height)


def format_of(kind: str) -> dict[str, Any]:
    """Return the format of the values of a kind."""
    return {"valign": "top", **_FORMATS[kind], **_side(kind)}


def _side(kind: str) -> dict[str, Any]:
    """Align numbers right, and words left and clear of the number before them."""
    if kind in ("state", "date", "year"):
        return {"align": "center"}
    return {"align": "right"} if kind in _NUMBER_FORMATS else {"align": "left", "indent": 1}


def write_cell(target: Worksheet, row: int, place: int, value: Any, plain: Format, quoted: Format) -> None:
    """Write one cell; a text that would open a formula carries the mark of a quote, and stays text when edited."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        target.write_blank(row, place, None, plain)
    elif isinstance(value, str):
        text = fit_cell(value)
        target.write_string(row, place, text, quoted if text.startswith(OPENS_FORMULA) else plain)
    elif isinstance(value, date):
        target.write_datetime(row, place, datetime.combine(value, time()), plain)
    else:
        target.write_number(row, place, value, plain)


def colour_states(book: xlsxwriter.Workbook, target: Worksheet, place: int, top: int, last: int) -> None:
    """Colour each state by a rule, which follows the word when someone corrects it."""
    for state, word in STATES.items():
        colour = PALETTE[state]
        style = book.add_format({"bg_color": colour, "font_color": text_colour(colour)})
        rule = {"type": "cell", "criteria": "==", "value": f'"{_(word)}"', "format": style}
        target.conditional_format(top, place, last, place, rule)


def _fit(column: Column, values: Iterable[Any]) -> float:
    """Return a width that shows most values whole."""
    texts = {v for v in values if isinstance(v, str)}
    others = [v for v in values if v is not None and not isinstance(v, str)]
    shown = [measure(_shorten(v, column.kind)) for v in (*texts, *others)]
    header = max((measure(word) for word in column.header.split()), default=0) + 3  # and the filter's arrow
    return min(max([header, *shown, 6]) + 1.5, _WIDEST.get(column.kind, 36))


def count_lines(text: str | None, width: float, most: int = _MOST_LINES) -> int:
    """Count the lines that a wrapped text takes; rather one more than one less, as words are not broken."""
    if text is None or (len(text) * 2.2 <= width - 2 and "\n" not in text):
        return 1
    lines = (math.ceil(1.1 * measure(line) / (width - 2)) or 1 for line in text.split("\n"))
    return min(sum(lines), most)


def _shorten(value: Any, kind: str) -> str:
    """Return a value as the sheet shows it, cut where no more of it could set a width."""
    return _NUMBER_FORMATS[kind](value) if kind in _NUMBER_FORMATS else str(value)[:100]


def measure(text: str) -> int:
    """Return the width of a text in the digits that Excel counts by; Chinese characters are two wide."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
