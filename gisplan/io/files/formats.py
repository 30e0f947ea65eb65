"""Which format a file has by its content, and whether that is what its name says."""

from __future__ import annotations

from dataclasses import dataclass

from gisplan.base.language import N_

__all__ = ["FORMATS", "HEAD_BYTES", "OLD_OFFICE", "Format", "describe_head", "looks_like"]

HEAD_BYTES = 512
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How an .xls begins, and an .xlsx with a password."""


@dataclass(frozen=True)
class Format:
    """A format that is read: its name, and GDAL's driver (None: GDAL never sees it)."""

    name: str
    driver: str | None


_SHAPEFILE = Format("Shapefile", "ESRI Shapefile")
_GEOJSON = Format("GeoJSON", "GeoJSON")

FORMATS = {
    ".shp": _SHAPEFILE,
    ".zip": _SHAPEFILE,
    ".gpkg": Format("GeoPackage", "GPKG"),
    ".geojson": _GEOJSON,
    ".json": _GEOJSON,
    ".fgb": Format("FlatGeobuf", "FlatGeobuf"),
    ".csv": Format("CSV", None),
    ".xlsx": Format("Excel", None),
}
"""The formats that are read, by the ending of the file's name."""

_SHAPE_CODE = b"\x00\x00\x27\x0a"
_MAGIC = {
    ".shp": (_SHAPE_CODE,),
    ".shx": (_SHAPE_CODE,),
    ".zip": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".fgb": (b"fgb\x03fgb",),
}
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


def looks_like(suffix: str, head: bytes) -> bool:
    """Return whether a file's first bytes are of the format its suffix names."""
    if suffix in _MAGIC:
        return head.startswith(_MAGIC[suffix]) and (suffix != ".gpkg" or head[68:72] != _LEDGER)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix in (".geojson", ".json"):
        return text.startswith(b"{")
    if suffix == ".dbf":
        return len(head) >= 32 and head[0] in _DBF_VERSIONS and 1 <= head[2] <= 12 and head[3] <= 31
    if suffix == ".prj":
        return text.upper().startswith(_WKT_WORDS)
    if suffix == ".cpg":
        return len(text) <= 64 and b"<" not in text and b"\x00" not in text
    return b"\x00" not in head and not text.startswith((b"<", b"{", *_FOREIGN))


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
