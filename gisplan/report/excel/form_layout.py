"""How a form is laid out: a frame, blocks side by side under two header rows, and totals.

A form is wide, and for the screen: it is not printed. Once its print area is cleared, it prints on A4
with its header and its first columns on every page, and no block torn apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _
from gisplan.report.excel.cell_layout import (
    accept_codes,
    colour_states,
    format_of,
    set_heights,
    write_cell,
    write_lines,
    write_values,
)
from gisplan.report.excel.paper import A4, format_footer, print_nothing
from gisplan.report.excel.sheet_layout import Column
from gisplan.report.excel.text_size import count_lines, highest
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.verdicts import STATES

__all__ = ["Block", "Form", "add_form"]

_MARGIN_INCHES = 0.4
_PRINTED_PIXELS = (297 / 25.4 - 2 * _MARGIN_INCHES) * 96
_SCALE = 55  # per cent: a measured block and the village's own columns fill the width of a page
_LINE_POINTS = 13.5
_MOST_LINES = 12
_HEADER = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#E8E8E8"}


@dataclass(frozen=True)
class Block:
    """Columns under one merged header, and for each row of the form their values; each column has its width."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any]


@dataclass(frozen=True)
class Form:
    """A form of the bureaus: the first block has no title and stays on the screen.

    Attributes
    ----------
    name, title : str
    warnings, lines : sequence of str
        Above the table.
    head : Block
        What each row is about.
    blocks : sequence of Block
    repeated : int
        Columns that are printed on every page.
    """

    name: str
    title: str
    warnings: Sequence[str]
    lines: Sequence[str]
    head: Block
    blocks: Sequence[Block]
    repeated: int = 3

    @property
    def all_blocks(self) -> Iterator[Block]:
        """The head, then the other blocks."""
        yield self.head
        yield from self.blocks


def add_form(book: xlsxwriter.Workbook, form: Form) -> None:
    """Write a form; texts are texts whatever they begin with."""
    target = book.add_worksheet(form.name)
    top = _write_frame(book, target, form)
    place, first, last = 0, top + 2, top + 1 + len(form.head.rows)
    for block in form.all_blocks:
        _write_header(book, target, block, top, place)
        _write_block(book, target, block, place, first)
        place += len(block.columns)
    heights = [_LINE_POINTS * lines + 3 for lines in _count_row_lines(form)]
    set_heights(target, first, heights)
    target.set_row(last + 1, _LINE_POINTS + 3)
    _set_page(target, form, top, last, place)


def _count_row_lines(form: Form) -> Sequence[int]:
    """Count the lines that each row needs, by its longest text."""
    heights: Sequence[int] = [1] * len(form.head.rows)
    for block in form.all_blocks:
        for offset, column in enumerate(block.columns):
            if column.kind in ("long", "text"):
                texts = [row[offset] if isinstance(row[offset], str) else None for row in block.rows]
                heights = highest(heights, texts, _width(column) + 1.5, _MOST_LINES)
    return heights


def _write_frame(book: xlsxwriter.Workbook, target: Worksheet, form: Form) -> int:
    """Write the title, and what must be known of the data; return the row where the header begins."""
    target.write_string(0, 0, form.title, book.add_format({"bold": True, "font_size": 18, "quote_prefix": True}))
    quoted = {"quote_prefix": True}
    colours = {"bold": True, "bg_color": PALETTE["unknown"], "font_color": text_colour(PALETTE["unknown"]), **quoted}
    shown = [*form.head.columns, *form.blocks[0].columns] if form.blocks else form.head.columns
    area = (len(shown) - 1, sum(map(_width, shown)))
    write_lines(book, target, 1, area, form.warnings, colours)
    write_lines(book, target, 1 + len(form.warnings), area, form.lines, {"font_color": PALETTE["sealed"], **quoted})
    print_nothing(target)
    return 2 + len(form.warnings) + len(form.lines)


def _write_header(book: xlsxwriter.Workbook, target: Worksheet, block: Block, top: int, place: int) -> None:
    style = book.add_format({**_HEADER, "quote_prefix": True})
    lines = 2
    for offset, column in enumerate(block.columns, place):
        target.set_column(offset, offset, _width(column))
        lines = max(lines, count_lines(column.header, _width(column), most=4))
        if block.title:
            target.write_string(top + 1, offset, column.header, style)
        else:
            target.merge_range(top, offset, top + 1, offset, "", style)
            target.write_string(top, offset, column.header, style)
    if block.title:
        target.merge_range(top, place, top, place + len(block.columns) - 1, "", style)
        target.write_string(top, place, block.title, style)
    target.set_row(top, 30)
    target.set_row(top + 1, 15 * lines)


def _write_block(book: xlsxwriter.Workbook, target: Worksheet, block: Block, place: int, first: int) -> None:
    """Write the columns of a block from a place on, each with its values, its total and its colours."""
    last = first + len(block.rows) - 1
    for offset, column in enumerate(block.columns):
        style = _column_style(column)
        _write_values(book, target, [row[offset] for row in block.rows], column, (first, place + offset), style)
        _write_total(book, target, block.total[offset], (last + 1, place + offset), style)
        if column.kind == "state":
            colour_states(book, target, place + offset, first, max(last, first))


def _column_style(column: Column) -> dict[str, Any]:
    """Return how the values of a column look, with its unit behind its numbers."""
    style = {**format_of(column.kind), "border": 1, "border_color": "#BFBFBF"}
    if column.kind in ("text", "long"):
        style |= {"text_wrap": True, "indent": 0}
    if column.unit:
        style["num_format"] = f'{style.get("num_format", "General")}" {column.unit}"'.replace('""', '"')
    return style


def _write_values(
    book: xlsxwriter.Workbook,
    target: Worksheet,
    values: Sequence[Any],
    column: Column,
    corner: tuple[int, int],
    style: dict[str, Any],
) -> None:
    """Write values under each other from a corner (row, column) on; states in words."""
    plain, quoted = book.add_format(style), book.add_format({**style, "quote_prefix": True})
    if column.kind == "state":
        words = {state: _(word) for state, word in STATES.items()}
        values = [words.get(value, value) for value in values]
    write_values(target, *corner, values, plain, quoted)


def _write_total(
    book: xlsxwriter.Workbook, target: Worksheet, value: Any, corner: tuple[int, int], style: dict[str, Any]
) -> None:
    bold = {**style, "bold": True, "top": 2, "text_wrap": True}
    bold.pop("num_format", None)
    write_cell(target, *corner, value, book.add_format(bold), book.add_format({**bold, "quote_prefix": True}))


def _set_page(target: Worksheet, form: Form, top: int, last: int, columns: int) -> None:
    """Set A4 across, the header and the village on every page, and no block torn apart."""
    target.autofilter(top + 1, 0, max(last, top + 2), columns - 1)
    target.freeze_panes(top + 2, form.repeated)
    target.repeat_rows(top, top + 1)
    target.repeat_columns(0, form.repeated - 1)
    target.set_landscape()
    target.set_paper(A4)
    target.set_margins(*[_MARGIN_INCHES] * 2, top=0.5, bottom=0.6)
    target.set_footer(format_footer(form.lines[0]))
    target.set_print_scale(_SCALE)
    target.set_v_pagebreaks(_find_page_breaks(form))
    accept_codes(target, [column.kind for column in form.head.columns], top + 2, top + 2 + len(form.head.rows))


def _find_page_breaks(form: Form) -> list[int]:
    """Find the columns before which a new page begins: a block goes to the next page where it does not fit."""
    page_width = _PRINTED_PIXELS * 100 / _SCALE
    repeated = _sum_pixels(form.head.columns[: form.repeated])
    used, place, breaks = _sum_pixels(form.head.columns), len(form.head.columns), []
    for block in form.blocks:
        block_width = _sum_pixels(block.columns)
        if used + block_width > page_width:
            breaks.append(place)
            used = repeated
        used += block_width
        place += len(block.columns)
    return breaks


def _sum_pixels(columns: Sequence[Column]) -> float:
    """Return how wide columns may be: 7 pixels a character in Calibri, 9 in its substitutes; 5 of padding."""
    return sum(9 * _width(column) + 5 for column in columns)


def _width(column: Column) -> float:
    if column.width is None:
        raise ValueError(f"the column {column.header!r} of a form has no width")
    return column.width
