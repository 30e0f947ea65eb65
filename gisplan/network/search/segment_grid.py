"""A grid over the straight pieces of lines, to find those that may be near each other without a tree.

A piece is named by the vertex that it starts from. Every cell that a piece passes through holds
it; a cell and a piece are packed into one integer, so that one sort makes the index.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, ragged_arange
from gisplan.base.threads import map_on_threads
from gisplan.network.lines import SAME_M, Lines

__all__ = ["PieceGrid", "PiecePairs", "make_grid"]

_PIECE_BITS = 28
_PIECE = (1 << _PIECE_BITS) - 1
_CELLS = 1 << (62 - _PIECE_BITS)
_CHUNK = 1 << 19
_INT32 = 1 << 31
_BATCH = 1 << 16  # so many that their arrays stay in the processor's cache
_RUNS = 4  # parts of the keys that are sorted alone, two at once, and merged
_PAD = 1e-7  # of a cell: covers the rounding of where a long piece is cut


@dataclass(frozen=True)
class PieceGrid:
    """The index of C cells.

    `keys`: cell and piece packed and sorted; `cells`: each cell, (C,); `starts`: where each begins in `keys`, and
    where the last ends, (C + 1,).
    """

    origin: Floats
    cell_m: float
    rows: int
    keys: Ints
    cells: Ints
    starts: Ints

    def pieces(self, at: Ints) -> Ints:
        """Return the pieces at positions `at` of the index."""
        return self.keys[at] & _PIECE

    def find_near(self, xy: Floats, points: Floats, radius_m: float) -> tuple[Ints, Ints]:
        """Find the pairs (point, piece) in which the square of `radius_m` about the point meets the piece's box.

        A pair may come several times, and some in which the square misses the box by less than `SAME_M`.
        """
        point, begin, end = self._find_runs(points, radius_m)
        point, piece = np.repeat(point, end - begin), self.pieces(_ranges(begin, end))
        for places, drawn in zip(points.T, xy.T, strict=True):
            ends, place = (drawn[piece], drawn[piece + 1]), places[point]
            meet = np.minimum(*ends) - place <= radius_m + SAME_M
            meet &= place - np.maximum(*ends) <= radius_m + SAME_M
            point, piece = point.compress(meet), piece.compress(meet)
        return point, piece

    def _find_runs(self, points: Floats, radius_m: float) -> tuple[Ints, Ints, Ints]:
        """Find what the squares of `radius_m` about the points hold: the point of each column, and a run of `keys`."""
        scaled = (points - self.origin) / self.cell_m
        radius = radius_m / self.cell_m + _PAD
        low = np.maximum(np.floor(scaled - radius), 0).astype(np.int64)
        span = np.maximum(np.floor(scaled + radius).astype(np.int64) - low + 1, 0)
        height = np.minimum(span[:, 1], self.rows - low[:, 1])
        point, k = ragged_arange(span[:, 0])
        first = (low[point, 0] + k) * self.rows + low[point, 1]
        begin = np.searchsorted(self.cells, first)
        end = self._look_on(begin, first + height[point], int(height.max(initial=0)))
        some = end > begin
        return point.compress(some), self.starts[begin.compress(some)], self.starts[end.compress(some)]

    def _look_on(self, begin: Ints, last: Ints, most: int) -> Ints:
        """Find the first cell from each position on, of `most`, that is not below `last`: faster than a search."""
        end = begin.copy()
        for _ in range(most):
            end += (end < len(self.cells)) & (self.cells[np.minimum(end, len(self.cells) - 1)] < last)
        return end

    def pairs_of_lines(self, lines: Lines, winding: Mask) -> Iterator[PiecePairs]:
        """Yield the pairs of pieces that share a cell and whose bounding boxes meet; a pair may come twice.

        They are of different lines, or of one line that winds and not next to each other. Those next to each other
        in the cells come first, then the next but one, and so on.
        """
        for cells in self._split(self._find_mixed(lines, winding), _CHUNK):
            parts = self._split(cells, _BATCH)
            batches = list(map_on_threads(lambda part: list(_pair_held(self._hold(lines, part, winding))), parts))
            for step in range(max(map(len, batches))):
                same = [batch[step] for batch in batches if step < len(batch)]
                yield PiecePairs(*(np.concatenate(column, axis=-1) for column in zip(*same, strict=True)))

    def _find_mixed(self, lines: Lines, winding: Mask) -> Ints:
        """Find the cells with pieces of two lines, or of one that winds."""
        mixed = np.zeros(len(self.cells), dtype=bool)
        for i in range(0, len(mixed), _CHUNK):
            starts = self.starts[i : i + _CHUNK + 1]
            low, high = self.pieces(starts[:-1]), self.pieces(starts[1:] - 1)
            first, last = lines.line_of[low], lines.line_of[high]
            mixed[i : i + _CHUNK] = (first != last) | (winding[first] & (high - low > 1))
        return np.flatnonzero(mixed)

    def _split(self, cells: Ints, most: int) -> list[Ints]:
        """Split cells into parts that hold about so many pieces in all."""
        size = int((self.starts[cells + 1] - self.starts[cells]).sum())
        return np.array_split(cells, max(1, size // most))

    def _hold(self, lines: Lines, cells: Ints, winding: Mask) -> _Held:
        """Return the pieces of some cells."""
        begin, end = self.starts[cells], self.starts[cells + 1]
        at = _ranges(begin, end)
        piece, follow = self.pieces(at).astype(np.int32), np.repeat(end - 1, end - begin) - at
        line = lines.line_of[piece]
        ends = [np.stack([column[piece], column[piece + 1]]) for column in lines.xy.T]
        return _Held(piece, follow, line, winding[line], *ends)


class _Held(NamedTuple):
    """The N pieces of some cells, cell after cell.

    `follow`: how many more follow in the same cell; `winds`: whether its line does; `x`, `y`: its two ends, (2, N).
    """

    piece: Ints
    follow: Ints
    line: Ints
    winds: Mask
    x: Floats
    y: Floats


class PiecePairs(NamedTuple):
    """K pairs of pieces: the numbers of p and q, (K,); x and y of p's start and end, then of q's, (4, K)."""

    p: Ints
    q: Ints
    x: Floats
    y: Floats


def _pair_held(held: _Held) -> Iterator[PiecePairs]:
    """Pair the pieces in each cell: with the next in order, the next but one, and so on."""
    piece, line = held.piece, held.line
    boxes = [(ends.min(axis=0), ends.max(axis=0)) for ends in (held.x, held.y)]
    some = bool(held.winds.any())
    here = np.arange(len(piece))
    for step in range(1, int(held.follow.max(initial=0)) + 1):
        here = here.compress(held.follow[here] >= step)
        paired = line[here] != line[here + step]
        if some:
            paired |= held.winds[here] & (piece[here + step] - piece[here] > 1)
        found = here.compress(paired)
        for low, high in boxes:
            found = found.compress(low[found] <= high[found + step])
            found = found.compress(low[found + step] <= high[found])
        both = (found, found + step)
        x, y = (np.concatenate([ends.take(at, axis=1) for at in both]) for ends in (held.x, held.y))
        yield PiecePairs(piece[both[0]], piece[both[1]], x, y)


def _ranges(begin: Ints, end: Ints) -> Ints:
    """Return all numbers from each `begin` up to its `end`, the last excluded, one range after the other."""
    count = end - begin
    numbers = np.repeat(end - np.cumsum(count), count)
    numbers += np.arange(len(numbers))
    return numbers


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
    if len(lines.xy) > _PIECE:
        raise ValueError(f"{len(lines.xy)} vertices are too many for one network: split the county")
    is_piece = np.ones(len(lines.xy), dtype=bool)
    is_piece[lines.first[1:] - 1] = False
    cells = _Cells(origin, cell_m, rows)
    chunks = [slice(i, i + _BATCH + 1) for i in range(0, len(x) - 1, _BATCH)]
    keys = _sort_keys(list(map_on_threads(lambda c: _pack_cells(lines.xy[c], is_piece[c], c.start, cells), chunks)))
    starts = np.flatnonzero(_find_fresh(keys, _PIECE))
    places = np.int32 if len(keys) < _INT32 else np.int64
    ends: Ints = np.append(starts, len(keys)).astype(places)
    return PieceGrid(origin, cell_m, rows, keys, keys[starts] >> _PIECE_BITS, ends)


def _sort_keys(parts: list[Ints]) -> Ints:
    """Sort all keys, and leave out repeats: a long piece can meet a cell twice."""
    keys = np.concatenate(parts)
    parts.clear()
    deque(map_on_threads(np.ndarray.sort, np.array_split(keys, _RUNS)), maxlen=0)
    keys.sort(kind="stable")  # which merges sorted runs
    fresh = _find_fresh(keys, 0)
    return keys if fresh.all() else keys.compress(fresh)


def _find_fresh(keys: Ints, most: int) -> Mask:
    """Find the sorted keys that differ from the one before by bits above those of `most`, the first with them."""
    fresh = np.ones(len(keys), dtype=bool)
    for i in range(1, len(keys), _CHUNK):
        fresh[i : i + _CHUNK] = (keys[i : i + _CHUNK] ^ keys[i - 1 : i - 1 + _CHUNK][: len(keys) - i]) > most
    return fresh


class _Cells(NamedTuple):
    """The corner, the cell size and the number of rows of a grid."""

    origin: Floats
    cell_m: float
    rows: int


def _pack_cells(xy: Floats, is_piece: Mask, first: int, cells: _Cells) -> Ints:
    """Pack each piece with every cell that it passes through, for vertices from number `first` on."""
    x, y = (xy - cells.origin).T / cells.cell_m
    span = np.maximum(np.abs(np.diff(np.floor(x))), np.abs(np.diff(np.floor(y))))
    short, long = np.flatnonzero(is_piece[:-1] & (span <= 1)), np.flatnonzero(is_piece[:-1] & (span > 1))
    whole = [(c[short], c[short + 1]) for c in (x, y)]
    which, k = ragged_arange(span[long].astype(np.int64) + 2)
    parts = [_cut_pieces(c[long], c[long + 1], span[long], which, k) for c in (x, y)]
    keys = (
        _pack_boxes(whole, short + first, cells.rows, pad=0.0),
        _pack_boxes(parts, long[which] + first, cells.rows, pad=_PAD),
    )
    return np.concatenate(keys)


def _cut_pieces(start: Floats, end: Floats, span: Floats, which: Ints, k: Ints) -> tuple[Floats, Floats]:
    """Cut pieces over `span` cells into parts below a cell: the start and the end, on one axis, of part k of each."""
    step = ((end - start) / (span + 2))[which]
    begin = start[which] + step * k
    return begin, begin + step


def _pack_boxes(ends: list[tuple[Floats, Floats]], piece: Ints, rows: int, *, pad: float) -> Ints:
    """Pack the pieces with the cells of the boxes about their ends, none of which is over two cells wide."""
    low = [np.maximum(np.floor(np.minimum(*pair) - pad), 0.0) for pair in ends]
    wide, tall = (np.floor(np.maximum(*pair) + pad) > least for pair, least in zip(ends, low, strict=True))
    key: Ints = (low[0] * rows + low[1]).astype(np.int64)
    key <<= _PIECE_BITS
    key |= piece
    corners = [key]
    for more, offset in ((wide, rows), (tall, 1), (wide & tall, rows + 1)):
        corners.append(key.compress(more) + (offset << _PIECE_BITS))
    return np.concatenate(corners)
