"""The frames of a county: the rows accepted, and the rows set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["assemble_frames", "assemble_quarantine", "count_rows"]

_WORKS = {"road_works": "road", "water_projects": "water"}
_NULLS: Mapping[str, tuple[Any, Any]] = {
    "number": (np.nan, float),
    "percent": (np.nan, float),
    "date": (np.datetime64("NaT"), "datetime64[ns]"),
}
_TEXTS = ("layer", "code", "name", "field", "value", "fault", "village", "villages")
_NUMBERS = ("population", "households")
_COLUMNS = (
    "layer",
    "row",
    "code",
    "name",
    "field",
    "value",
    "fault",
    "village",
    "villages",
    "population",
    "households",
)


def assemble_frames(drafts: Mapping[str, LayerDraft], crs: CRS) -> dict[str, pd.DataFrame]:
    """The accepted rows by the county's own names: all works in one frame, every other layer in its own."""
    frames = {name: assemble_frame(draft, crs) for name, draft in drafts.items()}
    works = [frames.pop(name).assign(layer=name, kind=kind) for name, kind in _WORKS.items() if name in frames]
    if not works:
        return frames
    names = [name for layer in _WORKS for name in LAYERS[layer].names]
    shapes = np.concatenate([np.asarray(part.geometry.array, dtype=object) for part in works])
    parts = [_widen(pd.DataFrame(part.drop(columns="geometry"))) for part in works]
    table = pd.concat(parts, ignore_index=True)[list(dict.fromkeys(["layer", "row", "kind", *names]))]
    return {**frames, "works": gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)}


def _widen(part: pd.DataFrame) -> pd.DataFrame:
    """One kind of works with the columns of the other kinds, null and of their types."""
    missing: dict[str, Any] = {}
    for layer in _WORKS:
        for column in LAYERS[layer].columns:
            if column.name not in part:
                missing[column.name] = np.full(len(part), *_NULLS.get(column.kind, (None, object)))
    typed = {name: pd.Series(values, dtype=values.dtype, index=part.index) for name, values in missing.items()}
    texts = {name: part[name].astype(object) for name in ("layer", "kind")}
    return part.assign(**typed, **texts)


def assemble_frame(draft: LayerDraft, crs: CRS) -> pd.DataFrame:
    """The accepted rows of a layer; a table has no geometry."""
    good = ~draft.rejected
    frame = draft.frame[good].reset_index(drop=True)
    own = [name for name in ("row", "part") if name in frame]
    if draft.layer.shape is None:
        return frame[[*own, *draft.layer.names]]
    geometry = gpd.GeoSeries(draft.shapes[good], crs=crs)
    return gpd.GeoDataFrame(frame[[*own, *draft.layer.names]], geometry=geometry, crs=crs)


def assemble_quarantine(drafts: Mapping[str, LayerDraft], crs: CRS) -> gpd.GeoDataFrame:
    """The rows set aside, of all layers: each with its first fault, and where it lies if it has a place."""
    parts = [part for draft in drafts.values() if len(part := _aside(draft))]
    if parts:
        frame = pd.concat(parts, ignore_index=True)
        shapes = frame.pop("geometry").to_numpy(dtype=object)
    else:
        frame = pd.DataFrame({name: np.empty(0, dtype=object) for name in _TEXTS})
        frame = frame.assign(row=np.empty(0, np.int64), population=np.empty(0), households=np.empty(0))
        frame["changes_nothing"] = np.empty(0, dtype=bool)
        shapes = np.empty(0, dtype=object)
    geometry = gpd.GeoSeries(shapes, crs=crs)
    return gpd.GeoDataFrame(frame[[*_COLUMNS, "changes_nothing"]], geometry=geometry, crs=crs)


def count_rows(draft: LayerDraft | None) -> tuple[int, int, int]:
    """Rows, accepted and quarantined; a multi-part row is one."""
    if draft is None:
        return 0, 0, 0
    rows = len(np.unique(draft.rows))
    aside = len(np.unique(draft.rows[draft.rejected]))
    return rows, rows - aside, aside


def _aside(draft: LayerDraft) -> pd.DataFrame:
    """The rows set aside, the parts of a line together again."""
    faults = _first_faults(draft)
    rejected = np.flatnonzero(draft.rejected)
    rows = draft.rows[rejected]
    _, first = np.unique(rows, return_index=True)
    kept = rejected[first]
    chosen = draft.frame.iloc[kept]
    found = [faults[int(row)] for row in draft.rows[kept]]
    frame = pd.DataFrame({"row": chosen["row"].to_numpy(), "layer": draft.layer.name})
    columns = {"code": draft.layer.code or "", "name": "name", "village": "village", "villages": "villages"}
    for name, own in columns.items():
        values = chosen[own].to_numpy(dtype=object) if own in chosen else np.full(len(kept), None, dtype=object)
        frame[name] = pd.Series(values, dtype=object)
    for name in _NUMBERS:
        frame[name] = chosen[name].to_numpy(dtype=float) if name in chosen else np.nan
    frame["field"] = pd.Series([fault.field for fault in found], dtype=object)
    frame["value"] = pd.Series([fault.value for fault in found], dtype=object)
    frame["fault"] = pd.Series([fault.code for fault in found], dtype=object)
    frame["layer"] = frame["layer"].astype(object)
    frame["changes_nothing"] = draft.redundant[kept]
    frame["geometry"] = pd.Series(_gather(draft, rejected, rows), dtype=object)
    return frame


def _gather(draft: LayerDraft, rejected: NDArray[np.int64], rows: NDArray[np.int64]) -> list[shapely.Geometry | None]:
    shapes = draft.shapes[rejected]
    if len(np.unique(rows)) == len(rows):
        return list(shapes)
    groups = pd.Series(shapes, dtype=object).groupby(rows).agg(list)
    return [parts[0] if len(parts) == 1 else shapely.multilinestrings(parts) for parts in groups]


def _first_faults(draft: LayerDraft) -> dict[int, Fault]:
    first: dict[int, Fault] = {}
    for fault in draft.faults:
        if fault.level == "Q" and fault.row is not None:
            first.setdefault(fault.row, fault)
    return first
