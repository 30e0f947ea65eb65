"""The user's language: every string a person reads goes through `_`."""

from __future__ import annotations

import gettext
from pathlib import Path

__all__ = ["N_", "_", "language", "set_language"]

_LOCALES = Path(__file__).parent.parent / "locale"
_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(language: str | None) -> None:
    """Choose the language of all later prose.

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
    """The language of the prose: "en" or "zh"."""
    return _language


def _(message: str) -> str:
    """The message in the user's language."""
    return _translation.gettext(message)


def N_(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message
