"""Excel workbooks (.xlsx), read with suspicion: the cells of one sheet as text, as a CSV would hold them."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Grid

__all__ = ["Book", "Sheets", "WorkbookError", "read_workbook", "read_workbook_sheets"]

MAX_ENTRIES = 1000
MAX_RATIO = 100
MAX_BYTES = 256 << 20
MAX_CELLS = 5_000_000
RATIO_FROM_BYTES = 1 << 20
_PROPERTIES = "docProps/custom.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ElementTree.ParseError, KeyError)
_DAY_FORMATS = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_SHARE_FORMATS = {9, 10}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DECIMAL = re.compile(r"\d+\.0+|\d\.(\d+)[eE]\+?(\d+)")
_EXACT = 2.0**53
_LATE = 1904
_BEHIND = re.compile(r'[0#?](?:"([^"]+)"|\\?([\u4e00-\u9fff]+))\s*$')
_SCALED = re.compile(r'[0#?](?:,+|!\..*)(?:"[^"]*"|\\.|[\u4e00-\u9fff])*\s*$')
_UNIT, _SCALE = "unit:", "scale:"
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


class WorkbookError(Exception):
    """A workbook that cannot be read: the kind of fault and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Book:
    """What all cells of a workbook share: its texts, the formats of its numbers, and the day that is 1."""

    texts: list[str]
    formats: list[str]
    epoch: date


@dataclass(frozen=True)
class Sheets:
    """The sheets that are shown and have anything in them, the names of those that are hidden, and own properties."""

    grids: Mapping[str, Grid]
    hidden: tuple[str, ...]
    properties: Mapping[str, str]


def read_workbook(data: bytes, sheet: str | None) -> Grid:
    """The cells of a sheet.

    Parameters
    ----------
    data : bytes
        The workbook.
    sheet : str or None
        The sheet's name; None where it has one sheet with anything in it.

    Raises
    ------
    WorkbookError
        It is damaged, packed like a bomb, or has several sheets.
    """
    grids, names = _read_grids(data, sheet)
    if sheet is not None and not grids:
        raise WorkbookError("layer-not-in-file", value=sheet, has=", ".join(names))
    filled = [(name, grid) for name, grid in grids.items() if any(any(row) for row in grid.rows)]
    if len(filled) > 1:
        raise WorkbookError("layers-several", has=", ".join(name for name, _ in filled))
    return filled[0][1] if filled else Grid([])


def read_workbook_sheets(data: bytes) -> Sheets:
    """The cells of every sheet, by its name, and what else the workbook says; see `read_workbook`."""
    grids, _names = _read_grids(data, None)
    filled = {name: grid for name, grid in grids.items() if any(any(row) for row in grid.rows)}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        listed = _parse(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet")
        hidden = tuple(str(sheet.get("name")) for sheet in listed if not _is_shown(sheet))
        return Sheets(filled, hidden, _read_properties(archive))


def _read_properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """The properties that someone gave the workbook, as texts."""
    if _PROPERTIES not in archive.namelist():
        return {}
    try:
        found = _parse(archive, _PROPERTIES)
    except _DAMAGE:
        return {}
    return {str(item.get("name")): "".join(item.itertext()) for item in found}


def _read_grids(data: bytes, sheet: str | None) -> tuple[dict[str, Grid], list[str]]:
    """The sheets that are shown, or one of them, and the names of all."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_archive(archive)
            root = _parse(archive, "xl/workbook.xml")
            book, listed = _open_book(archive, root), _list_sheets(archive, root)
            wanted = [(name, path) for name, path in listed if sheet in (None, name)]
            return {name: _read_sheet(archive, path, book) for name, path in wanted}, [name for name, _ in listed]
    except _DAMAGE as error:
        raise WorkbookError("truncated", reason=str(error) or N_("the archive is damaged")) from error


def _is_shown(sheet: ElementTree.Element) -> bool:
    return sheet.get("state", "visible") == "visible"


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Nothing that unpacks to much more than it is."""
    entries = archive.infolist()
    large = sum(entry.file_size for entry in entries) > MAX_BYTES or len(entries) > MAX_ENTRIES
    if large or any(
        entry.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * max(entry.compress_size, 1)) for entry in entries
    ):
        raise WorkbookError("workbook-refused", reason=N_("it would unpack to far more than its size"))


def _parse(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    content = archive.read(path)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise WorkbookError("workbook-refused", reason=N_("it declares entities"))
    return ElementTree.fromstring(content)


def _list_sheets(archive: zipfile.ZipFile, root: ElementTree.Element) -> list[tuple[str, str]]:
    """Each sheet that is shown, with its part of the archive."""
    links = {link.get("Id"): str(link.get("Target")) for link in _parse(archive, "xl/_rels/workbook.xml.rels")}
    sheets = [sheet for sheet in root.iter(f"{_MAIN}sheet") if _is_shown(sheet)]
    targets = [links[sheet.get(_LINK)] for sheet in sheets]
    paths = [target.removeprefix("/") if target.startswith("/") else f"xl/{target}" for target in targets]
    names = set(archive.namelist())
    return [(str(sheet.get("name")), path) for sheet, path in zip(sheets, paths, strict=True) if path in names]


def _open_book(archive: zipfile.ZipFile, root: ElementTree.Element) -> Book:
    names = set(archive.namelist())
    texts: list[str] = []
    if "xl/sharedStrings.xml" in names:
        texts = [_text(item) for item in _parse(archive, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]
    formats = _read_formats(_parse(archive, "xl/styles.xml")) if "xl/styles.xml" in names else []
    settings = root.find(f"{_MAIN}workbookPr")
    late = settings is not None and settings.get("date1904") in ("1", "true")
    return Book(texts, formats, date(_LATE, 1, 1) if late else date(1899, 12, 30))


def _text(item: ElementTree.Element) -> str:
    """A text without its phonetic guides."""
    runs = [run.find(f"{_MAIN}t") for run in item.iter(f"{_MAIN}r")]
    plain = runs or [item.find(f"{_MAIN}t")]
    return _unescape("".join(part.text or "" for part in plain if part is not None))


def _unescape(text: str) -> str:
    """A text with the characters that stand in it by their number, such as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _read_formats(styles: ElementTree.Element) -> list[str]:
    """For each style of cells what it shows: a day, a share, a unit behind the number, or a plain number.

    A format that divides by a thousand or more keeps its code: nobody can tell which of both was meant.
    """
    own = {int(item.get("numFmtId", 0)): item.get("formatCode", "") for item in styles.iter(f"{_MAIN}numFmt")}
    cells = styles.find(f"{_MAIN}cellXfs")
    numbers = [int(item.get("numFmtId", 0)) for item in cells] if cells is not None else []
    return [_kind_of_format(number, own.get(number, "")) for number in numbers]


def _kind_of_format(number: int, code: str) -> str:
    bare = _LITERAL.sub("", code).casefold()
    if number in _DAY_FORMATS or ("y" in bare and ("m" in bare or "d" in bare)):
        return "day"
    if number in _SHARE_FORMATS or "%" in bare:
        return "share"
    if _SCALED.search(code.split(";")[0]):
        return f"{_SCALE}{code}"
    behind = _BEHIND.search(code.split(";")[0])
    return f"{_UNIT}{(behind[1] or behind[2]).strip()}" if behind else ""


def _read_sheet(archive: zipfile.ZipFile, path: str, book: Book) -> Grid:
    root = _parse(archive, path)
    cells: dict[int, dict[int, str]] = {}
    uncached: dict[tuple[int, int], str] = {}
    for at, cell in _place_cells(root):
        value = _read_cell(cell, book)
        if value is not None and value.strip():
            cells.setdefault(at[0], {})[at[1]] = value
        elif value is None and (cell.find(f"{_MAIN}f") is not None or cell.get("t") == "e"):
            uncached[at] = str(cell.get("r"))
    width = max((max(row) for row in cells.values()), default=-1) + 1
    if width * len(cells) > MAX_CELLS:
        raise WorkbookError("workbook-refused", reason=N_("its sheet is larger than any county's"))
    kept = sorted({*cells, *(row for row, _ in uncached)})
    rows = [[cells.get(row, {}).get(column) for column in range(width)] for row in kept]
    areas = [_place_area(str(area.get("ref"))) for area in root.iter(f"{_MAIN}mergeCell")]
    merged = tuple((bisect_left(kept, a), b, bisect_right(kept, c) - 1, d) for a, b, c, d in areas)
    formulas = {(bisect_left(kept, row), column): at for (row, column), at in uncached.items()}
    return Grid(rows, merged, formulas, tuple(row + 1 for row in kept), book.epoch.year == _LATE)


def _place_cells(root: ElementTree.Element) -> Iterator[tuple[tuple[int, int], ElementTree.Element]]:
    row = -1
    for line in root.iter(f"{_MAIN}row"):
        row = int(line.get("r", row + 2)) - 1
        column = -1
        for cell in line.iter(f"{_MAIN}c"):
            column = _place(str(cell.get("r")))[1] if cell.get("r") else column + 1
            yield (row, column), cell


def _read_cell(cell: ElementTree.Element, book: Book) -> str | None:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return _text(inline) if inline is not None else None
    value = cell.find(f"{_MAIN}v")
    if value is None:
        return None
    text = value.text or ""
    if kind == "e" or (not text and kind != "str"):
        # an error such as #REF!, or the empty value that some programs leave behind a formula never calculated
        return None
    if kind == "s":
        return book.texts[int(text)] if text.isdigit() and int(text) < len(book.texts) else None
    if kind == "b":
        return "true" if text == "1" else "false"
    style = int(cell.get("s", 0))
    shown = book.formats[style] if kind == "n" and style < len(book.formats) else ""
    if shown:
        return _show(text, shown, book.epoch)
    if kind == "str":
        return _unescape(text)
    return _show_whole(text) if kind == "n" else text


def _show_whole(text: str) -> str:
    """A whole number with all its digits, which a workbook may keep as 6.10728111209E+11; 6.10728E+11 has lost some."""
    found = _DECIMAL.fullmatch(text)
    if found is None or (found[1] is not None and len(found[1]) < int(found[2])):
        return text
    number = float(text)
    return str(int(number)) if abs(number) < _EXACT else text


def _show(text: str, shown: str, epoch: date) -> str:
    """A number as its format shows it: a day, per cent, with its unit, or with a format that nobody can undo."""
    try:
        number = float(text)
        if shown.startswith(_UNIT):
            return _show_whole(text) + shown.removeprefix(_UNIT)
        if shown.startswith(_SCALE):
            return f"{text} ({shown.removeprefix(_SCALE)})"
        if shown == "share":
            return f"{number * 100:.12g}%"
        return (datetime.combine(epoch, datetime.min.time()) + timedelta(days=number)).date().isoformat()
    except (ValueError, OverflowError):
        return text


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a cell such as B3, from 0."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
    if found is None:
        raise KeyError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _place_area(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return (*_place(first), *_place(last or first))
