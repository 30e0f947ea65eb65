"""What is in a folder: every file that the porch reads is read, and whatever cannot be is named."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.schema import Shape
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import explain_fault
from gisplan.io.files.encodings import decode_text
from gisplan.io.files.gdal_process import collect_results, send_job, start_child
from gisplan.io.files.loading import load_source
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.sheets import read_header
from gisplan.io.files.signatures import FORMATS
from gisplan.io.files.staging import Source, stage_source
from gisplan.io.init.messages import Message
from gisplan.io.init.vocabulary import PLACES

__all__ = ["Aside", "Found", "explain_aside", "look_into"]

_SHAPES: Mapping[int, Shape] = {0: "point", 4: "point", 1: "line", 2: "line", 5: "line", 3: "polygon", 6: "polygon"}
# what a bureau keeps data in and the porch does not read: worth a word, unlike a letter or a photograph
_OTHERS = {
    *(".xlsx", ".xls", ".et", ".ods", ".kml", ".kmz", ".gpx", ".dwg", ".dxf", ".mdb", ".gdb", ".tab", ".mif"),
    *(".osm", ".pbf", ".rar", ".7z", ".parquet", ".sqlite", ".txt"),
}


@dataclass(frozen=True)
class Found:
    """A layer of a file, as it was read: `layer` is its name where the file has several.

    `encoding` is the one that had to be found out, with a `sample` of the text; `place` are a
    sheet's columns of coordinates.
    """

    file: str
    raw: RawLayer
    shape: Shape
    layer: str | None = None
    encoding: str | None = None
    sample: str = ""
    place: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the file and its layer are called."""
        return f"{self.file} ({self.layer})" if self.layer is not None else self.file


@dataclass(frozen=True)
class Aside:
    """A file that is left aside, and why: a fault of the porch, or a reason of our own."""

    file: str
    reason: Literal["fault", "format", "other", "facilities", "later", "rival", "name"]
    fault: Fault | None = None
    layer: str | None = None
    rows: int | None = None
    shape: Shape | None = None
    rival: str | None = None


def look_into(folder: Path) -> tuple[list[Found], list[Aside]]:
    """Every layer of every file of a folder (its own files, not those of folders in it).

    Parameters
    ----------
    folder : Path
        An existing folder.

    Returns
    -------
    found : list of Found
        In the order of the files' names.
    aside : list of Aside
        What could not be read, and what is of another format.
    """
    names, aside = _list_files(folder)
    with tempfile.TemporaryDirectory(prefix="gisplan-", ignore_cleanup_errors=True) as holder:
        room = Path(holder)
        sources = [_stage(name, f"file{place}", folder, room) for place, name in enumerate(names)]
        sources, results = _read(sources, room)
        found: list[Found] = []
        for source in sources:
            _, raw, faults = load_source(source, results, room)
            item = _describe(source, raw, faults)
            if isinstance(item, Found):
                found.append(item)
            else:
                aside.append(item)
    return found, aside


def _list_files(folder: Path) -> tuple[list[str], list[Aside]]:
    names: list[str] = []
    aside: list[Aside] = []
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        if path.name.startswith(".") or (path.is_dir() and ending != ".gdb"):
            continue
        if not path.name.isprintable():
            # a name that is no text, or that hides some of its letters
            aside.append(Aside(path.name.encode("utf-8", "replace").decode("utf-8"), "name"))
        elif ending in FORMATS and ending not in _OTHERS and path.is_file():
            names.append(path.name)
        elif ending in _OTHERS:
            aside.append(Aside(path.name, "format"))
    return names, aside


def _stage(name: str, key: str, folder: Path, room: Path) -> Source:
    """A private copy; of a sheet the columns of coordinates are found too."""
    source = stage_source(LayerTable(key, name), folder, room)
    if not source.usable or source.staged is None or source.format is None or source.format.driver is not None:
        return source
    text, _ = decode_text(source.staged.read_bytes(), source.context, stated=None)
    place = _find_place(read_header(text)) if text is not None else {}
    return replace(source, table=replace(source.table, columns=place))


def _find_place(header: Sequence[str]) -> dict[str, str]:
    """The columns of a sheet that hold its coordinates: degrees before metres."""
    bare = {"".join(letter for letter in name.casefold() if letter.isalnum()): name for name in reversed(header)}
    for pair in PLACES:
        own = {key: next((bare[word] for word in words if word in bare), None) for key, words in pair.items()}
        if all(own.values()):
            return {key: name for key, name in own.items() if name is not None}
    return {}


def _read(sources: list[Source], room: Path) -> tuple[list[Source], dict[str, Any]]:
    """What GDAL's child finds; a file of several layers is asked again for each of them."""
    results = _ask(sources, room)
    several = [source for source in sources if "several" in results.get(source.table.name, ())]
    if not several:
        return sources, results
    split: list[Source] = []
    for source in sources:
        names = results.get(source.table.name, {}).get("several")
        if names is None:
            split.append(source)
            continue
        parts = [(f"{source.table.name}-{place}", layer) for place, layer in enumerate(names)]
        split += [replace(source, table=replace(source.table, name=key, layer=layer)) for key, layer in parts]
    again = [source for source in split if source.table.name not in results]
    return split, {**results, **_ask(again, room)}


def _ask(sources: Sequence[Source], room: Path) -> dict[str, Any]:
    readable = [item for item in sources if item.usable and item.format is not None and item.format.driver]
    if not readable:
        return {}
    found = collect_results(send_job(start_child(room), readable))
    if "failed" in found:
        return {item.table.name: {"error": found["failed"]} for item in readable}
    return found


def _describe(source: Source, raw: RawLayer | None, faults: Sequence[Fault]) -> Found | Aside:
    file, layer = source.file, source.table.layer
    refused = next((fault for fault in faults if fault.level == "E"), None)
    if raw is None or refused is not None:
        return Aside(file, "fault", refused, layer)
    types, counts = np.unique(shapely.get_type_id(raw.shapes), return_counts=True)
    shape = _SHAPES.get(int(types[counts.argmax()]))
    if shape is None:
        return Aside(file, "other", None, layer, rows=raw.count)
    detected = next((fault for fault in faults if fault.code == "encoding-detected"), None)
    return Found(
        file,
        raw,
        shape,
        layer,
        encoding=detected.value if detected is not None else None,
        sample=str(detected.params["sample"]) if detected is not None else "",
        place=source.table.columns,
    )


_ASIDE = {
    "format": N_("a format that gisplan does not read; save it as GeoPackage, shapefile, GeoJSON or CSV"),
    "other": N_("not a layer that gisplan reads"),
    "facilities": N_("looks like facilities, which no criterion uses yet"),
    "later": N_(
        "looks like a table or layer of water, power, broadcasting or works; add its [layers.X] to the county file"
    ),
    "rival": N_("{rival} looks more like this layer"),
    "name": N_("its name contains characters that cannot be written; rename it"),
}


def explain_aside(item: Aside, translate: Callable[[str], str] = str) -> str:
    """Why a file was left aside."""
    if item.fault is None:
        return Message(_ASIDE.get(item.reason, _ASIDE["other"]), {"rival": item.rival or ""}).text(translate)
    # the fault was found before anybody knew which layer the file is
    message, remedy = explain_fault(replace(item.fault, layer=""), translate=translate)
    told = message.lstrip(":：").strip()
    return Message("{told}", {"told": told if "[layers." in remedy else f"{told} {remedy}"}).text()
