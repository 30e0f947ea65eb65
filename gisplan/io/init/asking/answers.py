"""What a clerk has answered: checked, and put in the place of what was proposed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from gisplan.base.crs import parse_crs
from gisplan.base.errors import CountyFileError
from gisplan.base.language import N_, _, in_every_language
from gisplan.county.layer import Column
from gisplan.county.schema import LAYERS
from gisplan.io.init.asking.parameters import explain_parameters
from gisplan.io.init.column_profile import read_quantity
from gisplan.io.init.messages import Answers, Choice, Item, Message, Proposal, Question, Value, one_line
from gisplan.io.init.roads import RoadProposal
from gisplan.io.init.values import ColumnWords
from gisplan.io.init.vocabulary import surface_code

__all__ = [
    "answer_proposal",
    "answer_roads",
    "answer_words",
    "explain_wrong",
    "is_coded",
    "is_possible",
    "leave_answered",
    "parse_answer",
]

_ANSWERED = N_("answered")
_NOTHING = ("none", "无")  # no surface, or no answer
_BETWEEN = re.compile(r"\s*[,，、;；]\s*")


def answer_proposal(proposal: Proposal | None, answers: Answers, key: str) -> Proposal | None:
    """Return a value of ``[county]`` as it was answered; else as it was proposed."""
    value = answers.get(("county", key))
    return Proposal(str(value), 1.0, Message(_ANSWERED)) if value is not None else proposal


def answer_roads(roads: RoadProposal, answers: Answers) -> RoadProposal:
    """Return the proposal for the roads with the trunk classes that were answered."""
    value = answers.get(("network", "trunk_classes"))
    if not isinstance(value, list):
        return roads
    return replace(roads, trunk_classes=tuple(value), trunk_confidence=1.0, trunk_why=Message(_ANSWERED))


def answer_words(layer: str, words: ColumnWords, answers: Answers) -> ColumnWords:
    """Return the words of a layer's columns with the meanings that were answered."""
    found = {}
    for canonical, listed in words.items():
        given = {key: value for (at, key), value in answers.items() if at == f"layers.{layer}.values.{canonical}"}
        found[canonical] = tuple(
            replace(word, meaning=value, unresolved=False)
            if not isinstance(value := given.get(word.word, word.meaning), list) and word.word in given
            else word
            for word in listed
        )
    return found


def leave_answered(questions: Sequence[Question], answers: Answers) -> Iterator[Question]:
    """Yield the questions that are open, each with what is still to be answered of it.

    Raises
    ------
    CountyFileError
        An answer is none to its question.
    """
    _check_answers(questions, answers)
    for question in questions:
        items = tuple(item for item in question.items if (item.at, item.key) not in answers)
        if items or not question.items:
            yield replace(question, items=items)


def _check_answers(questions: Iterable[Question], answers: Answers) -> None:
    """Raise `CountyFileError` where an answer is none to its question, with all such answers."""
    items = {(item.at, item.key): item for question in questions for item in question.items}
    wrong = [
        _("{0} in [{1}] cannot be {2!r}").format(one_line(key), one_line(at), value)
        + (f": {explain_wrong(items[at, key], value)}" if items[at, key].free == "parameters" else "")
        for (at, key), value in answers.items()
        if (at, key) in items and not is_possible(items[at, key], value)
    ]
    if wrong:
        raise CountyFileError(_("Answers that are none: {0}.").format("; ".join(wrong)))


def parse_answer(item: Item, text: str) -> Value | None:
    """Return the answer that a text gives: the number of a choice, or what it says; None where it gives none.

    Codes have no numbers beside them: 11 is asphalt, not the eleventh choice. Their words count, too.
    """
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(item.choices) and not is_coded(item):
        return item.choices[int(text) - 1].value
    word = text.casefold()
    for names in (_list_values, _list_meanings):
        chosen = next((choice.value for choice in item.choices if word in names(choice)), None)
        if chosen is not None:
            return chosen
    value = surface_code(text) if is_coded(item) and word not in _NOTHING else _parse_free(item, text)
    return value if value is not None and is_possible(item, value) else None


def explain_wrong(item: Item, value: object) -> str:
    """Say why something is no answer."""
    if item.free == "parameters" and isinstance(value, str):
        return explain_parameters(value)
    if is_coded(item):
        return _("This is no answer to the question. Give a code from the list, or its word.")
    if item.free == "number":
        return _("This is no number. Give one such as 800, 1000人 or 0.08万, or a choice from the list.")
    return _("This is no answer to the question. Give a number from the list, or what it says.")


def is_coded(item: Item) -> bool:
    """Return whether the answer is a code of surfaces, whose choices are not numbered."""
    return any(isinstance(choice.value, int) and not isinstance(choice.value, bool) for choice in item.choices)


def _list_values(choice: Choice) -> list[str]:
    value = choice.value
    return [{True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value).casefold()]


def _list_meanings(choice: Choice) -> list[str]:
    """Return what a choice is called in each language; nothing where its meaning shows values."""
    meaning = choice.meaning
    return [] if meaning.params else [name.casefold() for name in in_every_language(meaning.template) if name]


def _parse_free(item: Item, text: str) -> Value | None:
    if item.free == "texts":
        return [word for word in _BETWEEN.split(text) if word]
    if item.free == "number":
        number = read_quantity(_column_of(item), text)
        return int(number) if number is not None and number.is_integer() else number
    return text or None


def _column_of(item: Item) -> Column:
    """Return the canonical column whose words are asked about: the item is of `[layers.NAME.values.COLUMN]`."""
    _layers, layer, _values, column = item.at.split(".")
    return LAYERS[layer].column(column)


def is_possible(item: Item, value: object) -> bool:
    """Return whether a value may be the answer."""
    if any(type(choice.value) is type(value) and choice.value == value for choice in item.choices):
        return True
    if item.free == "texts":
        return isinstance(value, list) and bool(value) and all(isinstance(word, str) and word for word in value)
    if item.free == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and _FREE[item.free](value)


def _is_crs(text: str) -> bool:
    return parse_crs(text) is not None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_FREE: Mapping[str, Callable[[str], bool]] = {
    "": lambda _text: False,
    "crs": _is_crs,
    "date": _is_date,
    "text": lambda text: bool(text.strip()),
    "parameters": lambda text: not explain_parameters(text),
}
