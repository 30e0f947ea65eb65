"""GeoPackage and GeoJSON before GDAL sees them: are they whole?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.encodings import decode_text
from gisplan.io.faults import has_errors, make_fault

__all__ = ["check_geojson", "check_geopackage"]

_HARMLESS_CRS = ("name", "epsg", "ogc")
_SHOWN = 80


def check_geopackage(staged: Path, original: Path, *, layer: str, file: str) -> list[Fault]:
    """Whether a GeoPackage has all the pages its header counts, and nobody is writing to it."""
    with staged.open("rb") as stream:
        header = stream.read(100)
    width = int.from_bytes(header[16:18], "big")
    width = 65536 if width == 1 else width
    pages = int.from_bytes(header[28:32], "big")
    # the page count holds only when the last writer was one that kept it
    kept = header[24:28] == header[92:96]
    size = staged.stat().st_size
    if len(header) < 100 or (kept and size < pages * width):
        reason = f"it has {size} bytes of {pages * width}"
        return [make_fault("truncated", file=file, layer=layer, reason=reason)]
    journal = original.with_name(f"{original.name}-wal")
    if journal.is_file() and journal.stat().st_size > 0:
        reason = f"{journal.name} beside it shows that another program has it open"
        return [make_fault("file-unreadable", file=file, layer=layer, reason=reason)]
    return []


def check_geojson(staged: Path, *, layer: str, file: str, stated: str | None) -> tuple[str | None, list[Fault]]:
    """Whether a GeoJSON is complete; a copy in another encoding is brought to UTF-8."""
    data = staged.read_bytes()
    text, faults = decode_text(data, stated=stated, layer=layer, file=file)
    if text is None or has_errors(faults):
        return None, faults
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, [*faults, make_fault("truncated", file=file, layer=layer, reason=str(error))]
    link = _find_crs_link(document)
    if link is not None:
        return None, [*faults, make_fault("crs-link", file=file, layer=layer, field="crs", value=link)]
    encoded = text.encode("utf-8")
    if encoded != data:
        staged.write_bytes(encoded)
    return None, faults


def _find_crs_link(document: Any) -> str | None:
    """A CRS that is given by a link, anywhere: GDAL would fetch it from the network."""
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += [part for part in item if isinstance(part, dict | list)]
            continue
        for key, value in item.items():
            word = key.casefold()
            if word == "crs" and isinstance(value, dict) and not _is_named(value):
                return json.dumps(value, ensure_ascii=False)[:_SHOWN]
            if isinstance(value, dict | list) and word not in ("coordinates", "properties"):
                waiting.append(value)
    return None


def _is_named(crs: dict[str, Any]) -> bool:
    return any(key.casefold() == "type" and str(value).casefold() in _HARMLESS_CRS for key, value in crs.items())
