"""Notice layers that were left in the shifted coordinates of online maps (GCJ-02, BD-09).

Of settlements far from every road, or outside the boundary, it is asked whether they come near a road, or into the
boundary, when they are moved to WGS 84. Moves as long in other directions say how many would by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.arrays import Floats, Ints, Mask, Objects, fill_objects
from gisplan.base.crs import Transform, find_transform
from gisplan.io.files.point_shapes import find_coordinates, find_missing, find_types
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.places.gcj02 import FROM_SHIFTED, SHIFT_NAMES

__all__ = ["check_shift"]

_LEAST = 5
_TIMES = 3  # so many times as many settlements fit as would by chance
_SAMPLE = 1000


def check_shift(drafts: Mapping[str, LayerDraft], county_crs: CRS) -> dict[str, LayerDraft]:
    """Warn of settlements, roads or a boundary that fit the others only when they are read as GCJ-02 or BD-09."""
    checked = dict(drafts)
    moves = _Moves(county_crs)
    for layer, far_m, near_m in (("roads", 100.0, 50.0), ("boundary", 0.0, 0.0)):
        shapes = _find_shapes(checked.get(layer))
        if not len(shapes):
            continue
        target = _Target(layer, shapes, far_m, near_m)
        for name in ("villages", "groups", "seats"):
            draft = checked.get(name)
            if draft is None or draft.refused:
                continue
            far = _find_far(draft, target)
            if found := _find_shift(far, target, moves, sign=1.0):
                checked[name] = _warn_rows(draft, found, layer)
            elif name == "villages" and (found := _find_shift(far, target, moves, sign=-1.0)):
                checked[layer] = _warn_layer(checked[layer], found)
    return checked


@dataclass(frozen=True)
class _Target:
    """What settlements should fit: a shifted one lies beyond `far_m` of it, and within `near_m` when moved back."""

    layer: str
    shapes: Objects
    far_m: float
    near_m: float

    def is_far(self, xy: Floats) -> Mask:
        return ~self._lie_within(xy, self.far_m)

    def is_near(self, xy: Floats) -> Mask:
        return self._lie_within(xy, self.near_m)

    def _lie_within(self, xy: Floats, metres: float) -> Mask:
        """Return which places lie near; the shapes look for them, as GEOS prepares what looks, and shapes are long."""
        near, tree = np.zeros(len(xy), dtype=bool), shapely.STRtree(shapely.points(xy))
        # within an area is found in far less time than near its outline
        how: Any = {"predicate": "dwithin", "distance": metres} if metres > 0 else {"predicate": "intersects"}
        near[tree.query(self.shapes, **how)[1]] = True
        return near


@dataclass(frozen=True)
class _Moves:
    """How far places of a county move when they are read as shifted."""

    county_crs: CRS

    @cached_property
    def _ways(self) -> tuple[Transform, Transform] | None:
        """From the county's CRS to degrees, and back: long to make, and few counties need them."""
        geodetic = self.county_crs.geodetic_crs
        there = find_transform(self.county_crs, geodetic) if geodetic is not None else None
        back = find_transform(geodetic, self.county_crs) if geodetic is not None else None
        return (there, back) if there is not None and back is not None else None

    def measure(self, xy: Floats, datum: str) -> Floats:
        """Return how far, in metres east and north, places move when they are read in a datum."""
        if self._ways is None:
            return np.zeros_like(xy)
        there, back = self._ways
        moved: Floats = back(FROM_SHIFTED[datum](there(xy))) - xy
        return moved


@dataclass(frozen=True)
class _Shift:
    """Rows that fit when they are read in a datum, or when what they should fit is; and how far that moves them."""

    datum: str
    rows: Ints
    metres: float


def _find_shapes(draft: LayerDraft | None) -> Objects:
    if draft is None or draft.refused:
        return fill_objects(0)
    shapes: Objects = np.asarray(draft.shapes[~draft.rejected & ~find_missing(draft.shapes)])
    return shapes


def _find_far(draft: LayerDraft, target: _Target) -> tuple[Ints, Floats]:
    """Find the points, or a sample of them, that do not fit: their rows and places; none where there are few."""
    rows = np.flatnonzero((find_types(draft.shapes) == 0) & ~draft.rejected)
    rows = rows[:: max(1, len(rows) // _SAMPLE)]
    xy = find_coordinates(draft.shapes[rows])[0]
    far = target.is_far(xy) if len(rows) >= _LEAST else np.zeros(len(rows), dtype=bool)
    return rows[far], xy[far]


def _find_shift(far: tuple[Ints, Floats], target: _Target, moves: _Moves, *, sign: float) -> _Shift | None:
    """Find the datum in which most of the points that do not fit would; None where they do not."""
    rows, xy = far
    if len(rows) < _LEAST:
        return None
    found: list[_Shift] = []
    for datum in FROM_SHIFTED:
        steps = sign * moves.measure(xy, datum)
        near = _find_fitting(xy, steps, target)
        if near.any():
            found.append(_Shift(datum, rows[near], float(np.median(np.hypot(*steps[near].T)))))
    return max(found, key=lambda shift: len(shift.rows), default=None)


def _find_fitting(xy: Floats, steps: Floats, target: _Target) -> Mask:
    """Return which places fit when they are moved: none, where not most do, or many would by chance."""
    none: Mask = np.zeros(len(xy), dtype=bool)
    if np.hypot(*steps.T).max() <= max(target.far_m, 1.0):
        return none
    near = target.is_near(xy + steps)
    if near.sum() < max(_LEAST, len(xy) / 2):
        return none
    turned = steps[:, ::-1] * [1.0, -1.0]
    others = [target.is_near(xy + move).sum() for move in (-steps, turned, -turned)]
    return near if near.sum() > _TIMES * max(others) else none


def _warn_rows(draft: LayerDraft, found: _Shift, layer: str) -> LayerDraft:
    code = "rows-shifted" if layer == "roads" else "rows-shifted-out"
    shifted = np.isin(np.arange(draft.count), found.rows)
    return draft.with_summary_fault(code, shifted, field="geometry", **_describe(found))


def _warn_layer(draft: LayerDraft, found: _Shift) -> LayerDraft:
    return draft.with_fault(f"{draft.layer.name}-shifted", count=len(found.rows), **_describe(found))


def _describe(found: _Shift) -> dict[str, str]:
    metres = f"{found.metres:.0f}"
    return {"value": f"{metres} m", "metres": metres, "datum": found.datum, "shift": SHIFT_NAMES[found.datum]}
