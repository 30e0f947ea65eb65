"""What a clerk calls the things that are asked: a word of the file, a column, or a key of the county file."""

from __future__ import annotations

from gisplan.base.language import N_, _, language
from gisplan.county.schema import LAYERS
from gisplan.io.init.messages import Item

__all__ = ["format_title"]

_TITLES = {
    "as_of": N_("date of the data"),
    "crs": N_("coordinate system"),
    "datum": N_("shift of the coordinates"),
    "path": N_("file"),
    "standard": N_("standard"),
    "trunk_classes": N_("classes of the trunk network"),
}


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
