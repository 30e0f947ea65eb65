"""The cells of a sheet on their way from the reading process: one run of bytes, column by column, and no JSON.

They stay bytes until they are asked for: as texts, the cells of a million rows take hundreds of megabytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from gisplan.io.files.handover.arrays import LoadedArrays, SavedArrays
from gisplan.io.files.header_rows import Grid, Row, find_firsts, is_blank, is_total

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CellRows", "load_cells", "read_columns", "release_cells", "save_cells"]

_NULL = -1  # in place of the length of a cell that is null
_MOST_KNOWN = _BLOCK = 1 << 16
_COUNTS = ("row_numbers", "field_counts")
"""What a grid has for each row beside its cells."""


class CellRows(Sequence[Sequence[str | None]]):
    """The rows of a sheet, each made when it is asked for.

    Parameters
    ----------
    run : bytes
        All texts, in UTF-8.
    starts, sizes : (M, N) int
        Where the text of each cell begins and how long it is, column by column; -1 is null.
    """

    def __init__(self, run: bytes, starts: NDArray[Any], sizes: NDArray[Any]) -> None:
        self._run, self._starts, self._sizes = run, starts, sizes

    def __len__(self) -> int:
        return int(self._sizes.shape[1])

    @overload
    def __getitem__(self, place: int) -> list[str | None]: ...
    @overload
    def __getitem__(self, place: slice) -> CellRows: ...
    def __getitem__(self, place: int | slice) -> list[str | None] | CellRows:
        if isinstance(place, slice):
            return CellRows(self._run, self._starts[:, place], self._sizes[:, place])
        places = zip(self._starts[:, place].tolist(), self._sizes[:, place].tolist(), strict=True)
        return [None if size == _NULL else self._run[start : start + size].decode("utf-8") for start, size in places]

    @property
    def width(self) -> int:
        """The number of columns."""
        return int(self._sizes.shape[0])

    def take(self, places: Sequence[int] | NDArray[Any]) -> CellRows:
        """Return the rows at some places."""
        return CellRows(self._run, self._starts[:, places], self._sizes[:, places])

    def find_filled(self) -> NDArray[Any]:
        """Return the places of the rows that hold any text."""
        import numpy as np

        return np.flatnonzero(np.any(self._sizes > 0, axis=0))

    def find_totals(self) -> dict[int, str]:
        """Find the rows that begin with a word for a total, as `header_rows.find_totals` does."""
        import numpy as np

        letters = np.frombuffer(self._run, dtype=np.uint8)
        ahead = np.ones(len(self), dtype=bool)
        totals: dict[int, str] = {}
        for starts, sizes in zip(self._starts, self._sizes, strict=True):
            first = np.flatnonzero(ahead & (sizes > 0))
            if not len(first):
                continue
            ahead[first] = False
            letter = letters[starts[first]]
            words = first[(letter < ord("0")) | (letter > ord("9"))]  # no word for a total begins with a digit
            texts = _cut(self._run, starts[words], sizes[words])
            totals.update((place, text) for place, text in zip(words.tolist(), texts, strict=True) if is_total(text))
        return totals

    def read_column(self, at: int) -> NDArray[Any]:
        """Return the texts of a column, blank ones as null, and equal ones once."""
        import numpy as np

        texts = np.full(len(self), None, dtype=object)
        filled = np.flatnonzero(self._sizes[at] > 0)
        for begin in range(0, len(filled), _BLOCK):
            block = filled[begin : begin + _BLOCK]
            cut = _cut(self._run, self._starts[at, block], self._sizes[at, block])
            texts[block] = [text if text[0].isalnum() or not is_blank(text) else None for text in cut]
        return texts


class _Columns(Mapping[str, "NDArray[Any]"]):
    """The columns of a sheet by their names, each read when it is asked for."""

    def __init__(self, rows: CellRows, places: Mapping[str, int]) -> None:
        self._rows: CellRows | None = rows
        self._places = places

    def __getitem__(self, name: str) -> NDArray[Any]:
        if self._rows is None:
            raise RuntimeError(f"the cells of {name} have been released")
        return self._rows.read_column(self._places[name])

    def release(self) -> None:
        """Forget the cells; no column can be read any more."""
        self._rows = None

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def release_cells(columns: Mapping[str, NDArray[Any]]) -> None:
    """Forget the cells of a sheet whose columns have been read; what is no such sheet is left as it is."""
    if isinstance(columns, _Columns):
        columns.release()


def save_cells(arrays: SavedArrays, grid: Grid) -> tuple[int, int]:
    """Save the cells of a sheet, and what counts its rows; return how many rows and columns."""
    rows = grid.rows
    width = len(rows[0]) if rows else 0
    for counts in _COUNTS:
        arrays.add_bytes(counts, [array("i", getattr(grid, counts))])
    lengths = array("q")
    arrays.add_bytes("text", _join_columns(rows, width, lengths))
    arrays.add_bytes("lengths", [lengths], kind="=i8")
    return len(rows), width


def _join_columns(rows: Sequence[Sequence[str | None]], width: int, lengths: array[int]) -> Iterator[bytes]:
    """Yield the texts of each column, and note how long they are."""
    for column in range(width):
        pieces = [None if (cell := row[column]) is None else cell.encode("utf-8", "replace") for row in rows]
        lengths.extend([_NULL if piece is None else len(piece) for piece in pieces])
        yield b"".join(filter(None, pieces))


def load_cells(arrays: LoadedArrays, shape: tuple[int, int], grid: Grid) -> Grid:
    """Load what `save_cells` has saved into a grid that has the rest."""
    import numpy as np

    count, width = shape
    run = arrays.read("text")
    lengths = arrays.load("lengths")
    kind = np.int32 if len(run) < 1 << 31 else np.int64
    ends = np.cumsum(np.maximum(lengths, 0)).astype(kind)
    sizes = lengths.astype(kind)
    starts = ends - np.maximum(sizes, 0)
    rows = CellRows(run, starts.reshape(width, count), sizes.reshape(width, count))
    numbers, fields = (array("i", arrays.read(counts)) for counts in _COUNTS)
    return replace(grid, rows=rows, row_numbers=numbers, field_counts=fields)


def read_columns(names: Sequence[str], rows: Sequence[Row]) -> Mapping[str, NDArray[Any]]:
    """Return the columns of a sheet's rows by their names, each name with its first column, blanks as null."""
    import numpy as np

    places, width = find_firsts(names), len(names)
    if isinstance(rows, CellRows):
        return _Columns(rows, places)
    cells = np.array([[*row, *[None] * width][:width] for row in rows], dtype=object).reshape(len(rows), width)
    return {name: _blank_to_none(cells[:, at]) for name, at in places.items()}


def _blank_to_none(values: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    blank = np.array([value is None or is_blank(value) for value in values], dtype=bool)
    if not blank.any():
        return values
    kept = values.copy()
    kept[blank] = None
    return kept


def _cut(run: bytes, starts: NDArray[Any], sizes: NDArray[Any]) -> Iterator[str]:
    """Cut texts out of a run, equal ones once."""
    known: dict[bytes, str] = {}
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        piece = run[start : start + size]
        text = known.get(piece)
        if text is None:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            text = known[piece] = piece.decode("utf-8")
        yield text
