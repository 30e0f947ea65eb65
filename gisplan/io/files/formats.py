"""Which format a file has by its content, and whether that is what its name says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext, has_errors
from gisplan.io.files.encodings import decode_text

__all__ = ["FORMATS", "OLD_OFFICE", "Format", "check_geojson", "check_geopackage", "describe_head", "looks_like"]

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


def describe_head(head: bytes) -> str:
    """Return the first bytes of a file as printable text."""
    shown = head[:24].decode("ascii", "replace").replace("\ufffd", "?")
    return "".join(letter if letter.isprintable() else "." for letter in shown) or "nothing"


def read_head(path: Path) -> bytes:
    """Read the first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


_HARMLESS_CRS = ("name", "epsg", "ogc")
_SHOWN = 80


def check_geopackage(staged: Path, original: Path, context: FaultContext) -> list[Fault]:
    """Check that a GeoPackage has all the pages its header counts, and that no program is writing to it.

    Parameters
    ----------
    staged, original : Path
        The private copy, and the file that it was copied from.
    context : FaultContext
        The file and its layer.

    Returns
    -------
    list of Fault
    """
    with staged.open("rb") as stream:
        header = stream.read(100)
    width = int.from_bytes(header[16:18], "big")
    width = 65536 if width == 1 else width
    pages = int.from_bytes(header[28:32], "big")
    # the page count holds only when the last writer was one that kept it
    has_page_count = header[24:28] == header[92:96]
    size = staged.stat().st_size
    if len(header) < 100 or (has_page_count and size < pages * width):
        reason = f"it has {size} bytes of {pages * width}"
        return [context.fault("truncated", reason=reason)]
    journal = original.with_name(f"{original.name}-wal")
    if journal.is_file() and journal.stat().st_size > 0:
        reason = f"{journal.name} beside it shows that another program has it open"
        return [context.fault("file-unreadable", reason=reason)]
    return []


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
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [*faults, context.fault("truncated", reason=str(error))]
    link = _find_crs_link(document)
    if link is not None:
        return [*faults, context.fault("crs-link", field="crs", value=link)]
    encoded = text.encode("utf-8")
    if encoded != data:
        staged.write_bytes(encoded)
    return faults


def _find_crs_link(document: Any) -> str | None:
    """Find a CRS that is given by a link, at any depth: GDAL would fetch it from the network."""
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += [part for part in item if isinstance(part, dict | list)]
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
