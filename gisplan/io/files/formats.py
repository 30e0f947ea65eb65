"""Which format a file has by its content, and whether that is what its name says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.io.faults.catalogue import FaultContext, has_errors
from gisplan.io.files.encodings import decode_text, find_mark, parse_encoding

__all__ = [
    "FORMATS",
    "HEAD_BYTES",
    "OLD_OFFICE",
    "Format",
    "check_geojson",
    "describe_head",
    "find_ending",
    "looks_like",
]

HEAD_BYTES = 512
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How an .xls begins, and an .xlsx with a password."""


@dataclass(frozen=True)
class Format:
    """A format that is read: its name, GDAL's driver (None: GDAL never sees it), or gisplan's own reader of rows.

    What has neither a driver nor such a reader is a sheet.
    """

    name: str
    driver: str | None
    reader: str | None = None

    @property
    def is_sheet(self) -> bool:
        """Whether it holds cells, and no shapes."""
        return self.driver is None and self.reader is None


_SHAPEFILE = Format("Shapefile", "ESRI Shapefile")
_GEOJSON = Format("GeoJSON", "GeoJSON")
_OSM = Format("OpenStreetMap", None, "osm")
_MAPINFO = Format("MapInfo", "MapInfo File")

FORMATS = {
    ".shp": _SHAPEFILE,
    ".zip": _SHAPEFILE,
    ".gpkg": Format("GeoPackage", "GPKG"),
    ".geojson": _GEOJSON,
    ".json": _GEOJSON,
    ".fgb": Format("FlatGeobuf", "FlatGeobuf"),
    ".kml": Format("KML", None, "kml"),
    ".kmz": Format("KMZ", None, "kml"),
    ".gpx": Format("GPX", None, "gpx"),
    ".gdb": Format("FileGDB", "OpenFileGDB"),
    ".parquet": Format("GeoParquet", None, "parquet"),
    ".tab": _MAPINFO,
    ".mif": _MAPINFO,
    ".dxf": Format("DXF", "DXF"),
    ".csv": Format("CSV", None),
    ".tsv": Format("TSV", None),
    ".txt": Format("CSV", None),
    ".xlsx": Format("Excel", None),
    ".xls": Format("Excel", None),
    ".xlsb": Format("Excel", None),
    ".ods": Format("OpenDocument", None),
    ".osm.pbf": _OSM,
    ".pbf": _OSM,
    ".osm": _OSM,
    ".osm.gz": _OSM,
}
"""The formats that are read, by the ending of the file's name."""

_PACKED = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".geojson", ".json", ".fgb", ".kml", ".gpx")
FORMATS |= {f"{ending}.gz": FORMATS[ending] for ending in _PACKED}

_SHAPE_CODE = b"\x00\x00\x27\x0a"
_MAGIC = {
    ".shp": (_SHAPE_CODE,),
    ".shx": (_SHAPE_CODE,),
    ".zip": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".kmz": (b"PK\x03\x04",),
    ".xlsb": (b"PK\x03\x04",),
    ".ods": (b"PK\x03\x04",),
    ".xls": (OLD_OFFICE,),
    ".gpkg": (b"SQLite format 3\x00",),
    ".fgb": (b"fgb\x03fgb",),
    ".parquet": (b"PAR1",),
    ".gdbtable": (b"\x03\x00\x00\x00", b"\x04\x00\x00\x00"),
}
_DXF_HEAD = re.compile(rb"\s*(?:999[ \t]*\r?\n[^\n]*\n\s*)*0[ \t]*\r?\n[ \t]*SECTION\b")
_PBF_HEADER = b"\x0a\x09OSMHeader"  # behind the length of the first block's header
_WIDE = ("utf-16", "utf-32")
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]|^\x00")
_UNCHECKED = ("", ".gdbtablx", ".gdbindexes", ".spx", ".atx", ".freelist", ".horizon", ".cdf")  # in a geodatabase
_LEDGER = b"gisp"  # the application id of a ledger: GDAL would drop the locks of those who write it
_DBF_VERSIONS = {0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5}
_WKT_WORDS = (
    b"GEOGCS",
    b"PROJCS",
    b"GEOGCRS",
    b"PROJCRS",
    b"GEODCRS",
    b"GEODETICCRS",
    b"PROJECTEDCRS",
    b"GEOGRAPHICCRS",
    b"COMPD_CS",
    b"COMPOUNDCRS",
    b"BOUNDCRS",
    b"LOCAL_CS",
)
_FOREIGN = (b"PK\x03\x04", b"SQLite", b"fgb", _SHAPE_CODE, b"\x89PNG", b"%PDF", OLD_OFFICE, b"\x1f\x8b")


def find_ending(path: Path) -> str:
    """Return the ending of a file's name, in small letters; `.osm.pbf` and `.csv.gz` are one each.

    Examples
    --------
    >>> find_ending(Path("Andorra.OSM.pbf")), find_ending(Path("roads.2024.shp"))
    ('.osm.pbf', '.shp')
    """
    double = "".join(path.suffixes[-2:]).lower()
    return double if double in FORMATS else path.suffix.lower()


def looks_like(suffix: str, head: bytes, encoding: str | None = None) -> bool:
    """Return whether a file's first bytes are of the format its suffix names, in the encoding that is stated."""
    if suffix in _MAGIC:
        return head.startswith(_MAGIC[suffix]) and (suffix != ".gpkg" or head[68:72] != _LEDGER)
    if suffix.endswith(".gz"):
        return head.startswith(b"\x1f\x8b")
    if suffix.endswith(".pbf"):
        return head[4:].startswith(_PBF_HEADER)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix == ".osm":
        return text.startswith(b"<") and b"<osm" in text and b"<osmChange" not in text
    if suffix in (".geojson", ".json"):
        return text.startswith(b"{")
    if suffix in (".kml", ".gpx"):
        return _looks_like_xml(text)
    if suffix in (".gdb", ".tab", ".mif", ".map", ".id", ".dxf", *_UNCHECKED):
        return _looks_like_part(suffix, text)
    if suffix in (".dbf", ".dat"):
        return len(head) >= 32 and head[0] in _DBF_VERSIONS and 1 <= head[2] <= 12 and head[3] <= 31
    if suffix == ".prj":
        return text.upper().startswith(_WKT_WORDS)
    if suffix == ".cpg":
        return len(text) <= 64 and b"<" not in text and b"\x00" not in text
    wide = find_mark(head) or (parse_encoding(encoding) if encoding else None) or ""
    if wide.startswith(_WIDE):
        return not head.decode(wide, "ignore").lstrip("\ufeff \t\r\n").startswith(("<", "{"))
    # lines with NUL alone among other text are named when it is read
    return not (text.startswith((b"<", b"{", *_FOREIGN)) or (b"\x00" in head and _BINARY.search(head)))


def _looks_like_part(suffix: str, text: bytes) -> bool:
    """Return whether a text begins as a drawing, or as a part of a geodatabase or of a MapInfo table, may."""
    if suffix == ".dxf":
        return bool(_DXF_HEAD.match(text))
    if suffix in (".tab", ".mif"):
        return text.lower().startswith(b"!table" if suffix == ".tab" else b"version")
    # a .gdb that is a file, and not a folder, is none
    return suffix in _UNCHECKED or (suffix != ".gdb" and not text.startswith((b"<", b"{", *_FOREIGN)))


def _looks_like_xml(text: bytes) -> bool:
    """Return whether a text begins as XML does; that its root is the right one is seen when it is parsed."""
    plain = text.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\x00", b"").lstrip().lower()
    return plain.startswith(b"<") and not plain.startswith((b"<html", b"<!doctype html"))


_KNOWN = (
    (b"PK", N_("a zip archive or a workbook")),
    (b"SQLite format 3", N_("a SQLite database or a GeoPackage")),
    (b"fgb", N_("a FlatGeobuf")),
    (_SHAPE_CODE, N_("a part of a shapefile")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8", N_("a picture")),
    (b"%PDF", N_("a PDF")),
    (OLD_OFFICE, N_("an old Office file, or one with a password")),
    (b"\x1f\x8b", N_("packed by gzip")),
    (b"<", N_("XML or HTML")),
    (b"{", N_("JSON")),
)


def describe_head(head: bytes) -> str:
    """Say what a file is by its first bytes, none of which is shown: a refused file may be anybody's."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return N_("empty")
    for start, kind in _KNOWN:
        if text.startswith(start):
            return kind
    return N_("of no format that gisplan knows") if b"\x00" in head else N_("other text")


_HARMLESS_CRS = ("name", "epsg", "ogc")
_KNOWN_CRS = re.compile(r"EPSG\D*\d{4,5}$|CRS\d\d|CRS:\d|ESRI\D*\d+$|IGNF", re.IGNORECASE)
_SHOWN = 80
_MOST_DIGITS = 4300
_PARSED_BYTES = 64 << 20
# of larger files, those that cannot have a member crs are left to GDAL: parsed here, they take six times their size
_MAY_NAME_CRS = re.compile(rb"[cC][rR][sS]|\\u00[4-7]")


def check_geojson(staged: Path, context: FaultContext, *, stated: str | None) -> list[Fault]:
    """Check that a GeoJSON is complete and names its CRS; a copy in another encoding is rewritten in UTF-8.

    Parameters
    ----------
    staged : Path
        The private copy.
    context : FaultContext
        The file and its layer.
    stated : str or None
        The encoding that the county file states.

    Returns
    -------
    list of Fault
    """
    data = staged.read_bytes()
    text, faults = decode_text(data, context, stated=stated)
    if text is None or has_errors(faults):
        return faults
    encoded = text.encode("utf-8")
    if len(encoded) <= _PARSED_BYTES or _MAY_NAME_CRS.search(encoded):
        refusal = _find_json_fault(text, context)
        if refusal is not None:
            return [*faults, refusal]
    elif not encoded.rstrip().endswith(b"}"):
        return [*faults, context.fault("truncated", reason=N_("it does not end with a closing brace"))]
    if encoded != data:
        staged.write_bytes(encoded)
    return faults


def _find_json_fault(text: str, context: FaultContext) -> Fault | None:
    """Find where a text is no JSON, or a CRS that is given by a link."""
    try:
        document = json.loads(text)
    except RecursionError:
        return context.fault("reader-failed", reason=N_("it is nested too deeply"))
    except json.JSONDecodeError as error:
        return context.fault("truncated", reason=str(error))
    except ValueError:  # Python reads no whole number of more than 4300 digits
        return context.fault("number-too-long", **_find_long_number(text))
    wrong = _find_no_feature(document)
    if wrong is not None:
        value = json.dumps(document["features"][wrong], ensure_ascii=False)[:_SHOWN]
        return context.fault("feature-wrong", row=wrong + 1, value=value)
    named = _find_crs_name(document)
    if named is not None and not _KNOWN_CRS.search(named):
        return context.fault("crs-name-unknown", field="crs", value=named[:_SHOWN])
    link = _find_crs_link(document)
    return context.fault("crs-link", field="crs", value=link) if link is not None else None


class _LongNumber(NamedTuple):
    digits: str


def _find_long_number(text: str) -> dict[str, Any]:
    """Find the row, the field and the beginning of the first number that is too long to be read."""
    document = json.loads(text, parse_int=lambda digits: _LongNumber(digits) if len(digits) > _MOST_DIGITS else 0)
    rows = document.get("features", ()) if isinstance(document, dict) else ()
    found: dict[str, Any] = {}
    for row, feature in enumerate(rows, 1):
        for field, value in _list_values(feature):
            if isinstance(value, _LongNumber) and not found:
                found = {"row": row, "field": field, "value": value.digits[:_SHOWN], "has": len(value.digits)}
    if found:
        return found
    number = max(re.findall(r"\d+", text), key=len)
    return {"value": number[:_SHOWN], "has": len(number)}


def _list_values(item: Any, field: str = "") -> Iterator[tuple[str, Any]]:
    """Yield all values in an item of a document, with the nearest key of each."""
    if isinstance(item, dict):
        for key, value in item.items():
            yield from _list_values(value, key)
    elif isinstance(item, list):
        for value in item:
            yield from _list_values(value, field)
    else:
        yield field, item


def _find_crs_name(document: Any) -> str | None:
    """Return the name of the CRS that a document gives; where GDAL does not know it, it takes WGS 84 unsaid."""
    crs = document.get("crs") if isinstance(document, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def _find_no_feature(document: Any) -> int | None:
    """Return the place of the first member of a collection that is no feature, which GDAL would leave out unsaid."""
    members = document.get("features") if isinstance(document, dict) else None
    for place, member in enumerate(members if isinstance(members, list) else ()):
        if not isinstance(member, dict) or member.get("type") != "Feature":
            return place
    return None


def _find_crs_link(document: Any) -> str | None:
    """Find a CRS that is given by a link, at any depth: GDAL would fetch it from the network."""
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += [part for part in item if isinstance(part, dict | list)]
            continue
        if not isinstance(item, dict):
            continue
        for key, value in item.items():
            word = key.casefold()
            if word == "crs" and isinstance(value, dict) and not _is_named_crs(value):
                return json.dumps(value, ensure_ascii=False)[:_SHOWN]
            if isinstance(value, dict | list) and word not in ("coordinates", "properties"):
                waiting.append(value)
    return None


def _is_named_crs(crs: dict[str, Any]) -> bool:
    return any(key.casefold() == "type" and str(value).casefold() in _HARMLESS_CRS for key, value in crs.items())
