"""Which layer each file is: by its geometry, the words of its name, and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gisplan.base.codes import CODE_LENGTHS
from gisplan.county.schema import LAYERS
from gisplan.io.init.columns import Match, Sights, match_columns, see_columns
from gisplan.io.init.contents import has_code_length, looks_like_village_names
from gisplan.io.init.inspection import Aside, Found
from gisplan.io.init.vocabulary import LAYER_WORDS, NOT_A_LAYER

__all__ = ["Layer", "recognise_layers"]

# less than this says too little; from here on the layer is as good as certain
_LEAST, _CERTAIN = 2.0, 6.0
_TOWN_DIGITS = 9


@dataclass(frozen=True)
class Layer:
    """A layer of the county, the file it comes from, how sure that is, and its columns."""

    name: str
    found: Found
    share: float
    sights: Sights
    matches: tuple[Match, ...]
    rivals: tuple[str, ...] = ()

    def own(self, canonical: str) -> str | None:
        """The file's column for a canonical one."""
        return next((match.own for match in self.matches if match.canonical == canonical), None)


def recognise_layers(found: Sequence[Found]) -> tuple[dict[str, Layer], list[Aside]]:
    """The layers of a county among the files of a folder, and the files that are none."""
    seen = [(item, see_columns(item)) for item in found]
    scores = {
        (place, name): score
        for place, (item, sights) in enumerate(seen)
        for name in LAYER_WORDS
        if (score := _score(name, item, sights)) >= _LEAST
    }
    layers: dict[str, Layer] = {}
    used: set[int] = set()
    for (place, name), score in sorted(scores.items(), key=lambda entry: -entry[1]):
        if name in layers or place in used:
            continue
        rivals = [seen[other][0].title for (other, layer) in scores if layer == name and other not in {place, *used}]
        item, sights = seen[place]
        share = min(0.99, 0.5 + 0.5 * score / _CERTAIN)
        layers[name] = Layer(name, item, share, sights, tuple(match_columns(name, item, sights)), tuple(rivals))
        used.add(place)
    layers = _keep_true_rivals(layers)
    aside = [_leave(item, layers) for place, (item, _) in enumerate(seen) if place not in used]
    return {name: layers[name] for name in LAYERS if name in layers}, aside


def _keep_true_rivals(layers: dict[str, Layer]) -> dict[str, Layer]:
    """A file that became another layer is no rival any more."""
    placed = {layer.found.title for layer in layers.values()}
    return {
        name: Layer(
            name,
            layer.found,
            layer.share,
            layer.sights,
            layer.matches,
            tuple(title for title in layer.rivals if title not in placed),
        )
        for name, layer in layers.items()
    }


def _leave(item: Found, layers: Mapping[str, Layer]) -> Aside:
    """Why a file that was read is no layer: another is, it is something else, or nobody knows."""
    rival = next((layer.found.title for layer in layers.values() if item.title in layer.rivals), None)
    kind = next((kind for kind, words in NOT_A_LAYER.items() if any(_names(item, word) for word in words)), "other")
    reason = "rival" if rival is not None else kind
    return Aside(item.file, reason, None, item.layer, item.raw.count, item.shape, rival)  # type: ignore[arg-type]


def _score(name: str, item: Found, sights: Sights) -> float:
    """How much speaks for a layer; 0 where its geometry or its name speaks against it."""
    wanted = LAYERS[name].shape
    if item.shape != wanted and not (name == "villages" and item.shape == "polygon"):
        return 0.0
    if any(_names(item, word) for words in NOT_A_LAYER.values() for word in words):
        return 0.0
    words = max((weight for word, weight in LAYER_WORDS[name] if _names(item, word)), default=0.0)
    return words + _score_content(name, item, sights)


def _score_content(name: str, item: Found, sights: Sights) -> float:
    if name == "roads":
        matches = {match.canonical for match in match_columns("roads", item, sights)}
        return 2.0 + 1.0 * len(matches & {"segment", "route", "class", "surface", "width_m"})
    if name == "boundary":
        # a county has few parts; thousands of polygons are fields or houses
        return 1.0 if item.raw.count == 1 else 0.0 if item.raw.count <= 500 else -5.0
    digits = {"villages": CODE_LENGTHS["villages"], "groups": CODE_LENGTHS["groups"], "seats": _TOWN_DIGITS}[name]
    coded = any(sight.is_unique and has_code_length(sight, digits) for sight in sights.values())
    score = 4.0 if coded else 0.0
    if name == "villages":
        score += 2.0 if any(map(looks_like_village_names, sights.values())) else 0.0
        columns = {match.canonical for match in match_columns(name, item, sights) if match.share > 0.8}
        score += 1.0 if columns & {"population", "households"} else 0.0
        score += 1.0 if {"code", "name"} <= columns else 0.0
        # polygons of 12 digits may be villages; points are what is judged
        score -= 1.0 if item.shape == "polygon" else 0.0
    if name == "seats":
        score += 2.0 if any(_are_towns(sight.words) for sight in sights.values()) else 0.0
    return score


def _are_towns(words: Mapping[str, int]) -> bool:
    towns = [word for word in words if re.fullmatch(r".{1,12}(镇|乡|街道|街道办|街道办事处|县城)", word)]
    return 0 < len(words) == sum(words.values()) and len(towns) > 0.8 * len(words)


def _names(item: Found, word: str) -> bool:
    """Whether the name of a file or its layer holds a word; Latin words must stand alone."""
    title = f"{Path(item.file).stem} {item.layer or ''}"
    if not word.isascii():
        return word in title
    parts = re.split(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])", title)
    return word in {part.casefold() for part in parts}
