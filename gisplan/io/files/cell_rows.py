"""The cells of a sheet on their way from the reading process: one run of bytes, column by column, and no JSON.

A cell of which there are many is kept once, so that a sheet of a million rows takes little more than its pointers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from gisplan.io.files.header_rows import Row, find_firsts, is_blank

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CellRows", "load_cells", "read_columns", "save_cells"]

_BLANK = -1  # in place of the length of a cell that is null
_MOST_KNOWN = 1 << 16


class CellRows(Sequence[Sequence[str | None]]):
    """The rows of a sheet, each made when it is asked for.

    Parameters
    ----------
    cells : (N, M) object
        A text or None for each cell.
    """

    def __init__(self, cells: NDArray[Any]) -> None:
        self.cells = cells

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, place: int) -> list[str | None]: ...
    @overload
    def __getitem__(self, place: slice) -> CellRows: ...
    def __getitem__(self, place: int | slice) -> list[str | None] | CellRows:
        if isinstance(place, slice):
            return CellRows(self.cells[place])
        row: list[str | None] = self.cells[place].tolist()
        return row

    def take(self, places: Sequence[int]) -> CellRows:
        """Return the rows at some places."""
        return CellRows(self.cells[list(places)])


def save_cells(name: str, rows: Sequence[Sequence[str | None]]) -> tuple[int, int]:
    """Save the cells of a sheet in the present folder; return how many rows and columns it has."""
    width = len(rows[0]) if rows else 0
    with open(f"{name}.text.cells", "wb") as texts, open(f"{name}.lengths.cells", "wb") as lengths:  # noqa: PTH123 - a child starts sooner without pathlib
        for column in range(width):
            pieces = [None if (cell := row[column]) is None else cell.encode("utf-8", "replace") for row in rows]
            array("q", [_BLANK if piece is None else len(piece) for piece in pieces]).tofile(lengths)
            texts.write(b"".join(filter(None, pieces)))
    return len(rows), width


def load_cells(workdir: Path, name: str, shape: tuple[int, int]) -> CellRows:
    """Load the cells that `save_cells` has saved."""
    import numpy as np

    count, width = shape
    cells = np.empty((count, width), dtype=object, order="F")
    lengths = np.fromfile(workdir / f"{name}.lengths.cells", dtype=np.int64).reshape(width, count)
    with (workdir / f"{name}.text.cells").open("rb") as stream:
        for column, sizes in enumerate(lengths):
            run = stream.read(int(sizes[sizes > 0].sum()))
            cells[:, column] = list(_cut(run, sizes.tolist()))
    return CellRows(cells)


def read_columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    """Return the columns of a sheet's rows by their names, each name with its first column, blanks as null."""
    import numpy as np

    width = len(names)
    if isinstance(rows, CellRows):
        cells = rows.cells
    else:
        cells = np.array([[*row, *[None] * width][:width] for row in rows], dtype=object).reshape(len(rows), width)
    return {name: _blank_to_none(cells[:, at]) for name, at in find_firsts(names).items()}


def _blank_to_none(values: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    blank = np.array([value is None or is_blank(value) for value in values], dtype=bool)
    if not blank.any():
        return values
    kept = values.copy()
    kept[blank] = None
    return kept


def _cut(run: bytes, sizes: Sequence[int]) -> Iterator[str | None]:
    """Cut the texts of a column, equal ones once."""
    known: dict[bytes, str] = {}
    place = 0
    for size in sizes:
        if size == _BLANK:
            yield None
            continue
        piece = run[place : place + size]
        place += size
        text = known.get(piece)
        if text is None:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            text = known[piece] = piece.decode("utf-8")
        yield text
