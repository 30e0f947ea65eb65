"""Text tables and workbooks as grids of text: what is parsed in the reading process, which imports this module."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
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
        return (_read_text(text, ending, stated) if text is not None else None), faults
    except FileRefused as error:
        return None, [*faults, context.fault(error.code, **error.params)]


def _read_text(text: str, ending: str, stated: Stated) -> Grid:
    """Read the cells of a text table; its faults are raised."""
    _refuse_nul(text)
    usual = "\t" if ending == ".tsv" else None
    separator = stated.separator or choose_separator(text, known=stated.columns, usual=usual)
    rows = dict(_split_rows(text, separator))
    counts, numbers = tuple(map(len, rows.values())), tuple(rows)
    width = max(counts, default=0)
    if width * len(rows) > MAX_CELLS:
        raise FileRefused("sheet-too-large", value=str(width * len(rows)), limit=MAX_CELLS)
    cells = [[*row, *[""] * (width - len(row))] for row in rows.values()]
    cut = bool(text) and not text.endswith(("\n", "\r"))
    return Grid(cells, row_numbers=numbers, field_counts=counts, cut=cut, separator=separator)


def _refuse_nul(text: str) -> None:
    """Refuse a text with characters that no text has: what a failing disk, or another encoding, leaves behind."""
    if "\0" not in text:
        return
    lines = [str(number) for number, line in enumerate(text.split("\n"), 1) if "\0" in line]
    more = " …" if len(lines) > _LISTED else ""
    raise FileRefused("nul-bytes", value=", ".join(lines[:_LISTED]) + more, count=len(lines))


def _split_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a text table that hold anything, with their numbers in a spreadsheet program."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if any(not is_blank(cell) for cell in row) and not (number == 1 and is_separator_line(text)):
                yield number, row
    except csv.Error as error:
        line = text.splitlines()[max(rows.line_num, 1) - 1]
        raise FileRefused("csv-quotes", row=number, value=line[:_SHOWN], reason=str(error)) from error
