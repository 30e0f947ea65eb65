"""The user's language: every string a person reads goes through `_`."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "LOCALES",
    "NN_",
    "N_",
    "_",
    "agree",
    "fill",
    "in_every_language",
    "join_clauses",
    "join_label",
    "join_names",
    "language",
    "set_language",
    "use_language",
]

LOCALES = Path(__file__).parent.parent / "locale"
_COUNTED = (
    "bytes|cells|changes|characters|collections|columns|digits|fields|layers|numbers|parts|points|polygons|rows|"
    "seconds|settlements|tables|texts|triggers|villages"
)
_COUNT = re.compile(
    rf"\{{(\w+)\}} ((?:multi-part |side |more )?)(?:({_COUNTED})\b|([a-z]+)\(s\))((?: that)?)(?: ([a-z]+)\b)?"
)
_VERBS = {"were": "was", "are": "is", "have": "has", "lie": "lies", "end": "ends", "miss": "misses"}


@dataclass(frozen=True)
class _Catalogue:
    """The messages of a language; those that were looked up, as gettext takes five times as long to do it again."""

    name: str
    messages: gettext.NullTranslations
    translated: dict[str, str] = field(default_factory=dict)


_default = _Catalogue("en", gettext.NullTranslations())
_chosen: ContextVar[_Catalogue | None] = ContextVar("language", default=None)


def set_language(language: str | None) -> None:
    """Set the language of all later user-facing text.

    Parameters
    ----------
    language : str or None
        A catalogue's name (``"en"``, ``"zh"``); None leaves the text as it is written, in English.
    """
    global _default
    languages = [language] if language else []
    messages = gettext.translation("gisplan", LOCALES, languages or ["en"], fallback=True)
    _default = _Catalogue(language or "en", messages)


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Have one language within a block, and in what is called from it, whatever other threads have.

    Parameters
    ----------
    language : str
        A catalogue's name.

    Yields
    ------
    None
    """
    token = _chosen.set(_load(language))
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def _load(language: str) -> _Catalogue:
    return _Catalogue(language, gettext.translation("gisplan", LOCALES, [language], fallback=True))


def language() -> str:
    """Return the language of user-facing text.

    Returns
    -------
    str
        "en" or "zh".
    """
    return (_chosen.get() or _default).name


def _(message: str) -> str:
    """Translate a message into the user's language.

    Parameters
    ----------
    message : str
        The message in English.

    Returns
    -------
    str
        The translation; the message itself where the catalogue has none.
    """
    catalogue = _chosen.get() or _default
    found = catalogue.translated.get(message)
    if found is None:  # of an empty one gettext gives the catalogue's head
        found = catalogue.translated[message] = catalogue.messages.gettext(message) if message else ""
    return found


def agree(template: str, values: Mapping[str, Any]) -> str:
    """Return a template in which the word behind each number is in the singular or plural, as English needs it.

    Parameters
    ----------
    template : str
        A template for `str.format`; others than English stay as they are.
    values : mapping
        What it is filled with.

    Returns
    -------
    str
        The template, still to be filled.

    Examples
    --------
    >>> agree("{count} rows were read; {0} work(s) are left", {"count": 1, "0": 2})
    '{count} row was read; {0} works are left'
    >>> agree("the places of {count} rows are read", {"count": 1})
    'the places of {count} row are read'
    """

    if not _has_counts(template):
        return template

    def bend(match: re.Match[str]) -> str:
        name, adjective, words, stem, that, verb = match.groups()
        one = str(values.get(name)) == "1"
        noun = (words.removesuffix("s") if words else stem) if one else (words or f"{stem}s")
        counts = one and not template.endswith(" of ", 0, match.start())  # else the verb belongs to what is before "of"
        behind = f" {_VERBS.get(verb, verb) if counts else verb}" if verb else ""
        return f"{{{name}}} {adjective}{noun}{that}{behind}"

    return _COUNT.sub(bend, template)


@cache
def _has_counts(template: str) -> bool:
    return _COUNT.search(template) is not None


def fill(template: str, *args: Any, **values: Any) -> str:
    """Return a template filled as by `str.format`, its counted words in the singular or plural.

    Examples
    --------
    >>> fill("{0} row(s), {1} of them in {villages} villages", 1, 5, villages=1)
    '1 row, 5 of them in 1 village'
    """
    named = {**{str(place): value for place, value in enumerate(args)}, **values}
    return agree(template, named).format(*args, **values)


def in_every_language(message: str) -> tuple[str, ...]:
    """Return a message as it is written, and in each language that there is: what a user may call a thing.

    Parameters
    ----------
    message : str
        The message in English.

    Returns
    -------
    tuple of str
        Without repetitions.

    Examples
    --------
    >>> in_every_language("main works done")
    ('main works done', '主体完工')
    """
    languages = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())
    texts = (gettext.translation("gisplan", LOCALES, [name], fallback=True).gettext(message) for name in languages)
    return tuple(dict.fromkeys((message, *texts)))


def N_(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown.

    Parameters
    ----------
    message : str
        The message in English.

    Returns
    -------
    str
        The same message.
    """
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Mark a message that a library shows in the singular or plural.

    Parameters
    ----------
    singular, plural : str
        The message in English.

    Returns
    -------
    tuple of str
        The same messages.
    """
    return singular, plural


def join_names(names: Iterable[str], *, translate: Callable[[str], str] = _) -> str:
    """Join names as a sentence of the user's language does, or of English where `translate` is `str`."""
    return ("、" if translate is not str and language() == "zh" else ", ").join(names)


def join_label(label: str, text: str) -> str:
    """Return a text with what it is called before it, as the user's language does: "roads: 3"."""
    return ("{0}：{1}" if language() == "zh" else "{0}: {1}").format(label, text)


def join_clauses(clauses: Iterable[str], *, translate: Callable[[str], str] = _) -> str:
    """Join parts of a sentence that have commas or blanks of their own, in the language that `join_names` takes."""
    return ("；" if translate is not str and language() == "zh" else "; ").join(clauses)
