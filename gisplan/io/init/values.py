"""The words of a layer's columns, and what each is proposed to mean: what nobody knows stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gisplan.county.code_lists import ROAD_STATUSES, SEAT_RANKS, SURFACES
from gisplan.county.schema import LAYERS
from gisplan.io.config.layer_table import UNKNOWN
from gisplan.io.init.column_profile import ColumnProfile, see_column, unreadable_words
from gisplan.io.init.layers import Layer
from gisplan.io.init.meanings import class_letter, is_track, surface_code, surface_codes_hold
from gisplan.io.layers.texts import bare_word

__all__ = ["Word", "Words", "read_words", "surfaces_of_classes"]

MOST_WORDS = 200
_MEANINGS: Mapping[str, Mapping[str, str | bool]] = {
    "status": {word: status.code for status in ROAD_STATUSES.values() for word in status.synonyms},
    "rank": {word: rank.code for rank in SEAT_RANKS.values() for word in rank.synonyms},
    "boolean": {"viaduct": True, "aqueduct": True, "buildingpassage": True, "已有": True, "不是": False, "非": False},
}
"""What words mean that no reader understands, by the kind of their column."""


@dataclass(frozen=True)
class Word:
    """A word of the file, in how many rows it stands, and what it means; `asked` where only a clerk can tell."""

    word: str
    rows: int
    meaning: int | str | bool
    asked: bool = False


Words = Mapping[str, tuple[Word, ...]]


def read_words(layer: Layer) -> dict[str, tuple[Word, ...]]:
    """For each canonical column whose words need a list: all its words and their meanings."""
    found: dict[str, tuple[Word, ...]] = {}
    for match in layer.matches:
        if match.canonical not in LAYERS[layer.name].names:
            continue
        column = LAYERS[layer.name].column(match.canonical)
        sight = see_column(layer.found.raw, match.own, column)
        if column.kind == "surface":
            words = _surfaces(sight)
        elif match.canonical == "class":
            words = _classes(sight)
        elif column.kind in ("boolean", "status", "rank", "number", "integer"):
            words = _unread(sight, unreadable_words(sight, column), column.kind)
        else:
            continue
        if words:
            found[match.canonical] = words[:MOST_WORDS]
    return found


def surfaces_of_classes(sight: ColumnProfile) -> tuple[Word, ...]:
    """What a road's class may tell of its surface: that it is a track, and else nothing.

    Nothing is sealed by guess: the clerk must say which classes are.
    """
    return tuple(
        Word(word, rows, 36) if is_track(word) else Word(word, rows, UNKNOWN, asked=True)
        for word, rows in sight.words.items()
    )[:MOST_WORDS]


def _surfaces(sight: ColumnProfile) -> tuple[Word, ...]:
    """No list where every word is a K5104 code; else all words, since only listed ones count then."""
    known = {str(code) for code in SURFACES}
    if all(word in known or word == UNKNOWN for word in sight.words):
        return ()
    trusted = surface_codes_hold(sight.words)
    return tuple(_surface(word, rows, trusted=trusted) for word, rows in sight.words.items())


def _surface(word: str, rows: int, *, trusted: bool) -> Word:
    number = word.isascii() and word.isdigit()
    meaning = (int(word) if trusted else None) if number else surface_code(word)
    return Word(word, rows, UNKNOWN, asked=True) if meaning is None else Word(word, rows, meaning)


def _classes(sight: ColumnProfile) -> tuple[Word, ...]:
    """The words that stand for a letter; letters themselves and foreign classes stay as they are."""
    letters = {word: class_letter(word) for word in sight.words}
    return tuple(
        Word(word, rows, letter) for word, rows in sight.words.items() if (letter := letters[word]) and letter != word
    )


def _unread(sight: ColumnProfile, words: list[str], kind: str) -> tuple[Word, ...]:
    """The words that the porch would set rows aside for."""
    known = _MEANINGS.get(kind, {})
    found = [(word, known.get(bare_word(word))) for word in words]
    return tuple(
        Word(word, sight.words[word], UNKNOWN if meaning is None else meaning, asked=meaning is None)
        for word, meaning in found
    )
