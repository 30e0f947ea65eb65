"""What of a sheet is printed, and how: on A4, a page wide, with its head on every page.

A list that people sign or work through prints in full, over as many pages as it needs; of a long list for information
the leading rows, and a line above it says so. A table for the screen, and one without rows, prints nothing. Everything
is there once the print area is cleared: the width of the page and the repeated head are set for it too. Decision 0047
has the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _

__all__ = [
    "A4",
    "LIST",
    "MOST_PRINTED",
    "WHOLE",
    "Paper",
    "Table",
    "count_printed_columns",
    "count_printed_rows",
    "explain_paper",
    "format_footer",
    "print_nothing",
    "set_page",
]

A4 = 9
_LONG_INCHES, _SHORT_INCHES = 297 / 25.4, 210 / 25.4
_SIDE_INCHES, _TOP_INCHES, _BOTTOM_INCHES = 0.4, 0.5, 0.65
_LEAST_SCALE = 0.7  # letters of 11 points are then printed with 7.7
_USUAL_SCALE = 0.75  # of the first rows, where their columns need no smaller one
_ONE_PAGE_SCALE = 0.8  # of that: how much smaller a table is printed rather than cut or begun on a second page
_PIXELS_PER_CHARACTER, _CELL_PADDING, _PIXELS_PER_INCH = 7, 5, 96
_POINTS_PER_INCH = 72
_POINTS_BELOW = 20  # of a row under the table, some of which are higher
_FOOTER_LENGTH = 90  # letters of a text in a footer, which holds 255 with its codes
_NOWHERE = 1023  # the last column of older programs: it is blank, and hidden
MOST_PRINTED = 400
"""Rows of a list for information that are printed: of a longer list the first page."""


class Paper(NamedTuple):
    """How a sheet is printed.

    Attributes
    ----------
    rows : str
        Of its table: "all", "first" (those that fit one page) or "none" (nothing of the sheet).
    upright : bool
        Whether the page is upright.
    below : int
        Rows under the table that are printed with it.
    leading : int or None
        How many rows "all" are, where the others are for the screen.
    every_column : bool
        Whether all columns are printed, however small; else those after the first that can be read are beside.
    """

    rows: str = "first"
    upright: bool = False
    below: int = 0
    leading: int | None = None
    every_column: bool = False


WHOLE = Paper(rows="all", every_column=True)
LIST = Paper(rows="all")
"""Every row, over several pages, with as many columns as can be read."""


class Table(NamedTuple):
    """What of a sheet's table decides its pages.

    Attributes
    ----------
    head : int
        Row of its header, from 0.
    widths : sequence of float
        Of its columns that are printed, in characters.
    above, heights, totals : sequence of float
        Points of the lines above it with its header, of its rows, and of those with totals under them.
    """

    head: int
    widths: Sequence[float]
    above: Sequence[float]
    heights: Sequence[float]
    totals: Sequence[float]


def explain_paper(paper: Paper, rows: int, printed: int) -> list[str]:
    """Return the line that tells what of a sheet is not printed, and how to print it; none where all is.

    Parameters
    ----------
    paper : Paper
    rows, printed : int
        How many rows its table has, and how many of them are printed.
    """
    if not rows:
        return [_("There are none.")]
    how = _("To print all: Page Layout, Print Area, Clear Print Area.")
    if paper.rows == "none":
        text = _("For the screen: this table of {0} rows is not printed.").format(rows)
    elif paper.leading is not None:
        text = _("Printed: the first {0} rows. The other {1} are for the screen.").format(printed, rows - printed)
    else:
        text = _("Printed: the first {0} of {1} rows, the most important ones.").format(printed, rows)
    return [_("{0} {1}").format(text, how)] if printed < rows else []


def count_printed_columns(paper: Paper, widths: Sequence[float]) -> int:
    """Count the leading columns that are printed: all, or as many as can be read."""
    if paper.every_column:
        return len(widths)
    limit = _printable_width(paper) / _LEAST_SCALE
    return max(sum(inches <= limit for inches in accumulate(map(_to_inches, widths))), 1)


def count_printed_rows(paper: Paper, table: Table) -> int:
    """Count the rows under the header that are printed."""
    count = len(table.heights)
    if paper.rows == "none" or not count:
        return 0
    if paper.leading is not None:
        return min(paper.leading, count)
    if paper.rows == "all" or _fits_one_page(paper, table):
        return count
    sums = accumulate(table.heights, initial=sum(table.above))
    return max(sum(points <= _page_points(paper, table.widths) for points in sums) - 1, 1)


def set_page(target: Worksheet, paper: Paper, table: Table, last_column: int, footer: str) -> None:
    """Set paper, margins, print area, repeated head and footer of a sheet.

    Parameters
    ----------
    target : Worksheet
    paper : Paper
    table : Table
    last_column : int
        The last that is printed, from 0.
    footer : str
        What stands beside the name of the sheet and the number of the page.
    """
    target.set_paper(A4)
    if not paper.upright:
        target.set_landscape()
    target.set_margins(left=_SIDE_INCHES, right=_SIDE_INCHES, top=_TOP_INCHES, bottom=_BOTTOM_INCHES)
    target.repeat_rows(table.head)
    target.set_footer(format_footer(footer))
    rows, count = count_printed_rows(paper, table), len(table.heights)
    target.fit_to_pages(1, 0 if paper.rows != "first" and not _fits_one_page(paper, table) else 1)
    if rows:
        below = len(table.totals) + paper.below if rows >= count else 0
        target.print_area(0, 0, table.head + rows + below, last_column)
    else:
        print_nothing(target)


def print_nothing(target: Worksheet) -> None:
    """Leave a sheet out when the workbook is printed: its print area is one blank cell of a hidden column."""
    target.set_column(_NOWHERE, _NOWHERE, None, None, {"hidden": True})
    target.print_area(0, _NOWHERE, 0, _NOWHERE)


def format_footer(text: str) -> str:
    """Return a footer: the sheet's name, the page's number, and a text; an ampersand is no code."""
    return "&L&8 &A&C&8 &P / &N&R&8 " + text[:_FOOTER_LENGTH].replace("&", "&&")


def _fits_one_page(paper: Paper, table: Table) -> bool:
    below = sum(table.totals) + _POINTS_BELOW * paper.below
    return sum(table.above) + sum(table.heights) + below <= _page_points(paper, table.widths) / _ONE_PAGE_SCALE


def _page_points(paper: Paper, widths: Sequence[float]) -> float:
    """Return the height of the rows that fit one page, which is as wide as the columns."""
    scale = min(_USUAL_SCALE, _printable_width(paper) / sum(map(_to_inches, widths)))
    height = _LONG_INCHES if paper.upright else _SHORT_INCHES
    return (height - _TOP_INCHES - _BOTTOM_INCHES) * _POINTS_PER_INCH / scale


def _printable_width(paper: Paper) -> float:
    return (_SHORT_INCHES if paper.upright else _LONG_INCHES) - 2 * _SIDE_INCHES


def _to_inches(characters: float) -> float:
    """Return the width of a column, as Excel has it."""
    return (_PIXELS_PER_CHARACTER * characters + _CELL_PADDING) / _PIXELS_PER_INCH
