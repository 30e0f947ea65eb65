"""Propose the metric CRS of a county from where its data lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.crs import find_transform, is_metric, parse_crs
from gisplan.base.language import N_
from gisplan.io.init.inspection import FileLayer
from gisplan.io.init.messages import Message, Proposal

__all__ = ["is_chinese", "needs_crs", "propose_crs", "sheet_crs"]

WGS84 = "EPSG:4326"
# CRSs of 3-degree Gauss-Krüger zones, the first at 75 degrees east, by the code of their degrees
_ZONES: Mapping[int, int] = {4490: 4534, 4610: 2370, 4214: 2422}
_FIRST_MERIDIAN, _ZONE_WIDTH, _LAST_ZONE = 75, 3, 20
_REASONS = {
    "file": N_("the CRS of the villages"),
    "cgcs": N_("3-degree zone around {meridian}° E, the nearest to the middle of the data"),
    "utm": N_("UTM zone {zone}, at the middle of the data"),
}


def propose_crs(layers: Iterable[FileLayer], *, chinese: bool) -> Proposal | None:
    """Propose the metric CRS of a county.

    Parameters
    ----------
    layers : iterable of FileLayer
        The county's layers, villages first.
    chinese : bool
        Whether the zones are those of the Chinese survey.

    Returns
    -------
    Proposal or None
        The CRS as ``EPSG:...``; None where no file says where it lies.
    """
    stated = [(item, crs) for item in layers if (crs := _stated_crs(item)) is not None]
    metric = next((crs for _, crs in stated if is_metric(crs) and not _is_web_mercator(crs)), None)
    if metric is not None and _crs_name(metric) is not None:
        return Proposal(str(_crs_name(metric)), 0.95, Message(_REASONS["file"]))
    for item, crs in stated:
        centre = _median_location(item, crs)
        if centre is not None:
            return _zone_at(*centre, crs, chinese=chinese)
    return None


def is_chinese(layers: Iterable[FileLayer]) -> bool:
    """Return whether the datum is Chinese or columns have Chinese names."""
    for item in layers:
        if any("\u4e00" <= letter <= "\u9fff" for name in item.raw.fields for letter in name):
            return True
        crs = _stated_crs(item)
        if crs is not None and crs.geodetic_crs is not None and crs.geodetic_crs.to_epsg() in _ZONES:
            return True
    return False


def needs_crs(item: FileLayer) -> bool:
    """Return whether neither a file nor its values show its CRS."""
    return not item.raw.crs and item.raw.degrees is None


def sheet_crs(item: FileLayer) -> str | None:
    """Return the CRS that a sheet's degrees are taken to be in; None where it has none."""
    return WGS84 if item.raw.degrees is True else None


def _stated_crs(item: FileLayer) -> CRS | None:
    return parse_crs(item.raw.crs or sheet_crs(item)) if item.raw.crs or item.raw.degrees else None


def _is_web_mercator(crs: CRS) -> bool:
    """Return whether a CRS is Web Mercator, whose unit is not the true metre."""
    operation = crs.coordinate_operation
    return operation is not None and "Mercator" in operation.method_name and "Transverse" not in operation.method_name


def _crs_name(crs: CRS) -> str | None:
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority is not None else None


def _median_location(item: FileLayer, crs: CRS) -> tuple[float, float] | None:
    """Return the median longitude and latitude of a layer; None where it has no location."""
    points = shapely.get_coordinates(shapely.centroid(item.raw.shapes[~shapely.is_missing(item.raw.shapes)]))
    points = points[np.isfinite(points).all(axis=1)]
    geodetic = crs.geodetic_crs
    transform = find_transform(crs, geodetic) if geodetic is not None else None
    if not len(points) or transform is None:
        return None
    degrees = points if crs.is_geographic else transform(points)
    lon, lat = np.median(degrees, axis=0).tolist()
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _zone_at(lon: float, lat: float, crs: CRS, *, chinese: bool) -> Proposal:
    zone = round((lon - _FIRST_MERIDIAN) / _ZONE_WIDTH)
    if chinese and 0 <= zone <= _LAST_ZONE and lat > 0:
        geodetic = crs.geodetic_crs.to_epsg() if crs.geodetic_crs is not None else None
        code = _ZONES.get(geodetic or 0, _ZONES[4490]) + zone
        meridian = _FIRST_MERIDIAN + _ZONE_WIDTH * zone
        return Proposal(f"EPSG:{code}", 0.95, Message(_REASONS["cgcs"], {"meridian": meridian}))
    zone = min(int((lon + 180) // 6) + 1, 60)
    code = (32600 if lat >= 0 else 32700) + zone
    return Proposal(f"EPSG:{code}", 0.95, Message(_REASONS["utm"], {"zone": zone}))
