"""Roads whose surface is taken from their class: the office answered for each class, and nobody surveyed them."""

from __future__ import annotations

from collections.abc import Callable

from gisplan.base.language import N_
from gisplan.county.county import County

__all__ = ["count_class_surfaces", "format_class_surfaces"]


def count_class_surfaces(county: County) -> int:
    """Count the roads whose surface is taken from their class, by the rows of their file."""
    if not county.class_surface_column:
        return 0
    roads = county.roads
    return int(roads.loc[roads["surface"].notna(), "row"].nunique())


def format_class_surfaces(county: County, *, translate: Callable[[str], str] = str) -> str | None:
    """Say that the surface of roads is taken from their class; None where it is not.

    Parameters
    ----------
    county : County
    translate : callable, optional
        Gives the English template in another language.

    Returns
    -------
    str or None
    """
    count = count_class_surfaces(county)
    if not count:
        return None
    text = N_(
        "The surface of the roads is taken from their class (column {column}), as the county file states for each "
        "class, not from a survey; roads: {count}."
    )
    return translate(text).format(column=county.class_surface_column, count=count)
