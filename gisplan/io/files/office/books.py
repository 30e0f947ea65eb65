"""Workbooks of .xls, .xlsb and .ods as grids of what their cells show.

calamine reads the texts of the first two. It gives numbers without their formats, and nothing for an error: numbers,
formats, errors and merged cells are read from the file's records, and a number that is not among them is refused.
"""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Grid
from gisplan.io.files.office.binary_parts import read_binary_tables
from gisplan.io.files.office.cell_table import BookTables, CellTable
from gisplan.io.files.office.old_records import read_old_tables
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.cells import show_number, show_text
from gisplan.io.files.xlsx.number_formats import NumberFormat
from gisplan.io.files.xlsx.sheet_cells import MAX_CELLS, SheetCells, assemble_grid, name_cell
from gisplan.io.files.xlsx_reader import WorkbookSheets, choose_grid, holds_anything

__all__ = ["read_office_book", "read_office_sheet"]

_SHOWN, _LISTED = 80, 10


def read_office_sheet(data: bytes, ending: str, sheet: str | None) -> Grid:
    """Read the cells of a sheet.

    Parameters
    ----------
    data : bytes
        The workbook.
    ending : str
        The ending of its name: `.xls`, `.xlsb` or `.ods`.
    sheet : str or None
        The sheet's name; None where it has one sheet with anything in it.

    Returns
    -------
    Grid

    Raises
    ------
    FileRefused
        It is damaged, has a password, is packed like a bomb, or has several sheets, or hidden ones alone.
    """
    grids, hidden = _read_grids(data, ending)
    return choose_grid(grids, grids.__getitem__, sheet, hidden)


def read_office_book(data: bytes, ending: str) -> WorkbookSheets:
    """Read the cells of every sheet; see `read_office_sheet`."""
    grids, hidden = _read_grids(data, ending)
    return WorkbookSheets({name: grid for name, grid in grids.items() if holds_anything(grid)}, hidden, {})


def _read_grids(data: bytes, ending: str) -> tuple[dict[str, Grid], tuple[str, ...]]:
    """Read the visible sheets of a workbook, and the names of the hidden ones."""
    if ending == ".ods":
        from gisplan.io.files.office.open_document import read_open_document

        return read_open_document(data)
    tables = read_old_tables(data) if ending == ".xls" else read_binary_tables(data)
    for table in tables.sheets:
        _refuse_large(table)
    texts = _read_texts(data, tables)
    formats = tables.formats.parse()
    grids = {
        table.name: _join(table, texts[table.name], formats, date1904=tables.date1904)
        for table in tables.sheets
        if table.shown and table.name in texts
    }
    return grids, tuple(table.name for table in tables.sheets if not table.shown)


def _refuse_large(table: CellTable) -> None:
    """Refuse a sheet of which calamine would make far more cells than a county has."""
    cells = [*table.numbers, *table.texts, *table.errors]
    size = (max((row for row, _ in cells), default=0) + 1) * (max((column for _, column in cells), default=0) + 1)
    if size > MAX_CELLS:
        raise FileRefused("workbook-refused", reason=N_("its sheet is too large for a county"))


def _read_texts(data: bytes, tables: BookTables) -> dict[str, list[list[Any]]]:
    """Read the values of all visible sheets of cells by calamine, row by row from the first."""
    import python_calamine as calamine

    shown = {table.name for table in tables.sheets if table.shown}
    try:
        with calamine.CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            names = [
                item.name
                for item in book.sheets_metadata
                if item.name in shown and item.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except OverflowError as error:
        raise FileRefused("workbook-time-huge", value=_list_long_times(tables)) from error
    except calamine.PasswordError as error:
        raise FileRefused("workbook-closed") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise FileRefused("workbook-damaged", value="calamine", reason=str(error)[:_SHOWN]) from error


def _list_long_times(tables: BookTables) -> str:
    """List the cells with a number of days that calamine cannot count, with their sheets."""
    formats = tables.formats.parse()
    cells = [
        f"{table.name}!{name_cell(*cell)}"
        for table in tables.sheets
        for cell, (number, style) in sorted(table.numbers.items())
        if table.shown and abs(number) > timedelta.max.days and style < len(formats) and formats[style] is not None
    ]
    return ", ".join(cells[:_LISTED]) + (" …" if len(cells) > _LISTED else "")


def _join(table: CellTable, rows: list[list[Any]], formats: list[NumberFormat | None], *, date1904: bool) -> Grid:
    """Join what calamine has read with the numbers, formats and errors of a sheet."""
    cells = SheetCells(uncached={cell: name_cell(*cell) for cell in table.errors})
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            cell = row, column
            if isinstance(value, bool):
                cells.add(row, column, "true" if value else "false")
            elif isinstance(value, str) and value and cell not in table.numbers:
                shown = _find_format(formats, table.texts.get(cell, 0), cell)
                cells.add(row, column, show_text(value, shown) if shown is not None else value)
            elif not isinstance(value, str) and cell not in table.numbers:
                raise FileRefused("workbook-damaged", value=name_cell(*cell), reason=N_("its format is missing"))
    for cell, (number, style) in table.numbers.items():
        text = show_number(repr(number).removesuffix(".0"), _find_format(formats, style, cell), date1904=date1904)
        cells.add(*cell, text)
    return assemble_grid(cells, table.merged, table.name, date1904=date1904)


def _find_format(formats: list[NumberFormat | None], style: int, cell: tuple[int, int]) -> NumberFormat | None:
    if style >= len(formats):
        raise FileRefused("workbook-damaged", value=name_cell(*cell), reason=N_("its format is missing"))
    return formats[style]
