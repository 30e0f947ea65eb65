"""Ask the open questions of `gisplan init` on a terminal, one by one, with a way back."""

from __future__ import annotations

import difflib
import sys
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import click

from gisplan.base.display import visible
from gisplan.base.language import _
from gisplan.io.init import CountyFileDraft, draft_survey
from gisplan.io.init.asking.answers import explain_wrong, is_coded, parse_answer
from gisplan.io.init.asking.answers_file import Answer, as_answers
from gisplan.io.init.asking.local_datums import PARAMETERS_AT
from gisplan.io.init.messages import Item, Question, Value, format_title, one_line
from gisplan.io.init.survey import FolderSurvey

__all__ = ["Asked", "ask_all"]

_WIDTH = 96
_BACK, _LATER, _STOP = "<", "-", "."
_REST = "!！"


@dataclass(frozen=True)
class _Step:
    """One thing that was asked, and the answer; None where it was left open."""

    question: Question
    item: Item
    answer: Answer | None = None

    @property
    def where(self) -> tuple[str, str]:
        return self.item.at, self.item.key


class Asked(NamedTuple):
    """All answers, and whether asking was interrupted: by Ctrl-C, or at the end of the input."""

    answers: list[Answer]
    interrupted: bool


def ask_all(survey: FolderSurvey, given: Sequence[Answer]) -> Asked:
    """Ask what is open, one thing at a time, until nothing is left or the clerk stops.

    An answer may raise other questions; going back asks the last thing again. What was answered before an interruption
    is kept.

    Parameters
    ----------
    survey : FolderSurvey
        The folder.
    given : sequence of Answer
        The answers that are there already; they are kept.

    Returns
    -------
    Asked
        Those, and the new ones.
    """
    steps: list[_Step] = []
    try:
        _ask_open(survey, given, steps)
    except (click.Abort, KeyboardInterrupt):
        return Asked([*given, *_list_answers(steps)], interrupted=True)
    return Asked([*given, *_list_answers(steps)], interrupted=False)


def _ask_open(survey: FolderSurvey, given: Sequence[Answer], steps: list[_Step]) -> None:
    """Ask what is open, and keep each step in the list."""
    draft = draft_survey(survey, as_answers(given))
    before: _Step | None = None
    while True:
        step = next(_list_open(draft, {step.where for step in steps}), None)
        if step is None:
            break
        text = _ask(step, before)
        if text == _STOP:
            break
        before = changed = step
        if text == _BACK:
            changed = steps.pop() if steps else step
        else:
            steps += [_take_answer(each, _strip_sign(step, text)) for each in _list_same(draft, step, steps, text)]
        if _is_structural(changed):
            draft = draft_survey(survey, as_answers([*given, *_list_answers(steps)]))


def _list_same(draft: CountyFileDraft, step: _Step, steps: Sequence[_Step], text: str) -> list[_Step]:
    """Return the steps that a text answers: the one, or with the sign for it all that are left of its question."""
    if _strip_sign(step, text) == text:
        return [step]
    left = _list_open(draft, {step.where for step in steps})
    return [each for each in left if each.question.message == step.question.message]


def _list_open(draft: CountyFileDraft, done: Collection[tuple[str, str]]) -> Iterator[_Step]:
    steps = (_Step(question, item) for question in draft.questions for item in question.items)
    return (step for step in steps if step.where not in done)


def _list_answers(steps: Sequence[_Step]) -> list[Answer]:
    return [step.answer for step in steps if step.answer is not None]


def _is_structural(step: _Step) -> bool:
    """Return whether an answer may raise or end other questions: a standard, a file, a column, a CRS, parameters."""
    at, key = step.where
    return key in ("standard", "path", "crs") or at.endswith(".columns") or at == PARAMETERS_AT


def _strip_sign(step: _Step, text: str) -> str:
    """Return an answer without the sign that it holds for all that follow; only a list of things has that sign."""
    return text.rstrip(_REST) if _is_list(step) else text


def _take_answer(step: _Step, text: str) -> _Step:
    """Return the step with the answer that a text gives, and show it; an empty text takes the likely answer."""
    item = step.item
    value = None if text == _LATER else item.likely if not text else parse_answer(item, text)
    if value is None:
        click.echo("    " + _("{0}: left open").format(one_line(format_title(item))))
        return step
    click.echo(f"    {one_line(format_title(item))}: {_format_taken(item, value)}")
    reason = _("the likely answer was taken") if value == item.likely and not text else _("given on the terminal")
    answer = Answer(item.at, item.key, value, step.question.code, reason)
    return _Step(step.question, item, answer)


def _format_taken(item: Item, value: Value) -> str:
    """Return an answer as it is typed; of a surface with its name, such as "11 asphalt concrete"."""
    if not is_coded(item):
        return _show(value)
    meaning = next((choice.meaning.text(_) for choice in item.choices if choice.value == value), "")
    return f"{value} {meaning}" if isinstance(value, int) else meaning


def _ask(step: _Step, before: _Step | None) -> str:
    """Show one thing to answer, and return what was typed: an answer, or one of the signs for another way.

    What is the same as in the step before is not shown again: the question, and its choices.
    """
    item = step.item
    if before is None or before.question.message != step.question.message:
        _show_question(step)
        before = None
    if before is None or before.item.choices != item.choices:
        _show_choices(step)
    if not _is_word(item) and item.evidence is not None:
        click.echo(f"  {one_line(item.evidence.text(_))}")
    while True:
        text = str(click.prompt(_prompt(step), default="", show_default=False)).strip()
        plain = _strip_sign(step, text)
        if text in (_BACK, _LATER, _STOP) or not plain:
            return text
        if plain == _LATER or parse_answer(item, plain) is not None:
            return text
        click.echo(explain_wrong(item, text))
        near = _find_nearest(item, text)
        if near:
            click.echo("  " + _("nearest: {0}").format(", ".join(near)))


def _is_word(item: Item) -> bool:
    """Return whether it is asked what a word of a file means, not what a line of the county file is to be."""
    return ".values." in item.at or ".assume." in item.at


def _is_list(step: _Step) -> bool:
    """Return whether a question asks the same of several things, such as the classes of roads."""
    return len({item.key for item in step.question.items}) > 1 and not _is_structural(step)


def _show_question(step: _Step) -> None:
    """Show a question in bold, and the ways to answer it."""
    click.echo()
    text = "\n".join(textwrap.wrap(visible(step.question.message.text(_)), _WIDTH))
    # below the stream that escapes everything, which would escape the bold type, too
    click.secho(text, bold=True, file=getattr(sys.stdout, "unescaped", None))
    if step.item.likely is None:
        enter = _("Enter or {1} leaves it open, {0} goes back, {2} stops")
    else:
        enter = _("Enter takes what is in brackets, {0} goes back, {1} leaves it open, {2} stops")
    click.echo("  " + enter.format(_BACK, _LATER, _STOP))
    if _is_list(step):
        text = _("an answer with {0} behind it holds for all that follow, {0} alone takes what is in brackets")
        click.echo("  " + text.format(_REST[0]))


def _show_choices(step: _Step) -> None:
    """Show the choices: by number, or by code where they are codes."""
    coded = is_coded(step.item)
    for number, choice in enumerate(step.item.choices, 1):
        value, meaning = _show(choice.value), choice.meaning.text(_)
        label = "" if coded else f"{number}. "
        click.echo(f"    {label}{value}" + (f"  {meaning}" if meaning not in ("", value) else ""))


def _find_nearest(item: Item, text: str) -> list[str]:
    """Return the choices that are spelled nearly as a text, the nearest first."""
    choices = [_show(choice.value) for choice in item.choices]
    return difflib.get_close_matches(text, choices, n=3, cutoff=0.5) if text else []


def _prompt(step: _Step) -> str:
    item = step.item
    evidence = f" ({item.evidence.text(_)})" if item.evidence is not None and _is_word(item) else ""
    likely = f" [{_format_taken(item, item.likely)}]" if item.likely is not None else ""
    return f"  {one_line(format_title(item))}{evidence}{likely}"


def _show(value: Value) -> str:
    """Return a value as it is typed."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return one_line(", ".join(value)) or "–"
    return one_line(str(value)) or _("none of them")
