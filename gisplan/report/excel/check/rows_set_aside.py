"""The rows set aside as a workbook: each as its file has it, with its row number and the reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gisplan.base.arrays import Objects
from gisplan.base.display import OPENS_FORMULA, fit_cell
from gisplan.base.language import _
from gisplan.io.check.original_rows import RowsSetAside
from gisplan.report.excel.cell_layout import format_of
from gisplan.report.excel.long_sheets import MOST_ROWS
from gisplan.report.excel.text_size import measure

__all__ = ["AS_TEXT", "make_quarantine_book"]

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Texts from data are never formulas, links or numbers."""

_MOST_COLUMNS = 16_000  # Excel shows 16 384
_NAMED = 22  # characters of a layer in the name of a sheet, which has at most 31
_LOOKED_AT = 200  # rows by which the width of a column is chosen
_WIDTH, _REASON_WIDTH = 30, 70
_LARGEST = 2**53  # a larger whole number would lose digits


def make_quarantine_book(set_aside: Sequence[RowsSetAside], properties: dict[str, Any], path: Path) -> None:
    """Write rows set aside to a new workbook, a sheet a layer; a layer of more than a million rows takes several.

    The rows are written one after another, and none is kept: memory does not grow with them.

    Parameters
    ----------
    set_aside : sequence of RowsSetAside
    properties : dict
        The properties of the workbook.
    path : Path
        A file that does not exist yet.
    """
    book = xlsxwriter.Workbook(path, {**AS_TEXT, "constant_memory": True, "tmpdir": str(path.parent)})
    book.set_properties(properties)
    style = format_of("text")
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8E8E8", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "plain": book.add_format(style),
        "quoted": book.add_format({**style, "quote_prefix": True}),
        "number": book.add_format({"valign": "top"}),
        "why": book.add_format({"valign": "top", "text_wrap": True, "bg_color": "#FDF8D5"}),
    }
    for rows in set_aside:
        count = len(rows.original.rows)
        for number, start in enumerate(range(0, count, MOST_ROWS), 1):
            name = rows.original.layer[:_NAMED] + (f" {number}" if number > 1 else "")
            _write_sheet(book.add_worksheet(name), rows, range(start, min(start + MOST_ROWS, count)), formats)
    if not set_aside:
        book.add_worksheet(_("quarantine")).write_string(0, 0, _("No row was set aside."), formats["head"])
    book.close()


def _write_sheet(target: Worksheet, rows: RowsSetAside, part: range, formats: dict[str, Format]) -> None:
    """Write some rows of a layer: their number and reasons first, then all their own columns, then where they lie."""
    original, chosen = rows.original, slice(part.start, part.stop)
    fields = original.fields[:_MOST_COLUMNS]
    columns: list[Any] = [original.rows[chosen], rows.reasons[chosen], rows.remedies[chosen]]
    columns += [values[chosen] for values in original.columns[: len(fields)]]
    heads = [_("row"), _("why set aside"), _("remedy"), *fields]
    places = _describe_places(original.shapes[chosen])
    if places is not None:
        heads.append(_("geometry"))
        columns.append(places)
    _set_widths(target, heads, columns)
    target.freeze_panes(1, 2)
    target.autofilter(0, 0, len(part), len(heads) - 1)
    target.ignore_errors({"number_stored_as_text": f"A1:XFD{len(part) + 1}"})
    target.set_landscape()
    target.repeat_rows(0)
    for at, head in enumerate(heads):
        target.write_string(0, at, fit_cell(head), formats["head"])
    for row, values in enumerate(zip(*columns, strict=True), 1):
        for at, value in enumerate(values):
            _write(target, row, at, value, formats)


def _write(target: Worksheet, row: int, at: int, value: Any, formats: dict[str, Format]) -> None:
    """Write one value: a number as a number where a cell can hold it, anything else as text."""
    if at in (1, 2):
        target.write_string(row, at, fit_cell(value), formats["why"])
    elif value is None or (isinstance(value, float | np.floating) and math.isnan(value)):
        return
    elif _is_number(value):
        target.write_number(row, at, float(value), formats["number"])
    else:
        text = fit_cell(str(value))
        target.write_string(row, at, text, formats["quoted" if text.startswith(OPENS_FORMULA) else "plain"])


def _is_number(value: Any) -> bool:
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    return math.isfinite(value) and abs(float(value)) < _LARGEST


def _describe_places(shapes: Objects) -> Objects | None:
    """Return where rows lie, as text: of a point its coordinates, of others their kind and middle; None without any."""
    there = ~shapely.is_missing(shapes)
    if not there.any():
        return None
    texts = np.full(len(shapes), None, dtype=object)
    bounds = shapely.bounds(shapes[there])
    kinds = [shape.geom_type for shape in shapes[there]]
    texts[there] = [
        f"{kind} {x:.7g}, {y:.7g}" if (x, y) == (right, top) else f"{kind} {x:.7g}–{right:.7g}, {y:.7g}–{top:.7g}"
        for kind, (x, y, right, top) in zip(kinds, bounds.tolist(), strict=True)
    ]
    return texts


def _set_widths(target: Worksheet, heads: Sequence[str], columns: Sequence[Any]) -> None:
    for at, (head, values) in enumerate(zip(heads, columns, strict=True)):
        if at in (1, 2):
            target.set_column(at, at, _REASON_WIDTH if at == 1 else _WIDTH + 10)
            continue
        shown = (measure(str(value)[:_WIDTH]) for value in values[:_LOOKED_AT] if value is not None)
        target.set_column(at, at, min(max([measure(head), 6, *shown]) + 2, _WIDTH))
