"""What every page shows of a county: its extent, where its towns stand, and what was read."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from gisplan.base.crs import usual_bounds
from gisplan.base.language import _
from gisplan.base.values import text_or_none
from gisplan.county.county import County, LayerInput
from gisplan.county.orientation.relief import format_relief
from gisplan.county.towns import Towns
from gisplan.maps.shared.encoding import pack_points

__all__ = ["describe_map_inputs", "find_bounds", "input_to_dict", "place_seats"]


def find_bounds(county: County, to_degrees: Transformer) -> list[list[float]]:
    """South-west and north-east corner of the county: its boundary, else its settlements and roads, else its CRS's."""
    frames = [county.boundary] if county.boundary is not None else [county.villages, county.roads]
    total = np.array([frame.total_bounds for frame in frames if len(frame) and not frame.geometry.isna().all()])
    if len(total):
        low, high = total[:, :2].min(axis=0), total[:, 2:].max(axis=0)
        west, south, east, north = to_degrees.transform_bounds(*low, *high)
    else:
        west, south, east, north = usual_bounds(county.crs) or (-180.0, -80.0, 180.0, 80.0)
    return [[round(south, 6), round(west, 6)], [round(north, 6), round(east, 6)]]


def place_seats(county: County, towns: Towns, to_degrees: Transformer) -> list[dict[str, Any]]:
    """Names of towns and where they stand, sorted: the seats, else a place inside each area."""
    seats = county.seats
    if seats is not None and len(seats):
        names, points = seats["name"].tolist(), np.asarray(seats.geometry.array, dtype=object)
    else:
        names, points = towns.names, shapely.point_on_surface(towns.areas)
    x, y = pack_points(shapely.get_x(points), shapely.get_y(points), to_degrees)
    placed = [(text_or_none(name), a, b) for name, a, b in zip(names, x, y, strict=True) if a is not None]
    placed.sort(key=lambda seat: (seat[0] or "", *seat[1:]))
    return [{"name": name, "x": a, "y": b} for name, a, b in placed]


def describe_map_inputs(county: County) -> list[dict[str, str]]:
    """Describe the files that a map is made of: those of the verdicts, and what is drawn for orientation."""
    files = [input_to_dict(item) for item in county.inputs]
    shown = county.orientation
    if shown is None:
        return files
    files += [input_to_dict(item) for item in shown.inputs]
    if shown.relief is not None:
        files[-1]["counts"] = format_relief(shown.relief, translate=_)
    return files


def input_to_dict(item: LayerInput) -> dict[str, str]:
    """A file that was read: its layer, path, hash and rows."""
    numbers = (item.rows, item.accepted, item.quarantined, item.left_out)
    counts = _("{0} rows, {1} accepted, {2} set aside")
    if item.left_out:
        counts = _("{0} rows, {1} accepted, {2} set aside, {3} left out by where")
    return {"layer": item.layer, "path": item.path, "sha256": item.sha256, "counts": counts.format(*numbers)}
