"""Tables of more rows than a sheet of Excel holds: they go on, on further sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gisplan.base.language import _, join_names
from gisplan.report.excel.sheet_layout import Sheet

__all__ = ["MOST_ROWS", "split_sheet"]

MOST_ROWS = 1_000_000
"""The rows of a table on one sheet: Excel's has 1 048 576, some of them for the lines above the table."""

_NAME_LENGTH = 31  # of a sheet, as Excel allows it


def split_sheet(sheet: Sheet, *, most: int = MOST_ROWS) -> Iterator[Sheet]:
    """Yield a sheet, or the parts of a long one, each with a line that says which rows it has.

    Parameters
    ----------
    sheet : Sheet
    most : int
        How many rows of the table one sheet holds.

    Yields
    ------
    Sheet
        The first has the sheet's name, the others have it with a number; the last has the total.
    """
    count = len(sheet.rows)
    if count <= most:
        yield sheet
        return
    text = _("Rows {0} to {1} of {2}: a sheet of Excel holds no more. Sheets of this table: {3}.")
    starts = range(0, count, most)
    names = [_number_name(sheet.name, number) for number in range(1, len(starts) + 1)]
    for name, start in zip(names, starts, strict=True):
        stop = min(start + most, count)
        line = text.format(start + 1, stop, count, join_names(names))
        total = sheet.total if stop == count else None
        yield replace(sheet, name=name, lines=[*sheet.lines, line], rows=sheet.rows[start:stop], total=total)


def _number_name(name: str, number: int) -> str:
    return name if number == 1 else f"{name[: _NAME_LENGTH - len(str(number)) - 1]} {number}"
