"""A county from its files: every layer is drafted, placed and checked, then the layers against each other."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyproj import CRS

from gisplan.base.crs import is_metric, parse_crs
from gisplan.base.errors import CountyFileError
from gisplan.base.faults import Fault
from gisplan.base.language import _
from gisplan.county.county import County, LayerInput
from gisplan.io.config.county_file import CountyFile
from gisplan.io.faults.catalogue import explain_fault, has_errors, make_fault
from gisplan.io.files.loading import load_sources
from gisplan.io.layers.assemble import assemble_frames, assemble_quarantine, count_rows
from gisplan.io.layers.layer_checks import check_layer, check_layers
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.reading import Reading, start_reading

__all__ = ["Progress", "finish_reading", "read_county", "settle_reading"]

Progress = Callable[[str], None]


def read_county(path: str | os.PathLike[str], *, progress: Progress | None = None) -> County:
    """Read a county's files, checked.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    progress : callable, optional
        Called with the name of each layer as its turn comes.

    Returns
    -------
    County
        Its `faults` hold what was put right, what to beware of, and the rows set aside.

    Raises
    ------
    CountyFileError
        Any file must be refused; `faults` holds every fault of every file.
    """
    return finish_reading(start_reading(path), progress=progress)


def finish_reading(reading: Reading, *, progress: Progress | None = None) -> County:
    """Finish what `start_reading` began; see `read_county`."""
    county, faults, _inputs = settle_reading(reading, progress=progress)
    if county is None:
        errors = [fault for fault in faults if fault.level == "E"]
        sentences = "\n".join(" ".join(explain_fault(fault, translate=_)) for fault in errors)
        raise CountyFileError(sentences, faults)
    return county


def settle_reading(
    reading: Reading, *, progress: Progress | None = None
) -> tuple[County | None, tuple[Fault, ...], tuple[LayerInput, ...]]:
    """The county (None when a file is refused), every fault, and every file that was read."""
    with reading.room:
        county_file = reading.county_file
        crs, wrong = _county_crs(county_file)
        loaded = load_sources(reading.sources, reading.child, Path(reading.room.name))
        drafts: dict[str, LayerDraft] = {}
        faults = [*county_file.faults, *wrong]
        for source, raw, found in loaded:
            if progress is not None:
                progress(source.table.name)
            if raw is None:
                faults += found
                continue
            draft = check_layer(source, raw, county_file, crs)
            drafts[source.table.name] = draft
            faults += found
    drafts, together = check_layers(drafts, county_file)
    faults += together
    for draft in drafts.values():
        faults += draft.faults
    inputs = tuple(
        LayerInput(item.table.name, item.file, item.sha256, *count_rows(drafts.get(item.table.name)))
        for item in reading.sources
        if item.sha256
    )
    every = tuple(faults)
    if has_errors(every) or crs is None:
        return None, every, inputs
    return _build(county_file, crs, drafts, every, inputs), every, inputs


def _county_crs(county_file: CountyFile) -> tuple[CRS | None, list[Fault]]:
    if not county_file.crs:
        return None, []
    crs = parse_crs(county_file.crs)
    place: dict[str, Any] = {"file": county_file.file, "field": "crs", "value": county_file.crs}
    if crs is None:
        return None, [make_fault("crs-unknown", table="[county] crs", **place)]
    if not is_metric(crs):
        return None, [make_fault("crs-not-metric", **place)]
    return crs, []


def _build(
    county_file: CountyFile,
    crs: CRS,
    drafts: dict[str, LayerDraft],
    faults: tuple[Fault, ...],
    inputs: tuple[LayerInput, ...],
) -> County:
    frames: dict[str, Any] = assemble_frames(drafts, crs)
    short = {name for name, table in county_file.layers.items() if not table.complete}
    short |= {"villages" for fault in faults if fault.code == "expected-villages"}
    return County(
        code=county_file.code,
        name=county_file.name,
        crs=crs,
        quarantine=assemble_quarantine(drafts, crs),
        code_system=county_file.code_system,
        standard=county_file.standard,
        as_of=county_file.as_of,
        settings=county_file.settings,
        plan=county_file.plan,
        columns={name: draft.given for name, draft in drafts.items()},
        incomplete=frozenset(short),
        inputs=inputs,
        faults=faults,
        folder=str(county_file.folder),
        **frames,
    )
