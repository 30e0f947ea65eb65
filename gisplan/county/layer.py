"""What a layer and its columns are: names, kinds, units, and which must be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "Kind", "Layer", "Shape", "count_of", "percent_of"]

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
    english: str = ""
    chinese: str = ""
    synonyms: tuple[str, ...] = ()


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
    """Return a column of numbers that cannot be negative.

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
    return Column(name, "number", unit=unit, lowest=0.0, english=english, chinese=chinese, synonyms=synonyms)


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
    return Column(name, "percent", unit="per cent", lowest=0.0, english=english, chinese=chinese)
