"""Where straight pieces share points: those of different lines, and of one line that winds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, find_first_of_each
from gisplan.network.lines import SAME_M, Lines
from gisplan.network.search.own_contacts import find_folds
from gisplan.network.search.segment_grid import PieceGrid, PiecePairs

__all__ = ["SharedPoints", "find_shared_points"]

_ORIENTATION_ERROR = 4e-16  # Shewchuk 1997, ccwerrboundA, rounded up

Points = tuple[Floats, Floats]
"""x and y, an array each."""


class SharedPoints(NamedTuple):
    """Points that pieces p and q share, and how far along each piece they lie (0 start, 1 end)."""

    p: Ints
    q: Ints
    share_p: Floats
    share_q: Floats

    def take(self, which: Mask | Ints) -> SharedPoints:
        return SharedPoints(self.p[which], self.q[which], self.share_p[which], self.share_q[which])


def find_shared_points(lines: Lines, grid: PieceGrid, winding: Mask) -> SharedPoints:
    """Find the points that pieces share, of different lines or of one that winds.

    The two ends of a stretch that they share may be one point, which then comes twice.
    """
    none, zero = np.empty(0, dtype=np.int32), np.empty(0)
    found = [SharedPoints(none, none, zero, zero)]
    folds = find_folds(lines, winding).astype(np.int32)
    undecided: list[tuple[Ints, Ints]] = [(folds - 1, folds)]
    for pairs in grid.pairs_of_lines(lines, winding):
        decided, left = _intersect(pairs)
        found.append(decided)
        undecided.append(left)
    decided = _concatenate(found)
    decided = decided.take(find_first_of_each(_pack(decided.p, decided.q)))  # pieces may meet in several cells
    p, q = (np.concatenate(side) for side in zip(*undecided, strict=True))
    first = find_first_of_each(_pack(p, q))
    return _concatenate([decided, _intersect_exactly(lines.xy, p[first], q[first])])


def _pack(p: Ints, q: Ints) -> Ints:
    """Pack the numbers of two pieces in one."""
    return (p.astype(np.int64) << 32) | q


def _concatenate(parts: list[SharedPoints]) -> SharedPoints:
    """Join parts; the list is emptied, so that a million lines do not have theirs twice."""
    columns = list(zip(*parts, strict=True))[::-1]
    parts.clear()
    return SharedPoints(*(np.concatenate(columns.pop()) for _name in SharedPoints._fields))


def _intersect(pairs: PiecePairs) -> tuple[SharedPoints, tuple[Ints, Ints]]:
    """Find the points that pieces p and q share, and the pairs that are left for `_intersect_exactly`.

    Those lie in line with each other, or so nearly that rounding decides on which side a point is.
    """
    s1, s2, s3, s4 = _sides_of_ends(pairs)
    with np.errstate(invalid="ignore"):
        undecided = np.isnan(s1 + s2 + s3 + s4) | ((s1 == 0) & (s2 == 0) & (s3 == 0) & (s4 == 0))
        across = np.flatnonzero((np.sign(s1) * np.sign(s2) <= 0) & (np.sign(s3) * np.sign(s4) <= 0) & ~undecided)
    share_p = s1[across] / (s1 - s2)[across]
    share_q = s3[across] / (s3 - s4)[across]
    found = SharedPoints(pairs.p[across], pairs.q[across], share_p, share_q)
    x, y = (_between(c[:2], across, share_p) - _between(c[2:], across, share_q) for c in (pairs.x, pairs.y))
    vague = np.hypot(x, y) > SAME_M / 10  # almost in line
    p, q = (np.concatenate([own[undecided], also[vague]]) for own, also in ((pairs.p, found.p), (pairs.q, found.q)))
    return found.take(~vague), (p, q)


def _between(ends: Floats, which: Ints, share: Floats) -> Floats:
    """Return the coordinate between the two ends of some pieces, as far along each as `share`."""
    start, end = ends[0][which], ends[1][which]
    between: Floats = start + share * (end - start)
    return between


def _points(xy: Floats, vertex: Ints) -> Points:
    return xy[vertex, 0], xy[vertex, 1]


def _sides_of_ends(pairs: PiecePairs) -> tuple[Floats, Floats, Floats, Floats]:
    """Return on which side of q the start and the end of p lie, and on which side of p those of q."""
    p_start, p_end, q_start, q_end = zip(pairs.x, pairs.y, strict=True)
    return (
        _side(q_start, q_end, p_start),
        _side(q_start, q_end, p_end),
        _side(p_start, p_end, q_start),
        _side(p_start, p_end, q_end),
    )


def _side(start: Points, end: Points, point: Points) -> Floats:
    """Return on which side of the piece the point lies, 0 at its ends; NaN where rounding leaves it open."""
    (ax, ay), (bx, by), (cx, cy) = start, end, point
    left, right = (bx - ax) * (cy - ay), (by - ay) * (cx - ax)
    side = left - right
    vague = np.flatnonzero(np.abs(side) <= _ORIENTATION_ERROR * (np.abs(left) + np.abs(right)))
    ax, ay, bx, by, cx, cy = (c[vague] for c in (ax, ay, bx, by, cx, cy))
    side[vague] = np.where(((cx == ax) & (cy == ay)) | ((cx == bx) & (cy == by)), 0.0, np.nan)
    return side


def _intersect_exactly(xy: Floats, p: Ints, q: Ints) -> SharedPoints:
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
    by_ends = SharedPoints(p[pair], q[pair], share_p[end, pair], share_q[end, pair])
    cross = np.flatnonzero(~shared.any(axis=0))
    inside = _intersect_inside(xy, p[cross], q[cross])
    return _concatenate([by_ends, inside])


def _shares_of_ends(xy: Floats, p: Ints, q: Ints) -> tuple[Floats, Floats]:
    """Return how far along p and q their four ends (start and end of p, then of q) come nearest, (4, K) each."""
    start, end = np.zeros(len(p)), np.ones(len(p))
    share_p = np.stack([start, end, _nearest_share(xy, p, xy[q]), _nearest_share(xy, p, xy[q + 1])])
    share_q = np.stack([_nearest_share(xy, q, xy[p]), _nearest_share(xy, q, xy[p + 1]), start, end])
    return share_p, share_q


def _intersect_inside(xy: Floats, p: Ints, q: Ints) -> SharedPoints:
    """Find where pieces cross that meet, but not at an end of either."""
    before, after = (_side(_points(xy, q), _points(xy, q + 1), _points(xy, end)) for end in (p, p + 1))
    share = before / (before - after)
    return SharedPoints(p, q, share, _nearest_share(xy, q, _point_at(xy, p, share)))


def _point_at(xy: Floats, piece: Ints, share: Floats) -> Floats:
    return xy[piece] + share[:, None] * (xy[piece + 1] - xy[piece])


def _nearest_share(xy: Floats, piece: Ints, point: Floats) -> Floats:
    step = xy[piece + 1] - xy[piece]
    share: Floats = np.einsum("ij,ij->i", point - xy[piece], step) / np.einsum("ij,ij->i", step, step)
    return share.clip(0.0, 1.0)
