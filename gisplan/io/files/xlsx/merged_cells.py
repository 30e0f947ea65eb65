"""Merged cells of a sheet: what they show holds for every row and column that they cover."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.io.files.header_rows import Area, Grid, name_column
from gisplan.io.files.open_file import FileRefused

__all__ = ["Merged", "fill_merged", "refuse_overlaps"]


@dataclass(frozen=True)
class Merged:
    """Columns in which every merged cell has its area's value.

    `areas` has for each column the number of the merged area of each record, from 1; 0 is none.
    """

    columns: Mapping[str, NDArray[Any]]
    areas: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True)
class _Span:
    """A merged area below the header: its records from 0, its columns (the last one excluded), and its value."""

    records: slice
    fields: slice
    value: str | None


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
    if not grid.merged or not columns:
        return Merged(columns, {})
    chosen = set(columns) if names is None else set(names) & set(columns)
    filled = {name: values.copy() if name in chosen else values for name, values in columns.items()}
    count = len(next(iter(columns.values())))
    areas = {name: np.zeros(count, dtype=np.int64) for name in chosen}
    for number, span in enumerate(_list_spans(grid, skipped, count, across=across), 1):
        for name in chosen.intersection(fields[span.fields]):
            filled[name][span.records] = span.value
            areas[name][span.records] = number
    return Merged(filled, areas)


def refuse_overlaps(areas: Sequence[Area], sheet: str) -> None:
    """Refuse merged areas of which two share a cell: which of the two values holds there is not clear.

    Parameters
    ----------
    areas : sequence of Area
        The merged areas of a sheet.
    sheet : str
        The sheet's name.

    Raises
    ------
    FileRefused
        Two areas overlap.
    """
    columns: list[tuple[int, int]] = []  # of the areas that the current row crosses, which lie side by side
    ends: list[tuple[int, tuple[int, int]]] = []
    for top, left, bottom, right in sorted(set(areas)):
        while ends and ends[0][0] < top:
            columns.remove(heappop(ends)[1])
        place = bisect_left(columns, (left, right))
        if any(first <= right and left <= last for first, last in columns[max(place - 1, 0) : place + 1]):
            value = f"{name_column(left)}{top + 1}:{name_column(right)}{bottom + 1}"
            raise FileRefused("merged-overlap", value=value, has=sheet)
        columns.insert(place, (left, right))
        heappush(ends, (bottom, (left, right)))


def _list_spans(grid: Grid, skipped: int, count: int, *, across: bool) -> Iterator[_Span]:
    """List the merged areas below the header."""
    for top, left, bottom, right in grid.merged:
        first, last = top - skipped, min(bottom - skipped, count - 1)
        if 0 <= first <= last:
            rows = grid.rows[top : last + skipped + 1]
            wide = across and any(cell for row in rows for cell in (*row[:left], *row[right + 1 :]))
            fields = slice(left, right + 1 if wide else left + 1)
            yield _Span(slice(first, last + 1), fields, grid.rows[top][left])
