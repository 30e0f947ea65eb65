"""List what a clerk has to answer before a drafted county file is complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gisplan.base.language import N_
from gisplan.county.schema import LAYERS
from gisplan.io.init.column_profile import format_sample, unreadable_words
from gisplan.io.init.columns import find_unread
from gisplan.io.init.county_values import needs_crs
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Message, Proposal, Question, sureness
from gisplan.io.init.roads import RoadProposal
from gisplan.io.init.values import ColumnWords

__all__ = ["list_questions"]

_COLUMNS_SHOWN, _WORDS_SHOWN = 20, 12
_QUESTIONS = {
    "layer-missing": N_("Which file holds the {layer}? None was found; add [layers.{layer}] with its path."),
    "rival": N_("{file} and {others} all look like {layer}: is {file} the right one? If not, correct path."),
    "crs-missing": N_(
        "{file} does not state its coordinate system. Ask the supplier of the file, and write "
        'it as crs = "EPSG:...", such as EPSG:4490 for degrees of CGCS2000.'
    ),
    "county-crs": N_(
        "No file shows where the county lies. Which coordinate system in metres should "
        'gisplan use? Write it as crs = "EPSG:...".'
    ),
    "column-missing": N_("Which column of {file} is the {column} of the {layer}? Columns: {has}."),
    "column-guess": N_("Is {own} the {column} of the {layer} in {file}? Columns: {has}."),
    "column-unread": N_(
        "Is {own} in {file} the {column} of the {layer}? Values such as {words} are no numbers in one unit. "
        "Correct them, and name the column; until then it is left out."
    ),
    "words": N_("What do these words in the column {own} of {file} mean: {words}? Until then they are unknown."),
}


def list_questions(
    layers: Mapping[str, RecognisedLayer],
    words: Mapping[str, ColumnWords],
    roads: RoadProposal | None,
    crs: Proposal | None,
) -> Iterator[Question]:
    """Yield all questions, in the order of the county file.

    Parameters
    ----------
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    words : mapping of str to ColumnWords
        The words of each layer's columns and their meanings.
    roads : RoadProposal or None
        What is proposed for the roads, with its questions.
    crs : Proposal or None
        The CRS of the county.

    Yields
    ------
    Question
        One question, with the table of the county file that it is about.
    """
    if crs is None:
        yield _question("county-crs", "county")
    for name, layer_schema in LAYERS.items():
        if layer_schema.required and name not in layers:
            yield _question("layer-missing", "county", layer=name)
    of_roads = roads.questions if roads is not None else ()
    for name, layer in layers.items():
        yield from _source_questions(layer)
        yield from _column_questions(layer)
        yield from _word_questions(layer, words[name])
        if name == "roads":
            yield from (item for item in of_roads if item.at != "network")
    yield from (item for item in of_roads if item.at == "network")


def _question(code: str, at: str, **params: str) -> Question:
    return Question(code, Message(_QUESTIONS[code], params), at)


def _source_questions(layer: RecognisedLayer) -> Iterator[Question]:
    """Yield the questions which of several files is the layer, and in which CRS it is."""
    at, file = f"layers.{layer.name}", layer.source.title
    if layer.rivals:
        yield _question("rival", at, file=file, others=", ".join(layer.rivals), layer=layer.name)
    if needs_crs(layer.source):
        yield _question("crs-missing", at, file=file)


def _column_questions(layer: RecognisedLayer) -> Iterator[Question]:
    """Yield the questions about required columns not found, or only by a guess, and about numbers left out."""
    matches = {match.canonical: match for match in layer.matches}
    for column in LAYERS[layer.name].columns:
        if not column.required:
            continue
        params = {
            "file": layer.source.title,
            "layer": layer.name,
            "column": column.name,
            "has": format_sample(layer.source.raw.fields, _COLUMNS_SHOWN),
        }
        match = matches.get(column.name)
        if match is None:
            yield _question("column-missing", f"layers.{layer.name}", **params)
        elif sureness(match.confidence) == "guess":
            yield _question("column-guess", f"layers.{layer.name}", **params, own=match.header)
    for canonical, own in find_unread(layer.name, layer.profiles, layer.matches):
        yield _question(
            "column-unread",
            f"layers.{layer.name}",
            file=layer.source.title,
            layer=layer.name,
            column=canonical,
            own=own,
            words=format_sample(unreadable_words(layer.profiles[own], LAYERS[layer.name].column(canonical))),
        )


def _word_questions(layer: RecognisedLayer, words: ColumnWords) -> Iterator[Question]:
    """Yield the questions about words, but for surfaces and classes: `propose_roads` has those."""
    for canonical, listed in words.items():
        unresolved = [word.word for word in listed if word.unresolved]
        if unresolved and canonical not in ("surface", "class"):
            yield _question(
                "words",
                f"layers.{layer.name}.values.{canonical}",
                own=layer.header_of(canonical) or canonical,
                file=layer.source.title,
                words=format_sample(unresolved, _WORDS_SHOWN),
            )
