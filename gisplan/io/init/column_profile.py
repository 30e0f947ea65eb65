"""What a column of a file holds: its different words, how often each occurs, and which cannot be read."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.base.values import is_dash
from gisplan.county.schema import LAYERS, Column
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.columns import clean_texts
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.quantities import UNITS, find_header_unit, join_thousands, parse_quantity
from gisplan.io.layers.values import read_column, to_texts

__all__ = [
    "MOST",
    "ColumnProfile",
    "format_sample",
    "is_blank_word",
    "odd_words",
    "profile_code_column",
    "profile_column",
    "read_quantity",
    "unreadable_words",
]

MOST = 0.9
"""The share of a column's rows from which a few others do not matter."""

_MULTIPLES: Mapping[str, float] = {"百": 100.0, "千": 1000.0, "万": 10_000.0, "亿": 1e8}
_NUMBERS = ("number", "integer", "percent")
_COUNTS = ("people", "households")
_NO_FORM, _OTHER_UNIT = "", "other"
_PLAIN_FORMS = ("1.0", "bare")
_BLANK_WORDS = frozenset(("无", "不详", "未知", "不明", "暂无", "空", "na", "n/a", "nil", "none", "null", "unknown"))
_PLAIN_TEXT, _CODE = Column("text"), Column("code", "code")


@dataclass(frozen=True)
class ColumnProfile:
    """The values of one column of a file.

    Parameters
    ----------
    header : str
        The file's own name of the column.
    type : str
        OGR's type of its values.
    texts : array of object
        The values as text, cleaned as they are when a county is read; None where null.
    """

    header: str
    type: str
    texts: NDArray[Any]

    @cached_property
    def words(self) -> Mapping[str, int]:
        """The different words and the number of rows that have each, the most frequent first."""
        counts = pd.Series(self.texts, dtype=object).dropna().value_counts(sort=False)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
        return {str(word): int(count) for word, count in ordered}

    @property
    def given(self) -> int:
        """The number of rows with a value."""
        return sum(self.words.values())

    @property
    def is_whole(self) -> bool:
        """Whether every row has a value."""
        return self.given == len(self.texts)

    @property
    def is_unique(self) -> bool:
        """Whether no value occurs more than once."""
        return len(self.words) == self.given > 0

    @cached_property
    def as_code(self) -> ColumnProfile:
        """The column as one of codes, with half-width digits."""
        if all(word.isascii() for word in self.words):
            return self
        codes, uniques = pd.factorize(self.texts)
        narrow = [unicodedata.normalize("NFKC", word) for word in uniques]
        return ColumnProfile(self.header, self.type, fill_objects(len(narrow) + 1, values=[*narrow, None])[codes])

    @property
    def is_nearly_unique(self) -> bool:
        """Whether at most a tenth of the rows is blank, or has a value that another has, too."""
        return self.given > 0 and self.given >= MOST * len(self.texts) and len(self.words) >= MOST * self.given

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The values that are numbers."""
        found = pd.to_numeric(pd.Series(self.texts, dtype=object), errors="coerce").to_numpy(dtype=float)
        kept: NDArray[np.float64] = found[np.isfinite(found)]
        return kept

    def numbers_of(self, column: Column) -> NDArray[np.float64]:
        """Return the numbers in the column's own unit: the header may end with another."""
        unit = find_header_unit(column, self.header)[1]
        return self.numbers * (UNITS[str(column.unit)][unit] if unit is not None else 1.0)

    def matching_share(self, fits: Any) -> float:
        """Return the share of the rows with a value whose word fits."""
        return sum(rows for word, rows in self.words.items() if fits(word)) / max(self.given, 1)


def profile_column(raw: RawLayer, header: str, column: Column = _PLAIN_TEXT) -> ColumnProfile:
    """Return the profile of one column of a file, cleaned as a canonical column of that kind is."""
    values = raw.columns[header]
    if raw.field_counts is not None:
        values = values[raw.field_counts == len(raw.fields)]
    if values.dtype == object:
        values, _ = clean_texts(_empty_draft(len(values)), column, values)
    return ColumnProfile(header, raw.types.get(header, "OFTString"), to_texts(values))


def unreadable_words(profile: ColumnProfile, column: Column) -> list[str]:
    """Return the words that cannot be read as a canonical column's values, the most frequent first.

    Where numbers contradict each other, such as in several units, those that are not in the commonest form are, too.
    """
    odd = set(odd_words(profile, column))
    words = [word for word in profile.words if word not in odd]
    rejected = _read(words, profile, column).rejected
    bad = odd.union(word for word, is_bad in zip(words, rejected, strict=True) if is_bad)
    return [word for word in profile.words if word in bad]


def odd_words(profile: ColumnProfile, column: Column) -> list[str]:
    """Return the numbers that are not in a column's commonest form, where these contradict each other; else none."""
    if column.kind not in _NUMBERS or not _read(list(profile.words), profile, column).refused:
        return []
    forms = {word: _form_of(word, profile.header, column) for word in profile.words}
    rows = Counter[str]()
    for word, form in forms.items():
        rows[form] += profile.words[word] if form not in (_NO_FORM, _OTHER_UNIT) else 0
    usual = max(rows, key=lambda form: (rows[form], form in _PLAIN_FORMS))
    return [word for word, form in forms.items() if form not in (_NO_FORM, usual)]


def _read(words: Sequence[str], profile: ColumnProfile, column: Column) -> LayerDraft:
    """Read different words of a column as those of a canonical one."""
    values = fill_objects(len(words), values=words)
    return read_column(_empty_draft(len(words)), column, values, kind="OFTString", words={}, header=profile.header)


def _form_of(word: str, header: str, column: Column) -> str:
    """Return in which form a number is written, such as its unit; "" of what is none."""
    found = parse_quantity(word)
    if column.kind == "percent":
        number = read_quantity(column, word)
        return _NO_FORM if number is None else "%" if word.endswith(("%", "％")) else str(number <= 1)
    if found is None:
        return _NO_FORM
    known = UNITS.get(column.unit or "", {})
    unit = found.unit or find_header_unit(column, header)[1]
    if unit is None or (not found.unit and known[unit] == 1.0):
        return "1.0" if column.unit in _COUNTS else "bare"
    return str(known[unit]) if unit in known else _OTHER_UNIT


def read_quantity(column: Column, text: str, header: str = "") -> float | None:
    """Return the number that one text says, in the column's own unit; None where it says none.

    Parameters
    ----------
    column : Column
        A column of numbers or shares.
    text : str
        A number, with a unit or a Chinese multiple behind it.
    header : str
        The header, which may end with the unit of numbers without one.

    Returns
    -------
    float or None

    Examples
    --------
    >>> people = Column("population", "number", unit="people")
    >>> [read_quantity(people, text) for text in ("0.08万", "1,000人", "1.2万人", "12%", "约900")]
    [800.0, 1000.0, 12000.0, None, None]
    """
    narrow = unicodedata.normalize("NFKC", text).strip()
    if column.kind == "percent":
        narrow = narrow.removesuffix("%").strip()
    found = parse_quantity(narrow)
    if found is None:
        return None
    factor = _factor_of(found.unit or find_header_unit(column, header)[1] or "", UNITS.get(column.unit or "", {}))
    try:
        number = float(f"{float(join_thousands(found.number)) * (math.nan if factor is None else factor):.12g}")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _factor_of(unit: str, known: Mapping[str, float]) -> float | None:
    """Return what one of a unit is in the column's own; None of an unknown one."""
    if unit in known or not unit:
        return known.get(unit, 1.0)
    rest = unit[1:]
    return _MULTIPLES[unit[0]] * known.get(rest, 1.0) if unit[0] in _MULTIPLES and rest in ("", *known) else None


def is_blank_word(word: str) -> bool:
    """Return whether a word in a column of numbers is how offices write that there is nothing, such as —— or 无.

    Examples
    --------
    >>> [is_blank_word(word) for word in ("——", "/", "无", "0", "十")]
    [True, True, True, False, False]
    """
    narrow = unicodedata.normalize("NFKC", word).strip().casefold()
    return narrow in _BLANK_WORDS or is_dash(narrow)


def _empty_draft(count: int) -> LayerDraft:
    """Return a draft without columns, for the readers of values to work on."""
    nothing = np.zeros(count, dtype=bool)
    frame = pd.DataFrame({"row": np.arange(1, count + 1, dtype=np.int64)})
    return LayerDraft(LAYERS["roads"], "", frame, np.full(count, None, dtype=object), nothing, nothing)


def profile_code_column(raw: RawLayer, header: str) -> ColumnProfile:
    """Return the profile of a column of codes, with half-width digits."""
    return profile_column(raw, header, _CODE)


def format_sample(words: Sequence[str], most: int = 3) -> str:
    """Return the first words of a list."""
    return ", ".join(words[:most]) + (" …" if len(words) > most else "")
