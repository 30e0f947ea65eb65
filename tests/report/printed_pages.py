"""How many pages a workbook prints, from its own settings: an estimate that needs no office program."""

import math
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["count_pages", "find_table", "print_area", "printed_width", "prints_nothing"]

_A4 = (210 / 25.4, 297 / 25.4)
_USUAL_WIDTH, _USUAL_POINTS = 8.43, 15.0


def print_area(sheet: Worksheet) -> tuple[int, int, int, int]:
    """The first column, the first row, the last column and the last row that are printed, from 1."""
    area = str(sheet.print_area).rsplit("!", 1)[-1].replace("$", "") if sheet.print_area else sheet.dimensions
    return range_boundaries(area)


def find_table(sheet: Worksheet) -> tuple[int, int]:
    """The row of the header and the last row of the sheet's table, from 1."""
    header, last = (int("".join(c for c in ref if c.isdigit())) for ref in sheet.auto_filter.ref.split(":"))
    return header, last


def prints_nothing(sheet: Worksheet) -> bool:
    """Whether what is printed is one blank cell of a hidden column."""
    first, top, last, bottom = print_area(sheet)
    hidden = any(d.hidden and d.min <= first <= d.max for d in sheet.column_dimensions.values())
    return hidden and (first, top) == (last, bottom) and sheet.cell(top, first).value is None


def printed_width(sheet: Worksheet) -> float:
    """The width of what is printed, in inches."""
    first, _top, last, _bottom = print_area(sheet)
    widths: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        widths |= dict.fromkeys(range(dimension.min, dimension.max + 1), dimension.width)
    return sum((7 * widths.get(place, _USUAL_WIDTH) + 5) / 96 for place in range(first, last + 1))


def count_pages(book: openpyxl.Workbook) -> dict[str, int]:
    """The pages of each sheet."""
    return {sheet.title: 0 if prints_nothing(sheet) else _count(sheet) for sheet in book}


def _count(sheet: Worksheet) -> int:
    setup: Any = sheet.page_setup
    assert int(setup.paperSize) == 9, f"{sheet.title} is not on A4"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage or setup.scale, sheet.title
    width, height = _A4 if setup.orientation != "landscape" else reversed(_A4)
    margins = sheet.page_margins
    across, down = width - margins.left - margins.right, height - margins.top - margins.bottom
    _first, top, _last, bottom = print_area(sheet)
    points = sum(sheet.row_dimensions[row].height or _USUAL_POINTS for row in range(top, bottom + 1))
    if setup.fitToHeight in (None, 1) and sheet.sheet_properties.pageSetUpPr.fitToPage:
        return 1
    scale = min(1.0, across / printed_width(sheet))
    if not sheet.sheet_properties.pageSetUpPr.fitToPage:
        scale = setup.scale / 100
        return math.ceil(printed_width(sheet) * scale / across) * math.ceil(points * scale / 72 / down)
    return math.ceil(points * scale / 72 / down)
