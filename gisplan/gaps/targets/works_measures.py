"""Targets over listed works: how many, how many kilometres, and how many people they serve."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Mask
from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.targets.served import count_served
from gisplan.gaps.targets.target_verdict import Estimate, choose_templates
from gisplan.gaps.works import Works, take_works
from gisplan.standards import Target

__all__ = ["estimate_length", "estimate_people", "estimate_works"]

_COUNT = N_("By {by}, {met} of {total} listed works had reached “{milestone}”.")
_COUNT_IN = N_("By {by}, {met} of {total} listed works (in {villages} villages) had reached “{milestone}”.")
_LATER = N_("Reached later, after the due date: {late}.")
_UNKNOWN = N_("Works not reported: {unknown}.")
_ASIDE = N_("Rows of the list that were set aside when read: {aside}.")
_LENGTH = N_("By {by}, {met} of {total} listed km ({reached} of {works} works) had reached “{milestone}”.")
_PARTS = N_("Done on works that are under way: {done} km more.")
_PEOPLE = N_(
    "By {by}, {works} of {total} listed works had reached “{milestone}”. They serve {most} people, each counted once."
)
_PEOPLE_RANGE = N_(
    "By {by}, {works} of {total} listed works had reached “{milestone}”. They serve {least} to {most} people: the "
    "list does not state how many are served by more than one work."
)
_PLANNED = N_("When all {total} are built they serve {planned}.")
_NOTHING = N_("No layer of the county's files holds the data.")


def estimate_works(county: County, target: Target) -> Estimate:
    """How many listed works reached the milestone by the due date; each work once."""
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _nothing(target)
    least, most, now, by = _reach(works, target)
    counts = _counts(target, by) | {
        "met": int(least.sum()),
        "total": len(works.frame),
        "late": int((now & ~most).sum()),
        "unknown": int((most & ~least).sum()),
    }
    counts |= {"villages": len(set(works.pairs()[1])), "aside": len(rows_in_doubt(county, target.layer))}
    first = _COUNT_IN if counts["villages"] else _COUNT
    says = choose_templates(first, (counts["late"], _LATER), (counts["unknown"], _UNKNOWN), (counts["aside"], _ASIDE))
    actual, high = float(least.sum()), float(most.sum()) + _unlisted(county, target)
    return Estimate(actual, (actual, 1.0), (high, 1.0), says, counts, _needs(target))


def estimate_length(county: County, target: Target) -> Estimate:
    """The stated kilometres of the works that reached the milestone; parts of others are told beside it."""
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _nothing(target)
    least, most, _now, by = _reach(works, target)
    km, done = _numbers(works.frame["km"]), _numbers(works.frame["done_km"])
    actual = float(np.nansum(km[least]))
    open_ = km[most & ~least | (least & np.isnan(km))]
    high = np.inf if np.isnan(open_).any() else actual + float(open_.sum())
    counts = _counts(target, by) | {
        "met": actual,
        "total": float(np.nansum(km)),
        "works": len(km),
        "reached": int(least.sum()),
        "done": float(np.nansum(done[~least])),
        "unknown": int((most & ~least).sum() + (least & np.isnan(km)).sum()),
    }
    high = np.inf if _unlisted(county, target) else high
    counts["aside"] = len(rows_in_doubt(county, target.layer))
    says = choose_templates(_LENGTH, (counts["done"], _PARTS), (counts["unknown"], _UNKNOWN), (counts["aside"], _ASIDE))
    return Estimate(actual, (actual, 1.0), (high, 1.0), says, counts, (*_needs(target), f"{target.layer}.km"))


def estimate_people(county: County, target: Target) -> Estimate:
    """The people whom works serve that reached the milestone, each once.

    It is met only when the least is enough.
    """
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _nothing(target)
    least, most, _now, by = _reach(works, target)
    low, sure = count_served(county, works, least)
    _low, high = count_served(county, works, most)
    counts = _counts(target, by) | {"least": low, "most": sure, "works": int(least.sum())}
    all_of_them = count_served(county, works, np.ones_like(least))
    counts |= {"total": len(works.frame), "planned": all_of_them[1]}
    counts |= {"unknown": int((most & ~least).sum()), "aside": len(rows_in_doubt(county, target.layer))}
    says = choose_templates(
        _PEOPLE if low == sure else _PEOPLE_RANGE,
        (all_of_them[0] == all_of_them[1], _PLANNED),
        (counts["unknown"], _UNKNOWN),
        (counts["aside"], _ASIDE),
    )
    high = np.inf if _unlisted(county, target) else high
    needs = (*_needs(target), f"{target.layer}.people", f"{target.layer}.villages")
    return Estimate(sure, (low, 1.0), (high, 1.0), says, counts, needs)


def _reach(works: Works, target: Target) -> tuple[Mask, Mask, Mask, date | None]:
    """Which works surely, and which may have, reached the milestone in time; which have by now; in time till when."""
    by = min((d for d in (target.due, works.as_of) if d is not None), default=None)
    least, most = works.reached(target.milestone, by=by)
    now, _maybe = works.reached(target.milestone, by=works.as_of)
    return least & ~works.maybe, most, now, by


def _counts(target: Target, by: date | None) -> dict[str, Any]:
    return {"milestone": target.milestone, "by": by.isoformat() if by else None}


def _unlisted(county: County, target: Target) -> float:
    """Works that the list may lack: rows that were set aside, or, in a partial layer, any number."""
    return np.inf if target.layer in county.incomplete else float(len(rows_in_doubt(county, target.layer)))


def _needs(target: Target) -> tuple[str, ...]:
    return (f"{target.layer}.{target.milestone}",)


def _numbers(column: pd.Series[Any]) -> Floats:
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def _nothing(target: Target) -> Estimate:
    return Estimate(None, (0.0, 1.0), (np.inf, 1.0), (_NOTHING,), {}, (target.layer,))
