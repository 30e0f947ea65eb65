"""Targets over the rows of a table: a sum over a sum, what is left, the lowest value, the weighted mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.base.language import N_
from gisplan.base.values import is_missing
from gisplan.county.county import County
from gisplan.county.milestones import MILESTONES
from gisplan.county.schema import LAYERS
from gisplan.gaps.contradicted import find_contradicted
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.targets.target_verdict import Estimate, choose_templates
from gisplan.gaps.verdicts.lookup import TableValues, look_up, to_numbers
from gisplan.gaps.verdicts.three_valued import filter_settlements
from gisplan.gaps.works import take_works
from gisplan.standards import Target

__all__ = ["estimate_left", "estimate_lowest", "estimate_mean", "estimate_ratio"]

_RATIO = {
    "people": N_("{part} of {whole} people, in {villages} villages."),
    "households": N_("{part} of {whole} households, in {villages} villages."),
    "": N_("{part} of {whole}, in {villages} villages."),
}
_LEFT = {
    "people": N_("{left} of {whole} people in {villages} villages are not served yet."),
    "households": N_("{left} of {whole} households in {villages} villages are not served yet."),
    "": N_("{left} of {whole} in {villages} villages are still missing."),
}
_LEFT_IN_VILLAGE = {
    "people": N_("{left} of the village's {whole} people are not served yet."),
    "households": N_("{left} of the village's {whole} households are not served yet."),
    "": N_("{left} of the village's {whole} are still missing."),
}
_BASELINE = N_("When the plan was made: {baseline}.")
_VILLAGES_UNKNOWN = N_("Villages not reported: {unknown}.")
_CONTRADICTED = N_("Villages of which numbers contradict each other: {contradicted}.")
_NONE_KNOWN = N_("The numbers of no village are known.")
_NO_COLUMN = N_("The numbers of no village are known: no column is read as {lacking}.")
_NO_VILLAGE = N_("The county has no village that the target is about.")
_WORKS_UNKNOWN = N_("Works not reported: {unknown}.")
_LOWEST = {
    "": N_("The lowest is {name}: {value} {unit}."),
    "below": N_("The lowest is {name}: {value} {unit}. Below {required} {unit}: {below} of {rows}."),
    "none": N_("The lowest of {rows} is {name}: {value} {unit}. None is below {required} {unit}."),
}
_MEAN = {
    "people": N_("Mean of {rows} projects, weighted by the {weight} people they serve."),
    "": N_("Mean of {rows} projects, weighted (total weight {weight})."),
}
_NOTHING = N_("No layer of the county's files holds the data.")
_OWN_COLUMNS = {"people": "people", "households": "households"}


@dataclass(frozen=True)
class _Sums:
    """Sums over villages: known parts and wholes, and what unknown villages may add to the whole.

    `open_whole` is infinite where nothing bounds it.
    """

    part: float
    whole: float
    open_whole: float
    villages: int
    unknown: int
    contradicted: int
    unit: str
    needs: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def missing(self) -> float:
        """What the part lacks of the whole."""
        return self.whole - self.part

    @property
    def counted(self) -> bool:
        """Whether there is any village that the target is about."""
        return self.villages + self.unknown + self.contradicted > 0

    def counts(self) -> dict[str, Any]:
        """The figures of the sentences, and the columns that the file does not have."""
        counts: dict[str, Any] = {"part": self.part, "whole": self.whole, "left": self.missing}
        counts |= {"villages": self.villages, "unknown": self.unknown, "contradicted": self.contradicted}
        return counts | ({"lacking": ", ".join(self.lacking)} if self.lacking else {})

    def templates(self, sentences: Mapping[str, str], *others: tuple[Any, str]) -> tuple[str, ...]:
        """The sentences on the sums, by the unit, and on the villages that are left out."""
        none = _NO_COLUMN if self.lacking else _NONE_KNOWN if self.counted else _NO_VILLAGE
        first = sentences[self.unit] if self.villages else none
        left_out = ((self.unknown, _VILLAGES_UNKNOWN), (self.contradicted, _CONTRADICTED))
        return choose_templates(first, *others, *left_out)


class _Column(NamedTuple):
    """A column of listed works, or of the villages of the filter; `unknown`: how many rows are not reported."""

    value: Floats
    weight: Floats
    names: list[str]
    unknown: int


def estimate_ratio(county: County, villages: Settlements, target: Target) -> Estimate:
    """Return per cent: the sum of the numerator over the sum of the denominator, over the villages of the filter.

    An unknown village may have anything from none to all; its whole is at most its own people or
    households, as the villages' layer has them.
    """
    if getattr(county, target.layer) is None:
        return _no_layer(target)
    sums = _sum_parts(county, villages, target)
    counts, templates = sums.counts(), sums.templates(_RATIO)
    actual = 100.0 * sums.part / sums.whole if sums.whole else None
    if not np.isfinite(sums.open_whole):
        return Estimate(actual, (0.0, 1.0), (100.0, 1.0), templates, counts, sums.needs)
    whole = sums.whole + sums.open_whole
    least, most = (100.0 * sums.part, whole), (100.0 * (sums.part + sums.open_whole), whole)
    return Estimate(actual, least, most, templates, counts, sums.needs)


def estimate_left(county: County, villages: Settlements, target: Target) -> Estimate:
    """Return what the numerator still lacks of the denominator."""
    if getattr(county, target.layer) is None:
        return _no_layer(target)
    sums = _sum_parts(county, villages, target)
    counts = sums.counts() | {"baseline": target.baseline}
    sentences = _LEFT_IN_VILLAGE if sums.villages == 1 else _LEFT
    templates = sums.templates(sentences, (target.baseline is not None, _BASELINE))
    actual = sums.missing if sums.villages else None
    most = (sums.missing + sums.open_whole, 1.0)
    return Estimate(actual, (sums.missing, 1.0), most, templates, counts, sums.needs)


def _sum_parts(county: County, villages: Settlements, target: Target) -> _Sums:
    """The sums of the two columns over the villages of the filter."""
    table = look_up(county, villages, target.layer, (target.numerator, target.denominator))
    part, whole = table.values[target.numerator], table.values[target.denominator]
    excluded, doubtful, columns = filter_settlements(villages, target.where)
    counted = ~excluded & ~_repeated(table.row)
    known = counted & ~doubtful & table.known & ~(part > whole)
    unknown = counted & ~known
    contradicted = unknown & (table.contradicted.where | (part > whole))
    unit = LAYERS[target.layer].column(target.denominator).unit or ""
    return _Sums(
        part=fsum(part[known]),
        whole=fsum(whole[known]),
        open_whole=_bound_whole(county, villages, target, table, unknown),
        villages=int(known.sum()),
        unknown=int((unknown & ~contradicted).sum()),
        contradicted=int(contradicted.sum()),
        unit=unit if unit in _OWN_COLUMNS else "",
        needs=_list_needs(table, unknown, columns if doubtful.any() else ()),
        lacking=tuple(name for name in table.values if name not in county.columns.get(target.layer, (name,))),
    )


def _repeated(row: Ints) -> Mask:
    """Where several villages of one code have the same row of a table: it is counted with the first."""
    return np.asarray(pd.Series(row).duplicated() & (row > 0), dtype=bool)


def _bound_whole(county: County, villages: Settlements, target: Target, table: TableValues, unknown: Mask) -> float:
    """The most that unknown villages may add to the whole: infinite where a layer is partial or one is not bounded.

    Of numbers that contradict each other the largest is the most.
    """
    part, whole = table.values[target.numerator], table.values[target.denominator]
    unit = LAYERS[target.layer].column(target.denominator).unit or ""
    own = np.full(len(whole), np.nan)
    if unit in _OWN_COLUMNS:
        own = villages.frame[_OWN_COLUMNS[unit]].to_numpy(dtype=np.float64)
    largest = np.where(table.contradicted.unconfirmed, np.nan, np.fmax(np.fmax(part, whole), own))
    doubtful = table.contradicted.where | (part > whole)
    most = np.where(doubtful, largest, np.where(np.isnan(whole), own, whole))[unknown]
    partial = target.layer in county.incomplete or "villages" in county.incomplete
    return np.inf if partial or np.isnan(most).any() else fsum(most)


def _list_needs(table: TableValues, unknown: Mask, columns: tuple[str, ...]) -> tuple[str, ...]:
    needs = {need for some in table.needs[unknown] for need in some}
    return tuple(sorted(needs | {f"villages.{column}" for column in columns}))


def estimate_lowest(county: County, villages: Settlements, target: Target) -> Estimate:
    """Return the lowest value of a column, and whose it is; an unknown row may be as low as 0."""
    column = _take_column(county, villages, target)
    if column is None:
        return _no_layer(target)
    known = np.flatnonzero(~np.isnan(column.value))
    values = column.value[known]
    actual = float(values.min()) if len(known) else None
    lowest = min((column.names[i] for i in known[values == actual]), default=None)
    counts: dict[str, Any] = {"rows": len(known), "unknown": column.unknown, "unit": target.unit, "value": actual}
    counts |= {"name": lowest, "required": target.threshold}
    template = _LOWEST[""]
    if target.threshold is not None and target.compare == "at_least":
        counts["below"] = int((values < target.threshold).sum())
        template = _LOWEST["below" if counts["below"] else "none"]
    templates = choose_templates(template if len(known) else _NOTHING, (column.unknown, _name_unknown(target)))
    least = 0.0 if column.unknown or actual is None else actual
    most = 100.0 if actual is None else actual
    return Estimate(actual, (least, 1.0), (most, 1.0), templates, counts, (f"{target.layer}.{target.column}",))


def estimate_mean(county: County, villages: Settlements, target: Target) -> Estimate:
    """Return the mean of a column, each row weighted; an unknown row may be anything from 0 to 100 %."""
    column = _take_column(county, villages, target)
    if column is None:
        return _no_layer(target)
    known = ~np.isnan(column.value) & ~np.isnan(column.weight)
    weight = fsum(column.weight[known])
    total = fsum(column.value[known] * column.weight[known])
    unknown = column.unknown + int((~np.isnan(column.value) & ~known).sum())
    counts = {"rows": int(known.sum()), "weight": weight, "unknown": unknown}
    unit = LAYERS[target.layer].column(target.weight).unit or ""
    templates = choose_templates(_MEAN["people" if unit == "people" else ""], (unknown, _name_unknown(target)))
    needs = (f"{target.layer}.{target.column}", f"{target.layer}.{target.weight}")
    actual = total / weight if weight else None
    open_weight = _find_open_weight(column)
    if open_weight is None:
        return Estimate(actual, (0.0, 1.0), (100.0, 1.0), templates, counts, needs)
    whole = weight + open_weight
    return Estimate(actual, (total, whole), (total + 100.0 * open_weight, whole), templates, counts, needs)


def _find_open_weight(column: _Column) -> float | None:
    """The weight of the rows without a value; None where some weight is not known, or whole rows."""
    blank = np.isnan(column.value) & ~np.isnan(column.weight)
    if np.isnan(column.weight).any() or column.unknown != int(blank.sum()):
        return None
    return fsum(column.weight[blank])


def _name_unknown(target: Target) -> str:
    return _WORKS_UNKNOWN if target.layer in MILESTONES else _VILLAGES_UNKNOWN


def _take_column(county: County, villages: Settlements, target: Target) -> _Column | None:
    """A column with its weights and whose the rows are; None where the county has no such layer."""
    if target.layer in MILESTONES:
        return _take_from_works(county, target)
    return None if getattr(county, target.layer) is None else _take_from_table(county, villages, target)


def _take_from_works(county: County, target: Target) -> _Column | None:
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return None
    weighted = target.weight in works.frame
    weight = to_numbers(works.frame[target.weight]) if weighted else np.ones(len(works.frame))
    value = np.where(works.maybe, np.nan, to_numbers(works.frame[target.column]))
    unlisted = len(rows_in_doubt(county, target.layer)) + (1 if target.layer in county.incomplete else 0)
    return _Column(value, weight, _list_names(works.frame), int(np.isnan(value).sum()) + unlisted)


def _take_from_table(county: County, villages: Settlements, target: Target) -> _Column:
    columns = (target.column, target.weight) if target.weight else (target.column,)
    table = look_up(county, villages, target.layer, columns)
    excluded, doubtful, _columns = filter_settlements(villages, target.where)
    counted = ~excluded & ~_repeated(table.row)
    value = np.where(doubtful | _find_wrong(county, table, target.column), np.nan, table.values[target.column])[counted]
    weight = np.ones(len(value))
    if target.weight:
        weight = table.values[target.weight]
        if target.weight == "population":
            weight = np.where(np.isnan(weight), villages.people, weight)
        weight = np.where(_find_wrong(county, table, target.weight), np.nan, weight)[counted]
    return _Column(value, weight, _list_names(villages.frame[counted]), int(np.isnan(value).sum()))


def _find_wrong(county: County, table: TableValues, column: str) -> Mask:
    return find_contradicted(county, table.layer, (column,), table.row).where


def _list_names(frame: pd.DataFrame) -> list[str]:
    """What the rows are called: name and code."""
    pairs = zip(frame["name"].tolist(), frame["code"].tolist(), strict=True)
    return [" ".join(str(part) for part in pair if not is_missing(part)) for pair in pairs]


def _no_layer(target: Target) -> Estimate:
    return Estimate(None, (0.0, 1.0), (np.inf, 1.0), (_NOTHING,), {}, (target.layer,))
