"""An extract of OpenStreetMap in a folder: each layer that it has anything for is read as a source of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gisplan.io.files.staging import Source
from gisplan.io.osm.themes import THEMES

__all__ = ["find_theme", "split_themes"]

_BETWEEN = "-"


def split_themes(sources: Iterable[Source]) -> Iterator[Source]:
    """Yield the sources, of an extract of OpenStreetMap one for each layer.

    Parameters
    ----------
    sources : iterable of Source
        The files of a folder.

    Yields
    ------
    Source
        Its table has a name of its own, in which `find_theme` finds the layer.
    """
    for source in sources:
        if not (source.usable and _is_extract(source)):
            yield source
            continue
        for theme in THEMES:
            yield replace(source, table=replace(source.table, name=f"{source.table.name}{_BETWEEN}{theme}"))


def find_theme(source: Source) -> str | None:
    """Return the layer that is read from an extract of OpenStreetMap; None of other files."""
    theme = source.table.name.rpartition(_BETWEEN)[2]
    return theme if _is_extract(source) and theme in THEMES else None


def _is_extract(source: Source) -> bool:
    return source.format is not None and source.format.reader == "osm"
