"""Look up what a table says of each settlement, and what it does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Ints, Mask, Objects, fill_objects, find_places
from gisplan.base.values import text_or_none
from gisplan.county.county import County
from gisplan.county.schema import LAYERS
from gisplan.gaps.contradicted import Cell, Contradicted, find_contradicted
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.household_names import may_hold_names

__all__ = ["TableValues", "look_up", "plain_number", "to_numbers"]

_SETTLEMENT_OF = {"villages": "village", "groups": "group"}


@dataclass(frozen=True)
class TableValues:
    """What a layer's columns say of M settlements.

    Attributes
    ----------
    layer : str
    row : (M,) int64
        The row that holds the values, from 1; 0 where there is none.
    values : mapping of column to (M,) float64
        NaN where it is not known; yes is 1, no is 0.
    lacking : (M,) object
        Why something is not known, a reason code: "layer_missing", "column_missing", "row_missing",
        "row_quarantined", "cell_blank", "counts_contradict" or "nobody_unconfirmed"; "" where all is known.
    needs : (M,) object
        The layer or `layer.column` that would decide, in tuples.
    contradicted : Contradicted
        The values that contradict others of the county's files.
    aside : mapping of int to tuple of Cell
        What was wrong in the rows that were set aside, by the settlement's place.
    """

    layer: str
    row: NDArray[np.int64]
    values: Mapping[str, Floats]
    lacking: Objects
    needs: Objects
    contradicted: Contradicted
    aside: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)

    @property
    def known(self) -> Mask:
        """Whether all the columns are known."""
        return np.asarray(self.lacking == "", dtype=bool)

    def cells(self) -> list[tuple[Cell, ...]]:
        """Return the values with their places, a tuple a settlement, and the values that contradict them."""
        columns = [(name, values.tolist()) for name, values in self.values.items()]
        boolean = {name for name in self.values if LAYERS[self.layer].column(name).kind == "boolean"}
        own = [
            tuple(Cell(self.layer, row, name, _plain_value(v[i], name in boolean)) for name, v in columns)
            if row
            else ()
            for i, row in enumerate(self.row.tolist())
        ]
        for i, others in (*self.contradicted.cells.items(), *self.aside.items()):
            own[i] = tuple(dict.fromkeys((*own[i], *others)))
        return own


def plain_number(value: float) -> int | float | None:
    """Return a number as JSON has it: whole where it is whole, None where it is not known."""
    if value != value:
        return None
    return int(value) if value.is_integer() else value


def _plain_value(value: float, boolean: bool) -> Any:
    return bool(value) if boolean and value == value else plain_number(value)


def look_up(county: County, settlements: Settlements, layer: str, columns: Sequence[str]) -> TableValues:
    """Look columns of a layer up for each settlement: by its own code, or its village's."""
    frame = getattr(county, layer)
    size = len(settlements.frame)
    if frame is None:
        return _fill_without_layer(county, layer, columns, size)
    by_own_code = settlements.kind in ("village", _SETTLEMENT_OF.get(layer))
    code = settlements.frame["code" if by_own_code else "village"]
    place = find_places(code.tolist(), frame[str(LAYERS[layer].code)].tolist())
    found = place >= 0
    row = np.where(found, np.append(frame["row"].to_numpy(dtype=np.int64), 0)[place], 0)
    values = {name: _take_numbers(frame[name], place) for name in columns}
    lacking = _explain_lacking(county, layer, values, found, code)
    aside = _list_aside(county, layer, code, np.flatnonzero(lacking[0] == "row_quarantined"))
    return replace(_add_contradictions(county, layer, row, values, *lacking), aside=aside)


def _list_aside(county: County, layer: str, code: pd.Series[Any], at: NDArray[Any]) -> dict[int, tuple[Cell, ...]]:
    """The values for which the rows of some settlements were set aside; of a part above its whole both."""
    if not len(at):
        return {}
    limits = {f.row: f.params for f in county.faults if (f.layer, f.code) == (layer, "part-above-whole")}
    found: dict[Any, list[Cell]] = {}
    aside = rows_in_doubt(county, layer)
    aside = aside.sort_values(["value", "row"], key=lambda c: c.map(str) if c.dtype == object else c, kind="stable")
    for row, own, name, value in zip(aside["row"], aside["code"], aside["field"], aside["value"], strict=True):
        cells = found.setdefault(own, [])
        shown = None if may_hold_names(county, layer, name, value) else text_or_none(value)
        cells.append(Cell(layer, int(row), name or str(LAYERS[layer].code), shown))
        if row in limits:
            cells.append(Cell(layer, int(row), limits[row]["whole"], limits[row]["limit"]))
    return {i: tuple(found.get(code.iloc[i], ())) for i in at.tolist()}


def _fill_without_layer(county: County, layer: str, columns: Sequence[str], size: int) -> TableValues:
    blank = {name: np.full(size, np.nan) for name in columns}
    row = np.zeros(size, dtype=np.int64)
    lacking, needs = fill_objects(size, "layer_missing"), fill_objects(size, (layer,))
    return TableValues(layer, row, blank, lacking, needs, find_contradicted(county, layer, columns, row))


def _add_contradictions(
    county: County, layer: str, row: Ints, values: Mapping[str, Floats], lacking: Objects, needs: Objects
) -> TableValues:
    """The values of a table, with those that contradict others as a further reason why something is not known."""
    contradicted = find_contradicted(county, layer, tuple(values), row)
    for i in np.flatnonzero(contradicted.where).tolist():
        lacking[i] = "nobody_unconfirmed" if contradicted.unconfirmed[i] else "counts_contradict"
        needs[i] = contradicted.needs(i)
    return TableValues(layer, row, values, lacking, needs, contradicted)


def _take_numbers(column: pd.Series[Any], place: Ints) -> Floats:
    """The numbers at some places of a column, NaN where the place is -1."""
    return np.where(place >= 0, np.append(to_numbers(column), np.nan)[place], np.nan)


def to_numbers(column: pd.Series[Any]) -> Floats:
    """Return a column as numbers, NaN where a cell is blank or no number."""
    numbers: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers


def _explain_lacking(
    county: County, layer: str, values: Mapping[str, Floats], found: Mask, code: pd.Series[Any]
) -> tuple[Objects, Objects]:
    """Why something is not known, and what would decide; where several reasons hold, the weightiest."""
    lacking, needs = fill_objects(len(found), ""), fill_objects(len(found), ())
    had = county.columns.get(layer)
    for name in reversed(list(values)):
        blank = np.flatnonzero(np.isnan(values[name]))
        lacking[blank] = "column_missing" if had is not None and name not in had else "cell_blank"
        needs[blank] = fill_objects(len(blank), (f"{layer}.{name}",))
    aside = set(rows_in_doubt(county, layer)["code"].dropna())
    quarantined = ~found & np.array([one in aside for one in code.tolist()], dtype=bool)
    for mask, reason_code in ((~found, "row_missing"), (quarantined, "row_quarantined")):
        places = np.flatnonzero(mask)
        lacking[places], needs[places] = reason_code, fill_objects(len(places), (layer,))
    return lacking, needs
