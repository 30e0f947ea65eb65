"""Search for where lines touch: ends that come near another line, and points that two lines share.

Nothing moves. An end comes near a line wherever that line comes nearest to it, within the
tolerance: at every local minimum of the distance, so that turning a line round or cutting it in
two elsewhere changes no contact. Two lines that share a point are in contact there. A line is in contact
with itself likewise. Which of these contacts touch is for `gisplan.network.levels`.

A *piece* is a straight stretch of a line between two vertices, known by the vertex that starts it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, find_first_of_each, return_free_memory
from gisplan.base.threads import map_on_threads
from gisplan.network.contacts import Contacts, FarContacts, NearPlaces, join_contacts
from gisplan.network.lines import SAME_M, Lines
from gisplan.network.search.intersections import find_shared_points
from gisplan.network.search.own_contacts import find_winding, measure_left
from gisplan.network.search.segment_grid import PieceGrid, make_grid

__all__ = ["find_contacts"]

_ENDS_AT_ONCE = 1 << 13


def find_contacts(
    lines: Lines, *, within_m: float, nearest_beyond_m: float = np.inf, every: Mask | None = None
) -> NearPlaces:
    """Find all contacts of the lines with a gap of at most `within_m`, whatever their levels.

    Parameters
    ----------
    lines : Lines
        L lines in metres.
    within_m : float
        Tolerance of an end, in metres, at least 0.
    nearest_beyond_m : float
        Of two lines only the nearest contacts are found that have a gap beyond this, and none if another has not:
        many fewer where lines run close together, and enough to know which lines are connected at that tolerance
        and wider ones. Of a line with itself only those that touch at such a tolerance.
    every : (R,) bool, optional
        The rows of which all contacts are found all the same.

    Returns
    -------
    NearPlaces
        Of two lines, those by ends come first, then the shared points.

    Raises
    ------
    ValueError
        The tolerance is below 0, infinite or not a number.
    """
    if not 0 <= within_m < np.inf:
        raise ValueError(f"a tolerance must be a length of at least 0 m, not {within_m}")
    if len(lines) == 0:
        none, zero = np.empty(0, dtype=np.int32), np.empty(0)
        return NearPlaces(Contacts(none, none, none, none, zero, zero, zero, zero.astype(bool)), zero)
    mean_m = float(lines.length_m.sum()) / (len(lines.xy) - len(lines))
    grid = make_grid(lines, cell_m=max(1.5 * mean_m, within_m / 4, SAME_M))
    winding = find_winding(lines)
    lines.line_of, lines.along  # noqa: B018 - made once, before two threads want them
    far = FarContacts(nearest_beyond_m, np.zeros(len(lines), dtype=bool) if every is None else every)
    parts = list(_find_end_contacts(lines, grid, within_m, winding, far))
    parts.append(_find_crossings(lines, grid, winding))
    del grid
    own, left_m = _take_own(lines, parts, nearest_beyond_m)
    parts = [far.leave_out(_join(parts)), own]
    return NearPlaces(_join(parts), left_m)


def _join(parts: list[Contacts]) -> Contacts:
    """Join parts; the memory that others have left is given back before, and that of the parts after it."""
    return_free_memory()
    joined = join_contacts(parts)
    return_free_memory()
    return joined


def _take_own(lines: Lines, parts: list[Contacts], beyond_m: float) -> tuple[Contacts, Floats]:
    """Take the contacts of lines with themselves out of all parts; return them, and how far each line leaves."""
    own = join_contacts([_split_own(parts, i) for i in range(len(parts))])
    left_m = _measure_left(lines, own)
    if np.isinf(beyond_m):
        return own, left_m
    touches = left_m > beyond_m
    return own.take(touches), left_m[touches]


def _measure_left(lines: Lines, own: Contacts) -> Floats:
    """Measure how far each line goes from its end before it comes back; infinite for a point shared with itself."""
    left = np.full(len(own), np.inf)
    by_end = np.flatnonzero(own.by_end)
    end = np.where(own.at_a[by_end] <= SAME_M, own.piece_a[by_end], own.piece_a[by_end] + 1)
    left[by_end] = measure_left(lines, end, own.piece_b[by_end])
    return left


def _split_own(parts: list[Contacts], number: int) -> Contacts:
    """Take the contacts of lines with themselves out of a part, and return them."""
    part = parts[number]
    own = part.a == part.b
    if own.any():
        parts[number] = part.take(~own)
    return part.take(np.flatnonzero(own))


def _find_end_contacts(
    lines: Lines, grid: PieceGrid, within_m: float, winding: Mask, far: FarContacts
) -> Iterator[Contacts]:
    ends = np.concatenate([lines.first[:-1], lines.first[1:] - 1])

    def find(begin: int) -> Contacts:
        some = ends[begin : begin + _ENDS_AT_ONCE]
        return far.leave_out(_contacts_of_ends(lines, grid, some, within_m, winding))

    return map_on_threads(find, range(0, len(ends), _ENDS_AT_ONCE))


def _contacts_of_ends(lines: Lines, grid: PieceGrid, ends: Ints, within_m: float, winding: Mask) -> Contacts:
    xy, line_of = lines.xy, lines.line_of
    end, piece = grid.find_near(xy, xy[ends], within_m)
    end = ends[end]
    other = line_of[end] != line_of[piece]
    other |= winding[line_of[end]] & (piece != end) & (piece != end - 1)
    end, piece = end.compress(other), piece.compress(other)
    share, gap = _nearest_on_piece(xy, end, piece)
    near = np.flatnonzero(gap <= within_m)
    near = near[find_first_of_each(end[near] * len(xy) + piece[near])]  # a piece may be in several cells
    end, piece, share, gap = end[near], piece[near], share[near], gap[near]
    keep = np.flatnonzero(_is_local_minimum(lines, end, piece, share))
    end, piece, share, gap = end[keep], piece[keep], np.clip(share[keep], 0.0, 1.0), gap[keep]
    along = lines.along
    return Contacts(
        a=lines.row[line_of[end]],
        b=lines.row[line_of[piece]],
        piece_a=(end - (end != lines.first[line_of[end]])).astype(np.int32),
        piece_b=piece.astype(np.int32),
        at_a=along[end],
        at_b=along[piece] + share * (along[piece + 1] - along[piece]),
        gap_m=gap,
        by_end=np.ones(len(end), dtype=bool),
    )


def _nearest_on_piece(xy: Floats, point: Ints, piece: Ints) -> tuple[Floats, Floats]:
    """Where on the piece's line the point projects (0 start, 1 end), and its distance from the piece.

    The same steps as GEOS's `Distance::pointToSegment`, so that both agree to the last bit.
    """
    ax, ay = xy[piece, 0], xy[piece, 1]
    dx, dy = xy[piece + 1, 0] - ax, xy[piece + 1, 1] - ay
    px, py = xy[point, 0], xy[point, 1]
    square = dx * dx + dy * dy
    share = ((px - ax) * dx + (py - ay) * dy) / square
    offset = np.abs(((ay - py) * dx - (ax - px) * dy) / square) * np.sqrt(square)
    to_start = np.sqrt((px - ax) ** 2 + (py - ay) ** 2)
    to_end = np.sqrt((px - xy[piece + 1, 0]) ** 2 + (py - xy[piece + 1, 1]) ** 2)
    return share, np.where(share <= 0, to_start, np.where(share >= 1, to_end, offset))


def _is_local_minimum(lines: Lines, point: Ints, piece: Ints, share: Floats) -> Mask:
    """Whether the line comes no nearer just before or after; a vertex counts for the piece that ends there."""
    line = lines.line_of[piece]
    at_start = (share <= 0) & (piece == lines.first[line])
    at_end = share >= 1
    last = piece + 2 == lines.first[line + 1]
    follow = np.flatnonzero(at_end & ~last)
    after, _ = _nearest_on_piece(lines.xy, point[follow], piece[follow] + 1)
    turns = at_end & last
    turns[follow] = after <= 0
    keep: Mask = at_start | turns | ((share > 0) & (share < 1))
    return keep


def _find_crossings(lines: Lines, grid: PieceGrid, winding: Mask) -> Contacts:
    p, q, share_p, share_q = find_shared_points(lines, grid, winding)
    along = lines.along
    found = Contacts(
        a=lines.row[lines.line_of[p]],
        b=lines.row[lines.line_of[q]],
        piece_a=p.astype(np.int32),
        piece_b=q.astype(np.int32),
        at_a=along[p] + share_p * (along[p + 1] - along[p]),
        at_b=along[q] + share_q * (along[q + 1] - along[q]),
        gap_m=np.zeros(len(p)),
        by_end=np.zeros(len(p), dtype=bool),
    )
    if not winding.any():
        return found
    return found.take((found.a != found.b) | (np.abs(found.at_a - found.at_b) > SAME_M))
