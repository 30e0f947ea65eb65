"""What each column of a file is used as: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from gisplan.county.code_lists import NOT_BUILT
from gisplan.county.schema import LAYERS
from gisplan.io.init.column_profile import ColumnProfile, format_sample, unreadable_words
from gisplan.io.init.columns import is_datum, is_named, is_other_surface, other_unit
from gisplan.io.init.contents import looks_like_surfaces
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Answers
from gisplan.io.init.vocabulary import COUNTED_OTHERWISE, meaning_of
from gisplan.io.layers.columns import bare_word
from gisplan.io.layers.quantities import split_unit

__all__ = ["ColumnUse", "Use", "list_column_uses"]

Use = Literal["used", "not needed", "asked"]
Doubt = Literal[
    "column-unread",
    "column-unit",
    "column-words",
    "column-otherwise",
    "surface-second",
    "datum-column",
    "column-repeated",
]

_NUMBERS = ("number", "integer", "percent")
_WORDS = ("boolean", "status", "rank", "state", "facility", "date")


@dataclass(frozen=True)
class ColumnUse:
    """One column of a file, and what becomes of it.

    Parameters
    ----------
    header : str
        The file's own name of it.
    use : {"used", "not needed", "asked"}
        What becomes of it.
    canonical : tuple of str
        The canonical columns that it is used as; of one that is asked about, those that it may be.
    doubt : str or None
        The kind of question about it.
    evidence : mapping of str to str
        What the question shows of it.
    """

    header: str
    use: Use
    canonical: tuple[str, ...] = ()
    doubt: Doubt | None = None
    evidence: Mapping[str, str] | None = None


def list_column_uses(layer: RecognisedLayer, answers: Answers) -> list[ColumnUse]:
    """Return what becomes of each column of a layer's file, in the order of the file.

    A column about which there is an answer is used, or not needed.
    """
    at = f"layers.{layer.name}.columns"
    taken: dict[str, list[str]] = {}
    for match in layer.matches:
        taken.setdefault(match.header, []).append(match.canonical)
    doubts = _find_doubts(layer, set(taken))
    asked = {use.header: use for use in doubts if not any((at, name) in answers for name in use.canonical)}
    uses: list[ColumnUse] = []
    for header in dict.fromkeys(name for name in layer.source.raw.fields if name):
        if header in taken:
            uses.append(ColumnUse(header, "used", tuple(taken[header])))
        else:
            uses.append(asked.get(header, ColumnUse(header, "not needed")))
    return uses + [
        ColumnUse(name, "asked", doubt="column-repeated", evidence={}) for name in layer.source.repeated
    ]  # fmt: skip


def _find_doubts(layer: RecognisedLayer, taken: set[str]) -> Iterator[ColumnUse]:
    """Yield the columns that are not used though they may matter; each once."""
    found = {match.canonical for match in layer.matches}
    for header, profile in layer.profiles.items():
        if header in taken or profile.given == 0:
            continue
        doubt = _doubt_of(layer, header, profile, found)
        if doubt is not None:
            yield doubt
            found |= set(doubt.canonical)


def _doubt_of(layer: RecognisedLayer, header: str, profile: ColumnProfile, found: set[str]) -> ColumnUse | None:
    words = {"words": format_sample([f"{word} ({rows})" for word, rows in profile.words.items()], 6)}
    if is_datum(header):
        return ColumnUse(header, "asked", (), "datum-column", words)
    if layer.name == "roads" and _is_second_surface(layer, header, profile):
        return ColumnUse(header, "asked", ("surface",), "surface-second", words)
    if layer.name == "roads" and "status" not in found and _names_unbuilt(profile):
        return ColumnUse(header, "asked", ("status",), "column-words", words)
    otherwise = COUNTED_OTHERWISE.get(layer.name, {}).get(bare_word(split_unit(header)[0]).removesuffix("数"))
    if otherwise is not None and otherwise not in found:
        return ColumnUse(header, "asked", (otherwise,), "column-otherwise", words)
    for column in LAYERS[layer.name].columns:
        if column.name in found or not is_named(layer.name, column.name, header, layer.source.profile):
            continue
        unit = other_unit(column, header)
        if unit is not None:
            return ColumnUse(header, "asked", (column.name,), "column-unit", {**words, "unit": unit})
        unread = unreadable_words(profile, column)
        if column.kind in _NUMBERS and unread:
            return ColumnUse(header, "asked", (column.name,), "column-unread", {"words": format_sample(unread)})
        if column.kind in _WORDS and unread:
            return ColumnUse(header, "asked", (column.name,), "column-words", words)
    return None


def _names_unbuilt(profile: ColumnProfile) -> bool:
    """Return whether a column, whatever its name, says of some roads that they are not built."""
    return any(meaning_of("status", word) in NOT_BUILT for word in profile.words)


def _is_second_surface(layer: RecognisedLayer, header: str, profile: ColumnProfile) -> bool:
    """Return whether a column is another surface of today beside the one that is used."""
    if layer.header_of("surface") is None or is_other_surface(header):
        return False
    return looks_like_surfaces(profile) or is_named("roads", "surface", header, layer.source.profile)
