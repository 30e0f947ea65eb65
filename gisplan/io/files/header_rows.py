"""Where a sheet's names of columns stand: under a title, or in two rows that share merged cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = [
    "Grid",
    "Head",
    "Header",
    "find_end",
    "find_header",
    "find_totals",
    "is_signature",
    "is_total",
    "list_headers",
    "preview_rows",
]

LOOKED_AT = 8
TOTALS = ("合计", "总计", "小计", "共计", "累计", "total", "subtotal", "grandtotal", "sum")
_PREVIEWED = 4
_FRAME = re.compile(
    r"[:：]|\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d|^\s*(?:填报|填表|报送|统计|制表|计量单位|单位)"
    r"|(?:台账|表|清单|名册|花名册)\s*(?:[(（].*)?$"
)
_LABEL = re.compile(
    r"^(?:填报|填表|报送|统计|制表|计量单位|单位|截止|日期|时间)[^:：]{0,8}[:：]|[:：]$|^(?:填报|填表)(?:时间|日期)$"
)
_NEARLY_ALL = 0.6
_MONTH = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月?份?")
_SIGNATURE = re.compile(
    r"(单位负责人|分管领导|主管领导|分管负责人|负责人|审核人|审核|审批|填表人|填报人|填报单位|填报时间|填表时间|填报日期"
    r"|制表人|制表|经办人|联系人|联系电话|电话|日期|备注|说明|附注|注)(签字|签章|盖章)?([(（]\S{1,4}[)）])?[:：]"
)

Row = Sequence[str | None]


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet without its blank rows, null where blank.

    `uncached` are the cells of formulas without a value, by row and column from 0, and `merged` the
    areas of several cells: first row, first column, last row, last column. `numbers` are those that a
    workbook gives its rows; without them a row's number is its place. `late` says that bare numbers count days
    from 1904.
    """

    rows: Sequence[Sequence[str | None]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    uncached: Mapping[tuple[int, int], str] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class Header:
    """The names of the columns, and how many rows of the sheet come before the first record.

    `found` says that something stood above them or that they took two rows.
    """

    names: tuple[str, ...]
    skipped: int
    found: bool = False


@dataclass(frozen=True)
class Head:
    """A column by its header: `own` as `find_header` calls it, `lower` its name, `upper` what stands over it, or ""."""

    own: str
    lower: str
    upper: str = ""


def find_header(grid: Grid, wanted: Collection[str], needed: Collection[str]) -> Header | None:
    """The header, or None where nobody can tell which rows it is.

    Parameters
    ----------
    grid : Grid
        The sheet, without its blank rows.
    wanted : collection of str
        The names that would be understood.
    needed : collection of str
        Those of them that must be there.

    Notes
    -----
    A header in two rows is read as its lower names; where one of these stands twice, it is
    "upper/lower". A first row that has all that is needed is the header, as in any CSV.
    """
    if not grid.rows:
        return None
    first = _one_row(grid, 0, needed)
    if first is not None:
        return first
    for row in range(1, min(LOOKED_AT, len(grid.rows))):
        found = _one_row(grid, row, needed)
        if found is not None:
            return found
    for row in range(min(LOOKED_AT, len(grid.rows) - 1)):
        names = _join_two(grid, row)
        if set(needed) <= set(names) and set(wanted) & set(names):
            return Header(tuple(names), row + 2, found=True)
    return None if _is_title(grid) else Header(_name_row(grid.rows[0]), 1)


def list_headers(grid: Grid) -> Iterator[tuple[int, Sequence[Head]]]:
    """What may be the header: how many rows stand above it, and its columns; the first row, then each with its upper.

    A title, a line of the form's frame and a day are no upper names, nor is what stands over nearly all columns.
    """
    if grid.rows and not _is_tall(grid, 0):
        yield 0, [Head(name, name) for name in _name_row(grid.rows[0])]
    for row in range(min(LOOKED_AT, len(grid.rows) - 1)):
        if _is_tall(grid, row + 1):
            continue  # a header that goes on below
        names, lower = _join_two(grid, row), _name_row(grid.rows[row + 1])
        upper = _find_uppers(grid, row, sum(map(bool, names)))
        divided = any(upper) or any(up and not low for up, low in zip(_name_row(grid.rows[row]), lower, strict=True))
        heads = [Head(own, low or own, up if low else "") for own, low, up in zip(names, lower, upper, strict=True)]
        yield (row if divided else row + 1), heads


def _is_tall(grid: Grid, row: int) -> bool:
    """Whether names in a row are merged with the cells below them."""
    return any(top == row < bottom and grid.rows[row][left] for top, left, bottom, _right in grid.merged)


def _find_uppers(grid: Grid, row: int, named: int) -> list[str]:
    """The name that stands over each of so many columns; a title and the lines of a frame are none."""
    first = [cell for cell in grid.rows[row] if cell]
    alone = len(first) == 1 and _MONTH.fullmatch(first[0].strip()) is not None
    if alone or any(_LABEL.search("".join(cell.split())) for cell in first):
        return [""] * len(grid.rows[row])
    spread = _spread(grid, row)
    return ["" if _FRAME.search(up) or _NEARLY_ALL * named <= spread.count(up) else up for up in spread]


def find_totals(rows: Sequence[Row]) -> dict[int, str]:
    """The records, from 1, that begin with a word for a total."""
    firsts = ((number, next((cell for cell in row if cell), "")) for number, row in enumerate(rows, 1))
    return {number: first for number, first in firsts if is_total(first)}


def find_end(rows: Sequence[Row]) -> int:
    """How many rows come before the form's last lines: signatures, telephone, notes."""
    end = len(rows)
    while end and is_signature(next((cell for cell in rows[end - 1] if cell), "")):
        end -= 1
    return end


def is_signature(text: str) -> bool:
    """Whether a cell opens a line of signatures or notes, such as 填表人： or 备注:."""
    return _SIGNATURE.match("".join(text.split())) is not None


def is_total(text: str) -> bool:
    """Whether a text is a word for a total.

    Examples
    --------
    >>> is_total("合 计"), is_total("合计村")
    (True, False)
    """
    return "".join(text.split()).rstrip(":：").casefold() in TOTALS


def preview_rows(grid: Grid) -> str:
    """The first rows of a sheet, as a person may compare them."""
    rows = [" | ".join(cell[:12] for cell in row if cell)[:80] for row in grid.rows[:_PREVIEWED]]
    return " // ".join(rows)


def _one_row(grid: Grid, row: int, needed: Collection[str]) -> Header | None:
    """A row that has every name that is needed, with the row below where that only divides some of its columns."""
    names = _name_row(grid.rows[row])
    if not set(needed) <= set(names) or not needed:
        return None
    divided = row + 1 < len(grid.rows) and _divides(grid, row, names, needed)
    if not divided:
        return Header(names, row + 1, found=row > 0)
    return Header(tuple(_join_two(grid, row)), row + 2, found=True)


def _divides(grid: Grid, row: int, names: Sequence[str], needed: Collection[str]) -> bool:
    """Whether the row below gives names only to columns that have none, or share one."""
    below = grid.rows[row + 1]
    own = [below[place] for place, name in enumerate(names) if name in needed]
    if any(own) or not any(below):
        return False
    tall = {column for top, left, bottom, right in grid.merged if top <= row < bottom for column in (left, right)}
    # without merged cells, as in a CSV, names below blanks or below the first of a run say as much
    return bool(tall) or any(cell and not names[place] for place, cell in enumerate(below))


def _join_two(grid: Grid, row: int) -> list[str]:
    """The names of two rows: the lower one where there is one, else the upper; a name that repeats gets its upper."""
    upper = _spread(grid, row)
    lower = [cell or "" for cell in grid.rows[row + 1]]
    names = [low.strip() or up for low, up in zip(lower, upper, strict=True)]
    repeated = {name for name in names if names.count(name) > 1}
    pairs = zip(names, lower, upper, strict=True)
    return [f"{up}/{name}" if name in repeated and low and up else name for name, low, up in pairs]


def _spread(grid: Grid, row: int) -> list[str]:
    """An upper row in which a name stands over all its columns."""
    names = [(cell or "").strip() for cell in grid.rows[row]]
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and right > left:
            names[left : right + 1] = [names[left]] * (min(right, len(names) - 1) - left + 1)
    wide = any(top <= row <= bottom and right > left for top, left, bottom, right in grid.merged)
    tall = {left for top, left, bottom, _right in grid.merged if top <= row < bottom}
    if not wide:  # nobody merged it: a name stands over the blanks to its right that have a name below
        for place in range(1, len(names)):
            if not names[place] and place - 1 not in tall and (grid.rows[row + 1][place] or "").strip():
                names[place] = names[place - 1]
    return names


def _is_title(grid: Grid) -> bool:
    """Whether the first row has far fewer cells than those below it."""
    counts = [sum(bool(cell) for cell in row) for row in grid.rows[:LOOKED_AT]]
    wide = any(top == 0 and right > left for top, left, _bottom, right in grid.merged)
    return len(counts) > 1 and (counts[0] <= max(counts) // 2 or wide)


def _name_row(row: Row) -> tuple[str, ...]:
    return tuple((cell or "").strip() for cell in row)
