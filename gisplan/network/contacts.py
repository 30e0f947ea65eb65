"""Where lines touch: ends that come near another line, and points that two lines share.

Nothing moves. An end touches another line wherever that line comes nearest to it, within the
tolerance: at every local minimum of the distance, so that turning a line round or cutting it in
two elsewhere changes no contact. Two lines that share a point touch there, unless it lies away from
their ends and one of them is a bridge or tunnel, or they are on different levels.

A *piece* is a straight stretch of a line between two vertices, known by the vertex that starts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.network.lines import Lines
from gisplan.network.segment_grid import PieceGrid, make_grid

__all__ = ["SAME_M", "Contacts", "find_contacts"]

SAME_M = 1e-6  # two positions on one line that are nearer than this are one
_ORIENTATION_ERROR = 4e-16  # Shewchuk 1997, ccwerrboundA, rounded up
_ENDS_AT_ONCE = 1 << 17


@dataclass(frozen=True)
class Contacts:
    """T contacts of line `a` with line `b`; the same contact may come twice.

    Attributes
    ----------
    a, b : (T,) int32
        The rows of the two lines.
    piece_a, piece_b : (T,) int32
        The vertex that starts the straight piece on which the contact lies.
    at_a, at_b : (T,) float64
        Its distance along each line, in metres.
    gap_m : (T,) float64
        The distance between the two places; 0 for a shared point.
    by_end : (T,) bool
        It is an end of `a` that touches `b`; otherwise a shared point.
    """

    a: Ints
    b: Ints
    piece_a: Ints
    piece_b: Ints
    at_a: Floats
    at_b: Floats
    gap_m: Floats
    by_end: Mask

    def __len__(self) -> int:
        return len(self.a)

    def take(self, which: Mask | Ints) -> Contacts:
        """Return some of the contacts.

        Parameters
        ----------
        which : (T,) bool or (S,) int
            A mask, or the numbers of the contacts to take.

        Returns
        -------
        Contacts
        """
        return Contacts(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    def within(self, snap_m: float) -> Contacts:
        """Return the contacts whose gap is at most `snap_m`.

        Parameters
        ----------
        snap_m : float
            The greatest gap, in metres.

        Returns
        -------
        Contacts
        """
        return self.take(self.gap_m <= snap_m)


class _SharedPoints(NamedTuple):
    """Points that pieces p and q share, and how far along each piece they lie (0 start, 1 end)."""

    p: Ints
    q: Ints
    share_p: Floats
    share_q: Floats

    def take(self, which: Mask) -> _SharedPoints:
        return _SharedPoints(self.p[which], self.q[which], self.share_p[which], self.share_q[which])


def find_contacts(
    lines: Lines, *, within_m: float, grade_separated: Mask | None = None, level: Floats | None = None
) -> Contacts:
    """Find all contacts of the lines with a gap of at most `within_m`.

    Parameters
    ----------
    lines : Lines
        L lines in metres.
    within_m : float
        Tolerance of an end, in metres, at least 0.
    grade_separated : (L,) bool, optional
        Bridges and tunnels.
    level : (L,) float64, optional
        The lines' levels.

    Returns
    -------
    Contacts

    Raises
    ------
    ValueError
        The tolerance is below 0 or not a number.
    """
    if not within_m >= 0:
        raise ValueError(f"a tolerance must be at least 0 m, not {within_m}")
    if len(lines) == 0:
        none, zero = np.empty(0, dtype=np.int32), np.empty(0)
        return Contacts(none, none, none, none, zero, zero, zero, zero.astype(bool))
    pieces = len(lines.xy) - len(lines)
    mean_m = float(lines.length_m.sum()) / pieces
    grid = make_grid(lines, cell_m=max(1.5 * mean_m, within_m / 4, SAME_M))
    parts = _find_end_contacts(lines, grid, within_m)
    crossings = _find_crossings(lines, grid)
    parts.append(crossings.take(_is_joined(lines, crossings, grade_separated, level)))
    return Contacts(*(np.concatenate([getattr(p, n) for p in parts]) for n in Contacts.__dataclass_fields__))


def _find_end_contacts(lines: Lines, grid: PieceGrid, within_m: float) -> list[Contacts]:
    ends = np.concatenate([lines.first[:-1], lines.first[1:] - 1])
    return [
        _contacts_of_ends(lines, grid, ends[i : i + _ENDS_AT_ONCE], within_m)
        for i in range(0, len(ends), _ENDS_AT_ONCE)
    ]


def _contacts_of_ends(lines: Lines, grid: PieceGrid, ends: Ints, within_m: float) -> Contacts:
    xy, line_of = lines.xy, lines.line_of
    end, piece = grid.find_near(xy[ends], within_m)
    end = ends[end]
    other = line_of[end] != line_of[piece]
    end, piece = end[other], piece[other]
    share, gap = _nearest_on_piece(xy, end, piece)
    near = gap <= within_m
    end, piece, share, gap = end[near], piece[near], share[near], gap[near]
    keep = _is_local_minimum(lines, end, piece, share)
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


def _find_crossings(lines: Lines, grid: PieceGrid) -> Contacts:
    none, zero = np.empty(0, dtype=np.int64), np.empty(0)
    found = [_SharedPoints(none, none, zero, zero)]
    undecided: list[tuple[Ints, Ints]] = [(none, none)]
    for p, q in grid.pairs_of_lines(lines.line_of):
        decided, left = _intersect(lines.xy, p, q)
        found.append(decided)
        undecided.append(left)
    found.append(_intersect_exactly(lines.xy, *(np.concatenate(x) for x in zip(*undecided, strict=True))))
    p, q, share_p, share_q = (np.concatenate(x) for x in zip(*found, strict=True))
    along = lines.along
    return Contacts(
        a=lines.row[lines.line_of[p]],
        b=lines.row[lines.line_of[q]],
        piece_a=p.astype(np.int32),
        piece_b=q.astype(np.int32),
        at_a=along[p] + share_p * (along[p + 1] - along[p]),
        at_b=along[q] + share_q * (along[q + 1] - along[q]),
        gap_m=np.zeros(len(p)),
        by_end=np.zeros(len(p), dtype=bool),
    )


def _intersect(xy: Floats, p: Ints, q: Ints) -> tuple[_SharedPoints, tuple[Ints, Ints]]:
    """Find the points that pieces p and q share, and the pairs that are left for `_intersect_exactly`.

    Those lie in line with each other, or so nearly that rounding decides on which side a point is.
    """
    p, q = _with_meeting_boxes(xy, p, q)
    s1, s2, s3, s4 = (_side(xy, piece, point) for piece, point in ((q, p), (q, p + 1), (p, q), (p, q + 1)))
    with np.errstate(invalid="ignore"):
        undecided = np.isnan(s1 + s2 + s3 + s4) | ((s1 == 0) & (s2 == 0) & (s3 == 0) & (s4 == 0))
        across = np.flatnonzero((np.sign(s1) * np.sign(s2) <= 0) & (np.sign(s3) * np.sign(s4) <= 0) & ~undecided)
    share_p = s1[across] / (s1 - s2)[across]
    share_q = s3[across] / (s3 - s4)[across]
    found = _SharedPoints(p[across], q[across], share_p, share_q)
    offset = _point_at(xy, found.p, share_p) - _point_at(xy, found.q, share_q)
    vague = np.hypot(offset[:, 0], offset[:, 1]) > SAME_M / 10  # almost in line
    left = np.concatenate([p[undecided], found.p[vague]]), np.concatenate([q[undecided], found.q[vague]])
    return found.take(~vague), left


def _with_meeting_boxes(xy: Floats, p: Ints, q: Ints) -> tuple[Ints, Ints]:
    """Keep the pairs of pieces whose bounding boxes meet."""
    for axis in (0, 1):
        p0, p1, q0, q1 = xy[p, axis], xy[p + 1, axis], xy[q, axis], xy[q + 1, axis]
        meet = (np.minimum(p0, p1) <= np.maximum(q0, q1)) & (np.minimum(q0, q1) <= np.maximum(p0, p1))
        p, q = p[meet], q[meet]
    return p, q


def _side(xy: Floats, piece: Ints, point: Ints) -> Floats:
    """Return on which side of the piece the point lies, 0 at its ends; NaN where rounding leaves it open."""
    ax, ay = xy[piece, 0], xy[piece, 1]
    bx, by = xy[piece + 1, 0], xy[piece + 1, 1]
    cx, cy = xy[point, 0], xy[point, 1]
    left, right = (bx - ax) * (cy - ay), (by - ay) * (cx - ax)
    side = left - right
    is_end = ((cx == ax) & (cy == ay)) | ((cx == bx) & (cy == by))
    undecided = ~is_end & (np.abs(side) <= _ORIENTATION_ERROR * (np.abs(left) + np.abs(right)))
    return np.where(is_end, 0.0, np.where(undecided, np.nan, side))


def _intersect_exactly(xy: Floats, p: Ints, q: Ints) -> _SharedPoints:
    """Find the same for pieces in line with each other or nearly so; a shared stretch gives its two ends.

    GEOS says whether they meet. Where, it does not say reliably: they share each end that lies on
    the other piece, or else the place where they cross.
    """
    one = shapely.linestrings(np.stack([xy[p], xy[p + 1]], axis=1))
    two = shapely.linestrings(np.stack([xy[q], xy[q + 1]], axis=1))
    meet = shapely.intersects(one, two)
    p, q = p[meet], q[meet]
    share_p, share_q = _shares_of_ends(xy, p, q)
    offset = np.stack([_point_at(xy, p, share_p[k]) - _point_at(xy, q, share_q[k]) for k in range(4)])
    shared = np.hypot(offset[:, :, 0], offset[:, :, 1]) <= SAME_M / 10
    end, pair = np.nonzero(shared)
    by_ends = _SharedPoints(p[pair], q[pair], share_p[end, pair], share_q[end, pair])
    cross = np.flatnonzero(~shared.any(axis=0))
    inside = _intersect_inside(xy, p[cross], q[cross])
    return _SharedPoints(*(np.concatenate(x) for x in zip(by_ends, inside, strict=True)))


def _shares_of_ends(xy: Floats, p: Ints, q: Ints) -> tuple[Floats, Floats]:
    """Return how far along p and q their four ends (start and end of p, then of q) come nearest, (4, K) each."""
    start, end = np.zeros(len(p)), np.ones(len(p))
    share_p = np.stack([start, end, _nearest_share(xy, p, xy[q]), _nearest_share(xy, p, xy[q + 1])])
    share_q = np.stack([_nearest_share(xy, q, xy[p]), _nearest_share(xy, q, xy[p + 1]), start, end])
    return share_p, share_q


def _intersect_inside(xy: Floats, p: Ints, q: Ints) -> _SharedPoints:
    """Find where pieces cross that meet, but not at an end of either."""
    before, after = _side(xy, q, p), _side(xy, q, p + 1)
    share = before / (before - after)
    return _SharedPoints(p, q, share, _nearest_share(xy, q, _point_at(xy, p, share)))


def _point_at(xy: Floats, piece: Ints, share: Floats) -> Floats:
    return xy[piece] + share[:, None] * (xy[piece + 1] - xy[piece])


def _nearest_share(xy: Floats, piece: Ints, point: Floats) -> Floats:
    step = xy[piece + 1] - xy[piece]
    share: Floats = np.einsum("ij,ij->i", point - xy[piece], step) / np.einsum("ij,ij->i", step, step)
    return share.clip(0.0, 1.0)


def _is_joined(lines: Lines, contacts: Contacts, grade_separated: Mask | None, level: Floats | None) -> Mask:
    """Return whether a shared point joins the lines: at an end always, elsewhere neither bridges nor levels."""
    separate = np.zeros(len(contacts), dtype=bool)
    if grade_separated is not None:
        separate |= grade_separated[contacts.a] | grade_separated[contacts.b]
    if level is not None:
        separate |= level[contacts.a] != level[contacts.b]
    at_end = np.zeros(len(contacts), dtype=bool)
    for piece, at in ((contacts.piece_a, contacts.at_a), (contacts.piece_b, contacts.at_b)):
        line = lines.line_of[piece]
        at_end |= (at <= SAME_M) | (at >= lines.length_m[line] - SAME_M)
    return at_end | ~separate
