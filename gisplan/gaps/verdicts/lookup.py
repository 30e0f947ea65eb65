"""What a table says of each settlement, and what it does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Mask, Objects, fill_objects
from gisplan.county.county import County
from gisplan.county.schema import LAYERS
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.verdicts.applicability import Applicability, find_applicability
from gisplan.gaps.verdicts.three_valued import combine_states
from gisplan.gaps.verdicts.verdict import Cell, CriterionVerdicts, explain_doubts
from gisplan.standards import Criterion

__all__ = ["Looked", "judge_values", "look_up"]

_OWN = {"villages": "village", "groups": "group"}


@dataclass(frozen=True)
class Looked:
    """What a layer's columns say of M settlements.

    Attributes
    ----------
    row : (M,) int64
        The row that tells, from 1; 0 where there is none.
    values : mapping of column to (M,) float64
        NaN where it is not known; yes is 1, no is 0.
    lacking : (M,) object
        Why something is not known: "layer_missing", "column_missing", "row_missing",
        "row_quarantined" or "cell_blank"; "" where all is known.
    needs : (M,) object
        The layer or `layer.column` that would tell.
    """

    layer: str
    row: NDArray[np.int64]
    values: Mapping[str, Floats]
    lacking: Objects
    needs: Objects

    @property
    def known(self) -> Mask:
        """Whether all the columns tell."""
        return np.asarray(self.lacking == "", dtype=bool)

    def cells(self) -> Objects:
        """The values with their places, a tuple a settlement."""
        columns = [(name, values.tolist()) for name, values in self.values.items()]
        boolean = {name for name in self.values if LAYERS[self.layer].column(name).kind == "boolean"}
        told = [
            tuple(Cell(self.layer, row, name, _plain(v[i], name in boolean)) for name, v in columns) if row else ()
            for i, row in enumerate(self.row.tolist())
        ]
        return fill_objects(len(told), values=told)


def _plain(value: float, boolean: bool) -> Any:
    """A number as it is told: whole where it is whole, None where it is not known."""
    if value != value:
        return None
    return bool(value) if boolean else int(value) if value.is_integer() else value


def look_up(county: County, settlements: Settlements, layer: str, columns: Sequence[str]) -> Looked:
    """Look columns of a layer up for each settlement: by its own code, or its village's."""
    frame = getattr(county, layer)
    size = len(settlements.frame)
    own = _OWN.get(layer) == settlements.kind or settlements.kind == "village"
    key = settlements.frame["code" if own else "village"]
    row, lacking, needs = np.zeros(size, dtype=np.int64), fill_objects(size, ""), fill_objects(size, ())
    nothing = {name: np.full(size, np.nan) for name in columns}
    if frame is None:
        lacking[:], needs[:] = "layer_missing", fill_objects(size, (layer,))
        return Looked(layer, row, nothing, lacking, needs)
    code = str(LAYERS[layer].code)
    at = pd.Index(frame[code]).drop_duplicates()
    place = pd.Series(np.arange(len(frame)), index=frame[code]).groupby(level=0).first().reindex(at)
    found = key.map(place).to_numpy(dtype=np.float64, na_value=np.nan)
    there = ~np.isnan(found)
    rows = found[there].astype(np.int64)
    row[there] = frame["row"].to_numpy(dtype=np.int64)[rows]
    for name in columns:
        numbers = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        nothing[name][there] = numbers[rows]
    _tell_lacking(county, layer, key, columns, nothing, there, lacking, needs)
    return Looked(layer, row, nothing, lacking, needs)


def _tell_lacking(
    county: County,
    layer: str,
    key: pd.Series[Any],
    columns: Sequence[str],
    values: Mapping[str, Floats],
    there: Mask,
    lacking: Objects,
    needs: Objects,
) -> None:
    """Write why something is not known, the weightiest reason last."""
    had = county.columns.get(layer)
    absent = [name for name in columns if had is not None and name not in had]
    for name in reversed(columns):
        blank = np.flatnonzero(np.isnan(values[name]))
        lacking[blank] = "column_missing" if name in absent else "cell_blank"
        needs[blank] = fill_objects(len(blank), (f"{layer}.{name}",))
    lost = ~there & key.isin(rows_in_doubt(county, layer)["code"].dropna()).to_numpy(dtype=bool)
    for mask, why in ((~there, "row_missing"), (lost, "row_quarantined")):
        some = np.flatnonzero(mask)
        lacking[some], needs[some] = why, fill_objects(len(some), (layer,))


def judge_values(
    criterion: Criterion,
    settlements: Settlements,
    looked: Looked,
    *,
    passed: Mask,
    value: Floats,
    whys: tuple[str, str],
    contradicts: Mask | None = None,
    idle: Mask | None = None,
) -> CriterionVerdicts:
    """Verdicts from what a table says.

    Parameters
    ----------
    passed : (M,) bool
        Where the values are known: whether they are enough.
    whys : tuple of str
        The why of what is met, and of what is missed.
    contradicts, idle : (M,) bool, optional
        Values that cannot be true; settlements that have nobody to serve, to whom it does not apply.
    """
    size = len(settlements.frame)
    wrong = np.zeros(size, dtype=bool) if contradicts is None else contradicts
    known = looked.known & ~wrong
    applies = find_applicability(settlements, criterion)
    if idle is not None:
        applies = Applicability(applies.no | (idle & ~settlements.quarantined), applies.doubts, applies.needs)
    state = combine_states(settlements, applies, known & passed, ~known | passed)
    why = fill_objects(size, "")
    why[state == "met"], why[state == "missed"] = whys
    needs = fill_objects(size, ())
    explain_doubts(state, why, needs, applies.doubts, applies.needs)
    lost = np.flatnonzero((state == "unknown") & ~looked.known)
    why[lost], needs[lost] = looked.lacking[lost], looked.needs[lost]
    odd = np.flatnonzero((state == "unknown") & wrong)
    why[odd], needs[odd] = "contradicts", fill_objects(len(odd), (looked.layer,))
    _explain_aside(settlements, state, why, needs)
    return CriterionVerdicts(
        criterion=criterion,
        settlements=settlements,
        state=state,
        why=why,
        value=np.where(looked.known, value, np.nan),
        params=fill_objects(size, values=_params(criterion, looked, why, value)),
        rows=looked.cells(),
        needs=needs,
        listed_works=fill_objects(size),
    )


def _explain_aside(settlements: Settlements, state: Objects, why: Objects, needs: Objects) -> None:
    aside = np.flatnonzero(settlements.quarantined & (state != ""))
    why[aside], needs[aside] = "settlement_quarantined", fill_objects(len(aside), (f"{settlements.kind}s",))


def _params(criterion: Criterion, looked: Looked, why: Objects, value: Floats) -> list[dict[str, Any]]:
    """What each sentence needs; a value that is not known is left out."""
    base = {"layer": looked.layer, "required": criterion.threshold, "unit": criterion.unit}
    if criterion.kind == "ratio":
        base |= {"numerator": criterion.numerator, "denominator": criterion.denominator}
    else:
        base |= {"column": criterion.column}
    parts = {"part": criterion.numerator, "whole": criterion.denominator} if criterion.kind == "ratio" else {}
    told = [
        base | {name: _plain(looked.values[c][i], False) for name, c in parts.items()} | {"value": _plain(v, False)}
        for i, v in enumerate(np.round(value, 4).tolist())
    ]
    for params, code, needs in zip(told, why, looked.needs, strict=True):
        if code in ("column_missing", "cell_blank"):
            params["column"] = needs[0].partition(".")[2]
    return told
