"""Which format a file has by its content, and whether that is what its name says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.language import N_
from gisplan.io.files.encodings import find_mark, parse_encoding

__all__ = ["FORMATS", "HEAD_BYTES", "OLD_OFFICE", "RASTERS", "Format", "describe_head", "find_ending", "looks_like"]

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

RASTERS = {".tif": Format("GeoTIFF", None, "relief"), ".tiff": Format("GeoTIFF", None, "relief")}
"""The formats of a relief, likewise."""

_SHAPE_CODE = b"\x00\x00\x27\x0a"
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")  # of either order of bytes; + is BigTIFF
_MAGIC = {
    ".tif": _TIFF,
    ".tiff": _TIFF,
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
    *((mark, N_("a picture")) for mark in _TIFF),
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
