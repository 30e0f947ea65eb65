"""Read every layer of every file in a folder, and list the files that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely

from gisplan.base.faults import Fault
from gisplan.county.schema import Shape
from gisplan.io.child.answers import decode_grid
from gisplan.io.child.loading import load_grid, load_source
from gisplan.io.child.process import ReadingProcess, reading_process
from gisplan.io.child.requests import answer_faults, make_item
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import explain_fault, has_errors
from gisplan.io.files.formats import FORMATS, find_ending
from gisplan.io.files.grids import WORKBOOK_ENDINGS
from gisplan.io.files.header_rows import Grid
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.staging import Source, stage_source
from gisplan.io.init.folder.listing import SKIP_REASONS, LeftAside, count_readable, list_files
from gisplan.io.init.folder.sheets import SheetContent, read_sheet
from gisplan.io.init.folder.themes import find_theme, split_themes
from gisplan.io.init.messages import LayerName, Message, one_line
from gisplan.io.init.profiles import SourceProfile
from gisplan.io.init.vocabulary import known_words

__all__ = ["FileLayer", "SkippedFile", "explain_skipped", "inspect_folder"]

_OF_ONE_THEME = ("layer-empty", "osm-crowd")  # of an extract, each layer may have them alone
_SHAPES: Mapping[int, Shape] = {0: "point", 4: "point", 1: "line", 2: "line", 5: "line", 3: "polygon", 6: "polygon"}


@dataclass(frozen=True)
class FileLayer:
    """A layer of a file, as it was read.

    Parameters
    ----------
    file : str
        The name of the file.
    raw : RawLayer
        Its records.
    shape : {"point", "line", "polygon"} or None
        The most frequent geometry; None of a sheet without columns of coordinates.
    layer : str or None
        The name of the layer, where the file has several.
    encoding, sample : str
        The encoding that had to be detected, and some of the text read with it.
    place : mapping of str to str
        The headers of a sheet's columns of coordinates by ``lon``, ``lat``, ``x`` or ``y``.
    is_sheet : bool
        Whether it is a sheet, which may be a table without a place.
    above : str
        Of a sheet, the text above its header.
    day : date or None
        The day on which it says that it was filled in.
    made : date or None
        Of an extract of OpenStreetMap, the day of its data, as its head says.
    repeated : tuple of str
        Of a sheet, the names that several columns have.
    unnamed : int
        Of a sheet, how many columns have values and no name.
    profile : SourceProfile or None
        The source whose columns it has.
    theme : str or None
        Of an extract of OpenStreetMap, the layer that was read from it.
    cut : Fault or None
        That areas of it are not whole, and were left out.
    """

    file: str
    raw: RawLayer
    shape: Shape | None
    layer: str | None = None
    encoding: str | None = None
    sample: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    is_sheet: bool = False
    above: str = ""
    day: date | None = None
    made: date | None = None
    repeated: tuple[str, ...] = ()
    unnamed: int = 0
    profile: SourceProfile | None = None
    theme: str | None = None
    cut: Fault | None = None

    @property
    def title(self) -> str:
        """The name of the file, with its layer where it has several."""
        part = self.layer or self.theme
        return f"{self.file} ({part})" if part is not None else self.file


@dataclass(frozen=True)
class SkippedFile:
    """A file that is not used, and the reason: a fault found in reading it, or another.

    Of a folder, `readable` files in it may be layers; of a file that is named like a layer, `columns` are in it.
    """

    file: str
    reason: Literal["fault", "other", "facilities", "rival", "place", "columns", "relief"] | LeftAside
    fault: Fault | None = None
    layer: str | None = None
    rows: int | None = None
    shape: Shape | None = None
    rival: str | None = None
    folder: str = ""
    readable: int = 0
    columns: str = ""


def inspect_folder(folder: Path, only: str | None = None) -> tuple[list[FileLayer], list[SkippedFile]]:
    """Read every layer of every file of a folder, but not of the folders in it.

    Parameters
    ----------
    folder : Path
        An existing folder.
    only : str, optional
        The name of the one file that is wanted.

    Returns
    -------
    found : list of FileLayer
        In the order of the files' names.
    skipped : list of SkippedFile
        Everything else in the folder, with the reason.
    """
    listed = list_files(folder, only)
    skipped = [_leave_aside(folder, name, reason) for name, reason in listed.left]
    found: list[FileLayer] = []
    with reading_process() as process:
        sources = [
            stage_source(LayerTable(f"file{number}", name), folder, process.workdir)
            for number, name in enumerate(listed.names)
        ]
        sources, answers = _read_sources(sources, process)
        for item in (part for source in sources for part in _load(source, answers, process)):
            if isinstance(item, FileLayer):
                found.append(item)
            elif item not in skipped:
                skipped.append(item)
    return found, skipped


def _leave_aside(folder: Path, name: str, reason: LeftAside) -> SkippedFile:
    if reason != "folder":
        return SkippedFile(name, reason)
    return SkippedFile(name, reason, folder=str(folder / name), readable=count_readable(folder / name))


def _load(source: Source, answers: Mapping[str, Any], process: ReadingProcess) -> Iterator[FileLayer | SkippedFile]:
    """Yield the layers of one source: one of a file that GDAL reads, and each sheet of a workbook."""
    answer = answers.get(source.table.name, {})
    if not (source.usable and ("grid" in answer or "grids" in answer)):
        _, raw, faults = load_source(source, answers, process)
        item = _describe(source, raw, faults)
        yield replace(item, made=_read_day(answer.get("day"))) if isinstance(item, FileLayer) else item
        return
    faults = [*source.faults, *answer_faults(source, answer, process)]
    if has_errors(faults):
        yield _describe(source, None, faults)
        return
    for name in answer.get("hidden", ()):
        yield SkippedFile(source.file, "hidden", None, name)
    for name, grid in _list_grids(source, answer, process):
        part = replace(source, table=replace(source.table, layer=name))
        yield _describe_sheet(part, read_sheet(part, grid, known_words()), faults)


def _read_day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def _list_grids(
    source: Source, answer: Mapping[str, Any], process: ReadingProcess
) -> Iterator[tuple[str | None, Grid]]:
    """Yield the sheets of a source; the name of one alone need not be given in the county file.

    Of one in an archive of several members, the name of the member is kept. Sheets without a cell are left out where
    another has some.
    """
    alone = source.table.layer
    if "grid" in answer:
        yield alone, load_grid(answer, source.table.name, process.workdir)
        return
    grids = answer["grids"]
    if not grids:
        yield alone, Grid([])
    sheets = {name: decode_grid(grid) for name, grid in grids.items()}
    filled = {name: grid for name, grid in sheets.items() if grid.rows}
    for name, grid in (filled or sheets).items():
        yield name if len(grids) > 1 else alone, grid


def _describe_sheet(source: Source, sheet: SheetContent, faults: Sequence[Fault]) -> FileLayer | SkippedFile:
    item = _describe(source, sheet.raw, [*faults, *sheet.faults], is_sheet=True)
    if isinstance(item, SkippedFile):
        return item
    item = replace(item, place=sheet.place, above=sheet.above, day=sheet.day, is_sheet=True)
    return replace(item, repeated=sheet.repeated, unnamed=sheet.unnamed)


def _read_sources(sources: list[Source], process: ReadingProcess) -> tuple[list[Source], dict[str, Any]]:
    """Read the sources; each layer of a file of several is a source of its own."""
    sources = list(split_themes(sources))
    _ask(process, sources)
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
    _ask(process, again)
    return split, {**answers, **process.receive()}


def _ask(process: ReadingProcess, sources: Sequence[Source]) -> None:
    """Ask the reading process for all layers of the sources, and for all sheets of workbooks."""
    usable = [source for source in sources if source.usable]
    items = [
        make_item(source, do="workbook" if _is_workbook(source) else "layer", theme=find_theme(source))
        for source in usable
    ]
    process.send(items, size=sum(source.weight for source in usable))


def _is_workbook(source: Source) -> bool:
    """Return whether a source is a workbook, or an archive that may hold some."""
    return find_ending(Path(source.file)).removesuffix(".gz") in (*WORKBOOK_ENDINGS, ".zip")


def _describe(
    source: Source, raw: RawLayer | None, faults: Sequence[Fault], *, is_sheet: bool = False
) -> FileLayer | SkippedFile:
    file, layer, theme = source.file, source.table.layer, find_theme(source)
    refused = next((fault for fault in faults if fault.level == "E"), None)
    if raw is None or refused is not None:
        part = theme or layer if refused is not None and refused.code in _OF_ONE_THEME else layer
        if refused is not None:  # of one sheet, it is not the file that is empty
            refused = replace(refused, layer="", file=f"{file} ({layer})" if is_sheet and layer else refused.file)
        return SkippedFile(file, "fault", refused, part)
    types, counts = np.unique(shapely.get_type_id(raw.shapes[~shapely.is_missing(raw.shapes)]), return_counts=True)
    shape = _SHAPES.get(int(types[counts.argmax()])) if len(types) else None
    if shape is None and not is_sheet:
        return SkippedFile(file, "other", None, layer or theme, rows=raw.count)
    detected = next((fault for fault in faults if fault.code == "encoding-detected"), None)
    return FileLayer(
        file,
        raw,
        shape,
        layer,
        encoding=detected.value if detected is not None else None,
        sample=str(detected.params["sample"]) if detected is not None else "",
        theme=theme,
        cut=next((fault for fault in faults if fault.code == "osm-areas-incomplete"), None),
    )


def explain_skipped(item: SkippedFile, translate: Callable[[str], str] = str) -> str:
    """Return why a file is not used."""
    if item.fault is None:
        params = {**vars(item), "rival": LayerName(item.rival or ""), "formats": " ".join(sorted(FORMATS))}
        return Message(SKIP_REASONS.get(item.reason, SKIP_REASONS["other"]), params).text(translate)
    message, remedy = explain_fault(replace(item.fault, layer=""), translate=translate)  # it came before the layer
    return one_line(f"{message.lstrip(':：').strip()} {remedy}")
