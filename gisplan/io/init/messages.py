"""Messages that are translated where they are shown, proposals with their confidence, questions and their titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gisplan.base.display import visible
from gisplan.base.language import N_, _, language
from gisplan.county.names import name_column, name_layer
from gisplan.county.schema import LAYERS

__all__ = [
    "Answers",
    "Choice",
    "ColumnName",
    "Item",
    "LayerName",
    "Message",
    "Proposal",
    "Question",
    "Value",
    "format_confidence",
    "format_title",
    "one_line",
    "sureness",
]

_SURE, _LIKELY = 0.9, 0.6
_WORDS = {"sure": N_("sure"), "likely": N_("likely"), "guess": N_("a guess")}
_SURENESS = N_("{0} ({1:.0f} %)")
_TITLES = {
    "as_of": N_("date of the data"),
    "crs": N_("coordinate system"),
    "name": N_("name of the county"),
    "datum": N_("shift of the coordinates"),
    "path": N_("file"),
    "standard": N_("standard"),
    "trunk_classes": N_("classes of the trunk network"),
}


@dataclass(frozen=True)
class Message:
    """A sentence as a template and the values that fill it."""

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence on one line, without control characters."""
        return translate(self.template).format(**{key: _show(value, translate) for key, value in self.params.items()})


@dataclass(frozen=True)
class LayerName(Message):
    """The key of a layer, behind its name where the user reads Chinese."""

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return the key alone where nothing is translated."""
        return self.template if translate is str else name_layer(self.template, with_key=True)


@dataclass(frozen=True)
class ColumnName(Message):
    """The key of a column of the layer in `params`, behind its name where the user reads Chinese."""

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return the key alone where nothing is translated."""
        return self.template if translate is str else name_column(self.params["layer"], self.template, with_key=True)


@dataclass(frozen=True)
class Proposal:
    """A value of the county file, the confidence in it from 0 to 1, and the reason."""

    value: str
    confidence: float
    why: Message


Value = str | int | float | bool | list[str]
"""A value of a county file that a clerk may give."""

Answers = Mapping[tuple[str, str], Value]
"""What a clerk has answered, by the table of the county file and the key in it."""


@dataclass(frozen=True)
class Choice:
    """One possible answer, and what it means."""

    value: Value
    meaning: Message


@dataclass(frozen=True)
class Item:
    """One thing to answer: a key of the county file.

    Parameters
    ----------
    at, key : str
        The table of the county file and the key in it.
    likely : Value or None
        The likely answer, which stands in the file until there is another, but for `datum`: coordinates are not moved
        until somebody says so. None where there is none.
    choices : tuple of Choice
        The usual answers; none where it is a text or a list of texts.
    evidence : Message or None
        Why the likely answer is likely, or what there is.
    free : {"", "crs", "number", "date", "text", "texts", "parameters"}
        What may be given beside the choices.
    """

    at: str
    key: str
    likely: Value | None = None
    choices: tuple[Choice, ...] = ()
    evidence: Message | None = None
    free: Literal["", "crs", "number", "date", "text", "texts", "parameters"] = ""


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
    items : tuple of Item
        The keys that answer it; none where more than the county file must be changed.
    """

    code: str
    message: Message
    at: str
    items: tuple[Item, ...] = ()


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


def format_title(item: Item) -> str:
    """Return what a thing to answer is called, in the user's language.

    Parameters
    ----------
    item : Item
        A word in a file is called by itself, a column and a key of the county file by what they mean.
    """
    table, _dot, last = item.at.rpartition(".")
    if last == "columns":
        column = LAYERS[table.removeprefix("layers.")].column(item.key)
        title = column.chinese if language() == "zh" else _(column.english)
        return title or item.key
    is_key = item.at in ("county", "network") or item.at.removeprefix("layers.") in LAYERS
    return _(_TITLES.get(item.key, item.key)) if is_key else item.key
