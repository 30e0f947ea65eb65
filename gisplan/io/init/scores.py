"""How well a file fits a layer: by its geometry, the words of its name, and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from gisplan.base.codes import CODE_LENGTHS
from gisplan.county.base_layers import BASE_LAYERS
from gisplan.county.orientation.layers import ORIENTATION
from gisplan.county.schema import LAYERS
from gisplan.io.config.layer_columns import PLACE_COLUMNS
from gisplan.io.init.columns import ColumnProfiles, match_columns
from gisplan.io.init.contents import has_code_length, looks_like_village_names
from gisplan.io.init.inspection import FileLayer
from gisplan.io.init.vocabulary import LAYER_WORDS, NOT_A_LAYER, SECTOR_WORDS, meaning_of
from gisplan.io.layers.columns import bare_word

__all__ = ["find_sector", "is_in_name", "score_layer"]

_TOWN_DIGITS = 9
_BASE = tuple(layer.name for layer in BASE_LAYERS)
# columns that many layers have, and that show nothing of which it is
_SHARED = {"code", "name", "village", "villages", "origin", "population", "households", "kind", "due", "status"}
_MOST = 6  # columns that count
_NAMED = 0.8
_NAMED_KINDS, _FACILITY_SCORE = 0.5, 6.0


def score_layer(name: str, item: FileLayer, profiles: ColumnProfiles) -> float:
    """Return the score of a file as a layer; 0 where its geometry or its name exclude it."""
    if not _fits_shape(name, item):
        return 0.0
    own = item.profile.layer(name).names if item.profile is not None else ()
    words = max((weight for word, weight in LAYER_WORDS[name] if is_in_name(item, word)), default=0.0)
    words = max([words, *(4.0 for word in own if is_in_name(item, word))])
    if name == "facilities":
        return _score_facilities(item, profiles, words)
    if name in ORIENTATION:
        return _score_orientation(name, item, profiles, words)
    excluded = any(is_in_name(item, word) for kind in NOT_A_LAYER.values() for word in kind)
    if name not in _BASE:
        return _score_sector(name, item, profiles, words, excluded=excluded)
    if excluded or any(is_in_name(item, word) for word in SECTOR_WORDS):
        return 0.0
    if any(is_in_name(item, word) for word, _weight in LAYER_WORDS["neighbours"]):
        return 0.0  # the areas of other counties are not this one's
    if name == "roads" and any(is_in_name(item, word) for word, _weight in LAYER_WORDS["candidates"]):
        return 0.0  # roads that are only planned are not there
    return words + _score_content(name, item, profiles)


def _fits_shape(name: str, item: FileLayer) -> bool:
    """Return whether a file has the geometry of a layer; a sheet may have none, and a table may have points."""
    layer = LAYERS[name]
    if item.shape is None:
        return layer.shape in (None, "point") or layer.placeless
    if layer.shape is None:
        return item.is_sheet
    return item.shape == layer.shape or (layer.areas and item.shape == "polygon")


def _score_sector(
    name: str, item: FileLayer, profiles: ColumnProfiles, words: float, *, excluded: bool
) -> float:  # fmt: skip
    """Score a layer of water, power, broadcasting, works or findings by the columns that it alone has."""
    matches = [match for match in match_columns(name, item, profiles) if match.confidence >= _NAMED]
    own = {match.canonical for match in matches} - _SHARED - set(PLACE_COLUMNS)
    shown = " ".join([item.above, *profiles])
    if any(word in shown for word, _weight in LAYER_WORDS[name] if not word.isascii()):
        words = max(words, 2.0)
    if item.shape in ("line", "polygon"):
        # a road network has columns of works, too: its name must say that it is not one
        return words + len(own) if words and not excluded else 0.0
    if excluded and len(own) < 2:
        return 0.0
    # what has no column of its own is recognised by nothing but its name
    return words / 2 + min(len(own), _MOST) if own else 0.0


def _score_facilities(item: FileLayer, profiles: ColumnProfiles, words: float) -> float:
    """Score facilities: a column has words for their kinds, or is known by the source of the file to have them."""
    headers = {match.canonical: match.header for match in match_columns("facilities", item, profiles)}
    if "kind" not in headers:
        return 0.0
    kind = headers["kind"]
    of_source = item.profile.layer("facilities").columns.get("kind", ()) if item.profile is not None else ()
    share = profiles[kind].matching_share(lambda word: meaning_of("facility", word) not in (None, "other"))
    is_known = bare_word(kind) in of_source or share >= _NAMED_KINDS
    return _FACILITY_SCORE + words / 2 if is_known else 0.0


def _score_orientation(name: str, item: FileLayer, profiles: ColumnProfiles, words: float) -> float:
    """Score rivers, waters and neighbouring counties: lines and areas whose file's name says so."""
    if not words or item.shape is None:
        return 0.0
    return words + len({match.canonical for match in match_columns(name, item, profiles)}) / 2


def _score_content(name: str, item: FileLayer, profiles: ColumnProfiles) -> float:
    if name == "roads":
        matches = {match.canonical for match in match_columns("roads", item, profiles)}
        return 2.0 + 1.0 * len(matches & {"segment", "route", "class", "surface", "width_m"})
    if name == "boundary":
        # a county has few parts; thousands of polygons are fields or houses
        return 1.0 if item.raw.count == 1 else 0.0 if item.raw.count <= 500 else -5.0
    digits = {"villages": CODE_LENGTHS["villages"], "groups": CODE_LENGTHS["groups"], "seats": _TOWN_DIGITS}[name]
    coded = any(profile.is_nearly_unique and has_code_length(profile, digits) for profile in profiles.values())
    score = 4.0 if coded else 0.0
    if name == "villages":
        score += 2.0 if any(map(looks_like_village_names, profiles.values())) else 0.0
        columns = {match.canonical for match in match_columns(name, item, profiles) if match.confidence > 0.8}
        score += 1.0 if columns & {"population", "households"} else 0.0
        score += 1.0 if {"code", "name"} <= columns else 0.0
        # polygons of 12 digits may be villages; points are what is judged
        score -= 1.0 if item.shape == "polygon" else 0.0
    if name == "seats":
        score += 2.0 if any(_are_towns(profile.words) for profile in profiles.values()) else 0.0
    return score


def _are_towns(words: Mapping[str, int]) -> bool:
    towns = [word for word in words if re.fullmatch(r".{1,12}(镇|乡|街道|街道办|街道办事处|县城)", word)]
    return 0 < len(words) == sum(words.values()) and len(towns) > 0.8 * len(words)


def find_sector(item: FileLayer) -> str | None:
    """Return the layer of water, power, broadcasting, works or findings that a file's name speaks of; else None."""
    weights = {
        name: max((weight for word, weight in words if is_in_name(item, word)), default=0.0)
        for name, words in LAYER_WORDS.items()
        if name not in (*_BASE, "facilities", *ORIENTATION)
    }
    best = max(weights, key=lambda name: weights[name])
    return best if weights[best] else None


def is_in_name(item: FileLayer, word: str) -> bool:
    """Return whether the name of a file or its layer holds a word; Latin words must be whole words."""
    title = f"{Path(item.file).stem} {item.layer or ''}"
    if not word.isascii():
        return word in title
    parts = re.split(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])", title)
    return word in {part.casefold() for part in parts}
