"""Excel workbooks (.xlsx): checked as archives, and read as grids of text, sheet by sheet."""

from __future__ import annotations

import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Grid
from gisplan.io.files.xlsx_cells import (
    MAIN,
    SharedParts,
    element_text,
    parse_area,
    parse_reference,
    read_cell,
    read_formats,
)

__all__ = ["WorkbookError", "WorkbookSheets", "read_workbook", "read_workbook_sheets"]

MAX_ENTRIES = 1000
MAX_RATIO = 100
MAX_BYTES = 256 << 20
MAX_CELLS = 5_000_000
RATIO_FROM_BYTES = 1 << 20
_PROPERTIES = "docProps/custom.xml"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ElementTree.ParseError, KeyError)
_LATER_EPOCH = 1904


class WorkbookError(Exception):
    """A workbook that cannot be read: the kind of fault and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class WorkbookSheets:
    """The visible sheets that hold anything, the names of hidden ones, and the properties that a user gave."""

    grids: Mapping[str, Grid]
    hidden: tuple[str, ...]
    properties: Mapping[str, str]


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


def read_workbook_sheets(data: bytes) -> WorkbookSheets:
    """Read the cells of every sheet; see `read_workbook`."""
    grids, _names = _read_grids(data, None)
    filled = {name: grid for name, grid in grids.items() if any(any(row) for row in grid.rows)}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        listed = _parse(archive, "xl/workbook.xml").iter(f"{MAIN}sheet")
        hidden = tuple(str(sheet.get("name")) for sheet in listed if not _is_shown(sheet))
        return WorkbookSheets(filled, hidden, _read_properties(archive))


def _read_properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """Read the properties that a user or a program gave the workbook, as texts."""
    if _PROPERTIES not in archive.namelist():
        return {}
    try:
        found = _parse(archive, _PROPERTIES)
    except _DAMAGE:
        return {}
    return {str(item.get("name")): "".join(item.itertext()) for item in found}


def _read_grids(data: bytes, sheet: str | None) -> tuple[dict[str, Grid], list[str]]:
    """Read the visible sheets, or one of them; the names are those of all."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_archive(archive)
            root = _parse(archive, "xl/workbook.xml")
            shared, listed = _read_shared(archive, root), _list_sheets(archive, root)
            chosen = [(name, path) for name, path in listed if sheet in (None, name)]
            return {name: _read_sheet(archive, path, shared) for name, path in chosen}, [name for name, _ in listed]
    except _DAMAGE as error:
        raise WorkbookError("truncated", reason=str(error) or N_("the archive is damaged")) from error


def _is_shown(sheet: ElementTree.Element) -> bool:
    return sheet.get("state", "visible") == "visible"


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that unpacks to much more than its size."""
    entries = archive.infolist()
    large = sum(entry.file_size for entry in entries) > MAX_BYTES or len(entries) > MAX_ENTRIES
    if large or any(
        entry.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * max(entry.compress_size, 1)) for entry in entries
    ):
        raise WorkbookError("workbook-refused", reason=N_("its unpacked size is far too large"))


def _parse(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    content = archive.read(path)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise WorkbookError("workbook-refused", reason=N_("it declares entities"))
    return ElementTree.fromstring(content)


def _list_sheets(archive: zipfile.ZipFile, root: ElementTree.Element) -> list[tuple[str, str]]:
    """List the visible sheets, each with its part of the archive."""
    links = {link.get("Id"): str(link.get("Target")) for link in _parse(archive, "xl/_rels/workbook.xml.rels")}
    sheets = [sheet for sheet in root.iter(f"{MAIN}sheet") if _is_shown(sheet)]
    targets = [links[sheet.get(_LINK)] for sheet in sheets]
    paths = [target.removeprefix("/") if target.startswith("/") else f"xl/{target}" for target in targets]
    names = set(archive.namelist())
    return [(str(sheet.get("name")), path) for sheet, path in zip(sheets, paths, strict=True) if path in names]


def _read_shared(archive: zipfile.ZipFile, root: ElementTree.Element) -> SharedParts:
    names = set(archive.namelist())
    texts: list[str] = []
    if "xl/sharedStrings.xml" in names:
        texts = [element_text(item) for item in _parse(archive, "xl/sharedStrings.xml").iter(f"{MAIN}si")]
    formats = read_formats(_parse(archive, "xl/styles.xml")) if "xl/styles.xml" in names else []
    settings = root.find(f"{MAIN}workbookPr")
    date1904 = settings is not None and settings.get("date1904") in ("1", "true")
    return SharedParts(texts, formats, date(_LATER_EPOCH, 1, 1) if date1904 else date(1899, 12, 30))


def _read_sheet(archive: zipfile.ZipFile, path: str, shared: SharedParts) -> Grid:
    """Read a sheet as a grid without its blank rows."""
    root = _parse(archive, path)
    cells: dict[int, dict[int, str]] = {}
    uncached: dict[tuple[int, int], str] = {}
    for (row, column), cell in _locate_cells(root):
        value = read_cell(cell, shared)
        if value is not None and value.strip():
            cells.setdefault(row, {})[column] = value
        elif value is None and (cell.find(f"{MAIN}f") is not None or cell.get("t") == "e"):
            uncached[row, column] = str(cell.get("r"))
    areas = [parse_area(str(area.get("ref"))) for area in root.iter(f"{MAIN}mergeCell")]
    return _assemble_grid(cells, uncached, areas, date1904=shared.epoch.year == _LATER_EPOCH)


def _assemble_grid(
    cells: Mapping[int, Mapping[int, str]],
    uncached: Mapping[tuple[int, int], str],
    areas: Sequence[tuple[int, int, int, int]],
    *,
    date1904: bool,
) -> Grid:
    """Leave out the blank rows, and number the others anew in what refers to them."""
    width = max((max(row) for row in cells.values()), default=-1) + 1
    if width * len(cells) > MAX_CELLS:
        raise WorkbookError("workbook-refused", reason=N_("its sheet is too large for a county"))
    kept = sorted({*cells, *(row for row, _ in uncached)})
    return Grid(
        rows=[[cells.get(row, {}).get(column) for column in range(width)] for row in kept],
        merged=tuple((bisect_left(kept, a), b, bisect_right(kept, c) - 1, d) for a, b, c, d in areas),
        uncached={(bisect_left(kept, row), column): cell for (row, column), cell in uncached.items()},
        row_numbers=tuple(row + 1 for row in kept),
        date1904=date1904,
    )


def _locate_cells(root: ElementTree.Element) -> Iterator[tuple[tuple[int, int], ElementTree.Element]]:
    """Give each cell with its row and column, from 0."""
    row = -1
    for line in root.iter(f"{MAIN}row"):
        row = int(line.get("r", row + 2)) - 1
        column = -1
        for cell in line.iter(f"{MAIN}c"):
            column = parse_reference(str(cell.get("r")))[1] if cell.get("r") else column + 1
            yield (row, column), cell
