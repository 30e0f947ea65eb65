"""The ends of lines: where they lie, which are near each other, and which lead on from which.

An end is 2 * its line, + 1 for the line's last point.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats
from gisplan.network.lines import SAME_M, Lines

__all__ = ["EndPairs", "find_ends", "find_leading_on", "pair_ends", "points_of"]

_PERPENDICULAR = 1e-9  # of the product of two lengths: a right angle, but for rounding


class EndPairs(NamedTuple):
    """Ends of two lines within the tolerance of each other."""

    end: Ints
    other: Ints
    gap_m: Floats


def find_ends(lines: Lines, line: Ints, at: Floats) -> Ints:
    """Find the end at which each place of a line lies, -1 where it lies at none."""
    last = at >= lines.length_m[line] - SAME_M
    return np.where(at <= SAME_M, 2 * line, np.where(last, 2 * line + 1, -1)).astype(np.int64)


def points_of(lines: Lines, end: Ints) -> Floats:
    """Return the point of each end."""
    return lines.xy[_end_vertices(lines, end)[0]]


def pair_ends(lines: Lines, end: Ints, line: Ints, snap_m: float) -> EndPairs:
    """Pair ends with those ends of the lines near them that lie within the tolerance."""
    end, line = np.unique(np.stack([end, line]), axis=1)
    end, other = np.r_[end, end], np.r_[2 * line, 2 * line + 1]
    step = points_of(lines, other) - points_of(lines, end)
    gap = np.hypot(step[:, 0], step[:, 1])
    within = gap <= snap_m
    return EndPairs(end[within], other[within], gap[within])


def find_leading_on(lines: Lines, pairs: EndPairs) -> EndPairs:
    """Find the pairs in which the other end leads on, more than 90° from the line of the end, and is the nearest."""
    own, other = (lines.xy[to] - lines.xy[at] for at, to in (_end_vertices(lines, e) for e in pairs[:2]))
    turn = np.einsum("ij,ij->i", own, other)
    leads_on = turn < -_PERPENDICULAR * np.hypot(*own.T) * np.hypot(*other.T)
    end, next_end, gap = (column[leads_on] for column in pairs)
    nearest = np.full(2 * len(lines), np.inf)
    np.minimum.at(nearest, end, gap)
    least = gap <= nearest[end] + SAME_M
    return EndPairs(end[least], next_end[least], gap[least])


def _end_vertices(lines: Lines, end: Ints) -> tuple[Ints, Ints]:
    """Return the vertex of each end, and the next vertex of its line."""
    last = end % 2 == 1
    vertex = np.where(last, lines.first[end // 2 + 1] - 1, lines.first[end // 2])
    return vertex, np.where(last, vertex - 1, vertex + 1)
