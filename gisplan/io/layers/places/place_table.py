"""The places of all layers of a county in one table: points, and the vertices of lines and polygons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from gisplan.base.arrays import Floats, Ints, Mask, Objects, fill_objects
from gisplan.io.files.point_shapes import PointShapes, find_missing
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["CELL_M", "Places", "collect_places"]

CELL_M = 25_000.0
"""A row within a square of this size has all its places together."""
_SHAPES = {"point": 0, "line": 1, "polygon": 2}


@dataclass(frozen=True)
class Places:
    """P places: points, the vertices of long rows, and two corners of short ones, which have all places together.

    Parameters
    ----------
    xy : (P, 2) float
        In the county's CRS.
    layer, row : (P,) int
        The number of the layer, and the index of the row in it.
    vertex : (P,) int
        The number of the vertex in its row, from 0.
    follows : (P,) bool
        Whether a line or a ring leads here from the place before.
    shape : (P,) int
        0 for points, 1 for lines, 2 for polygons.
    """

    xy: Floats
    layer: Ints
    row: Ints
    vertex: Ints
    follows: Mask
    shape: Ints

    def measure_steps(self) -> Floats:
        """Measure how far each place is from the one that leads to it; NaN where none does."""
        step = np.hypot(*np.diff(self.xy, axis=0, prepend=np.nan).T)
        return np.where(self.follows, step, np.nan)

    def find_rows(self) -> tuple[Ints, Ints]:
        """Return the first place of each row, and the number of the row of each place."""
        key = (self.layer << 40) + self.row
        _keys, first, of = np.unique(key, return_index=True, return_inverse=True)
        return first, of


def collect_places(drafts: Mapping[str, LayerDraft]) -> Places:
    """Collect the places of all rows that are not quarantined."""
    parts = [_collect_layer(number, draft) for number, draft in enumerate(drafts.values())]
    return Places(*(np.concatenate([getattr(part, name) for part in parts]) for name in Places.__annotations__))


def _collect_layer(number: int, draft: LayerDraft) -> Places:
    if isinstance(draft.shapes, PointShapes):
        return _collect_points(number, draft.shapes, ~draft.rejected)
    shapes = _keep(draft.shapes, ~draft.rejected)
    bounds = shapely.bounds(shapes)
    short = (bounds[:, 2:] - bounds[:, :2] <= CELL_M).all(axis=1)
    rows = np.flatnonzero(short)
    xy, owner, vertex, follows = _take_vertices(_keep(shapes, ~short))
    count = 2 * len(rows)
    row = np.r_[np.repeat(rows, 2), owner]
    return Places(
        xy=np.concatenate([bounds[rows].reshape(-1, 2), xy]),
        layer=np.full(len(row), number),
        row=row,
        vertex=np.r_[np.zeros(count, dtype=np.int64), vertex],
        follows=np.r_[np.arange(count) % 2 == 1, follows],
        shape=np.full(len(row), _SHAPES[draft.layer.shape or "point"]),
    )


def _collect_points(number: int, points: PointShapes, kept: Mask) -> Places:
    rows = np.flatnonzero(kept & ~find_missing(points))
    nothing = np.zeros(len(rows), dtype=np.int64)
    return Places(points.xy[rows], nothing + number, rows, nothing, nothing > 0, nothing + _SHAPES["point"])


def _keep(shapes: Objects, kept: Mask) -> Objects:
    """Return some of the shapes, and None for the others."""
    chosen = fill_objects(len(shapes))
    chosen[kept] = shapes[kept]
    return chosen


def _take_vertices(shapes: Objects) -> tuple[Floats, Ints, Ints, Mask]:
    """Return all vertices of lines or of polygons: the row of each, its number in it, whether it follows another."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    vertex = np.arange(len(owner)) - np.searchsorted(owner, owner)
    parts = shapely.get_parts(shapes)
    pieces = shapely.get_rings(parts) if (shapely.get_dimensions(parts) == 2).any() else parts
    follows = np.ones(len(owner), dtype=bool)
    follows[np.cumsum(np.r_[0, shapely.get_num_coordinates(pieces)])[:-1]] = False
    return xy, owner, vertex, follows
