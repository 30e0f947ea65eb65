"""A county put together from its checked layers, the works of all kinds in one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from gisplan.base.arrays import Ints, Objects, fill_objects, return_free_memory
from gisplan.base.faults import Fault
from gisplan.base.rows import with_geometry
from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS, PARTS_OF
from gisplan.io.faults.catalogue import nearest_code
from gisplan.io.files.point_shapes import Shapes, draw_once
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.topology import NODES

__all__ = [
    "assemble_layers",
    "check_codes_named",
    "check_dates",
    "check_lengths",
    "check_parts",
    "count_rows",
    "list_code_columns",
]

_SHOWN = 10
_MOST_KNOWN = 1 << 16  # texts
_LENGTHS = {"roads": "length_km", "road_works": "km"}
_METRES_A_KM = 1000.0
_DATED = {"attestations": ("date",), "code_changes": ("day",)}
_TOLERANCE = 0.1  # of the drawn length


def check_parts(draft: LayerDraft) -> LayerDraft:
    """Quarantine rows with a part above its whole, such as more households connected than there are."""
    for part, whole in PARTS_OF.get(draft.layer.name, ()):
        values, limits = (draft.frame[name].to_numpy(dtype=float) for name in (part, whole))
        above = values > limits
        params = [{"whole": whole, "limit": f"{limit:.15g}"} for limit in limits[above]]
        shown = [f"{value:.15g}" for value in values[above]]
        draft = draft.quarantine("part-above-whole", above, field=part, values=shown, params=params)
    return draft


def check_lengths(draft: LayerDraft) -> LayerDraft:
    """Warn of lines whose stated length is not about the drawn one."""
    name = _LENGTHS.get(draft.layer.name)
    if name is None or name not in draft.given:
        return draft
    stated = draft.frame[name].to_numpy(dtype=float)
    drawn = shapely.length(draft.shapes) / _METRES_A_KM
    differs = ~draft.rejected & (drawn > 0) & (np.abs(stated - drawn) > _TOLERANCE * drawn)
    if not differs.any():
        return draft
    with np.errstate(divide="ignore"):
        times = np.where(differs, np.abs(np.log(np.maximum(stated, 0.0) / np.where(differs, drawn, 1.0))), 0.0)
    most = int(np.argmax(times))
    return draft.with_fault(
        "length-differs",
        row=int(draft.rows[most]),
        field=name,
        value=f"{stated[most]:.15g}",
        drawn=f"{drawn[most]:.3g}",
        count=int(differs.sum()),
        rows=draft.rows[differs].tolist(),
    )


def check_dates(draft: LayerDraft, as_of: date | None) -> LayerDraft:
    """Warn of what is done after the county's date, and of milestones out of their order."""
    milestones = MILESTONES.get(draft.layer.name, ())
    if as_of is not None:
        dated = milestones or _DATED.get(draft.layer.name, ())
        for name in dated:
            days = draft.frame[name].to_numpy(dtype="datetime64[D]")
            late = days > np.datetime64(as_of)
            value = _first_day(days, late)
            draft = draft.with_summary_fault("date-in-future", late, field=name, value=value, expected=str(as_of))
    return _check_order(draft, milestones)


def _check_order(draft: LayerDraft, milestones: Sequence[str]) -> LayerDraft:
    """Warn of milestones that are reached before one that precedes them."""
    latest = np.full(draft.count, np.datetime64("NaT", "D"), dtype="datetime64[D]")
    latest_name = fill_objects(draft.count, "")
    for name in milestones:
        days = draft.frame[name].to_numpy(dtype="datetime64[D]")
        early = days < latest
        value, before = _first_day(days, early), str(latest_name[early][0]) if early.any() else ""
        draft = draft.with_summary_fault("milestones-disordered", early, field=name, value=value, before=before)
        later = ~np.isnat(days) & ~early
        latest, latest_name = np.where(later, days, latest), np.where(later, name, latest_name)
    return draft


def _first_day(days: Any, mask: Any) -> str | None:
    return str(days[mask][0]) if mask.any() else None


def check_codes_named(draft: LayerDraft, column: str, other: str, known: Iterable[str]) -> LayerDraft:
    """Warn of lists of codes of another layer that name unknown ones; the rows are kept."""
    lists, names = draft.frame[column].dropna(), list(known)
    unknown = set(chain.from_iterable(lists)).difference(names)
    if not unknown:
        return draft
    mask = np.zeros(draft.count, dtype=bool)
    mask[lists.index[~lists.map(unknown.isdisjoint).to_numpy(dtype=bool)]] = True
    words = [code for code in dict.fromkeys(chain.from_iterable(lists)) if code in unknown]
    shown = ", ".join(map(str, words[:_SHOWN])) + (" …" if len(words) > _SHOWN else "")
    near = nearest_code(str(words[0]), names)
    return draft.with_summary_fault(
        "codes-unknown", mask, field=column, value=shown, named=len(words), nearest=near, other=other, codes=words
    )


def list_code_columns(layer: str) -> tuple[str, ...]:
    """List the columns of a layer that hold lists of codes."""
    return tuple(column.name for column in LAYERS[layer].columns if column.kind == "codes")


_WORKS = {"road_works": "road", "water_projects": "water"}
_NULLS: Mapping[str, tuple[Any, Any]] = {
    "number": (np.nan, float),
    "percent": (np.nan, float),
    "date": (np.datetime64("NaT", "ns"), "datetime64[ns]"),
}
_NUMBERS = ("population", "households")
_OWN_TEXTS = ("name", "village", "villages")
_FAULT = ("field", "value", "fault")
_TEXTS = ("layer", "code", "name", *_FAULT, "village", "villages")
_COLUMNS = ("layer", "row", "code", "name", *_FAULT, "village", "villages", *_NUMBERS, "changes_nothing")


def assemble_layers(drafts: dict[str, LayerDraft], crs: CRS) -> tuple[dict[str, pd.DataFrame], gpd.GeoDataFrame]:
    """Return the accepted rows of each layer by the county's own names, and the quarantined rows of all.

    Each draft is taken out of `drafts`, so that its rows are not held twice.
    """
    frames: dict[str, pd.DataFrame] = {}
    aside: list[_Aside] = []
    for name in list(drafts):
        frames[name] = assemble_frame(drafts[name], crs)
        aside += _take_aside(drafts, name)
    return_free_memory()
    return _join_works(frames, crs), _assemble_quarantine(aside, crs)


class _Aside(NamedTuple):
    """The quarantined rows of a layer, and the geometry of each."""

    frame: pd.DataFrame
    shapes: Shapes


def _take_aside(drafts: dict[str, LayerDraft], name: str) -> list[_Aside]:
    """Take a layer out of `drafts`, and return its quarantined rows where there are any."""
    draft = drafts.pop(name)
    if not draft.rejected.any():
        return []
    draft = replace(draft, frame=draft.frame[[own for own in _own_names(draft) if own in draft.frame]])
    return_free_memory()
    rows, columns, shapes = _quarantined_values(draft)
    faults, layer = draft.faults, draft.layer.name
    del draft  # its frame takes as much as what is made here
    return_free_memory()
    columns |= {"row": rows, "layer": fill_objects(len(rows), layer), **_first_faults(faults, rows)}
    series = {name: pd.Series(columns[name], dtype=columns[name].dtype, copy=False) for name in _COLUMNS}
    return [_Aside(pd.DataFrame(series, copy=False), shapes)]


def _join_works(frames: dict[str, pd.DataFrame], crs: CRS) -> dict[str, pd.DataFrame]:
    """Join all works in one frame, and leave out a boundary of which no row is accepted."""
    if "boundary" in frames and not len(frames["boundary"]):
        del frames["boundary"]
    works = [frames.pop(name).assign(layer=name, kind=kind) for name, kind in _WORKS.items() if name in frames]
    if not works:
        return frames
    names = [name for layer in _WORKS for name in LAYERS[layer].names]
    shapes = np.concatenate([np.asarray(part.geometry.array, dtype=object) for part in works])
    parts = [_widen(pd.DataFrame(part.drop(columns="geometry"))) for part in works]
    table = pd.concat(parts, ignore_index=True)[list(dict.fromkeys(["layer", "row", "kind", *names]))]
    return {**frames, "works": with_geometry(table, shapes, crs)}


def _widen(part: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of the other kinds of works, null and of their types."""
    missing: dict[str, Any] = {}
    for layer in _WORKS:
        for column in LAYERS[layer].columns:
            if column.name not in part:
                missing[column.name] = np.full(len(part), *_NULLS.get(column.kind, (None, object)))
    texts = {name: part[name].astype(object) for name in ("layer", "kind")}
    return pd.concat([part.assign(**texts), pd.DataFrame(missing, index=part.index, copy=False)], axis=1)


def assemble_frame(draft: LayerDraft, crs: CRS) -> pd.DataFrame:
    """Return the accepted rows of a layer; a table has no geometry."""
    accepted = ~draft.rejected
    frame = draft.frame if accepted.all() else draft.frame[accepted].reset_index(drop=True)
    own = [name for name in ("row", "part", "assumed_surface", NODES) if name in frame]
    if draft.layer.shape is None:
        return frame[[*own, *draft.layer.names]]
    return with_geometry(frame[[*own, *draft.layer.names]], np.asarray(draft.shapes[accepted]), crs)


def _assemble_quarantine(aside: list[_Aside], crs: CRS) -> gpd.GeoDataFrame:
    """Return the quarantined rows of all layers, each with its first fault, and its geometry if it has one."""
    parts = [part.frame for part in aside]
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else next(iter(parts), _no_quarantine())
    shapes = np.concatenate([fill_objects(0), *(draw_once(part.shapes) for part in aside)])
    return with_geometry(frame, shapes, crs)


def count_rows(draft: LayerDraft | None) -> tuple[int, int, int, int]:
    """Count all rows, accepted ones, quarantined ones and those left out; a multi-part row is one."""
    if draft is None:
        return 0, 0, 0, 0
    rows, quarantined = (pd.Series(own).nunique() for own in (draft.rows, draft.rows[draft.rejected]))
    return rows + draft.left_out, rows - quarantined, quarantined, draft.left_out


def _no_quarantine() -> pd.DataFrame:
    frame = pd.DataFrame({name: fill_objects(0) for name in _TEXTS})
    numbers = {name: np.empty(0) for name in _NUMBERS}
    frame = frame.assign(row=np.empty(0, np.int64), changes_nothing=np.empty(0, dtype=bool), **numbers)
    return frame[[*_COLUMNS]]


def _own_names(draft: LayerDraft) -> Iterator[str]:
    """Yield the columns of a layer from which the quarantine has its values."""
    yield from ("row", draft.layer.code or "", *(name for name in (*_OWN_TEXTS, *_NUMBERS) if name != draft.layer.code))


def _quarantined_values(draft: LayerDraft) -> tuple[Ints, dict[str, Any], Shapes]:
    """Return the quarantined rows of a layer, with the parts of a line in one row again, their values and geometry."""
    rejected = np.flatnonzero(draft.rejected)
    rows, first = np.unique(draft.rows[rejected], return_index=True)
    kept = rejected[first]
    frame = draft.frame
    texts = {
        name: frame[own].to_numpy(dtype=object)[kept] if own in frame else fill_objects(len(kept))
        for name, own in (("code", draft.layer.code or ""), *((name, name) for name in _OWN_TEXTS))
    }
    numbers = {
        name: frame[name].to_numpy(dtype=float)[kept] if name in frame else np.full(len(kept), np.nan)
        for name in _NUMBERS
    }
    whole = len(kept) == len(rejected)
    shapes = draft.shapes[kept] if whole else _join_parts(draft.shapes[rejected], draft.rows[rejected])
    return rows, {**texts, **numbers, "changes_nothing": draft.redundant[kept]}, shapes


def _join_parts(shapes: Shapes, rows: Ints) -> Shapes:
    """Join the parts of each row's line; the rows are in order."""
    groups = pd.Series(shapes, dtype=object).groupby(rows).agg(list)
    joined = [parts[0] if len(parts) == 1 else shapely.multilinestrings(parts) for parts in groups]
    return fill_objects(len(joined), values=joined)


def _first_faults(faults: Iterable[Fault], rows: Ints) -> dict[str, Objects]:
    """Return the field, the value and the code of the first fault of each of the rows, which are in order."""
    fields, values, codes = (fill_objects(len(rows)) for _name in _FAULT)
    known: dict[str | None, str | None] = {}
    for fault in faults:
        if fault.level != "Q" or fault.row is None:
            continue
        place = np.minimum(np.searchsorted(rows, fault.rows), len(rows) - 1)
        new = np.flatnonzero((rows[place] == fault.rows) & (codes[place] == None))  # noqa: E711 - of each
        shown = fault.params.get("values")
        fields[place[new]], codes[place[new]] = fault.field, fault.code
        values[place[new]] = fault.value if shown is None else [_once(shown[i], known) for i in new.tolist()]
    return dict(zip(_FAULT, (fields, values, codes), strict=True))


def _once(text: str | None, known: dict[str | None, str | None]) -> str | None:
    """Return the text that is equal to one and known already: a million alike take one's memory."""
    if len(known) >= _MOST_KNOWN:
        known.clear()
    return known.setdefault(text, text)
