"""The words that the pages' shared scripts ask for."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_, _

__all__ = ["SHARED_WORDS", "translate_words"]

SHARED_WORDS = {
    "map": N_("Map"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
}
"""By the name under which a script asks for it."""


def translate_words(words: Mapping[str, str]) -> dict[str, str]:
    """The shared words and those of a page, in the language that is set."""
    return {name: _(text) for name, text in {**SHARED_WORDS, **words}.items()}
