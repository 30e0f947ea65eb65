"""The coordinate system of a layer: which it is, whether the coordinates fit it, and the way into the county's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pyproj import CRS

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.base.crs import find_transform, is_geocentric, is_metric, parse_crs, unmoved, usual_bounds
from gisplan.base.datum_parameters import DatumParameters
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.files.point_shapes import find_coordinates, find_missing, may_be_within, set_coordinates
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.places.datum_change import find_datum_change, format_crs, is_within
from gisplan.io.layers.places.gcj02 import FROM_SHIFTED, SHIFT_NAMES, is_in_china, name_shift
from gisplan.io.layers.places.stated_crs import compare_with_file, is_usable
from gisplan.io.layers.places.vertices import Vertices, format_place

__all__ = ["MARGIN_DEGREES", "NOWHERE_M", "is_in_area", "reproject_layer"]

WGS84 = "EPSG:4326"
# how far outside a CRS's area of use, in degrees, a county may still lie
MARGIN_DEGREES = 4.0
NOWHERE_M = 1e9
"""Where coordinates are put that have none in the county's CRS."""


def reproject_layer(
    draft: LayerDraft,
    raw: RawLayer,
    *,
    county_crs: CRS,
    table: LayerTable,
    parameters: DatumParameters | None = None,
) -> LayerDraft:
    """Bring a layer into the county's CRS; coordinates that do not fit their CRS refuse the file.

    Parameters
    ----------
    draft : LayerDraft
        The layer, in the CRS of its file.
    raw : RawLayer
        What the file says of its CRS.
    county_crs : pyproj.CRS
        Where the layer goes.
    table : LayerTable
        What the county file states of the layer: its `crs` overrides the file's, `datum` is a shift of online maps,
        `to_wgs84` has the parameters of its datum.
    parameters : DatumParameters, optional
        The parameters that the county file states for all layers on a datum.

    Returns
    -------
    LayerDraft
    """
    shift = table.datum or name_shift(table.crs or "")
    crs, draft = _find_crs(draft, raw, county_crs, table.crs)
    if crs is None or find_missing(draft.shapes).all():
        return draft
    xy, owner = find_coordinates(draft.shapes)
    checked = _check_ranges(draft, xy, owner, crs, county_crs)
    if checked.refused:
        return checked
    if shift is not None and table.to_wgs84 is None:
        return _unshift(checked, crs, county_crs, table, shift)
    if checked.shapes is not draft.shapes:
        xy = find_coordinates(checked.shapes)[0]
    return _transform(checked, xy, crs, county_crs, own=table.to_wgs84, countys=parameters)


def _find_crs(draft: LayerDraft, raw: RawLayer, county_crs: CRS, stated: str | None) -> tuple[CRS | None, LayerDraft]:
    """Find the layer's CRS: as the county file states it, as the file does, or as its column names show."""
    if stated is not None:
        crs = CRS(WGS84) if name_shift(stated) else parse_crs(stated)
        if crs is None:
            table = f"[layers.{draft.layer.name}] crs"
            return None, draft.with_fault("crs-unknown", field="crs", value=stated, table=table)
        return crs, compare_with_file(draft, raw, crs)
    if raw.crs:
        crs = parse_crs(raw.crs)
        return (crs, draft) if is_usable(crs) else (None, _ask_crs(draft))
    if raw.degrees is True:
        return CRS(WGS84), draft.with_fault("crs-assumed", field="crs", value=f"WGS 84 ({WGS84})")
    if raw.degrees is False:
        return county_crs, draft.with_fault("crs-assumed-metric", field="crs", value=format_crs(county_crs))
    return None, _ask_crs(draft)


def _ask_crs(draft: LayerDraft) -> LayerDraft:
    """Refuse a file that does not state its CRS; its first coordinates show what it may be."""
    placed = ~find_missing(draft.shapes)
    if not placed.any():
        return draft.with_fault("crs-missing", field="crs", value="–")
    value = format_place(find_coordinates(draft.shapes[np.flatnonzero(placed)[:1]])[0][0])
    return draft.with_summary_fault("crs-missing", placed, field="crs", value=value)


def _check_ranges(draft: LayerDraft, xy: Floats, owner: Ints, crs: CRS, county_crs: CRS) -> LayerDraft:
    """Find metres given as degrees, degrees given as metres, and longitude and latitude swapped.

    A file is refused where most rows have such a coordinate; else those rows alone are quarantined.
    """
    x, y = xy[:, 0], xy[:, 1]
    shown = {"crs": format_crs(crs)}
    if not crs.is_geographic:
        if not may_be_within(xy, 180.0):
            return draft
        small = (np.abs(x) <= 180) & (np.abs(y) <= 180) & is_metric(crs)
        return _take_out(draft, Vertices(xy, owner, small), "degrees-as-metres", **shown)
    turned: Mask = (np.abs(y) > 90) | ~is_in_area(county_crs, x, y)
    turned &= (np.abs(x) <= 90) & (np.abs(y) <= 360) & is_in_area(county_crs, y, x)
    large = (np.abs(x) > 360) | ((np.abs(y) > 90) & ~turned)
    draft = _take_out(draft, Vertices(xy, owner, large), "metres-as-degrees", **shown)
    return draft if draft.refused else _take_out(draft, Vertices(xy, owner, turned), "swapped")


def _take_out(draft: LayerDraft, wrong: Vertices, code: str, **params: Any) -> LayerDraft:
    """Refuse the file where most of its rows have a wrong vertex, else quarantine those rows."""
    if wrong.is_majority(draft):
        return wrong.refuse(draft, code, **params)
    return wrong.quarantine(draft, f"row-{code}", **params)


def _unshift(draft: LayerDraft, crs: CRS, county_crs: CRS, table: LayerTable, shift: str) -> LayerDraft:
    """Move a layer from the shifted coordinates of online maps; a CRS of another datum than theirs contradicts them."""
    named = name_shift(table.crs or "")
    if (named is not None and named != shift) or not is_geocentric(crs):
        stated = SHIFT_NAMES[named] if named is not None else format_crs(crs)
        return draft.with_fault("datum-contradicts", field="datum", value=stated, shift=SHIFT_NAMES[shift])
    geodetic = crs.geodetic_crs
    assert geodetic is not None  # as it is geocentric
    to_degrees = find_transform(crs, geodetic)
    assert to_degrees is not None
    xy, owner = find_coordinates(draft.shapes)
    degrees = to_degrees(xy)
    elsewhere = Vertices(xy, owner, ~is_in_china(degrees)).mark_rows(draft.count)
    if not elsewhere.all():
        draft = draft.with_fault("datum-read", field="datum", value=SHIFT_NAMES[shift])
    draft = draft.with_summary_fault("datum-elsewhere", elsewhere, field="datum", value=SHIFT_NAMES[shift])
    unshifted = set_coordinates(draft.shapes, FROM_SHIFTED[shift](degrees))
    moved = _transform(replace(draft, shapes=unshifted), find_coordinates(unshifted)[0], geodetic, county_crs)
    return moved if moved.refused else replace(moved, source_shapes=draft.shapes, crs=crs)


def _transform(
    draft: LayerDraft,
    source_xy: Floats,
    crs: CRS,
    county_crs: CRS,
    *,
    own: DatumParameters | None = None,
    countys: DatumParameters | None = None,
) -> LayerDraft:
    """Transform the coordinates, where a transformation is known that was made for the place."""
    change = find_datum_change(crs, county_crs, source_xy, own=own, countys=countys)
    if change.fault is not None:
        systems = {"value": format_crs(crs), "expected": format_crs(county_crs)}
        draft = draft.with_fault(change.fault, field="crs", **systems, **change.params)
    if change.transform is None:
        return draft
    xy = source_xy if change.transform is unmoved else change.transform(source_xy)
    if xy is source_xy or np.array_equal(xy, source_xy):
        return replace(draft, source_shapes=draft.shapes, crs=crs, datum_change=change.note)
    # what cannot be expressed in the county's CRS is far from everything in it
    xy[~np.isfinite(xy).all(axis=1)] = NOWHERE_M
    shapes = set_coordinates(draft.shapes, xy)
    return replace(draft, shapes=shapes, source_shapes=draft.shapes, crs=crs, datum_change=change.note)


def is_in_area(crs: CRS, lon: Floats, lat: Floats, margin: float = MARGIN_DEGREES) -> Mask:
    """Return which coordinates lie where a CRS is used, with a margin in degrees; an area may cross 180 degrees.

    Where the CRS does not say, all do.
    """
    bounds = usual_bounds(crs)
    if bounds is None:
        return np.ones(len(lon), dtype=bool)
    return is_within(bounds, lon, lat, margin)
