"""Checks of geometries: present, finite, in two dimensions, and of the layer's kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Ints, Mask, Objects, fill_objects
from gisplan.base.language import N_
from gisplan.county.schema import Shape
from gisplan.io.faults.catalogue import KINDS
from gisplan.io.files.point_shapes import (
    PointShapes,
    clear_rows,
    find_coordinates,
    find_missing,
    find_types,
    may_be_within,
)
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.places.vertices import Vertices, format_place, join_parts

__all__ = ["clean_shapes", "clean_vertices", "quarantine_other_kinds"]

LARGEST = 1e9
"""A coordinate beyond is no place in any unit; a shapefile writes a missing one as -1.8e308."""
_FLAT = 1e-12  # of the square of its size; in square degrees, a hundredth of a square metre
_ZERO = 1e-7  # a centimetre in degrees

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
    vertices = find_coordinates(draft.shapes)
    shapes = draft.shapes
    draft = _quarantine_unplaced(draft, raw, *vertices)
    points_alone = isinstance(draft.shapes, PointShapes)
    if not points_alone:
        draft = _open_collections(_drop_heights(draft), shape)
    draft = _check_kind(draft, shape)
    if shape == "point" and not points_alone:
        draft = _reduce_multipoints(draft)
    return _quarantine_zeros(draft, *(vertices if draft.shapes is shapes else find_coordinates(draft.shapes)))


def _quarantine_unplaced(draft: LayerDraft, raw: RawLayer, xy: Floats, owner: Ints) -> LayerDraft:
    """Quarantine rows with no geometry, an empty or unreadable one, or one with a coordinate that is no number."""
    shapes = draft.shapes
    missing = find_missing(shapes)
    empty = np.zeros_like(missing) if isinstance(shapes, PointShapes) else ~missing & shapely.is_empty(shapes)
    odd = np.logical_or.reduce([np.zeros(draft.count, dtype=bool), *raw.odd_places.values()])
    absent = missing & ~odd & (not draft.layer.placeless)
    draft = draft.quarantine("no-location", absent, field="geometry", values=["none"] * int(absent.sum()))
    draft = _report_odd_places(draft, raw)
    wild = Vertices(xy, owner, _are_wild(xy))
    empty &= ~wild.mark_rows(draft.count)
    absent = empty & (not draft.layer.placeless)
    draft = draft.quarantine("no-location", absent, field="geometry", values=["empty"] * int(absent.sum()))
    return wild.quarantine(draft.with_shapes(clear_rows(shapes, empty)), "not-finite")


def _are_wild(xy: Floats) -> Mask:
    """Return which coordinates are no numbers, or too large; mostly none is, which the least and greatest show."""
    if xy.min(initial=0.0) > -LARGEST and xy.max(initial=0.0) < LARGEST:
        return np.zeros(len(xy), dtype=bool)
    wild: Mask = ~np.all(np.abs(xy) < LARGEST, axis=1)  # what is no number is not smaller either
    return wild


def _report_odd_places(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    """Quarantine rows whose place cannot be read, and say of which it was read from degrees and minutes."""
    if raw.place_texts is None:
        return draft
    for code, rows in raw.odd_places.items():
        if KINDS[code].level == "Q":
            draft = draft.quarantine(code, rows, field="geometry", values=raw.place_texts[rows])
        elif rows.any():
            value = raw.place_texts[rows][0]
            meant = format_place(find_coordinates(draft.shapes[np.flatnonzero(rows)[:1]])[0][0])
            draft = draft.with_summary_fault(code, rows, field="geometry", value=value, meant=meant)
    return draft


def _quarantine_zeros(draft: LayerDraft, xy: Floats, owner: Ints) -> LayerDraft:
    """Quarantine points at 0, 0 and rows with a vertex there: so a missing coordinate is often written."""
    if not may_be_within(xy, _ZERO):
        return draft
    zeros = Vertices(xy, owner, (np.abs(xy[:, 0]) < _ZERO) & (np.abs(xy[:, 1]) < _ZERO))
    if not zeros.marked.any():
        return draft
    if draft.layer.placeless:
        return zeros.leave_out_places(draft)
    return zeros.quarantine(draft, "no-location" if draft.layer.shape == "point" else "vertex-at-zero")


def _drop_heights(draft: LayerDraft) -> LayerDraft:
    """Reduce geometries to two dimensions."""
    high = np.asarray(shapely.has_z(draft.shapes) | shapely.has_m(draft.shapes), dtype=bool)
    if not high.any():
        return draft
    first = shapely.get_coordinates(draft.shapes[high][:1], include_z=True, include_m=True)[0, 2:]
    value = ", ".join(f"{height:.9g}" for height in first if np.isfinite(height))
    draft = draft.with_summary_fault("z-dropped", high, field="geometry", value=value)
    return draft.with_shapes(shapely.force_2d(draft.shapes))


def _open_collections(draft: LayerDraft, shape: Shape) -> LayerDraft:
    """Replace collections by their parts of the layer's kind, and quarantine those without any."""
    collections = shapely.get_type_id(draft.shapes) == _COLLECTION
    if not collections.any():
        return draft
    expected = _NAMES[shape]
    shapes = draft.drawn.copy()
    for place in np.flatnonzero(collections):
        shapes[place] = _extract(shapes[place], shape)
    without = collections & shapely.is_missing(shapes)
    held = [_name_contents(shape) for shape in draft.drawn[collections]]
    opened = [names for names, empty in zip(held, without[collections], strict=True) if not empty]
    closed = [names for names, empty in zip(held, without[collections], strict=True) if empty]
    draft = draft.with_summary_fault(
        "collection-extracted",
        collections & ~without,
        field="geometry",
        value=opened[0] if opened else None,
        expected=expected,
    )
    draft = draft.quarantine("collection-without", without, field="geometry", values=closed, expected=expected)
    return draft.with_shapes(shapes)


def _name_contents(collection: shapely.Geometry) -> str:
    """Return the kinds of geometry that a collection holds."""
    types = np.unique(shapely.get_type_id(shapely.get_parts(collection)))
    return ", ".join(_TYPE_NAMES[kind] for kind in types) or "nothing"


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
    """Refuse a file with no geometry but of another kind."""
    wrong, types = _find_other_kinds(draft)
    wrong &= ~draft.rejected
    if not wrong.any():
        return draft
    found = _TYPE_NAMES[int(types[wrong][0])]
    return draft.with_summary_fault("geometry-wrong", wrong, field="geometry", value=found, expected=_NAMES[shape])


def _find_other_kinds(draft: LayerDraft) -> tuple[Mask, NDArray[np.int32]]:
    """Find the rows of another kind than the layer's, and all kinds; some points may also be polygons."""
    shape = draft.layer.shape
    assert shape is not None
    types = find_types(draft.shapes)
    fits = (*_KINDS[shape], *(_KINDS["polygon"] if draft.layer.areas else ()), _COLLECTION)
    return (types >= 0) & ~np.isin(types, fits), types


def quarantine_other_kinds(draft: LayerDraft, texts: Mapping[str, NDArray[Any]]) -> LayerDraft:
    """Quarantine rows of another kind than the layer's, where its file mixes kinds; they have no further faults.

    Labels change no verdict: points without a code, and whatever has no code among points.
    """
    shape, code = draft.layer.shape, draft.layer.code
    if shape is None:
        return draft
    wrong, types = _find_other_kinds(draft)
    if not wrong.any() or not ((types >= 0) & ~wrong).any():
        return draft
    coded = ~pd.isna(texts[code]) if code is not None else np.zeros(draft.count, dtype=bool)
    labels = ~coded & ((shape == "point") | np.isin(types, _KINDS["point"]))
    for mask, redundant in ((wrong & labels, True), (wrong & ~labels, False)):
        names = np.array(_TYPE_NAMES, dtype=object)[types[mask]]
        same = {"field": "geometry", "expected": _NAMES[shape]}
        draft = draft.quarantine_others("geometry-other", mask, names, redundant=redundant, **same)
    return draft


def _reduce_multipoints(draft: LayerDraft) -> LayerDraft:
    """Replace multipoints of one point by the point, and quarantine those of several."""
    several = shapely.get_type_id(draft.shapes) == _MULTIPOINT
    if not several.any():
        return draft
    counts = shapely.get_num_geometries(draft.shapes)
    single = several & (counts == 1)
    shapes = draft.drawn.copy()
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    many = several & (counts > 1)
    return draft.quarantine("point-of-several", many, field="geometry", values=counts[many]).with_shapes(shapes)


def clean_vertices(draft: LayerDraft) -> LayerDraft:
    """Remove repeated vertices of lines and polygons and parts without length or area; quarantine rows without any.

    Parameters
    ----------
    draft : LayerDraft
        A layer in the county's CRS: what has a length in degrees may have none in metres.

    Returns
    -------
    LayerDraft
    """
    if isinstance(draft.shapes, PointShapes):
        return draft
    if draft.layer.shape == "line":
        draft = _leave_out_flat_parts(draft, draft.drawn, shapely.length, "zero-length")
    else:
        draft = _leave_out_flat_parts(draft, draft.source, _hull_area, "zero-area")
    before = draft.drawn
    if not _may_repeat(before):
        return draft
    after = shapely.remove_repeated_points(before)
    changed = shapely.get_num_coordinates(after) < shapely.get_num_coordinates(before)
    changed &= ~draft.rejected
    after = np.where(changed, after, before)
    value = _find_repeated(draft.source[changed][0]) if changed.any() else None
    return draft.with_summary_fault("vertices-repeated", changed, field="geometry", value=value).with_shapes(after)


def _may_repeat(shapes: Objects) -> bool:
    """Return whether any vertex is the same as the next: looking at the vertices alone takes a third of the time."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    same = (xy[1:, 0] == xy[:-1, 0]) & (owner[1:] == owner[:-1])
    same &= xy[1:, 1] == xy[:-1, 1]
    return bool(same.any())


def _find_repeated(shape: shapely.Geometry) -> str:
    """Return the place of the first vertex that is the same as the next."""
    xy = shapely.get_coordinates(shape)
    same = np.flatnonzero((xy[1:] == xy[:-1]).all(axis=1))
    return format_place(xy[same[0] if len(same) else 0])


def _leave_out_flat_parts(
    draft: LayerDraft, measured: Objects, measure: Callable[[Objects], Floats], code: str
) -> LayerDraft:
    """Leave out the parts of rows that have no length or no area; quarantine rows that have no other."""
    flat = ~shapely.is_missing(measured) & (measure(measured) <= 0)
    flat &= shapely.get_dimensions(measured) > 0  # villages may be points
    source = draft.source
    values = [format_place(shapely.get_coordinates(shape)[0]) for shape in source[flat]]
    draft = draft.quarantine(code, flat, field="geometry", values=values)
    several = np.flatnonzero(np.isin(shapely.get_type_id(measured), (_MULTILINE, _MULTIPOLYGON)) & ~flat)
    parts, place = shapely.get_parts(draft.shapes[several], return_index=True)
    empty = measure(shapely.get_parts(measured[several])) <= 0
    if not empty.any():
        return draft
    value = format_place(shapely.get_coordinates(shapely.get_parts(source[several])[empty][0])[0])
    shapes = draft.drawn.copy()
    for number in np.unique(place[empty]):
        shapes[several[number]] = join_parts(list(parts[(place == number) & ~empty]))
    mended = np.isin(np.arange(draft.count), several[place[empty]])
    return draft.with_summary_fault("parts-left-out", mended, field="geometry", value=value).with_shapes(shapes)


def _hull_area(shapes: Objects) -> Floats:
    """Return the area of the convex hull of each shape, 0 where it is flat: one that crosses itself may have none."""
    area: Floats = shapely.area(shapely.convex_hull(shapes))
    bounds = shapely.bounds(shapes)
    largest = np.maximum(1.0, ((bounds[:, 2:] - bounds[:, :2]) ** 2).sum(axis=1))
    return np.where(area > _FLAT * largest, area, 0.0)
