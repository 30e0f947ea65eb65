"""Where the county lies: the metric CRS to work in, and what to ask of files that do not say theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.crs import find_transform, is_metric, parse_crs
from gisplan.base.language import N_
from gisplan.io.init.inspection import Found
from gisplan.io.init.messages import Message

__all__ = ["Ground", "is_chinese", "needs_crs", "propose_crs", "sheet_crs"]

WGS84 = "EPSG:4326"
# CRSs of 3-degree Gauss-Krüger zones, the first at 75 degrees east, by the code of their degrees
_ZONES: Mapping[int, int] = {4490: 4534, 4610: 2370, 4214: 2422}
_FIRST_MERIDIAN, _ZONE_WIDTH, _LAST_ZONE = 75, 3, 20
_SAY = {
    "file": N_("the CRS of the villages"),
    "cgcs": N_("3-degree zone around {meridian}° E, the nearest to the middle of the data"),
    "utm": N_("UTM zone {zone}, at the middle of the data"),
}


@dataclass(frozen=True)
class Ground:
    """A CRS to work in, how sure it is, and why."""

    crs: str
    share: float
    why: Message


def propose_crs(found: Iterable[Found], *, chinese: bool) -> Ground | None:
    """The metric CRS for a county; None where no file says where it lies.

    Parameters
    ----------
    found : iterable of Found
        The layers, the one that matters most first.
    chinese : bool
        Whether the zones are those of the Chinese survey.
    """
    stated = [(item, crs) for item in found if (crs := _stated(item)) is not None]
    metric = next((crs for _, crs in stated if is_metric(crs) and not _is_web(crs)), None)
    if metric is not None and _name(metric) is not None:
        return Ground(str(_name(metric)), 0.95, Message(_SAY["file"]))
    for item, crs in stated:
        middle = _middle(item, crs)
        if middle is not None:
            return _zone(*middle, crs, chinese=chinese)
    return None


def is_chinese(found: Iterable[Found]) -> bool:
    """Whether the data look Chinese: their datum is, or their columns have Chinese names."""
    for item in found:
        if any("\u4e00" <= letter <= "\u9fff" for name in item.raw.fields for letter in name):
            return True
        crs = _stated(item)
        if crs is not None and crs.geodetic_crs is not None and crs.geodetic_crs.to_epsg() in _ZONES:
            return True
    return False


def needs_crs(item: Found) -> bool:
    """Whether a file does not say which CRS it is in, and nothing else tells."""
    return not item.raw.crs and item.raw.degrees is None


def sheet_crs(item: Found) -> str | None:
    """The CRS that a sheet's degrees are taken to be in."""
    return WGS84 if item.raw.degrees is True else None


def _stated(item: Found) -> CRS | None:
    return parse_crs(item.raw.crs or sheet_crs(item)) if item.raw.crs or item.raw.degrees else None


def _is_web(crs: CRS) -> bool:
    """Web Mercator counts metres that are not metres."""
    operation = crs.coordinate_operation
    return operation is not None and "Mercator" in operation.method_name and "Transverse" not in operation.method_name


def _name(crs: CRS) -> str | None:
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority is not None else None


def _middle(item: Found, crs: CRS) -> tuple[float, float] | None:
    """The longitude and latitude around which half of the layer lies."""
    points = shapely.get_coordinates(shapely.centroid(item.raw.shapes[~shapely.is_missing(item.raw.shapes)]))
    points = points[np.isfinite(points).all(axis=1)]
    geodetic = crs.geodetic_crs
    transform = find_transform(crs, geodetic) if geodetic is not None else None
    if not len(points) or transform is None:
        return None
    degrees = points if crs.is_geographic else transform(points)
    lon, lat = np.median(degrees, axis=0).tolist()
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _zone(lon: float, lat: float, crs: CRS, *, chinese: bool) -> Ground:
    place = round((lon - _FIRST_MERIDIAN) / _ZONE_WIDTH)
    if chinese and 0 <= place <= _LAST_ZONE and lat > 0:
        geodetic = crs.geodetic_crs.to_epsg() if crs.geodetic_crs is not None else None
        code = _ZONES.get(geodetic or 0, _ZONES[4490]) + place
        meridian = _FIRST_MERIDIAN + _ZONE_WIDTH * place
        return Ground(f"EPSG:{code}", 0.95, Message(_SAY["cgcs"], {"meridian": meridian}))
    zone = min(int((lon + 180) // 6) + 1, 60)
    code = (32600 if lat >= 0 else 32700) + zone
    return Ground(f"EPSG:{code}", 0.95, Message(_SAY["utm"], {"zone": zone}))
