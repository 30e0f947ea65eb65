"""The rows of a bureau's form: works, totals, headings and signatures; and the day it states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplan.io.files.header_rows import TOTALS, is_signature
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.forms.form_detection import read_units_row
from gisplan.io.layers.columns import bare_word

__all__ = ["StatedDay", "find_day", "find_other_rows", "keep_rows"]

_TOTAL = re.compile(rf".{{0,12}}?(?:{'|'.join(TOTALS)})(?:[(:\d].*)?", re.IGNORECASE)
_SECTION = re.compile(r"[(]?[一二三四五六七八九十]{1,3}(?:[)]|[、.]|$)")
_COUNTED = re.compile(r"(?<=.)[(][^()]*[)]$")
_NUMBER = re.compile(r"[-+]?(?:[\d,]*\.\d+|[\d,]*\d)%?")
_REPEATED = 3  # names of columns that make a row a header again
_NUMBERED = 4  # cells that count 1, 2, 3, 4 number the columns
_LABEL_COLUMNS = ("name", "town", "villages_named")
_DAY_LABEL = re.compile(r"(填报|填表|报送|统计截止|截止)(?:时间|日期)(?:\s*:\s*(.*)|\s+(\d.*)|\s*)$")
_BLANK_DAY = re.compile(r"[\s年月日]*")
_RANGE = re.compile(r"\s*[-—–~～至到]")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s|$|[^\d:])")
_INNER_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")

Cells = Sequence[str | None]


class StatedDay(NamedTuple):
    """The day on which a form was filled in, or what it says that is no one day."""

    day: date | None = None
    invalid: str | None = None


@dataclass(frozen=True)
class _FormCells:
    """The cells of a form below its header.

    `by_column` has those of each column of the form, `every` those of all columns of the sheet, and `names` the
    bare names of these. `towns` are the names of towns without counts; `has_units_row` says that the first record
    holds units.
    """

    by_column: Mapping[str, NDArray[Any]]
    every: Sequence[NDArray[Any]]
    names: Sequence[str]
    towns: Collection[str]
    has_units_row: bool

    def labels(self, row: int) -> list[str]:
        """Return what a record has where the name of a work and its place belong."""
        columns = [self.by_column[name] for name in _LABEL_COLUMNS if name in self.by_column]
        return [column[row] for column in columns if column[row]]


def find_other_rows(raw: RawLayer, columns: Mapping[str, str]) -> dict[int, str]:
    """Find the records that are no works, by their index from 0, each with the text that shows it.

    These are totals and signatures anywhere, headings such as 一、泾洋街道, what a town adds up to, the header again,
    its units and the numbers of its columns, and rows that are blank in all columns of the form. A row with a code of
    its own is a work, whatever it is called.

    Parameters
    ----------
    raw : RawLayer
        The sheet.
    columns : mapping
        The sheet's own name of each column of the form.

    Returns
    -------
    dict of int to str
    """
    cells = _collect_cells(raw, columns)
    texts = {row: _find_other_text(cells, row) for row in range(raw.count)}
    return {row: text for row, text in texts.items() if text is not None}


def _collect_cells(raw: RawLayer, columns: Mapping[str, str]) -> _FormCells:
    by_column = {name: raw.columns[own] for name, own in columns.items() if own in raw.columns}
    fields = [own for own in raw.fields if own]
    names = [bare_word(own.rsplit("/", 1)[-1]) for own in fields]
    towns = {_bare_name(town) for town in by_column.get("town", ()) if town}
    every = [raw.columns[own] for own in fields]
    return _FormCells(by_column, every, names, towns, bool(read_units_row(raw, columns)))


def _find_other_text(cells: _FormCells, row: int) -> str | None:
    """Return the text that shows a record to be no work; None where it is one, or blank."""
    values: list[str | None] = [column[row] for column in cells.every]
    filled = [value for value in values if value]
    if not filled:
        return None
    if _is_header_again(cells, row, values, filled):
        return filled[0]
    heading = len(filled) == 1 and _is_section(filled, cells.towns)
    if not heading and _is_code(cells.by_column["code"][row] if "code" in cells.by_column else None):
        return None
    total = next((word for word in (filled[0], *cells.labels(row)) if _is_total(word)), None)
    if total is not None:
        return total
    blank = not any(column[row] for column in cells.by_column.values())
    return filled[0] if blank or is_signature(filled[0]) or _is_section(filled, cells.towns) else None


def _is_header_again(cells: _FormCells, row: int, values: Cells, filled: Sequence[str]) -> bool:
    """Return whether a record repeats the names of the columns, numbers them, or holds their units."""
    repeated = sum(
        v is not None and v != "" and bare_word(v) == name for v, name in zip(values, cells.names, strict=True)
    )
    return repeated >= _REPEATED or _is_numbers(filled) or (cells.has_units_row and row == 0)


def keep_rows(raw: RawLayer, numbers: Sequence[int], others: Mapping[int, str]) -> tuple[RawLayer, tuple[int, ...]]:
    """Return the sheet without some records, and the workbook's own numbers of the remaining ones."""
    kept = np.array([row for row in range(raw.count) if row not in others], dtype=np.int64)
    columns = {name: values[kept] for name, values in raw.columns.items()}
    merged = {name: areas[kept] for name, areas in raw.merged.items()}
    texts = None if raw.place_texts is None else raw.place_texts[kept]
    odd = {code: rows[kept] for code, rows in raw.odd_places.items()}
    raw = replace(
        raw,
        columns=columns,
        merged=merged,
        shapes=raw.shapes[kept],
        numbers=None,
        place_texts=texts,
        odd_places=odd,
    )
    return raw, tuple(numbers[row] for row in kept)


def find_day(rows: Sequence[Cells]) -> StatedDay:
    """Find the day on which the form was filled in, in the rows of its frame.

    A form without one may give the day up to which it counts (统计截止时间) instead. Text that is no day, and several
    days that differ, are invalid.
    """
    filled_in: set[date] = set()
    counted_to: set[date] = set()
    for row in rows:
        cells = [_plain(cell) for cell in row if cell]
        for cell, beside in zip(cells, [*cells[1:], ""], strict=True):
            if label := _DAY_LABEL.search(cell):
                stated = _parse_day(label[2] or label[3] or beside)
                if stated.invalid is not None:
                    return stated
                if stated.day is not None:
                    (counted_to if "截止" in label[1] else filled_in).add(stated.day)
    days = filled_in or counted_to
    if len(days) > 1:
        return StatedDay(invalid=", ".join(sorted(map(str, days))))
    return StatedDay(days.pop() if days else None)


def _parse_day(text: str) -> StatedDay:
    """Parse a day; blank text and the next label give none, anything else and several days are invalid."""
    first = text.split()[0] if text.split() else ""
    match = _DAY.match(text)
    if match is None and (":" in first or _BLANK_DAY.fullmatch(text)):
        return StatedDay()
    if match is None or _RANGE.match(text[match.end(3) :].lstrip("日")):
        return StatedDay(invalid=first)
    try:
        return StatedDay(date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError:
        return StatedDay(invalid=first)


def _plain(cell: str) -> str:
    return _INNER_SPACE.sub("", unicodedata.normalize("NFKC", cell)).strip()


def _is_total(text: str) -> bool:
    return _TOTAL.fullmatch("".join(unicodedata.normalize("NFKC", text).split())) is not None


def _is_code(text: str | None) -> bool:
    """Return whether a value of the column of codes may be a code, and not 合计, 填表人：王 or （一）."""
    return text is not None and not (_is_total(text) or is_signature(text) or _SECTION.fullmatch(_bare_name(text)))


def _bare_name(text: str) -> str:
    """Return a name without the count behind it: 泾洋街道（3处）."""
    return _COUNTED.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def _is_section(filled: Sequence[str], towns: Collection[str]) -> bool:
    """Return whether a row is a heading, 一、泾洋街道 or the name of a town, and beside it nothing but numbers."""
    texts = [text for text in map(_bare_name, filled) if not _NUMBER.fullmatch(text)]
    marked = bool(texts) and _SECTION.match(texts[0]) is not None
    rest = texts[1:] if marked and _SECTION.fullmatch(texts[0]) else texts
    return len(rest) == 1 and (marked or rest[0] in towns)


def _is_numbers(filled: Sequence[str]) -> bool:
    """Return whether a row numbers the columns below the header: 1, 2, 3 and so on."""
    return len(filled) >= _NUMBERED and [text.strip() for text in filled] == [str(n + 1) for n in range(len(filled))]
