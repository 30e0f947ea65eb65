"""What every page shows of a county: its extent, its towns' names, and what was read."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from gisplan.base.language import _
from gisplan.county.county import County, LayerInput
from gisplan.maps.packing import pack_points, plain_text
from gisplan.maps.towns import Towns

__all__ = ["find_bounds", "place_seats", "tell_input"]


def find_bounds(county: County, to_degrees: Transformer) -> list[list[float]]:
    """South-west and north-east corner of the county: its boundary, else its settlements and roads."""
    frames = [county.boundary] if county.boundary is not None else [county.villages, county.roads]
    total = np.array([frame.total_bounds for frame in frames])
    low, high = np.nanmin(total[:, :2], axis=0), np.nanmax(total[:, 2:], axis=0)
    west, south, east, north = to_degrees.transform_bounds(*low, *high)
    return [[round(south, 6), round(west, 6)], [round(north, 6), round(east, 6)]]


def place_seats(county: County, towns: Towns, to_degrees: Transformer) -> list[dict[str, Any]]:
    """Names of towns and where they stand: the seats, else a place inside each area."""
    seats = county.seats
    if seats is not None and len(seats):
        names, points = seats["name"].tolist(), np.asarray(seats.geometry.array, dtype=object)
    else:
        names, points = towns.names, shapely.point_on_surface(towns.areas)
    x, y = pack_points(shapely.get_x(points), shapely.get_y(points), to_degrees)
    told = zip(names, x, y, strict=True)
    return [{"name": plain_text(n), "x": a, "y": b} for n, a, b in told if a is not None]


def tell_input(item: LayerInput) -> dict[str, str]:
    """A file that was read: its layer, path, hash and rows."""
    counts = _("{0} rows, {1} accepted, {2} set aside").format(item.rows, item.accepted, item.quarantined)
    return {"layer": item.layer, "path": item.path, "sha256": item.sha256, "counts": counts}
