"""What a column of a file holds: its different words, how often each occurs, and which cannot be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import fill_objects
from gisplan.county.schema import LAYERS, Column
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.columns import clean_texts
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.quantities import UNITS, find_header_unit
from gisplan.io.layers.values import read_column, to_texts

__all__ = ["MOST", "ColumnProfile", "format_sample", "profile_code_column", "profile_column", "unreadable_words"]

MOST = 0.9
"""The share of a column's rows from which a few others do not matter."""

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

    Where they contradict each other, such as numbers in several units, these are all that are no plain number.
    """
    words = list(profile.words)
    values = np.empty(len(words), dtype=object)
    values[:] = words
    draft = read_column(_empty_draft(len(words)), column, values, kind="OFTString", words={}, header=profile.header)
    bad = draft.rejected.tolist()
    if draft.refused and column.kind in ("number", "integer", "percent"):
        bad = pd.to_numeric(pd.Series(words, dtype=object), errors="coerce").isna().tolist()
    return [word for word, is_bad in zip(words, bad, strict=True) if is_bad]


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
