"""What the reading process does with a packed file: it unpacks what is read, and goes on as if that had been given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gisplan.io.child.answers import encode_fault
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.files.archives.unpack import unpack_gzip, unpack_member
from gisplan.io.files.formats import FORMATS, find_ending
from gisplan.io.files.open_file import FileRefused
from gisplan.io.files.vector.rows import SeveralLayers

__all__ = ["read_unpacked"]


def read_unpacked(item: dict[str, Any], read: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Unpack a file where it is packed, and read it.

    Parameters
    ----------
    item : dict
        What the parent asks for: see `gisplan.io.child.requests.make_item`.
    read : callable
        Reads a file that is not packed.

    Returns
    -------
    dict
        The answer, with the reason if it cannot be unpacked.
    """
    ending = find_ending(Path(item["file"]))
    if ending != ".zip" and (not ending.endswith(".gz") or item["reader"] == "osm"):
        return read(item)
    try:
        if ending == ".zip":
            return _read_member(item, read)
        target = Path(item["name"] + ending.removesuffix(".gz"))
        packed = Path(item["file"])
        unpack_gzip(packed, target, most_bytes=item["most_bytes"], encoding=item["encoding"])
        return read({**item, "file": target.name})
    except SeveralLayers as several:
        return {"several": list(several.names), "layers": len(several.names)}
    except FileRefused as refused:
        context = FaultContext(item["shown"], item["layer_name"])
        return {"faults": [encode_fault(context.fault(refused.code, **refused.params))]}


def _read_member(item: dict[str, Any], read: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Read a member of an archive."""
    limits = {"most_bytes": item["most_bytes"], "encoding": item["encoding"]}
    path, chosen = unpack_member(Path(item["file"]), Path(item["name"]), item["layer"], **limits)
    format = FORMATS[chosen.member.ending]
    member = {"file": path.name, "driver": format.driver, "reader": format.reader, "layer": chosen.layer}
    return _name_in_archive(read({**item, **member}), chosen.prefix)


def _name_in_archive(answer: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Name the layers of a member as the county file may name them."""
    named = dict(answer)
    for key in ("several", "has", "hidden"):
        if key in answer:
            named[key] = [f"{prefix}{name}" for name in answer[key]]
    if "grids" in answer:
        named["grids"] = {f"{prefix}{name}": grid for name, grid in answer["grids"].items()}
    return named
