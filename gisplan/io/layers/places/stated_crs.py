"""A coordinate system that the county file states of a layer, whose file states another one."""

from __future__ import annotations

import numpy as np
from pyproj import CRS

from gisplan.base.arrays import Floats
from gisplan.base.crs import find_transform, is_geocentric, is_metric, parse_crs
from gisplan.base.datums import are_of_one_datum
from gisplan.io.files.point_shapes import find_coordinates, find_missing
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.places.datum_change import format_crs
from gisplan.io.layers.places.vertices import format_place

__all__ = ["compare_with_file", "is_usable"]

_SAMPLE = 50
_ALIKE_M, _ALIKE_DEGREES = 1.0, 1e-5


def is_usable(crs: CRS | None) -> bool:
    """Return whether a coordinate system says where on the Earth coordinates lie."""
    return crs is not None and (crs.is_geographic or crs.is_projected or crs.is_compound)


def compare_with_file(draft: LayerDraft, raw: RawLayer, stated: CRS) -> LayerDraft:
    """Compare the coordinate system that the county file states, which goes first, with the file's own.

    Parameters
    ----------
    draft : LayerDraft
        The layer, in the coordinates of its file.
    raw : RawLayer
        What the file states.
    stated : pyproj.CRS
        What the county file states.

    Returns
    -------
    LayerDraft
        With a warning that names both where they place the layer differently. Where the file's own cannot be true,
        only that is said.
    """
    own = parse_crs(raw.crs) if raw.crs and raw.states_crs else None
    if own is None or not is_usable(own) or own.name.casefold().startswith("undefined"):
        return draft
    xy = find_coordinates(draft.shapes[~find_missing(draft.shapes)])[0]
    xy = xy[np.isfinite(xy).all(axis=1)]
    xy = xy[:: max(1, len(xy) // _SAMPLE)]
    if not len(xy) or _place_alike(own, stated, xy):
        return draft
    both = {"field": "crs", "value": format_crs(own), "stated": format_crs(stated)}
    if _cannot_hold(own, xy):
        return draft.with_fault("crs-of-file-impossible", **both, first=format_place(xy[0]))
    return draft.with_fault("crs-overrides", **both)


def _cannot_hold(crs: CRS, xy: Floats) -> bool:
    """Return whether most of some coordinates are no degrees where the CRS has degrees, or no metres."""
    small = (np.abs(xy[:, 0]) <= 360) & (np.abs(xy[:, 1]) <= 90)
    if crs.is_geographic:
        return bool((~small).mean() > 0.5)
    return is_metric(crs) and bool((small & (np.abs(xy[:, 0]) <= 180)).mean() > 0.5)


def _place_alike(own: CRS, stated: CRS, xy: Floats) -> bool:
    """Return whether two coordinate systems place some coordinates within a metre of each other."""
    if own.equals(stated, ignore_axis_order=True):
        return True
    if own.is_geographic and stated.is_geographic:
        return are_of_one_datum(own, stated) or (is_geocentric(own) and is_geocentric(stated))
    change = find_transform(own, stated) if own.is_projected == stated.is_projected else None
    return change is not None and bool(
        np.abs(change(xy) - xy).max() <= (_ALIKE_M if is_metric(stated) else _ALIKE_DEGREES)
    )
