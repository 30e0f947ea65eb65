"""Merged cells of a sheet: what they show holds for every row and column that they cover."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.io.files.header_rows import Area, Grid

__all__ = ["Merged", "fill_merged"]


@dataclass(frozen=True)
class Merged:
    """Columns in which every merged cell has its area's value.

    `areas` has for each column with such cells the number of the area of each record, from 1; 0 is none.
    """

    columns: Mapping[str, NDArray[Any]]
    areas: Mapping[str, NDArray[np.int64]]


def fill_merged(
    grid: Grid,
    fields: Sequence[str],
    columns: Mapping[str, NDArray[Any]],
    skipped: int,
    *,
    names: Collection[str] | None = None,
    across: bool = True,
) -> Merged:
    """Give every merged cell below the header the value of its area.

    Parameters
    ----------
    grid : Grid
        The sheet.
    fields : sequence of str
        The names of its columns.
    columns : mapping
        Its records, by column.
    skipped : int
        The rows before the first record.
    names : collection of str, optional
        The columns that are filled; all where none are given.
    across : bool
        Whether areas hold for all of their columns, or for their first one alone. A line that is merged as a whole,
        such as a heading or a note, never holds for others.

    Returns
    -------
    Merged
    """
    filled = dict(columns)
    areas: dict[str, NDArray[np.int64]] = {}
    count = len(next(iter(columns.values()), ()))
    for number, (first, last, left, right) in enumerate(_list_areas(grid, skipped, count), 1):
        wide = across and _stands_among_others(grid, skipped, (first, left, last, right))
        value = grid.rows[skipped + first][left]
        for name in fields[left : right + 1] if wide else fields[left : left + 1]:
            if not name or (names is not None and name not in names):
                continue
            if filled[name] is columns[name]:
                filled[name] = columns[name].copy()
                areas[name] = np.zeros(count, dtype=np.int64)
            filled[name][first : last + 1] = value
            areas[name][first : last + 1] = number
    return Merged(filled, areas)


def _list_areas(grid: Grid, skipped: int, count: int) -> Iterator[tuple[int, int, int, int]]:
    """Give the merged areas below the header: first and last record from 0, first and last column."""
    for top, left, bottom, right in grid.merged:
        first, last = top - skipped, min(bottom - skipped, count - 1)
        if 0 <= first <= last:
            yield first, last, left, right


def _stands_among_others(grid: Grid, skipped: int, area: Area) -> bool:
    """Return whether the rows of an area have other cells with a value."""
    first, left, last, right = area
    rows = grid.rows[skipped + first : skipped + last + 1]
    return any(cell for row in rows for at, cell in enumerate(row) if not left <= at <= right)
