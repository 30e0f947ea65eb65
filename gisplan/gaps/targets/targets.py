"""Targets: what the county as a whole has reached of what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from gisplan.base.arrays import Objects, fill_objects
from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.gaps.criterion_counts import CriterionCount, join_needs
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.targets.table_measures import estimate_left, estimate_lowest, estimate_mean, estimate_ratio
from gisplan.gaps.targets.target_verdict import Estimate, ReadingVerdict, TargetVerdict, choose_templates, judge_target
from gisplan.gaps.targets.works_measures import estimate_length, estimate_people, estimate_works
from gisplan.gaps.verdicts.three_valued import STATES, filter_settlements
from gisplan.gaps.verdicts.verdict import CriterionVerdicts
from gisplan.standards import Standard, Target

__all__ = ["ReadingVerdict", "TargetVerdict", "judge_targets"]

_SHARES = {
    ("settlements", "village"): N_("{met} of {total} villages meet it."),
    ("settlements", "group"): N_("{met} of {total} groups meet it."),
    ("people", "village"): N_("{met} of {total} people live in villages that meet it."),
    ("people", "group"): N_("{met} of {total} people live in groups that meet it."),
}
_VERDICTS = N_("{met} of {total} villages meet every exit criterion that can be measured.")
_LISTED = N_("{met} of the county's {total} villages.")
_UNKNOWN = {
    ("settlements", "village"): N_("Villages that cannot be judged: {unknown}."),
    ("settlements", "group"): N_("Groups that cannot be judged: {unknown}."),
    "people": N_("People who cannot be judged: {unknown}."),
    "listed": N_("Villages not reported in the file: {unknown}."),
}
_UNSURE = {
    "village": N_("Villages whose people are not known: {unsure}; with them it is {low} to {high} %."),
    "group": N_("Groups whose people are not known: {unsure}; with them it is {low} to {high} %."),
}

_TABLES: Mapping[str, Callable[[County, Settlements, Target], Estimate]] = {
    "ratio": estimate_ratio,
    "left": estimate_left,
    "least": estimate_lowest,
    "mean": estimate_mean,
}
_WORKS: Mapping[str, Callable[[County, Target], Estimate]] = {"length": estimate_length, "people": estimate_people}


class _Counted(NamedTuple):
    """The settlements that a target counts: their states, its sentences, and what would decide the unknown ones."""

    settlements: Settlements
    state: Objects
    template: str
    unknown_template: str
    needs: tuple[str, ...]


def judge_targets(
    county: County,
    standard: Standard,
    criteria: Sequence[CriterionCount],
    judged: Mapping[str, CriterionVerdicts],
    settlements: Settlements,
    villages: pd.DataFrame,
) -> tuple[TargetVerdict, ...]:
    """Judge all targets of a standard.

    Parameters
    ----------
    criteria : sequence of CriterionCount
    judged : mapping of str to CriterionVerdicts
    settlements : Settlements
        The villages as they were judged.
    villages : DataFrame
        Their verdicts, in the same order: see `Gaps.villages`.
    """
    counts = {c.criterion.id: c for c in criteria}
    found = []
    for target in standard.targets:
        if target.measure in _TABLES:
            estimate = _TABLES[target.measure](county, settlements, target)
        elif target.measure in _WORKS:
            estimate = _WORKS[target.measure](county, target)
        elif target.measure == "share":
            estimate = estimate_share(target, counts[target.criterion])
        elif target.layer:
            estimate = estimate_works(county, target)
        else:
            estimate = _estimate_count(county, target, _select_counted(target, judged, settlements, villages))
        found.append(judge_target(target, estimate, as_of=county.as_of))
    return tuple(found)


def estimate_share(target: Target, count: CriterionCount) -> Estimate:
    """Return per cent of a criterion's settlements, or of their people, that meet it; the unknown do not.

    A settlement of which nobody knows the people may have any number of them: the share is a range then.
    """
    if target.of == "people":
        met, missed, unknown = (count.people[name] for name in STATES)
    else:
        met, missed, unknown = count.met, count.missed, count.unknown
    total = met + missed + unknown
    kind = ("people" if target.of == "people" else "settlements", count.criterion.settlement)
    whole = bool(total) and not count.incomplete
    actual = 100.0 * met / total if whole else None
    least, most, needs = (100.0 * met, total), (100.0 * (met + unknown), total), count.needs
    unsure = count.people_unsure if target.of == "people" else {}
    if unsure:
        needs = tuple(dict.fromkeys((*needs, f"{count.criterion.settlement}s.population")))
    if unsure.keys() & {"missed", "unknown"}:
        least = (0.0, 1.0)
    if unsure.keys() & {"met", "unknown"}:
        most = (100.0, 1.0)
    templates = choose_templates(
        _SHARES[kind],
        (unknown, _UNKNOWN.get(kind, _UNKNOWN["people"])),
        (unsure, _UNSURE[count.criterion.settlement]),
    )
    counts = {"met": met, "total": total, "unknown": unknown, "unsure": sum(unsure.values())}
    counts |= {"low": _divide(least, 0.0), "high": _divide(most, 100.0)}
    return Estimate(actual, least, most, templates, counts, needs, is_range=bool(unsure))


def _divide(fraction: tuple[float, float], otherwise: float) -> float:
    part, whole = fraction
    return part / whole if whole else otherwise


def _select_counted(
    target: Target, judged: Mapping[str, CriterionVerdicts], settlements: Settlements, villages: pd.DataFrame
) -> _Counted:
    """What a target counts: the settlements of a criterion, the listed villages, or the villages' verdicts."""
    if target.criterion:
        one = judged[target.criterion]
        kind = ("settlements", one.settlements.kind)
        return _Counted(one.settlements, one.state, _SHARES[kind], _UNKNOWN[kind], join_needs(one.needs, one.state))
    if target.of == "listed":
        everyone = fill_objects(len(settlements.frame), "met")
        return _Counted(settlements, everyone, _LISTED, _UNKNOWN["listed"], ())
    state = villages["state"].to_numpy(dtype=object)
    needs = join_needs(villages["needs"].to_numpy(dtype=object), state)
    return _Counted(settlements, state, _VERDICTS, _UNKNOWN["settlements", "village"], needs)


def _estimate_count(county: County, target: Target, counted: _Counted) -> Estimate:
    """How many of the counted settlements are met, of those of the filter."""
    state = counted.state
    excluded, doubtful, columns = filter_settlements(counted.settlements, target.where)
    met = int(((state == "met") & ~excluded & ~doubtful).sum())
    unknown = int((((state == "unknown") & ~excluded) | (doubtful & (state == "met"))).sum())
    total = len(state) if target.of == "listed" else int(((state != "") & ~excluded).sum())
    partial = f"{counted.settlements.kind}s" in county.incomplete
    most = float("inf") if partial else float(met + unknown)
    needs = counted.needs + (tuple(f"villages.{c}" for c in columns) if doubtful.any() else ())
    counts = {"met": met, "total": total, "unknown": unknown}
    templates = choose_templates(counted.template, (unknown, counted.unknown_template))
    return Estimate(float(met), (float(met), 1.0), (most, 1.0), templates, counts, needs)
