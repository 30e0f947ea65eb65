"""Take the objects of one theme from a file of OpenStreetMap, and count what is left out."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gisplan.io.osm.shapes import Node, Same, draw_line, draw_point
from gisplan.io.osm.tags import find_closed
from gisplan.io.osm.themes import Theme
from gisplan.io.osm.versions import find_deleted

__all__ = ["OsmRows", "collect_rows"]

_STORE = "sparse_mem_array"  # takes memory by how many nodes there are, whatever their numbers
_AREAS = ("multipolygon", "boundary")
_DIFFERS = " ≠ "
_NO_NODES: array[int] = array("q")

Box = tuple[float, ...]
"""The place of a point, or the bounds of an area: west, south, east, north."""


@dataclass
class OsmRows:
    """The objects that are taken, and what was left out of the others.

    Attributes
    ----------
    kinds, ids, tags, shapes, boxes, nodes
        Of each object "node", "way" or "area", its number, its tags, its WKB, its place, and its nodes' numbers.
    left_out, closed : Counter
        How many objects have another value, and how many roads are closed to the public, by their tag.
    deleted : list of int
        The objects that are deleted.
    cut : list of int
        The ways with nodes that the file lacks.
    incomplete : dict
        The tags of relations that make no area, by their numbers.
    same : list
        Pairs of nodes at one place of one way.
    several : dict
        Of each tag that objects have with several values, their numbers and these values.
    """

    kinds: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    shapes: list[bytes] = field(default_factory=list)
    boxes: list[Box | None] = field(default_factory=list)
    nodes: list[array[int]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    deleted: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    incomplete: dict[int, dict[str, str]] = field(default_factory=dict)
    same: Same = field(default_factory=list)
    several: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, kind: str, number: int, tags: dict[str, str], shape: bytes, box: Box | None = None) -> None:
        """Add an object."""
        self.kinds.append(kind)
        self.ids.append(number)
        self.tags.append(tags)
        self.shapes.append(shape)
        self.boxes.append(box)
        self.nodes.append(_NO_NODES)

    def keep(self, which: Sequence[int]) -> None:
        """Keep some of the objects, in this order."""
        for name in ("kinds", "ids", "tags", "shapes", "boxes", "nodes"):
            values = getattr(self, name)
            setattr(self, name, [values[place] for place in which])

    def sort(self) -> None:
        """Sort the objects by their numbers."""
        self.keep(sorted(range(len(self.ids)), key=lambda place: (self.ids[place], self.kinds[place])))


def collect_rows(file: str, theme: Theme, *, is_road: bool) -> OsmRows:
    """Take the objects of a theme.

    Parameters
    ----------
    file : str
        The copy.
    theme : Theme
        What is taken.
    is_road : bool
        Whether ways that are closed to motor traffic or enclose an area are left out.

    Returns
    -------
    OsmRows

    Raises
    ------
    RuntimeError
        The file is cut or damaged.
    """
    rows = OsmRows()
    waiting: dict[int, list[Node]] = {}
    deleted = find_deleted(file)
    for found in _read_objects(file, theme):
        tags = _read_tags(rows, found)
        if found.deleted or (deleted and _name_object(found) in deleted):
            if theme.takes(tags) and not found.is_relation():
                rows.deleted.append(found.orig_id() if found.is_area() else found.id)
        elif found.is_relation():
            if tags.get("type") in _AREAS and theme.takes(tags):
                rows.incomplete[found.id] = tags
        elif _is_taken(rows, theme, tags, is_road=is_road):
            _add_object(rows, found, tags, waiting)
    _draw_waiting(file, rows, waiting)
    return rows


def _read_objects(file: str, theme: Theme) -> Iterator[Any]:
    """Yield the objects that have the theme's tag; relations too, where areas are wanted.

    Of a theme of several tags only what is taken: `amenity` is on every bench, too.
    """
    import osmium
    from osmium.filter import EntityFilter, KeyFilter, TagFilter

    bits = {"node": osmium.osm.NODE, "way": osmium.osm.WAY, "area": osmium.osm.AREA | osmium.osm.RELATION}
    wanted = osmium.osm.NOTHING
    for kind in theme.kinds:
        wanted |= bits[kind]
    pairs = [(key, value) for key, values in theme.tags.items() for value in values]

    def make_filter() -> Any:
        return TagFilter(*pairs) if len(theme.tags) > 1 else KeyFilter(theme.key)

    processor = osmium.FileProcessor(file, thread_pool=osmium.io.ThreadPool(1, 4))
    if theme.kinds != ("node",):
        processor = processor.with_locations(_STORE)
    if "area" in theme.kinds:
        processor = processor.with_areas(make_filter())
    yield from processor.with_filter(EntityFilter(wanted)).with_filter(make_filter())


def _read_tags(rows: OsmRows, found: Any) -> dict[str, str]:
    """Return the tags of an object; several values of one become one text, which is none of them."""
    tags = dict(found.tags)
    if len(tags) == len(found.tags):
        return tags
    values: dict[str, dict[str, None]] = {}
    for key, value in found.tags:
        values.setdefault(key, {})[value] = None
    for key, different in values.items():
        if len(different) > 1:
            tags[key] = _DIFFERS.join(different)
            rows.several.setdefault(key, []).append((found.orig_id() if found.is_area() else found.id, tags[key]))
    return tags


def _name_object(found: Any) -> tuple[str, int]:
    """Return what an object is in its file, and its number there."""
    if found.is_area():
        return "way" if found.from_way() else "relation", found.orig_id()
    return "node" if found.is_node() else "way" if found.is_way() else "relation", found.id


def _is_taken(rows: OsmRows, theme: Theme, tags: dict[str, str], *, is_road: bool) -> bool:
    """Return whether an object is taken; one that is not is counted."""
    if not theme.takes(tags):
        rows.left_out[tags[theme.key]] += 1
        return False
    if is_road and tags.get("area") == "yes":
        rows.left_out["area=yes"] += 1
        return False
    closed = find_closed(tags) if is_road else None
    if closed is not None:
        rows.closed[closed] += 1
    return closed is None


def _add_object(rows: OsmRows, found: Any, tags: dict[str, str], waiting: dict[int, list[Node]]) -> None:
    if found.is_node():
        rows.add("node", found.id, tags, draw_point(found.lon, found.lat), (found.lon, found.lat))
    elif found.is_area():
        _add_area(rows, found, tags)
    else:
        nodes = _list_nodes(found)
        if any(node[1] is None for node in nodes):
            waiting[len(rows.ids)] = nodes
        shape, numbers = draw_line(nodes, rows.same)
        rows.add("way", found.id, tags, shape)
        rows.nodes[-1] = numbers


def _list_nodes(way: Any) -> list[Node]:
    """List the nodes of a way; those that were not read before it have no place yet."""
    import osmium

    try:
        return [(node.ref, node.lon, node.lat) for node in way.nodes]
    except osmium.InvalidLocationError:
        places = ((node.ref, node.location) for node in way.nodes)
        return [(ref, at.lon, at.lat) if at.valid() else (ref, None, None) for ref, at in places]


def _add_area(rows: OsmRows, area: Any, tags: dict[str, str]) -> None:
    import osmium

    number = area.orig_id()
    try:
        shape = bytes.fromhex(osmium.geom.WKBFactory().create_multipolygon(area))
    except RuntimeError:
        rows.incomplete[number] = tags
        return
    if not area.from_way():
        rows.incomplete.pop(number, None)
    places = [(node.lon, node.lat) for ring in area.outer_rings() for node in ring]
    lon, lat = zip(*places, strict=True)
    rows.add("area", number, tags, shape, (min(lon), min(lat), max(lon), max(lat)))


def _draw_waiting(file: str, rows: OsmRows, waiting: dict[int, list[Node]]) -> None:
    """Draw ways again whose nodes come after them in the file, or were never uploaded; note those that stay cut."""
    if not waiting:
        return
    import osmium

    missing = {node[0] for nodes in waiting.values() for node in nodes if node[1] is None}
    nodes_of_file: Any = osmium.FileProcessor(file, osmium.osm.NODE, thread_pool=osmium.io.ThreadPool(1, 4))
    found: dict[int, tuple[float, float]] = {
        node.id: (node.lon, node.lat) for node in nodes_of_file if node.id in missing and node.location.valid()
    }
    for place, nodes in waiting.items():
        known = [(ref, *found.get(ref, (None, None))) if lon is None else (ref, lon, lat) for ref, lon, lat in nodes]
        rows.shapes[place], rows.nodes[place] = draw_line(known, rows.same)
        if any(node[1] is None for node in known):
            rows.cut.append(rows.ids[place])
