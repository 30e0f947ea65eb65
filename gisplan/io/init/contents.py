"""Does what stands in a column fit what its name says? Each kind of column is asked its own question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.codes import CODE_LENGTHS, find_damage
from gisplan.county.schema import LAYERS, Column
from gisplan.io.files.raw_layer import RawLayer
from gisplan.io.init.column_profile import ColumnProfile, unreadable_words
from gisplan.io.init.meanings import class_letter, is_track, surface_code

__all__ = ["Fit", "has_code_length", "judge_content", "looks_like_surfaces", "looks_like_village_names"]

Fit = Literal["confirms", "allows", "denies"]

MOST = 0.9
SOME = 0.5
MANY_WORDS = 60
_VILLAGE_NAME = re.compile(r".{1,20}(村|社区|村委会|居委会|村民委员会|居民委员会)$")
_EARTH_KM = 111.32


def judge_content(layer: str, canonical: str, sight: ColumnProfile, raw: RawLayer) -> Fit:
    """Whether a column's content fits one of the layer's columns."""
    if sight.given == 0:
        return "denies"
    column = LAYERS[layer].column(canonical)
    if canonical == "length_km":
        return _fits_length(sight, raw)
    own = _OWN.get(canonical)
    if own is not None:
        return own(sight)
    if column.kind == "code":
        return _fits_code(layer, canonical, sight)
    if column.kind in ("number", "integer"):
        return _fits_number(column, sight)
    if column.kind in ("boolean", "status", "rank"):
        return _fits_words(column, sight)
    if column.kind == "surface":
        return _fits_surface(sight)
    return "allows"


def has_code_length(sight: ColumnProfile, digits: int) -> bool:
    """Whether most values have just so many digits; spoilt ones count by what they were."""
    return sight.share(lambda word: _digits(word) == digits) >= MOST


def _digits(word: str) -> int:
    damage = find_damage(word)
    if damage == "float":
        word = word.split(".")[0]
    elif damage == "exponent":
        word = f"{float(word):.0f}"
    return len(word) if word.isascii() and word.isdigit() else 0


def looks_like_surfaces(sight: ColumnProfile) -> bool:
    """Whether most values are words for surfaces (numbers alone are too little to tell)."""
    return sight.share(lambda word: surface_code(word) is not None) >= MOST and len(sight.words) <= MANY_WORDS


def looks_like_village_names(sight: ColumnProfile) -> bool:
    """Whether most values end as the names of villages do."""
    return sight.share(_VILLAGE_NAME.match) >= MOST and len(sight.words) >= MOST * sight.given


def _fits_code(layer: str, canonical: str, sight: ColumnProfile) -> Fit:
    if canonical == "segment":
        # one that stands twice would set the other rows aside
        return "confirms" if sight.is_unique and sight.is_whole and sight.type != "OFTReal" else "denies"
    if canonical == "village":
        right = has_code_length(sight, CODE_LENGTHS["villages"])
        return "confirms" if right else "denies" if layer == "roads" else "allows"
    if layer == "boundary":
        return "confirms" if sight.is_unique and sight.is_whole else "allows"
    if len(sight.words) < MOST * sight.given:
        return "denies"
    return "confirms" if sight.is_unique and sight.is_whole else "allows"


def _fits_number(column: Column, sight: ColumnProfile) -> Fit:
    unread = set(unreadable_words(sight, column))
    return "confirms" if sight.share(lambda word: word not in unread) >= MOST else "denies"


def _fits_words(column: Column, sight: ColumnProfile) -> Fit:
    unread = set(unreadable_words(sight, column))
    share = sight.share(lambda word: word not in unread)
    return "confirms" if share >= MOST else "allows" if share >= SOME else "denies"


def _fits_surface(sight: ColumnProfile) -> Fit:
    if len(sight.words) > MANY_WORDS:
        return "denies"
    known = sight.share(lambda word: surface_code(word) is not None or _digits(word) == 2)
    return "confirms" if known >= SOME else "allows"


def _fits_year(sight: ColumnProfile) -> Fit:
    years = (sight.numbers >= 1990) & (sight.numbers <= 2050)
    return "confirms" if years.sum() >= MOST * sight.given else "denies"


def _fits_class(sight: ColumnProfile) -> Fit:
    if len(sight.words) > MANY_WORDS:
        return "denies"
    known = sight.share(lambda word: class_letter(word) is not None or is_track(word))
    return "confirms" if known >= SOME else "allows"


def _fits_name(sight: ColumnProfile) -> Fit:
    return "denies" if len(sight.numbers) > SOME * sight.given else "allows"


def _fits_width(sight: ColumnProfile) -> Fit:
    if len(sight.numbers) < MOST * sight.given:
        return "denies"
    return "confirms" if 1 <= float(np.median(sight.numbers)) <= 60 else "denies"


_OWN: Mapping[str, Callable[[ColumnProfile], Fit]] = {
    "exit_year": _fits_year,
    "class": _fits_class,
    "name": _fits_name,
    "width_m": _fits_width,
}


def _fits_length(sight: ColumnProfile, raw: RawLayer) -> Fit:
    """Stated lengths must be the kilometres that are drawn, or near them: metres are another column."""
    if len(sight.numbers) < MOST * sight.given or sight.given < len(sight.texts):
        return "denies"
    drawn = float(_drawn_km(raw).sum())
    stated = float(sight.numbers.sum())
    return "confirms" if drawn > 0 and 0.5 < stated / drawn < 2.0 else "denies"


def _drawn_km(raw: RawLayer) -> NDArray[np.float64]:
    """Roughly, how long the lines are drawn: good enough to tell kilometres from metres."""
    there = raw.shapes[~shapely.is_missing(raw.shapes)]
    if not len(there):
        return np.zeros(1)
    bounds = shapely.total_bounds(there)
    if not np.isfinite(bounds).all() or np.abs(bounds).max() > 360:
        return np.asarray(shapely.length(there) / 1000, dtype=float)
    wide = np.cos(np.radians((bounds[1] + bounds[3]) / 2))
    scale = np.array([_EARTH_KM * wide, _EARTH_KM])
    return np.asarray(shapely.length(shapely.transform(there, lambda xy: xy * scale)), dtype=float)
