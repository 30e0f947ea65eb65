"""Excel workbooks (.xlsx): read as grids of text, sheet by sheet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Area, Grid, is_blank
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.cells import CellError, CellReader, SharedParts, element_text, read_formats
from gisplan.io.files.xlsx.merged_cells import refuse_overlaps
from gisplan.io.files.xlsx.number_formats import NumberFormat
from gisplan.io.files.xlsx.package import Package, find_namespace, open_package

__all__ = ["WorkbookSheets", "read_workbook", "read_workbook_sheets"]

MAX_CELLS = 5_000_000
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


@dataclass
class _Cells:
    """The cells of a sheet that is being read, by row and column from 0."""

    values: dict[int, dict[int, str]] = field(default_factory=dict)
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)


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
    shown = [item for item in workbook.sheets if item.shown]
    chosen = [item for item in shown if sheet in (None, item.name)]
    hidden = [item.name for item in workbook.sheets if not item.shown]
    if sheet in hidden:
        raise FileRefused("sheets-hidden", has=str(sheet))
    if sheet is not None and not chosen:
        raise FileRefused("layer-not-in-file", value=sheet, has=", ".join(item.name for item in shown))
    grids = {item.name: _read_sheet(workbook, item) for item in chosen}
    filled = [(name, grid) for name, grid in grids.items() if _holds_anything(grid)]
    if len(filled) > 1:
        raise FileRefused("layers-several", has=", ".join(name for name, _ in filled))
    if not filled and hidden:
        raise FileRefused("sheets-hidden", has=", ".join(hidden))
    return filled[0][1] if filled else Grid([])


def read_workbook_sheets(data: bytes) -> WorkbookSheets:
    """Read the cells of every sheet; see `read_workbook`."""
    workbook = _open_workbook(data)
    grids = {item.name: _read_sheet(workbook, item) for item in workbook.sheets if item.shown}
    filled = {name: grid for name, grid in grids.items() if _holds_anything(grid)}
    hidden = tuple(item.name for item in workbook.sheets if not item.shown)
    return WorkbookSheets(filled, hidden, _read_properties(workbook.package))


def _holds_anything(grid: Grid) -> bool:
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
    refuse_overlaps(areas, sheet.name)
    _clear_covered(cells, areas)
    return _assemble_grid(cells, areas, date1904=workbook.shared.date1904)


def _read_cells(root: ElementTree.Element, reader: CellReader) -> _Cells:
    """Read the cells of a sheet; one that is there twice, or refers to nothing, is damage."""
    found = _Cells()
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
            if column in values or (row, column) in found.uncached:
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


def _clear_covered(cells: _Cells, areas: Sequence[Area]) -> None:
    """Remove what a file still holds below merged cells, which show their first cell alone."""
    rows = sorted({*cells.values, *(row for row, _column in cells.uncached)})
    uncached = sorted(cells.uncached)
    for top, left, bottom, right in areas:
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            values = cells.values.get(row, {})
            for column in [column for column in values if left <= column <= right and (row, column) != (top, left)]:
                del values[column]
            if not values:
                cells.values.pop(row, None)
        for row, column in uncached[bisect_left(uncached, (top, left)) : bisect_right(uncached, (bottom, right))]:
            if left <= column <= right and (row, column) != (top, left):
                cells.uncached.pop((row, column), None)


def _assemble_grid(cells: _Cells, areas: Sequence[Area], *, date1904: bool) -> Grid:
    """Leave out the blank rows, and number the others anew in what refers to them."""
    width = max((max(row) for row in cells.values.values()), default=-1) + 1
    if width * len(cells.values) > MAX_CELLS:
        raise FileRefused("workbook-refused", reason=N_("its sheet is too large for a county"))
    kept = sorted({*cells.values, *(row for row, _ in cells.uncached)})
    blank: dict[int, str] = {}
    merged = ((bisect_left(kept, a), b, bisect_right(kept, c) - 1, d) for a, b, c, d in areas if b < width)
    return Grid(
        rows=[list(map(cells.values.get(row, blank).get, range(width))) for row in kept],
        merged=tuple(area for area in merged if area[0] <= area[2]),
        uncached={(bisect_left(kept, row), column): cell for (row, column), cell in cells.uncached.items()},
        row_numbers=tuple(row + 1 for row in kept),
        date1904=date1904,
    )
