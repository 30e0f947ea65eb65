"""Workbooks of .xls, .xlsb and .ods for tests, as their programs write them: cells with values and number formats."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import xlwt

Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Formatted:
    """A value with the number format of its cell, and what the cell shows."""

    value: Any
    code: str
    shown: str


def plain(cell: Any) -> Formatted:
    if isinstance(cell, Formatted):
        return cell
    return Formatted(cell, "yyyy-mm-dd" if isinstance(cell, date) else "General", str(cell))


def xls_book(rows: Sequence[Sequence[Any]], merged: Sequence[Area] = (), *, name: str = "表") -> bytes:
    """An .xls; merged areas are first and last row, first and last column."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    styles = {code: xlwt.easyxf(num_format_str=code) for code in {plain(cell).code for row in rows for cell in row}}
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None and not any(a <= at <= b and c <= column <= d for a, b, c, d in merged):
                sheet.write(at, column, plain(cell).value, styles[plain(cell).code])
    for top, bottom, left, right in merged:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of an .xlsb: its kind and its size in pieces of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, pieces = len(body), bytearray()
    while True:
        pieces.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return head + bytes(pieces) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*links: tuple[str, str, str]) -> str:
    items = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def xlsb_book(rows: Sequence[Sequence[Any]], merged: Sequence[Area] = (), *, name: str = "表") -> bytes:
    """An .xlsb of one sheet, its texts in the cells."""
    codes = ["General", *sorted({plain(cell).code for row in rows for cell in row if cell is not None} - {"General"})]
    formats = b"".join(record(44, struct.pack("<H", 164 + at) + wide(code)) for at, code in enumerate(codes))
    xfs = b"".join(record(47, struct.pack("<HH", 0, 164 + at if at else 0) + bytes(12)) for at in range(len(codes)))
    styles = [record(278), record(615, struct.pack("<I", len(codes))), formats, record(616)]
    styles += [record(617, struct.pack("<I", len(codes))), xfs, record(618), record(279)]
    sheet = [record(129), record(148, struct.pack("<IIII", 0, len(rows), 0, max(map(len, rows)))), record(145)]
    for at, row in enumerate(rows):
        sheet.append(record(0, struct.pack("<I", at) + bytes(13)))
        for column, cell in enumerate(row):
            if cell is None:
                continue
            value, head = plain(cell).value, struct.pack("<II", column, codes.index(plain(cell).code))
            if isinstance(value, date):
                value = (value - date(1899, 12, 30)).days
            sheet.append(
                record(6, head + wide(value)) if isinstance(value, str) else record(5, head + struct.pack("<d", value))
            )
    sheet.append(record(146))
    if merged:
        areas = b"".join(record(176, struct.pack("<4I", *area)) for area in merged)
        sheet.append(record(177, struct.pack("<I", len(merged))) + areas + record(178))
    book = [record(131), record(143), record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide(name)), record(144)]
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": b"".join([*book, record(132)]),
        "xl/_rels/workbook.bin.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "styles", "styles.bin")
        ),
        "xl/worksheets/sheet1.bin": b"".join([*sheet, record(130)]),
        "xl/styles.bin": b"".join(styles),
    }
    return archive(parts)


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def ods_book(rows: Sequence[Sequence[Any]], merged: Sequence[Area] = (), *, name: str = "表") -> bytes:
    """An .ods of one sheet; the last row is repeated as blank ones to the end, as its programs do."""
    spans = {(a, c): (b - a + 1, d - c + 1) for a, b, c, d in merged}
    lines = []
    for at, row in enumerate(rows):
        cells = [_ods_cell(plain(cell), spans.get((at, column))) for column, cell in enumerate(row)]
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    width = max(map(len, rows))
    blank = f'<table:table-cell table:number-columns-repeated="{width}"/>'
    lines.append(f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>')
    table = f'<table:table table:name="{name}">{"".join(lines)}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content {_SPACES}>{body}</office:document-content>"
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _ods_cell(cell: Formatted, span: tuple[int, int] | None) -> str:
    if cell.value is None:
        return "<table:table-cell/>"
    kind = "date" if isinstance(cell.value, date) else "string" if isinstance(cell.value, str) else "float"
    value = {"date": f'office:date-value="{cell.value}"', "float": f'office:value="{cell.value}"'}.get(kind, "")
    over = f'table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    text = f"<text:p>{escape(cell.shown)}</text:p>"
    return f'<table:table-cell {over} office:value-type="{kind}" {value}>{text}</table:table-cell>'


def archive(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return target.getvalue()
