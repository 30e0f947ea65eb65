"""CSV files and workbooks as grids of text: what is parsed in the reading process, which imports this module."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from gisplan.base.faults import Fault
from gisplan.io.files.encodings import decode_text
from gisplan.io.files.header_rows import Grid

if TYPE_CHECKING:
    from gisplan.io.files.staging import Source

__all__ = ["read_grid", "read_header"]

csv.field_size_limit(1 << 24)


def read_grid(source: Source, data: bytes) -> tuple[Grid | None, list[Fault]]:
    """Read the cells of a CSV or a workbook; None where they cannot be read."""
    if source.format is not None and source.format.name == "Excel":
        from gisplan.io.files.xlsx_reader import WorkbookError, read_workbook

        try:
            return read_workbook(data, source.table.layer), []
        except WorkbookError as error:
            return None, [source.context.fault(error.code, **error.params)]
    text, faults = decode_text(data, source.context, stated=source.table.encoding)
    if text is None:
        return None, faults
    if text and not text.endswith(("\n", "\r")):
        faults.append(source.context.fault("csv-no-final-newline"))
    try:
        rows = _split_csv(text)
    except csv.Error as error:
        return None, [*faults, source.context.fault("reader-failed", reason=str(error))]
    counts = tuple(map(len, rows))
    width = max(counts, default=0)
    return Grid([[*row, *[""] * (width - len(row))] for row in rows], field_counts=counts), faults


def read_header(text: str) -> list[str]:
    """Return the names of the columns of a CSV; none where the text is no CSV."""
    try:
        rows = _split_csv(text)
    except csv.Error:
        return []
    return [name.strip() for name in rows[0]] if rows else []


def _split_csv(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
