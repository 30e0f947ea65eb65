"""KML and GPX texts of rows, as people's programs write them."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

import shapely

Rows = list[tuple[Any, dict[str, Any]]]


def kml(rows: Rows, *, inside: str = "", folder: str = "", head: str = "") -> str:
    """Return a KML with a placemark for each row, its values as extended data; `inside` is put behind them."""
    marks = "".join(
        f"<Placemark><name>{data.get('name', '')}</name>{_extended(data)}{_kml_shape(shape)}</Placemark>"
        for shape, data in rows
    )
    if folder:
        marks = f"<Folder><name>{folder}</name>{marks}</Folder>"
    start = head or '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{start}<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>全县</name>{marks}{inside}</Document></kml>'


def _extended(data: dict[str, Any]) -> str:
    items = (f'<Data name="{key}"><value>{escape(str(value))}</value></Data>' for key, value in data.items())
    return f"<ExtendedData>{''.join(items)}</ExtendedData>"


def _kml_shape(shape: Any) -> str:
    if shape is None:
        return ""
    kind = shape.geom_type
    if kind == "Polygon":
        rings = [("outer", shape.exterior), *(("inner", ring) for ring in shape.interiors)]
        inner = "".join(f"<{side}BoundaryIs>{_kml_shape(ring)}</{side}BoundaryIs>" for side, ring in rings)
    elif kind.startswith("Multi"):
        kind, inner = "MultiGeometry", "".join(map(_kml_shape, shape.geoms))
    else:
        inner = f"<coordinates>{' '.join(','.join(map(repr, place)) for place in shape.coords)}</coordinates>"
    return f"<{kind}>{inner}</{kind}>"


def gpx(*, points: Rows = (), tracks: Rows = (), routes: Rows = ()) -> str:  # type: ignore[assignment]
    """Return a GPX; the values of a row besides its name are extensions."""
    marks = "".join(f"<wpt {_place(shape.coords[0])}>{_gpx_texts(data)}</wpt>" for shape, data in points)
    lines = "".join(f"<rte>{_gpx_texts(data)}{_gpx_points('rtept', shape)}</rte>" for shape, data in routes)
    for shape, data in tracks:
        parts = "".join(f"<trkseg>{_gpx_points('trkpt', part)}</trkseg>" for part in getattr(shape, "geoms", [shape]))
        lines += f"<trk>{_gpx_texts(data)}{parts}</trk>"
    return f'<?xml version="1.0"?>\n<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{marks}{lines}</gpx>'


def _gpx_texts(data: dict[str, Any]) -> str:
    items = "".join(f"<x:{key}>{escape(str(value))}</x:{key}>" for key, value in data.items() if key != "name")
    return f"<name>{data.get('name', '')}</name><extensions>{items}</extensions>"


def _gpx_points(tag: str, line: shapely.LineString) -> str:
    return "".join(
        f"<{tag} {_place(place)}><ele>900.5</ele><time>2019-06-30T0{i % 10}:00:00Z</time></{tag}>"
        for i, place in enumerate(line.coords)
    )


def _place(place: Any) -> str:
    return f'lon="{place[0]!r}" lat="{place[1]!r}"'
