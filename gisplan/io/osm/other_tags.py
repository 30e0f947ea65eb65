"""Layers that GDAL made from OpenStreetMap: the tags that it puts into one text, and how their roads are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gisplan.base.arrays import Objects, fill_objects
from gisplan.base.faults import Fault
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.osm.converted_rows import clear_surfaces, keep_facilities, keep_roads
from gisplan.io.osm.tags import MADE, READ, READ_OF_FACILITIES, Unread
from gisplan.io.osm.themes import IDS, OTHER_TAGS

__all__ = ["has_facilities", "is_converted", "join_by_nodes", "parse_tags", "read_other_tags", "take_facilities"]

_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"(?:,|$)')
_ESCAPED = re.compile(r"\\(.)")
_MADE = ("surface", "width_m", "bridge", "tunnel", "level")
_TAGS = {"width_m": "width", "level": "layer"}


def parse_tags(text: str) -> dict[str, str]:
    r"""Parse the text of `other_tags`; what is no pair of a tag and its value is passed over.

    Examples
    --------
    >>> parse_tags('"bridge"=>"yes","name:fr"=>"Le \\"Pont\\"","layer"=>"1"')
    {'bridge': 'yes', 'name:fr': 'Le "Pont"', 'layer': '1'}
    >>> parse_tags('"bridge"=>yes, "layer"=>"1"')
    {'layer': '1'}
    """
    return {_ESCAPED.sub(r"\1", key): _ESCAPED.sub(r"\1", value) for key, value in _PAIR.findall(text)}


def is_converted(raw: RawLayer) -> bool:
    """Return whether a layer of roads is one that GDAL made from OpenStreetMap, by its columns."""
    return OTHER_TAGS in raw.fields and "highway" in raw.fields and any(name in raw.fields for name in IDS)


def join_by_nodes(raw: RawLayer, table: LayerTable) -> bool:
    """Return whether the roads of a layer are joined where they share a node, and nowhere else."""
    if table.name != "roads" or table.topology == "geometry":
        return False
    return table.topology == "nodes" or raw.nodes is not None or is_converted(raw)


def read_other_tags(raw: RawLayer, table: LayerTable, context: FaultContext) -> tuple[RawLayer, list[Fault]]:
    """Read the columns of roads and facilities that the file has only in `other_tags`; say how its roads are joined.

    Parameters
    ----------
    raw : RawLayer
        The layer as its file holds it.
    table : LayerTable
        What the county file says of its columns.
    context : FaultContext
        What faults name.

    Returns
    -------
    raw : RawLayer
        With more columns, of gisplan's own names.
    faults : list of Fault
    """
    if has_facilities(raw, table):
        return _read_facilities(raw, context)
    if table.name != "roads" or not is_converted(raw):
        return raw, []
    repeated = list(_find_repeated(raw, context))
    if repeated:
        return raw, repeated
    raw, tags, faults = keep_roads(raw, _list_tags(raw, READ), table, context)
    unread = Unread()
    made: dict[str, Objects] = {}
    for name in _MADE:
        values = [] if name in table.columns or name in raw.fields else [MADE[name](own, unread) for own in tags]
        if any(_TAGS.get(name, name) in own for own in tags) or (name == "surface" and any(values)):
            made |= {name: fill_objects(raw.count, values=values)} if values else {}
    raw = clear_surfaces(raw, tags, table, unread)
    faults += [
        context.fault("osm-values-unread", field=name, count=counts.total(), value=", ".join(sorted(counts)[:12]))
        for name, counts in unread.counts.items()
    ]
    if table.topology is None:
        faults.append(context.fault("osm-converted", field=OTHER_TAGS, value=", ".join(made) or "–"))
    return _with_columns(raw, made), faults


def has_facilities(raw: RawLayer, table: LayerTable) -> bool:
    """Return whether a layer of facilities is one that GDAL made, of whose columns none is said to have their kinds."""
    is_made = OTHER_TAGS in raw.fields and any(name in raw.fields for name in IDS)
    return is_made and table.name == "facilities" and "kind" not in {*table.columns, *raw.fields}


def take_facilities(raw: RawLayer, context: FaultContext) -> RawLayer:
    """Return the rows of a layer that GDAL made which are facilities by their tags."""
    return keep_facilities(raw, _list_tags(raw, READ_OF_FACILITIES), context)[0]


def _read_facilities(raw: RawLayer, context: FaultContext) -> tuple[RawLayer, list[Fault]]:
    repeated = list(_find_repeated(raw, context))
    if repeated:
        return raw, repeated
    kept, made, faults = keep_facilities(raw, _list_tags(raw, READ_OF_FACILITIES), context)
    return _with_columns(kept, made), faults


def _find_repeated(raw: RawLayer, context: FaultContext) -> Iterator[Fault]:
    """Find rows whose text has a key twice with different values: OpenStreetMap never has, so the text was changed."""
    for row, text in enumerate(raw.columns.get(OTHER_TAGS, ()), 1):
        if not isinstance(text, str):
            continue
        pairs = _PAIR.findall(text)
        if len(pairs) == len({key for key, _value in pairs}):
            continue
        values: dict[str, list[str]] = {}
        for key, value in pairs:
            values.setdefault(key, []).append(value)
        for key, several in values.items():
            if len(set(several)) > 1:
                yield context.fault("osm-tag-repeated", row=row, field=key, value=", ".join(several))


def _list_tags(raw: RawLayer, keys: Iterable[str]) -> list[dict[str, str]]:
    """List the tags of each row, of `other_tags` and of the columns of their own."""
    given = raw.columns.get(OTHER_TAGS, fill_objects(raw.count))
    rows = [parse_tags(text) if isinstance(text, str) else {} for text in given]
    for key in keys:
        for own, value in zip(rows, raw.columns.get(key, ()), strict=False):
            if isinstance(value, str) and value:
                own[key] = value
    return rows


def _with_columns(raw: RawLayer, made: Mapping[str, Objects]) -> RawLayer:
    if not made:
        return raw
    return replace(
        raw,
        fields=(*raw.fields, *made),
        columns={**raw.columns, **made},
        types={**raw.types, **dict.fromkeys(made, "OFTString")},
    )
