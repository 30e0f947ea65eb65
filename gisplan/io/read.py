"""Read a county from its files: check every layer alone, then the layers against each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pyproj import CRS

from gisplan.base.arrays import return_free_memory
from gisplan.base.crs import is_metric, parse_crs
from gisplan.base.errors import CountyFileError
from gisplan.base.faults import Fault
from gisplan.base.language import _
from gisplan.county.county import County, LayerInput
from gisplan.county.orientation.layers import ORIENTATION, RELIEF
from gisplan.county.orientation.orientation import Orientation
from gisplan.county.orientation.relief import Relief
from gisplan.io.child.limits import ReadOptions
from gisplan.io.child.loading import load_sources
from gisplan.io.config.county_file import CountyFile
from gisplan.io.faults.catalogue import has_errors, make_fault
from gisplan.io.faults.shown_rows import explain_shown
from gisplan.io.files.staging import Source
from gisplan.io.layers.assemble import assemble_frame, assemble_layers, count_rows
from gisplan.io.layers.contradictions import describe_contradictions
from gisplan.io.layers.layer_checks import check_layer, check_layers
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.reading import Reading, start_reading
from gisplan.io.relief.read_relief import ReliefRead, read_relief

__all__ = ["Progress", "ReadResult", "finish_reading", "read_all_layers", "read_county"]

Progress = Callable[[str], None]
_SHOWN = (*ORIENTATION, RELIEF)


def read_county(
    path: str | os.PathLike[str],
    *,
    options: ReadOptions | None = None,
    progress: Progress | None = None,
    orientation: bool = True,
) -> County:
    """Read and check a county's files.

    Parameters
    ----------
    path : str or path
        The county's folder, or its gisplan.toml.
    options : ReadOptions, optional
        What reading may use.
    progress : callable, optional
        Called with the name of each layer as its turn comes.
    orientation : bool
        Whether what only maps show is read too.

    Returns
    -------
    County
        Its `faults` hold what was corrected, the warnings, and the quarantined rows.

    Raises
    ------
    CountyFileError
        Any file must be refused; `faults` holds every fault of every file.
    """
    return finish_reading(start_reading(path, options=options, orientation=orientation), progress=progress)


def finish_reading(reading: Reading, *, progress: Progress | None = None) -> County:
    """Finish what `start_reading` began.

    Parameters
    ----------
    reading : Reading
        What has been started.
    progress : callable, optional
        Called with the name of each layer as its turn comes.

    Returns
    -------
    County
        As `read_county` returns it.

    Raises
    ------
    CountyFileError
        Any file must be refused; `faults` holds every fault of every file.
    """
    result = read_all_layers(reading, progress=progress)
    if result.county is None:
        errors = [fault for fault in result.faults if fault.level == "E"]
        above = {item.layer: item.rows_above for item in result.inputs}
        sentences = "\n".join(" ".join(explain_shown(fault, above, translate=_)) for fault in errors)
        raise CountyFileError(sentences, result.faults)
    return result.county


@dataclass(frozen=True)
class ReadResult:
    """The result of reading a county.

    Parameters
    ----------
    county : County or None
        The county; None where a file is refused.
    faults : tuple of Fault
        Every fault of every file.
    inputs : tuple of LayerInput
        The files that were read.
    drafts : mapping of str to LayerDraft
        The rows of each layer, accepted and set aside; none unless the files are kept.
    """

    county: County | None
    faults: tuple[Fault, ...]
    inputs: tuple[LayerInput, ...]
    drafts: Mapping[str, LayerDraft] = field(default_factory=dict)


def read_all_layers(reading: Reading, *, progress: Progress | None = None, keep_files: bool = False) -> ReadResult:
    """Read and check every layer, first each alone and then together.

    Parameters
    ----------
    reading : Reading
        What has been started.
    progress : callable, optional
        Called with the name of each layer as its turn comes.
    keep_files : bool
        Whether the private copies are kept, so that the rows can be read again as they are in the files; the caller
        closes the reading.

    Returns
    -------
    ReadResult
        The county, its faults and its files.
    """
    crs, crs_faults = _county_crs(reading.county_file)
    checked = _check_all(reading, crs, progress, keep_files=keep_files)
    drafts, relief = checked.drafts, checked.relief
    row_faults = [fault for draft in drafts.values() for fault in draft.faults]
    faults = (*reading.county_file.faults, *crs_faults, *checked.faults, *row_faults, *relief.faults)
    files = [_describe_input(item, drafts.get(item.table.name)) for item in reading.sources if item.sha256]
    inputs = (*files, *([] if relief.input is None else [relief.input]))
    kept = dict(drafts) if keep_files else {}  # the county is made of the drafts one by one, and takes them away
    if has_errors(faults) or crs is None:
        return ReadResult(None, faults, inputs, kept)
    county = _build_county(reading.county_file, crs, drafts, faults, inputs, relief.relief)
    return_free_memory()
    contradictions = describe_contradictions(county)
    county = county.with_faults((*county.faults, *contradictions))
    return ReadResult(county, (*faults, *contradictions), inputs, kept)


class _Checked(NamedTuple):
    """The layers, checked alone and together, with the faults that are not of their rows; and the relief."""

    drafts: dict[str, LayerDraft]
    faults: list[Fault]
    relief: ReliefRead


def _check_all(reading: Reading, crs: CRS | None, progress: Progress | None, *, keep_files: bool) -> _Checked:
    """Load and check every layer, and then read the relief: the others say where it is wanted."""
    with nullcontext() if keep_files else reading.ending:
        drafts, layer_faults = _check_each(reading, crs, progress)
        if reading.relief is None and not keep_files and not reading.kept:
            reading.close()
        return_free_memory()
        drafts, common_faults = check_layers(drafts, reading.county_file, crs)
        return _Checked(drafts, [*layer_faults, *common_faults], _read_relief(reading, drafts, crs))


def _describe_input(source: Source, draft: LayerDraft | None) -> LayerInput:
    file = LayerInput(source.table.name, source.file, source.sha256, *count_rows(draft))
    return file if draft is None else replace(file, rows_above=draft.rows_above, datum_change=draft.datum_change)


def _check_each(
    reading: Reading, crs: CRS | None, progress: Progress | None
) -> tuple[dict[str, LayerDraft], list[Fault]]:
    """Load and check each layer alone."""
    drafts: dict[str, LayerDraft] = {}
    faults: list[Fault] = []
    for source, raw, found in load_sources(reading.sources, reading.process):
        if progress is not None:
            progress(source.table.name)
        if raw is not None:
            drafts[source.table.name] = check_layer(source, raw, reading.county_file, crs)
        faults += found
    return drafts, faults


def _county_crs(county_file: CountyFile) -> tuple[CRS | None, list[Fault]]:
    if not county_file.crs:
        return None, []
    crs = parse_crs(county_file.crs)
    at: dict[str, Any] = {"file": county_file.file, "field": "crs", "value": county_file.crs}
    if crs is None:
        return None, [make_fault("crs-unknown", table="[county] crs", **at)]
    if not is_metric(crs):
        return None, [make_fault("crs-not-metric", **at)]
    return crs, []


def _build_county(
    county_file: CountyFile,
    crs: CRS,
    drafts: dict[str, LayerDraft],
    faults: tuple[Fault, ...],
    inputs: tuple[LayerInput, ...],
    relief: Relief | None,
) -> County:
    shown = {name: drafts.pop(name) for name in ORIENTATION if name in drafts}
    columns = {name: draft.given for name, draft in drafts.items()}
    accepted, quarantine = assemble_layers(drafts, crs)
    frames: dict[str, Any] = dict(accepted)
    incomplete = {name for name, table in county_file.layers.items() if not table.complete} - {*ORIENTATION}
    incomplete |= {"villages" for fault in faults if fault.code == "expected-villages"}
    return County(
        code=county_file.code,
        name=county_file.name,
        crs=crs,
        quarantine=quarantine,
        code_system=county_file.code_system,
        counts_within_percent=county_file.counts_within_percent,
        standard=county_file.standard,
        as_of=county_file.as_of,
        credits=county_file.credits,
        settings=county_file.settings,
        setting_places={key: (county_file.file, line) for key, line in county_file.setting_lines.items()},
        plan=county_file.plan,
        assumed_surfaces=county_file.layers["roads"].assumed_surfaces,
        class_surface_column=county_file.layers["roads"].class_surface_column,
        columns=columns,
        incomplete=frozenset(incomplete),
        inputs=tuple(item for item in inputs if item.layer not in _SHOWN),
        faults=tuple(fault for fault in faults if fault.layer not in _SHOWN),
        folder=str(county_file.folder),
        orientation=_describe_orientation(shown, crs, faults, inputs, relief),
        **frames,
    )


def _describe_orientation(
    drafts: Mapping[str, LayerDraft],
    crs: CRS,
    faults: tuple[Fault, ...],
    inputs: tuple[LayerInput, ...],
    relief: Relief | None,
) -> Orientation | None:
    """Return what the maps show for orientation; None where there is no such layer."""
    frames: dict[str, Any] = {name: assemble_frame(draft, crs) for name, draft in drafts.items()}
    files = tuple(item for item in inputs if item.layer in _SHOWN)
    found = tuple(fault for fault in faults if fault.layer in _SHOWN)
    return Orientation(**frames, relief=relief, inputs=files, faults=found) if frames or files or found else None


def _read_relief(reading: Reading, drafts: Mapping[str, LayerDraft], crs: CRS | None) -> ReliefRead:
    """Read the relief where the county has one, and the layers say where it is."""
    table = reading.county_file.relief
    if reading.relief is None or table is None or crs is None:
        return ReliefRead()
    return read_relief(reading.relief, table, drafts, reading.process, crs)
