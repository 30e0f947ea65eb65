"""The content of staged copies, checked before it is read: whether it is whole, and how its text is encoded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.faults.catalogue import FaultContext, has_errors
from gisplan.io.files.encodings import decode_text

__all__ = ["check_geojson", "check_geopackage"]

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
