"""Ask for the name of the county, its standard and the day of its data; a standard does not need every question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gisplan.base.language import N_, language
from gisplan.county.orientation.layers import NOT_JUDGED
from gisplan.io.check.needs import list_needs, needs_trunk
from gisplan.io.init.layers import RecognisedLayer
from gisplan.io.init.messages import Answers, Choice, Item, Message, Proposal, Question, sureness
from gisplan.io.inputs.standard_file import read_standard
from gisplan.standards import list_standards

__all__ = ["answer_day", "ask_day", "ask_name", "ask_standard", "find_day", "find_made", "leave_needed"]

_QUESTIONS = {
    "name": N_(
        "What is the county called? Maps, tables and plans have its name in their titles. {name} is only the name of "
        "the folder."
    ),
    "standard": N_("By which standard is the county to be judged? {standard} is proposed: {why}."),
    "day": N_(
        "Of which day are the data? {file} has works with due days; until there is an answer none of them counts as "
        "overdue, and what rests on them is unknown."
    ),
    "day-extract": N_(
        "Of which day are the data? Maps and tables name it. {file} says that its data of OpenStreetMap are of {day}."
    ),
}
_OF_TRUNK = ("trunk-classes", "trunk-classes-none")
_OF_SURFACES = ("surface-classes", "surface-words", "surface-none", "surface-second", "surface-blank")


def ask_name(proposal: Proposal) -> tuple[Question, ...]:
    """Return the question what the county is called, where no file names it."""
    if sureness(proposal.confidence) != "guess":
        return ()
    item = Item("county", "name", proposal.value, free="text")
    return (_question("name", item, name=proposal.value),)


def ask_standard(proposal: Proposal) -> Question:
    """Return the question by which standard the county is to be judged."""
    choices = tuple(Choice(id, Message("{title}", {"title": _title_of(id)})) for id in list_standards())
    item = Item("county", "standard", proposal.value, choices)
    return _question("standard", item, standard=proposal.value, why=proposal.why)


def ask_day(layers: Mapping[str, RecognisedLayer]) -> tuple[Question, ...]:
    """Return the question of which day the data are, where no sheet says its own.

    It is asked where works have due days, and where an extract of OpenStreetMap says the day of its data.
    """
    if find_day(layers) is not None:
        return ()
    works = _find_works(layers)
    if works is not None:
        return (_question("day", Item("county", "as_of", free="date"), file=works.source.title),)
    made = find_made(layers)
    if made is None:
        return ()
    file = next(layer.source.file for layer in layers.values() if layer.source.made == made)
    return (_question("day-extract", Item("county", "as_of", str(made), free="date"), file=file, day=str(made)),)


def find_day(layers: Mapping[str, RecognisedLayer]) -> date | None:
    """Return the day on which the sheets say that they were filled in; None where they do not, or differ."""
    judged = (layer.source for name, layer in layers.items() if name not in NOT_JUDGED)
    days = {source.day for source in judged if source.day is not None}
    return days.pop() if len(days) == 1 else None


def find_made(layers: Mapping[str, RecognisedLayer]) -> date | None:
    """Return the day of the data of an extract of OpenStreetMap.

    None where extracts differ, and where works have due days: by these nothing may count as overdue.
    """
    days = {layer.source.made for layer in layers.values() if layer.source.made is not None}
    return days.pop() if len(days) == 1 and _find_works(layers) is None else None


def _find_works(layers: Mapping[str, RecognisedLayer]) -> RecognisedLayer | None:
    """Return the first layer with due days."""
    return next((layer for layer in layers.values() if layer.header_of("due") is not None), None)


def answer_day(answers: Answers) -> date | None:
    """Return the day of the data that was answered."""
    value = answers.get(("county", "as_of"))
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def leave_needed(questions: Sequence[Question], standard: str) -> Iterator[Question]:
    """Yield the questions but for those about roads that no criterion of the standard looks at.

    Parameters
    ----------
    questions : sequence of Question
    standard : str
        The id of the standard that is answered, or proposed.

    Yields
    ------
    Question
    """
    chosen = read_standard(standard)
    unneeded: tuple[str, ...] = () if needs_trunk(chosen) else _OF_TRUNK
    if ("roads", "surface") not in list_needs(chosen):
        unneeded += _OF_SURFACES
    yield from (question for question in questions if question.code not in unneeded)


def _title_of(standard: str) -> str:
    found = read_standard(standard)
    return found.title_zh if language() == "zh" and found.title_zh else found.title


def _question(code: str, item: Item, **params: str | Message) -> Question:
    return Question(code, Message(_QUESTIONS[code], params), "county", (item,))
