"""CSV files and workbooks as grids of text: what is parsed in the reading process, which imports this module."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.encodings import decode_text
from gisplan.io.files.header_rows import Grid, is_blank
from gisplan.io.files.open_file import FileRefused

__all__ = ["MAX_CELLS", "read_grid"]

MAX_CELLS = 10_000_000
"""The most cells of a sheet that are read, blank ones included."""

_SHOWN = 60
csv.field_size_limit(1 << 20)


def read_grid(
    data: bytes, context: FaultContext, *, excel: bool = False, sheet: str | None = None, encoding: str | None = None
) -> tuple[Grid | None, list[Fault]]:
    """Read the cells of a CSV or a workbook.

    Parameters
    ----------
    data : bytes
        The content of the file.
    context : FaultContext
        The file and its layer.
    excel : bool
        Whether it is a workbook.
    sheet, encoding : str or None
        The sheet of the workbook, and the encoding of the CSV, as the county file states them.

    Returns
    -------
    grid : Grid or None
        None where the file cannot be read.
    faults : list of Fault
    """
    if excel:
        from gisplan.io.files.xlsx_reader import read_workbook

        try:
            return read_workbook(data, sheet), []
        except FileRefused as error:
            return None, [context.fault(error.code, **error.params)]
    text, faults = decode_text(data, context, stated=encoding)
    if text is None:
        return None, faults
    rows: dict[int, list[str]] = {}
    try:
        rows.update(_split_csv(text))
    except _QuoteError as error:
        return None, [*faults, context.fault("csv-quotes", row=error.row, value=error.line, reason=error.reason)]
    counts, numbers = tuple(map(len, rows.values())), tuple(rows)
    width = max(counts, default=0)
    if width * len(rows) > MAX_CELLS:
        return None, [*faults, context.fault("sheet-too-large", value=str(width * len(rows)), limit=MAX_CELLS)]
    cells = [[*row, *[""] * (width - len(row))] for row in rows.values()]
    cut = bool(text) and not text.endswith(("\n", "\r"))
    return Grid(cells, row_numbers=numbers, field_counts=counts, cut=cut), faults


class _QuoteError(Exception):
    """A row of a CSV whose quotes do not fit: its number below the header, its line, and what the parser says."""

    def __init__(self, row: int, line: str, reason: str) -> None:
        super().__init__(reason)
        self.row, self.line, self.reason = row, line, reason


def _split_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a CSV that hold anything, with their numbers in a spreadsheet program."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if any(not is_blank(cell) for cell in row):
                yield number, row
    except csv.Error as error:
        line = text.splitlines()[max(rows.line_num, 1) - 1]
        raise _QuoteError(number, line[:_SHOWN], str(error)) from error
