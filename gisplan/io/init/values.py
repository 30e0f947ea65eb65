"""The words of a layer's columns and the proposed meaning of each; unrecognised words stay unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gisplan.base.codes import strip_zero_decimals
from gisplan.county.code_lists import NOT_BUILT, SURFACES
from gisplan.county.layer import Column
from gisplan.county.schema import LAYERS
from gisplan.io.config.layer_columns import UNKNOWN
from gisplan.io.files.header_rows import is_total
from gisplan.io.init.column_profile import ColumnProfile, odd_words, profile_column, read_quantity, unreadable_words
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.vocabulary import class_letter, meaning_of, surface_code

__all__ = ["ColumnWords", "WordMeaning", "interpret_words", "surfaces_from_classes"]

MOST_WORDS = 200

_SURFACE_CODES = {str(code): code for code in SURFACES}
_HELD = 0.95  # of the rows with a number: a list of another country has other numbers in more than a few rows


@dataclass(frozen=True)
class WordMeaning:
    """A word of a file's column and its proposed meaning.

    Parameters
    ----------
    word : str
        The word as the file has it.
    rows : int
        The number of rows that have it.
    meaning : int, float, str or bool
        The canonical value that it means, or "unknown".
    unresolved : bool
        Whether a clerk has to answer what it means.
    """

    word: str
    rows: int
    meaning: int | float | str | bool
    unresolved: bool = False


ColumnWords = Mapping[str, tuple[WordMeaning, ...]]


def interpret_words(layer: RecognisedLayer) -> dict[str, tuple[WordMeaning, ...]]:
    """Return, for each canonical column whose words need a list, its words and their meanings."""
    found: dict[str, tuple[WordMeaning, ...]] = {}
    for match in layer.matches:
        if match.canonical not in LAYERS[layer.name].names:
            continue
        column = LAYERS[layer.name].column(match.canonical)
        profile = profile_column(layer.source.raw, match.header, column)
        if column.kind == "surface":
            words = _surfaces(profile)
        elif match.canonical == "class":
            words = _classes(profile)
        elif column.kind in ("boolean", "status", "rank", "state", "facility", "date", "number", "integer", "percent"):
            words = _unreadable(profile, _list_asked(layer, profile, column), column)
        else:
            words = ()
        words = _apply_profile(layer, match.canonical, profile, words)
        if words:
            found[match.canonical] = words[:MOST_WORDS]
    return found


def _apply_profile(
    layer: RecognisedLayer, canonical: str, profile: ColumnProfile, words: tuple[WordMeaning, ...]
) -> tuple[WordMeaning, ...]:
    """Return the words with what the source of the file is known to mean by them."""
    source = layer.source.profile
    known = source.layer(layer.name).values.get(canonical, {}) if source is not None else {}
    meant = {word: WordMeaning(word, rows, known[word]) for word, rows in profile.words.items() if word in known}
    return (*(meant.pop(word.word, word) for word in words), *meant.values())


def surfaces_from_classes(profile: ColumnProfile) -> tuple[WordMeaning, ...]:
    """Return the surface of each road class: unknown, until the clerk has answered."""
    return tuple(WordMeaning(word, rows, UNKNOWN, unresolved=True) for word, rows in profile.words.items())[:MOST_WORDS]


def _surfaces(profile: ColumnProfile) -> tuple[WordMeaning, ...]:
    """Return no list where every word is a K5104 code; else all words, since then only listed ones count."""
    numbers = {word: strip_zero_decimals(word) for word in profile.words}
    if all(number in _SURFACE_CODES or number == UNKNOWN for number in numbers.values()):
        return ()
    rows = {word: profile.words[word] for word, number in numbers.items() if _is_code(number)}
    held = sum(count for word, count in rows.items() if numbers[word] in _SURFACE_CODES)
    codes = _SURFACE_CODES if held >= _HELD * sum(rows.values()) else {}
    return tuple(_surface(word, count, codes.get(numbers[word])) for word, count in profile.words.items())


def _is_code(number: str) -> bool:
    """Return whether a text is a number of a list; 0 is what a program writes where nothing is given."""
    return number.isascii() and number.isdigit() and int(number) > 0


def _surface(word: str, rows: int, code: int | None) -> WordMeaning:
    meaning = surface_code(word) if code is None else code
    return WordMeaning(word, rows, UNKNOWN, unresolved=True) if meaning is None else WordMeaning(word, rows, meaning)


def _classes(profile: ColumnProfile) -> tuple[WordMeaning, ...]:
    """Return the words that mean a class letter; letters and classes of other countries need no list."""
    letters = {word: class_letter(word) for word in profile.words}
    return tuple(
        WordMeaning(word, rows, letter)
        for word, rows in profile.words.items()
        if (letter := letters[word]) and letter != word
    )


def _list_asked(layer: RecognisedLayer, profile: ColumnProfile, column: Column) -> list[str]:
    """Return the words that cannot be read, and of roads those that take a road away, such as 在建."""
    unread = unreadable_words(profile, column)
    if (layer.name, column.kind) != ("roads", "status"):
        return unread
    return [word for word in profile.words if word in unread or meaning_of("status", word) in NOT_BUILT]


def _unreadable(profile: ColumnProfile, words: list[str], column: Column) -> tuple[WordMeaning, ...]:
    """Return the words with what they mean, but for plain numbers and sums, which need no explanation."""
    odd = odd_words(profile, column)
    meant = {word: _meaning(profile, word, column) for word in words if word in odd or not _is_number(word)}
    return tuple(
        WordMeaning(word, profile.words[word], UNKNOWN if meaning is None else meaning, unresolved=_is_open(meaning))
        for word, meaning in meant.items()
        if not is_total(word)
    )


def _meaning(profile: ColumnProfile, word: str, column: Column) -> int | float | str | bool | None:
    if column.kind not in ("number", "integer", "percent"):
        return meaning_of(column.kind, word)
    number = read_quantity(column, word, profile.header)
    if column.kind == "percent" and number is not None and 0 < number <= 1 and not word.endswith(("%", "％")):
        number = float(f"{number * 100:.12g}")  # a fraction among per cents
    return int(number) if number is not None and number.is_integer() else number


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _is_open(meaning: int | float | str | bool | None) -> bool:
    """Return whether a clerk must say what a word means: also a number, and what takes a road away as not built."""
    return meaning is None or isinstance(meaning, float) or type(meaning) is int or meaning in NOT_BUILT
