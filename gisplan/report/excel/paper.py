"""What of a sheet is printed, and how: on A4, a page wide, with its head on every page.

A workbook prints about as many pages as it has sheets. A list that is signed prints in full; of any other the first
rows that fit one page; a table for the screen prints only the lines above it. Everything is there once the print
area is cleared: the width of the page and the repeated head are set for it too. Decision 0047 has the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _

__all__ = ["A4", "WHOLE", "Paper", "Table", "count_printed_columns", "explain_screen_only", "format_footer", "set_page"]

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


class Paper(NamedTuple):
    """How a sheet is printed.

    Attributes
    ----------
    rows : str
        Of its table: "all", "first" (those that fit one page) or "none" (the lines above it alone).
    upright : bool
        Whether the page is upright.
    below : int
        Rows under the table that are printed with it.
    """

    rows: str = "first"
    upright: bool = False
    below: int = 0


WHOLE = Paper(rows="all")


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


def explain_screen_only(paper: Paper, rows: int) -> list[str]:
    """Return the line that tells why the table of a sheet is not printed; none where it is."""
    if paper.rows != "none":
        return []
    text = _(
        "For the screen: on paper only these lines, not the table of {0} rows. To print it: Page Layout, Print Area, "
        "Clear Print Area."
    )
    return [text.format(rows)]


def count_printed_columns(paper: Paper, widths: Sequence[float]) -> int:
    """Count the leading columns that are printed: of a list in full all, of the first rows as many as can be read."""
    if paper.rows == "all":
        return len(widths)
    limit = _printable_width(paper) / _LEAST_SCALE
    return max(sum(inches <= limit for inches in accumulate(map(_to_inches, widths))), 1)


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
    rows, count = _count_printed_rows(paper, table), len(table.heights)
    below = len(table.totals) + paper.below if rows >= count else 0
    target.print_area(0, 0, max(table.head + rows + below, 0), last_column)
    target.fit_to_pages(1, 0 if rows >= count and not _fits_one_page(paper, table) else 1)
    target.set_footer(format_footer(footer, _("first {0} of {1} rows").format(rows, count) if 0 < rows < count else ""))


def format_footer(text: str, cut: str = "") -> str:
    """Return a footer: the sheet's name and what is cut, the page's number, and a text; an ampersand is no code."""
    left = f"&A · {cut}" if cut else "&A"
    return f"&L&8 {left}&C&8 &P / &N&R&8 " + text[:_FOOTER_LENGTH].replace("&", "&&")


def _count_printed_rows(paper: Paper, table: Table) -> int:
    """Count the rows under the header that are printed; -1 where the header is not."""
    if paper.rows == "none":
        return -1
    count = max(len(table.heights), 1)
    if paper.rows == "all" or _fits_one_page(paper, table):
        return count
    sums = accumulate(table.heights, initial=sum(table.above))
    return max(sum(points <= _page_points(paper, table.widths) for points in sums) - 1, 1)


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
