"""Where a layer's coordinates really are: its CRS, whether they fit it, and the way into the county's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gisplan.base.arrays import Mask
from gisplan.base.crs import find_transform, is_metric, parse_crs, usual_bounds
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["place_layer"]

WGS84 = "EPSG:4326"
# how far outside a CRS's area of use, in degrees, a county may still lie
MARGIN_DEGREES = 4.0


def place_layer(draft: LayerDraft, raw: RawLayer, *, county_crs: CRS, stated: str | None) -> LayerDraft:
    """The layer in the county's CRS; coordinates that do not fit their CRS refuse the file.

    Parameters
    ----------
    draft : Draft
        The layer, in the CRS of its file.
    raw : RawLayer
        What the file says of its CRS.
    county_crs : pyproj.CRS
        Where the layer goes.
    stated : str or None
        The CRS that the county file states; it overrides the file's.
    """
    crs, draft = _layer_crs(draft, raw, county_crs, stated)
    if crs is None:
        return draft
    xy, owner = shapely.get_coordinates(draft.shapes, return_index=True)
    if not len(xy):
        return draft
    draft, sound = _check_ranges(draft, crs, county_crs, xy, owner)
    if not sound:
        return draft
    transform = find_transform(crs, county_crs)
    if transform is None:
        return draft.with_fault("datum-refused", value=_name(crs), wanted=_name(county_crs))
    moved = transform(xy)
    finite: Mask = np.logical_and(np.isfinite(moved[:, 0]), np.isfinite(moved[:, 1]))
    lost = _owners(draft, owner, ~finite)
    if lost.any():
        return _zone_fault(draft, crs, county_crs, lost, xy, owner)
    shapes = shapely.set_coordinates(draft.shapes.copy(), moved)
    return _check_area(replace(draft, shapes=shapes), crs, county_crs, moved, owner)


def _layer_crs(draft: LayerDraft, raw: RawLayer, county_crs: CRS, stated: str | None) -> tuple[CRS | None, LayerDraft]:
    """As the county file states it, as the file does, or as its column names say."""
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
        return county_crs, draft.with_fault("crs-assumed-metric", field="crs", value=_name(county_crs))
    return None, draft.with_fault("crs-missing", field="crs")


def _check_ranges(
    draft: LayerDraft, crs: CRS, county_crs: CRS, xy: NDArray[np.float64], owner: NDArray[np.int64]
) -> tuple[LayerDraft, bool]:
    """Metres that claim to be degrees, degrees that claim to be metres, and the two swapped."""
    x, y = xy[:, 0], xy[:, 1]
    if not crs.is_geographic:
        small = (np.abs(x) <= 180) & (np.abs(y) <= 180)
        if is_metric(crs) and small.mean() > 0.5:
            mask = _owners(draft, owner, small)
            return _point_out(draft, "degrees-as-metres", mask, xy, owner, crs=_name(crs)), False
        return draft, True
    large = (np.abs(x) > 360) | (np.abs(y) > 360)
    if large.any():
        mask = _owners(draft, owner, large)
        return _point_out(draft, "metres-as-degrees", mask, xy, owner, crs=_name(crs)), False
    impossible = (np.abs(y) > 90) | (np.abs(x) > 180)
    swapped = impossible | (~_inside(county_crs, x, y) & _inside(county_crs, y, x))
    if swapped.any() and (impossible.any() or swapped.mean() > 0.5):
        return _point_out(draft, "swapped", _owners(draft, owner, swapped), xy, owner), False
    return draft, True


def _check_area(
    draft: LayerDraft, crs: CRS, county_crs: CRS, moved: NDArray[np.float64], owner: NDArray[np.int64]
) -> LayerDraft:
    """A layer that lies mostly outside where the county's CRS is used is in another zone."""
    geodetic = county_crs.geodetic_crs
    bounds = usual_bounds(county_crs)
    back = find_transform(county_crs, geodetic) if geodetic is not None and bounds is not None else None
    if back is None:
        return draft
    first = np.unique(owner, return_index=True)[1]
    degrees = back(moved[first])
    outside = ~_inside(county_crs, degrees[:, 0], degrees[:, 1])
    if outside.mean() <= 0.5:
        return draft
    mask = np.zeros(draft.count, dtype=bool)
    mask[owner[first][outside]] = True
    return _zone_fault(draft, crs, county_crs, mask, degrees, owner[first])


def _zone_fault(
    draft: LayerDraft, crs: CRS, county_crs: CRS, mask: Mask, xy: NDArray[np.float64], owner: NDArray[np.int64]
) -> LayerDraft:
    wanted = f"the area of {_name(county_crs)}"
    return _point_out(draft, "wrong-zone", mask, xy, owner, crs=_name(crs), wanted=wanted)


def _inside(crs: CRS, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Mask:
    bounds = usual_bounds(crs)
    if bounds is None:
        return np.ones(len(lon), dtype=bool)
    west, south, east, north = bounds
    in_lon = (lon >= west - MARGIN_DEGREES) & (lon <= east + MARGIN_DEGREES)
    fits: Mask = in_lon & (lat >= south - MARGIN_DEGREES) & (lat <= north + MARGIN_DEGREES)
    return fits


def _owners(draft: LayerDraft, owner: NDArray[np.int64], coordinates: Mask) -> Mask:
    """The rows that own some of the marked coordinates."""
    mask = np.zeros(draft.count, dtype=bool)
    mask[owner[coordinates]] = True
    return mask


def _point_out(
    draft: LayerDraft, code: str, mask: Mask, xy: NDArray[np.float64], owner: NDArray[np.int64], **params: Any
) -> LayerDraft:
    """A fault with the first coordinate of the first row it is about."""
    x, y = xy[int(np.flatnonzero(mask[owner])[0])].tolist()
    return draft.with_summary_fault(code, mask, field="geometry", value=f"{x:.6g}, {y:.6g}", **params)


def _name(crs: CRS) -> str:
    """A CRS as people know it."""
    authority = crs.to_authority()
    return f"{':'.join(authority)} ({crs.name})" if authority else crs.name
