"""Recognise which layer each file is: by its geometry, the words of its name, and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gisplan.base.language import N_
from gisplan.county.schema import LAYERS
from gisplan.io.config.layer_columns import PLACE_COLUMNS
from gisplan.io.config.layer_table import LayerTable
from gisplan.io.config.where import parse_where
from gisplan.io.faults.catalogue import FaultContext
from gisplan.io.init.column_profile import format_sample
from gisplan.io.init.columns import ColumnMatch, ColumnProfiles, match_columns, profile_columns
from gisplan.io.init.inspection import FileLayer, SkippedFile
from gisplan.io.init.messages import Answers, Message
from gisplan.io.init.profiles import SourceProfile, find_profile, get_profile
from gisplan.io.init.scores import find_sector, is_in_name, score_layer
from gisplan.io.init.vocabulary import LAYER_WORDS, NOT_A_LAYER
from gisplan.io.layers.columns import bare_word
from gisplan.io.layers.left_out_rows import keep_rows
from gisplan.io.osm.other_tags import has_facilities, take_facilities

__all__ = ["RecognisedLayer", "recognise_layers", "split_year"]

# a lower score recognises nothing; a score from the second on is certain
_LEAST_SCORE, _CERTAIN_SCORE, _CHOSEN_SCORE = 2.0, 6.0, 100.0
# a file becomes only that of these which it looks most like
_PLACES = ("villages", "groups", "seats")
_TABLES = ("road_works", "water_projects", "water_supply", "power", "broadcasting", "attestations", "code_changes")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_THEME_SCORE = 2.5  # an extract of OpenStreetMap, where no file of the county's own is there


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

    @property
    def where(self) -> str | None:
        """Which rows of the file belong to the layer, by its source; None for all, or where it lacks the column."""
        return _find_where(self.name, self.source)

    def header_of(self, canonical: str) -> str | None:
        """Return the header of the file's column for a canonical one; None where there is none."""
        return next((match.header for match in self.matches if match.canonical == canonical), None)


def recognise_layers(
    found: Sequence[FileLayer], profile: SourceProfile | None = None, answers: Answers | None = None
) -> tuple[dict[str, RecognisedLayer], list[SkippedFile]]:
    """Return the layers of a county among the files of a folder, and the files that are none.

    Parameters
    ----------
    found : sequence of FileLayer
        The files.
    profile : SourceProfile, optional
        The source of all files; without one, each file's own source is found by its columns.
    answers : Answers, optional
        What a clerk has answered: which file is a layer, and which column is which.
    """
    answers = answers or {}
    seen = [(item, profile_columns(item)) for item in (_with_profile(item, profile) for item in found)]
    scores = {
        (position, name): score
        for position, (item, profiles) in enumerate(seen)
        for name in LAYER_WORDS
        if (score := _score(name, item, profiles, answers)) >= _LEAST_SCORE
    }
    layers, used = _choose_files(seen, scores)
    looks = {position: name for (position, name), _ in sorted(scores.items(), key=lambda entry: entry[1])}
    skipped = [
        _explain_unused(item, layers, looks.get(position))
        for position, (item, _) in enumerate(seen)
        if position not in used
    ]
    answered = {name: _answer_columns(layer, answers) for name, layer in layers.items()}
    return {name: answered[name] for name in LAYERS if name in answered}, skipped


def _choose_files(
    seen: Sequence[tuple[FileLayer, ColumnProfiles]], scores: Mapping[tuple[int, str], float]
) -> tuple[dict[str, RecognisedLayer], set[int]]:
    """Return the file of each layer, the highest score first, and the places of the files that were chosen."""
    layers: dict[str, RecognisedLayer] = {}
    used: set[int] = set()
    for (position, name), score in _rank_files(seen, scores):
        if name in layers or not _has_place(name, seen[position][0]) or _is_rather_another(position, name, scores):
            continue
        # tables that GDAL made of OpenStreetMap hold facilities beside places
        if position in used and not _holds_facilities(name, seen[position][0]):
            continue
        rivals = [seen[other][0].title for (other, layer) in scores if layer == name and other not in {position, *used}]
        item, profiles = _keep_rows(name, *seen[position])
        if item.raw.count == 0:
            continue
        confidence = min(0.99, 0.5 + 0.5 * score / _CERTAIN_SCORE) if item.theme is None else 0.99
        matches = _match_columns(name, item, profiles)
        layers[name] = RecognisedLayer(name, item, confidence, profiles, tuple(matches), tuple(rivals))
        used.add(position)
    return _remove_used_rivals(layers), used


def _rank_files(
    seen: Sequence[tuple[FileLayer, ColumnProfiles]], scores: Mapping[tuple[int, str], float]
) -> list[tuple[tuple[int, str], float]]:
    """Return the scores, the highest first; of files that differ by the year in their names, the latest first."""
    names = [split_year(item.title) for item, _ in seen]
    best: dict[tuple[str, str], float] = {}
    for (position, layer), score in scores.items():
        key = (names[position][0], layer)
        best[key] = max(best.get(key, 0.0), score if score < _CHOSEN_SCORE else 0.0)

    def rank(entry: tuple[tuple[int, str], float]) -> tuple[float, int]:
        (position, layer), score = entry
        name, year = names[position]
        return -(score if score >= _CHOSEN_SCORE else best[name, layer]), -year

    return sorted(scores.items(), key=rank)


def split_year(title: str) -> tuple[str, int]:
    """Split the name of a file from the year in it; 0 where it has none.

    Examples
    --------
    >>> split_year("村情表2019.xlsx"), split_year("roads.gpkg")
    (('村情表.xlsx', 2019), ('roads.gpkg', 0))
    """
    years = _YEAR.findall(title)
    return (_YEAR.sub("", title), int(years[-1])) if years else (title, 0)


def _is_rather_another(position: int, name: str, scores: Mapping[tuple[int, str], float]) -> bool:
    """Return whether a file looks more like another layer of the same kind: a list of villages is none of seats."""
    kind = next((names for names in (_PLACES, _TABLES) if name in names), (name,))
    return max(scores.get((position, other), 0.0) for other in kind) > scores[position, name]


def _find_where(name: str, source: FileLayer) -> str | None:
    where = source.profile.layer(name).where if source.profile is not None else None
    return where if where is not None and where.split()[0] in source.raw.fields else None


def _keep_rows(name: str, item: FileLayer, profiles: ColumnProfiles) -> tuple[FileLayer, ColumnProfiles]:
    """Return a file with the rows that belong to a layer, by its source, and their columns."""
    if _holds_facilities(name, item):
        item = replace(item, raw=take_facilities(item.raw, FaultContext(item.file, name)))
        return item, profile_columns(item)
    where = _find_where(name, item)
    if where is None:
        return item, profiles
    kept = keep_rows(item.raw, parse_where(where), context=FaultContext(item.file, name))
    item = replace(item, raw=kept.raw)
    return item, profile_columns(item)


def _match_columns(name: str, item: FileLayer, profiles: ColumnProfiles) -> list[ColumnMatch]:
    if item.theme is not None:
        return _match_tags(name, item)
    made = ("code",) if _holds_facilities(name, item) else ()  # of the numbers of nodes and ways
    return [match for match in match_columns(name, item, profiles) if match.canonical not in made]


def _match_tags(name: str, item: FileLayer) -> list[ColumnMatch]:
    """Return the columns that are made of the tags of OpenStreetMap."""
    why = Message(N_("the tags of OpenStreetMap"))
    return [ColumnMatch(column, column, 0.99, why) for column in LAYERS[name].names if column in item.raw.columns]


def _score(name: str, item: FileLayer, profiles: ColumnProfiles, answers: Answers) -> float:
    """Return the score of a file as a layer; one that was chosen is certain, and only that layer."""
    chosen = next((layer for layer in LAYERS if answers.get((f"layers.{layer}", "path")) == item.title), None)
    if chosen is not None:
        return _CHOSEN_SCORE if name == chosen else 0.0
    if item.theme is not None:
        return _THEME_SCORE if name == item.theme else 0.0
    if _holds_facilities(name, item):
        count = take_facilities(item.raw, FaultContext(item.file, name)).count
        return _THEME_SCORE + min(count / 1000, 1.0) if count else 0.0
    return score_layer(name, item, profiles)


def _holds_facilities(name: str, item: FileLayer) -> bool:
    """Return whether a file is a layer that GDAL made of OpenStreetMap, in which facilities are known by their tags."""
    is_placed = item.shape in ("point", "polygon") and item.theme is None
    return name == "facilities" and is_placed and has_facilities(item.raw, LayerTable(name, item.file))


def _answer_columns(layer: RecognisedLayer, answers: Answers) -> RecognisedLayer:
    """Return the layer with the columns that were answered; "" leaves a column out."""
    at = f"layers.{layer.name}.columns"
    given = {key: str(value) for (table, key), value in answers.items() if table == at}
    kept = [match for match in layer.matches if match.canonical not in given]
    why = Message(N_("answered"))
    known = (*LAYERS[layer.name].names, *PLACE_COLUMNS)
    added = [ColumnMatch(key, own, 1.0, why) for key, own in given.items() if own in layer.profiles and key in known]
    if not given:
        return layer
    order = {name: place for place, name in enumerate(LAYERS[layer.name].names)}
    matches = sorted([*kept, *added], key=lambda match: order.get(match.canonical, len(order)))
    return replace(layer, matches=tuple(matches))


def _with_profile(item: FileLayer, profile: SourceProfile | None) -> FileLayer:
    if item.theme is not None:
        return replace(item, profile=get_profile("osm"))
    return replace(item, profile=profile or find_profile([bare_word(header) for header in item.raw.fields]))


def _has_place(name: str, item: FileLayer) -> bool:
    """Return whether a file has the places that a layer needs."""
    layer = LAYERS[name]
    return item.shape is not None or layer.shape is None or layer.placeless


def _remove_used_rivals(layers: dict[str, RecognisedLayer]) -> dict[str, RecognisedLayer]:
    """Remove the files that became another layer from the rivals."""
    placed = {layer.source.title for layer in layers.values()}
    return {
        name: replace(layer, rivals=tuple(title for title in layer.rivals if title not in placed))
        for name, layer in layers.items()
    }


def _explain_unused(item: FileLayer, layers: Mapping[str, RecognisedLayer], looks: str | None) -> SkippedFile:
    """Return why a file that was read is no layer: another file is, it has no place, or it is something else."""
    rival = next((layer.source.title for layer in layers.values() if item.title in layer.rivals), None)
    if rival is None and item.shape is None and looks is not None and not _has_place(looks, item):
        return SkippedFile(item.file, "place", None, item.layer, item.raw.count, item.shape, looks)
    kind = next((kind for kind, words in NOT_A_LAYER.items() if any(is_in_name(item, word) for word in words)), "other")
    sector = find_sector(item) if rival is None and kind == "other" and item.shape in (None, "point") else None
    if sector is not None:
        columns = format_sample(item.raw.fields, 12)
        return SkippedFile(item.file, "columns", None, item.layer, item.raw.count, item.shape, sector, columns=columns)
    reason = "rival" if rival is not None else kind
    return SkippedFile(item.file, reason, None, item.layer, item.raw.count, item.shape, rival)  # type: ignore[arg-type]
