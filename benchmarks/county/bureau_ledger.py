"""An Excel ledger (台账) as bureaus keep them: title, frame, header in two rows, merged places, 合计, signatures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any

import pandas as pd
import xlsxwriter

__all__ = ["Entry", "Ledger", "make_book"]

A3 = 8
TITLE, FRAME, UPPER, LOWER, FIRST = range(5)
SIGNATURES = "单位负责人：          审核人：          填表人：          联系电话："
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "frame": {"align": "left", "valign": "vcenter"},
    "head": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1},
    "text": {"num_format": "@", "valign": "vcenter", "border": 1},
    "number": {"valign": "vcenter", "border": 1},
    "date": {"num_format": "yyyy-mm-dd", "valign": "vcenter", "border": 1},
    "total": {"bold": True, "valign": "vcenter", "border": 1},
}


@dataclass(frozen=True)
class Entry:
    """A column: `upper` stands over all its neighbours of the same upper name.

    `total` adds the column up in the last row; `merge` joins cells that repeat one below the other,
    within the merged cells of the column to the left.
    """

    name: str
    values: Sequence[object]
    upper: str = ""
    total: bool = False
    merge: bool = False
    width: float = 10.0


@dataclass(frozen=True)
class Ledger:
    """A sheet: its name, its title, what stands in its frame, and its columns."""

    sheet: str
    title: str
    frame: str
    entries: tuple[Entry, ...]


def make_book(ledgers: Sequence[Ledger], *, made: date) -> bytes:
    """The workbook; the same ledgers give the same bytes on every machine.

    Texts stay texts, codes included. The parts of the archive are not compressed: what compression
    makes of them depends on the machine's zlib.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **AS_TEXT})
    book.set_properties({"title": ledgers[0].title, "created": datetime.combine(made, time(), tzinfo=UTC)})
    looks = {name: book.add_format({"font_name": "宋体", "font_size": 10, **look}) for name, look in LOOKS.items()}
    for ledger in ledgers:
        _write(book.add_worksheet(ledger.sheet), ledger, looks)
    book.close()
    return _repack(file.getvalue())


def _repack(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.create_system = 0
            new.writestr(part, old.read(name))
    return packed.getvalue()


def _write(sheet: Any, ledger: Ledger, looks: dict[str, Any]) -> None:
    entries = ledger.entries
    last = len(entries) - 1
    count = len(entries[0].values)
    sheet.merge_range(TITLE, 0, TITLE, last, ledger.title, looks["title"])
    sheet.merge_range(FRAME, 0, FRAME, last, ledger.frame, looks["frame"])
    sheet.set_row(TITLE, 28)
    _write_head(sheet, entries, looks["head"])
    runs = [(0, count)]
    for column, entry in enumerate(entries):
        sheet.set_column(column, column, entry.width)
        if entry.merge:
            runs = [part for run in runs for part in _repeats(entry.values, *run)]
            _write_merged(sheet, column, entry, runs, looks)
        else:
            for row, value in enumerate(entry.values):
                _write_cell(sheet, FIRST + row, column, value, looks)
    _write_totals(sheet, FIRST + count, entries, looks["total"])
    sheet.merge_range(FIRST + count + 1, 0, FIRST + count + 1, last, SIGNATURES, looks["frame"])
    sheet.freeze_panes(FIRST, 0)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)


def _write_head(sheet: Any, entries: Sequence[Entry], look: Any) -> None:
    start = 0
    while start < len(entries):
        upper = entries[start].upper
        end = start
        while upper and end + 1 < len(entries) and entries[end + 1].upper == upper:
            end += 1
        if not upper:
            sheet.merge_range(UPPER, start, LOWER, start, entries[start].name, look)
        elif end > start:
            sheet.merge_range(UPPER, start, UPPER, end, upper, look)
        else:
            sheet.write_string(UPPER, start, upper, look)
        for column in range(start, end + 1) if upper else ():
            sheet.write_string(LOWER, column, entries[column].name, look)
        start = end + 1


def _repeats(values: Sequence[object], start: int, end: int) -> list[tuple[int, int]]:
    """Runs of one value within some rows."""
    cuts = [start, *(row for row in range(start + 1, end) if values[row] != values[row - 1]), end]
    return list(pairwise(cuts))


def _write_merged(
    sheet: Any, column: int, entry: Entry, runs: Sequence[tuple[int, int]], looks: dict[str, Any]
) -> None:
    for start, end in runs:
        value = entry.values[start] if end > start else None
        if end - start > 1 and value is not None:
            sheet.merge_range(FIRST + start, column, FIRST + end - 1, column, str(value), looks["text"])
            continue
        for row in range(start, end):
            _write_cell(sheet, FIRST + row, column, value, looks)


def _write_cell(sheet: Any, row: int, column: int, value: object, looks: dict[str, Any]) -> None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        sheet.write_blank(row, column, None, looks["text"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), looks["date"])
    elif isinstance(value, str):
        value.encode("gbk")  # what a bureau's software could not hold is not in a bureau's ledger
        sheet.write_string(row, column, value, looks["text"])
    else:
        sheet.write_number(row, column, float(value), looks["number"])  # type: ignore[arg-type]


def _write_totals(sheet: Any, row: int, entries: Sequence[Entry], look: Any) -> None:
    sheet.write_string(row, 0, "合计", look)
    for column, entry in enumerate(entries[1:], 1):
        if entry.total:
            total = sum(float(value) for value in entry.values if not pd.isna(value))  # type: ignore[arg-type, call-overload]
            sheet.write_number(row, column, round(total, 3), look)
        else:
            sheet.write_blank(row, column, None, look)
