"""Messages that are translated where they are shown, proposals with their confidence, and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gisplan.base.display import visible
from gisplan.base.language import N_

__all__ = ["Message", "Proposal", "Question", "format_confidence", "one_line", "sureness"]

_SURE, _LIKELY = 0.9, 0.6
_WORDS = {"sure": N_("sure"), "likely": N_("likely"), "guess": N_("a guess")}
_SURENESS = N_("{0} ({1:.0f} %)")


@dataclass(frozen=True)
class Message:
    """A sentence as a template and the values that fill it."""

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence on one line, without control characters."""
        return translate(self.template).format(**{key: _show(value, translate) for key, value in self.params.items()})


@dataclass(frozen=True)
class Proposal:
    """A value of the county file, the confidence in it from 0 to 1, and the reason."""

    value: str
    confidence: float
    why: Message


@dataclass(frozen=True)
class Question:
    """What only a clerk can answer.

    Parameters
    ----------
    code : str
        The kind of question.
    message : Message
        The question.
    at : str
        The table of the county file that it is about, such as ``layers.roads``.
    """

    code: str
    message: Message
    at: str


def _show(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        return value.text(translate)
    return one_line(value) if isinstance(value, str) else value


def sureness(confidence: float) -> str:
    """Return a confidence from 0 to 1 as a word: ``sure``, ``likely`` or ``guess``."""
    return "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "guess"


def format_confidence(confidence: float, translate: Callable[[str], str] = str) -> str:
    """Return a confidence from 0 to 1 as a word and per cent."""
    return translate(_SURENESS).format(translate(_WORDS[sureness(confidence)]), 100 * confidence)


def one_line(text: str) -> str:
    """Return a text on one line, each hidden character as its code point.

    Examples
    --------
    >>> one_line("a\\nb")
    'a\\\\u000ab'
    """
    return visible(text)
