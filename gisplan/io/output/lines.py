"""Tables without frames, a line a record, and how their cells are formatted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from gisplan.base.display import visible

__all__ = ["Column", "fold_head", "format_number", "format_text", "make_lines"]

_GAP = 2  # blanks between columns
_LEAST = 8  # columns of the terminal that a text keeps when it is cut off


@dataclass(frozen=True)
class Column:
    """One column of a table, described in one place.

    Parameters
    ----------
    header : str
    value : callable
        Gives the column's text for one record.
    is_number : bool
        Numbers are aligned right.
    is_whole : bool
        Whether its texts are never broken into lines.
    is_markup : bool
        Whether its texts hold rich's own markup; others are shown as they are.
    """

    header: str
    value: Callable[[Any], str]
    is_number: bool = False
    is_whole: bool = False
    is_markup: bool = False


def make_lines(columns: Sequence[Column], records: Sequence[Any], width: int) -> Table:
    """Make a table without frames, a line a record; texts that may be broken are cut off where it is too wide."""
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="dim")
    cells = [[format_text(column, record) for record in records] for column in columns]
    most = [
        max(cell_len(text) for text in (*column.header.split("\n"), *(cell.plain for cell in texts)))
        for column, texts in zip(columns, cells, strict=True)
    ]
    cut = [at for at, column in enumerate(columns) if not (column.is_number or column.is_whole)]
    left = width - sum(size + _GAP for at, size in enumerate(most) if at not in cut) - _GAP * len(cut)
    level = _share(left, [most[at] for at in cut])
    for at, column in enumerate(columns):
        side: JustifyMethod = "right" if column.is_number else "left"
        size = min(most[at], level) if at in cut else most[at]
        table.add_column(column.header, justify=side, no_wrap=True, overflow="ellipsis", width=size)
    for row in zip(*cells, strict=True):
        table.add_row(*row)
    return table


def _share(width: int, wanted: Sequence[int]) -> int:
    """Return the width up to which each of some columns gets what it wants, so that all fit into a width."""
    fits = (level for level in range(max(width, _LEAST), _LEAST, -1) if sum(min(level, w) for w in wanted) <= width)
    return next(fits, _LEAST)


def format_text(column: Column, record: Any) -> Text:
    """Return the text of a column for a record; hidden characters are shown by their codes."""
    text = column.value(record)
    return Text.from_markup(text) if column.is_markup else Text(visible(text))


def fold_head(head: str) -> str:
    """Return a head in two lines, broken at the space nearest to its middle."""
    spaces = [at for at, letter in enumerate(head) if letter == " "]
    if not spaces:
        return head
    at = min(spaces, key=lambda space: abs(2 * space - len(head)))
    return f"{head[:at]}\n{head[at + 1 :]}"


def format_number(value: float, digits: int = 0) -> str:
    """Return a number with thin spaces, and so many decimals where it is not whole; a dash where there is none."""
    if value != value:
        return "–"
    text = f"{value:,.0f}" if not digits or float(value).is_integer() else f"{value:,.{digits}f}"
    if not digits and not float(value).is_integer() and abs(value) < 1000:
        text = f"{value:g}" if round(value, 1) == value else text
    return text.replace(",", "\u202f")
