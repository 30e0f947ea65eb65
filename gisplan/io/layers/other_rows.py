"""Rows of a table that are no records like the others: sums, headings, rows of another width, merged cells."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Objects, fill_objects
from gisplan.county.schema import Layer
from gisplan.io.files.header_rows import TOTAL_LETTERS, is_total
from gisplan.io.files.point_shapes import find_missing
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["quarantine_headings", "quarantine_ragged", "quarantine_totals", "warn_of_merged"]

_NEVER_SHARED = ("number", "integer", "date")  # kinds of columns of which no two have one value
_HEADING_FROM = 3  # columns: in a narrower table a lone value may be a row


def quarantine_totals(draft: LayerDraft, totals: Mapping[int, str], texts: Mapping[str, NDArray[Any]]) -> LayerDraft:
    """Quarantine sums of other rows, known by their first cell, their code or their name."""
    words = fill_objects(draft.count)
    words[np.array(sorted(totals), dtype=np.int64)] = [totals[place] for place in sorted(totals)]
    for name in (draft.layer.code, "name", "village"):
        values = texts.get(name or "")
        if values is not None and values.dtype == object:
            for place in _find_total_words(values):
                words[place] = values[place] if words[place] is None else words[place]
    mask = ~pd.isna(words)
    return draft.quarantine_others("total-row", mask, words[mask], redundant=True)


def _find_total_words(texts: Objects) -> list[int]:
    """Find the places of words for a total: most columns have no text that begins as one, and are done with at once.

    Examples
    --------
    >>> _find_total_words(np.array(["合计村", None, "合 计", "R1"], dtype=object))
    [2]
    """
    begins = {text[:1] for text in texts if text}
    some = {letter for letter in begins if letter.isspace() or letter.casefold() in TOTAL_LETTERS}
    if not some:
        return []
    return [place for place, text in enumerate(texts) if text and text[:1] in some and is_total(text)]


def quarantine_ragged(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    """Quarantine records with more or fewer fields than the header; what stands in which column is not known."""
    if raw.field_counts is None:
        return draft
    mask = raw.field_counts != len(raw.fields)
    return draft.quarantine_others("row-ragged", mask, raw.field_counts[mask], expected=len(raw.fields))


def warn_of_merged(
    draft: LayerDraft, raw: RawLayer, layer: Layer, matched: Mapping[str, str], texts: Mapping[str, NDArray[Any]]
) -> LayerDraft:
    """Warn of codes, amounts, days and coordinates in one cell over several rows or columns; an amount may be a sum."""
    own_names = {}
    for column in layer.columns:
        areas = raw.merged.get(matched[column.name]) if column.name in matched else None
        if areas is None or (column.kind not in _NEVER_SHARED and column.name != layer.code):
            continue
        own_names[matched[column.name]] = column.name
        shared = (areas > 0) & (np.bincount(areas)[areas] > 1) & ~pd.isna(texts[column.name])
        if shared.any() and column.kind != "date":
            code = "code-merged" if column.name == layer.code else "cells-merged"
            value = str(texts[column.name][shared][0])
            draft = draft.with_summary_fault(code, shared, field=column.name, value=value)
    for name in raw.place_fields if raw.merged else ():
        areas = raw.merged[name]
        shared = (areas > 0) & (np.bincount(areas)[areas] > 1) & ~pd.isna(raw.columns[name])
        if shared.any():
            value = str(raw.columns[name][shared][0])
            draft = draft.with_summary_fault("place-merged", shared, field=name, value=value)
    return _warn_across(draft, raw, {**{name: name for name in raw.place_fields}, **own_names})


def _warn_across(draft: LayerDraft, raw: RawLayer, names: Mapping[str, str]) -> LayerDraft:
    """Warn of cells over two columns, by the canonical names of those columns of which no two have one value."""
    for one, other in pairwise(raw.fields if raw.merged else ()):
        if names.keys() & {one, other} and {one, other} <= raw.merged.keys():
            both = (raw.merged[one] > 0) & (raw.merged[one] == raw.merged[other]) & ~pd.isna(raw.columns[one])
            if both.any():
                field, has = (names[one], other) if one in names else (names[other], one)
                value = str(raw.columns[one][both][0])
                draft = draft.with_summary_fault("columns-merged", both, field=field, value=value, has=has)
    return draft


def quarantine_headings(draft: LayerDraft, raw: RawLayer) -> LayerDraft:
    """Quarantine rows of a table that hold nothing but one text, as a heading over its columns does."""
    if len(raw.columns) < _HEADING_FROM or not draft.count:
        return draft
    rows = np.flatnonzero(find_missing(raw.shapes))
    words = fill_objects(draft.count)
    for name in raw.columns:
        if not len(rows):
            break
        cells = raw.columns[name][rows]
        given = ~pd.isna(cells) & (cells != "")
        again = given & ~pd.isna(words[rows])
        words[rows[given]] = cells[given]
        words[rows[again]] = None
        rows = rows[~again]  # a second text makes it a record
    mask = np.zeros(draft.count, dtype=bool)
    mask[rows] = [isinstance(word, str) and not word.isascii() for word in words[rows]]
    return draft.quarantine_others("row-heading", mask, words[mask])
