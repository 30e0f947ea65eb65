"""How a page of blocks is laid out: small tables under each other, sentences between them, upright on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gisplan.report.excel.sheet_layout import count_lines, format_of, write_cell
from gisplan.wording.palette import PALETTE, text_colour

__all__ = ["Block", "Page", "Row", "add_page"]

_FIRST, _OTHERS, _COLUMNS = 34.0, 14.5, 6
_WIDTH = _FIRST + _OTHERS * (_COLUMNS - 1)
_LINE_POINTS = 15
_MOST_LINES = 12
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


def add_page(book: xlsxwriter.Workbook, page: Page) -> tuple[Worksheet, int]:
    """Write a page, texts as texts; the sheet, and the first row that is free under it."""
    target = book.add_worksheet(page.name)
    target.set_column(0, 0, _FIRST)
    target.set_column(1, _COLUMNS - 1, _OTHERS)
    quoted = {"quote_prefix": True}
    wrapped = {**quoted, "text_wrap": True, "valign": "top"}
    plain = book.add_format(wrapped)
    target.write_string(0, 0, page.title, book.add_format({"bold": True, "font_size": 16, **quoted}))
    target.set_row(0, 24)
    colours = {"bg_color": PALETTE["unknown"], "font_color": text_colour(PALETTE["unknown"])}
    row = 1
    for texts, look in (
        ([page.answer], {**wrapped, "bold": True, "font_size": 12, "valign": "vcenter"}),
        (page.warnings, {**wrapped, **colours}),
        (page.lines, {**wrapped, "font_color": PALETTE["sealed"]}),
    ):
        row = _write_lines(target, row, texts, book.add_format(look), scale=1.2 if texts == [page.answer] else 1.0)
    for block in page.blocks:
        row = _write_block(book, target, row + 1, block, plain)
    target.set_paper(9)
    target.fit_to_pages(1, 0)
    target.hide_gridlines(2)
    return target, row + 1


def _write_lines(target: Worksheet, row: int, lines: Sequence[str], look: Format, *, scale: float = 1.0) -> int:
    """Each line over the width of the page, as high as it needs."""
    for line in lines:
        target.merge_range(row, 0, row, _COLUMNS - 1, "", look)
        target.write_string(row, 0, line, look)
        target.set_row(row, _LINE_POINTS * scale * count_lines(line, _WIDTH / scale, most=_MOST_LINES) + 2)
        row += 1
    return row


def _write_block(book: xlsxwriter.Workbook, target: Worksheet, row: int, block: Block, plain: Format) -> int:
    """A heading, its table and its sentences; the row under them."""
    heading = {"bold": True, "font_size": 12, "font_color": PALETTE["met"], "quote_prefix": True}
    target.write_string(row, 0, block.heading, book.add_format(heading))
    row += 1
    if block.header:
        left, right = book.add_format(_HEADER), book.add_format({**_HEADER, "align": "right"})
        for place, text in enumerate(block.header):
            target.write_string(row, place, text, right if place else left)
        widths = [_OTHERS if place else _FIRST for place in range(len(block.header))]
        lines = max(count_lines(text, width) for text, width in zip(block.header, widths, strict=True))
        target.set_row(row, _LINE_POINTS * lines)
        row += 1
    label = {"valign": "top", "text_wrap": True}
    for item in block.rows:
        target.write_string(row, 0, item.label, book.add_format({**label, "quote_prefix": True}))
        target.set_row(row, _LINE_POINTS * count_lines(item.label, _FIRST))
        look = {**format_of(item.kind), "align": "right"}
        shown, quoted = book.add_format(look), book.add_format({**look, "quote_prefix": True})
        for place, value in enumerate(item.values, 1):
            write_cell(target, row, place, value, shown, quoted)
        row += 1
    return _write_lines(target, row, block.lines, plain)
