"""Read every layer of every file in a folder, and list the files that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely

from gisplan.base.faults import Fault
from gisplan.base.language import N_
from gisplan.county.schema import Shape
from gisplan.io.child.loading import load_grid, load_source
from gisplan.io.child.process import ReadingProcess, reading_process
from gisplan.io.child.requests import ask_for_layers
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import explain_fault
from gisplan.io.files.formats import FORMATS
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.staging import Source, stage_source
from gisplan.io.init.messages import Message, one_line
from gisplan.io.init.vocabulary import COORDINATE_HEADERS

__all__ = ["FileLayer", "SkippedFile", "explain_skipped", "inspect_folder"]

_SHAPES: Mapping[int, Shape] = {0: "point", 4: "point", 1: "line", 2: "line", 5: "line", 3: "polygon", 6: "polygon"}
# formats of data that are not read here; other files, such as documents and photographs, are not mentioned
_OTHER_FORMATS = {
    *(".xlsx", ".xls", ".et", ".ods", ".kml", ".kmz", ".gpx", ".dwg", ".dxf", ".mdb", ".gdb", ".tab", ".mif"),
    *(".osm", ".pbf", ".rar", ".7z", ".parquet", ".sqlite", ".txt"),
}


@dataclass(frozen=True)
class FileLayer:
    """A layer of a file, as it was read.

    Parameters
    ----------
    file : str
        The name of the file.
    raw : RawLayer
        Its records.
    shape : {"point", "line", "polygon"}
        The most frequent geometry.
    layer : str or None
        The name of the layer, where the file has several.
    encoding, sample : str
        The encoding that had to be detected, and some of the text read with it.
    place : mapping of str to str
        The headers of a sheet's columns of coordinates by ``lon``, ``lat``, ``x`` or ``y``.
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
        """The name of the file, with its layer where it has several."""
        return f"{self.file} ({self.layer})" if self.layer is not None else self.file


@dataclass(frozen=True)
class SkippedFile:
    """A file that is not used, and the reason: a fault found in reading it, or another."""

    file: str
    reason: Literal["fault", "format", "other", "facilities", "later", "rival", "name"]
    fault: Fault | None = None
    layer: str | None = None
    rows: int | None = None
    shape: Shape | None = None
    rival: str | None = None


def inspect_folder(folder: Path) -> tuple[list[FileLayer], list[SkippedFile]]:
    """Read every layer of every file of a folder, but not of the folders in it.

    Parameters
    ----------
    folder : Path
        An existing folder.

    Returns
    -------
    found : list of FileLayer
        In the order of the files' names.
    skipped : list of SkippedFile
        The files that could not be read, and those of another format.
    """
    names, skipped = _list_files(folder)
    with reading_process() as process:
        sources = [
            stage_source(LayerTable(f"file{number}", name), folder, process.workdir)
            for number, name in enumerate(names)
        ]
        sources, answers = _read_sources(sources, process)
        found: list[FileLayer] = []
        for source in sources:
            source = _map_coordinates(source, answers, process.workdir)
            _, raw, faults = load_source(source, answers, process)
            item = _describe(source, raw, faults)
            if isinstance(item, FileLayer):
                found.append(item)
            else:
                skipped.append(item)
    return found, skipped


def _list_files(folder: Path) -> tuple[list[str], list[SkippedFile]]:
    names: list[str] = []
    skipped: list[SkippedFile] = []
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        if path.name.startswith(".") or (path.is_dir() and ending != ".gdb"):
            continue
        if not path.name.isprintable():
            # a name that is no text, or that has characters which are not shown
            skipped.append(SkippedFile(path.name.encode("utf-8", "replace").decode("utf-8"), "name"))
        elif ending in FORMATS and ending not in _OTHER_FORMATS and path.is_file():
            names.append(path.name)
        elif ending in _OTHER_FORMATS:
            skipped.append(SkippedFile(path.name, "format"))
    return names, skipped


def _map_coordinates(source: Source, answers: Mapping[str, Any], workdir: Path) -> Source:
    """Find the columns of coordinates of a sheet."""
    answer = answers.get(source.table.name, {})
    rows = load_grid(answer, source.table.name, workdir).rows if "grid" in answer else ()
    if not rows:
        return source
    columns = _find_coordinate_columns([(name or "").strip() for name in rows[0]])
    return replace(source, table=replace(source.table, columns=columns))


def _find_coordinate_columns(header: Sequence[str]) -> dict[str, str]:
    """Return the headers of a sheet's columns of coordinates: degrees before metres."""
    bare = {"".join(letter for letter in name.casefold() if letter.isalnum()): name for name in reversed(header)}
    for pair in COORDINATE_HEADERS:
        found = {key: next((bare[word] for word in words if word in bare), None) for key, words in pair.items()}
        if all(found.values()):
            return {key: name for key, name in found.items() if name is not None}
    return {}


def _read_sources(sources: list[Source], process: ReadingProcess) -> tuple[list[Source], dict[str, Any]]:
    """Read the sources; each layer of a file of several is a source of its own."""
    ask_for_layers(process, sources)
    answers = process.receive()
    split: list[Source] = []
    for source in sources:
        names = answers.get(source.table.name, {}).get("several")
        if names is None:
            split.append(source)
            continue
        parts = [(f"{source.table.name}-{number}", layer) for number, layer in enumerate(names)]
        split += [replace(source, table=replace(source.table, name=key, layer=layer)) for key, layer in parts]
    again = [source for source in split if source.usable and source.table.name not in answers]
    if not again:
        return split, answers
    ask_for_layers(process, again)
    return split, {**answers, **process.receive()}


def _describe(source: Source, raw: RawLayer | None, faults: Sequence[Fault]) -> FileLayer | SkippedFile:
    file, layer = source.file, source.table.layer
    refused = next((fault for fault in faults if fault.level == "E"), None)
    if raw is None or refused is not None:
        return SkippedFile(file, "fault", refused, layer)
    types, counts = np.unique(shapely.get_type_id(raw.shapes), return_counts=True)
    shape = _SHAPES.get(int(types[counts.argmax()]))
    if shape is None:
        return SkippedFile(file, "other", None, layer, rows=raw.count)
    detected = next((fault for fault in faults if fault.code == "encoding-detected"), None)
    return FileLayer(
        file,
        raw,
        shape,
        layer,
        encoding=detected.value if detected is not None else None,
        sample=str(detected.params["sample"]) if detected is not None else "",
        place=source.table.columns,
    )


_SKIP_REASONS = {
    "format": N_("a format that gisplan does not read; save it as GeoPackage, shapefile, GeoJSON or CSV"),
    "other": N_("not a layer that gisplan reads"),
    "facilities": N_("looks like facilities, which no criterion uses yet"),
    "later": N_(
        "looks like a table or layer of water, power, broadcasting or works; add its [layers.X] to the county file"
    ),
    "rival": N_("{rival} looks more like this layer"),
    "name": N_("its name contains characters that cannot be written; rename it"),
}


def explain_skipped(item: SkippedFile, translate: Callable[[str], str] = str) -> str:
    """Return why a file is not used."""
    if item.fault is None:
        reason = _SKIP_REASONS.get(item.reason, _SKIP_REASONS["other"])
        return Message(reason, {"rival": item.rival or ""}).text(translate)
    # the fault was found before the layer was recognised
    message, remedy = explain_fault(replace(item.fault, layer=""), translate=translate)
    return one_line(f"{message.lstrip(':：').strip()} {remedy}")
