"""Small files of OpenStreetMap, drawn as text: nodes on the toy's grid, ways through them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import osmium

from tests.io.toy_county import lon_lat

Tags = Mapping[str, str]

# a trunk road from west to east, and places and side roads along it
PLACES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 0.3), 5: (1, -0.3), 6: (0, 0.3), 7: (2, 0.3)}
SEALED = {"surface": "asphalt"}


def write_tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def osm_text(
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    *,
    places: Mapping[int, tuple[float, float]] = PLACES,
    tags: Mapping[int, Tags] | None = None,
    relations: Mapping[int, tuple[Sequence[int], Tags]] | None = None,
    nodes_last: bool = False,
) -> str:
    """An .osm file: `ways` and `relations` are the numbers of their members, and their tags."""
    nodes = ""
    for number, (x, y) in places.items():
        lon, lat = lon_lat(x, y)
        nodes += f'<node id="{number}" lon="{lon}" lat="{lat}">{write_tags((tags or {}).get(number, {}))}</node>\n'
    drawn = ""
    for number, (members, own) in ways.items():
        refs = "".join(f'<nd ref="{member}"/>' for member in members)
        drawn += f'<way id="{number}">{refs}{write_tags(own)}</way>\n'
    for number, (members, own) in (relations or {}).items():
        refs = "".join(f'<member type="way" ref="{member}" role="outer"/>' for member in members)
        drawn += f'<relation id="{number}">{refs}{write_tags(own)}</relation>\n'
    body = drawn + nodes if nodes_last else nodes + drawn
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="toy">\n{body}</osm>\n'


def write_osm(path: Path, text: str) -> Path:
    """Write the text in the format of the file's ending."""
    if path.name.endswith(".osm"):
        path.write_text(text, encoding="utf-8")
    elif path.name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    else:
        plain = path.with_name(f"{path.name}.plain.osm")
        plain.write_text(text, encoding="utf-8")
        with osmium.SimpleWriter(str(path)) as writer:
            for thing in osmium.FileProcessor(str(plain)):
                writer.add(thing)
        plain.unlink()
    return path


COUNTY = {
    11: ([1, 2], {"highway": "primary", "ref": "N1", "name": "Via", **SEALED}),
    12: ([2, 3], {"highway": "primary", "ref": "N1", **SEALED}),
    13: ([4, 2, 5], {"highway": "tertiary", "tracktype": "grade4", "width": "4.5 m", "layer": "0"}),
}
VILLAGES = {
    4: {"place": "village", "name": "Alt", "population": "120"},
    5: {"place": "hamlet", "name": "Baix"},
    6: {"place": "locality", "name": "Camp"},
}
