"""The rows of a bureau's sheet: which are works, which totals, headings and signatures; and what its frame says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from gisplan.io.files.header_rows import TOTALS, Grid, is_signature
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.forms.header_units import read_units_row
from gisplan.io.layers.texts import bare_word

__all__ = ["fill_merged", "find_day", "find_merged", "keep_rows", "list_left_out"]

_TOTAL = re.compile(rf".{{0,12}}?(?:{'|'.join(TOTALS)})(?:[(:\d].*)?", re.IGNORECASE)
_SECTION = re.compile(r"[(]?[一二三四五六七八九十]{1,3}(?:[)]|[、.]|$)")
_COUNTED = re.compile(r"(?<=.)[(][^()]*[)]$")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_REPEATED = 3  # names of columns that make a row a header again
_NUMBERED = 4  # cells that count 1, 2, 3, 4 number the columns
_DAY_TOLD = re.compile(r"(填报|填表|报送|统计截止|截止)(?:时间|日期)(?:\s*:\s*(.*)|\s+(\d.*)|\s*)$")
_BLANK_DAY = re.compile(r"[\s年月日]*")
_RANGE = re.compile(r"\s*[-—–~～至到]")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s|$|[^\d:])")
_INNER_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")

Cells = Sequence[str | None]


def list_left_out(raw: RawLayer, columns: Mapping[str, str]) -> dict[int, str]:
    """The records that are no work, by their place from 0, and the text that tells so.

    Totals and signatures wherever they stand, headings such as 一、泾洋街道, what a town adds up to, the header again,
    its units and the numbers of its columns, and rows that say nothing in any column of the form. A row with a code of
    its own is a work, whatever it is called.

    Parameters
    ----------
    columns : mapping
        The sheet's own name of each column of the form.
    """
    cells = {name: raw.columns[own] for name, own in columns.items() if own in raw.columns}
    every = [raw.columns[own] for own in raw.fields if own]
    names = [bare_word(own.rsplit("/", 1)[-1]) for own in raw.fields if own]
    told = [cells[name] for name in ("name", "town", "villages_named") if name in cells]
    towns = {_bare(town) for town in cells.get("town", ()) if town}
    left: dict[int, str] = {}
    units = bool(read_units_row(raw, columns))
    for row in range(raw.count):
        values = [column[row] for column in every]
        filled = [value for value in values if value]
        if not filled:
            continue
        again = sum(bool(v) and bare_word(v) == name for v, name in zip(values, names, strict=True)) >= _REPEATED
        if again or _is_numbers(filled) or (units and row == 0):
            left[row] = filled[0]
        elif not _is_code(cells["code"][row] if "code" in cells else None):
            words = [filled[0], *(column[row] for column in told if column[row])]
            total = next((word for word in words if _is_total(word)), None)
            silent = not any(column[row] for column in cells.values())
            if total is not None or silent or is_signature(filled[0]) or _is_section(filled, towns):
                left[row] = total or filled[0]
    return left


def keep_rows(raw: RawLayer, numbers: Sequence[int], left: Mapping[int, str]) -> tuple[RawLayer, tuple[int, ...]]:
    """The sheet without some records, and the workbook's own numbers of the others."""
    kept = np.array([row for row in range(raw.count) if row not in left], dtype=np.int64)
    columns = {name: values[kept] for name, values in raw.columns.items()}
    raw = replace(raw, columns=columns, shapes=raw.shapes[kept], unreadable=raw.unreadable[kept])
    return raw, tuple(numbers[row] for row in kept)


def fill_merged(raw: RawLayer, grid: Grid, names: Sequence[str]) -> RawLayer:
    """A place that stands in one merged cell beside several rows is that of each of them."""
    columns = dict(raw.columns)
    for name in names:
        at, values = raw.fields.index(name), columns[name].copy()
        for first, last, left, right in _merged_below(raw, grid):
            if left <= at <= right:
                values[first : last + 1] = values[first]
        columns[name] = values
    return replace(raw, columns=columns)


def find_merged(
    raw: RawLayer, grid: Grid, names: Mapping[str, str], left_out: Mapping[int, str]
) -> Iterator[tuple[int, str, str]]:
    """Cells merged over several works in other columns, where nobody can tell whose the value is.

    Each as the record's place from 0, the column of the form, and the value.
    """
    own = {raw.fields.index(field): name for name, field in names.items() if field in raw.fields}
    for first, last, left, right in _merged_below(raw, grid):
        works = [row for row in range(first, min(last + 1, raw.count)) if row not in left_out]
        for at in range(left, right + 1):
            if at in own and len(works) > 1 and (value := raw.columns[raw.fields[at]][first]):
                yield first, own[at], value


def find_day(rows: Sequence[Cells]) -> tuple[date | None, str | None]:
    """The day that the form says it was filled in, and what it says where that is no day, or are several.

    A day up to which it counts (统计截止时间) stands for it where it has none.
    """
    found: dict[bool, set[date]] = {True: set(), False: set()}
    for row in rows:
        cells = [_plain(cell) for cell in row if cell]
        for cell, beside in zip(cells, [*cells[1:], ""], strict=True):
            if told := _DAY_TOLD.search(cell):
                day, wrong = _read_day(told[2] or told[3] or beside)
                if wrong is not None:
                    return None, wrong
                found["截止" not in told[1]] |= {day} if day is not None else set()
    days = found[True] or found[False]
    if len(days) > 1:
        return None, ", ".join(sorted(map(str, days)))
    return (days.pop() if days else None), None


def _read_day(text: str) -> tuple[date | None, str | None]:
    """A day; nothing where the text is blank or the next label; what is neither, or several days, is wrong."""
    first = text.split()[0] if text.split() else ""
    if ":" in first or _BLANK_DAY.fullmatch(text):
        return None, None
    known = _DAY.match(text)
    if known is None or _RANGE.match(text[known.end(3) :].lstrip("日")):
        return None, first
    try:
        return date(int(known[1]), int(known[2]), int(known[3])), None
    except ValueError:
        return None, first


def _plain(cell: str) -> str:
    return _INNER_SPACE.sub("", unicodedata.normalize("NFKC", cell)).strip()


def _is_total(text: str) -> bool:
    return _TOTAL.fullmatch("".join(unicodedata.normalize("NFKC", text).split())) is not None


def _is_code(text: str | None) -> bool:
    """Whether what stands in the column of codes may be one, and not 合计, 填表人：王 or （一）."""
    return text is not None and not (_is_total(text) or is_signature(text) or _SECTION.fullmatch(_bare(text)))


def _bare(text: str) -> str:
    """A name without the count behind it: 泾洋街道（3处）."""
    return _COUNTED.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def _is_section(filled: Sequence[str], towns: Collection[str]) -> bool:
    """A heading, 一、泾洋街道 or the name of a town, and beside it nothing but numbers."""
    texts = [text for text in map(_bare, filled) if not _NUMBER.fullmatch(text)]
    marked = bool(texts) and _SECTION.match(texts[0]) is not None
    rest = texts[1:] if marked and _SECTION.fullmatch(texts[0]) else texts
    return len(rest) == 1 and (marked or rest[0] in towns)


def _is_numbers(filled: Sequence[str]) -> bool:
    """The numbers of the columns below the header: 1, 2, 3 and so on."""
    return len(filled) >= _NUMBERED and [text.strip() for text in filled] == [str(n + 1) for n in range(len(filled))]


def _merged_below(raw: RawLayer, grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Areas of several rows below the header: first and last record from 0, first and last column."""
    for top, left, bottom, right in grid.merged:
        first, last = top - raw.skipped, bottom - raw.skipped
        if 0 <= first < last and first < raw.count:
            yield first, min(last, raw.count - 1), left, min(right, len(raw.fields) - 1)
