"""Where a line may touch itself: only lines that wind can, and only where they have left before they come back."""

from __future__ import annotations

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, ragged_arange
from gisplan.network.lines import Lines

__all__ = ["find_folds", "find_winding", "measure_left"]

_LINES_AT_ONCE = 1 << 14


def find_winding(lines: Lines) -> Mask:
    """Find the lines that may come near themselves again, (L,): a straight piece is over 45° off the way to the end.

    All others go away from either end all the time: any two steps within 45° of one direction are within 90°
    of each other.
    """
    winding = np.zeros(len(lines), dtype=bool)
    for i in range(0, len(lines), _LINES_AT_ONCE):
        first = lines.first[i : i + _LINES_AT_ONCE + 1]
        xy = lines.xy[first[0] : first[-1]]
        begin, count = first[:-1] - first[0], np.diff(first)
        chord = xy[begin + count - 1] - xy[begin]
        step_x, step_y = np.diff(xy[:, 0]), np.diff(xy[:, 1])
        to_x, to_y = (np.repeat(chord[:, axis], count)[:-1] for axis in (0, 1))
        forward = step_x * to_x + step_y * to_y
        off = (forward <= 0) | (np.abs(step_x * to_y - step_y * to_x) > forward)
        off[begin[1:] - 1] = False  # from one line to the next
        winding[i : i + _LINES_AT_ONCE] = np.logical_or.reduceat(off, begin)
    return winding


def find_folds(lines: Lines, winding: Mask) -> Ints:
    """Find the vertices at which a line turns back onto its own last piece, (F,)."""
    vertex = np.flatnonzero(winding[lines.line_of])
    vertex = vertex[
        (vertex != lines.first[lines.line_of[vertex]]) & (vertex != lines.first[lines.line_of[vertex] + 1] - 1)
    ]
    before, after = lines.xy[vertex] - lines.xy[vertex - 1], lines.xy[vertex + 1] - lines.xy[vertex]
    back = np.einsum("ij,ij->i", before, after)
    aside = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    folds: Ints = vertex[(back < 0) & (np.abs(aside) <= -1e-9 * back)]
    return folds


def measure_left(lines: Lines, end: Ints, piece: Ints) -> Floats:
    """Measure how far a line goes from its end, a vertex, before it comes to one of its own pieces, (T,)."""
    forward = end <= piece
    low, high = np.where(forward, end + 1, piece + 1), np.where(forward, piece, end - 1)
    contact, k = ragged_arange(np.maximum(high - low + 1, 0))
    away = lines.xy[low[contact] + k] - lines.xy[end[contact]]
    left = np.zeros(len(end))
    np.maximum.at(left, contact, np.hypot(away[:, 0], away[:, 1]))
    return left
