"""How a form is laid out: a frame, blocks side by side under two header rows, totals and signatures, on A3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _
from gisplan.report.excel.sheet_layout import colour_states, count_lines, format_of, write_cell
from gisplan.wording.palette import PALETTE, text_colour
from gisplan.wording.verdicts import STATES

__all__ = ["Block", "Field", "Form", "add_form"]

_A3 = 8
_MARGIN_INCHES = 0.4
_PRINTED_PIXELS = (420 / 25.4 - 2 * _MARGIN_INCHES) * 96
_SCALE = 60  # per cent: two measured blocks and the village's own columns fill the width of a page
_LINE_POINTS = 13.5
_MOST_LINES = 12
_HEADER = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#E8E8E8"}


@dataclass(frozen=True)
class Field:
    """One column of a form: `width` in characters, `unit` shown behind its numbers."""

    header: str
    kind: str
    width: float
    unit: str = ""


@dataclass(frozen=True)
class Block:
    """Columns under one merged header, and for each row of the form their values."""

    title: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any]


@dataclass(frozen=True)
class Form:
    """A form of the bureaus: the first block has no title and stays in sight.

    Attributes
    ----------
    frame : sequence of str
        Who fills it in, when, and in which units.
    kept : int
        Columns that are printed on every page.
    signatures : sequence of sequence of str
        Lines under the table, each text beside the next.
    """

    name: str
    title: str
    frame: Sequence[str]
    warnings: Sequence[str]
    lines: Sequence[str]
    head: Block
    blocks: Sequence[Block]
    signatures: Sequence[Sequence[str]]
    kept: int = 3


def add_form(book: xlsxwriter.Workbook, form: Form) -> None:
    """Write a form; texts are texts whatever they begin with."""
    target = book.add_worksheet(form.name)
    columns = sum(len(block.fields) for block in _all(form))
    top = _write_frame(book, target, form)
    place, first, last = 0, top + 2, top + 1 + len(form.head.rows)
    heights = [1] * (len(form.head.rows) + 1)
    for block in _all(form):
        _write_header(book, target, block, top, place)
        for offset, field in enumerate(block.fields):
            _write_field(book, target, block, offset, place + offset, first)
            if field.kind in ("long", "text"):
                needed = [count_lines(_text(row[offset]), field.width + 1.5, most=_MOST_LINES) for row in block.rows]
                heights[: len(needed)] = [max(pair) for pair in zip(heights, needed, strict=False)]
            if field.kind == "state":
                colour_states(book, target, place + offset, first, max(last, first))
        place += len(block.fields)
    for row, lines in enumerate(heights, first):
        target.set_row(row, _LINE_POINTS * lines + 3)
    _sign(book, target, form, last + 3)
    _set_page(target, form, top, last, columns)


def _all(form: Form) -> Iterator[Block]:
    yield form.head
    yield from form.blocks


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _write_frame(book: xlsxwriter.Workbook, target: Worksheet, form: Form) -> int:
    """The title, the frame, and what must be known of the data; the row where the header begins."""
    target.write_string(0, 0, form.title, book.add_format({"bold": True, "font_size": 18, "quote_prefix": True}))
    plain = book.add_format({"quote_prefix": True})
    place = 0
    for text in form.frame:
        target.write_string(1, place, text, plain)
        place += 5
    colours = {"bold": True, "bg_color": PALETTE["unknown"], "font_color": text_colour(PALETTE["unknown"])}
    warning = book.add_format({**colours, "quote_prefix": True})
    grey = book.add_format({"font_color": PALETTE["sealed"], "quote_prefix": True})
    for row, line in enumerate(form.warnings, 2):
        target.write_string(row, 0, line, warning)
    for row, line in enumerate(form.lines, 2 + len(form.warnings)):
        target.write_string(row, 0, line, grey)
    return 3 + len(form.warnings) + len(form.lines)


def _write_header(book: xlsxwriter.Workbook, target: Worksheet, block: Block, top: int, place: int) -> None:
    look = book.add_format({**_HEADER, "quote_prefix": True})
    lines = 2
    for offset, field in enumerate(block.fields, place):
        target.set_column(offset, offset, field.width)
        lines = max(lines, count_lines(field.header, field.width, most=4))
        if block.title:
            target.write_string(top + 1, offset, field.header, look)
        else:
            target.merge_range(top, offset, top + 1, offset, "", look)
            target.write_string(top, offset, field.header, look)
    if block.title:
        target.merge_range(top, place, top, place + len(block.fields) - 1, "", look)
        target.write_string(top, place, block.title, look)
    target.set_row(top, 30)
    target.set_row(top + 1, 15 * lines)


def _write_field(
    book: xlsxwriter.Workbook, target: Worksheet, block: Block, offset: int, place: int, first: int
) -> None:
    """One column of values, and its total."""
    field = block.fields[offset]
    look = {**format_of(field.kind), "border": 1, "border_color": "#BFBFBF"}
    if field.kind in ("text", "long"):
        look |= {"text_wrap": True, "indent": 0}
    if field.unit:
        look["num_format"] = f'{look.get("num_format", "General")}" {field.unit}"'.replace('""', '"')
    plain, quoted = book.add_format(look), book.add_format({**look, "quote_prefix": True})
    for row, values in enumerate(block.rows, first):
        value = values[offset]
        told = _(STATES[value]) if field.kind == "state" and value in STATES else value
        write_cell(target, row, place, told, plain, quoted)
    bold = {**look, "bold": True, "top": 2, "text_wrap": True}
    bold.pop("num_format", None)
    total, mark = book.add_format(bold), book.add_format({**bold, "quote_prefix": True})
    write_cell(target, first + len(block.rows), place, block.total[offset], total, mark)


def _sign(book: xlsxwriter.Workbook, target: Worksheet, form: Form, row: int) -> None:
    plain = book.add_format({"quote_prefix": True, "font_size": 12})
    for line in form.signatures:
        target.set_row(row, 30)
        for i, text in enumerate(line):
            target.write_string(row, i * 4 + (1 if i else 0), text, plain)
        row += 1


def _set_page(target: Worksheet, form: Form, top: int, last: int, columns: int) -> None:
    """A3 across, the header and the village on every page, and no block torn apart."""
    rows = len(form.head.rows)
    target.autofilter(top + 1, 0, max(last, top + 2), columns - 1)
    target.freeze_panes(top + 2, form.kept)
    target.repeat_rows(top, top + 1)
    target.repeat_columns(0, form.kept - 1)
    target.set_landscape()
    target.set_paper(_A3)
    target.set_margins(*[_MARGIN_INCHES] * 2, top=0.5, bottom=0.6)
    target.set_footer("&C&P / &N")
    target.set_print_scale(_SCALE)
    target.set_v_pagebreaks(_break(form))
    codes = [i for i, field in enumerate(form.head.fields) if field.kind == "code"]
    places = " ".join(xl_range(top + 2, i, top + 2 + rows, i) for i in codes)
    if places:
        target.ignore_errors({"number_stored_as_text": places})


def _break(form: Form) -> list[int]:
    """Before which columns a new page begins: a block goes to the next page where it does not fit."""
    room = _PRINTED_PIXELS * 100 / _SCALE
    kept = _pixels(form.head.fields[: form.kept])
    used, place, breaks = _pixels(form.head.fields), len(form.head.fields), []
    for block in form.blocks:
        wide = _pixels(block.fields)
        if used + wide > room:
            breaks.append(place)
            used = kept
        used += wide
        place += len(block.fields)
    return breaks


def _pixels(fields: Sequence[Field]) -> float:
    """How wide columns may be: 7 pixels a character in Calibri, 9 in what stands in for it; 5 of padding."""
    return sum(9 * field.width + 5 for field in fields)
