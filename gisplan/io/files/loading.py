"""Raw layers from staged copies: what GDAL's child process has read, and the sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS
from gisplan.io.files.gdal_process import GdalChild, collect_results
from gisplan.io.files.raw_layer import RawLayer, load_layer
from gisplan.io.files.sheets import read_sheet
from gisplan.io.files.staging import Source

__all__ = ["load_source", "load_sources"]

Loaded = tuple[Source, RawLayer | None, list[Fault]]
"""A source with what it holds (None where it cannot be read) and its faults."""


def load_sources(sources: Sequence[Source], child: GdalChild | None, workdir: Path) -> list[Loaded]:
    """Load each source, from its sheet or from what the child that runs GDAL has read."""
    results = collect_results(child) if child is not None else {}
    return [load_source(source, results, workdir) for source in sources]


def load_source(source: Source, results: Mapping[str, Any], workdir: Path) -> Loaded:
    """Load one source; `table.name` need not be a layer of a county."""
    faults = list(source.faults)
    if not source.usable or source.format is None or source.staged is None:
        return source, None, faults
    if source.format.driver is None:
        raw, found = _load_sheet(source, source.staged)
    else:
        raw, found = _load_gdal(source, results, workdir)
    faults += found
    if raw is not None and raw.count == 0:
        return source, None, [*faults, source.context.fault("layer-empty")]
    return source, raw, faults


def _load_sheet(source: Source, staged: Path) -> tuple[RawLayer | None, list[Fault]]:
    layer = LAYERS.get(source.table.name)
    if layer is not None and layer.shape in ("line", "polygon") and not layer.placeless:
        return None, [source.context.fault("csv-geometry")]
    return read_sheet(source, staged.read_bytes())


def _load_gdal(source: Source, results: Mapping[str, Any], workdir: Path) -> tuple[RawLayer | None, list[Fault]]:
    result = results.get(source.table.name) or {"error": results.get("failed", "nothing was read")}
    refusal = _find_refusal(source, result)
    if refusal is not None:
        return None, [refusal]
    return load_layer(workdir, source.table.name, result), []


def _find_refusal(source: Source, result: Mapping[str, Any]) -> Fault | None:
    """Find why the child could not read a layer; None when it could."""
    context = source.context
    if "several" in result:
        return context.fault("layers-several", has=", ".join(result["several"]))
    if "no_layer" in result:
        return context.fault("layer-not-in-file", value=result["no_layer"], has=", ".join(result["has"]))
    if "error" in result:
        return context.fault("reader-failed", reason=str(result["error"]))
    if source.format is not None and source.format.driver == "FlatGeobuf" and result["stated_count"] > result["count"]:
        reason = f"{result['count']} of {result['stated_count']} rows are there"
        return context.fault("truncated", reason=reason)
    return None
