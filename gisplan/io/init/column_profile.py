"""One column as it looks: its words, how often each stands, and what the porch would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.county.schema import LAYERS, Column
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.layers.layer_draft import LayerDraft
from gisplan.io.layers.texts import clean_texts
from gisplan.io.layers.values import read_column, to_texts

__all__ = ["ColumnProfile", "see_column", "unreadable_words"]

_PLAIN_TEXT, _CODE = Column("text"), Column("code", "code")


@dataclass(frozen=True)
class ColumnProfile:
    """A column of a file: `texts` are its values, cleaned as the porch does, null as None."""

    own: str
    type: str
    texts: NDArray[Any]

    @cached_property
    def words(self) -> Mapping[str, int]:
        """Each different word and how many rows have it, the most frequent first."""
        counts = pd.Series(self.texts, dtype=object).dropna().value_counts(sort=False)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
        return {str(word): int(count) for word, count in ordered}

    @property
    def given(self) -> int:
        """How many rows have a value."""
        return sum(self.words.values())

    @property
    def is_whole(self) -> bool:
        """Whether every row has a value."""
        return self.given == len(self.texts)

    @property
    def is_unique(self) -> bool:
        """Whether no value stands twice."""
        return len(self.words) == self.given > 0

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The values that are numbers."""
        found = pd.to_numeric(pd.Series(self.texts, dtype=object), errors="coerce").to_numpy(dtype=float)
        kept: NDArray[np.float64] = found[np.isfinite(found)]
        return kept

    def share(self, fits: Any) -> float:
        """Which share of the rows with a value have a word that fits."""
        return sum(rows for word, rows in self.words.items() if fits(word)) / max(self.given, 1)


def see_column(raw: RawLayer, own: str, column: Column = _PLAIN_TEXT) -> ColumnProfile:
    """A column of a raw layer, cleaned as one of `column`'s kind is."""
    values = raw.columns[own]
    if values.dtype == object:
        values, _ = clean_texts(_scratch(len(values)), column, values)
    return ColumnProfile(own, raw.types.get(own, "OFTString"), to_texts(values))


def unreadable_words(sight: ColumnProfile, column: Column) -> list[str]:
    """The words that the porch would not understand in a canonical column, the most frequent first."""
    words = list(sight.words)
    values = np.empty(len(words), dtype=object)
    values[:] = words
    draft = read_column(_scratch(len(words)), column, values, kind="OFTString", words={})
    return [word for word, bad in zip(words, draft.rejected.tolist(), strict=True) if bad]


def _scratch(count: int) -> LayerDraft:
    """A draft of nothing, for the porch's own readers to work on."""
    nothing = np.zeros(count, dtype=bool)
    frame = pd.DataFrame({"row": np.arange(1, count + 1, dtype=np.int64)})
    return LayerDraft(LAYERS["roads"], "", frame, np.full(count, None, dtype=object), nothing, nothing)


def see_code(raw: RawLayer, own: str) -> ColumnProfile:
    """A column with its digits half-width, as codes are read."""
    return see_column(raw, own, _CODE)


def sample(words: Sequence[str], most: int = 3) -> str:
    """The first few words of a list."""
    return ", ".join(words[:most]) + (" …" if len(words) > most else "")
