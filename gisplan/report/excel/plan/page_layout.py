"""How a page of blocks is laid out: small tables under each other, sentences between them, upright on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gisplan.report.excel.cell_layout import format_of, write_cell
from gisplan.report.excel.paper import A4, format_footer
from gisplan.report.excel.text_size import count_lines
from gisplan.wording.palette import PALETTE, text_colour

__all__ = ["PAGE_PIXELS", "Block", "Page", "Row", "add_page"]

_FIRST, _OTHERS, _COLUMNS = 34.0, 14.5, 6
_WIDTH = _FIRST + _OTHERS * (_COLUMNS - 1)
PAGE_PIXELS = 770
"""The width of a page, for a chart."""
_LINE_POINTS = 15
_MOST_LINES = 12
_WRAPPED = {"quote_prefix": True, "text_wrap": True, "valign": "top"}
_HEADER = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8E8E8"}


@dataclass(frozen=True)
class Row:
    """One row of a block: what it is about, and its values, all of one kind (a key of the layout's formats)."""

    label: str
    values: Sequence[Any]
    kind: str = "count"


@dataclass(frozen=True)
class Block:
    """A small table under a heading of its own, and the sentences under it; five columns of values at most."""

    heading: str
    header: Sequence[str] = ()
    rows: Sequence[Row] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """One sheet that is read from top to bottom; `answer` is the sentence for whoever reads no further."""

    name: str
    title: str
    answer: str
    warnings: Sequence[str]
    lines: Sequence[str]
    blocks: Sequence[Block]


def add_page(book: xlsxwriter.Workbook, page: Page, *, below: int = 0) -> tuple[Worksheet, int]:
    """Write a page, texts as texts; return the sheet, and the first row that is free under it.

    So many rows `below` it are printed, too, for a chart.
    """
    target = book.add_worksheet(page.name)
    target.set_column(0, 0, _FIRST)
    target.set_column(1, _COLUMNS - 1, _OTHERS)
    row = _write_page_head(book, target, page)
    plain = book.add_format(_WRAPPED)
    for block in page.blocks:
        row = _write_block(book, target, row + 1, block, plain)
    target.set_paper(A4)
    target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.65)
    target.fit_to_pages(1, 1)
    target.print_area(0, 0, row + below, _COLUMNS - 1)
    target.set_footer(format_footer(page.lines[0] if page.lines else page.title))
    target.hide_gridlines(2)
    return target, row + 1


def _write_page_head(book: xlsxwriter.Workbook, target: Worksheet, page: Page) -> int:
    """Write the title, the answer, the warnings and the lines; return the row under them."""
    target.write_string(0, 0, page.title, book.add_format({"bold": True, "font_size": 16, "quote_prefix": True}))
    target.set_row(0, 24)
    answer = book.add_format({**_WRAPPED, "bold": True, "font_size": 12, "valign": "vcenter"})
    colours = {"bg_color": PALETTE["unknown"], "font_color": text_colour(PALETTE["unknown"])}
    warning = book.add_format({**_WRAPPED, **colours})
    grey = book.add_format({**_WRAPPED, "font_color": PALETTE["sealed"]})
    row = _write_lines(target, 1, [page.answer], answer, scale=1.2)
    row = _write_lines(target, row, page.warnings, warning)
    return _write_lines(target, row, page.lines, grey)


def _write_lines(target: Worksheet, row: int, lines: Sequence[str], style: Format, *, scale: float = 1.0) -> int:
    """Write each line over the width of the page, as high as it needs; return the row under them."""
    for line in lines:
        target.merge_range(row, 0, row, _COLUMNS - 1, "", style)
        target.write_string(row, 0, line, style)
        target.set_row(row, _LINE_POINTS * scale * count_lines(line, _WIDTH / scale, most=_MOST_LINES) + 2)
        row += 1
    return row


def _write_block(book: xlsxwriter.Workbook, target: Worksheet, row: int, block: Block, plain: Format) -> int:
    """Write a heading, its table and its sentences; return the row under them."""
    heading = {"bold": True, "font_size": 12, "font_color": PALETTE["met"], "quote_prefix": True}
    target.write_string(row, 0, block.heading, book.add_format(heading))
    row += 1
    if block.header:
        _write_header(book, target, row, block.header)
        row += 1
    for item in block.rows:
        _write_row(book, target, row, item)
        row += 1
    return _write_lines(target, row, block.lines, plain)


def _write_header(book: xlsxwriter.Workbook, target: Worksheet, row: int, header: Sequence[str]) -> None:
    left, right = book.add_format(_HEADER), book.add_format({**_HEADER, "align": "right"})
    for place, text in enumerate(header):
        target.write_string(row, place, text, right if place else left)
    widths = [_OTHERS if place else _FIRST for place in range(len(header))]
    lines = max(count_lines(text, width) for text, width in zip(header, widths, strict=True))
    target.set_row(row, _LINE_POINTS * lines)


def _write_row(book: xlsxwriter.Workbook, target: Worksheet, row: int, item: Row) -> None:
    label = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
    target.write_string(row, 0, item.label, label)
    target.set_row(row, _LINE_POINTS * count_lines(item.label, _FIRST))
    style = {**format_of(item.kind), "align": "right"}
    shown, quoted = book.add_format(style), book.add_format({**style, "quote_prefix": True})
    for place, value in enumerate(item.values, 1):
        write_cell(target, row, place, value, shown, quoted)
