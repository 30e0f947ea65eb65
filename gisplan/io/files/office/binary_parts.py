"""The parts of an .xlsb: its sheets, number formats, and the cells that are numbers, errors or texts."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from gisplan.base.language import N_
from gisplan.io.files.office.cell_table import BookTables, CellTable, FormatList, decode_compact, refuse_damage
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.package import Package, open_package

__all__ = ["read_binary_tables"]

_ROW, _COMPACT, _ERROR, _NUMBER, _TEXTS = 0, 2, (3, 11), (5, 9), (6, 7, 8)
_FORMAT, _STYLE, _STYLES, _END_STYLES = 44, 47, 617, 618
_SETTINGS, _SHEET, _MERGED = 153, 156, 176


class _Record(NamedTuple):
    kind: int
    body: bytes


def read_binary_tables(data: bytes) -> BookTables:
    """Read what an .xlsb holds beside texts.

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
        It is damaged, has a password, or is packed like a bomb.
    """
    package = open_package(data)
    main = package.find_related("", "officedocument", ())
    if main is None or not main.endswith(".bin"):
        raise FileRefused("content-mismatch", reason=main or N_("a zip archive or a workbook"), expected="Excel")
    try:
        return _read_book(package, main)
    except (struct.error, IndexError) as error:
        raise refuse_damage(main) from error


def _list_records(content: bytes) -> Iterator[_Record]:
    """Yield the records of a part; their kinds and sizes take one to four bytes of seven bits."""
    place = 0
    while place < len(content):
        kind, place = _read_short(content, place, 2)
        size, place = _read_short(content, place, 4)
        body = content[place : place + size]
        if len(body) < size:
            raise refuse_damage("BIFF12")
        place += size
        yield _Record(kind, body)


def _read_short(content: bytes, place: int, most: int) -> tuple[int, int]:
    """Return a number of so many bytes at most, and the place behind it."""
    number = 0
    for at in range(most):
        byte = content[place + at]
        number |= (byte & 0x7F) << (7 * at)
        if byte < 0x80:
            return number, place + at + 1
    return number, place + most


def _read_text(body: bytes, place: int) -> tuple[str, int]:
    """Return a text behind its length, and the place behind it."""
    length = struct.unpack_from("<I", body, place)[0]
    end = place + 4 + 2 * length
    if length == 0xFFFFFFFF:
        return "", place + 4
    return body[place + 4 : end].decode("utf-16-le", "replace"), end


def _read_book(package: Package, main: str) -> BookTables:
    targets = {link.id: link for link in package.list_relations(main)}
    sheets: list[CellTable] = []
    date1904 = False
    for kind, body in _list_records(package.read(main)):
        if kind == _SETTINGS:
            date1904 = bool(body[0] & 1)
        elif kind == _SHEET:
            link, place = _read_text(body, 8)
            table = CellTable(_read_text(body, place)[0], shown=struct.unpack_from("<I", body)[0] == 0)
            sheets.append(table)
            if link in targets and targets[link].kind == "worksheet":
                _read_cells(package.read(targets[link].target), table)
    part = package.find_related(main, "styles", ())
    formats = _read_formats(package.read(part)) if part is not None else FormatList({}, [0])
    return BookTables(sheets, formats, date1904)


def _read_formats(content: bytes) -> FormatList:
    codes: dict[int, str] = {}
    styles: list[int] = []
    of_cells = False
    for kind, body in _list_records(content):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _read_text(body, 2)[0]
        elif kind in (_STYLES, _END_STYLES):
            of_cells = kind == _STYLES
        elif kind == _STYLE and of_cells:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return FormatList(codes, styles)


def _read_cells(content: bytes, table: CellTable) -> None:
    """Note the cells of a sheet."""
    row = 0
    for kind, body in _list_records(content):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            table.merged.append((top, left, bottom, right))
        elif kind == _COMPACT or kind in _ERROR or kind in _NUMBER or kind in _TEXTS:
            column, style = struct.unpack_from("<II", body)
            _note(kind, body[8:], (row, column), style & 0xFFFFFF, table)


def _note(kind: int, value: bytes, cell: tuple[int, int], style: int, table: CellTable) -> None:
    if kind == _COMPACT:
        table.numbers[cell] = decode_compact(struct.unpack_from("<I", value)[0]), style
    elif kind in _NUMBER:
        table.numbers[cell] = struct.unpack_from("<d", value)[0], style
    elif kind in _ERROR:
        table.errors.add(cell)
    else:
        table.texts[cell] = style
