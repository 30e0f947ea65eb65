"""The coordinate system of a layer: which it is, whether the coordinates fit it, and the way into the county's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.base.crs import find_transform, is_metric, parse_crs, usual_bounds
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["reproject_layer"]

WGS84 = "EPSG:4326"
# how far outside a CRS's area of use, in degrees, a county may still lie
MARGIN_DEGREES = 4.0


@dataclass(frozen=True)
class _Coordinates:
    """All coordinates of a layer.

    Parameters
    ----------
    crs, county_crs : pyproj.CRS
        The layer's and the county's.
    xy : (C, 2) float
        The coordinates, in `crs`.
    owner : (C,) int
        The index of the row that each belongs to.
    """

    crs: CRS
    county_crs: CRS
    xy: Floats
    owner: Ints

    def rows_with(self, marked: Mask, count: int) -> Mask:
        """Return which of `count` rows have some of the marked coordinates."""
        rows = np.zeros(count, dtype=bool)
        rows[self.owner[marked]] = True
        return rows

    def format_first(self, rows: Mask) -> str:
        """Return the first coordinate of the first of the marked rows as text."""
        x, y = self.xy[int(np.flatnonzero(rows[self.owner])[0])].tolist()
        return f"{x:.6g}, {y:.6g}"


def reproject_layer(draft: LayerDraft, raw: RawLayer, *, county_crs: CRS, stated: str | None) -> LayerDraft:
    """Bring a layer into the county's CRS; coordinates that do not fit their CRS refuse the file.

    Parameters
    ----------
    draft : LayerDraft
        The layer, in the CRS of its file.
    raw : RawLayer
        What the file says of its CRS.
    county_crs : pyproj.CRS
        Where the layer goes.
    stated : str or None
        The CRS that the county file states; it overrides the file's.

    Returns
    -------
    LayerDraft
    """
    crs, draft = _find_crs(draft, raw, county_crs, stated)
    if crs is None:
        return draft
    xy, owner = shapely.get_coordinates(draft.shapes, return_index=True)
    if not len(xy):
        return draft
    coordinates = _Coordinates(crs, county_crs, xy, owner)
    draft, sound = _check_ranges(draft, coordinates)
    return _transform(draft, coordinates) if sound else draft


def _find_crs(draft: LayerDraft, raw: RawLayer, county_crs: CRS, stated: str | None) -> tuple[CRS | None, LayerDraft]:
    """Find the layer's CRS: as the county file states it, as the file does, or as its column names show."""
    if stated is not None:
        crs = parse_crs(stated)
        if crs is None:
            table = f"[layers.{draft.layer.name}] crs"
            return None, draft.with_fault("crs-unknown", field="crs", value=stated, table=table)
        return crs, draft
    if raw.crs:
        crs = parse_crs(raw.crs)
        usable = crs is not None and (crs.is_geographic or crs.is_projected or crs.is_compound)
        return (crs, draft) if usable else (None, draft.with_fault("crs-missing", field="crs"))
    if raw.degrees is True:
        return CRS(WGS84), draft.with_fault("crs-assumed", field="crs", value=f"WGS 84 ({WGS84})")
    if raw.degrees is False:
        return county_crs, draft.with_fault("crs-assumed-metric", field="crs", value=_format_crs(county_crs))
    return None, draft.with_fault("crs-missing", field="crs")


def _check_ranges(draft: LayerDraft, coordinates: _Coordinates) -> tuple[LayerDraft, bool]:
    """Refuse metres given as degrees, degrees given as metres, and longitude and latitude swapped."""
    x, y = coordinates.xy[:, 0], coordinates.xy[:, 1]
    crs = coordinates.crs
    if not crs.is_geographic:
        small = (np.abs(x) <= 180) & (np.abs(y) <= 180)
        if is_metric(crs) and small.mean() > 0.5:
            return _refuse(draft, "degrees-as-metres", coordinates, small, crs=_format_crs(crs)), False
        return draft, True
    large = (np.abs(x) > 360) | (np.abs(y) > 360)
    if large.any():
        return _refuse(draft, "metres-as-degrees", coordinates, large, crs=_format_crs(crs)), False
    impossible = (np.abs(y) > 90) | (np.abs(x) > 180)
    county_crs = coordinates.county_crs
    swapped = impossible | (~_is_in_area(county_crs, x, y) & _is_in_area(county_crs, y, x))
    if swapped.any() and (impossible.any() or swapped.mean() > 0.5):
        return _refuse(draft, "swapped", coordinates, swapped), False
    return draft, True


def _transform(draft: LayerDraft, coordinates: _Coordinates) -> LayerDraft:
    """Transform the coordinates, where a real transformation is known and gives finite ones."""
    crs, county_crs = coordinates.crs, coordinates.county_crs
    transform = find_transform(crs, county_crs)
    if transform is None:
        return draft.with_fault("datum-refused", value=_format_crs(crs), expected=_format_crs(county_crs))
    transformed = transform(coordinates.xy)
    infinite: Mask = np.logical_not(np.isfinite(transformed[:, 0]) & np.isfinite(transformed[:, 1]))
    if infinite.any():
        return _refuse_zone(draft, coordinates, infinite)
    shapes = shapely.set_coordinates(draft.shapes.copy(), transformed)
    return _check_area(replace(draft, shapes=shapes), replace(coordinates, xy=transformed))


def _check_area(draft: LayerDraft, transformed: _Coordinates) -> LayerDraft:
    """Refuse a layer that lies mostly outside where the county's CRS is used: it is in another zone."""
    county_crs = transformed.county_crs
    geodetic = county_crs.geodetic_crs
    if geodetic is None or usual_bounds(county_crs) is None:
        return draft
    to_degrees = find_transform(county_crs, geodetic)
    if to_degrees is None:
        return draft
    owner, first = np.unique(transformed.owner, return_index=True)
    degrees = to_degrees(transformed.xy[first])
    outside = ~_is_in_area(county_crs, degrees[:, 0], degrees[:, 1])
    if outside.mean() <= 0.5:
        return draft
    return _refuse_zone(draft, replace(transformed, xy=degrees, owner=owner), outside)


def _refuse_zone(draft: LayerDraft, coordinates: _Coordinates, marked: Mask) -> LayerDraft:
    area = f"the area of {_format_crs(coordinates.county_crs)}"
    return _refuse(draft, "wrong-zone", coordinates, marked, crs=_format_crs(coordinates.crs), expected=area)


def _refuse(draft: LayerDraft, code: str, coordinates: _Coordinates, marked: Mask, **params: Any) -> LayerDraft:
    """Add a fault for the rows of the marked coordinates, with the first coordinate of the first of them."""
    rows = coordinates.rows_with(marked, draft.count)
    value = coordinates.format_first(rows)
    return draft.with_summary_fault(code, rows, field="geometry", value=value, **params)


def _is_in_area(crs: CRS, lon: Floats, lat: Floats) -> Mask:
    """Return which coordinates lie where a CRS is used, with a margin."""
    bounds = usual_bounds(crs)
    if bounds is None:
        return np.ones(len(lon), dtype=bool)
    west, south, east, north = bounds
    in_lon = (lon >= west - MARGIN_DEGREES) & (lon <= east + MARGIN_DEGREES)
    fits: Mask = in_lon & (lat >= south - MARGIN_DEGREES) & (lat <= north + MARGIN_DEGREES)
    return fits


def _format_crs(crs: CRS) -> str:
    """Return a CRS by its code and its name."""
    authority = crs.to_authority()
    return f"{':'.join(authority)} ({crs.name})" if authority else crs.name
