"""A grid over the straight pieces of lines, to find those that may be near each other without a tree.

A piece is named by the vertex that it starts from. Every cell that a piece passes through holds
it; a cell and a piece are packed into one integer, so that one sort makes the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, ragged_arange
from gisplan.network.lines import Lines

__all__ = [
    "PieceGrid",
    "make_grid",
]

_PIECE_BITS = 28
_PIECE = (1 << _PIECE_BITS) - 1
_CELLS = 1 << (62 - _PIECE_BITS)
_CHUNK = 1 << 19
_PAD = 1e-7  # of a cell: covers the rounding of where a long piece is cut


@dataclass(frozen=True)
class PieceGrid:
    """`keys`: cell and piece packed and sorted; `cells` and `starts`: each cell and where it begins in `keys`."""

    origin: Floats
    cell_m: float
    rows: int
    keys: Ints
    cells: Ints
    starts: Ints

    def pieces(self, at: Ints) -> Ints:
        """Return the pieces at positions `at` of the index."""
        return self.keys[at] & _PIECE

    def find_near(self, points: Floats, radius_m: float) -> tuple[Ints, Ints]:
        """Find the pairs (point, piece) that share a cell of the squares of `radius_m` about the points."""
        scaled = (points - self.origin) / self.cell_m
        radius = radius_m / self.cell_m + _PAD
        low = np.maximum(np.floor(scaled - radius), 0).astype(np.int64)
        span = np.floor(scaled + radius).astype(np.int64) - low + 1
        span = np.maximum(span, 0)
        point, k = ragged_arange(span[:, 0] * span[:, 1])
        cell = (low[point, 0] + k // span[point, 1]) * self.rows + low[point, 1] + k % span[point, 1]
        inside = low[point, 1] + k % span[point, 1] < self.rows
        found = np.minimum(np.searchsorted(self.cells, cell), len(self.cells) - 1)
        inside &= self.cells[found] == cell
        point, found = point[inside], found[inside]
        of, k = ragged_arange(np.diff(np.r_[self.starts, len(self.keys)])[found])
        return point[of], self.pieces(self.starts[found][of] + k)

    def pairs_of_lines(self, line_of: NDArray[np.int32], winding: Mask) -> Iterator[tuple[Ints, Ints]]:
        """Yield the pairs of pieces that share a cell, in batches, as int32; a pair may come twice.

        They are of different lines, or of one line that winds and not next to each other.
        """
        count = np.diff(np.r_[self.starts, len(self.keys)])
        low, high = self.pieces(self.starts), self.pieces(self.starts + count - 1)
        first, last = line_of[low], line_of[high]
        useful = first != last
        useful |= winding[first] & (high - low > 1)
        mixed = np.flatnonzero(useful)
        for cells in np.array_split(mixed, max(1, int(count[mixed].sum()) // _CHUNK)):
            cell, k = ragged_arange(count[cells])
            piece = self.pieces(self.starts[cells][cell] + k).astype(np.int32)
            yield from _pair_pieces(cell, piece, line_of[piece], winding, int(count[cells].max(initial=1)))


def _pair_pieces(cell: Ints, piece: Ints, line: Ints, winding: Mask, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Pair the pieces in each cell: with the next in order, the next but one, and so on."""
    here = np.arange(len(piece), dtype=np.int64)
    winds = winding[line]
    some = bool(winds.any())
    for step in range(1, most):
        here = here[: np.searchsorted(here, len(piece) - step)]
        here = here[cell[here] == cell[here + step]]
        paired = line[here] != line[here + step]
        if some:
            paired |= winds[here] & (piece[here + step] - piece[here] > 1)
        found = here[paired]
        if len(found):
            yield piece[found], piece[found + step]


def make_grid(lines: Lines, *, cell_m: float) -> PieceGrid:
    """Make the grid of all pieces of the lines; the cell grows where the extent would need too many.

    Raises
    ------
    ValueError
        There are more vertices than a key has room for.
    """
    x, y = lines.xy[:, 0], lines.xy[:, 1]
    origin = np.array([x.min(), y.min()])
    extent = np.array([x.max(), y.max()]) - origin
    while (np.floor(extent / cell_m) + 2).prod() >= _CELLS:
        cell_m *= 2
    rows = int(extent[1] // cell_m) + 2
    is_piece = np.ones(len(lines.xy), dtype=bool)
    is_piece[lines.first[1:] - 1] = False
    pieces = np.flatnonzero(is_piece)
    if len(lines.xy) > _PIECE:
        raise ValueError(f"{len(lines.xy)} vertices are too many for one network: split the county")
    cells = _Cells(origin, cell_m, rows)
    keys = np.concatenate([_pack_cells(lines.xy, pieces[i : i + _CHUNK], cells) for i in range(0, len(pieces), _CHUNK)])
    keys.sort()
    keys = keys[np.r_[True, keys[1:] != keys[:-1]]]  # a long piece can meet a cell twice
    cell = keys >> _PIECE_BITS
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    return PieceGrid(origin, cell_m, rows, keys, cell[starts], starts)


class _Cells(NamedTuple):
    """The corner, the cell size and the number of rows of a grid."""

    origin: Floats
    cell_m: float
    rows: int


def _pack_cells(xy: Floats, pieces: Ints, cells: _Cells) -> Ints:
    """Pack each piece with every cell that it passes through."""
    start, end = (xy[pieces] - cells.origin) / cells.cell_m, (xy[pieces + 1] - cells.origin) / cells.cell_m
    across = np.abs(np.floor(end) - np.floor(start))
    span = np.maximum(across[:, 0], across[:, 1])
    long = np.flatnonzero(span > 1)
    short = np.flatnonzero(span <= 1)
    whole = _pack_boxes(start[short], end[short], pieces[short], cells.rows, pad=0.0)
    which, begin, stop = _cut_pieces(start[long], end[long], span[long])
    return np.concatenate([whole, _pack_boxes(begin, stop, pieces[long][which], cells.rows, pad=_PAD)])


def _cut_pieces(start: Floats, end: Floats, span: Floats) -> tuple[Ints, Floats, Floats]:
    """Cut pieces over `span` cells into parts below a cell: the piece of each part, its start and its end."""
    which, k = ragged_arange(span.astype(np.int64) + 2)
    step = (end - start)[which] / (span[which] + 2)[:, None]
    begin = start[which] + step * k[:, None]
    return which, begin, begin + step


def _pack_boxes(a: Floats, b: Floats, piece: Ints, rows: int, *, pad: float) -> Ints:
    """Pack the pieces with the cells of the boxes about a to b, none of which is over two cells wide."""
    low = np.maximum(np.floor(np.minimum(a, b) - pad), 0).astype(np.int64)
    high = np.floor(np.maximum(a, b) + pad).astype(np.int64)
    wide, tall = high[:, 0] > low[:, 0], high[:, 1] > low[:, 1]
    cell = low[:, 0] * rows + low[:, 1]
    corners = [(cell, piece)]
    for more, offset in ((wide, rows), (tall, 1), (wide & tall, rows + 1)):
        corners.append((cell[more] + offset, piece[more]))
    return np.concatenate([(c << _PIECE_BITS) | p for c, p in corners])
