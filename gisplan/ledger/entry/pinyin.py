"""Search of Chinese names by their pinyin: in full, by initials, or mixed, such as gulu, gl and gul for 古路."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec

__all__ = ["has_pinyin", "make_pinyin_pattern", "spell"]

_MOST_LETTERS = 24  # of a query; beyond, a repeated syllable could be read in too many ways
_MOST_READINGS = 3  # of a character, the most frequent ones
_QUERY = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
_SKIPPED = str.maketrans("", "", " '’")
_NEXT = r"(?:[a-z0-9/]*+ (?:[a-z]++/)*)?"  # perhaps on to the next character, there perhaps to another reading


def has_pinyin() -> bool:
    """Return whether names can be searched by pinyin: the extra is installed.

    Returns
    -------
    bool
    """
    return find_spec("pypinyin") is not None


def spell(text: str, readings: Mapping[str, str] | None = None) -> str:
    """Spell a text for the search: the readings of each character, with blanks between characters.

    Parameters
    ----------
    text : str
        A name, in lower case.
    readings : mapping of str to str, optional
        How each character that is not ASCII is spelled; default: as the extra says.

    Returns
    -------
    str
        ASCII letters and digits stand for themselves, other characters are left out. Empty without the extra, and
        where the text has no Chinese character.

    Examples
    --------
    >>> spell("乐村a2")
    'le/yue cun a 2'
    """
    if text.isascii() or (readings is None and not has_pinyin()):
        return ""
    known = readings.get if readings is not None else _spell_character
    spelled = ((letter if letter.isalnum() else "") if letter.isascii() else known(letter) for letter in text)
    return " ".join(filter(None, spelled))


@cache
def _spell_character(character: str) -> str:
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = [reading for reading in (found[0] if found else ()) if reading.isascii() and reading.isalpha()]
    readings = list(dict.fromkeys(readings))[:_MOST_READINGS]
    return "/".join([*readings, *(reading.replace("v", "u") for reading in readings if "v" in reading)])


def make_pinyin_pattern(query: str) -> re.Pattern[str] | None:
    """Make the pattern that finds a query in spelled texts: each letter goes on with a character, or begins the next.

    Parameters
    ----------
    query : str
        What was typed, in lower case; blanks and apostrophes between syllables do not matter.

    Returns
    -------
    re.Pattern or None
        None where the query cannot be pinyin.

    Examples
    --------
    >>> [bool(make_pinyin_pattern(word).search("gu lu cun")) for word in ("gulu", "gl", "gulc", "ulu")]
    [True, True, True, False]
    """
    letters = query.translate(_SKIPPED)
    if len(letters) > _MOST_LETTERS or not _QUERY.fullmatch(letters):
        return None
    return re.compile(r"(?<![a-z0-9])" + _NEXT.join(letters))
