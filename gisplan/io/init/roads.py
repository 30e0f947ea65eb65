"""What the verdict needs of the roads and files often do not say: the surface, and which roads are the trunk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gisplan.base.language import N_
from gisplan.io.init.column_profile import ColumnProfile, sample, see_column
from gisplan.io.init.columns import Match
from gisplan.io.init.layers import Layer
from gisplan.io.init.meanings import class_letter, highest_classes, is_trunk
from gisplan.io.init.messages import Message, Question
from gisplan.io.init.values import MOST_WORDS, Word, read_words, surfaces_of_classes

__all__ = ["Roads", "understand_roads"]

_ROUTE = re.compile(r"[GSXYCZW]\d")
_MOST = 0.9
_SHOWN = 12
_VALUES = "layers.roads.values.surface"
_SAY = {
    "class": N_("the road's class, because no column gives the surface"),
    "route": N_("the letter that begins the code of a route"),
    "trunk": N_("national, provincial and county roads in the file"),
    "highest": N_("the highest class in the file"),
    "surface-classes": N_(
        "{file} does not state the surface of the roads. Which of these classes (column {column}) are sealed with "
        "asphalt or cement? {words}. For those that are, write 11 (asphalt) or 12 (cement); for those that are "
        'not, 31 (gravel) or 36 (earth); classes left as "unknown" are judged as unknown.'
    ),
    "surface-words": N_(
        "What do these words in the column {column} of {file} mean? {words}. Write the surface code: 11 asphalt,"
        " 12 cement, 31 gravel, 36 earth (the others are in docs/county-file.md)."
    ),
    "surface-none": N_(
        "Which column of {file} gives the surface of the roads? Columns: {columns}. Without it every verdict is "
        "unknown."
    ),
    "trunk-classes": N_(
        "Which road classes are the trunk network that villages must reach? {file} has: {words}."
        " Proposed: {proposed}. Correct trunk_classes if there are others."
    ),
    "trunk-classes-none": N_(
        "Which column of {file} gives the class of a road (national, provincial, county ...)? Columns: {columns}. "
        "Without it the trunk network is not known."
    ),
}


@dataclass(frozen=True)
class Roads:
    """The layer with what was added to it, its words, the trunk's classes, and what to ask."""

    layer: Layer
    words: Mapping[str, tuple[Word, ...]]
    trunk_classes: tuple[str, ...] = ()
    trunk_share: float = 0.0
    trunk_why: Message | None = None
    questions: tuple[Question, ...] = ()


def understand_roads(layer: Layer) -> Roads:
    """Surface and trunk of a layer of roads, as far as its file tells.

    Parameters
    ----------
    layer : Layer
        The roads, as their columns were matched.
    """
    roads = Roads(layer, read_words(layer))
    return _find_trunk_classes(_find_class(_find_surface(roads)))


def _find_surface(roads: Roads) -> Roads:
    """From its own column, or from the class, or not at all."""
    layer = roads.layer
    own = layer.own("surface")
    if own is not None:
        asked = [word for word in roads.words.get("surface", ()) if word.asked]
        params = {"file": layer.found.title, "column": own, "words": _list(asked)}
        return _ask(roads, "surface-words", _VALUES, params) if asked else roads
    own = layer.own("class")
    sight = _see(layer, "class") if own is not None else None
    if own is None or sight is None or len(sight.numbers) == sight.given:
        return _ask(roads, "surface-none", "layers.roads", _columns(layer))
    words = surfaces_of_classes(sight)
    match = Match("surface", own, 0.3, Message(_SAY["class"]))
    roads = replace(roads, layer=_add(layer, match), words={**roads.words, "surface": words})
    params = {"file": layer.found.title, "column": own, "words": _list([word for word in words if word.asked])}
    return _ask(roads, "surface-classes", _VALUES, params) if params["words"] else roads


def _find_class(roads: Roads) -> Roads:
    """Where no class tells the trunk, the first letters of the routes' codes may."""
    sight = _see(roads.layer, "class")
    if sight is not None and (any(map(class_letter, sight.words)) or highest_classes(list(sight.words))):
        return roads
    routes = _see(roads.layer, "route")
    if routes is None or routes.share(_ROUTE.match) < _MOST:
        return roads
    words = tuple(Word(word, rows, word[0]) for word, rows in routes.words.items() if is_trunk(word[0]))
    match = Match("class", routes.own, 0.85, Message(_SAY["route"]))
    return replace(roads, layer=_add(roads.layer, match), words={**roads.words, "class": words[:MOST_WORDS]})


def _find_trunk_classes(roads: Roads) -> Roads:
    sight = _see(roads.layer, "class")
    if sight is None or not sight.words:
        return _ask(roads, "trunk-classes-none", "network", _columns(roads.layer))
    meant = {word.word: str(word.meaning) for word in roads.words.get("class", ())}
    found = {meant.get(word, word) for word in sight.words}
    trunk = tuple(letter for letter in ("G", "S", "X") if letter in found)
    if trunk:
        return replace(roads, trunk_classes=trunk, trunk_share=0.95, trunk_why=Message(_SAY["trunk"]))
    proposed = tuple(highest_classes(list(sight.words)))
    roads = replace(roads, trunk_classes=proposed, trunk_share=0.4, trunk_why=Message(_SAY["highest"]))
    words = _list([Word(word, rows, word) for word, rows in sight.words.items()])
    params = {"file": roads.layer.found.title, "words": words, "proposed": ", ".join(proposed) or "–"}
    return _ask(roads, "trunk-classes", "network", params)


def _see(layer: Layer, canonical: str) -> ColumnProfile | None:
    own = layer.own(canonical)
    return see_column(layer.found.raw, own) if own is not None else None


def _add(layer: Layer, match: Match) -> Layer:
    """The layer with another match, in place of any for the same column."""
    others = [item for item in layer.matches if item.canonical != match.canonical]
    return replace(layer, matches=(*others, match))


def _ask(roads: Roads, code: str, at: str, params: Mapping[str, str]) -> Roads:
    return replace(roads, questions=(*roads.questions, Question(code, Message(_SAY[code], params), at)))


def _columns(layer: Layer) -> dict[str, str]:
    return {"file": layer.found.title, "columns": sample(layer.found.raw.fields, 20)}


def _list(words: list[Word]) -> str:
    """Words with the number of their rows."""
    return sample([f"{word.word} ({word.rows})" for word in words], _SHOWN)
