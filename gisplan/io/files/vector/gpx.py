"""GPX: the waypoints, routes and tracks of a receiver, one of them as rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import Element

import numpy as np

from gisplan.base.arrays import Floats
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.rows import RowBuilder, SeveralLayers
from gisplan.io.files.vector.wkb import join_shapes, make_line, make_point
from gisplan.io.files.vector.xml_records import Outline, read_records, text_of

__all__ = ["read_gpx"]

_LAYERS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
_OUTLINE = Outline("gpx", set(_LAYERS))
_POINTS = ("trkpt", "rtept", "wpt")
_EXTENSIONS = "extensions"
_SHOWN = 60


def read_gpx(text: str, context: FaultContext, *, layer: str | None) -> RowBuilder:
    """Read the waypoints, the routes or the tracks.

    Parameters
    ----------
    text : str
        The file.
    context : FaultContext
        The file and its layer.
    layer : str or None
        ``waypoints``, ``routes`` or ``tracks``; None where it has one of them alone.

    Returns
    -------
    RowBuilder

    Raises
    ------
    FileRefused
        It is damaged, or has no such layer.
    SeveralLayers
        It has several.
    """
    records: list[Element] = []
    read_records(text, _OUTLINE, lambda element, _container: records.append(element))
    known = [name for tag, name in _LAYERS.items() if any(record.tag == tag for record in records)]
    if layer is None and len(known) > 1:
        raise SeveralLayers(known)
    if layer is not None and layer not in known:
        raise FileRefused("layer-not-in-file", value=layer, has=", ".join(known))
    rows = RowBuilder("EPSG:4326")
    for record in records:
        if layer in (None, _LAYERS[record.tag]):
            rows.add(_read_texts(record, rows), partial(_make_shape, record))
    rows.report_several(context)
    return rows.finish()


def _read_texts(record: Element, rows: RowBuilder) -> dict[str, str | None]:
    """Return the texts of a record by their names; of a line, when it begins and ends."""
    own: dict[str, list[str | None]] = {}
    for item in record:
        if item.tag in ("link", "url"):
            own.setdefault("link", [item.get("href") or text_of(item)])
        elif item.tag not in ("trkseg", "rtept", "extensions"):
            own.setdefault(item.tag, []).append(text_of(item))
    values = {name: rows.join(name, texts) for name, texts in own.items()}
    times = [text for point in record.iter() if point.tag in _POINTS and (text := text_of(point.find("time")))]
    if record.tag != "wpt" and times:
        values |= {"begin": times[0], "end": times[-1]}
    parts = (part for item in record.iterfind(_EXTENSIONS) for part in item.iter() if part is not item)
    rows.join_more(values, ((part.tag, text_of(part)) for part in parts if not len(part)), prefix=_EXTENSIONS)
    return values


def _make_shape(record: Element) -> bytes | None:
    """Return a point, or the line of a route or of the parts of a track."""
    if record.tag == "wpt":
        return make_point(_read_places([record]))
    parts = [record] if record.tag == "rte" else list(record.iter("trkseg"))
    lines = [make_line(_read_places(points)) for part in parts if (points := list(_list_points(part)))]
    return join_shapes(lines) if lines else None


def _list_points(part: Element) -> Iterator[Element]:
    return (item for item in part if item.tag in _POINTS)


def _read_places(points: list[Element]) -> Floats:
    """Return the longitudes, latitudes and heights of points."""
    texts = [[point.get("lon", ""), point.get("lat", ""), text_of(point.find("ele")) or "0"] for point in points]
    flat = [text for place in texts for text in place]
    try:
        if any("_" in text for text in flat):  # which Python allows in numbers
            raise ValueError(next(text for text in flat if "_" in text))
        return np.array(list(map(float, flat))).reshape(-1, 3)
    except ValueError:
        wrong = next(place for place in texts if not all(map(_is_number, place)))
        raise ValueError("lon={!r}, lat={!r}, ele={!r}".format(*wrong)[:_SHOWN]) from None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text
