"""From the file's own columns and words to the canonical, typed ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS, Column, Layer
from gisplan.io.config.layer_table import PLACE_COLUMNS, LayerTable
from gisplan.io.faults.catalogue import make_fault, nearest
from gisplan.io.files.header_rows import is_total
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.texts import clean_texts
from gisplan.io.layers.values import read_column

__all__ = ["draft_layer", "match_columns"]


def match_columns(
    table: LayerTable, fields: tuple[str, ...], *, file: str, layer: Layer | None = None
) -> tuple[dict[str, str], list[Fault]]:
    """Which of the file's columns each canonical one comes from, and which cannot be found.

    A canonical column that is not mapped is the file's own of that name, where it has one.
    `layer` is the county's of that name, where none is given.
    """
    layer = layer or LAYERS[table.name]
    place: dict[str, Any] = {"file": file, "layer": table.name}
    faults: list[Fault] = []
    matched: dict[str, str] = {}
    for canonical in (*layer.names, *PLACE_COLUMNS):
        own = table.columns.get(canonical, canonical)
        if own in fields:
            matched[canonical] = own
        elif canonical in table.columns:
            near = nearest(own, fields)
            faults.append(
                make_fault("column-not-in-file", field=canonical, value=own, nearest=near, has=_list(fields), **place)
            )
        elif canonical in layer.names and layer.column(canonical).required:
            faults.append(make_fault("column-missing", field=canonical, has=_list(fields), **place))
    for canonical in table.values:
        if canonical not in matched and canonical not in table.columns:
            near = nearest(canonical, fields)
            faults.append(
                make_fault(
                    "column-not-in-file", field=canonical, value=canonical, nearest=near, has=_list(fields), **place
                )
            )
    return {name: own for name, own in matched.items() if name in layer.names}, faults


def draft_layer(raw: RawLayer, table: LayerTable, *, file: str, layer: Layer | None = None) -> LayerDraft:
    """All rows of a layer with their canonical columns; what cannot be read sets its row aside.

    `layer` is the county's of that name, where none is given.
    """
    layer = layer or LAYERS[table.name]
    matched, faults = match_columns(table, raw.fields, file=file, layer=layer)
    nothing = np.zeros(raw.count, dtype=bool)
    frame = pd.DataFrame({"row": np.arange(1, raw.count + 1, dtype=np.int64)})
    draft = LayerDraft(layer, file, frame, raw.shapes, nothing, nothing, frozenset(matched), tuple(faults))
    texts: dict[str, NDArray[Any]] = {}
    for column in layer.columns:
        values = _own_values(raw, matched.get(column.name))
        if values.dtype == object and column.name in matched:
            values, draft = clean_texts(draft, column, values)
        texts[column.name] = values
    if raw.totals is not None:
        draft = _quarantine_totals(draft, raw.totals, texts)
    for column in layer.columns:
        kind = raw.types.get(matched.get(column.name, ""), "OFTString")
        words = table.values.get(column.name, {})
        draft = read_column(draft, column, texts[column.name], kind=kind, words=words)
    draft = _fill_segments(draft, layer)
    draft = _quarantine_ragged(draft, raw)
    return _require(draft, layer, matched)


def _own_values(raw: RawLayer, own: str | None) -> NDArray[Any]:
    if own is None or own not in raw.columns:
        return np.full(raw.count, None, dtype=object)
    return raw.columns[own]


def _fill_segments(draft: LayerDraft, layer: Layer) -> LayerDraft:
    """A road without a segment code is known by its row number."""
    if layer.name != "roads":
        return draft
    segments = draft.frame["segment"].to_numpy(dtype=object)
    numbers = draft.rows.astype(str).astype(object)
    blank = pd.isna(segments)
    return draft.with_column("segment", np.where(blank, numbers, segments)) if blank.any() else draft


def _quarantine_totals(draft: LayerDraft, totals: Mapping[int, str], texts: Mapping[str, NDArray[Any]]) -> LayerDraft:
    """A sum of other rows, by its first cell or by what stands for a code or a name."""
    words = np.full(draft.count, None, dtype=object)
    words[np.array(sorted(totals), dtype=np.int64) - 1] = [totals[row] for row in sorted(totals)]
    for name in (draft.layer.code, "name", "village"):
        values = texts.get(name or "")
        if values is not None and values.dtype == object and draft.count:
            known, uniques = pd.factorize(values)
            said = np.array([*(word if is_total(word) else None for word in uniques), None], dtype=object)[known]
            words = np.where(pd.isna(words), said, words)
    mask = ~pd.isna(words)
    return draft.quarantine_totals(mask, words[mask])


def _quarantine_ragged(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    if not raw.ragged:
        return draft
    rows = sorted(raw.ragged)
    mask = np.isin(draft.rows, rows)
    return draft.quarantine("row-ragged", mask, values=[raw.ragged[row] for row in rows], wanted=len(raw.fields))


def _require(draft: LayerDraft, layer: Layer, matched: Mapping[str, str]) -> LayerDraft:
    """A row without a value that it must have is set aside."""
    for column in layer.columns:
        if column.required and column.name in matched:
            blank = pd.isna(draft.frame[column.name]).to_numpy()
            draft = draft.quarantine("value-missing", blank & ~_said(draft, column), field=column.name)
    return draft


def _said(draft: LayerDraft, column: Column) -> NDArray[np.bool_]:
    """Rows whose value in this column was already found to be unreadable."""
    found = (fault for fault in draft.faults if fault.level == "Q" and fault.field == column.name)
    return np.isin(draft.rows, [fault.row for fault in found if fault.row is not None])


def _list(fields: tuple[str, ...]) -> str:
    return ", ".join(fields)
