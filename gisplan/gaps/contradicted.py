"""Which of a settlement's numbers contradict other numbers of the county's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Mask
from gisplan.base.values import is_missing
from gisplan.county.contradictions import WHOLES
from gisplan.county.county import County
from gisplan.county.once import once_per_county
from gisplan.county.schema import LAYERS

__all__ = ["Cell", "Contradicted", "find_contradicted", "find_contradicted_rows"]

_COUNTS = ("people", "households")
_NAMED = ("connected_households", "households")  # what the names of unconnected households are about


class Cell(NamedTuple):
    """One value that a verdict rests on, and where it is in the county's files.

    Attributes
    ----------
    layer : str
    row : int
        The row of the layer's file, from 1.
    column : str
    value : Any
        None where the cell is blank.
    """

    layer: str
    row: int
    column: str
    value: Any


class _Pair(NamedTuple):
    """A value, the one that it contradicts, by which rule, and the sum of which the value is a part."""

    rule: str
    own: Cell
    other: Cell
    total: Any = None


@dataclass(frozen=True)
class Contradicted:
    """The contradicted ones of M settlements.

    Attributes
    ----------
    where : (M,) bool
    unconfirmed : (M,) bool
        Those whose table counts nobody, while no file states how many live in the village.
    cells : mapping of int to tuple of Cell
        All values that contradict each other, by the settlement's place.
    params : mapping of int to mapping
        The first two of them, as the reason's sentence names them.
    """

    where: Mask
    unconfirmed: Mask
    cells: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    params: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def needs(self, settlement: int) -> tuple[str, ...]:
        """Return the columns that would decide one settlement."""
        return tuple(dict.fromkeys(f"{cell.layer}.{cell.column}" for cell in self.cells[settlement]))


def find_contradicted(county: County, layer: str, columns: Sequence[str], row: NDArray[np.int64]) -> Contradicted:
    """Find the settlements for which one of some columns of a layer cannot be believed.

    A number that counts the whole village is the measure of all counts of its row: none of them is believed where it
    is contradicted.

    Parameters
    ----------
    county : County
    layer : str
    columns : sequence of str
    row : (M,) int64
        Each settlement's row of the layer, 0 where there is none.

    Returns
    -------
    Contradicted
    """
    where, unconfirmed = np.zeros(len(row), dtype=bool), np.zeros(len(row), dtype=bool)
    by_row: dict[int, list[_Pair]] = {}
    for pair in _list_pairs(county, layer, _widen(layer, columns)):
        by_row.setdefault(pair.own.row, []).append(pair)
    if not by_row:
        return Contradicted(where, unconfirmed)
    at = np.flatnonzero(np.isin(row, list(by_row))).tolist()
    pairs = {i: by_row[int(row[i])] for i in at}
    where[at] = True
    unconfirmed[[i for i, some in pairs.items() if some[0].rule == "unconfirmed"]] = True
    cells = {
        i: tuple(dict.fromkeys(cell for pair in some for cell in (pair.own, pair.other))) for i, some in pairs.items()
    }
    return Contradicted(where, unconfirmed, cells, {i: _name_pair(some[0]) for i, some in pairs.items()})


def find_contradicted_rows(county: County, layer: str, column: str) -> list[int]:
    """Return the rows of a layer in which a column contradicts another value."""
    return [pair.own.row for pair in _list_pairs(county, layer, {column})]


def _widen(layer: str, columns: Iterable[str]) -> set[str]:
    """The columns, and the others of their row without which they say nothing."""
    wider = set(columns)
    if layer in WHOLES and any(LAYERS[layer].column(name).unit in _COUNTS for name in columns):
        wider.add(WHOLES[layer])
    if layer == "power" and wider.intersection(_NAMED):
        wider.add("unconnected_names")
    return wider


@once_per_county
def _list_by_layer(county: County) -> dict[str, list[dict[str, Any]]]:
    """The contradictions by the layers of their two sides."""
    by_layer: dict[str, list[dict[str, Any]]] = {}
    for row in county.contradictions.to_dict("records"):
        for layer in {row["layer"], row["other_layer"]}:
            by_layer.setdefault(layer, []).append(row)
    return by_layer


def _list_pairs(county: County, layer: str, columns: set[str]) -> Iterator[_Pair]:
    """The contradictions of some columns of a layer, whichever of their two sides they are."""
    for row in _list_by_layer(county).get(layer, ()):
        sides = (_cell(row, ""), _cell(row, "other_"))
        for one, other in (sides, sides[::-1]):
            if one.layer == layer and one.column in columns and one.row:
                total = None if is_missing(row["total"]) or one != sides[0] else _plain(row["total"])
                yield _Pair(row["rule"], one, other, total)


def _cell(row: Mapping[str, Any], side: str) -> Cell:
    at = 0 if is_missing(row[f"{side}row"]) else int(row[f"{side}row"])
    return Cell(row[f"{side}layer"], at, row[f"{side}column"], _plain(row[f"{side}value"]))


def _plain(value: Any) -> Any:
    """A value as JSON has it: None where there is none, a whole number without a point."""
    if is_missing(value):
        return None
    if isinstance(value, str):
        return value
    return int(value) if float(value).is_integer() else float(value)


def _name_pair(pair: _Pair) -> dict[str, Any]:
    """The parameters of the sentence that names two values: a sum of several rows in place of one of them."""
    names = ("layer", "row", "column", "value")
    own = {f"own_{name}": getattr(pair.own, name) for name in names}
    if pair.total is not None:
        own["own_value"] = pair.total
    return own | {f"other_{name}": getattr(pair.other, name) for name in names}
