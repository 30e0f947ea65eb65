"""What a layer and its columns are: names, kinds, units, and which must be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gisplan.county.code_lists import YES_NO_WORDS

__all__ = ["LARGEST", "Column", "Kind", "Layer", "Shape", "count_of", "percent_of"]

Kind = Literal[
    "text",
    "code",
    "codes",
    "number",
    "percent",
    "integer",
    "boolean",
    "date",
    "surface",
    "status",
    "rank",
    "state",
    "area",
    "facility",
]
Shape = Literal["point", "line", "polygon"]

LARGEST = 2.0**53
"""The most that any number may be: above it, floating point skips whole numbers."""

_HIGHEST: Mapping[str, float] = {
    "people": 5e7,  # no city has more: Jakarta, the largest, 42 million (UN, World Urbanization Prospects 2025)
    "households": 5e7,  # each has at least one person
    "metre": 200.0,  # the width of a road: the widest motorways, of 26 lanes, are 170 m wide
    "kilometre": 20_000.0,  # half the way round the earth
    "minute": 1440.0,  # a day
    "litre per person and day": 1000.0,  # a cubic metre; the countries that use most take some 600
    "cubic metre per day": 1e7,  # the largest waterworks supply 7 million (Qingcaosha, Shanghai)
}
"""The most that a count may be, by its unit: beyond any real one, so that only mistakes are above it."""


@dataclass(frozen=True)
class Column:
    """One canonical column of a layer.

    Parameters
    ----------
    name : str
        gisplan's own name, the key under ``[layers.X.columns]``.
    kind : Kind, default "text"
        The type of its values.
    required : bool, default False
        Whether a file without it is refused.
    unit : str or None
        What its numbers count.
    lowest : float or None
        The least that its numbers may be.
    highest : float
        The most that they may be.
    english : str
        What pages and tables call it, in English; the message id of its translation.
    chinese : str
        What bureaus' sheets call it.
    synonyms : tuple of str
        Other headers by which `gisplan init` recognises it, without spaces, marks and units and in
        small letters, the commoner first.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    unit: str | None = None
    lowest: float | None = None
    highest: float = LARGEST
    english: str = ""
    chinese: str = ""
    synonyms: tuple[str, ...] = ()

    @property
    def own_words(self) -> Mapping[str, bool]:
        """The words for yes and no that this column alone has, such as 合格 for the quality of water."""
        return YES_NO_WORDS.get(self.name, {})


@dataclass(frozen=True)
class Layer:
    """One canonical layer: the geometry it holds, and its columns.

    Parameters
    ----------
    name : str
        gisplan's own name, the X of ``[layers.X]``.
    shape : {"point", "line", "polygon"} or None
        The geometry; None for a table.
    columns : tuple of Column
        The canonical columns, in the order in which they are written.
    required : bool, default False
        Whether a county without it is refused.
    code : str or None, default "code"
        The column that identifies a row; None where there is none.
    placeless : bool, default False
        Whether a row may do without a geometry.
    unique : bool, default False
        Whether each code occurs once.
    areas : bool, default False
        Whether its points may be drawn as areas; a point inside stands for each.
    english, chinese : str
        What pages call the layer, and what bureaus do.
    """

    name: str
    shape: Shape | None
    columns: tuple[Column, ...]
    required: bool = False
    code: str | None = "code"
    placeless: bool = False
    unique: bool = False
    areas: bool = False
    english: str = ""
    chinese: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return one column by its name."""
        return next(column for column in self.columns if column.name == name)


def count_of(name: str, unit: str, english: str = "", chinese: str = "", synonyms: tuple[str, ...] = ()) -> Column:
    """Return a column of numbers that cannot be negative, nor above what its unit allows.

    Parameters
    ----------
    name : str
        gisplan's own name.
    unit : str
        What the numbers count.
    english, chinese : str
        What pages call the column, and what bureaus do.
    synonyms : tuple of str
        Other headers by which it is recognised.

    Returns
    -------
    Column
        The column.
    """
    words = (english, chinese, synonyms)
    return Column(name, "number", False, unit, 0.0, _HIGHEST[unit], *words)


def percent_of(name: str, english: str = "", chinese: str = "") -> Column:
    """Return a column of shares, from 0 to 100.

    Parameters
    ----------
    name : str
        gisplan's own name.
    english, chinese : str
        What pages call the column, and what bureaus do.

    Returns
    -------
    Column
        The column.
    """
    return Column(name, "percent", unit="per cent", lowest=0.0, highest=100.0, english=english, chinese=chinese)
