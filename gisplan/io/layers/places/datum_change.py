"""The way of a layer's coordinates into the county's CRS, which may be on another datum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from pyproj import CRS

from gisplan.base.arrays import Floats, Mask
from gisplan.base.crs import Transform, find_transform, is_geocentric
from gisplan.base.datum_parameters import DatumParameters
from gisplan.base.datums import WGS84, Operation, are_of_one_datum, find_operations, make_helmert

__all__ = ["Bounds", "DatumChange", "find_datum_change", "format_crs", "has_exact_degrees", "is_within"]

Bounds: TypeAlias = tuple[float, float, float, float]
_FARTHEST_M = 3000.0  # no datum in use differs from WGS 84 by so much
_MOST = 0.9  # an operation is made for a layer if its area holds so much of it
_COUNTY_DEGREES = 5.0  # no place of a county lies so far from its middle
_METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True)
class DatumChange:
    """How coordinates come from one CRS into another.

    Parameters
    ----------
    transform : callable or None
        The transformation; None where the file is refused.
    fault : str or None
        The kind of fault that says which it is, or why there is none; None where the datum does not change.
    params : mapping
        What the fault names.
    note : str
        The transformation in one line, for documents; "" where the datum does not change.
    """

    transform: Transform | None = None
    fault: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def find_datum_change(
    crs: CRS, county_crs: CRS, xy: Floats, *, own: DatumParameters | None, countys: DatumParameters | None
) -> DatumChange:
    """Find how a layer comes into the county's CRS.

    Parameters
    ----------
    crs, county_crs : pyproj.CRS
        The layer's CRS and the county's.
    xy : (C, 2) float
        The layer's coordinates.
    own, countys : DatumParameters or None
        What the county file states of the layer, and of all layers on a datum.
    """
    crs = _drop_empty_parameters(crs)
    if own is None and countys is not None and countys.crs is not None and are_of_one_datum(crs, countys.crs):
        own = countys
    if own is not None and is_geocentric(crs):
        return DatumChange(fault="parameters-contradict")
    if own is None and _needs_no_operation(crs, county_crs):
        transform = find_transform(crs, county_crs)
        return DatumChange(transform, None if transform is not None else "datum-refused")
    target = WGS84 if is_geocentric(county_crs) else county_crs.geodetic_crs
    there = find_transform(crs, crs.geodetic_crs) if crs.geodetic_crs is not None else None
    onward = find_transform(target, county_crs) if target is not None else None
    if target is None or there is None or onward is None or (own is not None and target is not WGS84):
        return DatumChange(fault="datum-refused")
    degrees = there(xy)
    if own is not None:
        change = _use_parameters(crs, own, degrees)
    else:
        change = _use_operation(find_operations(crs, target), degrees)
    return _chain(there, change, onward)


def has_exact_degrees(crs: CRS, xy: Floats) -> bool:
    """Return whether places in the county's CRS have an exact longitude and latitude, which maps need.

    Parameters
    ----------
    crs : pyproj.CRS
        The county's CRS.
    xy : (C, 2) float
        Places in it.
    """
    if is_geocentric(crs) or not len(xy):
        return True
    change = find_datum_change(crs, WGS84, xy, own=None, countys=None)
    return change.transform is not None


def _drop_empty_parameters(crs: CRS) -> CRS:
    """Return a CRS without the seven zeros to WGS 84 that many programs write for want of parameters."""
    operation = crs.coordinate_operation
    empty = crs.is_bound and operation is not None and not any(operation.towgs84)
    return crs.source_crs if empty and crs.source_crs is not None else crs


def _needs_no_operation(crs: CRS, county_crs: CRS) -> bool:
    """Return whether the datum stays, or the CRS itself has the parameters of its change."""
    there, here = crs.geodetic_crs, county_crs.geodetic_crs
    same = there is None or here is None or there.equals(here, ignore_axis_order=True)
    return same or crs.is_bound or (is_geocentric(crs) and is_geocentric(county_crs))


def _chain(there: Transform, change: DatumChange, onward: Transform) -> DatumChange:
    """Put what comes before and after a change of datum around it."""
    between = change.transform
    if between is None:
        return change
    return DatumChange(lambda xy: onward(between(there(xy))), change.fault, change.params, change.note)


def _use_parameters(crs: CRS, parameters: DatumParameters, degrees: Floats) -> DatumChange:
    """Return the change of datum by stated parameters."""
    transform = make_helmert(crs, parameters)
    if transform is None:
        return DatumChange(fault="datum-refused")
    metres = _measure_shift(transform, degrees)
    params = {"metres": f"{metres:.0f}", "source": parameters.source}
    if not metres <= _FARTHEST_M:
        return DatumChange(fault="parameters-implausible", params=params)
    return DatumChange(transform, "datum-by-parameters", params, parameters.describe())


def _use_operation(operations: Sequence[Operation], degrees: Floats) -> DatumChange:
    """Return the change of datum by the most exact operation that is made for where a layer lies."""
    lon, lat = _leave_out_far(degrees[np.isfinite(degrees).all(axis=1)]).T
    if not operations or not len(lon):
        return DatumChange(fault="datum-refused")
    for one in operations:
        if is_within(one.bounds, lon, lat).mean() >= _MOST:
            metres = f"{_measure_shift(one.transform, degrees):.0f}"
            params = {"operation": one.name, "area": one.area, "accuracy": f"{one.accuracy_m:g}", "metres": metres}
            return DatumChange(one.transform, "datum-by-operation", params, f"{one.name} ({one.area})")
    middle = float(np.median(lon)), float(np.median(lat))
    near = min(operations, key=lambda one: _measure_distance(one.bounds, *middle))
    place = f"{middle[0]:.2f}, {middle[1]:.2f}"
    return DatumChange(fault="datum-of-elsewhere", params={"operation": near.name, "area": near.area, "place": place})


def _leave_out_far(degrees: Floats) -> Floats:
    """Leave out places far from the others, which are set aside by themselves."""
    if not len(degrees):
        return degrees
    lon, lat = degrees.T
    east = (lon - lon[0] + 180) % 360 - 180  # across 180° too
    far = np.hypot(east - np.median(east), lat - np.median(lat)) > _COUNTY_DEGREES
    kept: Floats = degrees[~far]
    return kept


def _measure_shift(transform: Transform, degrees: Floats) -> float:
    """Return by how many metres a change of datum moves the places, as the median."""
    _lon, lat = degrees.T
    moved_lon, moved_lat = (transform(degrees) - degrees).T
    metres = np.hypot(moved_lon * np.cos(np.radians(lat)), moved_lat) * _METRES_A_DEGREE
    known = metres[np.isfinite(metres)]
    return float(np.median(known)) if len(known) else np.inf


def _measure_distance(bounds: Bounds, lon: float, lat: float) -> float:
    """Return how many degrees a place lies outside an area."""
    west, south, east, north = bounds
    width = (east - west) % 360 or 360.0
    beyond = (lon - west) % 360
    across = 0.0 if beyond <= width else min(beyond - width, 360.0 - beyond)
    return float(np.hypot(across, max(south - lat, lat - north, 0.0)))


def is_within(bounds: Bounds, lon: Floats, lat: Floats, margin: float = 0.0) -> Mask:
    """Return which coordinates lie in an area, with a margin in degrees; it may cross 180 degrees."""
    west, south, east, north = bounds
    width = (east - west) % 360 or 360.0
    in_lon = (width + 2 * margin >= 360) | ((lon - west + margin) % 360 <= width + 2 * margin)
    fits: Mask = in_lon & (lat >= south - margin) & (lat <= north + margin)
    return fits


def format_crs(crs: CRS) -> str:
    """Return a CRS by its code and its name."""
    authority = crs.to_authority()
    return f"{':'.join(authority)} ({crs.name})" if authority else crs.name
