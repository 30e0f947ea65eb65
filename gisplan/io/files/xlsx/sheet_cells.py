"""The cells of a sheet as a grid: merged areas show their first cell alone, and blank rows are left out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from gisplan.base.language import N_
from gisplan.io.files.header_rows import Area, Grid, is_blank
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.xlsx.merged_cells import refuse_overlaps

__all__ = ["MAX_CELLS", "SheetCells", "assemble_grid", "find_uncached", "name_cell"]

MAX_CELLS = 5_000_000
_LISTED = 10


@dataclass
class SheetCells:
    """The cells of a sheet that is being read, by row and column from 0.

    Parameters
    ----------
    values : dict
        What each cell shows, by row and then by column.
    uncached : dict
        The names of cells of formulas without a value, by row and column.
    """

    values: dict[int, dict[int, str]] = field(default_factory=dict)
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, row: int, column: int, value: str | None) -> None:
        """Note what a cell shows, if anything."""
        if value and (value[0].isalnum() or not is_blank(value)):
            self.values.setdefault(row, {})[column] = value


def name_cell(row: int, column: int) -> str:
    """Return the name of a cell from its row and column, which count from 0.

    Examples
    --------
    >>> name_cell(2, 1), name_cell(0, 26)
    ('B3', 'AA1')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def assemble_grid(cells: SheetCells, areas: Sequence[Area], sheet: str, *, date1904: bool = False) -> Grid:
    """Make a grid of a sheet's cells, without its blank rows.

    Parameters
    ----------
    cells : SheetCells
        The cells; those below merged ones are removed.
    areas : sequence of Area
        The merged cells.
    sheet : str
        The sheet's name.
    date1904 : bool
        Whether bare numbers count days from 1904.

    Returns
    -------
    Grid

    Raises
    ------
    FileRefused
        It is too large, or merged cells overlap.
    """
    refuse_overlaps(areas, sheet)
    _clear_covered(cells, areas)
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


def _clear_covered(cells: SheetCells, areas: Sequence[Area]) -> None:
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


def find_uncached(
    grid: Grid, names: Sequence[str], expected: Collection[str], skipped: int, left_out: Collection[int] = ()
) -> str:
    """List the cells of a formula without a value, or with an error for one, in columns that are read.

    Parameters
    ----------
    grid : Grid
        The sheet.
    names : sequence of str
        The names of its columns.
    expected : collection of str
        The names of the columns that are read.
    skipped : int
        The rows before the first record.
    left_out : collection of int
        Records, from 0, that are not read.

    Returns
    -------
    str
        Their addresses, such as "C2, C3"; "" without any.
    """
    places = {place for place, name in enumerate(names) if name in expected}
    hits = sorted(
        (row, column)
        for row, column in grid.uncached
        if row >= skipped and row - skipped not in left_out and column in places
    )
    cells = ", ".join(grid.uncached[hit] for hit in hits[:_LISTED])
    return f"{cells} …" if len(hits) > _LISTED else cells
