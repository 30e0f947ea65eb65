"""Sentences that are made where they are shown, and how sure a guess is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gisplan.base.language import N_

__all__ = ["Message", "Question", "one_line", "show_sureness", "sureness"]

_SURE, _LIKELY = 0.9, 0.6
_WORDS = {"sure": N_("sure"), "likely": N_("likely"), "guess": N_("a guess")}
_SURENESS = N_("{0} ({1:.0f} %)")


@dataclass(frozen=True)
class Message:
    """A sentence and what fills it: `text` makes it in a language."""

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The sentence, on one line and with nothing in it that could move a cursor."""
        return translate(self.template).format(**{key: _show(value, translate) for key, value in self.params.items()})


@dataclass(frozen=True)
class Question:
    """Something only the clerk can tell; `at` is the table of the county file that it is about."""

    code: str
    said: Message
    at: str


def _show(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        return value.text(translate)
    return one_line(value) if isinstance(value, str) else value


def sureness(share: float) -> str:
    """A share as the word for it: ``sure``, ``likely`` or ``guess``."""
    return "sure" if share >= _SURE else "likely" if share >= _LIKELY else "guess"


def show_sureness(share: float, translate: Callable[[str], str] = str) -> str:
    """A share as people read it: a word and per cent."""
    return translate(_SURENESS).format(translate(_WORDS[sureness(share)]), 100 * share)


def one_line(text: str) -> str:
    """A text from a file, inert: what breaks a line, moves the cursor or hides is shown by its number.

    Examples
    --------
    >>> one_line("a\\nb")
    'a\\\\u000ab'
    """
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
