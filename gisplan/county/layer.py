"""What a layer and its columns are: names, kinds, units, and which must be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "Kind", "Layer", "Shape", "count_of", "percent_of"]

Kind = Literal[
    "text", "code", "codes", "number", "percent", "integer", "boolean", "date", "surface", "status", "rank", "state"
]
Shape = Literal["point", "line", "polygon"]


@dataclass(frozen=True)
class Column:
    """One canonical column: `unit` is what its numbers count, `lowest` the least they may be."""

    name: str
    kind: Kind = "text"
    required: bool = False
    unit: str | None = None
    lowest: float | None = None


@dataclass(frozen=True)
class Layer:
    """One canonical layer: the geometry it holds, and its columns.

    `shape` is None for a table; with `placeless` a row may do without a geometry. `code` is the
    column that a row is known by, None where it has none; `unique` layers hold each code once.
    """

    name: str
    shape: Shape | None
    columns: tuple[Column, ...]
    required: bool = False
    code: str | None = "code"
    placeless: bool = False
    unique: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """One column by its name."""
        return next(column for column in self.columns if column.name == name)


def count_of(name: str, unit: str) -> Column:
    """A number that cannot be negative."""
    return Column(name, "number", unit=unit, lowest=0.0)


def percent_of(name: str) -> Column:
    """A share, from 0 to 100."""
    return Column(name, "percent", unit="per cent", lowest=0.0)
