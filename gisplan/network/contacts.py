"""Where lines touch: ends that come near another line, and points that two lines share.

Nothing moves. An end touches another line wherever that line comes nearest to it, within the
tolerance: at every local minimum of the distance, so that turning a line round or cutting it in
two elsewhere changes no touch. Two lines that share a point touch there, unless it lies away from
their ends and one of them is a bridge or tunnel, or they are on different levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats
from gisplan.network.lines import Lines
from gisplan.network.segment_grid import PieceGrid, make_grid

__all__ = ["SAME_M", "Contacts", "find_touches"]

SAME_M = 1e-6  # two positions on one line that are nearer than this are one
_ORIENTATION_ERROR = 4e-16  # Shewchuk 1997, ccwerrboundA, rounded up
_ENDS_AT_ONCE = 1 << 17


@dataclass(frozen=True)
class Contacts:
    """T touches of line `a` with line `b`; the same touch may come twice.

    Attributes
    ----------
    a, b : (T,) int32
        The rows of the two lines.
    piece_a, piece_b : (T,) int32
        The vertex that starts the straight piece on which the touch lies.
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
    by_end: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.a)

    def take(self, which: NDArray[np.bool_] | Ints) -> Contacts:
        """Some of the touches."""
        return Contacts(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    def within(self, snap_m: float) -> Contacts:
        """The touches whose gap is at most `snap_m`."""
        return self.take(self.gap_m <= snap_m)


def find_touches(
    lines: Lines,
    *,
    within_m: float,
    grade_separated: NDArray[np.bool_] | None = None,
    level: NDArray[np.float64] | None = None,
) -> Contacts:
    """All touches of the lines with a gap of at most `within_m`.

    Parameters
    ----------
    lines : Lines
        L lines in metres.
    within_m : float
        Tolerance of an end, in metres, at least 0.
    apart : (L,) bool, optional
        Bridges and tunnels.
    level : (L,) float64, optional
        The lines' levels.
    """
    if not within_m >= 0:
        raise ValueError(f"a tolerance must be at least 0 m, not {within_m}")
    if len(lines) == 0:
        none, zero = np.empty(0, dtype=np.int32), np.empty(0)
        return Contacts(none, none, none, none, zero, zero, zero, zero.astype(bool))
    pieces = len(lines.xy) - len(lines)
    mean_m = float(lines.length_m.sum()) / pieces
    grid = make_grid(lines, cell_m=max(1.5 * mean_m, within_m / 4, SAME_M))
    parts = list(_end_touches(lines, grid, within_m))
    crossings = _crossings(lines, grid)
    keep = _meet(lines, crossings, grade_separated, level)
    parts.append(crossings.take(keep))
    return Contacts(*(np.concatenate([getattr(p, n) for p in parts]) for n in Contacts.__dataclass_fields__))


def _end_touches(lines: Lines, grid: PieceGrid, within_m: float) -> list[Contacts]:
    ends = np.concatenate([lines.first[:-1], lines.first[1:] - 1])
    return [
        _touches_of_ends(lines, grid, ends[i : i + _ENDS_AT_ONCE], within_m) for i in range(0, len(ends), _ENDS_AT_ONCE)
    ]


def _touches_of_ends(lines: Lines, grid: PieceGrid, ends: Ints, within_m: float) -> Contacts:
    xy, line_of = lines.xy, lines.line_of
    end, piece = grid.near(xy[ends], within_m)
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


def _is_local_minimum(lines: Lines, point: Ints, piece: Ints, share: Floats) -> NDArray[np.bool_]:
    """Whether the line comes no nearer just before or after; a vertex counts for the piece that ends there."""
    line = lines.line_of[piece]
    at_start = (share <= 0) & (piece == lines.first[line])
    at_end = share >= 1
    last = piece + 2 == lines.first[line + 1]
    follow = np.flatnonzero(at_end & ~last)
    after, _ = _nearest_on_piece(lines.xy, point[follow], piece[follow] + 1)
    turns = at_end & last
    turns[follow] = after <= 0
    keep: NDArray[np.bool_] = at_start | turns | ((share > 0) & (share < 1))
    return keep


def _crossings(lines: Lines, grid: PieceGrid) -> Contacts:
    none, zero = np.empty(0, dtype=np.int64), np.empty(0)
    found: list[tuple[Ints, Ints, Floats, Floats]] = [(none, none, zero, zero)]
    hard: list[tuple[Ints, Ints]] = [(none, none)]
    for p, q in grid.neighbours(lines.line_of):
        plain, open_ = _cross(lines.xy, p, q)
        found.append(plain)
        hard.append(open_)
    found.append(_cross_exactly(lines.xy, *(np.concatenate(x) for x in zip(*hard, strict=True))))
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


def _cross(xy: Floats, p: Ints, q: Ints) -> tuple[tuple[Ints, Ints, Floats, Floats], tuple[Ints, Ints]]:
    """The points that pieces p and q share: the pieces, and how far along each (0 start, 1 end).

    The pairs that lie in line with each other, or so nearly that rounding could tell either way,
    come apart, for `_cross_exactly`.
    """
    for axis in (0, 1):
        p0, p1, q0, q1 = xy[p, axis], xy[p + 1, axis], xy[q, axis], xy[q + 1, axis]
        meet = (np.minimum(p0, p1) <= np.maximum(q0, q1)) & (np.minimum(q0, q1) <= np.maximum(p0, p1))
        p, q = p[meet], q[meet]
    s1, s2, s3, s4 = (_side(xy, piece, point) for piece, point in ((q, p), (q, p + 1), (p, q), (p, q + 1)))
    with np.errstate(invalid="ignore"):
        open_ = np.isnan(s1 + s2 + s3 + s4) | ((s1 == 0) & (s2 == 0) & (s3 == 0) & (s4 == 0))
        across = np.flatnonzero((np.sign(s1) * np.sign(s2) <= 0) & (np.sign(s3) * np.sign(s4) <= 0) & ~open_)
    hard_p, hard_q, p, q = p[open_], q[open_], p[across], q[across]
    share_p = s1[across] / (s1 - s2)[across]
    share_q = s3[across] / (s3 - s4)[across]
    grade_separated = _place(xy, p, share_p) - _place(xy, q, share_q)
    vague = np.hypot(grade_separated[:, 0], grade_separated[:, 1]) > SAME_M / 10  # almost in line
    clear = ~vague
    hard = np.concatenate([hard_p, p[vague]]), np.concatenate([hard_q, q[vague]])
    return (p[clear], q[clear], share_p[clear], share_q[clear]), hard


def _side(xy: Floats, piece: Ints, point: Ints) -> Floats:
    """On which side of the piece the point lies, 0 at its ends; NaN where rounding leaves it open."""
    ax, ay = xy[piece, 0], xy[piece, 1]
    bx, by = xy[piece + 1, 0], xy[piece + 1, 1]
    cx, cy = xy[point, 0], xy[point, 1]
    left, right = (bx - ax) * (cy - ay), (by - ay) * (cx - ax)
    side = left - right
    is_end = ((cx == ax) & (cy == ay)) | ((cx == bx) & (cy == by))
    open_ = ~is_end & (np.abs(side) <= _ORIENTATION_ERROR * (np.abs(left) + np.abs(right)))
    return np.where(is_end, 0.0, np.where(open_, np.nan, side))


def _cross_exactly(xy: Floats, p: Ints, q: Ints) -> tuple[Ints, Ints, Floats, Floats]:
    """The same for pieces in line with each other or nearly so; a shared stretch gives its two ends.

    GEOS says whether they meet. Where, it does not say reliably: they share each end that lies on
    the other piece, or else the place where they cross.
    """
    one = shapely.linestrings(np.stack([xy[p], xy[p + 1]], axis=1))
    two = shapely.linestrings(np.stack([xy[q], xy[q + 1]], axis=1))
    meet = shapely.intersects(one, two)
    p, q = p[meet], q[meet]
    shares = [np.stack([np.zeros(len(p)), np.ones(len(p)), _share_of(xy, p, xy[q]), _share_of(xy, p, xy[q + 1])])]
    shares.append(np.stack([_share_of(xy, q, xy[p]), _share_of(xy, q, xy[p + 1]), shares[0][0], shares[0][1]]))
    grade_separated = [_place(xy, p, shares[0][k]) - _place(xy, q, shares[1][k]) for k in range(4)]
    shared = np.hypot(*np.stack(grade_separated).transpose(2, 0, 1)) <= SAME_M / 10
    end, pair = np.nonzero(shared)
    cross = np.flatnonzero(~shared.any(axis=0))
    before, after = _side(xy, q[cross], p[cross]), _side(xy, q[cross], p[cross] + 1)
    share = before / (before - after)
    pair, share_p = np.r_[pair, cross], np.r_[shares[0][end, pair], share]
    share_q = np.r_[shares[1][end, pair[: len(end)]], _share_of(xy, q[cross], _place(xy, p[cross], share))]
    return p[pair], q[pair], share_p, share_q


def _place(xy: Floats, piece: Ints, share: Floats) -> Floats:
    return xy[piece] + share[:, None] * (xy[piece + 1] - xy[piece])


def _share_of(xy: Floats, piece: Ints, point: Floats) -> Floats:
    step = xy[piece + 1] - xy[piece]
    share: Floats = np.einsum("ij,ij->i", point - xy[piece], step) / np.einsum("ij,ij->i", step, step)
    return share.clip(0.0, 1.0)


def _meet(
    lines: Lines, t: Contacts, grade_separated: NDArray[np.bool_] | None, level: NDArray[np.float64] | None
) -> NDArray[np.bool_]:
    """Whether a shared point joins: always at an end; elsewhere not over or under a bridge, nor between levels."""
    parted = np.zeros(len(t), dtype=bool)
    if grade_separated is not None:
        parted |= grade_separated[t.a] | grade_separated[t.b]
    if level is not None:
        parted |= level[t.a] != level[t.b]
    at_end = np.zeros(len(t), dtype=bool)
    for piece, at in ((t.piece_a, t.at_a), (t.piece_b, t.at_b)):
        line = lines.line_of[piece]
        at_end |= (at <= SAME_M) | (at >= lines.length_m[line] - SAME_M)
    return at_end | ~parted
