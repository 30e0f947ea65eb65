"""The words that several pages, or the scripts that they share, ask for."""

from __future__ import annotations

from collections.abc import Mapping

from gisplan.base.language import N_, _

__all__ = ["SHARED_WORDS", "translate_words"]

SHARED_WORDS = {
    "map": N_("Map"),
    "north": N_("N"),
    "legend": N_("Legend"),
    "copy_link": N_("Copy link"),
    "copied": N_("Link copied"),
    "skip_map": N_("Skip to the map"),
    "skip_search": N_("Skip to the search"),
    "save_csv": N_("Save as CSV"),
    "save_geojson": N_("Save as GeoJSON"),
    "save_picture": N_("Save as picture"),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "kind": N_("Kind"),
    "code": N_("Code"),
    "town": N_("Town"),
    "villages": N_("Villages"),
    "read": N_("What was read"),
    "close": N_("Close"),
    "fold": N_("Show or hide the panel"),
    "boundary": N_("County and town boundaries"),
    "names": N_("Names"),
    "rivers": N_("Rivers"),
    "water": N_("Lakes and reservoirs"),
    "neighbours": N_("Neighbouring counties"),
    "relief": N_("Relief"),
    "metres": N_("{0}–{1} m"),
    "in_metres": N_("{0} m"),
    "in_km": N_("{0} km"),
    "home": N_("Village"),
    "one_village": N_("Village"),
    "one_group": N_("Group"),
    "households": N_("Households"),
    "gap": N_("Gap"),
    "surface": N_("Road"),
    "surface_code": N_("Surface code"),
    "class": N_("Class"),
    "nothing_found": N_("Nothing found"),
    "standard": N_("Standard used"),
    "name": N_("Name"),
    "programme": N_("Programme"),
}
"""By the name under which a script asks for it."""


def translate_words(words: Mapping[str, str]) -> dict[str, str]:
    """The shared words and those of a page, in the language that is set."""
    return {name: _(text) for name, text in {**SHARED_WORDS, **words}.items()}
