"""The meaning of words for surfaces and road classes, and the rank of a class in the network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gisplan.county.code_lists import SURFACES
from gisplan.io.layers.texts import bare_word

__all__ = ["class_letter", "highest_classes", "is_track", "is_trunk", "surface_code", "surface_codes_hold"]

_BY_WORD = {word: code for code, surface in SURFACES.items() for word in surface.synonyms}
_ENDINGS = re.compile(r"(型|类)?(路面|面层|道路|公路|路|road|roads|pavement|surface)$")
_UNKNOWN_WORDS = {"不详", "未知", "不明", "待查", "未调查", "unknown", "na", "nodata", "null"}

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
# the first pattern that matches gives the rank of a class
_RANK_PATTERNS = (
    r"g|高速.*|国道|national.*|nh\w*|expressway|motorway.*",
    r"trunk.*|一级.*|s|省道|state.*|provincial.*|sh\w*|primary.*",
    r"x|县道|二级.*|mdr|majordistrict.*|district.*|secondary.*|county.*",
    r"y|乡道|三级.*|odr|rrodr|otherdistrict.*|tertiary.*|township.*",
)
_TRACK = re.compile(r"(?<![a-z])(track|tracks|footpath|footway|path|bridleway|trail)(?![a-z])|机耕|土路|小路|便道|人行")


def surface_code(word: str) -> int | str | None:
    """Return the surface code of a word, "unknown" where the word says so, None where it is not recognised.

    Only whole words count: "非水泥" (not cement) is not cement.

    Examples
    --------
    >>> surface_code("水泥路面"), surface_code("土路"), surface_code("不详"), surface_code("NH")
    (12, 36, 'unknown', None)
    """
    bare = bare_word(word)
    if bare in _UNKNOWN_WORDS:
        return "unknown"
    if bare in _BY_WORD:
        return _BY_WORD[bare]
    return _BY_WORD.get(_ENDINGS.sub("", bare))


def surface_codes_hold(words: Iterable[str]) -> bool:
    """Return whether all numbers among the words are K5104 codes; if one is not, none is trusted."""
    known = {str(code) for code in SURFACES}
    return all(word in known for word in words if word.isascii() and word.isdigit())


def class_letter(word: str) -> str | None:
    """Return the letter of a road class: G, S, X, Y, C, Z or W; None for a class of another country.

    Examples
    --------
    >>> class_letter("国道"), class_letter("x"), class_letter("MDR")
    ('G', 'X', None)
    """
    bare = bare_word(word)
    letter = _LETTERS.get(bare, bare.upper())
    return letter if letter in ("G", "S", "X", "Y", "C", "Z", "W") else None


def is_trunk(letter: str) -> bool:
    """Return whether a class letter belongs to the trunk network."""
    return letter in _TRUNK


def _rank(word: str) -> int:
    """Return the rank of a class in the network, 0 being the highest; unrecognised classes come last."""
    bare = bare_word(word)
    return next(
        (rank for rank, pattern in enumerate(_RANK_PATTERNS) if re.fullmatch(pattern, bare)), len(_RANK_PATTERNS)
    )


def is_track(word: str) -> bool:
    """Return whether the word for a class says that the road is an unsealed track.

    Examples
    --------
    >>> is_track("RR(TRACK)"), is_track("RR(VR)")
    (True, False)
    """
    return _TRACK.search(word.casefold()) is not None


def highest_classes(words: Sequence[str]) -> list[str]:
    """Return those of a county's classes that rank highest; none where no word is recognised."""
    rank = min(map(_rank, words), default=len(_RANK_PATTERNS))
    return [word for word in words if _rank(word) == rank] if rank < len(_RANK_PATTERNS) else []
