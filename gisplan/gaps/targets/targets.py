"""Targets: what the county as a whole has reached of what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.gaps.criterion_counts import CriterionCount
from gisplan.gaps.settlements import Settlements
from gisplan.gaps.targets.table_measures import estimate_left, estimate_lowest, estimate_mean, estimate_ratio
from gisplan.gaps.targets.target_verdict import Estimate, ReadingVerdict, TargetVerdict, choose_templates, judge_target
from gisplan.gaps.targets.works_measures import estimate_length, estimate_people, estimate_works
from gisplan.gaps.verdicts.applicability import filter_settlements
from gisplan.gaps.verdicts.three_valued import STATES
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

_TABLES: Mapping[str, Callable[[County, Settlements, Target], Estimate]] = {
    "ratio": estimate_ratio,
    "left": estimate_left,
    "least": estimate_lowest,
    "mean": estimate_mean,
}
_WORKS: Mapping[str, Callable[[County, Target], Estimate]] = {"length": estimate_length, "people": estimate_people}


def judge_targets(
    county: County,
    standard: Standard,
    criteria: Sequence[CriterionCount],
    judged: Mapping[str, CriterionVerdicts],
    places: Settlements,
    villages: pd.DataFrame,
) -> tuple[TargetVerdict, ...]:
    """Judge all targets of a standard.

    Parameters
    ----------
    criteria : sequence of CriterionCount
    judged : mapping of id to Judged
    places : Settlements
        The villages as they were judged.
    villages : DataFrame
        Their verdicts, in the same order: see `Gaps.villages`.
    """
    counts = {c.criterion.id: c for c in criteria}
    found = []
    for target in standard.targets:
        if target.measure in _TABLES:
            reckoned = _TABLES[target.measure](county, places, target)
        elif target.measure in _WORKS:
            reckoned = _WORKS[target.measure](county, target)
        elif target.measure == "share":
            reckoned = estimate_share(target, counts[target.criterion])
        elif target.layer:
            reckoned = estimate_works(county, target)
        else:
            reckoned = _count_settlements(county, target, judged, places, villages)
        found.append(judge_target(target, reckoned, as_of=county.as_of))
    return tuple(found)


def estimate_share(target: Target, count: CriterionCount) -> Estimate:
    """So many per cent of a criterion's settlements, or of their people, met; the unknown are not."""
    if target.of == "people":
        met, missed, unknown = (count.people[name] for name in STATES)
    else:
        met, missed, unknown = count.met, count.missed, count.unknown
    total = met + missed + unknown
    kind = ("people" if target.of == "people" else "settlements", count.criterion.settlement)
    says = choose_templates(_SHARES[kind], (unknown, _UNKNOWN.get(kind, _UNKNOWN["people"])))
    counts = {"met": met, "total": total, "unknown": unknown}
    whole = bool(total) and not count.incomplete
    actual = 100.0 * met / total if whole else None
    return Estimate(actual, (100.0 * met, total), (100.0 * (met + unknown), total), says, counts, count.needs)


def _count_settlements(
    county: County, target: Target, judged: Mapping[str, CriterionVerdicts], places: Settlements, villages: pd.DataFrame
) -> Estimate:
    """How many settlements of the filter meet a criterion, or all that decides; or how many there are."""
    needs: tuple[str, ...] = ()
    if target.criterion:
        one = judged[target.criterion]
        places, state = one.settlements, one.state
        template, doubtful = _SHARES["settlements", places.kind], _UNKNOWN["settlements", places.kind]
        needs = tuple(sorted({n for told in one.needs[state == "unknown"] for n in told}))
    elif target.of == "listed":
        state, template = np.full(len(places.frame), "met", dtype=object), _LISTED
        doubtful = _UNKNOWN["listed"]
    else:
        state, template = villages["state"].to_numpy(dtype=object), _VERDICTS
        doubtful = _UNKNOWN["settlements", "village"]
        needs = tuple(sorted({n for told in villages.loc[state == "unknown", "needs"] for n in told}))
    no, doubt, columns = filter_settlements(places, target.where)
    met = int(((state == "met") & ~no & ~doubt).sum())
    unknown = int((((state == "unknown") & ~no) | (doubt & (state == "met"))).sum())
    total = int(((state != "") & ~no).sum()) if target.of != "listed" else len(places.frame)
    high = float("inf") if f"{places.kind}s" in county.incomplete else float(met + unknown)
    needs += tuple(f"villages.{c}" for c in columns) if doubt.any() else ()
    counts = {"met": met, "total": total, "unknown": unknown}
    says = choose_templates(template, (unknown, doubtful))
    return Estimate(float(met), (float(met), 1.0), (high, 1.0), says, counts, needs)
