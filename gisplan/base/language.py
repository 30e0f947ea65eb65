"""The user's language: every string a person reads goes through `_`."""

from __future__ import annotations

import gettext
from pathlib import Path

__all__ = ["N_", "_", "in_every_language", "language", "set_language"]

_LOCALES = Path(__file__).parent.parent / "locale"
_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(language: str | None) -> None:
    """Set the language of all later user-facing text.

    Parameters
    ----------
    language : str or None
        A catalogue's name (``"en"``, ``"zh"``); None leaves the text as it is written, in English.
    """
    global _translation, _language
    _language = language or "en"
    languages = [language] if language else []
    _translation = gettext.translation("gisplan", _LOCALES, languages or ["en"], fallback=True)


def language() -> str:
    """Return the language of user-facing text.

    Returns
    -------
    str
        "en" or "zh".
    """
    return _language


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
    return _translation.gettext(message)


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
    languages = sorted(folder.name for folder in _LOCALES.iterdir() if folder.is_dir())
    texts = (gettext.translation("gisplan", _LOCALES, [name], fallback=True).gettext(message) for name in languages)
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
