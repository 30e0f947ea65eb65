"""The relief as a picture that lies on a map in Web Mercator: shaded once, and small enough to be part of a page."""

from __future__ import annotations

import base64
import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gisplan.base.arrays import Floats
from gisplan.base.crs import find_degrees
from gisplan.base.interpolation import find_in_grid, interpolate
from gisplan.county.orientation.relief import Relief, find_darkness
from gisplan.maps.shared.png import encode_shades

__all__ = ["MOST_BYTES", "draw_relief"]

MOST_BYTES = 240_000
"""So large the picture may be; as text it is a third larger."""
_SIDES = (900, 720, 560, 420, 300)  # pixels of the longer side, the largest that is small enough
_SHADES = 24
_DEGREES, _MERCATOR = "EPSG:4326", "EPSG:3857"
_Way: TypeAlias = tuple[Transformer, Transformer]
"""From the county to degrees, and from these to Web Mercator: at once, PROJ takes a tenth of a second to find it."""
_RANGE = (2.0, 99.0)  # per cent of the cells: the lightest and the darkest of them have all shades between them
_LEAST_RANGE = 0.1  # on flat ground small differences stay small
_FADED = 0.05  # of the longer side: so far in, the picture fades towards its edges and where no height is known


def draw_relief(relief: Relief, crs: CRS) -> dict[str, Any] | None:
    """Draw a relief as a picture.

    Parameters
    ----------
    relief : Relief
    crs : pyproj.CRS
        The county's.

    Returns
    -------
    dict, or None
        `image`, a PNG as a data URL; `box`: west, south, east and north in degrees. None where nothing is to be seen.
    """
    way = (find_degrees(crs), Transformer.from_crs(_DEGREES, _MERCATOR, always_xy=True))
    box = way[1].transform_bounds(*way[0].transform_bounds(*relief.bounds))
    darkness = _stretch(find_darkness(relief))
    if darkness is None or not np.isfinite(box).all():
        return None
    picture = _draw(darkness, relief, way, box)
    if picture is None:
        return None
    corners = [way[1].transform(*corner, direction="INVERSE") for corner in (box[:2], box[2:])]
    url = f"data:image/png;base64,{base64.b64encode(picture).decode('ascii')}"
    return {"image": url, "box": [round(v, 6) for corner in corners for v in corner]}


def _stretch(darkness: Floats) -> Floats | None:
    """Return the shades from the county's lightest to its darkest, faded at the edges; None where nothing is known."""
    known = np.isfinite(darkness)
    if not known.any():
        return None
    light, dark = np.percentile(darkness[known], _RANGE)
    stretched = np.clip((darkness - light) / max(dark - light, _LEAST_RANGE), 0.0, 1.0)
    return np.where(known, stretched, 0.0) * _fade(known)


def _draw(darkness: Floats, relief: Relief, way: _Way, box: tuple[float, ...]) -> bytes | None:
    """Return the largest picture that is small enough; None where nothing is to be seen."""
    picture = None
    for side in _SIDES:
        placed = _place(darkness, relief, way, box, min(side, max(relief.heights.shape)))
        shades = np.round(placed * (_SHADES - 1)).astype(np.uint8)
        if not shades.any():
            return None
        picture = encode_shades(shades, _SHADES)
        if len(picture) <= MOST_BYTES:
            break
    return picture


def _place(darkness: Floats, relief: Relief, way: _Way, box: tuple[float, ...], side: int) -> NDArray[np.float64]:
    """Return the darkness at the pixels of a picture in Web Mercator."""
    west, south, east, north = box
    step = max(east - west, north - south) / side
    columns, rows = max(1, math.ceil((east - west) / step)), max(1, math.ceil((north - south) / step))

    def find(column: Floats, row: Floats) -> tuple[Floats, Floats]:
        x, y = west + (column + 0.5) * (east - west) / columns, north - (row + 0.5) * (north - south) / rows
        there = way[0].transform(*way[1].transform(x, y, direction="INVERSE"), direction="INVERSE")
        return (there[0] - relief.west) / relief.cell_m - 0.5, (relief.north - there[1]) / relief.cell_m - 0.5

    placed: NDArray[np.float64] = np.nan_to_num(interpolate(darkness, *find_in_grid((rows, columns), find)), nan=0.0)
    return placed


def _fade(known: NDArray[np.bool_]) -> Floats:
    """Return how much is shown of each cell: nothing at the edges of what is known, all of it farther in."""
    radius = max(2, round(_FADED * max(known.shape)))
    padded = np.pad(known.astype(np.float64), radius)
    for axis in (0, 1):
        sums = np.cumsum(np.insert(padded, 0, 0.0, axis=axis), axis=axis)
        size = padded.shape[axis] - 2 * radius
        low = np.take(sums, np.arange(size), axis=axis)
        high = np.take(sums, np.arange(size) + 2 * radius + 1, axis=axis)
        padded = (high - low) / (2 * radius + 1)
    shown: Floats = np.clip(2 * padded - 1, 0.0, 1.0)
    return shown
