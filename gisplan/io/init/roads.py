"""Propose what verdicts need of the roads: the surface, and the classes of the trunk network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gisplan.base.language import N_
from gisplan.county.code_lists import SURFACES
from gisplan.io.config.layer_columns import UNKNOWN
from gisplan.io.init.column_profile import ColumnProfile, format_sample, profile_column
from gisplan.io.init.columns import ColumnMatch
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Choice, Item, Message, Question
from gisplan.io.init.values import MOST_WORDS, WordMeaning, interpret_words, surfaces_from_classes
from gisplan.io.init.vocabulary import class_letter, highest_classes, is_track, is_trunk

__all__ = ["SURFACE_CHOICES", "RoadProposal", "propose_roads", "surface_items"]

_ROUTE = re.compile(r"[GSXYCZW]\d")
_MOST = 0.9
_SHOWN = 12
_SURFACE_VALUES = "layers.roads.values.surface"
_SHOWN_SURFACES = (11, 12, 31, 36, 21, 22, 23, 32, 33, 34, 35)
SURFACE_CHOICES = (
    *(Choice(code, Message(SURFACES[code].english)) for code in _SHOWN_SURFACES),
    Choice(UNKNOWN, Message(N_("unknown"))),
)
_REASONS = {
    "class": N_("the road's class, because no column gives the surface"),
    "route": N_("the letter that begins the code of a route"),
    "trunk": N_("national, provincial and county roads in the file"),
    "highest": N_("the highest class in the file"),
    "source": N_("the trunk network as a rule in files of {source}"),
    "surface-classes": N_(
        "{file} does not state the surface of the roads. Which of these classes (column "
        "{column}) are sealed with asphalt or cement? {words}. For those that are, write 11 "
        "(asphalt) or 12 (cement); for those that are not, 31 (gravel) or 36 (earth); classes "
        'left as "unknown" are judged as unknown.'
    ),
    "surface-words": N_(
        "What do these words in the column {column} of {file} mean? {words}. Write the surface code: 11 asphalt,"
        " 12 cement, 31 gravel, 36 earth (the others are in docs/county-file.md)."
    ),
    "surface-none": N_(
        "Which column of {file} gives the surface of the roads? Columns: {columns}. Without "
        "it every verdict is unknown."
    ),
    "trunk-classes": N_(
        "Which road classes are the trunk network that villages must reach? {file} has: {words}."
        " Proposed: {proposed}. If there are others, list them all (in the file: trunk_classes)."
    ),
    "trunk-classes-none": N_(
        "Which column of {file} gives the class of a road (national, provincial, county ...)? "
        "Columns: {columns}. Without it the trunk network is not known."
    ),
}


@dataclass(frozen=True)
class RoadProposal:
    """What is proposed for the layer of roads.

    Parameters
    ----------
    layer : RecognisedLayer
        The layer, with the matches that were added.
    words : mapping of str to tuple of WordMeaning
        The words of each canonical column and their meanings.
    trunk_classes : tuple of str
        The classes of the trunk network.
    trunk_confidence : float
        From 0 to 1.
    trunk_why : Message or None
        The reason.
    questions : tuple of Question
        What a clerk has to answer.
    """

    layer: RecognisedLayer
    words: Mapping[str, tuple[WordMeaning, ...]]
    trunk_classes: tuple[str, ...] = ()
    trunk_confidence: float = 0.0
    trunk_why: Message | None = None
    questions: tuple[Question, ...] = ()


def propose_roads(layer: RecognisedLayer) -> RoadProposal:
    """Propose the surface and the trunk classes of a layer of roads, as far as its file says.

    Parameters
    ----------
    layer : RecognisedLayer
        The roads with their matched columns.
    """
    roads = RoadProposal(layer, interpret_words(layer))
    return _find_trunk_classes(_find_class(_find_surface(roads)))


def _find_surface(roads: RoadProposal) -> RoadProposal:
    """Take the surface from its own column, or from the class; else add a question."""
    layer = roads.layer
    header = layer.header_of("surface")
    if header is not None:
        unresolved = [word for word in roads.words.get("surface", ()) if word.unresolved]
        params = {"file": layer.source.title, "column": header, "words": _format_words(unresolved)}
        items = surface_items(unresolved)
        return _with_question(roads, "surface-words", _SURFACE_VALUES, params, items) if unresolved else roads
    header = layer.header_of("class")
    profile = _profile_of(layer, "class") if header is not None else None
    if header is None or profile is None or len(profile.numbers) == profile.given:
        return _with_question(
            roads, "surface-none", "layers.roads", _column_params(layer), (_column_item(layer, "surface"),)
        )
    words = surfaces_from_classes(profile)
    match = ColumnMatch("surface", header, 0.3, Message(_REASONS["class"]))
    roads = replace(roads, layer=_with_match(layer, match), words={**roads.words, "surface": words})
    params = {
        "file": layer.source.title,
        "column": header,
        "words": _format_words([word for word in words if word.unresolved]),
    }
    items = surface_items([replace(word, meaning=36) if is_track(word.word) else word for word in words])
    return _with_question(roads, "surface-classes", _SURFACE_VALUES, params, items) if items else roads


def _find_class(roads: RoadProposal) -> RoadProposal:
    """Take the class from the first letters of the routes' codes where no column has it."""
    profile = _profile_of(roads.layer, "class")
    if profile is not None and (any(map(class_letter, profile.words)) or highest_classes(list(profile.words))):
        return roads
    routes = _profile_of(roads.layer, "route")
    if routes is None or routes.matching_share(_ROUTE.match) < _MOST:
        return roads
    words = tuple(WordMeaning(word, rows, word[0]) for word, rows in routes.words.items() if is_trunk(word[0]))
    match = ColumnMatch("class", routes.header, 0.85, Message(_REASONS["route"]))
    return replace(roads, layer=_with_match(roads.layer, match), words={**roads.words, "class": words[:MOST_WORDS]})


def _find_trunk_classes(roads: RoadProposal) -> RoadProposal:
    profile = _profile_of(roads.layer, "class")
    if profile is None or not profile.words:
        item = _column_item(roads.layer, "class")
        return _with_question(roads, "trunk-classes-none", "network", _column_params(roads.layer), (item,))
    meant = {word.word: str(word.meaning) for word in roads.words.get("class", ())}
    found = {meant.get(word, word) for word in profile.words}
    trunk = tuple(letter for letter in ("G", "S", "X") if letter in found)
    if trunk:
        return replace(roads, trunk_classes=trunk, trunk_confidence=0.95, trunk_why=Message(_REASONS["trunk"]))
    proposed, why = _propose_trunk(roads.layer, profile)
    roads = replace(roads, trunk_classes=proposed, trunk_confidence=0.4, trunk_why=why)
    words = _format_words([WordMeaning(word, rows, word) for word, rows in profile.words.items()])
    params = {"file": roads.layer.source.title, "words": words, "proposed": ", ".join(proposed) or "–"}
    item = Item("network", "trunk_classes", list(proposed) or None, evidence=why, free="texts")
    return _with_question(roads, "trunk-classes", "network", params, (item,))


def _propose_trunk(layer: RecognisedLayer, profile: ColumnProfile) -> tuple[tuple[str, ...], Message]:
    """Return the classes that the file's source has as a rule for the trunk network, else the highest there are."""
    source = layer.source.profile
    usual = tuple(word for word in source.trunk_classes if word in profile.words) if source is not None else ()
    if usual and source is not None:
        return usual, Message(_REASONS["source"], {"source": source.title})
    return tuple(highest_classes(list(profile.words))), Message(_REASONS["highest"])


def _profile_of(layer: RecognisedLayer, canonical: str) -> ColumnProfile | None:
    header = layer.header_of(canonical)
    return profile_column(layer.source.raw, header) if header is not None else None


def _with_match(layer: RecognisedLayer, match: ColumnMatch) -> RecognisedLayer:
    """Return the layer with one more match, which replaces any for the same column."""
    others = [item for item in layer.matches if item.canonical != match.canonical]
    return replace(layer, matches=(*others, match))


def _with_question(
    roads: RoadProposal, code: str, at: str, params: Mapping[str, str], items: tuple[Item, ...]
) -> RoadProposal:
    return replace(roads, questions=(*roads.questions, Question(code, Message(_REASONS[code], params), at, items)))


def surface_items(words: Sequence[WordMeaning], at: str = _SURFACE_VALUES) -> tuple[Item, ...]:
    """Return what is to be answered of words in a column of surfaces: a surface code for each."""
    rows = N_("rows: {rows}")
    return tuple(
        Item(at, word.word, word.meaning, SURFACE_CHOICES, Message(rows, {"rows": word.rows})) for word in words
    )


def _column_item(layer: RecognisedLayer, canonical: str) -> Item:
    taken = {match.header for match in layer.matches}
    choices = tuple(
        Choice(header, Message("{words}", {"words": format_sample(list(profile.words), 4)}))
        for header, profile in layer.profiles.items()
        if header not in taken and profile.given
    )
    return Item(f"layers.{layer.name}.columns", canonical, None, choices)


def _column_params(layer: RecognisedLayer) -> dict[str, str]:
    return {"file": layer.source.title, "columns": format_sample(layer.source.raw.fields, 20)}


def _format_words(words: list[WordMeaning]) -> str:
    """Return words with the number of their rows."""
    return format_sample([f"{word.word} ({word.rows})" for word in words], _SHOWN)
