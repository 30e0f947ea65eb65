"""Tables without frames, a line a record, and how their cells are formatted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from gisplan.base.display import visible
from gisplan.io.output.fitted_table import choose_columns, format_left_out
from gisplan.io.output.wrapping import split_parts

__all__ = ["Column", "fold_head", "format_number", "format_text", "make_lines"]

_GAP = 2  # blanks between columns
_LEAST = 8  # columns of the terminal that a text keeps when it is cut off
_LONGEST_CODE = 24  # the widest code that is never cut off
_DIGIT = re.compile("[0-9]")


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
    drop : int
        Where not all columns fit, those with the highest number are left out first, of equals the last.
    """

    header: str
    value: Callable[[Any], str]
    is_number: bool = False
    is_whole: bool = False
    is_markup: bool = False
    drop: int = 0


def make_lines(columns: Sequence[Column], records: Sequence[Any], width: int, *, wrap: bool = False) -> Table:
    """Make a table without frames, a line a record; texts that may be broken are cut off where it is too wide.

    Parameters
    ----------
    columns : sequence of Column
    records : sequence
    width : int
        Of the terminal; columns that have no room are left out, and named below the table.
    wrap : bool
        Whether texts go on in further lines instead of being cut off.

    Returns
    -------
    Table
    """
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="dim")
    cells = [[format_text(column, record) for record in records] for column in columns]
    heads, most, least = _measure(columns, cells, width)
    kept = choose_columns(least, [c.drop for c in columns], lambda sizes: sum(sizes) + _GAP * len(sizes) <= width)
    sizes = _share(width - _GAP * len(kept), [least[at] for at in kept], [most[at] for at in kept])
    for at, size in zip(kept, sizes, strict=True):
        wraps = wrap and size < most[at]
        table.add_column(
            heads[at],
            justify=_justify(columns[at]),
            no_wrap=not wraps,
            overflow="fold" if wraps else "ellipsis",
            width=size,
        )
        if size < most[at] and not wraps:
            cells[at] = [cut_text(cell, size) for cell in cells[at]]
    for row in zip(*(cells[at] for at in kept), strict=True):
        table.add_row(*row)
    if len(kept) < len(columns):
        table.caption = format_left_out([columns[at].header for at in range(len(columns)) if at not in kept])
        table.caption_justify, table.caption_style = "left", "dim"
    return table


def _justify(column: Column) -> JustifyMethod:
    return "right" if column.is_number else "left"


def cut_text(text: Text, width: int) -> Text:
    """Return a text that is cut off at the end of a word, with dots, where it is wider than a width."""
    if cell_len(text.plain) <= width:
        return text
    place, used = 0, 0
    for part in split_parts(text.plain):
        if used + cell_len(part.rstrip(" ")) >= width:
            break
        place, used = place + len(part), used + cell_len(part)
    if not place:  # a first word that is wider than the column
        return text
    return text[: len(text.plain[:place].rstrip(" "))].append("…")


def _measure(
    columns: Sequence[Column], cells: Sequence[Sequence[Text]], width: int
) -> tuple[list[str], list[int], list[int]]:
    """Return the heads, in two lines where the width is short, and the most and the least that each column needs."""
    heads = [column.header for column in columns]
    if sum(_find_most(heads, cells)) + _GAP * len(columns) > width:
        heads = [fold_head(c.header) if c.is_number and "\n" not in c.header else c.header for c in columns]
    most = _find_most(heads, cells)
    if sum(most) + _GAP * len(columns) <= width:
        return heads, most, most
    least = [
        size if c.is_number or c.is_whole else min(size, max(_LEAST, cell_len(c.header), _measure_codes(texts)))
        for c, size, texts in zip(columns, most, cells, strict=True)
    ]
    return heads, most, least


def _find_most(heads: Sequence[str], cells: Sequence[Sequence[Text]]) -> list[int]:
    return [
        max(cell_len(text) for text in (*head.split("\n"), *(cell.plain for cell in texts)))
        for head, texts in zip(heads, cells, strict=True)
    ]


def _measure_codes(texts: Sequence[Text]) -> int:
    """Return the width of the longest code or number among some texts, which are not cut off within it."""
    parts = (part for text in texts for part in text.plain.split(" ") if part.isascii() and _DIGIT.search(part))
    return min(max(map(len, parts), default=0), _LONGEST_CODE)


def _share(width: int, least: Sequence[int], most: Sequence[int]) -> list[int]:
    """Return the widths of columns that fit into a width: each its least, and equal shares of what is left."""
    for level in range(max(most, default=0), 0, -1):
        sizes = [max(low, min(level, high)) for low, high in zip(least, most, strict=True)]
        if sum(sizes) <= width:
            return sizes
    return list(least)


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
