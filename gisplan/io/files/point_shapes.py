"""The shapes of a layer of points, kept as coordinates: a million shapely objects take 200 MB, coordinates 16 MB."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Ints, Mask, Objects

__all__ = [
    "PointShapes",
    "Shapes",
    "clear_rows",
    "draw_once",
    "find_bounds",
    "find_coordinates",
    "find_dimensions",
    "find_missing",
    "find_types",
    "may_be_within",
    "set_coordinates",
]

_NONE, _POINT = -1, 0  # as shapely numbers types and dimensions


class PointShapes:
    """Points or None, in place of an array of shapes: these are made where NumPy or shapely asks for an array.

    Parameters
    ----------
    xy : (N, 2) float
        The coordinates of each; NaN is no point.
    """

    def __init__(self, xy: Floats) -> None:
        self.xy = xy

    def __len__(self) -> int:
        return len(self.xy)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Objects:
        """Return the points as objects of shapely."""
        shapes: Objects = np.full(len(self.xy), None, dtype=object)
        there = ~find_missing(self)
        shapes[there] = shapely.points(self.xy[there])
        return shapes

    def __getitem__(self, chosen: Mask | Ints | slice) -> PointShapes:
        return PointShapes(self.xy[chosen])


Shapes: TypeAlias = NDArray[np.object_] | PointShapes
"""The geometry of each row, or None."""


def find_missing(shapes: Shapes) -> Mask:
    """Return which rows have no geometry."""
    if isinstance(shapes, PointShapes):
        return np.isnan(shapes.xy[:, 0])
    missing: Mask = shapely.is_missing(shapes)
    return missing


def find_types(shapes: Shapes) -> NDArray[np.int32]:
    """Return the type of each geometry as shapely numbers them; -1 is none."""
    if isinstance(shapes, PointShapes):
        return np.where(find_missing(shapes), _NONE, _POINT).astype(np.int32)
    types: NDArray[np.int32] = shapely.get_type_id(shapes)
    return types


def find_dimensions(shapes: Shapes) -> NDArray[np.int32]:
    """Return the dimension of each geometry: 0 for points, 1 for lines, 2 for polygons; -1 is none."""
    if isinstance(shapes, PointShapes):
        return find_types(shapes)
    dimensions: NDArray[np.int32] = shapely.get_dimensions(shapes)
    return dimensions


def find_coordinates(shapes: Shapes) -> tuple[Floats, Ints]:
    """Return the coordinates of all vertices, and the row of each."""
    if isinstance(shapes, PointShapes):
        owner = np.flatnonzero(~find_missing(shapes))
        return shapes.xy[owner], owner
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    return xy, owner


def may_be_within(xy: Floats, limit: float) -> bool:
    """Return whether any coordinates may lie within `limit` of 0 on both axes: the extremes mostly say that none do."""
    return not any(axis.min(initial=np.inf) > limit or axis.max(initial=-np.inf) < -limit for axis in xy.T)


def set_coordinates(shapes: Shapes, xy: Floats) -> Shapes:
    """Return shapes with other coordinates, in the order of `find_coordinates`."""
    if isinstance(shapes, PointShapes):
        moved = np.full(shapes.xy.shape, np.nan)
        moved[~find_missing(shapes)] = xy
        return PointShapes(moved)
    changed: Objects = shapely.set_coordinates(shapes.copy(), xy)
    return changed


def draw_once(shapes: Shapes) -> Objects:
    """Return the geometries as objects of shapely, the points at one place as one object."""
    if not isinstance(shapes, PointShapes):
        return shapes
    different, places = pd.factorize(np.ascontiguousarray(shapes.xy).view(np.complex128).ravel())
    points = PointShapes(np.asarray(places).view(np.float64).reshape(-1, 2))
    drawn: Objects = np.append(np.asarray(points), [None])[different]
    return drawn


def find_bounds(shapes: Shapes) -> Floats:
    """Return the least x and y and the greatest of each geometry; NaN without one."""
    if isinstance(shapes, PointShapes):
        return np.tile(shapes.xy, 2)
    bounds: Floats = shapely.bounds(shapes)
    return bounds


def clear_rows(shapes: Shapes, rows: Mask) -> Shapes:
    """Return the shapes with none in some rows."""
    if not rows.any():
        return shapes
    if isinstance(shapes, PointShapes):
        return PointShapes(np.where(rows[:, None], np.nan, shapes.xy))
    kept = shapes.copy()
    kept[rows] = None
    return kept
