"""Sheets of OpenDocument (.ods): each cell holds its value and the text that it shows.

A number keeps all its digits, and what is shown around it: 1.5 that is shown as 1.50 万人 is 1.5 万人. Where the number
cannot be found in what is shown, both are given, so that no check takes the number for a plain one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Area, Grid, is_blank
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.package import Package, open_package
from gisplan.io.files.xlsx.sheet_cells import MAX_CELLS, SheetCells, assemble_grid, name_cell

__all__ = ["read_open_document", "show_value"]

_NAMESPACES = {
    name: f"{{urn:oasis:names:tc:opendocument:xmlns:{uri}}}"
    for name, uri in {"office": "office:1.0", "table": "table:1.0", "text": "text:1.0", "style": "style:1.0"}.items()
}
_OFFICE, _TABLE, _TEXT, _STYLE = (_NAMESPACES[name] for name in ("office", "table", "text", "style"))
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_GROUPS = (f"{_TABLE}table-rows", f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group")
_NUMBERS = ("float", "currency", "percentage")
_IN_TEXT = re.compile(r"[-+−]?\d[\d.,  \u202f']*(?:[eE][-+]?\d+)?")
_GAPS = str.maketrans("−", "-", "  \u202f'")
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_CELL, _PARAGRAPH, _VALUE_TYPE = f"{_TABLE}table-cell", f"{_TEXT}p", f"{_OFFICE}value-type"
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_SPANNED = (f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned")
_SPECIAL = frozenset((_COLUMNS_REPEATED, *_SPANNED))
_FORMULA, _VALUE = f"{_TABLE}formula", f"{_OFFICE}value"
_UNCACHED = "\0"  # no text of XML


class _Line(NamedTuple):
    """The cells of a row: what they show, by column, those without a value, and those that extend over others.

    Of the latter two the first column and the number of columns, then the extent.
    """

    values: dict[int, str]
    uncached: list[tuple[int, int]]
    extended: list[tuple[int, int, int, int]]

    def count_cells(self) -> int:
        """Return the number of cells."""
        return len(self.values) + sum(item[1] for item in (*self.uncached, *self.extended))


def read_open_document(data: bytes) -> tuple[dict[str, Grid], tuple[str, ...]]:
    """Read the visible sheets of an .ods.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    grids : dict of str to Grid
    hidden : tuple of str
        The names of hidden sheets.

    Raises
    ------
    FileRefused
        It is damaged, has a password, or is packed like a bomb.
    """
    package = open_package(data)
    _refuse_password(package)
    root = package.parse("content.xml")
    if next(root.iter(f"{_OFFICE}spreadsheet"), None) is None:
        raise FileRefused("content-mismatch", reason="content.xml", expected="OpenDocument")
    unseen = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(part.get(f"{_TABLE}display") == "false" for part in style)
    }
    tables = {str(table.get(f"{_TABLE}name")): table for table in root.iter(f"{_TABLE}table")}
    shown = {name: table for name, table in tables.items() if table.get(f"{_TABLE}style-name") not in unseen}
    hidden = tuple(name for name in tables if name not in shown)
    return {name: _read_table(name, table) for name, table in shown.items()}, hidden


def _refuse_password(package: Package) -> None:
    manifest = "meta-inf/manifest.xml"
    if "encryptedpackage" in package.parts or "encrypted-package" in package.parts:
        raise FileRefused("workbook-closed")
    if manifest in package.parts and b"encryption-data" in package.read(manifest):
        raise FileRefused("workbook-closed")


def _read_table(name: str, table: ElementTree.Element) -> Grid:
    """Read a sheet."""
    cells = SheetCells()
    areas: list[Area] = []
    row = count = 0
    for element in _list_rows(table):
        below = _count(element, _ROWS_REPEATED, _MOST_ROWS)
        line = _read_line(element, row)
        count += below * line.count_cells()
        if count > MAX_CELLS:
            raise _refuse_size()
        if below == 1 and line.values:
            cells.values[row] = line.values
        elif line.values:
            cells.values.update((at, dict(line.values)) for at in range(row, row + below))
        _add_special(line, range(row, row + below), cells, areas)
        row += below
    return assemble_grid(cells, areas, name)


def _refuse_size() -> FileRefused:
    return FileRefused("workbook-refused", reason=N_("its sheet is too large for a county"))


def _add_special(line: _Line, rows: Sequence[int], cells: SheetCells, areas: list[Area]) -> None:
    """Note the cells without a value, and those that extend over others, in each of the rows that are one line."""
    for first, beside in line.uncached:
        places = [(row, first + at) for row in rows for at in range(beside)]
        cells.uncached.update((place, name_cell(*place)) for place in places)
    for first, beside, down, across in line.extended:
        starts = [(row, first + at) for row in rows for at in range(beside)]
        areas.extend((row, column, row + down - 1, column + across - 1) for row, column in starts)


def _count(element: ElementTree.Element, name: str, most: int) -> int:
    """Return how often something is repeated, or over how much it extends."""
    text = element.get(name)
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 9):
        raise FileRefused("workbook-damaged", value=text[:10], reason=N_("there is no such row"))
    return min(int(text), most)


def _list_rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the rows of a sheet, those within groups among them."""
    for item in table:
        if item.tag == f"{_TABLE}table-row":
            yield item
        elif item.tag in _GROUPS:
            yield from _list_rows(item)


def _read_line(line: ElementTree.Element, row: int) -> _Line:
    """Read the cells of a row."""
    found = _Line({}, [], [])
    column = 0
    for cell in line:
        special = not _SPECIAL.isdisjoint(cell.attrib)
        beside = _count(cell, _COLUMNS_REPEATED, _MOST_COLUMNS) if special else 1
        if cell.tag == _CELL and beside:
            try:
                value = _read_cell(cell)
            except ValueError as error:
                raise FileRefused("workbook-damaged", value=name_cell(row, column), reason=str(error)) from error
            if special:
                _add_repeated(found, cell, column, beside, value)
            elif value is _UNCACHED:
                found.uncached.append((column, 1))
            elif value and (value[0].isalnum() or not is_blank(value)):
                found.values[column] = value
        column += beside
    return found


def _add_repeated(line: _Line, cell: ElementTree.Element, column: int, beside: int, value: str | None) -> None:
    """Note a cell that may be there several times, or extend over others."""
    if value is _UNCACHED:
        line.uncached.append((column, beside))
    elif value and not is_blank(value):
        if len(line.values) + beside > MAX_CELLS:
            raise _refuse_size()
        line.values.update(dict.fromkeys(range(column, column + beside), value))
    down, across = (_count(cell, name, _MOST_ROWS) for name in _SPANNED)
    if down > 1 or across > 1:
        line.extended.append((column, beside, down, across))


def _read_cell(cell: ElementTree.Element) -> str | None:
    """Return what a cell shows; `_UNCACHED` for a formula without a value, and for an error."""
    kind = cell.get(_VALUE_TYPE)
    if len(cell) == 1 and cell[0].tag == _PARAGRAPH and not len(cell[0]):
        shown: str | None = cell[0].text or ""
    else:
        paragraphs = cell.findall(_PARAGRAPH)
        shown = "\n".join(map(_join_text, paragraphs)) if paragraphs else None
    if cell.get(_ERROR_TYPE) == "error" or (kind is None and not shown and _FORMULA in cell.attrib):
        return _UNCACHED
    if kind in _NUMBERS:
        return show_value(cell.get(_VALUE, ""), shown)
    if kind == "date":
        return _show_day(cell.get(f"{_OFFICE}date-value", ""), shown)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value", shown)
    return cell.get(f"{_OFFICE}string-value") if shown is None else shown


def _join_text(paragraph: ElementTree.Element) -> str:
    """Return the text of a paragraph; blanks, tabs and line breaks are elements of their own."""
    pieces = [paragraph.text or ""]
    for item in paragraph:
        if item.tag == f"{_TEXT}s":
            pieces.append(" " * min(int(item.get(f"{_TEXT}c", "1")), 1000))
        elif item.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            pieces.append("\n" if item.tag.endswith("break") else "\t")
        elif item.tag in (f"{_TEXT}span", f"{_TEXT}a"):
            pieces.append(_join_text(item))
        pieces.append(item.tail or "")
    return "".join(pieces)


def show_value(value: str, shown: str | None) -> str | None:
    """Return a number with all its digits, and with what is shown around it; None where it shows nothing.

    Parameters
    ----------
    value : str
        The number, as the file has it.
    shown : str or None
        What the cell shows; None where the file does not say.

    Returns
    -------
    str or None

    Examples
    --------
    >>> [show_value(*pair) for pair in (("1.5", "1.50 万人"), ("0.9625", "96%"), ("12", "0012"), ("1500", "1.5千"))]
    ['1.5万人', '96.25%', '0012', '1500 (1.5千)']
    """
    if shown == value and value.isdigit() and value.isascii():
        return value
    number = float(value)
    plain = str(int(number)) if number.is_integer() and abs(number) < 2**53 else value
    if shown is None or shown == plain:
        return plain
    if not shown.strip():
        return None if number == 0 else f"{plain} ({shown})"
    found = _IN_TEXT.search(shown)
    if found is None:
        return "0" if number == 0 and not shown.strip("-–—¥￥$ ") else f"{plain} ({shown})"
    before, digits, behind = shown[: found.start()].strip(), found[0].strip(), shown[found.end() :].strip()
    percent = behind.startswith("%")
    if not _are_same(digits, number * 100 if percent else number) or _IN_TEXT.search(behind):
        return f"{plain} ({shown})"
    if percent:
        plain = f"{number * 100:.12g}"
    elif digits.isdigit() and digits.startswith("0") and len(digits) > 1:
        plain = digits
    return f"{before.removeprefix('+')}{plain}{behind}"


def _are_same(digits: str, number: float) -> bool:
    """Return whether digits are a number, rounded as they are, with a point or a comma for its decimals."""
    bare = digits.translate(_GAPS).rstrip(".,")
    for text in (bare.replace(",", ""), bare.replace(".", "").replace(",", ".")):
        try:
            read = float(text)
        except ValueError:
            continue
        decimals = len(text.partition(".")[2]) if "e" not in text.casefold() else 0
        half = 0.500001 * 10.0**-decimals if "e" not in text.casefold() else 1e-2 * abs(number)
        if math.isclose(read, number, rel_tol=1e-12, abs_tol=half):
            return True
    return False


def _show_day(value: str, shown: str | None) -> str | None:
    """Return a day in as many parts as are shown: a month or a year alone is no day."""
    if not value:
        return shown
    if shown is None:
        return value[:10]
    numbers = [int(number) for number in re.findall(r"\d+", shown)]
    year, month, day = (int(part) for part in value[:10].split("-"))
    if len(numbers) > 2 or numbers in ([month, day], [day, month], [year * 10_000 + month * 100 + day]):
        return value[:10]
    if numbers in ([year, month], [month, year], [year * 100 + month]):
        return value[:7]
    return value[:4] if shown.strip("年 ") == value[:4] else f"{value[:10]} ({shown})"
