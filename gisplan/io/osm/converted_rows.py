"""Layers that GDAL made from OpenStreetMap: which rows are open roads or facilities, and contradicted surfaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from gisplan.base.arrays import Objects, fill_objects
from gisplan.base.codes import strip_zero_decimals
from gisplan.base.faults import Fault
from gisplan.county.code_lists import SEALED_SURFACES
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.point_shapes import find_types
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.osm.tags import Unread, find_closed, find_facility_kind, find_rough
from gisplan.io.osm.themes import IDS, ROAD_CLASSES, SURFACE_CODES, THEMES

__all__ = ["clear_surfaces", "keep_facilities", "keep_roads"]

_SEALED = frozenset(str(code) for code in SEALED_SURFACES)
_NO_HIGHWAY = "highway –"

Tags = Mapping[str, str]


def keep_roads(
    raw: RawLayer, tags: Sequence[Tags], table: LayerTable, context: FaultContext
) -> tuple[RawLayer, list[Tags], list[Fault]]:
    """Leave out what is no road for the public's motor traffic, as from a file of OpenStreetMap itself.

    Parameters
    ----------
    raw : RawLayer
        The layer.
    tags : sequence of mapping
        The tags of each row.
    table : LayerTable
        What the county file says of it; a `where` that names `highway` decides alone which kinds are roads.
    context : FaultContext
        What faults name.

    Returns
    -------
    raw : RawLayer
        The rows that are kept.
    tags : list of mapping
        Their tags.
    faults : list of Fault
        How many rows were left out, by their tags.
    """
    chosen = table.where is not None and "highway" in table.where.columns
    left_out, closed = Counter[str](), Counter[str]()
    kept = []
    for place, own in enumerate(tags):
        kind = None if chosen else _find_other_kind(own)
        tag = find_closed(own) if kind is None else None
        if kind is not None:
            left_out[kind] += 1
        elif tag is not None:
            closed[tag] += 1
        else:
            kept.append(place)
    faults = list(_report(left_out, closed, context))
    if not faults:
        return raw, list(tags), []
    if not kept:
        faults.append(context.fault("layer-empty"))
    return raw.take(np.array(kept, dtype=np.int64)), [tags[place] for place in kept], faults


def _find_other_kind(tags: Tags) -> str | None:
    """Return what a row is that is no road; None where it is one."""
    highway = tags.get("highway")
    if highway not in ROAD_CLASSES:
        return highway or _NO_HIGHWAY
    return "area=yes" if tags.get("area") == "yes" else None


def _report(left_out: Counter[str], closed: Counter[str], context: FaultContext) -> Iterator[Fault]:
    for code, counts in (("osm-rows-left-out", left_out), ("osm-closed", closed)):
        if counts:
            value = ", ".join(f"{word} {count}" for word, count in counts.most_common(12))
            yield context.fault(code, field="highway", count=counts.total(), value=value)


def clear_surfaces(raw: RawLayer, tags: Sequence[Tags], table: LayerTable, unread: Unread) -> RawLayer:
    """Make the sealed surfaces of the file's own column unknown where other tags contradict them, and note them.

    Parameters
    ----------
    raw : RawLayer
        The layer.
    tags : sequence of mapping
        The tags of each row.
    table : LayerTable
        What the county file says of its columns and words.
    unread : Unread
        Where they are noted.

    Returns
    -------
    RawLayer
    """
    column = table.columns.get("surface", "surface")
    if column not in raw.columns:
        return raw
    words = table.values.get("surface", {})
    values = raw.columns[column].astype(object)
    for place, own in enumerate(tags):
        against = find_rough(own)
        word = str(values[place]).strip() if against is not None and values[place] is not None else ""
        if word and str(words.get(word, SURFACE_CODES.get(word, word))) in _SEALED:
            unread.note("surface", f"{word} with {against}")
            values[place] = None
    return replace(raw, columns={**raw.columns, column: values})


def keep_facilities(
    raw: RawLayer, tags: Sequence[Tags], context: FaultContext
) -> tuple[RawLayer, dict[str, Objects], list[Fault]]:
    """Keep the rows that are facilities, as they are taken from a file of OpenStreetMap itself.

    Parameters
    ----------
    raw : RawLayer
        The layer.
    tags : sequence of mapping
        The tags of each row.
    context : FaultContext
        What faults name.

    Returns
    -------
    raw : RawLayer
        The rows that are kept.
    columns : dict of str to array
        Their `code` and `kind`.
    faults : list of Fault
        How many rows were kept.
    """
    kept = np.flatnonzero([THEMES["facilities"].takes(own) for own in tags])
    faults = [context.fault("osm-facilities-converted", value=str(len(kept)), has=str(raw.count))]
    if not len(kept):
        faults.append(context.fault("layer-empty"))
    rest = raw.take(kept)
    number, way = (rest.columns.get(name, fill_objects(rest.count)).tolist() for name in IDS)
    points = find_types(rest.shapes) == 0
    codes = [_write_code(*ids) for ids in zip(points.tolist(), number, way, strict=True)]
    kinds = [find_facility_kind(tags[place]) for place in kept.tolist()]
    made = {name: fill_objects(rest.count, values=values) for name, values in (("code", codes), ("kind", kinds))}
    return rest, {name: values for name, values in made.items() if name not in raw.fields}, faults


def _write_code(is_point: bool, *numbers: object) -> str | None:
    """Return the code of an object as it is in a file of OpenStreetMap itself; numbers may be texts, or NaN."""
    words = [strip_zero_decimals(str(number)) for number in numbers]
    own = next((word for word in words if word.isdigit()), None)
    return None if own is None else f"{'n' if is_point else 'a'}{own}"
