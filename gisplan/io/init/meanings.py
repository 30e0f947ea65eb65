"""What the words in a column mean: surfaces, classes, and how far a class is up the network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gisplan.county.code_lists import SURFACES
from gisplan.io.layers.texts import bare_word

__all__ = ["class_letter", "highest_classes", "is_track", "is_trunk", "surface_code", "surface_codes_hold"]

_BY_WORD = {word: code for code, surface in SURFACES.items() for word in surface.synonyms}
_ENDINGS = re.compile(r"(型|类)?(路面|面层|道路|公路|路|road|roads|pavement|surface)$")
_SILENT = {"不详", "未知", "不明", "待查", "未调查", "unknown", "na", "nodata", "null"}

_LETTERS = {
    "国道": "G",
    "国家高速": "G",
    "国家高速公路": "G",
    "省道": "S",
    "省级高速": "S",
    "县道": "X",
    "乡道": "Y",
    "村道": "C",
    "专用公路": "Z",
    "专道": "Z",
    "专用道": "Z",
    "组道": "W",
    "通组路": "W",
    "通组公路": "W",
}
_TRUNK = ("G", "S", "X")
# the first pattern that fits gives the height of a class: the lower the number, the higher the class
_HEIGHTS = (
    r"g|高速.*|国道|national.*|nh\w*|expressway|motorway.*",
    r"trunk.*|一级.*|s|省道|state.*|provincial.*|sh\w*|primary.*",
    r"x|县道|二级.*|mdr|majordistrict.*|district.*|secondary.*|county.*",
    r"y|乡道|三级.*|odr|rrodr|otherdistrict.*|tertiary.*|township.*",
)
_TRACK = re.compile(r"(?<![a-z])(track|tracks|footpath|footway|path|bridleway|trail)(?![a-z])|机耕|土路|小路|便道|人行")


def surface_code(word: str) -> int | str | None:
    """The surface code of a word, "unknown" where the word says so, None where nobody knows.

    Only whole words count: "非水泥" must not pass for cement.

    Examples
    --------
    >>> surface_code("水泥路面"), surface_code("土路"), surface_code("不详"), surface_code("NH")
    (12, 36, 'unknown', None)
    """
    bare = bare_word(word)
    if bare in _SILENT:
        return "unknown"
    if bare in _BY_WORD:
        return _BY_WORD[bare]
    return _BY_WORD.get(_ENDINGS.sub("", bare))


def surface_codes_hold(words: Iterable[str]) -> bool:
    """Whether the numbers among the words are all K5104 codes: one that is not puts all in doubt."""
    known = {str(code) for code in SURFACES}
    return all(word in known for word in words if word.isascii() and word.isdigit())


def class_letter(word: str) -> str | None:
    """The letter of a road class: G, S, X, Y, C, Z or W; None for a class of another country.

    Examples
    --------
    >>> class_letter("国道"), class_letter("x"), class_letter("MDR")
    ('G', 'X', None)
    """
    bare = bare_word(word)
    letter = _LETTERS.get(bare, bare.upper())
    return letter if letter in ("G", "S", "X", "Y", "C", "Z", "W") else None


def is_trunk(letter: str) -> bool:
    """Whether a class letter belongs to the trunk network."""
    return letter in _TRUNK


def _height(word: str) -> int:
    """How far down the network a class is, 0 being the highest; classes that nobody knows come last."""
    bare = bare_word(word)
    return next((place for place, form in enumerate(_HEIGHTS) if re.fullmatch(form, bare)), len(_HEIGHTS))


def is_track(word: str) -> bool:
    """Whether the word of a class says by itself that the road is not sealed.

    Examples
    --------
    >>> is_track("RR(TRACK)"), is_track("RR(VR)")
    (True, False)
    """
    return _TRACK.search(word.casefold()) is not None


def highest_classes(words: Sequence[str]) -> list[str]:
    """Of a county's classes those that are furthest up; none where no word is known."""
    height = min(map(_height, words), default=len(_HEIGHTS))
    return [word for word in words if _height(word) == height] if height < len(_HEIGHTS) else []
