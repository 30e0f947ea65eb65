"""The canonical, typed columns of a layer from the file's own columns and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.base.faults import Fault
from gisplan.county.schema import LAYERS, Layer
from gisplan.io.config.layer_table import PLACE_COLUMNS, LayerTable
from gisplan.io.faults.catalogue import FaultContext, nearest
from gisplan.io.files.header_rows import is_total
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.texts import clean_texts
from gisplan.io.layers.values import read_column

__all__ = ["draft_layer", "match_columns"]


def draft_layer(raw: RawLayer, table: LayerTable, *, file: str, layer: Layer | None = None) -> LayerDraft:
    """Read all rows of a layer into its canonical columns, and quarantine those that cannot be read.

    Parameters
    ----------
    raw : RawLayer
        The layer as its file holds it.
    table : LayerTable
        What the county file says of its columns and words.
    file : str
        The file, as it is shown.
    layer : Layer, optional
        The canonical layer; the county's of the table's name, where none is given.

    Returns
    -------
    LayerDraft
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
    return _quarantine_incomplete(draft, layer, matched)


def match_columns(
    table: LayerTable, fields: tuple[str, ...], *, file: str, layer: Layer | None = None
) -> tuple[dict[str, str], list[Fault]]:
    """Find which of the file's columns each canonical one comes from, and which cannot be found.

    A canonical column that is not mapped is the file's own of that name, where it has one.

    Parameters
    ----------
    table : LayerTable
        What the county file says of the columns.
    fields : tuple of str
        The columns of the file.
    file : str
        The file, as it is shown.
    layer : Layer, optional
        The canonical layer; the county's of the table's name, where none is given.

    Returns
    -------
    matched : dict of str to str
        The file's own name of each canonical column that it has.
    faults : list of Fault
    """
    layer = layer or LAYERS[table.name]
    context = FaultContext(file, table.name)
    has = ", ".join(fields)
    faults: list[Fault] = []
    matched: dict[str, str] = {}
    for canonical in (*layer.names, *PLACE_COLUMNS):
        own = table.columns.get(canonical, canonical)
        if own in fields:
            matched[canonical] = own
        elif canonical in table.columns:
            faults.append(_missing_column(context, canonical, own, fields))
        elif canonical in layer.names and layer.column(canonical).required:
            faults.append(context.fault("column-missing", field=canonical, has=has))
    for canonical in table.values:
        if canonical not in matched and canonical not in table.columns:
            faults.append(_missing_column(context, canonical, canonical, fields))
    return {name: own for name, own in matched.items() if name in layer.names}, faults


def _missing_column(context: FaultContext, canonical: str, own: str, fields: tuple[str, ...]) -> Fault:
    """Make the fault of a column that the county file names and the file does not have."""
    near, has = nearest(own, fields), ", ".join(fields)
    return context.fault("column-not-in-file", field=canonical, value=own, nearest=near, has=has)


def _own_values(raw: RawLayer, own: str | None) -> NDArray[Any]:
    if own is None or own not in raw.columns:
        return fill_objects(raw.count)
    return raw.columns[own]


def _fill_segments(draft: LayerDraft, layer: Layer) -> LayerDraft:
    """Give roads without a segment code their row number as one."""
    if layer.name != "roads":
        return draft
    segments = draft.frame["segment"].to_numpy(dtype=object)
    numbers = draft.rows.astype(str).astype(object)
    blank = pd.isna(segments)
    return draft.with_column("segment", np.where(blank, numbers, segments)) if blank.any() else draft


def _quarantine_totals(draft: LayerDraft, totals: Mapping[int, str], texts: Mapping[str, NDArray[Any]]) -> LayerDraft:
    """Quarantine sums of other rows, known by their first cell, their code or their name."""
    words = fill_objects(draft.count)
    words[np.array(sorted(totals), dtype=np.int64) - 1] = [totals[row] for row in sorted(totals)]
    for name in (draft.layer.code, "name", "village"):
        values = texts.get(name or "")
        if values is not None and values.dtype == object and draft.count:
            codes, uniques = pd.factorize(values)
            listed = np.array([*(word if is_total(word) else None for word in uniques), None], dtype=object)
            words = np.where(pd.isna(words), listed[codes], words)
    mask = ~pd.isna(words)
    return draft.quarantine_totals(mask, words[mask])


def _quarantine_ragged(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    """Quarantine records with more or fewer fields than the header."""
    if not raw.ragged:
        return draft
    rows = sorted(raw.ragged)
    mask = np.isin(draft.rows, rows)
    return draft.quarantine("row-ragged", mask, values=[raw.ragged[row] for row in rows], expected=len(raw.fields))


def _quarantine_incomplete(draft: LayerDraft, layer: Layer, matched: Mapping[str, str]) -> LayerDraft:
    """Quarantine rows without a value that is required; not those whose value was found to be unreadable."""
    for column in layer.columns:
        if column.required and column.name in matched:
            blank = pd.isna(draft.frame[column.name]).to_numpy()
            missing = blank & ~draft.rows_at_fault(field=column.name)
            draft = draft.quarantine("value-missing", missing, field=column.name)
    return draft
