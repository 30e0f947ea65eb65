"""The frames of a county: accepted rows by layer, and quarantined rows of all layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from gisplan.base.arrays import Ints, Objects, fill_objects
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
_NUMBERS = ("population", "households")
_FAULT = ("field", "value", "fault")
_TEXTS = ("layer", "code", "name", *_FAULT, "village", "villages")
_COLUMNS = ("layer", "row", "code", "name", *_FAULT, "village", "villages", *_NUMBERS, "changes_nothing")


def assemble_frames(drafts: Mapping[str, LayerDraft], crs: CRS) -> dict[str, pd.DataFrame]:
    """Return the accepted rows by the county's own names: all works in one frame, other layers in their own."""
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
    """Add the columns of the other kinds of works, null and of their types."""
    missing: dict[str, Any] = {}
    for layer in _WORKS:
        for column in LAYERS[layer].columns:
            if column.name not in part:
                missing[column.name] = np.full(len(part), *_NULLS.get(column.kind, (None, object)))
    typed = {name: pd.Series(values, dtype=values.dtype, index=part.index) for name, values in missing.items()}
    texts = {name: part[name].astype(object) for name in ("layer", "kind")}
    return part.assign(**typed, **texts)


def assemble_frame(draft: LayerDraft, crs: CRS) -> pd.DataFrame:
    """Return the accepted rows of a layer; a table has no geometry."""
    accepted = ~draft.rejected
    frame = draft.frame[accepted].reset_index(drop=True)
    own = [name for name in ("row", "part") if name in frame]
    if draft.layer.shape is None:
        return frame[[*own, *draft.layer.names]]
    geometry = gpd.GeoSeries(draft.shapes[accepted], crs=crs)
    return gpd.GeoDataFrame(frame[[*own, *draft.layer.names]], geometry=geometry, crs=crs)


def assemble_quarantine(drafts: Mapping[str, LayerDraft], crs: CRS) -> gpd.GeoDataFrame:
    """Return the quarantined rows of all layers, each with its first fault, and its geometry if it has one."""
    parts = [part for draft in drafts.values() if len(part := _quarantined_rows(draft))]
    frame = pd.concat(parts, ignore_index=True) if parts else _no_quarantine()
    shapes = frame.pop("geometry").to_numpy(dtype=object)
    return gpd.GeoDataFrame(frame[[*_COLUMNS]], geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)


def count_rows(draft: LayerDraft | None) -> tuple[int, int, int]:
    """Count all rows, accepted ones and quarantined ones; a multi-part row is one."""
    if draft is None:
        return 0, 0, 0
    rows = len(np.unique(draft.rows))
    quarantined = len(np.unique(draft.rows[draft.rejected]))
    return rows, rows - quarantined, quarantined


def _no_quarantine() -> pd.DataFrame:
    frame = pd.DataFrame({name: fill_objects(0) for name in (*_TEXTS, "geometry")})
    numbers = {name: np.empty(0) for name in _NUMBERS}
    return frame.assign(row=np.empty(0, np.int64), changes_nothing=np.empty(0, dtype=bool), **numbers)


def _quarantined_rows(draft: LayerDraft) -> pd.DataFrame:
    """Return the quarantined rows of a layer, with the parts of a line in one row again."""
    rejected = np.flatnonzero(draft.rejected)
    rows = draft.rows[rejected]
    kept = rejected[np.unique(rows, return_index=True)[1]]
    chosen = draft.frame.iloc[kept]
    frame = pd.DataFrame({"row": chosen["row"].to_numpy(), "layer": draft.layer.name})
    own_names = {"code": draft.layer.code or "", "name": "name", "village": "village", "villages": "villages"}
    for name, own in own_names.items():
        values = chosen[own].to_numpy(dtype=object) if own in chosen else fill_objects(len(kept))
        frame[name] = pd.Series(values, dtype=object)
    for name in _NUMBERS:
        frame[name] = chosen[name].to_numpy(dtype=float) if name in chosen else np.nan
    first_faults = _first_faults(draft)
    faults = [first_faults[int(row)] for row in draft.rows[kept]]
    for name, attribute in zip(_FAULT, ("field", "value", "code"), strict=True):
        frame[name] = pd.Series([getattr(fault, attribute) for fault in faults], dtype=object)
    frame["layer"] = frame["layer"].astype(object)
    frame["changes_nothing"] = draft.redundant[kept]
    frame["geometry"] = pd.Series(_join_parts(draft.shapes[rejected], rows), dtype=object)
    return frame


def _join_parts(shapes: Objects, rows: Ints) -> list[shapely.Geometry | None]:
    """Join the parts of each row's line."""
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
