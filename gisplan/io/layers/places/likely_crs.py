"""The CRS that a file is likely to be in, when it does not lie where it should."""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from gisplan.base.arrays import Floats, Objects
from gisplan.base.crs import find_transform, is_metric

__all__ = ["find_likely_crs"]

_SAMPLE = 50
_NEAR_M = 20_000.0
_SHOWN = 2


def find_likely_crs(xy: Floats, crs: CRS | None, *, county_crs: CRS, boxes: Objects) -> list[CRS]:
    """Find the metric CRS in which most coordinates of a file would lie in the county.

    Parameters
    ----------
    xy : (C, 2) float
        Coordinates as the file has them.
    crs : pyproj.CRS or None
        The CRS that they were read in.
    county_crs : pyproj.CRS
        The county's.
    boxes : (B,) object
        Boxes that hold the county's places, in its CRS.

    Returns
    -------
    list of pyproj.CRS
        At most two, those on the datum of `crs` first.
    """
    geodetic = county_crs.geodetic_crs
    to_degrees = find_transform(county_crs, geodetic) if geodetic is not None else None
    if to_degrees is None or (np.abs(xy) <= 360).all():
        return []
    area = shapely.box(*shapely.total_bounds(boxes))
    shapely.prepare(area)
    west, south, east, north = shapely.total_bounds(shapely.points(to_degrees(shapely.get_coordinates(area))))
    sample = xy[:: max(1, len(xy) // _SAMPLE)]
    found: list[CRS] = []
    for info in query_crs_info("EPSG", PJType.PROJECTED_CRS, AreaOfInterest(west, south, east, north)):
        candidate = CRS.from_epsg(int(info.code))
        if is_metric(candidate) and _lies_in(sample, candidate, county_crs, area):
            found.append(candidate)
    return sorted(found, key=lambda item: _rank(item, crs, county_crs))[:_SHOWN]


def _lies_in(xy: Floats, crs: CRS, county_crs: CRS, area: shapely.Geometry) -> bool:
    """Return whether most coordinates, read in a CRS, lie in the county."""
    transform = find_transform(crs, county_crs)
    if transform is None:
        return False
    points = shapely.points(np.nan_to_num(transform(xy), posinf=1e12, neginf=1e12))
    return bool(shapely.dwithin(points, area, _NEAR_M).mean() > 0.5)


def _rank(candidate: CRS, crs: CRS | None, county_crs: CRS) -> tuple[bool, bool, float, str]:
    """Rank a CRS: by its datum, the smaller area of use first."""
    datum = candidate.datum
    own = crs is not None and crs.datum is not None and datum is not None and datum.name == crs.datum.name
    countys = county_crs.datum is not None and datum is not None and datum.name == county_crs.datum.name
    bounds = candidate.area_of_use.bounds if candidate.area_of_use is not None else (0.0, 0.0, 360.0, 0.0)
    return not own, not countys, (bounds[2] - bounds[0]) % 360, candidate.to_string()
