"""Excel workbooks (.xlsx): read as grids of text, sheet by sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Area, Grid, is_blank
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.cells import CellError, CellReader, SharedParts, element_text, read_formats
from gisplan.io.files.xlsx.number_formats import NumberFormat
from gisplan.io.files.xlsx.package import Package, find_namespace, open_package
from gisplan.io.files.xlsx.sheet_cells import SheetCells, assemble_grid

__all__ = ["WorkbookSheets", "choose_grid", "holds_anything", "read_workbook", "read_workbook_sheets"]

_MOST_ROWS = 1 << 20
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_DIGITS = "$0123456789"


@dataclass(frozen=True)
class WorkbookSheets:
    """The visible sheets that hold anything, the names of hidden ones, and the properties that a user gave."""

    grids: Mapping[str, Grid]
    hidden: tuple[str, ...]
    properties: Mapping[str, str]


@dataclass(frozen=True)
class _Sheet:
    """A sheet of cells: its name, its part, and whether it is visible."""

    name: str
    part: str
    shown: bool


@dataclass(frozen=True)
class _Workbook:
    package: Package
    sheets: tuple[_Sheet, ...]
    shared: SharedParts


def read_workbook(data: bytes, sheet: str | None) -> Grid:
    """Read the cells of a sheet.

    Parameters
    ----------
    data : bytes
        The workbook.
    sheet : str or None
        The sheet's name; None where it has one sheet with anything in it.

    Returns
    -------
    Grid

    Raises
    ------
    FileRefused
        It is damaged, packed like a bomb, or has several sheets, or hidden ones alone.
    """
    workbook = _open_workbook(data)
    shown = {item.name: item for item in workbook.sheets if item.shown}
    hidden = [item.name for item in workbook.sheets if not item.shown]
    return choose_grid(shown, lambda name: _read_sheet(workbook, shown[name]), sheet, hidden)


def choose_grid(
    names: Collection[str], read: Callable[[str], Grid], sheet: str | None, hidden: Collection[str]
) -> Grid:
    """Read the sheet of a name, or the only one of several that holds anything.

    Parameters
    ----------
    names : collection of str
        The visible sheets.
    read : callable
        Reads the sheet of a name.
    sheet : str or None
        The name that is asked for.
    hidden : collection of str
        The hidden sheets.

    Returns
    -------
    Grid
        Without rows where no sheet holds anything.

    Raises
    ------
    FileRefused
        There is no such sheet, several hold something, or hidden ones alone may.
    """
    if sheet in hidden:
        raise FileRefused("sheets-hidden", has=str(sheet))
    if sheet is not None and sheet not in names:
        raise FileRefused("layer-not-in-file", value=sheet, has=", ".join(names))
    grids = {name: read(name) for name in names if sheet in (None, name)}
    filled = {name: grid for name, grid in grids.items() if holds_anything(grid)}
    if len(filled) > 1:
        raise FileRefused("layers-several", has=", ".join(filled))
    if not filled and hidden:
        raise FileRefused("sheets-hidden", has=", ".join(hidden))
    return next(iter(filled.values()), Grid([]))


def read_workbook_sheets(data: bytes) -> WorkbookSheets:
    """Read the cells of every sheet; see `read_workbook`."""
    workbook = _open_workbook(data)
    grids = {item.name: _read_sheet(workbook, item) for item in workbook.sheets if item.shown}
    filled = {name: grid for name, grid in grids.items() if holds_anything(grid)}
    hidden = tuple(item.name for item in workbook.sheets if not item.shown)
    return WorkbookSheets(filled, hidden, _read_properties(workbook.package))


def holds_anything(grid: Grid) -> bool:
    """Return whether any cell of a grid shows something."""
    return any(any(row) for row in grid.rows)


def _open_workbook(data: bytes) -> _Workbook:
    """Open a workbook: its sheets, and what they share."""
    package = open_package(data)
    main = package.find_workbook()
    root = package.parse(main)
    space = find_namespace(root)
    if root.tag != f"{space}workbook":
        raise FileRefused("content-mismatch", reason=main, expected="Excel")
    settings = root.find(f"{space}workbookPr")
    date1904 = settings is not None and settings.get("date1904", "").strip().casefold() in ("1", "true", "on")
    texts, formats = _read_texts(package, main), _read_formats(package, main)
    return _Workbook(package, _list_sheets(package, main, root), SharedParts(texts, formats, date1904))


def _list_sheets(package: Package, main: str, root: ElementTree.Element) -> tuple[_Sheet, ...]:
    """List the sheets of cells; charts and dialogues are none."""
    space, targets = find_namespace(root), {link.id: link for link in package.list_relations(main)}
    sheets: list[_Sheet] = []
    for item in root.iter(f"{space}sheet"):
        name = str(item.get("name"))
        link = next((value for key, value in item.attrib.items() if key.endswith("}id")), None)
        if link not in targets:
            raise FileRefused("workbook-damaged", value=name, reason=N_("this sheet is missing"))
        if name.casefold() in {sheet.name.casefold() for sheet in sheets}:
            raise FileRefused("workbook-damaged", value=name, reason=N_("this sheet is there more than once"))
        if targets[link].kind == "worksheet":
            sheets.append(_Sheet(name, targets[link].target, item.get("state", "visible") == "visible"))
    return tuple(sheets)


def _read_texts(package: Package, main: str) -> list[str]:
    part = package.find_related(main, "sharedstrings", ("sharedstrings+xml",))
    if part is None:
        return []
    root = package.parse(part)
    space = find_namespace(root)
    return [element_text(item, space) for item in root.iter(f"{space}si")]


def _read_formats(package: Package, main: str) -> list[NumberFormat | None]:
    part = package.find_related(main, "styles", ("spreadsheetml.styles+xml",))
    if part is None:
        return []
    root = package.parse(part)
    try:
        return read_formats(root, find_namespace(root))
    except ValueError as error:
        raise FileRefused("workbook-damaged", value=part, reason=str(error)) from error


def _read_properties(package: Package) -> dict[str, str]:
    """Read the properties that a user or a program gave the workbook, as texts."""
    try:
        part = package.find_related("", "customproperties", ("custom-properties+xml",))
        found = package.parse(part) if part is not None else ()
    except FileRefused:
        return {}
    return {str(item.get("name")): "".join(item.itertext()) for item in found}


def _read_sheet(workbook: _Workbook, sheet: _Sheet) -> Grid:
    """Read a sheet as a grid without its blank rows."""
    root = workbook.package.parse(sheet.part)
    space = find_namespace(root)
    if root.tag != f"{space}worksheet":
        raise FileRefused("workbook-damaged", value=sheet.name, reason=N_("this sheet has no cells"))
    cells = _read_cells(root, CellReader(workbook.shared, space))
    areas = [_parse_area(str(area.get("ref"))) for area in root.iterfind(f"{space}mergeCells/{space}mergeCell")]
    return assemble_grid(cells, areas, sheet.name, date1904=workbook.shared.date1904)


def _read_cells(root: ElementTree.Element, reader: CellReader) -> SheetCells:
    """Read the cells of a sheet; one that is there twice, or refers to nothing, is damage."""
    found = SheetCells()
    columns: dict[str, int] = {}
    row = -1
    for line in root.iterfind(f"{reader.namespace}sheetData/{reader.namespace}row"):
        row = _parse_number(line.get("r"), row)
        column, values = -1, found.values.get(row, {})
        for cell in line.iterfind(f"{reader.namespace}c"):
            reference = cell.get("r")
            letters = reference.rstrip(_DIGITS) if reference else ""
            if letters not in columns and reference:
                columns[letters] = _parse_reference(reference)[1]
            column = columns[letters] if reference else column + 1
            try:
                value, uncached = reader.read(cell)
            except CellError as error:
                raise _damage(reference, row, str(error)) from error
            if column in values or (found.uncached and (row, column) in found.uncached):
                raise _damage(reference, row, N_("this cell is there more than once"))
            if uncached:
                found.uncached[row, column] = reference or f"{row + 1}"
            elif value and (value[0].isalnum() or not is_blank(value)):
                values[column] = value
        if values:
            found.values[row] = values
    return found


def _damage(reference: str | None, row: int, reason: str) -> FileRefused:
    return FileRefused("workbook-damaged", value=reference or str(row + 1), reason=reason)


def _parse_number(text: str | None, last: int) -> int:
    """Return the number of a row, from 0; without one it follows the last."""
    if text is None:
        return last + 1
    if not (text.isdecimal() and 0 < int(text) <= _MOST_ROWS):
        raise FileRefused("workbook-damaged", value=text[:10], reason=N_("there is no such row"))
    return int(text) - 1


def _parse_reference(reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell such as B3."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise FileRefused("workbook-damaged", value=reference[:10], reason=N_("there is no such cell"))
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _parse_area(reference: str) -> Area:
    """Return first row, first column, last row and last column, from 0, of an area such as B3:C5."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _parse_reference(first), _parse_reference(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
