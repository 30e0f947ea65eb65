"""Layers from the answers of the reading process: its arrays, and the records of its sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.io.child.answers import decode_grid
from gisplan.io.child.process import ReadingProcess
from gisplan.io.child.requests import answer_faults
from gisplan.io.faults.catalogue import has_errors
from gisplan.io.files.handover.arrays import LoadedArrays
from gisplan.io.files.handover.cell_rows import load_cells
from gisplan.io.files.header_rows import Grid
from gisplan.io.files.raw_layer import RawLayer, load_layer
from gisplan.io.files.sheets import read_records
from gisplan.io.files.staging import Source

__all__ = ["Loaded", "load_grid", "load_rows", "load_source", "load_sources"]

Loaded = tuple[Source, RawLayer | None, list[Fault]]
"""A source with what it holds (None where it cannot be read) and its faults."""


def load_sources(sources: Sequence[Source], process: ReadingProcess) -> Iterator[Loaded]:
    """Yield each source, loaded from what the reading process answers; one at a time takes less memory."""
    answers = process.receive()
    for source in sources:
        yield load_source(source, answers, process)


def load_source(source: Source, answers: Mapping[str, Mapping[str, Any]], process: ReadingProcess) -> Loaded:
    """Load one source; `table.name` need not be a layer of a county."""
    if not source.usable:
        return source, None, list(source.faults)
    answer = answers.get(source.table.name, {"error": "nothing was read"})
    faults = [*source.faults, *answer_faults(source, answer, process)]
    if has_errors(faults):
        return source, None, faults
    raw, found = _load(source, answer, process.workdir)
    faults += found
    if raw is not None and raw.count == 0:
        return source, None, [*faults, source.context.fault("layer-empty")]
    return source, raw, faults


def _load(source: Source, answer: Mapping[str, Any], workdir: Path) -> tuple[RawLayer | None, list[Fault]]:
    if "grid" in answer:
        return read_records(source, load_grid(answer, source.table.name, workdir))
    return load_rows(answer, source.table.name, workdir), []


def load_grid(answer: Mapping[str, Any], name: str, workdir: Path) -> Grid:
    """Load the grid of a sheet, whose cells the reading process has saved beside its answer."""
    arrays = LoadedArrays(workdir, name, answer["arrays"])
    return load_cells(arrays, tuple(answer["cells"]), decode_grid(answer["grid"]))


def load_rows(answer: Mapping[str, Any], name: str, workdir: Path) -> RawLayer:
    """Load the rows of another file, which the reading process has saved likewise."""
    return load_layer(LoadedArrays(workdir, name, answer["arrays"]), answer)
