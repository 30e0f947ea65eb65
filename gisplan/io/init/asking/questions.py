"""List what a clerk has to answer before a drafted county file is complete."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from gisplan.base.language import N_
from gisplan.county.code_lists import ATTESTED_STATES, ROAD_STATUSES, SEAT_RANKS
from gisplan.county.facility_kinds import FACILITY_KINDS
from gisplan.county.schema import LAYERS
from gisplan.io.config.layer_columns import UNKNOWN
from gisplan.io.init.asking.column_uses import ColumnUse
from gisplan.io.init.asking.shifts import list_datum_items
from gisplan.io.init.column_profile import format_sample
from gisplan.io.init.county_values import needs_crs
from gisplan.io.init.layers import RecognisedLayer, split_year
from gisplan.io.init.messages import Choice, ColumnName, Item, LayerName, Message, Proposal, Question, sureness
from gisplan.io.init.roads import SURFACE_CHOICES, RoadProposal
from gisplan.io.init.values import ColumnWords, WordMeaning

__all__ = ["list_questions"]

_COLUMNS_SHOWN, _WORDS_SHOWN = 20, 12
_LEAVE_OUT = Choice("", Message(N_("leave the column out")))
_READ_IT = N_("it is; rows whose value cannot be read are set aside")
_LATEST = N_("the latest year in their names: {year}")
_USUAL_CRS = (
    ("EPSG:4490", N_("degrees of CGCS2000")),
    ("EPSG:4326", N_("degrees of WGS 84, as from phones")),
)
_QUESTIONS = {
    "layer-missing": N_("Which file holds the {layer}? None was found; add [layers.{layer}] with its path."),
    "rival": N_(
        "{file} and {others} all look like {layer}: is {file} the right one? If not, name the one that is (in the "
        "file: path)."
    ),
    "crs-missing": N_(
        "{file} does not state its coordinate system. Ask the supplier of the file, and give its code, "
        'such as EPSG:4490 for degrees of CGCS2000 (in the file: crs = "EPSG:...").'
    ),
    "county-crs": N_(
        "No file shows where the county lies. Which coordinate system in metres should "
        'gisplan use? Give its code (in the file: crs = "EPSG:...").'
    ),
    "column-missing": N_("Which column of {file} is the {column} of the {layer}? Columns: {has}."),
    "column-guess": N_("Is {own} the {column} of the {layer} in {file}? Columns: {has}."),
    "column-unread": N_(
        "Is {own} in {file} the {column} of the {layer}? Values such as {words} are not read as numbers of one unit. "
        "Correct them, and name the column; until then it is left out."
    ),
    "column-unit": N_(
        "Is {own} in {file} the {column} of the {layer}? Its unit {unit} is not that of the column, and the numbers "
        "({words}) would be read as they stand. Convert them, and name the column; until then it is left out."
    ),
    "column-words": N_(
        "Is {own} in {file} the {column} of the {layer}? Its values are {words}. If it is, name the column and say "
        "what they mean; until then it is left out."
    ),
    "column-otherwise": N_(
        "{own} in {file} is not the {column} of the {layer}, but counts something else. Ask for that column, and add "
        "it to the file; without it, what needs it is unknown."
    ),
    "surface-second": N_(
        "{file} has a second column of surfaces, {own} ({words}), beside {used}. Which of them is the surface of "
        "today? Until there is an answer, {used} is."
    ),
    "datum-column": N_(
        "The column {own} of {file} says in which coordinate system rows are: {words}. All rows are read in one: "
        "is it shifted, as online maps in China are (datum)?"
    ),
    "datum-mixed": N_(
        "The column {own} of {file} says that rows are in different coordinate systems: {words}. A layer is read in "
        "one of them. Ask for the file in one; or take one of the lines where, which stand in the file with the datum "
        "of each: then the other rows are left out, and counted. Until then all are read as they stand."
    ),
    "column-repeated": N_(
        "{file} has several columns called {own}. Only the first is read: is it the right one? If not, rename them."
    ),
    "words-likely": N_(
        "What do these words in the column {own} of {file} mean: {words}? They are read as written there until there "
        "is an answer; roads that are not built count for no verdict. Possible: {possible}."
    ),
    "words-numbers": N_(
        "Are these values in the column {own} of {file} the numbers behind them: {words}? They are read so until there "
        "is an answer."
    ),
    "words": N_(
        "What do these words in the column {own} of {file} mean: {words}? Until then they are unknown. Possible: "
        "{possible}."
    ),
}


def list_questions(
    layers: Mapping[str, RecognisedLayer],
    uses: Mapping[str, Sequence[ColumnUse]],
    words: Mapping[str, ColumnWords],
    roads: RoadProposal | None,
    crs: Proposal | None,
) -> Iterator[Question]:
    """Yield all questions about the layers, in the order of the county file.

    Parameters
    ----------
    layers : mapping of str to RecognisedLayer
        The layers that were recognised.
    uses : mapping of str to sequence of ColumnUse
        What becomes of each column of their files.
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
        yield _question("county-crs", "county", (Item("county", "crs", free="crs"),))
    for name, layer_schema in LAYERS.items():
        if layer_schema.required and name not in layers:
            yield _question("layer-missing", "county", layer=LayerName(name))
    of_roads = roads.questions if roads is not None else ()
    for name, layer in layers.items():
        yield from _source_questions(layer)
        yield from _column_questions(layer)
        yield from (_use_question(layer, use) for use in uses[name] if use.use == "asked")
        yield from _word_questions(layer, words[name])
        if name == "roads":
            yield from (item for item in of_roads if item.at != "network")
    yield from (item for item in of_roads if item.at == "network")


def _question(code: str, at: str, items: tuple[Item, ...] = (), **params: str | Message) -> Question:
    return Question(code, Message(_QUESTIONS[code], params), at, items)


def _source_questions(layer: RecognisedLayer) -> Iterator[Question]:
    """Yield the questions which of several files is the layer, and in which CRS it is."""
    at, file = f"layers.{layer.name}", layer.source.title
    if layer.rivals:
        choices = tuple(Choice(name, Message("")) for name in (file, *layer.rivals))
        year = split_year(file)[1]
        is_latest = all(year > split_year(name)[1] for name in layer.rivals)
        evidence = Message(_LATEST, {"year": str(year)}) if is_latest else None
        item = Item(at, "path", file, choices, evidence)
        yield _question("rival", at, (item,), file=file, others=", ".join(layer.rivals), layer=LayerName(layer.name))
    if needs_crs(layer.source) and LAYERS[layer.name].shape is not None:
        usual = tuple(Choice(code, Message(meaning)) for code, meaning in _USUAL_CRS)
        yield _question("crs-missing", at, (Item(at, "crs", None, usual, free="crs"),), file=file)


def _column_questions(layer: RecognisedLayer) -> Iterator[Question]:
    """Yield the questions about required columns not found, or only by a guess."""
    matches = {match.canonical: match for match in layer.matches}
    for column in LAYERS[layer.name].columns:
        if not column.required:
            continue
        params: dict[str, str | Message] = {
            "file": layer.source.title,
            "layer": LayerName(layer.name),
            "column": _name(layer, column.name),
            "has": format_sample(layer.source.raw.fields, _COLUMNS_SHOWN),
        }
        match = matches.get(column.name)
        if match is None:
            item = _column_item(layer, column.name, None)
            yield _question("column-missing", f"layers.{layer.name}", (item,), **params)
        elif sureness(match.confidence) == "guess":
            item = _column_item(layer, column.name, match.header)
            yield _question("column-guess", f"layers.{layer.name}", (item,), **params, own=match.header)


def _name(layer: RecognisedLayer, canonical: str) -> ColumnName:
    return ColumnName(canonical, {"layer": layer.name})


def _column_item(layer: RecognisedLayer, canonical: str, likely: str | None) -> Item:
    """Return the item which column of the file a canonical one is, with some values of each."""
    choices = tuple(
        Choice(header, Message("{words}", {"words": format_sample(list(profile.words), 4)}))
        for header, profile in layer.profiles.items()
        if profile.given
    )
    return Item(f"layers.{layer.name}.columns", canonical, likely, choices)


def _use_question(layer: RecognisedLayer, use: ColumnUse) -> Question:
    """Return the question about a column that may matter and is not used."""
    at, doubt = f"layers.{layer.name}", str(use.doubt)
    params: dict[str, Any] = {"file": layer.source.title, "own": use.header, "layer": LayerName(layer.name)}
    params |= use.evidence or {}
    if doubt == "datum-column":
        items = list_datum_items(layer, use.header)
        return _question(doubt if items else "datum-mixed", at, items, **params)
    if doubt == "column-repeated":
        return _question(doubt, at, **params)
    (canonical,) = use.canonical
    if doubt == "surface-second":
        used = layer.header_of("surface") or ""
        choices = tuple(Choice(name, Message("")) for name in (used, use.header))
        return _question(doubt, at, (Item(f"{at}.columns", canonical, used, choices),), used=used, **params)
    choices = (_LEAVE_OUT, Choice(use.header, Message(_READ_IT)))[: 1 if doubt == "column-otherwise" else 2]
    return _question(
        doubt,
        at,
        (Item(f"{at}.columns", canonical, "", choices),),
        column=ColumnName(canonical, {"layer": layer.name}),
        **params,
    )


def _word_questions(layer: RecognisedLayer, words: ColumnWords) -> Iterator[Question]:
    """Yield the questions about words, but for surfaces and classes: `propose_roads` has those."""
    for canonical, listed in words.items():
        if canonical in ("surface", "class"):
            continue
        at, kind = f"layers.{layer.name}.values.{canonical}", LAYERS[layer.name].column(canonical).kind
        for code, likely in (("words-numbers" if kind in _NUMBERS else "words-likely", True), ("words", False)):
            asked = [word for word in listed if word.unresolved and (word.meaning != UNKNOWN) == likely]
            if asked:
                yield _question(
                    code,
                    at,
                    tuple(_word_item(at, kind, word) for word in asked),
                    own=layer.header_of(canonical) or canonical,
                    file=layer.source.title,
                    words=format_sample([_format_word(word) for word in asked], _WORDS_SHOWN),
                    possible=_list_possible(kind),
                )


def _list_possible(kind: str) -> Message:
    """Return what may be answered: the codes, or what a number or a date looks like."""
    if kind in _FREE:
        return Message(_FORMS[_FREE[kind]])
    codes = [json.dumps(choice.value) for choice in _WORD_CHOICES.get(kind, ())]
    return Message("{codes}", {"codes": ", ".join([*codes, json.dumps(UNKNOWN)])})


def _format_word(word: WordMeaning) -> str:
    return word.word if word.meaning == UNKNOWN else f"{word.word} ({word.meaning})"


_WORD_CHOICES: Mapping[str, tuple[Choice, ...]] = {
    "status": tuple(Choice(item.code, Message(item.english)) for item in ROAD_STATUSES.values()),
    "rank": tuple(Choice(item.code, Message(item.english)) for item in SEAT_RANKS.values()),
    "facility": tuple(Choice(item.code, Message(item.english)) for item in FACILITY_KINDS.values()),
    "state": tuple(
        Choice(item.code, Message(item.english)) for item in ATTESTED_STATES.values() if item.code != UNKNOWN
    ),
    "boolean": (Choice(True, Message(N_("yes"))), Choice(False, Message(N_("no")))),
    "surface": SURFACE_CHOICES[:-1],
}
_NUMBERS = ("number", "integer", "percent")
_FREE: Mapping[str, Literal["number", "date"]] = {**dict.fromkeys(_NUMBERS, "number"), "date": "date"}
_FORMS: Mapping[str, str] = {
    "number": N_('a number such as 800, 0 if there is none, or "unknown"'),
    "date": N_('a date such as 2019-06-30, or "unknown"'),
}


def _word_item(at: str, kind: str, word: WordMeaning) -> Item:
    choices = (*_WORD_CHOICES.get(kind, ()), Choice(UNKNOWN, Message(N_("unknown"))))
    evidence = Message(N_("rows: {rows}"), {"rows": word.rows})
    return Item(at, word.word, word.meaning, choices, evidence, _FREE.get(kind, ""))
