"""How a sheet of a workbook is laid out: its title, its table, its filters, colours and widths."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _
from gisplan.base.rows import list_values, map_distinct
from gisplan.report.excel.cell_layout import (
    accept_codes,
    align,
    colour_states,
    fit_width,
    fold_rows,
    format_of,
    set_heights,
    write_cell,
    write_lines,
    write_signatures,
    write_values,
)
from gisplan.report.excel.paper import (
    WHOLE,
    Paper,
    Table,
    count_printed_columns,
    count_printed_rows,
    explain_paper,
    set_page,
)
from gisplan.report.excel.text_size import (
    LINE_POINTS,
    count_header_lines,
    count_lines,
    count_total_lines,
    highest,
    measure_turned_header,
)
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.verdicts import STATES

__all__ = ["Column", "Sheet", "add_sheet", "count_head", "explain_printed", "tabulate", "tabulate_frame"]

_WRAPPED = ("long", "codes")
_HEADER = {
    "bold": True,
    "text_wrap": True,
    "valign": "top",
    "bottom": 1,
    "bg_color": "#E8E8E8",
    "font_color": "#000000",
}
_TURNED = {"rotation": 90, "align": "center", "valign": "bottom", "indent": 0}
_FRAME = {"border": 1, "border_color": "#BFBFBF"}
_LEAST_HEAD = 100  # characters: how wide the lines above a narrow table are
_USUAL_WIDTH = 8.43  # of a column for which nothing is set


@dataclass(frozen=True)
class Column:
    """One column of a sheet, described in one place.

    Parameters
    ----------
    header : str
    kind : str
        What kind of values it holds: a key of the formats of `cell_layout`.
    value : callable, optional
        Gives the column's value for one record of the sheet; needed by `tabulate` alone. With `of`: for one value of
        that column of a frame.
    width : float, optional
        In characters; without it the column is as wide as its values need.
    unit : str
        Shown behind each number.
    of : str
        The column of the frame that it shows, for `tabulate_frame`.
    turned : bool
        Whether the header runs upwards.
    """

    header: str
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    width: float | None = None
    unit: str = ""
    of: str = ""
    turned: bool = False


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
    paper : Paper
        What of it is printed.
    signatures : sequence of str
        Lines under all, to be signed.
    parts : sequence of bool
        Rows that are folded away under the row before them; empty: none.
    beside : int
        Columns of the usual width beside the table, which a chart covers.
    """

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    warnings: Sequence[str] = ()
    frozen: int = 0
    total: Sequence[Any] | None = None
    paper: Paper = WHOLE
    signatures: Sequence[str] = ()
    parts: Sequence[bool] = ()
    beside: int = 0


class _Shape(NamedTuple):
    """The values of a table by column, how wide each column and how high the header and each row is, in points."""

    values: Sequence[Sequence[Any]]
    widths: Sequence[float]
    header: float
    heights: Sequence[float]


def tabulate(columns: Sequence[Column], records: Iterable[Any]) -> list[list[Any]]:
    """Return the rows of a sheet: for each record the value of each column."""
    values = [column.value for column in columns if column.value is not None]
    if len(values) < len(columns):
        raise ValueError("a column without a value has no place in a table of records")
    return [[value(record) for value in values] for record in records]


def tabulate_frame(columns: Sequence[Column], frame: pd.DataFrame) -> list[Sequence[Any]]:
    """Return the rows of a sheet whose columns each show one of a frame: a third of the time for a long one."""
    shown = [(column.value, list_values(frame[column.of])) for column in columns]
    return list(zip(*(values if show is None else map_distinct(show, values) for show, values in shown), strict=True))


def count_head(sheet: Sheet) -> int:
    """Return the row of a sheet's header, from 0."""
    return 2 + len(sheet.warnings) + len(sheet.lines)


def explain_printed(sheet: Sheet) -> Sheet:
    """Return a sheet with the line that says what of it is not printed, where anything is not."""
    if not sheet.rows or sheet.paper.rows == "none":
        return replace(sheet, lines=[*sheet.lines, *explain_paper(sheet.paper, len(sheet.rows), 0)])
    if sheet.paper.rows == "all" and sheet.paper.leading is None:
        return sheet
    shape = _measure_table(sheet)
    widths = shape.widths[: count_printed_columns(sheet.paper, shape.widths)]
    longest = explain_paper(sheet.paper, len(sheet.rows), len(sheet.rows) - 1)
    texts = [*sheet.warnings, *sheet.lines, *longest]
    above = [LINE_POINTS * count_lines(text, max(sum(widths), _LEAST_HEAD)) for text in texts]
    table = Table(0, widths, [LINE_POINTS, *above, LINE_POINTS, shape.header], shape.heights, [])
    printed = count_printed_rows(sheet.paper, table)
    return replace(sheet, lines=[*sheet.lines, *explain_paper(sheet.paper, len(sheet.rows), printed)])


def add_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> Worksheet:
    """Write a sheet: every text as text, whatever it begins with, and every number as a number."""
    target = book.add_worksheet(sheet.name)
    shape, top = _measure_table(sheet), count_head(sheet)
    kinds = [column.kind for column in sheet.columns]
    printed = count_printed_columns(sheet.paper, shape.widths)
    last_column = len(shape.widths) + sheet.beside - 1 if sheet.beside else _find_head_end(shape.widths, printed)
    above = _write_head(book, target, sheet, shape.widths, last_column)
    _write_table(book, target, sheet, shape)
    last = top + max(len(sheet.rows), 1)
    totals = _write_total(book, target, sheet, last + 1, shape.widths)
    below = write_signatures(book, target, sheet.signatures, last + 3)
    target.autofilter(top, 0, last, len(sheet.columns) - 1)
    target.freeze_panes(top + 1, sheet.frozen)
    shown = [0.0 if part else height for part, height in zip(sheet.parts or repeat(False), shape.heights, strict=False)]
    table = Table(top, [*shape.widths[:printed], *[_USUAL_WIDTH] * sheet.beside], [*above, shape.header], shown, totals)
    paper = sheet.paper._replace(below=sheet.paper.below + below)
    set_page(target, paper, table, last_column, sheet.lines[0] if sheet.lines else sheet.title)
    accept_codes(target, kinds, top + 1, last)
    return target


def _find_head_end(widths: Sequence[float], printed: int) -> int:
    """Find the last column of the lines above a table: the last that is printed, or one beside a narrow table."""
    missing = _LEAST_HEAD - sum(widths[:printed])
    if missing <= 0:
        return printed - 1
    for place, width in enumerate(widths[printed:], printed):
        missing -= width
        if missing <= 0:
            return place
    return len(widths) - 1 + math.ceil(missing / _USUAL_WIDTH)


def _write_total(
    book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet, row: int, widths: Sequence[float]
) -> list[float]:
    """Write the row under the table; return its height, none without it."""
    if sheet.total is None:
        return []
    lines = count_total_lines(sheet.total, widths)
    for place, (column, value) in enumerate(zip(sheet.columns, sheet.total, strict=True)):
        bold = book.add_format({**format_of(column.kind), "bold": True, "top": 1, "text_wrap": lines > 1})
        write_cell(target, row, place, value, bold, bold)
    if lines > 1:
        target.set_row(row, LINE_POINTS * lines)
    return [LINE_POINTS * lines]


def _write_head(
    book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet, widths: Sequence[float], last_column: int
) -> list[float]:
    """Write the title, the warnings and the lines under it; return the heights of these rows and of the blank one."""
    quoted = {"quote_prefix": True}
    target.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14, **quoted}))
    colours = {"bold": True, "bg_color": PALETTE["unknown"], "font_color": text_colour(PALETTE["unknown"]), **quoted}
    plain = {"font_color": PALETTE["sealed"], **quoted}
    width = sum(widths[: last_column + 1]) + _USUAL_WIDTH * max(last_column + 1 - len(widths), 0)
    area = (last_column, width)
    warnings = write_lines(book, target, 1, area, sheet.warnings, colours)
    lines = write_lines(book, target, 1 + len(sheet.warnings), area, sheet.lines, plain)
    return [LINE_POINTS, *warnings, *lines, LINE_POINTS]


def _measure_table(sheet: Sheet) -> _Shape:
    """Find how wide each column of a table is, and how high each row must be to show its texts."""
    words = {state: _(word) for state, word in STATES.items()}
    columns, widths, lines, turned = [], [], 1, 0.0
    heights: Sequence[int] = [1] * len(sheet.rows)
    for place, column in enumerate(sheet.columns):
        values = [row[place] for row in sheet.rows]
        if column.kind == "state":
            values = [words.get(v, v) for v in values]
        width = fit_width(column.header, column.kind, values) if column.width is None else column.width
        if column.turned:
            turned = max(turned, measure_turned_header(column.header, width))
        else:
            lines = max(lines, count_header_lines(column.header, width))
        if column.kind in _WRAPPED:
            heights = highest(heights, values, width)
        columns.append(values)
        widths.append(width)
    return _Shape(columns, widths, max(LINE_POINTS * lines, turned), [LINE_POINTS * count for count in heights])


def _write_table(book: xlsxwriter.Workbook, target: Worksheet, sheet: Sheet, shape: _Shape) -> None:
    """Write the header and the columns, each as wide and each row as high as it needs."""
    top = count_head(sheet)
    for place, (column, values, width) in enumerate(zip(sheet.columns, shape.values, shape.widths, strict=True)):
        target.set_column(place, place, width)
        target.write_string(
            top,
            place,
            column.header,
            book.add_format({**_HEADER, **align(column.kind), **(_TURNED if column.turned else {})}),
        )
        frame = _FRAME if sheet.signatures else {}
        _write_column(book, target, (top + 1, place), column, values, frame)
    target.set_row(top, shape.header)  # Excel would find heights by itself; other programs show one line
    set_heights(target, top + 1, shape.heights)
    if any(sheet.parts):
        fold_rows(target, top + 1, shape.heights, sheet.parts)


def _write_column(
    book: xlsxwriter.Workbook,
    target: Worksheet,
    corner: tuple[int, int],
    column: Column,
    values: Sequence[Any],
    frame: Mapping[str, Any],
) -> None:
    """Write values under each other from a corner (row, column) on, each in a frame where the sheet is signed."""
    style = {**format_of(column.kind), **frame}
    plain, quoted = book.add_format(style), book.add_format({**style, "quote_prefix": True})
    top, place = corner
    write_values(target, top, place, values, plain, quoted)
    if column.kind == "state":
        colour_states(book, target, place, top, top + max(len(values), 1) - 1)
