"""Text as people type it: stray spaces, invisible characters, full-width digits."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.county.schema import Column
from gisplan.io.layers.layer_draft import LayerDraft

__all__ = ["ascii_controls", "bare_word", "clean_text", "clean_texts", "fit_cell"]

# C0 and C1 controls, soft hyphen, zero-width and bidirectional marks, byte order mark
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_NO_BREAK = re.compile("[\u00a0\u202f\u2007]")
_SEPARATOR = "\ue000"
_STRAY = re.compile(f"{_SEPARATOR}\\s|\\s{_SEPARATOR}|{_NO_BREAK.pattern}|{_BREAKS.pattern}|{_INVISIBLE.pattern}")
_SHOWN = 40
_LONGEST = 32_000  # a cell holds 32 767 characters, and a longer text is dropped without a word
_ELLIPSIS = " …"


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


def fit_cell(text: str) -> str:
    """Return a text as one cell of a workbook can hold it; a longer one is cut, and ends with an ellipsis."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _ELLIPSIS


def clean_texts(draft: LayerDraft, column: Column, values: NDArray[Any]) -> tuple[NDArray[Any], LayerDraft]:
    """Remove stray and invisible characters from texts, and note in the draft what was corrected.

    Words are otherwise left as they are: "NA" is a name like any other. Blank is null.
    """
    narrow_digits = column.kind != "text"
    joined = _SEPARATOR.join(["", *[value for value in values if value is not None], ""])
    if _STRAY.search(joined) is None and (joined.replace(_SEPARATOR, "").isascii() or not narrow_digits):
        return _none_for_blank(values), draft
    before = pd.Series(values, dtype=object)
    visible = before.str.replace(_INVISIBLE, "", regex=True)
    draft = _note(draft, column, "text-controls", before, visible)
    trimmed = visible.str.replace(_BREAKS, " ", regex=True).str.replace(_NO_BREAK, " ", regex=True).str.strip()
    draft = _note(draft, column, "text-trimmed", visible, trimmed)
    if narrow_digits:
        narrow = trimmed.map(lambda value: unicodedata.normalize("NFKC", value), na_action="ignore")
        draft = _note(draft, column, "text-wide", trimmed, narrow)
        trimmed = narrow
    cleaned = trimmed.to_numpy(dtype=object, copy=True)
    cleaned[pd.isna(cleaned)] = None
    return _none_for_blank(cleaned), draft


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
