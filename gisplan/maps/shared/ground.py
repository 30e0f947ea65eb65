"""What lies below and around a county on its maps: relief, rivers, waters and neighbouring counties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gisplan.base.language import _, language
from gisplan.base.values import text_or_none
from gisplan.county.county import County
from gisplan.county.orientation.layers import RIVER_SIZES
from gisplan.county.orientation.relief import Relief
from gisplan.io.faults.catalogue import explain_fault
from gisplan.maps.shared.encoding import pack_areas, pack_lines, pack_points
from gisplan.maps.shared.labels import SHARED_WORDS
from gisplan.maps.shared.relief_image import draw_relief
from gisplan.wording.palette import HALOED, SHADED

__all__ = ["describe_ground", "warn_of_ground"]

_BEYOND = 0.75  # of the county's width or height, on each side: as far as a wide window shows
_NAMED_BEYOND = 0.12  # a neighbour's name stands where it is seen with the whole county
_BORDER_M = 400.0  # a neighbour's border so near to the county's own is that one, drawn less exactly
_INSIDE = 0.5  # an area of which more lies in the county is the county itself
_MOST_VERTICES = 25_000
_MIDDLE_SIZE = 1
_WIDE_M = (15.0, 60.0)  # rivers from so many metres on are drawn wider


def describe_ground(county: County, to_degrees: Transformer) -> dict[str, Any]:
    """Describe what is drawn for orientation: `relief`, `rivers`, `water`, `neighbours`.

    Parameters
    ----------
    county : County
    to_degrees : pyproj.Transformer
        From the county's CRS to WGS 84.

    Returns
    -------
    dict
        As JSON has it; only what lies so near that the map shows it.
    """
    shown = county.orientation
    if shown is None:
        return {}
    frame, land = _find_frame(county), _find_land(county)
    found: dict[str, Any] = {}
    if (rivers := _clip(shown.rivers, frame)) is not None:
        found["rivers"] = _describe_rivers(rivers, to_degrees)
    if (water := _clip(shown.water, frame)) is not None:
        areas = np.asarray(water.geometry.array, dtype=object)
        found["water"] = {"name": _names(water), **pack_areas(areas, to_degrees, most=_MOST_VERTICES)}
        found["water"]["at"] = _place_names(areas, to_degrees)
    if (neighbours := _clip(shown.neighbours, frame)) is not None:
        found["neighbours"] = _describe_neighbours(neighbours, county, land, to_degrees)
    if shown.relief is not None and (picture := draw_relief(shown.relief, county.crs)) is not None:
        found["relief"] = {**picture, **_span_heights(shown.relief), "shaded": dict(SHADED), "haloed": list(HALOED)}
    return found


def warn_of_ground(county: County) -> list[str]:
    """Return what must be seen at a glance of what is shown for orientation: what is invented, what is not shown."""
    shown = county.orientation
    if shown is None:
        return []
    lines = [explain_fault(fault, translate=_)[0] for fault in shown.faults if fault.code == "relief-no-rasterio"]
    if shown.invented:
        names = ("、" if language() == "zh" else ", ").join(_(SHARED_WORDS[name]) for name in shown.invented)
        lines.insert(0, _("Invented, for orientation only: {0}.").format(names))
    return lines


def _span_heights(relief: Relief) -> dict[str, int]:
    """The lowest and the highest height, in metres."""
    return {"lowest": round(float(np.nanmin(relief.heights))), "highest": round(float(np.nanmax(relief.heights)))}


def _find_bounds(county: County) -> NDArray[np.float64]:
    """Return west, south, east and north of the county in metres."""
    frames = [county.boundary] if county.boundary is not None else [county.villages, county.roads]
    bounds = np.array([frame.total_bounds for frame in frames if len(frame)])
    return np.concatenate([np.nanmin(bounds[:, :2], axis=0), np.nanmax(bounds[:, 2:], axis=0)]).astype(np.float64)


def _find_frame(county: County) -> NDArray[np.float64]:
    """Return the box of what is drawn, in metres: the county, and what a wide window shows beside it."""
    return _widen(_find_bounds(county), _BEYOND)


def _widen(bounds: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    wider = share * float(np.max(bounds[2:] - bounds[:2]))
    widened: NDArray[np.float64] = bounds + np.array([-wider, -wider, wider, wider])
    return widened


def _find_land(county: County) -> shapely.Geometry | None:
    if county.boundary is None or not len(county.boundary):
        return None
    return shapely.union_all(np.asarray(county.boundary.geometry.array, dtype=object))


def _clip(frame: gpd.GeoDataFrame | None, box: NDArray[np.float64]) -> gpd.GeoDataFrame | None:
    """Return the rows that lie in a box, cut at its edges; None where there is none."""
    if frame is None or not len(frame):
        return None
    shapes = np.asarray(shapely.clip_by_rect(np.asarray(frame.geometry.array, dtype=object), *box), dtype=object)
    kept = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    return frame[kept].assign(geometry=shapes[kept]) if kept.any() else None


def _describe_rivers(rivers: gpd.GeoDataFrame, to_degrees: Transformer) -> dict[str, Any]:
    """The rivers as lines: the size and the name of each row."""
    lines = np.asarray(rivers.geometry.array, dtype=object)
    packed = pack_lines(lines, to_degrees, of=np.arange(len(lines)), most=_MOST_VERTICES)
    return {"name": _names(rivers), "size": "".join(map(str, _find_sizes(rivers))), **packed}


def _find_sizes(rivers: pd.DataFrame) -> list[int]:
    """Return 0, 1 or 2 for small, middle and large: by the width where it is known, else by the words of the class."""
    known = {word: size for size, words in enumerate(RIVER_SIZES) for word in words}
    widths = rivers["river_m"].to_numpy(dtype=float)
    by_width = np.searchsorted(_WIDE_M, widths, side="right")
    by_word = [known.get((text_or_none(word) or "").strip().casefold(), _MIDDLE_SIZE) for word in rivers["class"]]
    return [int(size) for size in np.where(np.isfinite(widths), by_width, by_word)]


def _describe_neighbours(
    neighbours: gpd.GeoDataFrame, county: County, land: shapely.Geometry | None, to_degrees: Transformer
) -> dict[str, Any]:
    """The neighbouring counties: their borders with each other, and where their names stand."""
    areas = np.asarray(neighbours.geometry.array, dtype=object)
    others = np.ones(len(areas), dtype=bool)
    if land is not None:
        inside = shapely.area(shapely.intersection(areas, land))
        others = inside <= _INSIDE * np.maximum(shapely.area(areas), 1.0)
        areas = np.asarray(shapely.difference(areas, land), dtype=object)
    areas, names = areas[others], [name for name, other in zip(_names(neighbours), others, strict=True) if other]
    lines = np.asarray(shapely.boundary(areas), dtype=object)
    if land is not None:
        lines = np.asarray(shapely.difference(lines, shapely.buffer(land, _BORDER_M)), dtype=object)
    frame = shapely.box(*_find_frame(county))
    merged = shapely.union_all(shapely.difference(lines, shapely.buffer(shapely.boundary(frame), 1.0)))
    near = shapely.clip_by_rect(areas, *_widen(_find_bounds(county), _NAMED_BEYOND))
    places = np.where(shapely.is_empty(near), areas, near)
    packed = pack_lines(np.array([shapely.line_merge(merged)], dtype=object), to_degrees, most=_MOST_VERTICES)
    return {"name": names, "at": _place_names(np.asarray(places, dtype=object), to_degrees), **packed}


def _place_names(areas: NDArray[np.object_], to_degrees: Transformer) -> list[int | None]:
    """Where the name of each area stands: the middle of the largest circle in it, as east and north in turn."""
    lines = shapely.maximum_inscribed_circle(areas, tolerance=200.0)
    points = shapely.get_point(lines, 0)
    x, y = pack_points(shapely.get_x(points), shapely.get_y(points), to_degrees)
    return list(_interleave(x, y))


def _interleave(x: Sequence[int | None], y: Sequence[int | None]) -> Iterator[int | None]:
    for one, other in zip(x, y, strict=True):
        yield from (one, other)


def _names(frame: pd.DataFrame) -> list[str | None]:
    return [text_or_none(name) for name in frame["name"]]
