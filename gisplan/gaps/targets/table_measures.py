"""Targets over the rows of a table: a sum over a sum, what is left, the lowest value, the weighted mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats
from gisplan.base.language import N_
from gisplan.base.values import is_missing
from gisplan.county.county import County
from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.targets.target_verdict import Estimate, choose_templates
from gisplan.gaps.verdicts.applicability import filter_settlements
from gisplan.gaps.verdicts.lookup import look_up
from gisplan.gaps.works import take_works
from gisplan.standards import Target

__all__ = ["estimate_left", "estimate_lowest", "estimate_mean", "estimate_ratio"]

_OVER = {
    "people": N_("{part} of {whole} people, in {villages} villages."),
    "households": N_("{part} of {whole} households, in {villages} villages."),
    "": N_("{part} of {whole}, in {villages} villages."),
}
_LEFT = {
    "people": N_("{left} of {whole} people in {villages} villages are not served yet."),
    "households": N_("{left} of {whole} households in {villages} villages are not served yet."),
    "": N_("{left} of {whole} in {villages} villages are still missing."),
}
_LEFT_HERE = {
    "people": N_("{left} of the village's {whole} people are not served yet."),
    "households": N_("{left} of the village's {whole} households are not served yet."),
    "": N_("{left} of the village's {whole} are still missing."),
}
_BEGAN = N_("When the plan was made: {baseline}.")
_SILENT = N_("Villages not reported: {unknown}.")
_ROWS_SILENT = N_("Works not reported: {unknown}.")
_LEAST = {
    "": N_("The lowest is {name}: {value} {unit}."),
    "below": N_("The lowest is {name}: {value} {unit}. Below {required} {unit}: {below} of {rows}."),
    "none": N_("The lowest of {rows} is {name}: {value} {unit}. None is below {required} {unit}."),
}
_MEAN = {
    "people": N_("Mean of {rows} projects, weighted by the {weight} people they serve."),
    "": N_("Mean of {rows} projects, weighted (total weight {weight})."),
}
_NOTHING = N_("No layer of the county's files holds the data.")
_SAME = {"people": "people", "households": "households"}


@dataclass(frozen=True)
class _Parts:
    """Sums over villages: known parts and wholes, and what those that do not tell may add to the whole."""

    part: float
    whole: float
    open: float
    villages: int
    unknown: int
    unit: str
    needs: tuple[str, ...]


def estimate_ratio(county: County, villages: Settlements, target: Target) -> Estimate:
    """Per cent: the sum of the numerator over the sum of the denominator, over the villages of the filter.

    A village that does not tell may have anything from none to all; its whole is at most its own
    people or households, as the villages' layer has them.
    """
    if getattr(county, target.layer) is None:
        return _nothing(target)
    p = _sum_parts(county, villages, target)
    counts = {"part": p.part, "whole": p.whole, "villages": p.villages, "unknown": p.unknown}
    says = choose_templates(_OVER[p.unit], (p.unknown, _SILENT))
    actual = 100.0 * p.part / p.whole if p.whole else None
    if not np.isfinite(p.open):
        return Estimate(actual, (0.0, 1.0), (100.0, 1.0), says, counts, p.needs)
    least, most = (100.0 * p.part, p.whole + p.open), (100.0 * (p.part + p.open), p.whole + p.open)
    return Estimate(actual, least, most, says, counts, p.needs)


def estimate_left(county: County, villages: Settlements, target: Target) -> Estimate:
    """What the numerator still lacks of the denominator."""
    if getattr(county, target.layer) is None:
        return _nothing(target)
    p = _sum_parts(county, villages, target)
    counts: dict[str, float | None] = {
        "left": p.whole - p.part,
        "whole": p.whole,
        "villages": p.villages,
        "unknown": p.unknown,
    }
    actual = p.whole - p.part if p.villages else None
    counts["baseline"] = target.baseline
    first = (_LEFT_HERE if p.villages == 1 else _LEFT)[p.unit]
    says = choose_templates(first, (target.baseline is not None, _BEGAN), (p.unknown, _SILENT))
    return Estimate(actual, (p.whole - p.part, 1.0), (p.whole - p.part + p.open, 1.0), says, counts, p.needs)


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
        unit=unit if unit in _SAME else "",
        needs=tuple(sorted(needs)),
    )


def estimate_lowest(county: County, villages: Settlements, target: Target) -> Estimate:
    """The lowest value of a column, and whose it is; a row that does not tell may be as low as 0."""
    found = _take_column(county, villages, target)
    if found is None:
        return _nothing(target)
    known = np.flatnonzero(~np.isnan(found.value))
    lowest = int(known[np.argmin(found.value[known])]) if len(known) else -1
    actual = float(found.value[lowest]) if len(known) else None
    counts: dict[str, Any] = {"rows": len(known), "unknown": found.lost, "unit": target.unit, "value": actual}
    counts |= {"name": found.names[lowest] if len(known) else None, "required": target.threshold}
    kind = ""
    if target.threshold is not None and target.compare == "at_least":
        counts["below"] = int((found.value[known] < target.threshold).sum())
        kind = "below" if counts["below"] else "none"
    low = 0.0 if found.lost or actual is None else actual
    says = choose_templates(_LEAST[kind] if len(known) else _NOTHING, (found.lost, _silent(target)))
    needs = (f"{target.layer}.{target.column}",)
    return Estimate(actual, (low, 1.0), (100.0 if actual is None else actual, 1.0), says, counts, needs)


def estimate_mean(county: County, villages: Settlements, target: Target) -> Estimate:
    """The mean of a column, each row weighted; a row that does not tell may be anything from 0 to 100 %."""
    found = _take_column(county, villages, target)
    if found is None:
        return _nothing(target)
    value, weight, lost = found.value, found.weight, found.lost
    known = ~np.isnan(value) & ~np.isnan(weight)
    total, top = float(weight[known].sum()), float((value[known] * weight[known]).sum())
    blank = np.isnan(value) & ~np.isnan(weight)
    room = float(weight[blank].sum())
    whole = not np.isnan(weight).any() and lost == int(blank.sum())
    counts = {"rows": int(known.sum()), "weight": total, "unknown": lost + int((~np.isnan(value) & ~known).sum())}
    unit = LAYERS[target.layer].column(target.weight).unit or ""
    says = choose_templates(_MEAN["people" if unit == "people" else ""], (counts["unknown"], _silent(target)))
    needs = (f"{target.layer}.{target.column}", f"{target.layer}.{target.weight}")
    least = (top, total + room) if whole else (0.0, 1.0)
    most = (top + 100.0 * room, total + room) if whole else (100.0, 1.0)
    return Estimate(top / total if total else None, least, most, says, counts, needs)


def _silent(target: Target) -> str:
    return _ROWS_SILENT if target.layer in MILESTONES else _SILENT


@dataclass(frozen=True)
class _Column:
    """A column of listed works, or of the villages of the filter; `lost`: how many rows do not tell."""

    value: Floats
    weight: Floats
    names: list[str]
    lost: int


def _take_column(county: County, villages: Settlements, target: Target) -> _Column | None:
    """A column with its weights and whose the rows are; None where the county has no such layer."""
    weight_of: Any
    if target.layer in MILESTONES:
        works = take_works(county, target.layer, target.categories)
        if works is None:
            return None
        value, weight_of = _numbers(works.frame[target.column]), works.frame.get(target.weight)
        weight = np.ones(len(value)) if weight_of is None else _numbers(weight_of)
        aside = len(rows_in_doubt(county, target.layer)) + (1 if target.layer in county.incomplete else 0)
        value = np.where(works.maybe, np.nan, value)
        return _Column(value, weight, _name(works.frame), int(np.isnan(value).sum()) + aside)
    if getattr(county, target.layer) is None:
        return None
    columns = (target.column, target.weight) if target.weight else (target.column,)
    looked = look_up(county, villages, target.layer, columns)
    no, doubt, _columns = filter_settlements(villages, target.where)
    value = np.where(doubt, np.nan, looked.values[target.column])[~no]
    weight = looked.values[target.weight][~no] if target.weight else np.ones(len(value))
    weight = np.where(np.isnan(weight), villages.people[~no], weight) if target.weight == "population" else weight
    return _Column(value, weight, _name(villages.frame[~no]), int(np.isnan(value).sum()))


def _name(frame: pd.DataFrame) -> list[str]:
    """What the rows are called: name and code."""
    pairs = zip(frame["name"].tolist(), frame["code"].tolist(), strict=True)
    return [" ".join(str(part) for part in pair if not is_missing(part)) for pair in pairs]


def _numbers(column: pd.Series[Any]) -> Floats:
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def _nothing(target: Target) -> Estimate:
    return Estimate(None, (0.0, 1.0), (np.inf, 1.0), (_NOTHING,), {}, (target.layer,))
