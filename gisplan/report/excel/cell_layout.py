"""How cells are written: formats by the kind of their values, texts as texts, states with their colours."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from gisplan.base.display import OPENS_FORMULA, fit_cell
from gisplan.base.language import _
from gisplan.report.excel.table_sheet import TableSheet
from gisplan.report.excel.text_size import LINE_POINTS, count_lines, measure
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.verdicts import STATES

__all__ = [
    "NUMBER_FORMATS",
    "accept_codes",
    "align",
    "colour_states",
    "fit_width",
    "fold_rows",
    "format_of",
    "set_heights",
    "write_cell",
    "write_lines",
    "write_signatures",
    "write_values",
]

_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "text": {},
    "name": {"shrink": True},
    "code": {"num_format": "@"},
    "codes": {"num_format": "@", "text_wrap": True},
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
NUMBER_FORMATS: dict[str, Callable[[Any], str]] = {
    "count": "{:,.0f}".format,
    "metres": "{:,.1f}".format,
    "km": "{:,.3f}".format,
    "number": "{:g}".format,
}
"""How numbers of a kind are shown, for the width of their column."""

_WIDEST = {"long": 56, "code": 44, "codes": 30, "hash": 72}
_MOST_LINES = 12  # of a line above a table


def accept_codes(target: Worksheet, kinds: Sequence[str], first: int, last: int) -> None:
    """Keep Excel from marking each code as a number that is stored as text."""
    codes = [i for i, kind in enumerate(kinds) if kind in ("code", "codes")]
    if codes:
        places = " ".join(xl_range(first, i, last, i) for i in codes)
        target.ignore_errors({"number_stored_as_text": places})


def write_lines(
    book: xlsxwriter.Workbook,
    target: Worksheet,
    row: int,
    area: tuple[int, float],
    lines: Sequence[str],
    style: Mapping[str, Any],
) -> list[float]:
    """Write lines under each other, each over the whole width and as high as it needs; return their heights.

    `area` is the last column that a line takes, and the width of all that it takes, in characters.
    """
    last_column, width = area
    format = book.add_format({**style, "text_wrap": True, "valign": "top"})
    heights: list[float] = []
    for at, line in enumerate(lines, row):
        if last_column:
            target.merge_range(at, 0, at, last_column, "", format)
        target.write_string(at, 0, line, format)
        heights.append(LINE_POINTS * count_lines(line, width, _MOST_LINES))
        target.set_row(at, heights[-1])
    return heights


def write_signatures(book: xlsxwriter.Workbook, target: Worksheet, lines: Sequence[str], row: int) -> int:
    """Write the lines to be signed; return how many rows they take with the blank one above."""
    plain = book.add_format({"quote_prefix": True, "valign": "bottom"})
    for at, line in enumerate(lines, row):
        target.set_row(at, 2 * LINE_POINTS)
        target.write_string(at, 0, line, plain)
    return len(lines) + 1 if lines else 0


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


def fold_rows(target: Worksheet, top: int, heights: Sequence[float], parts: Sequence[bool]) -> None:
    """Fold some rows away under the row before them, which unfolds them; for sheets that are written cell by cell."""
    target.outline_settings(symbols_below=False)
    for at, (height, is_part) in enumerate(zip(heights, parts, strict=True)):
        if is_part:
            target.set_row(top + at, height, None, {"level": 1, "hidden": True})
        elif parts[at + 1 : at + 2] == [True]:
            target.set_row(top + at, height, None, {"collapsed": True})


def format_of(kind: str) -> dict[str, Any]:
    """Return the format of the values of a kind."""
    return {"valign": "top", **_FORMATS[kind], **align(kind)}


def align(kind: str) -> dict[str, Any]:
    """Align numbers right, and words left and clear of the number before them."""
    if kind in ("state", "date", "year"):
        return {"align": "center"}
    return {"align": "right"} if kind in NUMBER_FORMATS else {"align": "left", "indent": 1}


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


def fit_width(header: str, kind: str, values: Iterable[Any]) -> float:
    """Return the width of a column that shows most values whole, and each word of its header."""
    shown = [measure(_shorten(value, kind)) for value in set(values) if value is not None]
    words = max((measure(word) for word in header.split()), default=0) + 3  # and the filter's arrow
    return min(max([words, *shown, 6]) + 1.5, _WIDEST.get(kind, 36))


def _shorten(value: Any, kind: str) -> str:
    """Return a value as the sheet shows it, cut where no more of it could set a width."""
    return NUMBER_FORMATS[kind](value) if kind in NUMBER_FORMATS else str(value)[:100]
