"""Checks of geometries: present, finite, in two dimensions, and of the layer's kind."""

from __future__ import annotations

import numpy as np
import shapely

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.base.language import N_
from gisplan.county.schema import Shape
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["clean_shapes"]

_POINT, _LINE, _RING, _POLYGON, _MULTIPOINT, _MULTILINE, _MULTIPOLYGON, _COLLECTION = range(8)
_KINDS: dict[Shape, tuple[int, ...]] = {
    "point": (_POINT, _MULTIPOINT),
    "line": (_LINE, _RING, _MULTILINE),
    "polygon": (_POLYGON, _MULTIPOLYGON),
}
_NAMES: dict[Shape, str] = {"point": N_("points"), "line": N_("lines"), "polygon": N_("polygons")}
_TYPE_NAMES = ("points", "lines", "rings", "polygons", "multipoints", "multilines", "multipolygons", "collections")


def clean_shapes(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    """Correct the geometries of a layer where that is safe, and quarantine rows without a usable one.

    Those of a table are left out: its villages say where its rows belong.
    """
    shape = draft.layer.shape
    if shape is None:
        return draft.with_shapes(fill_objects(draft.count))
    draft = _quarantine_unplaced(draft, raw)
    draft = _drop_heights(draft)
    draft = _open_collections(draft, shape)
    draft = _check_kind(draft, shape)
    if shape == "point":
        return _reduce_multipoints(draft)
    return _clean_vertices(draft)


def _quarantine_unplaced(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    """Quarantine rows with no geometry, an empty or unreadable one, or one with a coordinate that is no number."""
    shapes = draft.shapes
    missing = shapely.is_missing(shapes)
    empty = ~missing & shapely.is_empty(shapes)
    absent = missing & ~raw.unreadable & (not draft.layer.placeless)
    draft = draft.quarantine("no-location", absent, field="geometry", values=["none"] * int(absent.sum()))
    draft = draft.quarantine("geometry-unreadable", raw.unreadable, field="geometry")
    infinite = _not_finite(shapes)
    empty &= ~infinite
    absent = empty & (not draft.layer.placeless)
    draft = draft.quarantine("no-location", absent, field="geometry", values=["empty"] * int(absent.sum()))
    values = [str(shapely.get_coordinates(shape)[:1].tolist())[1:-1][:60] for shape in shapes[infinite]]
    draft = draft.quarantine("not-finite", infinite, field="geometry", values=values)
    kept = shapes.copy()
    kept[missing | empty | infinite] = None
    return draft.with_shapes(kept)


def _not_finite(shapes: Objects) -> Mask:
    """Return which geometries have a coordinate that is no finite number."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    mask = np.zeros(len(shapes), dtype=bool)
    mask[owner[~np.isfinite(xy).all(axis=1)]] = True
    return mask


def _drop_heights(draft: LayerDraft) -> LayerDraft:
    """Reduce geometries to two dimensions."""
    high = np.asarray(shapely.has_z(draft.shapes) | shapely.has_m(draft.shapes), dtype=bool)
    if not high.any():
        return draft
    return draft.with_summary_fault("z-dropped", high, field="geometry").with_shapes(shapely.force_2d(draft.shapes))


def _open_collections(draft: LayerDraft, shape: Shape) -> LayerDraft:
    """Replace collections by their parts of the layer's kind, and quarantine those without any."""
    collections = shapely.get_type_id(draft.shapes) == _COLLECTION
    if not collections.any():
        return draft
    expected = _NAMES[shape]
    shapes = draft.shapes.copy()
    for place in np.flatnonzero(collections):
        shapes[place] = _extract(shapes[place], shape)
    without = collections & shapely.is_missing(shapes)
    draft = draft.with_summary_fault(
        "collection-extracted", collections & ~without, field="geometry", expected=expected
    )
    return draft.quarantine("collection-without", without, field="geometry", expected=expected).with_shapes(shapes)


def _extract(collection: shapely.Geometry, shape: Shape) -> shapely.Geometry | None:
    """Return the parts of a collection that are of a kind, as one geometry; None without any."""
    parts = [collection]
    while any(shapely.get_type_id(part) == _COLLECTION for part in parts):
        parts = list(shapely.get_parts(parts)) if len(parts) > 1 else list(shapely.get_parts(parts[0]))
    single = shapely.get_parts(np.array(parts, dtype=object))
    kept = single[np.isin(shapely.get_type_id(single), _KINDS[shape])]
    if not len(kept):
        return None
    make = {"point": shapely.multipoints, "line": shapely.multilinestrings, "polygon": shapely.multipolygons}[shape]
    return kept[0] if len(kept) == 1 else make(list(kept))


def _check_kind(draft: LayerDraft, shape: Shape) -> LayerDraft:
    """Refuse a file with another kind of geometry; villages may also be polygons."""
    fits = _KINDS[shape] + (_KINDS["polygon"] if draft.layer.name == "villages" else ())
    types = shapely.get_type_id(draft.shapes)
    wrong = (types >= 0) & ~np.isin(types, fits)
    if not wrong.any():
        return draft
    found = _TYPE_NAMES[int(types[wrong][0])]
    return draft.with_summary_fault("geometry-wrong", wrong, field="geometry", value=found, expected=_NAMES[shape])


def _reduce_multipoints(draft: LayerDraft) -> LayerDraft:
    """Replace multipoints of one point by the point, and quarantine those of several."""
    several = shapely.get_type_id(draft.shapes) == _MULTIPOINT
    if not several.any():
        return draft
    counts = shapely.get_num_geometries(draft.shapes)
    single = several & (counts == 1)
    shapes = draft.shapes.copy()
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    many = several & (counts > 1)
    return draft.quarantine("point-of-several", many, field="geometry", values=counts[many]).with_shapes(shapes)


def _clean_vertices(draft: LayerDraft) -> LayerDraft:
    """Remove repeated vertices of lines and polygons, and quarantine lines without length."""
    before = draft.shapes
    after = shapely.remove_repeated_points(before)
    changed = shapely.get_num_coordinates(after) < shapely.get_num_coordinates(before)
    if draft.layer.shape == "line":
        flat = ~shapely.is_missing(before) & (shapely.length(before) == 0)
        values = [str(shapely.get_coordinates(shape)[0].tolist()) for shape in before[flat]]
        draft = draft.quarantine("zero-length", flat, field="geometry", values=values)
        changed &= ~flat
        after = np.where(flat, before, after)
    return draft.with_summary_fault("vertices-repeated", changed, field="geometry").with_shapes(after)
