"""Targets over the rows of a table: a sum over a sum, what is left, the lowest value, the weighted mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.county.schema import LAYERS, MILESTONES
from gisplan.gaps.applies import filter_settlements
from gisplan.gaps.lookup import look_up
from gisplan.gaps.reckoning import Reckoned
from gisplan.gaps.survey import Settlements, rows_in_doubt
from gisplan.gaps.works import take_works
from gisplan.standards import Target

__all__ = ["reckon_least", "reckon_left", "reckon_mean", "reckon_ratio"]

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
_OVER = N_("{part:.0f} of {whole:.0f} in {villages} villages; {unknown} villages do not tell")
_LEFT = N_("{left:.0f} of {whole:.0f} are left in {villages} villages; {unknown} villages do not tell")
_LEAST = N_("the lowest of {rows} rows; {unknown} rows do not tell")
_MEAN = N_("{rows} rows, each weighted by its {weight:.0f} in all; {unknown} rows do not tell")
_NOTHING = N_("no layer tells")
_SAME = {"people": "people", "households": "households"}


@dataclass(frozen=True)
class _Parts:
    """Sums over villages: known parts and wholes, and what those that do not tell may add to the whole."""

    part: float
    whole: float
    open: float
    villages: int
    unknown: int
    needs: tuple[str, ...]


def reckon_ratio(county: County, villages: Settlements, target: Target) -> Reckoned:
    """Per cent: the sum of the numerator over the sum of the denominator, over the villages of the filter.

    A village that does not tell may have anything from none to all; its whole is at most its own
    people or households, as the villages' layer has them.
    """
    if getattr(county, target.layer) is None:
        return _nothing(target)
    p = _sum_parts(county, villages, target)
    counts = {"part": p.part, "whole": p.whole, "villages": p.villages, "unknown": p.unknown}
    actual = 100.0 * p.part / p.whole if p.whole else None
    if not np.isfinite(p.open):
        return Reckoned(actual, (0.0, 1.0), (100.0, 1.0), _OVER, counts, p.needs)
    least, most = (100.0 * p.part, p.whole + p.open), (100.0 * (p.part + p.open), p.whole + p.open)
    return Reckoned(actual, least, most, _OVER, counts, p.needs)


def reckon_left(county: County, villages: Settlements, target: Target) -> Reckoned:
    """What the numerator still lacks of the denominator."""
    if getattr(county, target.layer) is None:
        return _nothing(target)
    p = _sum_parts(county, villages, target)
    counts = {"left": p.whole - p.part, "whole": p.whole, "villages": p.villages, "unknown": p.unknown}
    actual = p.whole - p.part if p.villages else None
    return Reckoned(actual, (p.whole - p.part, 1.0), (p.whole - p.part + p.open, 1.0), _LEFT, counts, p.needs)


def _sum_parts(county: County, villages: Settlements, target: Target) -> _Parts:
    looked = look_up(county, villages, target.layer, (target.numerator, target.denominator))
    part, whole = looked.values[target.numerator], looked.values[target.denominator]
    no, doubt, columns = filter_settlements(villages, target.where)
    asked = ~no
    known = asked & ~doubt & looked.known & ~(part > whole)
    unit = LAYERS[target.layer].column(target.denominator).unit or ""
    own = villages.frame[_SAME[unit]].to_numpy(dtype=np.float64) if unit in _SAME else np.full(len(part), np.nan)
    lost = asked & ~known
    room = np.where(np.isnan(whole), own, whole)[lost]
    unbounded = bool(np.isnan(room).any()) or target.layer in county.incomplete or "villages" in county.incomplete
    needs = {n for told in looked.needs[lost] for n in told}
    needs |= {f"villages.{c}" for c in columns} if doubt.any() else set()
    return _Parts(
        part=float(part[known].sum()),
        whole=float(whole[known].sum()),
        open=np.inf if unbounded else float(room.sum()),
        villages=int(known.sum()),
        unknown=int(lost.sum()),
        needs=tuple(sorted(needs)),
    )


def reckon_least(county: County, villages: Settlements, target: Target) -> Reckoned:
    """The lowest value of a column; a row that does not tell may be as low as 0."""
    found = _take_column(county, villages, target)
    if found is None:
        return _nothing(target)
    value, _weight, lost = found
    known = value[~np.isnan(value)]
    counts = {"rows": len(known), "unknown": lost}
    actual = float(known.min()) if len(known) else None
    low = 0.0 if lost or actual is None else actual
    needs = (f"{target.layer}.{target.column}",)
    return Reckoned(actual, (low, 1.0), (100.0 if actual is None else actual, 1.0), _LEAST, counts, needs)


def reckon_mean(county: County, villages: Settlements, target: Target) -> Reckoned:
    """The mean of a column, each row weighted; a row that does not tell may be anything from 0 to 100 %."""
    found = _take_column(county, villages, target)
    if found is None:
        return _nothing(target)
    value, weight, lost = found
    known = ~np.isnan(value) & ~np.isnan(weight)
    total, top = float(weight[known].sum()), float((value[known] * weight[known]).sum())
    blank = np.isnan(value) & ~np.isnan(weight)
    room = float(weight[blank].sum())
    whole = not np.isnan(weight).any() and lost == int(blank.sum())
    counts = {"rows": int(known.sum()), "weight": total, "unknown": lost + int((~np.isnan(value) & ~known).sum())}
    needs = (f"{target.layer}.{target.column}", f"{target.layer}.{target.weight}")
    least = (top, total + room) if whole else (0.0, 1.0)
    most = (top + 100.0 * room, total + room) if whole else (100.0, 1.0)
    return Reckoned(top / total if total else None, least, most, _MEAN, counts, needs)


def _take_column(county: County, villages: Settlements, target: Target) -> tuple[Floats, Floats, int] | None:
    """A column, its weights, and how many rows do not tell: of listed works, or of the villages of the filter."""
    weight_of: Any
    if target.layer in MILESTONES:
        works = take_works(county, target.layer, target.categories)
        if works is None:
            return None
        value, weight_of = _numbers(works.frame[target.column]), works.frame.get(target.weight)
        weight = np.ones(len(value)) if weight_of is None else _numbers(weight_of)
        aside = len(rows_in_doubt(county, target.layer)) + (1 if target.layer in county.incomplete else 0)
        value = np.where(works.maybe, np.nan, value)
        return value, weight, int(np.isnan(value).sum()) + aside
    if getattr(county, target.layer) is None:
        return None
    columns = (target.column, target.weight) if target.weight else (target.column,)
    looked = look_up(county, villages, target.layer, columns)
    no, doubt, _columns = filter_settlements(villages, target.where)
    value = np.where(doubt, np.nan, looked.values[target.column])[~no]
    weight = looked.values[target.weight][~no] if target.weight else np.ones(len(value))
    weight = np.where(np.isnan(weight), villages.people[~no], weight) if target.weight == "population" else weight
    return value, weight, int(np.isnan(value).sum())


def _numbers(column: pd.Series[Any]) -> Floats:
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def _nothing(target: Target) -> Reckoned:
    return Reckoned(None, (0.0, 1.0), (np.inf, 1.0), _NOTHING, {}, (target.layer,))
