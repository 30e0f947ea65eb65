"""Words and numbers to typed values: each kind of column reads its own, and sets aside what it cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
from gisplan.base.codes import find_damage
from gisplan.base.language import N_
from gisplan.county.code_lists import ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS, SURFACES, code_by_word
from gisplan.county.schema import Column
from gisplan.io.config.layer_table import UNKNOWN
from gisplan.io.faults.catalogue import nearest
from gisplan.io.layers.dates import read_dates
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.quantities import strip_percent, strip_units

__all__ = ["read_column"]

_YES = {"yes", "true", "1", "y", "t", "是", "有", "√"}
_NO = {"no", "false", "0", "n", "f", "否", "无", "×"}
_YES_NO: Mapping[str, bool] = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_SURFACE_WORDS = {str(code): code for code in SURFACES}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": code_by_word(ROAD_STATUSES.values()),
    "rank": code_by_word(SEAT_RANKS.values()),
    "state": code_by_word(ATTESTED_STATES.values()),
}
_WHOLE_REAL = "OFTReal"
_BETWEEN = re.compile(r"\s*[;；,，、]\s*|\s+")


def read_column(
    draft: LayerDraft, column: Column, values: NDArray[Any], *, kind: str, words: Mapping[str, Any]
) -> LayerDraft:
    """The draft with one more canonical column, typed.

    Parameters
    ----------
    draft : Draft
        The layer so far.
    column : Column
        The canonical column.
    values : array
        What the file has, cleaned.
    kind : str
        OGR's type of the file's column.
    words : mapping
        The file's own words and what they mean.
    """
    if column.kind == "code":
        return _read_codes(draft, column, values, kind, words)
    if column.kind in ("number", "integer", "percent"):
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
    if column.kind in ("status", "rank", "state"):
        return _read_words(draft, column, texts, words)
    return draft.with_column(column.name, _translate(texts, words))


def to_texts(values: NDArray[Any]) -> NDArray[Any]:
    """Values as text, null as None: whole numbers without a point, truth as true and false."""
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
    texts = np.full(len(values), None, dtype=object)
    texts[whole] = numbers[whole].astype(np.int64).astype(str)
    texts[known & ~whole] = [repr(float(number)) for number in numbers[known & ~whole]]
    return texts


def _translate(texts: NDArray[Any], words: Mapping[str, Any]) -> NDArray[Any]:
    """The file's words for what they mean; a word that nobody listed stays as it is."""
    if not words:
        return texts
    meant = {str(word): None if meaning == UNKNOWN else str(meaning) for word, meaning in words.items()}
    return _look_up(texts, lambda text: meant.get(text, text))


def _look_up(texts: NDArray[Any], meaning: Any) -> NDArray[Any]:
    """Each different text is asked once."""
    codes, uniques = pd.factorize(texts)
    meanings = np.empty(len(uniques) + 1, dtype=object)
    meanings[:-1] = [meaning(text) for text in uniques]
    meanings[-1] = None
    found: NDArray[Any] = meanings[codes]
    return found


def _read_codes(
    draft: LayerDraft, column: Column, values: NDArray[Any], kind: str, words: Mapping[str, Any]
) -> LayerDraft:
    texts = _translate(to_texts(values), words)
    known = np.flatnonzero([text is not None for text in texts])
    draft = draft.with_column(column.name, texts)
    if kind == _WHOLE_REAL and len(known):
        sample = repr(float(values[known[0]])) if values.dtype != object else str(values[known[0]])
        return draft.with_fault("code-float", row=int(draft.rows[known[0]]), field=column.name, value=sample)
    return _refuse_damaged(draft, column, texts, _look_up(texts, find_damage))


def _read_lists(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    """Several codes in one value, as a tuple without repeats; None where blank."""
    texts = _translate(texts, words)
    lists = _look_up(texts, lambda text: tuple(dict.fromkeys(item for item in _BETWEEN.split(text) if item)) or None)
    damage = _look_up(texts, lambda text: next(filter(None, map(find_damage, _BETWEEN.split(text))), None))
    return _refuse_damaged(draft.with_column(column.name, lists), column, texts, damage)


def _refuse_damaged(draft: LayerDraft, column: Column, texts: NDArray[Any], damage: NDArray[Any]) -> LayerDraft:
    """Codes that a spreadsheet took for numbers refuse the file."""
    for name, code in (("float", "code-float"), ("exponent", "code-exponent")):
        hurt = np.asarray(damage == name, dtype=bool)
        if hurt.any():
            draft = draft.with_summary_fault(code, hurt, field=column.name, value=texts[hurt][0])
    return draft


def _read_numbers(draft: LayerDraft, column: Column, values: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    share = column.kind == "percent"
    texts = _translate(to_texts(values), words) if words or share or values.dtype == object else values
    if texts.dtype == object:
        texts, draft = (strip_percent if share else strip_units)(draft, column, texts)
    if texts.dtype == object:
        series = pd.Series(texts, dtype=object)
        plain = series.str.replace(r"(?<=\d),(?=\d{3}(?!\d))", "", regex=True)
        numbers = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float)
        given = series.notna().to_numpy()
    else:
        numbers = texts.astype(float)
        given = ~np.isnan(numbers)
    wrong = given & ~np.isfinite(numbers)
    whole = column.kind == "integer"
    if whole:
        wrong |= given & ~wrong & (np.floor(numbers) != numbers)
    wanted = N_("whole number") if whole else N_("number")
    draft = draft.quarantine("number-unreadable", wrong, field=column.name, values=_show(texts[wrong]), wanted=wanted)
    if column.lowest is not None:
        low = ~wrong & given & (numbers < column.lowest)
        draft = draft.quarantine(
            "number-too-low", low, field=column.name, values=_show(texts[low]), wanted=f"{column.lowest:g}"
        )
    if share:
        high = ~wrong & given & (numbers > 100)
        draft = draft.quarantine("percent-too-high", high, field=column.name, values=_show(texts[high]))
    numbers = np.where(wrong, np.nan, numbers)
    if not whole:
        return draft.with_column(column.name, numbers)
    unknown = np.isnan(numbers)
    return draft.with_column(column.name, _integers(np.where(unknown, 0, numbers).astype(np.int64), unknown))


def _show(values: NDArray[Any]) -> list[str]:
    """Numbers as people write them; texts as they are."""
    return [value if isinstance(value, str) else f"{value:.15g}" for value in values]


def _integers(numbers: NDArray[np.int64], unknown: Mask) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(numbers, unknown)


def _read_surfaces(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    """With a list of words, only the words of the list count; without one the codes themselves."""
    listed = {str(word): _surface(meaning) for word, meaning in words.items()} or _SURFACE_WORDS
    codes, uniques = pd.factorize(texts)
    for place, word in enumerate(uniques):
        if word not in listed and word != UNKNOWN:
            draft = draft.with_summary_fault("surface-unlisted", codes == place, field=column.name, value=word)
    numbers = np.array([listed.get(word) or 0 for word in [*uniques, None]], dtype=np.int64)[codes]
    return draft.with_column(column.name, _integers(numbers, numbers == 0))


def _surface(meaning: Any) -> int | None:
    return None if meaning == UNKNOWN else int(meaning)


def _read_booleans(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    listed = {str(word): _truth(meaning) for word, meaning in words.items()}
    meant = _look_up(texts, lambda text: listed.get(text, _YES_NO.get(text.casefold())))
    silent = {word for word, meaning in listed.items() if meaning is None} | {UNKNOWN}
    blank = pd.isna(meant)
    wrong = blank & np.asarray(~pd.isna(texts), dtype=bool) & ~np.isin(texts.astype(str), list(silent))
    draft = draft.quarantine("boolean-unreadable", wrong, field=column.name, values=texts[wrong])
    return draft.with_column(column.name, pd.array(meant, dtype="boolean"))


def _truth(meaning: Any) -> bool | None:
    return None if meaning == UNKNOWN else _YES_NO.get(str(meaning).casefold())


def _read_words(draft: LayerDraft, column: Column, texts: NDArray[Any], words: Mapping[str, Any]) -> LayerDraft:
    own = _WORDS[column.kind]
    nothing = own.get(UNKNOWN)
    listed = {**own, **{str(word): nothing if meaning == UNKNOWN else meaning for word, meaning in words.items()}}
    meant = _look_up(texts, lambda text: listed.get(text, listed.get(text.casefold())))
    unknown = {word for word, meaning in listed.items() if meaning is None} | {UNKNOWN}
    wrong: Mask = pd.isna(meant) & ~pd.isna(texts) & ~np.isin(texts.astype(str), list(unknown))
    params = [{"nearest": nearest(str(text), own)} for text in texts[wrong]]
    wanted = ", ".join(dict.fromkeys(own.values()))
    draft = draft.quarantine(
        "word-unknown", wrong, field=column.name, values=texts[wrong], params=params, wanted=wanted
    )
    return draft.with_column(column.name, meant)
