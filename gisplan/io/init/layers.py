"""Recognise which layer each file is: by its geometry, the words of its name, and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gisplan.base.codes import CODE_LENGTHS
from gisplan.county.schema import LAYERS
from gisplan.io.init.columns import ColumnMatch, ColumnProfiles, match_columns, profile_columns
from gisplan.io.init.contents import has_code_length, looks_like_village_names
from gisplan.io.init.inspection import FileLayer, SkippedFile
from gisplan.io.init.vocabulary import LAYER_WORDS, NOT_A_LAYER

__all__ = ["RecognisedLayer", "recognise_layers"]

# a lower score recognises nothing; a score from the second on is certain
_LEAST_SCORE, _CERTAIN_SCORE = 2.0, 6.0
_TOWN_DIGITS = 9


@dataclass(frozen=True)
class RecognisedLayer:
    """A layer of the county and the file that it is proposed to come from.

    Parameters
    ----------
    name : str
        The canonical layer.
    source : FileLayer
        The layer of a file.
    confidence : float
        From 0 to 1.
    profiles : mapping of str to ColumnProfile
        The file's columns.
    matches : tuple of ColumnMatch
        The canonical columns that were found.
    rivals : tuple of str
        Other files that look like this layer.
    """

    name: str
    source: FileLayer
    confidence: float
    profiles: ColumnProfiles
    matches: tuple[ColumnMatch, ...]
    rivals: tuple[str, ...] = ()

    def header_of(self, canonical: str) -> str | None:
        """Return the header of the file's column for a canonical one; None where there is none."""
        return next((match.header for match in self.matches if match.canonical == canonical), None)


def recognise_layers(found: Sequence[FileLayer]) -> tuple[dict[str, RecognisedLayer], list[SkippedFile]]:
    """Return the layers of a county among the files of a folder, and the files that are none."""
    seen = [(item, profile_columns(item)) for item in found]
    scores = {
        (position, name): score
        for position, (item, profiles) in enumerate(seen)
        for name in LAYER_WORDS
        if (score := _score(name, item, profiles)) >= _LEAST_SCORE
    }
    layers: dict[str, RecognisedLayer] = {}
    used: set[int] = set()
    for (position, name), score in sorted(scores.items(), key=lambda entry: -entry[1]):
        if name in layers or position in used:
            continue
        rivals = [seen[other][0].title for (other, layer) in scores if layer == name and other not in {position, *used}]
        item, profiles = seen[position]
        confidence = min(0.99, 0.5 + 0.5 * score / _CERTAIN_SCORE)
        layers[name] = RecognisedLayer(
            name, item, confidence, profiles, tuple(match_columns(name, item, profiles)), tuple(rivals)
        )
        used.add(position)
    layers = _remove_used_rivals(layers)
    skipped = [_explain_unused(item, layers) for position, (item, _) in enumerate(seen) if position not in used]
    return {name: layers[name] for name in LAYERS if name in layers}, skipped


def _remove_used_rivals(layers: dict[str, RecognisedLayer]) -> dict[str, RecognisedLayer]:
    """Remove the files that became another layer from the rivals."""
    placed = {layer.source.title for layer in layers.values()}
    return {
        name: replace(layer, rivals=tuple(title for title in layer.rivals if title not in placed))
        for name, layer in layers.items()
    }


def _explain_unused(item: FileLayer, layers: Mapping[str, RecognisedLayer]) -> SkippedFile:
    """Return why a file that was read is no layer: another file is, or it is something else."""
    rival = next((layer.source.title for layer in layers.values() if item.title in layer.rivals), None)
    kind = next(
        (kind for kind, words in NOT_A_LAYER.items() if any(_is_in_name(item, word) for word in words)), "other"
    )
    reason = "rival" if rival is not None else kind
    return SkippedFile(item.file, reason, None, item.layer, item.raw.count, item.shape, rival)  # type: ignore[arg-type]


def _score(name: str, item: FileLayer, profiles: ColumnProfiles) -> float:
    """Return the score of a file as a layer; 0 where its geometry or its name exclude it."""
    expected = LAYERS[name].shape
    if item.shape != expected and not (name == "villages" and item.shape == "polygon"):
        return 0.0
    if any(_is_in_name(item, word) for words in NOT_A_LAYER.values() for word in words):
        return 0.0
    words = max((weight for word, weight in LAYER_WORDS[name] if _is_in_name(item, word)), default=0.0)
    return words + _score_content(name, item, profiles)


def _score_content(name: str, item: FileLayer, profiles: ColumnProfiles) -> float:
    if name == "roads":
        matches = {match.canonical for match in match_columns("roads", item, profiles)}
        return 2.0 + 1.0 * len(matches & {"segment", "route", "class", "surface", "width_m"})
    if name == "boundary":
        # a county has few parts; thousands of polygons are fields or houses
        return 1.0 if item.raw.count == 1 else 0.0 if item.raw.count <= 500 else -5.0
    digits = {"villages": CODE_LENGTHS["villages"], "groups": CODE_LENGTHS["groups"], "seats": _TOWN_DIGITS}[name]
    coded = any(profile.is_unique and has_code_length(profile, digits) for profile in profiles.values())
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


def _is_in_name(item: FileLayer, word: str) -> bool:
    """Return whether the name of a file or its layer holds a word; Latin words must be whole words."""
    title = f"{Path(item.file).stem} {item.layer or ''}"
    if not word.isascii():
        return word in title
    parts = re.split(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])", title)
    return word in {part.casefold() for part in parts}
