"""Ask the open questions of `gisplan init` on a terminal, one by one, with a way back."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import click

from gisplan.base.language import _
from gisplan.io.init import CountyFileDraft, draft_survey
from gisplan.io.init.asking.answers import explain_wrong, parse_answer
from gisplan.io.init.asking.answers_file import Answer, as_answers
from gisplan.io.init.asking.local_datums import PARAMETERS_AT
from gisplan.io.init.messages import Item, Question, Value, one_line
from gisplan.io.init.survey import FolderSurvey

__all__ = ["Asked", "ask_all"]

_WIDTH = 96
_BACK, _LATER, _STOP = "<", "-", "."


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
    while True:
        step = next(_list_open(draft, {step.where for step in steps}), None)
        if step is None:
            break
        answer = _ask(step, again=bool(steps) and steps[-1].question.message == step.question.message)
        if answer == _STOP:
            break
        changed = step
        if answer == _BACK:
            changed = steps.pop() if steps else step
        else:
            steps.append(_answer_step(step, answer))
        if _is_structural(changed):
            draft = draft_survey(survey, as_answers([*given, *_list_answers(steps)]))


def _list_open(draft: CountyFileDraft, done: Collection[tuple[str, str]]) -> Iterator[_Step]:
    steps = (_Step(question, item) for question in draft.questions for item in question.items)
    return (step for step in steps if step.where not in done)


def _list_answers(steps: Sequence[_Step]) -> list[Answer]:
    return [step.answer for step in steps if step.answer is not None]


def _is_structural(step: _Step) -> bool:
    """Return whether an answer may raise or end other questions: a file, a column, a CRS, parameters."""
    at, key = step.where
    return key in ("path", "crs") or at.endswith(".columns") or at == PARAMETERS_AT


def _answer_step(step: _Step, text: str) -> _Step:
    """Return the step with the answer that a text gives; an empty one takes the likely answer."""
    item = step.item
    value = None if text == _LATER else item.likely if not text else parse_answer(item, text)
    if value is None:
        return step
    reason = _("the likely answer was taken") if value == item.likely and not text else _("given on the terminal")
    answer = Answer(item.at, item.key, value, step.question.code, reason)
    return _Step(step.question, item, answer)


def _ask(step: _Step, *, again: bool) -> str:
    """Show one thing to answer, and return what was typed: an answer, or one of the signs for another way."""
    if not again:
        click.echo()
        click.secho("\n".join(textwrap.wrap(step.question.message.text(_), _WIDTH)), bold=True)
    item = step.item
    evidence = f" ({item.evidence.text(_)})" if item.evidence is not None else ""
    click.echo(f"  {one_line(item.key)}{evidence}")
    for number, choice in enumerate(item.choices, 1):
        meaning = choice.meaning.text(_)
        click.echo(f"    {number}. {_show(choice.value)}" + (f"  {meaning}" if meaning else ""))
    while True:
        text = str(click.prompt(_prompt(item), default="", show_default=False)).strip()
        if text in (_BACK, _LATER, _STOP) or not text:
            return text
        if parse_answer(item, text) is not None:
            return text
        click.echo(explain_wrong(item, text))
        near = _find_nearest(item, text)
        if near:
            click.echo("  " + _("nearest: {0}").format(", ".join(near)))


def _find_nearest(item: Item, text: str) -> list[str]:
    """Return the choices that are spelled nearly as a text, the nearest first."""
    choices = [_show(choice.value) for choice in item.choices]
    return difflib.get_close_matches(text, choices, n=3, cutoff=0.5) if text else []


def _prompt(item: Item) -> str:
    if item.likely is None:
        return "  " + _("(Enter or {1} leaves it open, {0} goes back, {2} stops)").format(_BACK, _LATER, _STOP)
    keys = _("{0} goes back, {1} leaves it open, {2} stops").format(_BACK, _LATER, _STOP)
    return "  " + _("Enter takes {0} ({1})").format(_show(item.likely), keys)


def _show(value: Value) -> str:
    """Return a value as it is typed."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return one_line(", ".join(value)) or "–"
    return one_line(str(value)) or _("none of them")
