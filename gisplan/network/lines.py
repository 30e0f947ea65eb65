"""Lines as flat arrays: the form in which a road network is reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.errors import GeometryTypeError, NoCrsError, NotMetricCrsError

__all__ = ["Lines", "flatten_lines"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """L lines with P vertices in all; no vertex repeats the one before it.

    Attributes
    ----------
    xy : (P, 2) float64
        Vertices, line after line, in metres.
    first : (L + 1,) int64
        Line i has the vertices `first[i]` to `first[i + 1]`, the last excluded.
    """

    xy: Floats
    first: Ints

    def __len__(self) -> int:
        return len(self.first) - 1

    @cached_property
    def line_of(self) -> NDArray[np.int32]:
        """The line of each vertex, (P,)."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first))

    @cached_property
    def along(self) -> Floats:
        """Each vertex's distance from its line's start along the line, in metres, (P,)."""
        step = np.diff(self.xy, axis=0)
        length = np.zeros(len(self.xy))
        np.sqrt(np.einsum("ij,ij->i", step, step), out=length[1:])
        length[self.first[:-1]] = 0.0
        total = np.cumsum(length)
        return total - np.repeat(total[self.first[:-1]], np.diff(self.first))

    @cached_property
    def length_m(self) -> Floats:
        """The lines' lengths, (L,)."""
        return self.along[self.first[1:] - 1]


def flatten_lines(roads: gpd.GeoDataFrame) -> Lines:
    """The vertices of a frame of LineStrings, repeated ones left out.

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
    usable = (shapely.get_type_id(geometry) == 1) & ~shapely.is_empty(geometry)
    if not usable.all():
        row = int(np.flatnonzero(~usable)[0])
        raise GeometryTypeError(f"row {row} of the roads is not a LineString: explode or remove it")
    if len(geometry) == 0:
        return Lines(np.empty((0, 2)), np.zeros(1, dtype=np.int64))
    return _without_repeats(
        shapely.get_coordinates(geometry), np.cumsum(np.r_[0, shapely.get_num_coordinates(geometry)])
    )


def _without_repeats(xy: Floats, first: Ints) -> Lines:
    if not np.isfinite(xy.sum()) and not np.isfinite(xy).all():
        row = int(np.searchsorted(first, np.flatnonzero(~np.isfinite(xy).all(axis=1))[0], side="right")) - 1
        raise GeometryTypeError(f"row {row} of the roads has a vertex that is not finite: remove it")
    keep = np.ones(len(xy), dtype=bool)
    keep[1:] = (xy[1:, 0] != xy[:-1, 0]) | (xy[1:, 1] != xy[:-1, 1])
    keep[first[:-1]] = True
    if not keep.all():
        count = np.add.reduceat(keep, first[:-1], dtype=np.int64)
        xy, first = xy[keep], np.cumsum(np.r_[0, count])
    short = np.flatnonzero(np.diff(first) < 2)
    if len(short):
        raise GeometryTypeError(f"row {int(short[0])} of the roads has no length: remove it")
    return Lines(xy, first)
