"""Single values of a table: whether one is missing, what it is as plain text, and how alike two texts are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

__all__ = [
    "closest_name",
    "closest_names",
    "count_or_none",
    "is_dash",
    "is_missing",
    "narrow_text",
    "number_or_none",
    "similarity",
    "text_or_none",
]

# raised, lowered, circled and bracketed figures, and fractions, which are not behind a letter as in m³
_FIGURES = re.compile(
    "(?<![^\\W\\d_])([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
    "\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]+)"
)

_NUMBER = re.compile(r"\d+")
_DASHES = re.compile(r"[-\u2010-\u2015\u2500\u2212\ufe58\ufe63\uff0d/\uff0f\\\uff3c\s]+")


def is_dash(text: str) -> bool:
    """Return whether a cell holds nothing but dashes or slashes, which is how offices write that there is nothing.

    Parameters
    ----------
    text : str
        One cell of a table.

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_dash(text) for text in ("——", "/", "-1", "")]
    [True, True, False, False]
    """
    return not text[-1:].isalnum() and _DASHES.fullmatch(text) is not None


def is_missing(value: Any) -> bool:
    """Return whether a value is None, NaN, NaT or pandas' NA.

    Parameters
    ----------
    value : object
        One cell of a table; not an array.

    Returns
    -------
    bool
        True where there is no value.

    Examples
    --------
    >>> [is_missing(value) for value in (None, float("nan"), 0, "", ())]
    [True, True, False, False, False]
    """
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # pandas' NA: a comparison with it has no truth value
        return True


def text_or_none(value: Any) -> str | None:
    """Return a value as text, None where it is missing.

    Parameters
    ----------
    value : object
        One cell of a table.

    Returns
    -------
    str or None
        Its text.

    Examples
    --------
    >>> text_or_none(610728100200), text_or_none(float("nan"))
    ('610728100200', None)
    """
    return None if is_missing(value) else str(value)


def number_or_none(value: Any) -> float | int | None:
    """Return a number as an int where it is whole, else as a float; None where it is missing.

    Parameters
    ----------
    value : object
        One cell of a table of numbers.

    Returns
    -------
    int, float or None
        The number.

    Examples
    --------
    >>> number_or_none(12.0), number_or_none(0.5), number_or_none(None)
    (12, 0.5, None)
    """
    if is_missing(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def count_or_none(value: Any) -> int | None:
    """Return a number rounded to a whole one, None where it is missing.

    Parameters
    ----------
    value : object
        One cell of a table of numbers.

    Returns
    -------
    int or None
        The whole number.

    Examples
    --------
    >>> count_or_none(11.6), count_or_none(None)
    (12, None)
    """
    return None if is_missing(value) else round(value)


def narrow_text(text: str) -> str:
    """Return a text with full-width characters made half-width.

    Raised and circled figures stay: 120① is 120 with a note, not 1201.

    Parameters
    ----------
    text : str
        One cell of a table.

    Returns
    -------
    str

    Examples
    --------
    >>> [narrow_text(text) for text in ("１２３", "450m³/d", "120①", "10²")]
    ['123', '450m3/d', '120①', '10²']
    """
    pieces = _FIGURES.split(text)  # every second one are figures
    return "".join(piece if at % 2 else unicodedata.normalize("NFKC", piece) for at, piece in enumerate(pieces))


def similarity(a: str, b: str) -> float:
    """Return the similarity of two texts, from 0 to 1.

    Parameters
    ----------
    a, b : str
        The texts.

    Returns
    -------
    float
        2 L / (m + n), where L is the length of their longest common subsequence and m and n are their
        lengths (the normalised indel similarity).

    Examples
    --------
    >>> similarity("roads", "road"), similarity("road", "x")
    (0.8888888888888888, 0.0)
    """
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(a, b))


def closest_name(word: str, names: Iterable[str], *, cutoff: float) -> str | None:
    """Return the name that is most similar to a word.

    Parameters
    ----------
    word : str
        What was written.
    names : iterable of str
        The known names.
    cutoff : float
        The least similarity, from 0 to 1.

    Returns
    -------
    str or None
        The closest name, of several the last in the order of the alphabet; None where none is
        similar enough.

    Examples
    --------
    >>> closest_name("netwrok", ["county", "network"], cutoff=0.5)
    'network'
    """
    scored = ((similarity(word, name), name) for name in names)
    score, name = max(scored, default=(0.0, ""))
    return name if score > 0.0 and score >= cutoff else None


def closest_names(word: str, names: Iterable[str], *, most: int, cutoff: float) -> list[str]:
    """Return the names that are most similar to a word, the most similar first.

    Parameters
    ----------
    word : str
        What was written.
    names : iterable of str
        The known names.
    most : int
        How many are returned at most.
    cutoff : float
        The least similarity, from 0 to 1.

    Returns
    -------
    list of str
        Of those that are equally similar, first what has the same numbers, then what begins with more of the word's
        letters, then by the alphabet.

    Examples
    --------
    >>> closest_names("--scop", ["--score", "--scope", "--budget"], most=2, cutoff=0.5)
    ['--scope', '--score']
    """

    def rank(name: str) -> tuple[float, bool, int, str]:
        alike = next(
            (at for at, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name))
        )
        same_numbers = [*map(int, _NUMBER.findall(name))] == numbers
        return -similarity(word, name), not same_numbers, -alike, name

    numbers = [*map(int, _NUMBER.findall(word))]

    near = [name for name in set(names) if similarity(word, name) >= cutoff]
    return sorted(near, key=rank)[:most]
