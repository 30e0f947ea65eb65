"""Points of a sheet: their columns, and coordinates in degrees or metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.io.files.degrees import read_coordinates
from gisplan.io.files.point_shapes import PointShapes, Shapes, clear_rows

__all__ = ["PointColumns", "SheetPlaces", "find_point_columns", "make_points"]

_DEGREES = (("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("经度", "纬度"))
_METRES = (("x", "y"),)
_NO_CHANCE = 20  # different numbers


class PointColumns(NamedTuple):
    """The columns of x and y, and whether they are degrees."""

    x: str
    y: str
    degrees: bool


def find_point_columns(header: Sequence[str], mapped: dict[str, str]) -> PointColumns | None:
    """Find the columns of x and y: those that the county file maps, else by their usual names."""
    lowered = {name.casefold(): name for name in header}
    for pairs, degrees in ((_DEGREES, True), (_METRES, False)):
        x_key, y_key = pairs[0]
        x_name, y_name = mapped.get(x_key), mapped.get(y_key)
        if x_name in header and y_name in header:
            return PointColumns(str(x_name), str(y_name), degrees)
        for x_name, y_name in pairs:
            if x_name in lowered and y_name in lowered:
                return PointColumns(lowered[x_name], lowered[y_name], degrees)
    return None


class SheetPlaces(NamedTuple):
    """The shapes of records; of those that are odd the text, and the fault that says so.

    `packed` shows the first of most points, where these are degrees, minutes and seconds without marks.
    """

    shapes: Shapes
    texts: Objects | None = None
    odd: Mapping[str, Mask] = {}
    packed: str = ""
    crs: str | None = None


def make_points(x_texts: Objects, y_texts: Objects, *, degrees: bool) -> SheetPlaces:
    """Make points where both coordinates are there and can be read."""
    x = read_coordinates(x_texts, "lon" if degrees else None)
    y = read_coordinates(y_texts, "lat" if degrees else None)
    given = np.array([a is not None and b is not None for a, b in zip(x_texts, y_texts, strict=True)], dtype=bool)
    read = given & ~np.isnan(x.value) & ~np.isnan(y.value)
    shapes = PointShapes(np.where(read[:, None], np.column_stack([x.value, y.value]), np.nan))
    odd, wrong = given & (x.odd | y.odd), given & (x.wrong | y.wrong)
    packed = read & x.packed & y.packed
    if 2 * packed.sum() > read.sum() or _are_packed_behind_points(x_texts, y_texts, read, x.points & y.points):
        first = int(np.flatnonzero(packed if packed.any() else read)[0])
        return SheetPlaces(shapes, packed=f"{x_texts[first]}, {y_texts[first]}")
    odd |= packed
    if not odd.any():
        return SheetPlaces(shapes)
    texts = fill_objects(len(given))
    texts[odd] = [f"{a}, {b}" for a, b in zip(x_texts[odd], y_texts[odd], strict=True)]
    marks = {"degrees-read": odd & read & ~packed, "degrees-wrong": wrong, "not-finite": odd & ~read & ~wrong}
    return SheetPlaces(clear_rows(shapes, packed), texts, {**marks, "row-degrees-packed": packed})


def _are_packed_behind_points(x_texts: Objects, y_texts: Objects, read: Mask, points: Mask) -> bool:
    """Return whether the digits behind every point are below 60, as minutes and seconds: no chance in many places."""
    if not read.any() or not points[read].all():
        return False
    different = (len({text.partition(".")[2][:4] for text in texts[read]}) for texts in (x_texts, y_texts))
    return min(different) >= _NO_CHANCE
