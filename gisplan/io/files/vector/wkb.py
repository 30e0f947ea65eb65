"""Geometry as well-known binary, made of coordinates; heights that are all 0 are left out."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from gisplan.base.arrays import Floats

__all__ = ["join_shapes", "make_line", "make_point", "make_polygon"]

_POINT, _LINE, _POLYGON, _COLLECTION = 1, 2, 3, 7
_MANY = 3  # a multipoint is 4, a multiline 5, a multipolygon 6
_HEIGHT = 1000
_START = 5  # bytes before what a shape holds


def make_point(place: Floats) -> bytes:
    """Make a point of one row of two or three coordinates."""
    place = _flatten(place)
    return _head(_POINT, place) + bytes(place[0].astype("<f8").tobytes())


def make_line(places: Floats) -> bytes:
    """Make a line; one of a single vertex has it twice, so that it is found to be without length."""
    places = _flatten(places)
    if len(places) == 1:
        places = np.repeat(places, 2, axis=0)
    return _head(_LINE, places) + _count_places(places)


def make_polygon(rings: Sequence[Floats]) -> bytes:
    """Make a polygon of its outer ring and its holes."""
    widest = max(_flatten(ring).shape[1] for ring in rings)
    rings = [_widen(ring, widest) for ring in rings]
    return _head(_POLYGON, rings[0]) + struct.pack("<I", len(rings)) + b"".join(map(_count_places, rings))


def join_shapes(shapes: Sequence[bytes]) -> bytes:
    """Make one shape of several: points, lines or polygons of several parts, else a collection."""
    if len(shapes) == 1:
        return shapes[0]
    kinds = {struct.unpack("<I", shape[1:_START])[0] % _HEIGHT for shape in shapes}
    kind = kinds.pop() if len(kinds) == 1 else _COLLECTION
    kind = kind + _MANY if kind <= _POLYGON else _COLLECTION
    high = _HEIGHT if any(struct.unpack("<I", shape[1:_START])[0] > _HEIGHT for shape in shapes) else 0
    return struct.pack("<BII", 1, kind + high, len(shapes)) + b"".join(shapes)


def _flatten(places: Floats) -> Floats:
    """Leave out heights that say nothing."""
    return places[:, :2] if places.shape[1] > 2 and not places[:, 2].any() else places


def _widen(places: Floats, width: int) -> Floats:
    flat = _flatten(places)
    return flat if flat.shape[1] == width else np.pad(flat, ((0, 0), (0, width - flat.shape[1])))


def _head(kind: int, places: Floats) -> bytes:
    return struct.pack("<BI", 1, kind + (_HEIGHT if places.shape[1] > 2 else 0))


def _count_places(places: Floats) -> bytes:
    return struct.pack("<I", len(places)) + bytes(places.astype("<f8").tobytes())
