"""Lines as flat arrays: the form in which a road network is computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, sort_stably
from gisplan.base.errors import GeometryTypeError, NoCrsError, NotMetricCrsError

__all__ = ["SAME_M", "Lines", "flatten_lines", "measure_along"]

SAME_M = 1e-6  # two positions on one line that are nearer than this are one
_LINES_AT_ONCE = 1 << 14

Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Lines:
    """L lines with P vertices in all; no vertex repeats the one before it.

    Lines are in Morton order of their lower left corners, whatever the order of the frame: those that are
    near each other in the plane are near each other in memory, which makes searches faster.

    Attributes
    ----------
    xy : (P, 2) float64
        Vertices, line after line, in metres; in memory all x, then all y, which makes taking either of them faster.
    first : (L + 1,) int64
        Line i has the vertices `first[i]` to `first[i + 1]`, the last excluded.
    row : (L,) int32
        The row of the frame that each line came from.
    """

    xy: Floats
    first: Ints
    row: Rows

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def line_of(self) -> Rows:
        """The line of each vertex, (P,)."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first))

    @cached_property
    def along(self) -> Floats:
        """Each vertex's distance from its line's start along the line, in metres, (P,)."""
        return measure_along(self.xy, self.first)

    @cached_property
    def length_m(self) -> Floats:
        """The lines' lengths, (L,)."""
        return self.along[self.first[1:] - 1]


def measure_along(xy: Floats, first: Ints) -> Floats:
    """Measure each vertex's distance from its line's start, for vertices line after line, in metres, (P,)."""
    along = np.zeros(len(xy))
    step = np.diff(xy[:, 0])
    np.multiply(step, step, out=along[1:])
    step = np.diff(xy[:, 1])
    step *= step
    along[1:] += step
    np.sqrt(along, out=along)
    along[first[:-1]] = 0.0
    np.cumsum(along, out=along)
    along -= np.repeat(along[first[:-1]], np.diff(first))
    return along


def flatten_lines(roads: gpd.GeoDataFrame) -> Lines:
    """Flatten a frame of LineStrings to arrays of vertices, repeated ones left out.

    Parameters
    ----------
    roads : GeoDataFrame
        LineStrings in a metric CRS.

    Returns
    -------
    Lines
        In Morton order; `row` says which is which.

    Raises
    ------
    NoCrsError, NotMetricCrsError
        The frame's CRS is missing or not in metres.
    GeometryTypeError
        A row is not a LineString, is empty, not finite, or has no length.
    """
    if roads.crs is None:
        raise NoCrsError("the roads have no CRS: state it with set_crs()")
    if not roads.crs.is_projected or roads.crs.axis_info[0].unit_name != "metre":
        raise NotMetricCrsError(f"the roads are in {roads.crs.name}, not in metres: bring them over with to_crs()")
    geometry = np.asarray(roads.geometry.array)
    count = shapely.get_num_coordinates(geometry)
    usable = (shapely.get_type_id(geometry) == 1) & (count > 0)
    if not usable.all():
        wrong = int(np.flatnonzero(~usable)[0])
        raise GeometryTypeError(f"row {wrong} of the roads is not a LineString: explode or remove it")
    if len(geometry) == 0:
        return Lines(np.empty((0, 2)), np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int32))
    row = _sort_by_place(np.ascontiguousarray(shapely.bounds(geometry)[:, :2].T))
    first = np.cumsum(np.r_[0, count[row]])
    begin = (np.cumsum(count) - count)[row] - first[:-1]
    drawn = shapely.get_coordinates(geometry)  # faster in the order of the frame, in which they lie in memory
    places, xy = drawn.view(np.complex128).ravel(), np.empty((len(drawn), 2), order="F")
    for i in range(0, len(row), _LINES_AT_ONCE):
        some = slice(first[i], first[min(i + _LINES_AT_ONCE, len(row))])
        vertex = np.arange(some.start, some.stop)
        vertex += np.repeat(begin[i : i + _LINES_AT_ONCE], count[row[i : i + _LINES_AT_ONCE]])
        part = places.take(vertex)
        xy[some, 0], xy[some, 1] = part.real, part.imag
    return _without_repeats(xy, first, row)


def _sort_by_place(xy: Floats) -> Rows:
    """Return the Morton order of points, x and y in a row each, of 65 536 x 65 536 cells."""
    if not np.isfinite(xy).all():
        return np.arange(xy.shape[1], dtype=np.int32)  # the row at fault is named later
    low = xy.min(axis=1, keepdims=True)
    xy = xy - low
    cell = (xy * (65_535 / max(float(xy.max()), 1.0))).astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cell = (cell | (cell << np.uint64(shift))) & np.uint64(mask)
    order: Rows = sort_stably(cell[0] | (cell[1] << np.uint64(1))).astype(np.int32)
    return order


def _without_repeats(xy: Floats, first: Ints, row: Rows) -> Lines:
    if not np.isfinite(xy.sum()) and not np.isfinite(xy).all():
        vertex = np.flatnonzero(~np.isfinite(xy).all(axis=1))[0]
        fault = int(row[np.searchsorted(first, vertex, side="right") - 1])
        raise GeometryTypeError(f"row {fault} of the roads has a vertex that is not finite: remove it")
    keep = np.ones(len(xy), dtype=bool)
    keep[1:] = xy[1:, 0] != xy[:-1, 0]
    keep[1:] |= xy[1:, 1] != xy[:-1, 1]
    keep[first[:-1]] = True
    if not keep.all():
        count = np.add.reduceat(keep, first[:-1], dtype=np.int64)
        xy, first = xy.T[:, keep].T, np.cumsum(np.r_[0, count])
    short = np.flatnonzero(np.diff(first) < 2)
    if len(short):
        raise GeometryTypeError(f"row {int(row[short].min())} of the roads has no length: remove it")
    return Lines(xy, first, row)
