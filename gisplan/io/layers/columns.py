"""The columns of a layer, found by their names; texts cleaned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.base.faults import Fault
from gisplan.base.values import closest_name, narrow_text
from gisplan.county.schema import LAYERS, Column, Layer
from gisplan.io.config.layer_columns import PLACE_COLUMNS
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.faults.catalogue import FaultContext, nearest
from gisplan.io.files.encodings import NAME_BYTES
from gisplan.io.files.handover.cell_rows import release_cells
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.geometry import quarantine_other_kinds
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.other_rows import quarantine_headings, quarantine_ragged, quarantine_totals, warn_of_merged
from gisplan.io.layers.quantities import find_header_unit
from gisplan.io.layers.roads import number_segments
from gisplan.io.layers.values import read_column

__all__ = ["ascii_controls", "bare_word", "clean_text", "clean_texts", "draft_layer", "match_columns"]

# C0 and C1 controls, soft hyphen, zero-width and bidirectional marks, byte order mark
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_NO_BREAK = re.compile("[\u00a0\u202f\u2007]")
_SEPARATOR = "\ue000"
_LOST = "\ufffd"  # stands for what a program could not read, such as half of a character
_STRAY = re.compile(f"{_SEPARATOR}\\s|\\s{_SEPARATOR}|{_NO_BREAK.pattern}|{_BREAKS.pattern}|{_INVISIBLE.pattern}")
_SHOWN = 40


def bare_word(word: str) -> str:
    """Return a word as it is looked up: half-width, small letters, without marks and spaces.

    Examples
    --------
    >>> bare_word("Cement  Concrete"), bare_word("RR(TRACK)"), bare_word("路面宽(米)")
    ('cementconcrete', 'rrtrack', '路面宽米')
    """
    narrow = unicodedata.normalize("NFKC", word).casefold()
    return "".join(letter for letter in narrow if letter.isalnum())


def clean_text(text: str) -> str:
    """Return one text without stray or invisible characters, as `clean_texts` leaves it.

    Examples
    --------
    >>> clean_text("　仁和村 ")
    '仁和村'
    """
    return _NO_BREAK.sub(" ", _BREAKS.sub(" ", _INVISIBLE.sub("", text))).strip()


def clean_texts(draft: LayerDraft, column: Column, values: NDArray[Any]) -> tuple[NDArray[Any], LayerDraft]:
    """Remove stray and invisible characters from texts, and note in the draft what was corrected.

    Words are otherwise left as they are: "NA" is a name like any other. Blank is null.
    """
    narrow_digits = column.kind != "text" and column.unit != "degree"
    joined = _SEPARATOR.join(["", *[value for value in values if value is not None], ""])
    if _LOST in joined:
        lost = np.array([value is not None and _LOST in value for value in values], dtype=bool)
        draft = draft.with_summary_fault("text-damaged", lost, field=column.name, value=values[lost][0][:_SHOWN])
    if not _holds_stray(joined) and (joined.replace(_SEPARATOR, "").isascii() or not narrow_digits):
        return _none_for_blank(values), draft
    before = pd.Series(values, dtype=object)
    visible = before.str.replace(_INVISIBLE, "", regex=True)
    draft = _note(draft, column, "text-controls", before, visible)
    trimmed = visible.str.replace(_BREAKS, " ", regex=True).str.replace(_NO_BREAK, " ", regex=True).str.strip()
    draft = _note(draft, column, "text-trimmed", visible, trimmed)
    if narrow_digits:
        narrow = trimmed.map(narrow_text, na_action="ignore")
        draft = _note(draft, column, "text-wide", trimmed, narrow)
        trimmed = narrow
    cleaned = trimmed.to_numpy(dtype=object, copy=True)
    cleaned[pd.isna(cleaned)] = None
    return _none_for_blank(cleaned), draft


def _holds_stray(joined: str) -> bool:
    """Return whether any of many texts, each between two separators, has a stray or an invisible character."""
    bare = joined.replace(_SEPARATOR, "")
    if bare.isascii() and bare.isprintable():  # then only spaces may be: a tenth of the time
        return f"{_SEPARATOR} " in joined or f" {_SEPARATOR}" in joined
    return _STRAY.search(joined) is not None


def _note(draft: LayerDraft, column: Column, code: str, before: pd.Series, after: pd.Series) -> LayerDraft:
    """Add one fault for all texts that were changed, with the first of them."""
    changed = (before.notna() & (before != after)).to_numpy(dtype=bool)
    if not changed.any():
        return draft
    sample = str(before[changed].iloc[0])[:_SHOWN]
    return draft.with_summary_fault(code, changed, field=column.name, value=ascii_controls(sample))


def ascii_controls(text: str) -> str:
    """Return a text in which invisible characters are shown by their code points."""
    return "".join(c if c.isprintable() and c != "\u00a0" else f"\\u{ord(c):04x}" for c in text)


def _none_for_blank(values: NDArray[Any]) -> NDArray[Any]:
    blank = np.asarray(values == "", dtype=bool)
    if not blank.any():
        return values
    kept = values.copy()
    kept[blank] = None
    return kept


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
    matched, faults = match_columns(table, raw.fields, file=file, layer=layer, values=raw.columns)
    nothing = np.zeros(raw.count, dtype=bool)
    null = fill_objects(raw.count)
    null.flags.writeable = False  # as all columns that the file does not have share it
    frame = _make_frame(raw, layer, matched, null)
    given, above = frozenset(matched), raw.rows_above
    draft = LayerDraft(layer, file, frame, raw.shapes, nothing, nothing, given, tuple(faults), rows_above=above)
    texts: dict[str, NDArray[Any]] = {}
    for column in layer.columns:
        values = raw.columns.get(matched[column.name], null) if column.name in matched else null
        if values.dtype == object and column.name in matched:
            values, draft = clean_texts(draft, column, values)
        texts[column.name] = values
    if raw.totals is not None:
        draft = quarantine_headings(quarantine_totals(draft, raw.totals, texts), raw)
    draft = quarantine_other_kinds(quarantine_ragged(draft, raw), texts)
    if not raw.merged:
        release_cells(raw.columns)
    for column in layer.columns:
        values = texts[column.name] if raw.merged else texts.pop(column.name)
        if column.name in matched:
            draft = _read_one(draft, column, raw, table, matched[column.name], values)
    draft = number_segments(draft)
    return _quarantine_incomplete(warn_of_merged(draft, raw, layer, matched, texts), layer, matched)


def _make_frame(raw: RawLayer, layer: Layer, matched: Mapping[str, str], null: NDArray[Any]) -> pd.DataFrame:
    """Make the frame of all canonical columns, blank; those that the file has are put in as they are read."""
    rows = raw.numbers if raw.numbers is not None else np.arange(1, raw.count + 1, dtype=np.int64)
    blanks = {c.name: _read_blank(c.kind, c.unit) for c in layer.columns if c.name not in matched}
    typed = {n: b.take(np.zeros(raw.count, dtype=np.int64)) for n, b in blanks.items() if b.dtype != object}
    return pd.DataFrame({"row": rows, **{c.name: typed.get(c.name, null) for c in layer.columns}}, copy=False)


def _read_one(
    draft: LayerDraft, column: Column, raw: RawLayer, table: LayerTable, own: str, texts: NDArray[Any]
) -> LayerDraft:
    """Read one column by its type in the file, the county file's words and its own name there."""
    kind, words = raw.types.get(own, "OFTString"), table.values.get(column.name, {})
    return read_column(draft, column, texts, kind=kind, words=words, header=own)


@cache
def _read_blank(kind: Any, unit: str | None) -> Any:
    """Read one blank as a value of a kind, as the columns hold it that the file does not have."""
    nothing, one = np.zeros(1, dtype=bool), fill_objects(1)
    draft = LayerDraft(LAYERS["roads"], "", pd.DataFrame({"row": [1]}), one, nothing, nothing)
    column = Column("blank", kind=kind, unit=unit)
    return read_column(draft, column, one, kind="OFTString", words={}).frame["blank"].array


def match_columns(
    table: LayerTable,
    fields: tuple[str, ...],
    *,
    file: str,
    layer: Layer | None = None,
    values: Mapping[str, NDArray[Any]] | None = None,
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
    values : mapping of str to array, optional
        The columns that were read: only one without repeated values is proposed as the code of the layer.

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
            if fields.count(own) > 1:
                faults.append(context.fault("columns-collide", field=canonical, value=own, count=fields.count(own)))
        elif canonical in table.columns:
            faults.append(_missing_column(context, canonical, own, fields))
        elif canonical in layer.names and layer.column(canonical).required:
            faults.append(context.fault("column-missing", field=canonical, has=has))
        elif _is_cut(canonical, file, fields) and canonical[:NAME_BYTES] not in table.columns.values():
            faults.append(context.fault("column-cut", field=canonical, value=canonical[:NAME_BYTES]))
    for canonical in table.values:
        if canonical not in matched and canonical not in table.columns:
            faults.append(_missing_column(context, canonical, canonical, fields))
    unread = [own for own in fields if own not in {*matched.values(), *table.own_columns}]
    named = {*matched, *table.columns}
    faults += [
        fault
        for fault in _find_unread(context, layer, unread, named)
        if fault.field != layer.code or _is_unique((values or {}).get(str(fault.value)))
    ]
    return {name: own for name, own in matched.items() if name in layer.names}, faults


_ALIKE = 0.85
_UNIT = re.compile(r"[(（].*[)）]$")  # behind a name


def _find_unread(context: FaultContext, layer: Layer, unread: list[str], named: Set[str]) -> Iterator[Fault]:
    """Warn of columns of the file that look like a column of the layer which it does not have."""
    for column in layer.columns:
        by_word = {bare_word(_UNIT.sub("", find_header_unit(column, own)[0])): own for own in reversed(unread)}
        if column.name in named or not by_word:
            continue
        words = [bare_word(word) for word in (column.name, column.chinese, *column.synonyms)]
        near = next((word for word in words if word in by_word), None)
        near = near or closest_name(words[0], by_word, cutoff=_ALIKE)
        if near is not None:
            unread = [own for own in unread if own != by_word[near]]
            yield context.fault("column-unread", field=column.name, value=by_word[near])


def _is_unique(values: NDArray[Any] | None) -> bool:
    """Return whether a column was read and no value is in it twice: rows of one code are set aside."""
    given = pd.Series(values, dtype=object).dropna()
    return len(given) > 0 and bool(given.is_unique)


def _is_cut(canonical: str, file: str, fields: tuple[str, ...]) -> bool:
    """Return whether a shapefile has the column under the first bytes of its name, which is longer."""
    cut = canonical[:NAME_BYTES]
    return cut != canonical and cut in fields and file.lower().endswith((".shp", ".zip"))


def _missing_column(context: FaultContext, canonical: str, own: str, fields: tuple[str, ...]) -> Fault:
    """Make the fault of a column that the county file names and the file does not have."""
    near, has = nearest(own, fields), ", ".join(fields)
    return context.fault("column-not-in-file", field=canonical, value=own, nearest=near, has=has)


def _quarantine_incomplete(draft: LayerDraft, layer: Layer, matched: Mapping[str, str]) -> LayerDraft:
    """Quarantine rows without a value that is required; not those whose value was found to be unreadable."""
    for column in layer.columns:
        if column.required and column.name in matched:
            blank = pd.isna(draft.frame[column.name]).to_numpy()
            missing = blank & ~draft.rows_at_fault(field=column.name)
            draft = draft.quarantine("value-missing", missing, field=column.name)
    return draft
