"""KML and KMZ: placemarks as rows, their folders as layers, their extended data as columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import numpy as np

from gisplan.base.arrays import Floats
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.rows import RowBuilder, SeveralLayers
from gisplan.io.files.vector.wkb import join_shapes, make_line, make_point, make_polygon
from gisplan.io.files.vector.xml_records import Container, Outline, read_records, text_of

__all__ = ["read_kml"]

_OVERLAYS = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay")
_OUTLINE = Outline("kml", {"Placemark"}, {"Document", "Folder"}, _OVERLAYS)
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model")
_TEXTS = {"name": "name", "address": "address", "phoneNumber": "phoneNumber", "Snippet": "Snippet"}
_TIMES = ("when", "begin", "end")
_EXTENDED = "ExtendedData"
_ALL = "*"
_NO_FOLDER = "."
_COMMA = re.compile(r"\s*,\s*")
_PAIRS = re.compile(r"(?:[^\s,]+,[^\s,]+(?: |$))+")
_TRIPLES = re.compile(r"(?:[^\s,]+,[^\s,]+,[^\s,]+(?: |$))+")
_SHOWN = 60

_Record = tuple[Element, "Container | None"]


def read_kml(text: str, context: FaultContext, *, layer: str | None) -> RowBuilder:
    """Read the placemarks of one folder, or of all.

    Parameters
    ----------
    text : str
        The file.
    context : FaultContext
        The file and its layer.
    layer : str or None
        The name of a folder, or its path with ``/``; it takes the folders in it along. ``*`` takes all placemarks, and
        ``.`` those in no folder. None where all are in one.

    Returns
    -------
    RowBuilder

    Raises
    ------
    FileRefused
        It is damaged, or has no such folder.
    SeveralLayers
        Its placemarks are in several folders.
    """
    records: list[_Record] = []
    counted = read_records(text, _OUTLINE, lambda element, container: records.append((element, container)))
    paths = [_find_path(container) for _, container in records]
    chosen = _choose(paths, layer)
    rows, nested = RowBuilder("EPSG:4326"), list[int]()
    for place, (element, _) in enumerate(records):
        if chosen is None or paths[place] in chosen:
            values = {**_read_texts(element, rows), "folder": "/".join(paths[place]) or None}
            nested += [len(rows.shapes) + 1] * (sum(1 for _ in element.iter("Placemark")) - 1)
            rows.add(values, partial(_make_shape, element))
    rows.report_several(context)
    if nested:
        rows.faults.append(context.fault("placemarks-nested", row=nested[0], count=len(nested)))
    if counted:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(counted.items()))
        rows.faults.append(context.fault("elements-unread", value=names, count=counted.total()))
    return rows.finish()


def _find_path(container: Container | None) -> tuple[str, ...]:
    """Return the names of the folders around a placemark; the document around all of them is none."""
    names: list[str] = []
    while container is not None:
        if container.parent is not None or container.kind == "Folder":
            names.append(container.name)
        container = container.parent
    return tuple(name for name in reversed(names) if name)


def _choose(paths: list[tuple[str, ...]], layer: str | None) -> set[tuple[str, ...]] | None:
    """Return the paths of the folders whose placemarks are read; None for all of them."""
    known = list(dict.fromkeys(paths))
    if layer == _ALL and any(_ALL in path for path in known):
        raise FileRefused("folders-alike", value=_ALL)
    if layer == _ALL or (layer is None and len(known) < 2):
        return None
    names = ["/".join(path) or _NO_FOLDER for path in known]
    if layer is None:
        raise SeveralLayers(names)
    found = {path: _find_within(path, layer) for path in known}
    if len(set().union(*found.values())) > (layer != _NO_FOLDER):
        raise FileRefused("folders-alike", value=layer)
    chosen = {path for path in known if (found[path] if layer != _NO_FOLDER else not path)}
    if not chosen:
        raise FileRefused("layer-not-in-file", value=layer, has=", ".join(names[:20]))
    return chosen


def _find_within(path: tuple[str, ...], wanted: str) -> set[tuple[str, ...]]:
    """Return the folders of a path, one in the other, whose names with ``/`` between them are these."""
    sizes = range(1, min(len(path), wanted.count("/") + 1) + 1)
    windows = {path[start : start + size] for size in sizes for start in range(len(path) - size + 1)}
    return {window for window in windows if "/".join(window) == wanted}


def _read_texts(placemark: Element, rows: RowBuilder) -> dict[str, str | None]:
    """Return the texts of a placemark by their names; where one occurs twice, that of the extended data with both."""
    values: dict[str, str | None] = {}
    for tag, name in _TEXTS.items():
        if found := placemark.findall(tag):
            values[name] = rows.join(name, [text_of(item) for item in found])
    described = [_strip_html(text_of(item) or "") for item in placemark.findall("description")]
    if any(described):
        values["description"] = rows.join("description", described)
    for tag in _TIMES:
        if found := [*placemark.findall(f"TimeStamp/{tag}"), *placemark.findall(f"TimeSpan/{tag}")]:
            values[tag] = rows.join(tag, [text_of(item) for item in found])
    rows.join_more(values, _list_extended(placemark), prefix=_EXTENDED, kept="folder")
    return values


def _list_extended(placemark: Element) -> Iterator[tuple[str, str | None]]:
    """Yield the names and values of the extended data, typed by a schema or not."""
    for element in placemark.iterfind(f"{_EXTENDED}/*"):
        if element.tag == "Data":
            for value in element.findall("value") or (None,):
                yield str(element.get("name", "")), text_of(value)
        elif element.tag == "SchemaData":
            for item in element:
                if item.tag in ("SimpleData", "SimpleArrayData"):
                    yield str(item.get("name", "")), text_of(item)
        else:
            yield element.tag, text_of(element)


class _Words(HTMLParser):
    """The words of a description, without what a browser would not show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.hidden += tag in ("script", "style")
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def _strip_html(text: str) -> str | None:
    """Return the words of a description."""
    if "<" in text or "&" in text:
        parser = _Words()
        parser.feed(text)
        parser.close()
        text = "".join(parser.words)
    return " ".join(text.split()) or None


def _make_shape(placemark: Element) -> bytes | None:
    """Return the geometry of a placemark; None where it has none."""
    shapes = [shape for item in placemark if item.tag in _SHAPES for shape in _list_shapes(item)]
    return join_shapes(shapes) if shapes else None


def _list_shapes(item: Element) -> Iterator[bytes]:
    """Yield the single shapes of an element."""
    if item.tag == "MultiGeometry":
        for part in item:
            yield from _list_shapes(part)
    elif item.tag in ("Track", "MultiTrack"):
        for track in item.iter("Track"):
            places = [(text_of(coord) or "").split() for coord in track.iter("coord")]
            if places:
                yield make_line(parse_coordinates(" ".join(map(",".join, places))))
    elif item.tag == "Polygon":
        rings = [parse_coordinates(text_of(ring) or "") for ring in _list_rings(item)]
        if rings and len(rings[0]):
            yield make_polygon([ring for ring in rings if len(ring)])
    elif item.tag == "Model":
        raise ValueError("Model")
    elif item.tag in _SHAPES:
        yield from _list_simple(item)


def _list_simple(item: Element) -> Iterator[bytes]:
    """Yield a point or a line that is not empty."""
    if len(item.findall("coordinates")) > 1:
        raise ValueError(f"{item.tag}: coordinates × {len(item.findall('coordinates'))}")
    places = parse_coordinates(text_of(item.find("coordinates")) or "")
    if item.tag == "Point" and len(places) > 1:
        raise ValueError(f"Point: {len(places)}")
    if len(places):
        yield make_point(places) if item.tag == "Point" else make_line(places)


def _list_rings(polygon: Element) -> Iterator[Element]:
    """Yield the coordinates of the outer ring, and of the holes."""
    outer = polygon.findall("outerBoundaryIs/LinearRing/coordinates")
    if len(outer) > 1 or any(len(ring.findall("coordinates")) > 1 for ring in polygon.iter("LinearRing")):
        raise ValueError("Polygon: coordinates × 2")
    for side in ("outerBoundaryIs", "innerBoundaryIs"):
        yield from polygon.iterfind(f"{side}/LinearRing/coordinates")


def parse_coordinates(text: str) -> Floats:
    """Return the longitudes, latitudes and heights of a text, one row a place.

    Examples
    --------
    >>> parse_coordinates("108.1,32.5,900 108.2 , 32.6").tolist()
    [[108.1, 32.5, 900.0], [108.2, 32.6, 0.0]]
    """
    plain = _COMMA.sub(",", " ".join(text.split()))
    if not plain:
        return np.empty((0, 2))
    width = 2 if _PAIRS.fullmatch(plain) else 3
    if width == 3 and not _TRIPLES.fullmatch(plain):
        plain = " ".join(map(_complete, plain.split(" ")))
    if "_" in plain:  # which Python allows in numbers
        raise ValueError(plain[:_SHOWN])
    try:
        values = np.array(list(map(float, plain.replace(" ", ",").split(","))))
    except ValueError as error:
        raise ValueError(str(error)[:_SHOWN]) from None
    return values.reshape(-1, width)


def _complete(place: str) -> str:
    """Return a place with a height."""
    parts = place.split(",")
    if len(parts) not in (2, 3) or "" in parts[:2]:
        raise ValueError(place[:_SHOWN])
    return ",".join([*parts, "0"][:3]) if len(parts) == 2 or parts[2] else f"{place}0"
