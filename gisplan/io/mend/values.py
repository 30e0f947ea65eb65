"""The values of a file that are written otherwise than they are read, and as what they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Ints
from gisplan.county.schema import Column
from gisplan.io.check.original_rows import ask_again
from gisplan.io.child.loading import load_grid, load_rows
from gisplan.io.child.requests import make_item
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.files.sheets import read_records
from gisplan.io.files.staging import Source
from gisplan.io.layers.columns import clean_texts, match_columns
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.quantities import find_header_unit
from gisplan.io.layers.values import strip_numbers
from gisplan.io.reading import Reading

__all__ = ["MendedLayer", "ValueChange", "mend_values", "number_rows", "read_whole"]

_NUMBERS = ("number", "integer", "percent")


@dataclass(frozen=True)
class ValueChange:
    """One value that was mended.

    Attributes
    ----------
    layer, file : str
    row : int
        As the clerk's program shows it.
    field : str
        The file's own column.
    before, after : str
    """

    layer: str
    file: str
    row: int
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class MendedLayer:
    """A layer's file with all its columns, some values mended.

    Attributes
    ----------
    source : Source
    raw : RawLayer
        All columns and rows.
    changes : tuple of ValueChange
    """

    source: Source
    raw: RawLayer
    changes: tuple[ValueChange, ...]


def read_whole(reading: Reading, source: Source) -> RawLayer | None:
    """Read all columns of a file again; None where they cannot all be read.

    Parameters
    ----------
    reading : Reading
        Whose private copies are kept.
    source : Source
        The file.

    Returns
    -------
    RawLayer or None
    """
    item = {**make_item(source), "columns": None}
    answer = ask_again(reading, source, item)
    if "grid" in answer:
        raw, _faults = read_records(source, load_grid(answer, item["name"], reading.process.workdir))
        return raw
    return load_rows(answer, item["name"], reading.process.workdir) if "read" in answer else None


def mend_values(source: Source, raw: RawLayer, draft: LayerDraft) -> MendedLayer:
    """Write texts, codes and units as they were read; the values of rows that are doubted there stay as they are.

    Parameters
    ----------
    source : Source
        The file.
    raw : RawLayer
        All its columns.
    draft : LayerDraft
        The layer as it was read.

    Returns
    -------
    MendedLayer
    """
    layer, rows = draft.layer, number_rows(raw)
    matched, _faults = match_columns(source.table, raw.fields, file=source.file, layer=layer)
    nothing = np.zeros(raw.count, dtype=bool)
    blank = LayerDraft(layer, source.file, pd.DataFrame({"row": rows}), raw.shapes, nothing, nothing)
    columns, changes = dict(raw.columns), list[ValueChange]()
    for column in layer.columns:
        own = matched.get(column.name)
        if own is None or column.kind == "surface" or column.unit == "degree" or columns[own].dtype != object:
            continue
        after = _mend_column(blank, column, own, raw.columns[own], source.table.values.get(column.name, {}))
        doubted = np.isin(rows, [row for fault in draft.faults for row in _doubted_rows(fault, column.name)])
        columns[own] = np.where(doubted | pd.isna(raw.columns[own]) | pd.isna(after), raw.columns[own], after)
        changes += _list_changes(draft, own, rows, raw.columns[own], columns[own])
    return MendedLayer(source, replace(raw, columns=columns), tuple(changes))


def _list_changes(
    draft: LayerDraft, field: str, rows: Ints, before: NDArray[Any], after: NDArray[Any]
) -> Iterator[ValueChange]:
    for place in np.flatnonzero(~pd.isna(before) & (before != after)).tolist():
        row = int(rows[place]) + draft.rows_above
        yield ValueChange(draft.layer.name, draft.file, row, field, str(before[place]), str(after[place]))


def _doubted_rows(fault: Any, field: str) -> list[int]:
    return fault.list_rows() if fault.level == "Q" and fault.field == field else []


def _mend_column(
    blank: LayerDraft, column: Column, header: str, values: NDArray[Any], words: Mapping[str, Any]
) -> NDArray[Any]:
    """Return the texts of a column without stray characters and units; these stay with a list or a header of them."""
    cleaned, _draft = clean_texts(blank, column, values)
    if column.kind not in _NUMBERS or words or find_header_unit(column, header)[1] is not None:
        return cleaned
    plain, draft = strip_numbers(blank, column, cleaned, {})
    return cleaned if draft.refused else plain


def number_rows(raw: RawLayer) -> Ints:
    """Return the number of each row, from 1."""
    return raw.numbers if raw.numbers is not None else np.arange(1, raw.count + 1, dtype=np.int64)
