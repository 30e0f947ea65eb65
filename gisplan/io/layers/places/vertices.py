"""Vertices that are in the wrong place: the rows that have them, and what of their geometry is left without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.io.files.point_shapes import PointShapes, Shapes, clear_rows
from gisplan.io.layers.layer_draft import EachRow, LayerDraft

__all__ = ["Vertices", "format_place", "join_parts"]

_POLYGON = 3


def format_place(xy: Sequence[float] | Floats) -> str:
    """Return x and y as text.

    Examples
    --------
    >>> format_place([117.94, 32.5]), format_place([36500000.0, 0.0])
    ('117.94, 32.5', '36500000, 0')
    """
    x, y = (f"{value:.9g}" for value in xy)
    return f"{x}, {y}"


def join_parts(parts: list[shapely.Geometry]) -> shapely.Geometry | None:
    """Join lines or polygons into one geometry; None where there is no part."""
    if len(parts) < 2:
        return parts[0] if parts else None
    make = shapely.multipolygons if shapely.get_type_id(parts[0]) == _POLYGON else shapely.multilinestrings
    joined: shapely.Geometry = make(parts)
    return joined


@dataclass(frozen=True)
class Vertices:
    """All vertices of a layer, and those of them that are in the wrong place.

    Parameters
    ----------
    xy : (C, 2) float
        The coordinates, as they are shown.
    owner : (C,) int
        The index of the row of each.
    marked : (C,) bool
        Those in the wrong place.
    """

    xy: Floats
    owner: Ints
    marked: Mask

    def mark_rows(self, count: int) -> Mask:
        """Return which of `count` rows have a marked vertex."""
        rows = np.zeros(count, dtype=bool)
        rows[self.owner[self.marked]] = True
        return rows

    def is_majority(self, draft: LayerDraft) -> bool:
        """Return whether more than half of the layer's rows that have a place have a marked vertex."""
        if not self.marked.any():
            return False
        placed = np.unique(self.owner[~draft.rejected[self.owner]])
        wrong = np.unique(self.owner[self.marked & ~draft.rejected[self.owner]])
        return 2 * len(wrong) > len(placed)

    def describe_first(self, rows: Mask) -> tuple[Sequence[str], Sequence[dict[str, Any]]]:
        """Return for each of the rows its first marked vertex, as text, and the vertex's number in the row."""
        place = np.flatnonzero(self.marked & rows[self.owner])
        place = place[np.diff(self.owner[place], prepend=-1) > 0]  # the vertices are in the order of the rows
        owner = self.owner[place]
        begin, end = (np.searchsorted(self.owner, owner, side=side).astype(np.int32) for side in ("left", "right"))
        each = range(len(place))
        xy = self.xy[place]  # kept with the fault, so no more than that
        number, count = (place - begin + 1).astype(np.int32), end - begin
        values = EachRow(each, lambda i: format_place(xy[i].tolist()))
        return values, EachRow(each, lambda i: {"vertex": int(number[i]), "vertices": int(count[i])})

    def refuse(self, draft: LayerDraft, code: str, **params: Any) -> LayerDraft:
        """Refuse the file; the fault names the first row and its first marked vertex."""
        rows = self.mark_rows(draft.count)
        value = self.describe_first(rows)[0][0]
        return draft.with_summary_fault(code, rows, field="geometry", value=value, **params)

    def only(self, rows: Mask) -> Vertices:
        """Return the same vertices with those of some rows marked."""
        return replace(self, marked=self.marked & rows[self.owner])

    def quarantine(
        self, draft: LayerDraft, code: str, *, params: Sequence[dict[str, Any]] = (), **same: Any
    ) -> LayerDraft:
        """Quarantine the rows with a marked vertex; what is left of their geometry without it stays their place."""
        rows = self.mark_rows(draft.count)
        if not rows.any():
            return draft
        values, numbers = self.describe_first(rows)
        merged = EachRow(range(len(numbers)), lambda i: {**numbers[i], **params[i]}) if params else numbers
        draft = draft.quarantine(code, rows, field="geometry", values=values, params=merged, **same)
        source = None if draft.source_shapes is None else self._leave_out(draft.source_shapes, rows)
        return replace(draft, shapes=self._leave_out(draft.shapes, rows), source_shapes=source)

    def leave_out_places(self, draft: LayerDraft) -> LayerDraft:
        """Leave out the geometry of works with a marked vertex: they may do without one."""
        rows = self.mark_rows(draft.count)
        value = self.describe_first(rows)[0][0]
        draft = draft.with_summary_fault("place-left-out", rows, field="geometry", value=value)
        return draft.with_shapes(clear_rows(draft.shapes, rows))

    def _leave_out(self, shapes: Shapes, rows: Mask) -> Shapes:
        """Return the shapes without their marked vertices."""
        if isinstance(shapes, PointShapes):
            return clear_rows(shapes, rows)
        kept = shapes.copy()
        sound = np.bincount(self.owner[~self.marked], minlength=len(shapes)) > 0
        partly = rows & sound & (shapely.get_dimensions(shapes) > 0)
        kept[rows & ~partly] = None
        for row in np.flatnonzero(partly):
            begin, end = np.searchsorted(self.owner, [row, row + 1])
            kept[row] = _without_vertices(shapes[row], self.marked[begin:end])
        return kept


def _without_vertices(shape: shapely.Geometry, marked: Mask) -> shapely.Geometry | None:
    """Return a line or polygon without some vertices; None where too little is left."""
    parts: list[shapely.Geometry] = []
    begin = 0
    for part in shapely.get_parts(shape):
        kept = ~marked[begin : begin + shapely.get_num_coordinates(part)]
        begin += len(kept)
        left = _thin_polygon(part, kept) if shapely.get_type_id(part) == _POLYGON else _thin_line(part, kept)
        parts += [] if left is None else [left]
    return join_parts(parts)


def _thin_line(line: shapely.Geometry, kept: Mask) -> shapely.Geometry | None:
    xy = shapely.get_coordinates(line)[kept]
    return shapely.linestrings(xy) if len(np.unique(xy, axis=0)) > 1 else None


def _thin_polygon(polygon: shapely.Geometry, kept: Mask) -> shapely.Geometry | None:
    rings: list[shapely.Geometry] = []
    begin = 0
    for number, ring in enumerate(shapely.get_rings(polygon)):
        count = shapely.get_num_coordinates(ring)
        xy = shapely.get_coordinates(ring)[kept[begin : begin + count]]
        begin += count
        if len(np.unique(xy, axis=0)) > 2:
            rings.append(shapely.linearrings(xy))
        elif number == 0:
            return None
    return shapely.polygons(rings[0], rings[1:] or None)
