"""From checked copies to raw layers: what GDAL's child found, and the sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS
from gisplan.io.faults.catalogue import make_fault
from gisplan.io.files.gdal_process import GdalChild, collect_results
from gisplan.io.files.raw_layer import RawLayer, load_layer
from gisplan.io.files.sheets import read_sheet
from gisplan.io.files.staging import Source

__all__ = ["load_source", "load_sources"]

Loaded = tuple[Source, RawLayer | None, list[Fault]]


def load_sources(sources: Sequence[Source], child: GdalChild | None, workdir: Path) -> list[Loaded]:
    """Each source with what it holds (None where it cannot be read) and its faults."""
    results = collect_results(child) if child is not None else {}
    return [load_source(source, results, workdir) for source in sources]


def load_source(source: Source, results: Mapping[str, Any], workdir: Path) -> Loaded:
    """One source, from what the child found; `table.name` may be no layer of a county yet."""
    faults = list(source.faults)
    if not source.usable or source.format is None or source.staged is None:
        return source, None, faults
    if source.format.driver is None:
        layer = LAYERS.get(source.table.name)
        if layer is not None and layer.shape in ("line", "polygon") and not layer.placeless:
            return source, None, [*faults, make_fault("csv-geometry", **_place(source))]
        raw, found = read_sheet(source, source.staged.read_bytes())
        faults += found
    else:
        result = results.get(source.table.name) or {"error": results.get("failed", "nothing was read")}
        refusal = _refusal(source, result)
        raw = load_layer(workdir, source.table.name, result) if refusal is None else None
        faults += [refusal] if refusal is not None else []
    if raw is not None and raw.count == 0:
        return source, None, [*faults, make_fault("layer-empty", **_place(source))]
    return source, raw, faults


def _refusal(source: Source, result: Mapping[str, Any]) -> Fault | None:
    """Why the child could not read a layer; None when it could."""
    place = _place(source)
    if "several" in result:
        return make_fault("layers-several", has=", ".join(result["several"]), **place)
    if "no_layer" in result:
        return make_fault("layer-not-in-file", value=result["no_layer"], has=", ".join(result["has"]), **place)
    if "error" in result:
        return make_fault("reader-failed", reason=str(result["error"]), **place)
    if source.format is not None and source.format.driver == "FlatGeobuf" and result["stated_count"] > result["count"]:
        reason = f"{result['count']} of {result['stated_count']} rows are there"
        return make_fault("truncated", reason=reason, **place)
    return None


def _place(source: Source) -> dict[str, Any]:
    return {"file": source.file, "layer": source.table.name}
