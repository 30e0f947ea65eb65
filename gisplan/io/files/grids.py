"""Text tables and workbooks as grids of text: what is parsed in the reading process, which imports this module."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.delimited.separators import choose_separator, is_separator_line
from gisplan.io.files.encodings import decode_text
from gisplan.io.files.header_rows import Grid, is_blank
from gisplan.io.files.open_file import FileRefused

__all__ = ["MAX_CELLS", "OFFICE_ENDINGS", "WORKBOOK_ENDINGS", "Stated", "read_grid"]

OFFICE_ENDINGS = (".xls", ".xlsb", ".ods")
WORKBOOK_ENDINGS = (".xlsx", *OFFICE_ENDINGS)
"""The endings of workbooks; an .xlsx is read by gisplan alone."""

MAX_CELLS = 10_000_000
"""The most cells of a sheet that are read, blank ones included."""

_SHOWN, _LISTED = 60, 10
_SHAPE = re.compile(r"\s*(SRID=\d+;)?\s*[A-Z]+\s*(Z|M|ZM)?\s*\(", re.IGNORECASE)  # WKT, which programs break into lines
csv.field_size_limit(16 << 20)  # a shape of half a million vertices


@dataclass(frozen=True)
class Stated:
    """What the county file states of a sheet: its name in the workbook, its encoding, its separator, its columns."""

    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    columns: Collection[str] = ()


def read_grid(
    data: bytes, context: FaultContext, *, ending: str = ".csv", stated: Stated | None = None
) -> tuple[Grid | None, list[Fault]]:
    """Read the cells of a text table or a workbook.

    Parameters
    ----------
    data : bytes
        The content of the file.
    context : FaultContext
        The file and its layer.
    ending : str
        The ending of its name.
    stated : Stated, optional
        What the county file states.

    Returns
    -------
    grid : Grid or None
        None where the file cannot be read.
    faults : list of Fault
    """
    stated = stated or Stated()
    faults: list[Fault] = []
    try:
        if ending == ".xlsx":
            from gisplan.io.files.xlsx_reader import read_workbook

            return read_workbook(data, stated.sheet), []
        if ending in OFFICE_ENDINGS:
            from gisplan.io.files.office.books import read_office_sheet

            return read_office_sheet(data, ending, stated.sheet), []
        text, faults = decode_text(data, context, stated=stated.encoding)
        if text is None:
            return None, faults
        grid, joined = _read_text(text, ending, stated)
        return grid, [*faults, *_warn_of_joined(joined, context)]
    except FileRefused as error:
        return None, [*faults, context.fault(error.code, **error.params)]


def _read_text(text: str, ending: str, stated: Stated) -> tuple[Grid, dict[int, str]]:
    """Read the cells of a text table, and find those that may be several rows, by their line; faults are raised."""
    _refuse_nul(text)
    usual = "\t" if ending == ".tsv" else None
    separator = stated.separator or choose_separator(text, known=stated.columns, usual=usual)
    joined: dict[int, str] = {}
    rows = dict(_split_rows(text, separator, joined))
    counts, numbers = tuple(map(len, rows.values())), tuple(rows)
    width = max(counts, default=0)
    if width * len(rows) > MAX_CELLS:
        raise FileRefused("sheet-too-large", value=str(width * len(rows)), limit=MAX_CELLS)
    cells = [[*row, *[""] * (width - len(row))] for row in rows.values()]
    cut = bool(text) and not text.endswith(("\n", "\r"))
    return Grid(cells, row_numbers=numbers, field_counts=counts, cut=cut, separator=separator), joined


def _warn_of_joined(joined: Mapping[int, str], context: FaultContext) -> Iterator[Fault]:
    """Warn of cells that may be several rows."""
    if joined:
        lines = ", ".join(map(str, list(joined)[:_LISTED])) + (" …" if len(joined) > _LISTED else "")
        shown = " ".join(next(iter(joined.values())).split())[:_SHOWN]
        yield context.fault("csv-rows-joined", value=shown, has=lines, count=len(joined))


def _refuse_nul(text: str) -> None:
    """Refuse a text with characters that no text has: what a failing disk, or another encoding, leaves behind."""
    if "\0" not in text:
        return
    lines = [str(number) for number, line in enumerate(text.split("\n"), 1) if "\0" in line]
    more = " …" if len(lines) > _LISTED else ""
    raise FileRefused("nul-bytes", value=", ".join(lines[:_LISTED]) + more, count=len(lines))


def _may_be_rows(cell: str, separator: str, width: int) -> bool:
    """Return whether a cell has several lines and the separators of a row, and is no shape."""
    many = cell.count(separator) >= max(width - 1, 1) and len(cell.splitlines()) > 1
    return many and not _SHAPE.match(cell)


def _split_rows(text: str, separator: str, joined: dict[int, str]) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a text table that hold anything, with their numbers in a spreadsheet program.

    `joined` gets the quoted cells over several lines that hold as many separators as a row, by their row's first line.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = line = 0
    try:
        for number, row in enumerate(rows, 1):
            if rows.line_num > line + 1:
                doubtful = [cell for cell in row if _may_be_rows(cell, separator, len(row))]
                if doubtful:
                    joined[line + 1] = doubtful[0]
            line = rows.line_num
            if any(not is_blank(cell) for cell in row) and not (number == 1 and is_separator_line(text)):
                yield number, row
    except csv.Error as error:
        wrong = text.splitlines()[max(rows.line_num, 1) - 1]
        raise FileRefused("csv-quotes", row=number, value=wrong[:_SHOWN], reason=str(error)) from error
