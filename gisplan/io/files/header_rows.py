"""The header of a sheet: in its first row, under a title, or in two rows that share merged cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = [
    "Area",
    "ColumnHead",
    "Grid",
    "Header",
    "find_end",
    "find_firsts",
    "find_header",
    "find_totals",
    "is_blank",
    "is_signature",
    "is_total",
    "list_headers",
    "name_column",
    "preview_rows",
]

LOOKED_AT = 8
TOTALS = ("合计", "总计", "小计", "共计", "累计", "total", "subtotal", "grandtotal", "sum")
TOTAL_LETTERS = {word[0] for word in TOTALS}
_FRAME = re.compile(
    r"[:：]|\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d|^\s*(?:填报|填表|报送|统计|制表|计量单位|单位)"
    r"|(?:台账|表|清单|名册|花名册)\s*(?:[(（].*)?$"
)
_LABEL = re.compile(
    r"^(?:填报|填表|报送|统计|制表|计量单位|单位|截止|日期|时间)[^:：]{0,8}[:：]|[:：]$|^(?:填报|填表)(?:时间|日期)$"
)
_NEARLY_ALL, _PREVIEWED = 0.6, 4
_MONTH = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月?份?")
_SIGNATURE = re.compile(
    r"(单位负责人|分管领导|主管领导|分管负责人|负责人|审核人|审核|审批|填表人|填报人|填报单位|填报时间|填表时间|填报日期"
    r"|制表人|制表|经办人|联系人|联系电话|电话|日期|备注|说明|附注|注)(签字|签章|盖章)?([(（]\S{1,4}[)）])?[:：]"
)


Row = Sequence[str | None]
Area = tuple[int, int, int, int]
"""Cells that are merged into one: first row, first column, last row, last column, from 0."""

_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\x00"


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet without its blank rows, null where blank.

    Parameters
    ----------
    rows : sequence of sequences
        All of the same length.
    merged : tuple of Area
        Areas of several cells; the first cell has their value.
    uncached : mapping
        The cells of formulas without a value, by row and column from 0.
    row_numbers : sequence of int
        The numbers that a program shows beside the rows; blank rows are counted.
    field_counts : sequence of int
        How many fields a CSV has in each row; none in a workbook, whose rows are all of one length.
    date1904 : bool
        Whether bare numbers count days from 1904.
    cut : bool
        Whether the last row of a CSV has no end of line.
    separator : str
        What stands between the fields of a CSV; "" in a workbook.
    """

    rows: Sequence[Row]
    merged: tuple[Area, ...] = ()
    uncached: Mapping[tuple[int, int], str] = field(default_factory=dict)
    row_numbers: Sequence[int] = ()
    field_counts: Sequence[int] = ()
    date1904: bool = False
    cut: bool = False
    separator: str = ""

    def count_fields(self, row: int) -> int:
        """Return how many fields a row has, before it was filled up to the width of the sheet."""
        return self.field_counts[row] if self.field_counts else len(self.rows[row])


@dataclass(frozen=True)
class Header:
    """The names of the columns, and how many rows of the sheet come before the first record.

    `inferred` says that the header is not simply the first row: there are rows above it, or it has two.
    """

    names: tuple[str, ...]
    skipped: int
    inferred: bool = False


@dataclass(frozen=True)
class ColumnHead:
    """The header of one column: `own` as `find_header` names it, `lower` its name, `upper` the name above, or ""."""

    own: str
    lower: str
    upper: str = ""


def name_column(place: int) -> str:
    """Return the letters that a spreadsheet program shows above a column, counted from 0.

    Examples
    --------
    >>> name_column(0), name_column(27)
    ('A', 'AB')
    """
    before, last = divmod(place, 26)
    return (name_column(before - 1) if before else "") + chr(ord("A") + last)


def is_blank(text: str) -> bool:
    """Return whether a text shows nothing: blanks of any width, and characters without one.

    Examples
    --------
    >>> is_blank(" 　\u200b"), is_blank("0")
    (True, False)
    """
    return not text or text.isspace() or not text.strip(_UNSEEN).strip()


def find_header(grid: Grid, known: Collection[str], required: Collection[str]) -> Header | None:
    """Find the header of a sheet.

    Parameters
    ----------
    grid : Grid
        The sheet, without its blank rows.
    known : collection of str
        The names that would be understood.
    required : collection of str
        Those of them that must be there.

    Returns
    -------
    Header or None
        None where it is unclear which rows it is.

    Notes
    -----
    A header in two rows is read as its lower names; a lower name that repeats becomes "upper/lower".
    A first row that has all required names is the header, as in any CSV.
    """
    if not grid.rows:
        return None
    for row in range(min(LOOKED_AT, len(grid.rows))):
        found = _header_in_row(grid, row, required)
        if found is not None:
            return found
    for row in range(min(LOOKED_AT, len(grid.rows) - 1)):
        names = _join_rows(grid, row)
        if set(required) <= set(names) and set(known) & set(names):
            return Header(tuple(names), row + 2, inferred=True)
    return None if _is_title(grid) else Header(_name_row(grid.rows[0]), 1)


def list_headers(grid: Grid) -> Iterator[tuple[int, Sequence[ColumnHead]]]:
    """List what may be the header: how many rows are above it, and its columns.

    These are the first row alone, then every pair of rows. A title, a line of the form's frame, a day, and a name
    above nearly all columns are not taken as upper names.
    """
    if grid.rows and not _is_merged_below(grid, 0):
        yield 0, [ColumnHead(name, name) for name in _name_row(grid.rows[0])]
    for row in range(min(LOOKED_AT, len(grid.rows) - 1)):
        if _is_merged_below(grid, row + 1):
            continue  # a header that goes on below
        names, lower = _join_rows(grid, row), _name_row(grid.rows[row + 1])
        upper = _find_upper_names(grid, row, sum(map(bool, names)))
        divided = any(upper) or any(up and not low for up, low in zip(_name_row(grid.rows[row]), lower, strict=True))
        heads = [
            ColumnHead(own, low or own, up if low else "") for own, low, up in zip(names, lower, upper, strict=True)
        ]
        yield (row if divided else row + 1), heads


def _is_merged_below(grid: Grid, row: int) -> bool:
    """Return whether names in a row are merged with the cells below them."""
    return any(top == row < bottom and grid.rows[row][left] for top, left, bottom, _right in grid.merged)


def _find_upper_names(grid: Grid, row: int, named: int) -> list[str]:
    """Return the name above each of so many columns; a title and the lines of a frame are none."""
    first = [cell for cell in grid.rows[row] if cell]
    alone = len(first) == 1 and _MONTH.fullmatch(first[0].strip()) is not None
    if alone or any(_LABEL.search("".join(cell.split())) for cell in first):
        return [""] * len(grid.rows[row])
    spread = _spread(grid, row)
    return ["" if _FRAME.search(up) or _NEARLY_ALL * named <= spread.count(up) else up for up in spread]


def find_firsts(names: Sequence[str]) -> dict[str, int]:
    """Return the first column of each name."""
    return {name: at for at, name in reversed(list(enumerate(names)))}


def find_totals(rows: Sequence[Row]) -> dict[int, str]:
    """Find the records, by their places from 0, that begin with a word for a total."""
    firsts = ((place, next((cell for cell in row if cell), "")) for place, row in enumerate(rows))
    return {place: first for place, first in firsts if is_total(first)}


def find_end(rows: Sequence[Row]) -> int:
    """Return how many rows come before the form's last lines: signatures, telephone, notes."""
    end = len(rows)
    while end and is_signature(next((cell for cell in rows[end - 1] if cell), "")):
        end -= 1
    return end


def is_signature(text: str) -> bool:
    """Return whether a cell opens a line of signatures or notes, such as 填表人： or 备注:."""
    return _SIGNATURE.match("".join(text.split())) is not None


def is_total(text: str) -> bool:
    """Return whether a text is a word for a total.

    Examples
    --------
    >>> is_total("合 计"), is_total("合计村")
    (True, False)
    """
    return text.lstrip()[:1].casefold() in TOTAL_LETTERS and "".join(text.split()).rstrip(":：").casefold() in TOTALS


def preview_rows(grid: Grid) -> str:
    """Return the first rows of a sheet as one line of text."""
    rows = [" | ".join(cell[:12] for cell in row if cell)[:80] for row in grid.rows[:_PREVIEWED]]
    return " // ".join(rows)


def _header_in_row(grid: Grid, row: int, required: Collection[str]) -> Header | None:
    """Return a row that has every required name, with the row below where that only divides some of its columns."""
    names = _name_row(grid.rows[row])
    if not set(required) <= set(names) or not required:
        return None
    if row + 1 < len(grid.rows) and _divides(grid, row, names, required):
        return Header(tuple(_join_rows(grid, row)), row + 2, inferred=True)
    return Header(names, row + 1, inferred=row > 0)


def _divides(grid: Grid, row: int, names: Sequence[str], required: Collection[str]) -> bool:
    """Return whether the row below gives names only to columns that have none, or share one."""
    below = grid.rows[row + 1]
    own = [below[place] for place, name in enumerate(names) if name in required]
    if any(own) or not any(below):
        return False
    tall = {column for top, left, bottom, right in grid.merged if top <= row < bottom for column in (left, right)}
    # without merged cells, as in a CSV, names below blanks show the same
    own_fields = below[: grid.count_fields(row)]  # a record with one field too many divides nothing
    return bool(tall) or any(cell and not names[place] for place, cell in enumerate(own_fields))


def _join_rows(grid: Grid, row: int) -> list[str]:
    """Join the names of two rows: the lower where there is one, else the upper; one that repeats gets both."""
    upper = _spread(grid, row)
    lower = [cell or "" for cell in grid.rows[row + 1]]
    names = [low.strip() or up for low, up in zip(lower, upper, strict=True)]
    repeated = {name for name, count in Counter(names).items() if count > 1}
    pairs = zip(names, lower, upper, strict=True)
    return [f"{up}/{name}" if name in repeated and low and up else name for name, low, up in pairs]


def _spread(grid: Grid, row: int) -> list[str]:
    """Return the names of an upper row, each repeated over all its columns."""
    names = [(cell or "").strip() for cell in grid.rows[row]]
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and right > left:
            names[left : right + 1] = [names[left]] * (min(right, len(names) - 1) - left + 1)
    merged_across = any(top <= row <= bottom and right > left for top, left, bottom, right in grid.merged)
    tall = {left for top, left, bottom, _right in grid.merged if top <= row < bottom}
    if not merged_across:  # no merged cells: a name covers the blanks to its right that have a name below
        for place in range(1, len(names)):
            if not names[place] and place - 1 not in tall and (grid.rows[row + 1][place] or "").strip():
                names[place] = names[place - 1]
    return names


def _is_title(grid: Grid) -> bool:
    """Return whether the first row has far fewer cells than those below it."""
    counts = [sum(bool(cell) for cell in row) for row in grid.rows[:LOOKED_AT]]
    wide = any(top == 0 and right > left for top, left, _bottom, right in grid.merged)
    return len(counts) > 1 and (counts[0] <= max(counts) // 2 or wide)


def _name_row(row: Row) -> tuple[str, ...]:
    return tuple((cell or "").strip() for cell in row)
