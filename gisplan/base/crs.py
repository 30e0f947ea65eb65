"""Coordinate systems: which are metric, which agree, and transformations that PROJ does not skip silently."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

__all__ = [
    "Coordinates",
    "Transform",
    "find_degrees",
    "find_transform",
    "is_geocentric",
    "is_metric",
    "parse_crs",
    "unmoved",
    "usual_bounds",
]

Coordinates: TypeAlias = NDArray[np.float64]
Transform: TypeAlias = Callable[[Coordinates], Coordinates]

# modern geocentric datums agree within a metre or so; PROJ often has only a "ballpark" between two of them
_GEOCENTRIC = re.compile(
    r"(D_)?(World Geodetic System 1984|WGS_1984|WGS 84|China[ _]2000|European Terrestrial Reference System 1989"
    r"|ETRS_1989|International Terrestrial Reference Frame|ITRF|Geocentric Datum of Australia 2020|IGS\d)",
    re.IGNORECASE,
)


def parse_crs(text: Any) -> CRS | None:
    """Parse a CRS.

    Parameters
    ----------
    text : object
        A code ("EPSG:4490"), WKT, or whatever pyproj takes.

    Returns
    -------
    pyproj.CRS or None
        None when it is not one.
    """
    try:
        return CRS.from_user_input(text)
    except CRSError:
        return None


def is_metric(crs: CRS) -> bool:
    """Return whether the CRS is projected, in metres.

    Parameters
    ----------
    crs : pyproj.CRS
        A coordinate system.

    Returns
    -------
    bool
        True where all its axes are in metres.
    """
    return crs.is_projected and all(axis.unit_name == "metre" for axis in crs.axis_info)


def usual_bounds(crs: CRS) -> tuple[float, float, float, float] | None:
    """Return the area in which the CRS is used.

    Parameters
    ----------
    crs : pyproj.CRS
        A coordinate system.

    Returns
    -------
    tuple of float, or None
        West, south, east, north in degrees; None when the CRS does not say.
    """
    area = crs.area_of_use
    return area.bounds if area is not None else None


def find_transform(source: CRS, target: CRS) -> Transform | None:
    """Find how to transform an (n, 2) array of x, y (east, north) from one CRS to another.

    Parameters
    ----------
    source, target : pyproj.CRS
        Two coordinate systems.

    Returns
    -------
    callable or None
        Coordinates that are in the target already are not changed. None when no real transformation is
        known: PROJ would silently do nothing (Xi'an 80 and Beijing 54 to CGCS2000). Modern geocentric
        datums (WGS 84, CGCS2000, ETRS89, ITRF) count as one: they agree within a metre.
    """
    if source.equals(target, ignore_axis_order=True):
        return unmoved
    try:
        if is_geocentric(source) and is_geocentric(target):
            return _chain((source, source.geodetic_crs), (target.geodetic_crs, target))
        return _chain((source, target))
    except ProjError:
        return None


def unmoved(xy: Coordinates) -> Coordinates:
    """Return the coordinates as they are: the way from a coordinate system to itself.

    Parameters
    ----------
    xy : (n, 2) float

    Returns
    -------
    (n, 2) float
        A copy.
    """
    return xy.copy()


def find_degrees(crs: CRS) -> Transformer:
    """Find how to transform x, y (east, north) to longitude and latitude in WGS 84.

    Parameters
    ----------
    crs : pyproj.CRS
        A coordinate system.

    Returns
    -------
    pyproj.Transformer
        From a modern geocentric datum to its own degrees, which are those of WGS 84: see `find_transform`. PROJ would
        look for another way for a tenth of a second, and find none.
    """
    target = crs.geodetic_crs if is_geocentric(crs) else "EPSG:4326"
    return Transformer.from_crs(crs, target, always_xy=True)


def is_geocentric(crs: CRS) -> bool:
    """Return whether the CRS is on a modern geocentric datum, such as WGS 84 or CGCS2000.

    Parameters
    ----------
    crs : pyproj.CRS
        A coordinate system.

    Returns
    -------
    bool
        True for datums that agree within a metre or so.
    """
    geodetic = crs.geodetic_crs
    return geodetic is not None and geodetic.datum is not None and bool(_GEOCENTRIC.match(geodetic.datum.name))


def _chain(*steps: tuple[CRS | None, CRS | None]) -> Transform:
    """Chain transformations; x and y stay east and north throughout."""
    real = [(a, b) for a, b in steps if a is not None and b is not None and a != b]
    transformers = [Transformer.from_crs(a, b, always_xy=True, allow_ballpark=False) for a, b in real]

    def transform(xy: Coordinates) -> Coordinates:
        x, y = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
        for transformer in transformers:
            x, y = transformer.transform(x, y)
        return np.column_stack([x, y])

    return transform
