"""Read one layer from a file of OpenStreetMap in the reading process, with the numbers of its nodes."""

from __future__ import annotations

import importlib.util
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np

from gisplan.base.arrays import Objects, fill_objects
from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.child.answers import encode_fault
from gisplan.io.child.gdal import RefusedLayer, refuse_long_text
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.handover.arrays import SavedArrays, save_layer
from gisplan.io.osm.objects import OsmRows, collect_rows
from gisplan.io.osm.pbf_blocks import ends_within_length
from gisplan.io.osm.shapes import merge_nodes
from gisplan.io.osm.tags import MADE, Unread, find_facility_kind
from gisplan.io.osm.themes import THEMES, Theme, choose_theme
from gisplan.io.osm.versions import find_day, find_repeated, has_history

__all__ = ["read_osm"]

_LISTED, _SHOWN = 12, 40
_CROWD = 1000  # ways at one node: each two of them are joined there
_KINDS = {"node": "n", "way": "w", "area": "a"}


def read_osm(item: Mapping[str, Any], context: FaultContext) -> dict[str, Any]:
    """Read one layer into arrays, and return what the parent needs to load them.

    Parameters
    ----------
    item : mapping
        The file, the layer, which of its themes, and the other tags that are wanted.
    context : FaultContext
        What faults name.

    Returns
    -------
    dict
        The fields, their types, the CRS, the count of rows; or why the layer is not read.
    """
    try:
        return _read(item, context)
    except RefusedLayer as refused:
        return refused.answer


def _read(item: Mapping[str, Any], context: FaultContext) -> dict[str, Any]:
    theme = _find_theme(item, context)
    import osmium

    if ends_within_length(str(item["file"])):
        _refuse(context.fault("osm-unreadable", reason=N_("it ends within a block")))
    try:
        rows = collect_rows(str(item["file"]), theme, is_road=item["layer_name"] == "roads")
        _refuse_versions(str(item["file"]), rows, context)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:  # the file is cut or damaged
        _refuse(context.fault("osm-unreadable", reason=str(error)))
    faults = [*_choose_level(rows, item["layer"], context), *_leave_out_twice(rows, context)]
    rows.sort()
    unread = Unread()
    columns = _make_columns(rows, theme, item["more_columns"], unread)
    refuse_long_text(list(columns), list(columns.values()), context)
    arrays = SavedArrays(item["name"])
    save_layer(arrays, rows.shapes, list(columns.values()))
    numbered = _save_numbers(arrays, rows)
    if "way" in theme.kinds:
        _save_nodes(arrays, rows, context)
    faults += [*_report_left_out(rows, theme, context), *_report_unread(unread, context)]
    return {
        "fields": list(columns),
        "read": list(columns),
        "types": ["OFTString"] * len(columns),
        "crs": "EPSG:4326",
        "count": len(rows.shapes),
        "arrays": arrays.index,
        "numbered": numbered,
        "day": find_day(str(item["file"])),
        "nodes": "way" in theme.kinds,
        "faults": [encode_fault(fault) for fault in faults],
    }


def _refuse(fault: Fault) -> None:
    raise RefusedLayer({"faults": [encode_fault(fault)]})


def _refuse_versions(file: str, rows: OsmRows, context: FaultContext) -> None:
    """Refuse a file with several versions of an object: which of them is there today, its order need not say."""
    repeated = find_repeated(file, rows.ids, chain.from_iterable(rows.nodes))
    if repeated or has_history(file):
        first = ", ".join(repeated[:_LISTED]) + (" …" if len(repeated) > _LISTED else "")
        _refuse(context.fault("osm-versions", count=len(repeated), value=first or "–"))


def _find_theme(item: Mapping[str, Any], context: FaultContext) -> Theme:
    """Find what the layer takes from the file."""
    if importlib.util.find_spec("osmium") is None:
        _refuse(context.fault("extra-missing", value="osm"))
    if item["layer_name"] not in THEMES:
        _refuse(context.fault("osm-no-theme", has=", ".join(THEMES)))
    theme = choose_theme(item["layer_name"], item["layer"])
    if theme is None:
        _refuse(context.fault("osm-theme-wrong", field="layer", value=item["layer"]))
    assert theme is not None
    return theme


def _choose_level(rows: OsmRows, choice: str | None, context: FaultContext) -> list[Fault]:
    """Keep the administrative areas of the highest level that are whole, where the county file does not choose."""
    if context.layer != "boundary" or choice is not None or not rows.tags:
        return []
    levels = [tags.get("admin_level", "") for tags in rows.tags]
    known = sorted({level for level in levels if level.isascii() and level.isdigit()}, key=int)
    if not known:
        return []
    counts = Counter(levels)
    rows.keep([place for place, level in enumerate(levels) if level == known[0]])
    for number, tags in list(rows.incomplete.items()):
        if tags.get("admin_level") != known[0]:
            del rows.incomplete[number]
    has = ", ".join(f"admin_level={level} ({counts[level]})" for level in known)
    return [context.fault("osm-boundary-level", value=f"admin_level={known[0]}", has=has, count=counts[known[0]])]


def _leave_out_twice(rows: OsmRows, context: FaultContext) -> list[Fault]:
    """Leave out the areas of places and facilities that are also there as a node of the same name and kind inside."""
    if context.layer not in ("villages", "facilities"):
        return []

    def name(tags: Mapping[str, str]) -> tuple[str, str]:
        return tags.get("name", ""), find_facility_kind(tags) if context.layer == "facilities" else ""

    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for tags, place in zip(rows.tags, rows.boxes, strict=True):
        if place is not None and len(place) == 2 and "name" in tags:
            points.setdefault(name(tags), []).append(place)
    twice = {
        number
        for number, (tags, box) in enumerate(zip(rows.tags, rows.boxes, strict=True))
        if box is not None
        and len(box) == 4
        and any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in points.get(name(tags), ()))
    }
    if not twice:
        return []
    names = Counter(rows.tags[number]["name"] for number in twice)
    rows.keep([number for number in range(len(rows.tags)) if number not in twice])
    return [context.fault("osm-places-twice", count=len(twice), value=_list_counts(names))]


def _make_columns(rows: OsmRows, theme: Theme, more: Iterable[str], unread: Unread) -> dict[str, Objects]:
    """Make the canonical columns, and the other tags that the county file names, where any object has them."""
    columns: dict[str, Objects] = {}
    for name, key in theme.columns.items():
        values: list[str | None]
        if key == "id":
            prefixed = "way" not in theme.kinds
            values = [f"{_KINDS[kind] * prefixed}{number}" for kind, number in zip(rows.kinds, rows.ids, strict=True)]
        elif key == "=":
            values = [MADE[name](tags, unread) for tags in rows.tags]
        else:
            values = [tags.get(key) for tags in rows.tags]
        columns[name] = fill_objects(len(rows.tags), values=values)
    for key in more:
        if key not in columns and any(key in tags for tags in rows.tags):
            columns[key] = fill_objects(len(rows.tags), values=[tags.get(key) for tags in rows.tags])
    return columns


def _save_numbers(arrays: SavedArrays, rows: OsmRows) -> bool:
    """Save the objects' numbers as those of the rows; not where two have the same, or one was never uploaded."""
    ids = np.array(rows.ids, dtype=np.int64)
    if not len(ids) or ids[0] < 1 or (np.diff(ids) == 0).any():
        return False
    arrays.add("numbers", ids)
    return True


def _save_nodes(arrays: SavedArrays, rows: OsmRows, context: FaultContext) -> None:
    """Save the numbers of the nodes of all ways as one run, and where each way's begin."""
    ends = np.cumsum([0, *map(len, rows.nodes)], dtype=np.int64)
    joined = array("q")
    for nodes in rows.nodes:
        joined.extend(nodes)
    numbers = merge_nodes(np.array(joined, dtype=np.int64), rows.same)
    found, counts = np.unique(numbers, return_counts=True)
    if counts.max(initial=0) > _CROWD:
        most = int(np.argmax(counts))
        _refuse(context.fault("osm-crowd", value=str(found[most]), has=str(counts[most]), limit=_CROWD))
    arrays.add("nodes", numbers)
    arrays.add("nodes_ends", ends)


def _report_left_out(rows: OsmRows, theme: Theme, context: FaultContext) -> Iterable[Fault]:
    if rows.left_out:
        example = f"{theme.key}={','.join([*theme.tags[theme.key][-2:], min(rows.left_out)])}"
        count, value = rows.left_out.total(), _list_counts(rows.left_out)
        yield context.fault("osm-left-out", count=count, value=value, example=example)
    if rows.closed:
        yield context.fault("osm-closed", count=rows.closed.total(), value=_list_counts(rows.closed))
    if rows.deleted:
        first = ", ".join(map(str, rows.deleted[:_LISTED])) + (" …" if len(rows.deleted) > _LISTED else "")
        yield context.fault("osm-deleted", count=len(rows.deleted), value=first)
    if rows.cut:
        first = ", ".join(map(str, rows.cut[:_LISTED])) + (" …" if len(rows.cut) > _LISTED else "")
        yield context.fault("osm-nodes-missing", count=len(rows.cut), value=first)
    for key, several in rows.several.items():
        number, text = several[0]
        yield context.fault("values-several", row=number, field=key, value=text[:_SHOWN], count=len(several))
    if rows.incomplete:
        names = sorted({tags.get("name", str(number))[:_SHOWN] for number, tags in rows.incomplete.items()})
        listed = ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
        yield context.fault("osm-areas-incomplete", count=len(rows.incomplete), value=listed)


def _report_unread(unread: Unread, context: FaultContext) -> Iterable[Fault]:
    for column, counts in unread.counts.items():
        yield context.fault("osm-values-unread", field=column, count=counts.total(), value=_list_counts(counts))


def _list_counts(counts: Counter[str]) -> str:
    """Return the commonest words with their counts."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = ", ".join(f"{word[:_SHOWN]} {count}" for word, count in ordered[:_LISTED])
    return listed + (" …" if len(ordered) > _LISTED else "")
