"""Shapes as a layer needs them: in two dimensions, finite, of the right kind, and really there."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
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
    """The layer's shapes put right where that is safe; rows without a usable one are set aside.

    A table's shapes are left out: its villages say where its rows belong.
    """
    shape = draft.layer.shape
    if shape is None:
        return draft.with_shapes(np.full(draft.count, None, dtype=object))
    draft = _quarantine_unplaced(draft, raw)
    draft = _drop_heights(draft)
    draft = _open_collections(draft, shape)
    draft = _check_kind(draft, shape)
    if shape == "point":
        return _single_points(draft)
    return _clean_vertices(draft)


def _quarantine_unplaced(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    """No geometry, an empty one, or one with a coordinate that is no number."""
    shapes = draft.shapes
    missing = shapely.is_missing(shapes)
    unreadable = raw.unreadable
    empty = ~missing & shapely.is_empty(shapes)
    absent = missing & ~unreadable & (not draft.layer.placeless)
    draft = draft.quarantine("no-location", absent, field="geometry", values=["none"] * int(absent.sum()))
    draft = draft.quarantine("geometry-unreadable", unreadable, field="geometry")
    wild = _not_finite(shapes)
    empty &= ~wild
    absent = empty & (not draft.layer.placeless)
    draft = draft.quarantine("no-location", absent, field="geometry", values=["empty"] * int(absent.sum()))
    values = [str(shapely.get_coordinates(shape)[:1].tolist())[1:-1][:60] for shape in shapes[wild]]
    draft = draft.quarantine("not-finite", wild, field="geometry", values=values)
    kept = shapes.copy()
    kept[missing | empty | wild] = None
    return draft.with_shapes(kept)


def _not_finite(shapes: NDArray[np.object_]) -> Mask:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    mask = np.zeros(len(shapes), dtype=bool)
    mask[owner[~np.isfinite(xy).all(axis=1)]] = True
    return mask


def _drop_heights(draft: LayerDraft) -> LayerDraft:
    high = np.asarray(shapely.has_z(draft.shapes) | shapely.has_m(draft.shapes), dtype=bool)
    if not high.any():
        return draft
    return draft.with_summary_fault("z-dropped", high, field="geometry").with_shapes(shapely.force_2d(draft.shapes))


def _open_collections(draft: LayerDraft, shape: Shape) -> LayerDraft:
    """Collections give up the parts of the right kind; those without any are set aside."""
    mixed = shapely.get_type_id(draft.shapes) == _COLLECTION
    if not mixed.any():
        return draft
    wanted = _NAMES[shape]
    shapes = draft.shapes.copy()
    for place in np.flatnonzero(mixed):
        shapes[place] = _extract(shapes[place], shape)
    without = mixed & shapely.is_missing(shapes)
    draft = draft.with_summary_fault("collection-extracted", mixed & ~without, field="geometry", wanted=wanted)
    return draft.quarantine("collection-without", without, field="geometry", wanted=wanted).with_shapes(shapes)


def _extract(collection: shapely.Geometry, shape: Shape) -> shapely.Geometry | None:
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
    """Another kind of shape refuses the file; villages may also be polygons."""
    fits = _KINDS[shape] + (_KINDS["polygon"] if draft.layer.name == "villages" else ())
    types = shapely.get_type_id(draft.shapes)
    wrong = (types >= 0) & ~np.isin(types, fits)
    if not wrong.any():
        return draft
    found = _TYPE_NAMES[int(types[wrong][0])]
    return draft.with_summary_fault("geometry-wrong", wrong, field="geometry", value=found, wanted=_NAMES[shape])


def _single_points(draft: LayerDraft) -> LayerDraft:
    """A multipoint of one point is a point; one of several has no single place."""
    several = shapely.get_type_id(draft.shapes) == _MULTIPOINT
    if not several.any():
        return draft
    counts = shapely.get_num_geometries(draft.shapes)
    many = several & (counts > 1)
    one = several & (counts == 1)
    shapes = draft.shapes.copy()
    shapes[one] = shapely.get_geometry(shapes[one], 0)
    return draft.quarantine("point-of-several", many, field="geometry", values=counts[many]).with_shapes(shapes)


def _clean_vertices(draft: LayerDraft) -> LayerDraft:
    """Lines and polygons without repeated vertices; a line without length is set aside."""
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
