"""Texts and numbers of a file as typed values of canonical columns; rows that cannot be read are quarantined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Ints, Mask, fill_objects
from gisplan.base.codes import find_damage, may_be_damaged, strip_zero_decimals
from gisplan.base.language import N_
from gisplan.county.code_lists import AREA_KINDS, ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES, code_by_word
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.layer import LARGEST, Column
from gisplan.io.config.layer_columns import UNKNOWN
from gisplan.io.faults.catalogue import nearest
from gisplan.io.files.degrees import read_coordinates
from gisplan.io.layers.dates import clear_zero_years, read_dates
from gisplan.io.layers.layer_draft import EachRow, LayerDraft
from gisplan.io.layers.quantities import clear_dashes, join_thousands, strip_forms, write_header_unit

__all__ = ["BETWEEN", "read_column", "strip_numbers", "to_texts"]

_YES = {"yes", "true", "1", "y", "t", "是", "有", "√"}
_NO = {"no", "false", "0", "n", "f", "否", "无", "×"}
_YES_NO: Mapping[str, bool] = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_SURFACE_WORDS = {str(code): code for code in SURFACES}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": code_by_word(ROAD_STATUSES.values()),
    "rank": code_by_word(SEAT_RANKS.values()),
    "state": code_by_word(ATTESTED_STATES.values()),
    "area": code_by_word(AREA_KINDS.values()),
    "facility": code_by_word(FACILITY_KINDS.values()),
}
_BLOCK = 1 << 16  # rows: what is made of the different texts of all takes too much memory
_COUNTED = ("people", "households")  # there is no half of one
BETWEEN = re.compile(r"\s*[;；,，、]\s*|\s+")


def read_column(
    draft: LayerDraft,
    column: Column,
    values: NDArray[Any],
    *,
    kind: str,
    words: Mapping[str, Any],
    header: str = "",
) -> LayerDraft:
    """Add one more canonical column, typed, to a draft.

    Parameters
    ----------
    draft : LayerDraft
        The layer so far.
    column : Column
        The canonical column.
    values : (N,) array
        What the file has, cleaned.
    kind : str
        OGR's type of the file's column.
    words : mapping
        The file's own words and what they mean.
    header : str
        The file's own name of the column. A unit that it ends with is that of the numbers.

    Returns
    -------
    LayerDraft
    """
    if column.kind == "code":
        return _read_codes(draft, column, values, kind, words)
    values, draft = clear_dashes(draft, column, values, words)
    if column.unit == "degree" and values.dtype == object:
        return _read_degrees(draft, column, _translate(values, words))
    if column.kind in ("number", "integer", "percent"):
        values = write_header_unit(column, header, values, words, to_texts)
        return _read_numbers(draft, column, values, words)
    texts = to_texts(values)
    if column.kind == "codes":
        return _read_lists(draft, column, texts, words)
    if column.kind == "date":
        return read_dates(draft, column, texts, words)
    if column.kind == "surface":
        return _read_surfaces(draft, column, texts, words)
    if column.kind == "boolean":
        return _read_booleans(draft, column, texts, words)
    if column.kind in _WORDS:
        return _read_words(draft, column, texts, words)
    return draft.with_column(column.name, _translate(texts, words))


def to_texts(values: NDArray[Any]) -> NDArray[Any]:
    """Return values as text, null as None: whole numbers without a point, booleans as true and false."""
    if values.dtype == object:
        return values
    if values.dtype == bool:
        return np.where(values, "true", "false").astype(object)
    if values.dtype.kind == "M":
        days = np.datetime_as_string(values.astype("datetime64[s]")).astype(object)
        days[np.isnat(values)] = None
        return days
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(str).astype(object)
    numbers = values.astype(float)
    known = np.isfinite(numbers)
    whole = known & (np.floor(numbers) == numbers) & (np.abs(numbers) < 2**53)
    texts = fill_objects(len(values))
    texts[whole] = numbers[whole].astype(np.int64).astype(str)
    texts[known & ~whole] = [repr(float(number)) for number in numbers[known & ~whole]]
    return texts


def _translate(texts: NDArray[Any], words: Mapping[str, Any]) -> NDArray[Any]:
    """Replace the file's words by what they mean; a word that is not listed stays as it is."""
    if not words:
        return texts
    meant = {str(word): None if meaning == UNKNOWN else str(meaning) for word, meaning in words.items()}
    return _map_texts(texts, lambda text: meant.get(text, text))


def _map_texts(texts: NDArray[Any], function: Callable[[str], Any]) -> NDArray[Any]:
    """Apply a function to each different text of a block once; null stays None."""
    mapped = fill_objects(len(texts))
    for begin in range(0, len(texts), _BLOCK):
        codes, uniques = pd.factorize(texts[begin : begin + _BLOCK])
        mapped[begin : begin + _BLOCK] = fill_objects(len(uniques) + 1, values=[*map(function, uniques), None])[codes]
    return mapped


def _read_codes(
    draft: LayerDraft, column: Column, values: NDArray[Any], kind: str, words: Mapping[str, Any]
) -> LayerDraft:
    texts = _translate(to_texts(values), words)
    draft = draft.with_column(column.name, texts)
    if kind == "OFTReal" and (first := next((i for i, text in enumerate(texts) if text is not None), None)) is not None:
        sample = repr(float(values[first])) if values.dtype != object else str(values[first])
        return draft.with_fault("code-float", row=int(draft.rows[first]), field=column.name, value=sample)
    if not may_be_damaged("".join(filter(None, texts))):
        return draft
    return _refuse_damaged(draft, column, texts, _map_texts(texts, find_damage))


def _read_lists(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    """Read several codes in one value as a tuple without repeats; None where blank."""
    texts = _translate(texts, words)
    lists = _map_texts(texts, lambda text: tuple(dict.fromkeys(item for item in BETWEEN.split(text) if item)) or None)
    damage = _map_texts(texts, lambda text: next(filter(None, map(find_damage, BETWEEN.split(text))), None))
    return _refuse_damaged(draft.with_column(column.name, lists), column, texts, damage)


def _refuse_damaged(draft: LayerDraft, column: Column, texts: NDArray[Any], damage: NDArray[Any]) -> LayerDraft:
    """Refuse a file whose codes a spreadsheet took for numbers."""
    for name, code in (("float", "code-float"), ("exponent", "code-exponent")):
        damaged = np.asarray(damage == name, dtype=bool)
        if damaged.any():
            draft = draft.with_summary_fault(code, damaged, field=column.name, value=texts[damaged][0])
    return draft


def _read_numbers(draft: LayerDraft, column: Column, values: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    """Read numbers, whole numbers and shares, and quarantine the rows of those that are none or out of range."""
    texts, draft = strip_numbers(draft, column, values, words)
    numbers, given, draft = clear_zero_years(draft, column, *_parse_numbers(texts))
    wrong = given & ~np.isfinite(numbers)
    whole = column.kind == "integer"
    if whole or column.unit in _COUNTED:
        wrong |= given & ~wrong & (np.floor(numbers) != numbers)
    shown = _format_values(values[wrong])
    kind = N_("whole number") if whole or column.unit in _COUNTED else N_("number")
    draft = draft.quarantine("number-unreadable", wrong, field=column.name, values=shown, expected=kind)
    draft = _check_limits(draft, column, texts, np.where(wrong, np.nan, numbers))
    unknown = wrong | ~(np.abs(numbers) <= LARGEST)
    if not whole:
        return draft.with_column(column.name, np.where(unknown, np.nan, numbers))
    return draft.with_column(column.name, _to_integers(np.where(unknown, 0, numbers).astype(np.int64), unknown))


def _read_degrees(draft: LayerDraft, column: Column, texts: NDArray[Any]) -> LayerDraft:
    """Read a longitude or latitude, which may be written with minutes and seconds, as those of a sheet's points are."""
    read = read_coordinates(texts, "lon" if column.name.endswith("lon") else "lat")
    known = ~np.isnan(read.value)
    draft = draft.quarantine("row-degrees-packed", read.packed, field=column.name, values=texts[read.packed])
    draft = draft.quarantine("degrees-wrong", read.wrong, field=column.name, values=texts[read.wrong])
    unread = read.odd & ~known & ~read.wrong
    converted, kind = read.odd & known, N_("number")
    draft = draft.quarantine("number-unreadable", unread, field=column.name, values=texts[unread], expected=kind)
    if converted.any():
        sample = {"value": texts[converted][0], "meant": f"{read.value[converted][0]:.6f}"}
        draft = draft.with_summary_fault("degrees-read", converted, field=column.name, **sample)
    return draft.with_column(column.name, read.value)


def strip_numbers(
    draft: LayerDraft, column: Column, values: NDArray[Any], words: Mapping[str, Any]
) -> tuple[NDArray[Any], LayerDraft]:
    """Return numbers as they are, or texts of them without their units and per cent signs.

    Parameters
    ----------
    draft : LayerDraft
        The layer so far.
    column : Column
        The canonical column.
    values : (N,) array
        What the file has, cleaned.
    words : mapping
        The file's own words and what they mean.

    Returns
    -------
    values : (N,) array
        The numbers, or texts of them.
    draft : LayerDraft
        With a fault where units were read, or where they contradict each other.
    """
    if not words and column.kind != "percent" and values.dtype != object:
        return values, draft
    texts = to_texts(values)
    listed = pd.Series(texts, dtype=object).isin([str(word) for word in words]).to_numpy(dtype=bool)
    return strip_forms(draft, column, _translate(texts, words), listed)


def _parse_numbers(texts: NDArray[Any]) -> tuple[Floats, Mask]:
    """Return numbers, NaN where a text is none, and which values are given."""
    if texts.dtype != object:
        numbers = texts.astype(float)
        return numbers, ~np.isnan(numbers)
    plain = pd.Series(_map_texts(texts, join_thousands), dtype=object)
    return pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float), plain.notna().to_numpy()


def _check_limits(draft: LayerDraft, column: Column, texts: NDArray[Any], numbers: Floats) -> LayerDraft:
    """Quarantine rows with a number below the column's lowest, or above its highest."""
    lowest = -LARGEST if column.lowest is None else column.lowest
    low, high = numbers < lowest, numbers > column.highest
    values, limit = _format_values(texts[low]), f"{lowest:.15g}"
    draft = draft.quarantine("number-too-low", low, field=column.name, values=values, expected=limit)
    values, limit = _format_values(texts[high]), f"{column.highest:.15g}"
    if column.kind == "percent":
        return draft.quarantine("percent-too-high", high, field=column.name, values=values)
    return draft.quarantine("number-too-high", high, field=column.name, values=values, expected=limit)


def _format_values(values: NDArray[Any]) -> list[str]:
    """Format numbers for a message; texts stay as they are."""
    return [value if isinstance(value, str) else f"{value:.15g}" for value in values]


def _to_integers(numbers: Ints, unknown: Mask) -> pd.arrays.IntegerArray:
    """Return whole numbers of which some are unknown."""
    return pd.arrays.IntegerArray(numbers, unknown)


def _read_surfaces(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    """Read surface codes: by the listed words alone, or without a list, as the codes themselves."""
    listed = {str(word): _parse_surface(meaning) for word, meaning in words.items()} or _SURFACE_WORDS
    codes, uniques = pd.factorize(texts)
    plain = {word: strip_zero_decimals(word) for word in uniques}
    listed = {**{word: listed[number] for word, number in plain.items() if number in listed}, **listed}
    for place, word in enumerate(uniques):
        if word not in listed and word != UNKNOWN:
            draft = draft.with_summary_fault("surface-unlisted", codes == place, field=column.name, value=word)
    numbers = np.array([listed.get(word) or 0 for word in [*uniques, None]], dtype=np.int64)[codes]
    return draft.with_column(column.name, _to_integers(numbers, numbers == 0))


def _parse_surface(meaning: Any) -> int | None:
    return None if meaning == UNKNOWN else int(meaning)


def _read_booleans(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    listed = {**column.own_words, **{str(word): _parse_boolean(meaning) for word, meaning in words.items()}}
    meant = _map_texts(texts, lambda text: listed.get(text, _YES_NO.get(strip_zero_decimals(text).casefold())))
    unknown = {word for word, meaning in listed.items() if meaning is None} | {UNKNOWN}
    blank = pd.isna(meant)
    wrong = blank & np.asarray(~pd.isna(texts), dtype=bool) & ~np.isin(texts.astype(str), list(unknown))
    draft = draft.quarantine("boolean-unreadable", wrong, field=column.name, values=texts[wrong])
    return draft.with_column(column.name, pd.array(meant, dtype="boolean"))


def _parse_boolean(meaning: Any) -> bool | None:
    return None if meaning == UNKNOWN else _YES_NO.get(str(meaning).casefold())


def _read_words(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    own = _WORDS[column.kind]
    for_unknown = own.get(UNKNOWN)
    listed = {**own, **{str(word): for_unknown if meaning == UNKNOWN else meaning for word, meaning in words.items()}}
    meant = _map_texts(texts, lambda text: listed.get(text, listed.get(text.casefold())))
    unknown = {word for word, meaning in listed.items() if meaning is None} | {UNKNOWN}
    wrong: Mask = pd.isna(meant) & ~pd.isna(texts) & ~np.isin(texts.astype(str), list(unknown))
    values = texts[wrong]
    params = EachRow(range(len(values)), lambda place: {"nearest": nearest(str(values[place]), own)})
    allowed = ", ".join(dict.fromkeys(own.values()))
    draft = draft.quarantine("word-unknown", wrong, field=column.name, values=values, params=params, expected=allowed)
    return draft.with_column(column.name, meant)
