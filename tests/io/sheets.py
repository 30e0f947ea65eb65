"""Sheets for tests: CSV text, and workbooks as a bureau's program writes them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl


def csv_text(header: str, *rows: Sequence[Any]) -> str:
    """A CSV whose values hold no commas; None is blank."""
    return "\n".join([header, *(",".join("" if v is None else str(v) for v in row) for row in rows), ""])


def workbook(*rows: Sequence[Any], change: Callable[[Any], object] | None = None) -> bytes:
    """A workbook of one sheet; `change` may merge and format its cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
