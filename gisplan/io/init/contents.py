"""Whether the values of a column fit the canonical column that its name suggests."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.codes import CODE_LENGTHS, find_damage
from gisplan.county.schema import LAYERS, Column
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.init.column_profile import MOST, ColumnProfile, is_blank_word, read_quantity, unreadable_words
from gisplan.io.init.vocabulary import class_letter, is_track, meaning_of, surface_code

__all__ = ["Fit", "has_code_length", "judge_content", "looks_like_surfaces", "looks_like_village_names"]

Fit = Literal["confirms", "allows", "denies"]

SOME = 0.5
MANY_WORDS = 60
_MOST_ASKED = 12
_VILLAGE_NAME = re.compile(r".{1,20}(村|社区|村委会|居委会|村民委员会|居民委员会)$")
_EARTH_KM = 111.32


def judge_content(
    layer: str, canonical: str, profile: ColumnProfile, raw: RawLayer, known: Collection[str] = ()
) -> Fit:
    """Return whether the values of a file's column confirm, allow or deny that it is a canonical column.

    `known` are words of it that the source of the file is known to have.
    """
    if profile.given == 0:
        return "denies"
    column = LAYERS[layer].column(canonical)
    if canonical == "length_km":
        return _fits_length(column, profile, raw)
    fits = _FITS_BY_NAME.get(canonical)
    if fits is not None:
        return fits(profile)
    if column.kind == "code":
        return _fits_code(layer, canonical, profile)
    if column.kind in ("number", "integer", "percent"):
        return _fits_number(column, profile)
    if column.kind in ("boolean", "status", "rank", "state", "facility", "date"):
        return _fits_words(column, profile, known)
    if column.kind == "surface":
        return _fits_surface(profile)
    return "allows"


def has_code_length(profile: ColumnProfile, digits: int) -> bool:
    """Return whether most values have that many digits; codes damaged by a spreadsheet count by their digits before."""
    return profile.matching_share(lambda word: _digits(word) == digits) >= MOST


def _digits(word: str) -> int:
    damage = find_damage(word)
    if damage == "float":
        word = word.split(".")[0]
    elif damage == "exponent":
        word = f"{float(word):.0f}"
    return len(word) if word.isascii() and word.isdigit() else 0


def looks_like_surfaces(profile: ColumnProfile) -> bool:
    """Return whether most values are words for surfaces (numbers alone are not enough)."""
    return (
        profile.matching_share(lambda word: surface_code(word) is not None) >= MOST and len(profile.words) <= MANY_WORDS
    )


def looks_like_village_names(profile: ColumnProfile) -> bool:
    """Return whether most values end as the names of villages do."""
    return profile.matching_share(_VILLAGE_NAME.match) >= MOST and len(profile.words) >= MOST * profile.given


def _fits_code(layer: str, canonical: str, profile: ColumnProfile) -> Fit:
    if canonical == "segment":
        # every row with a repeated code is set aside: a few are a fault of theirs, many show that it is no code
        if not profile.is_nearly_unique or profile.type == "OFTReal":
            return "denies"
        return "confirms" if profile.is_unique and profile.is_whole else "allows"
    if canonical in ("village", "new"):
        right = has_code_length(profile, CODE_LENGTHS["villages"])
        return "confirms" if right else "denies" if layer == "roads" else "allows"
    if layer == "boundary":
        return "confirms" if profile.is_unique and profile.is_whole else "allows"
    if len(profile.words) < MOST * profile.given:
        return "denies"
    return "confirms" if profile.is_unique and profile.is_whole else "allows"


def _fits_number(column: Column, profile: ColumnProfile) -> Fit:
    """Leave out of account how offices write nothing; a few words that say a number are asked about."""
    unread = unreadable_words(profile, column)
    numbers = {word: rows for word, rows in profile.words.items() if not is_blank_word(word)}
    share = sum(rows for word, rows in numbers.items() if word not in set(unread)) / max(sum(numbers.values()), 1)
    if share >= MOST:
        return "confirms"
    can_ask = len(unread) <= _MOST_ASKED and any(word not in unread for word in numbers)
    return "allows" if can_ask and all(read_quantity(column, word) is not None for word in numbers) else "denies"


def _fits_words(column: Column, profile: ColumnProfile, known: Collection[str]) -> Fit:
    unread = set(unreadable_words(profile, column)) - set(known)
    share = profile.matching_share(lambda word: word not in unread or meaning_of(column.kind, word) is not None)
    if column.kind == "status" and 0 < share < SOME and len(profile.words) <= MANY_WORDS:
        return "allows"  # a road that is only planned must not be taken for one that is there
    return "confirms" if share >= MOST else "allows" if share >= SOME else "denies"


def _fits_surface(profile: ColumnProfile) -> Fit:
    if len(profile.words) > MANY_WORDS:
        return "denies"
    known = profile.matching_share(lambda word: surface_code(word) is not None or _digits(word) == 2)
    return "confirms" if known >= SOME else "allows"


def _fits_year(profile: ColumnProfile) -> Fit:
    years = (profile.numbers >= 1990) & (profile.numbers <= 2050)
    return "confirms" if years.sum() >= MOST * profile.given else "denies"


def _fits_class(profile: ColumnProfile) -> Fit:
    if len(profile.words) > MANY_WORDS:
        return "denies"
    known = profile.matching_share(lambda word: class_letter(word) is not None or is_track(word))
    return "confirms" if known >= SOME else "allows"


def _fits_name(profile: ColumnProfile) -> Fit:
    return "denies" if len(profile.numbers) > SOME * profile.given else "allows"


def _fits_width(profile: ColumnProfile) -> Fit:
    if len(profile.numbers) < MOST * profile.given:
        return "denies"
    return "confirms" if 1 <= float(np.median(profile.numbers_of(_WIDTH))) <= 60 else "denies"


_WIDTH = LAYERS["roads"].column("width_m")
_FITS_BY_NAME: Mapping[str, Callable[[ColumnProfile], Fit]] = {
    "exit_year": _fits_year,
    "class": _fits_class,
    "name": _fits_name,
    "width_m": _fits_width,
}


def _fits_length(column: Column, profile: ColumnProfile, raw: RawLayer) -> Fit:
    """Compare the sum of the stated lengths with the length drawn: a column in metres does not fit."""
    if len(profile.numbers) < MOST * profile.given or profile.given < MOST * len(profile.texts):
        return "denies"
    drawn = float(_drawn_km(raw).sum())
    stated = float(profile.numbers_of(column).sum())
    return "confirms" if drawn > 0 and 0.5 < stated / drawn < 2.0 else "denies"


def _drawn_km(raw: RawLayer) -> NDArray[np.float64]:
    """Return the approximate length of the lines, good enough to distinguish kilometres from metres."""
    there = raw.shapes[~shapely.is_missing(raw.shapes)]
    if not len(there):
        return np.zeros(1)
    bounds = shapely.total_bounds(there)
    if not np.isfinite(bounds).all() or np.abs(bounds).max() > 360:
        return np.asarray(shapely.length(there) / 1000, dtype=float)
    wide = np.cos(np.radians((bounds[1] + bounds[3]) / 2))
    scale = np.array([_EARTH_KM * wide, _EARTH_KM])
    return np.asarray(shapely.length(shapely.transform(there, lambda xy: xy * scale)), dtype=float)
