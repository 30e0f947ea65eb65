"""Rows that the condition of a layer's table leaves out: see `gisplan.io.config.where`."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Mask, Objects, fill_objects
from gisplan.base.faults import Fault
from gisplan.io.config.where import Comparison, Condition, Negation, RowFilter
from gisplan.io.faults.catalogue import FaultContext, nearest
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.columns import clean_text
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["KeptRows", "keep_rows", "quarantine_undecided"]

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MOST_DIGITS = 310  # of a whole number; one with more is infinite as a decimal, and greater than any that is compared
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class _Truth:
    """Where a condition holds, and where it does not; of the other rows it is unknown.

    `cells` has, where it is unknown for a cell that is no number, the column and the cell.
    """

    holds: Mask
    fails: Mask
    cells: Objects


@dataclass(frozen=True)
class KeptRows:
    """The rows of a file that are read.

    Parameters
    ----------
    raw : RawLayer
        Their values.
    left_out : int
        How many rows are not among them.
    cells : (N,) object
        Of kept rows that the condition cannot decide, the column and the cell that is no number; else None.
    faults : tuple of Fault
        Why the condition cannot be applied to the file.
    """

    raw: RawLayer
    left_out: int
    cells: Objects
    faults: tuple[Fault, ...] = ()


def keep_rows(raw: RawLayer, where: RowFilter | None, *, context: FaultContext) -> KeptRows:
    """Keep the rows for which a condition holds; null, compared with anything, is unknown, and not kept.

    Rows whose cells do not stand below their names, or hold no number where one is compared, are kept, to be set aside.

    Parameters
    ----------
    raw : RawLayer
        All rows.
    where : RowFilter or None
        The condition.
    context : FaultContext
        What faults name.

    Returns
    -------
    KeptRows
    """
    everything = KeptRows(raw, 0, fill_objects(raw.count))
    if where is None or not raw.count:
        return everything
    faults = _check(raw, where, context)
    if faults:
        return KeptRows(raw, 0, everything.cells, tuple(faults))
    truth = _evaluate(where.condition, raw)
    undecided = ~truth.holds & ~truth.fails & ~pd.isna(truth.cells)
    kept = truth.holds | undecided
    if raw.field_counts is not None:
        ragged = raw.field_counts != len(raw.fields)
        undecided &= ~ragged
        kept |= ragged
    if not kept.any():
        fault = context.fault("where-nothing", field="where", value=where.text, count=raw.count)
        return KeptRows(raw, 0, everything.cells, (fault,))
    cells = fill_objects(raw.count)
    cells[undecided] = truth.cells[undecided]
    return KeptRows(raw.take(np.flatnonzero(kept)), int((~kept).sum()), cells[kept])


def quarantine_undecided(draft: LayerDraft, cells: Objects) -> LayerDraft:
    """Quarantine rows of which the condition cannot tell whether to read them."""
    mask = ~pd.isna(cells)
    columns, texts = [{"column": column} for column, _ in cells[mask]], [text for _, text in cells[mask]]
    return draft.quarantine("where-unread", mask, field="where", values=texts, params=columns)


def _check(raw: RawLayer, where: RowFilter, context: FaultContext) -> list[Fault]:
    """Find the columns that the file does not have, and numbers that are compared with texts."""
    faults: dict[tuple[str, str], Fault] = {}
    for comparison in where.comparisons:
        column, details = comparison.column, {"field": "where", "value": comparison.column, "at": comparison.at}
        if column not in raw.columns:
            near, has = nearest(column, raw.fields), ", ".join(raw.fields)
            fault = context.fault("where-column", **details, nearest=near, has=has)
            faults.setdefault((column, "column"), fault)
        elif raw.columns[column].dtype != object and isinstance(next(iter(comparison.values), 0), str):
            faults.setdefault((column, "kind"), context.fault("where-kind", **details))
    return list(faults.values())


def _evaluate(condition: Condition, raw: RawLayer) -> _Truth:
    if isinstance(condition, Comparison):
        return _compare(condition, raw.columns[condition.column])
    if isinstance(condition, Negation):
        truth = _evaluate(condition.part, raw)
        return _Truth(truth.fails, truth.holds, truth.cells)
    parts = [_evaluate(part, raw) for part in condition.parts]
    holds, fails = [part.holds for part in parts], [part.fails for part in parts]
    cells = reduce(lambda some, more: np.where(pd.isna(some), more, some), [part.cells for part in parts])
    if condition.operator == "and":
        return _Truth(np.logical_and.reduce(holds), np.logical_or.reduce(fails), cells)
    return _Truth(np.logical_or.reduce(holds), np.logical_and.reduce(fails), cells)


def _compare(comparison: Comparison, values: NDArray[Any]) -> _Truth:
    """Compare a column with the values of a comparison, each different text once."""
    if values.dtype != object:
        null = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
        holds = null if comparison.operator == "null" else _holds(comparison, values) & ~null
        fails = ~null if comparison.operator == "null" else ~holds & ~null
        return _Truth(holds, fails, fill_objects(len(values)))
    codes, uniques = pd.factorize(values)
    each = [_compare_text(comparison, text) for text in uniques]
    found = fill_objects(len(each) + 1, values=[*each, True if comparison.operator == "null" else None])
    wrong = [is_wrong is None and clean_text(text) != "" for is_wrong, text in zip(each, uniques, strict=True)]
    pairs = [(comparison.column, text) if is_wrong else None for is_wrong, text in zip(wrong, uniques, strict=True)]
    holds, fails = (np.array([one is is_true for one in found], dtype=bool) for is_true in (True, False))
    return _Truth(holds[codes], fails[codes], fill_objects(len(each) + 1, values=[*pairs, None])[codes])


def _holds(comparison: Comparison, values: NDArray[Any]) -> Mask:
    if comparison.operator == "in":
        return np.isin(values, comparison.values)
    return np.asarray(_COMPARE[comparison.operator](values, comparison.values[0]), dtype=bool)


def _compare_text(comparison: Comparison, cell: str) -> bool | None:
    """Compare one text; None where it is blank, or no number where one is needed."""
    text, values = clean_text(cell), comparison.values
    if comparison.operator == "null":
        return not text
    if not text:
        return None
    if comparison.operator == "like":
        return _is_like(text, str(values[0]).split("%"))
    own: Any = text if isinstance(values[0], str) else _to_number(text)
    if own is None:
        return None
    return own in values if comparison.operator == "in" else bool(_COMPARE[comparison.operator](own, values[0]))


def _to_number(text: str) -> int | float | None:
    narrow = unicodedata.normalize("NFKC", text)
    if _NUMBER.fullmatch(narrow) is None:
        return None
    return float(narrow) if "." in narrow or len(narrow) > _MOST_DIGITS else int(narrow)


def _is_like(text: str, pieces: Sequence[str]) -> bool:
    """Return whether a text consists of pieces with any characters between them; it takes no longer than reading it."""
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    at = len(first)
    if not text.startswith(first):
        return False
    for piece in middle:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return len(text) - at >= len(last) and text.endswith(last)
