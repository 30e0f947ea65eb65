"""The records of an .xls: its sheets, number formats, and the cells that are numbers, errors or texts."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from gisplan.io.files.office.cell_table import BookTables, CellTable, FormatList, decode_compact, refuse_damage
from gisplan.io.files.office.compound_file import read_streams
from gisplan.io.files.open_file import FileRefused

__all__ = ["read_old_tables"]

_BOF, _EOF, _PASSWORD, _CODEPAGE, _DATE1904 = 0x809, 0x0A, 0x2F, 0x42, 0x22
_FORMAT, _XF, _SHEET, _MERGED = 0x41E, 0xE0, 0x85, 0xE5
_NUMBER, _RK, _MULRK, _ERROR, _LABELS = 0x203, 0x27E, 0xBD, 0x205, (0xFD, 0x204, 0xD6)
_FORMULAS = (0x06, 0x206, 0x406)
_VERSION_8 = 0x600
_SECTOR = 512
_STREAMS = ("workbook", "book", "encryptedpackage")


class _Record(NamedTuple):
    kind: int
    body: bytes


def read_old_tables(data: bytes) -> BookTables:
    """Read what an .xls holds beside texts.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    BookTables

    Raises
    ------
    FileRefused
        It is damaged, has a password, or is of a program before Excel 5.
    """
    streams = read_streams(data, _STREAMS)
    if "encryptedpackage" in streams:
        raise FileRefused("workbook-closed")
    stream = streams.get("workbook") or streams.get("book")
    if stream is None and len(data) % _SECTOR:
        raise refuse_damage("OLE")
    if stream is None:
        raise FileRefused("content-mismatch", reason="Office", expected="Excel")
    try:
        return _read_book(stream)
    except (struct.error, IndexError) as error:
        raise refuse_damage("BIFF") from error


def _list_records(stream: bytes, start: int) -> Iterator[_Record]:
    """Yield the records of a part of the stream until its end; those of charts within a sheet are left out."""
    depth = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        body = stream[start + 4 : start + 4 + size]
        if len(body) < size:
            raise refuse_damage("BIFF")
        start += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth < 1:
            return
        if depth == 1:
            yield _Record(kind, body)
    raise refuse_damage("BIFF")


def _read_book(stream: bytes) -> BookTables:
    version, codepage, date1904 = 0, "cp1252", False
    codes: dict[int, str] = {}
    styles: list[int] = []
    listed: list[tuple[int, CellTable]] = []
    for kind, body in _list_records(stream, 0):
        if kind == _BOF:
            version = struct.unpack_from("<H", body)[0]
        elif kind == _PASSWORD:
            raise FileRefused("workbook-closed")
        elif kind == _CODEPAGE:
            codepage = "gb18030" if body[:2] == b"\xa8\x03" else "cp1252"
        elif kind == _DATE1904:
            date1904 = body[:1] == b"\1"
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _read_code(body[2:], codepage, new=version >= _VERSION_8)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _SHEET:
            place, hidden = struct.unpack_from("<IB", body)
            name = _read_text(body[6:], 1, codepage, new=version >= _VERSION_8)
            listed.append((place, CellTable(name, shown=not hidden & 3)))
    for place, table in listed:
        for record in _list_records(stream, place):
            _read_cells(record, table)
    return BookTables([table for _place, table in listed], FormatList(codes, styles), date1904)


def _read_code(body: bytes, codepage: str, *, new: bool) -> str:
    return _read_text(body, 2 if new else 1, codepage, new=new)


def _read_text(body: bytes, width: int, codepage: str, *, new: bool) -> str:
    """Return a text behind its length, in bytes of the code page or, since version 8, in one or two bytes each."""
    length = int.from_bytes(body[:width], "little")
    if not new:
        return body[width : width + length].decode(codepage, "replace")
    if body[width] & 1:
        return body[width + 1 : width + 1 + 2 * length].decode("utf-16-le", "replace")
    return body[width + 1 : width + 1 + length].decode("latin-1")


def _read_cells(record: _Record, table: CellTable) -> None:
    """Note the cells of one record."""
    kind, body = record
    read = _READERS.get(kind)
    if read is not None:
        read(body, table)


def _read_number(body: bytes, table: CellTable) -> None:
    row, column, style, number = struct.unpack_from("<HHHd", body)
    table.numbers[row, column] = number, style


def _read_compact(body: bytes, table: CellTable) -> None:
    row, column, style, number = struct.unpack_from("<HHHI", body)
    table.numbers[row, column] = decode_compact(number), style


def _read_many(body: bytes, table: CellTable) -> None:
    row, first = struct.unpack_from("<HH", body)
    for place in range((len(body) - 6) // 6):
        style, number = struct.unpack_from("<HI", body, 4 + 6 * place)
        table.numbers[row, first + place] = decode_compact(number), style


def _read_formula(body: bytes, table: CellTable) -> None:
    """Note the value of a formula: a number, or a text, a truth or an error, which its last two bytes say."""
    row, column, style = struct.unpack_from("<HHH", body)
    if body[12:14] != b"\xff\xff":
        table.numbers[row, column] = struct.unpack_from("<d", body, 6)[0], style
    elif body[6] == 2:
        table.errors.add((row, column))
    elif body[6] in (0, 3):
        table.texts[row, column] = style


def _read_error(body: bytes, table: CellTable) -> None:
    row, column, _style, _value, is_error = struct.unpack_from("<HHHBB", body)
    if is_error:
        table.errors.add((row, column))


def _read_label(body: bytes, table: CellTable) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    table.texts[row, column] = style


def _read_merged(body: bytes, table: CellTable) -> None:
    for place in range(struct.unpack_from("<H", body)[0]):
        top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * place)
        table.merged.append((top, left, bottom, right))


_READERS: Mapping[int, Callable[[bytes, CellTable], None]] = {
    _NUMBER: _read_number,
    _RK: _read_compact,
    _MULRK: _read_many,
    _ERROR: _read_error,
    _MERGED: _read_merged,
    **dict.fromkeys(_LABELS, _read_label),
    **dict.fromkeys(_FORMULAS, _read_formula),
}
