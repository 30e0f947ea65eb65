"""Targets over listed works: how many, how many kilometres, and how many people they serve."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.gaps.reckoning import Reckoned
from gisplan.gaps.served import count_served
from gisplan.gaps.survey import rows_in_doubt
from gisplan.gaps.works import Works, take_works
from gisplan.standards import Target

__all__ = ["reckon_length", "reckon_people", "reckon_works"]

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
_COUNT = N_("{met} of {total} listed works reached by {by}: {milestone}; {late} later, {unknown} unknown")
_LENGTH = N_(
    "{met:.1f} of {total:.1f} km listed in {works} works reached by {by}: {milestone}; {done:.1f} km more are "
    "done on works under way, {unknown} works unknown"
)
_PEOPLE = N_(
    "from {least:.0f} to {most:.0f} people, whoever two works serve counted once, by {works} of {total} listed "
    "works that reached by {by}: {milestone}"
)
_NOTHING = N_("no layer tells")


def reckon_works(county: County, target: Target) -> Reckoned:
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
    more = _unlisted(county, target)
    actual, high = float(least.sum()), float(most.sum()) + more
    return Reckoned(actual, (actual, 1.0), (high, 1.0), _COUNT, counts, _needs(target))


def reckon_length(county: County, target: Target) -> Reckoned:
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
        "done": float(np.nansum(done[~least])),
        "unknown": int((most & ~least).sum() + (least & np.isnan(km)).sum()),
    }
    high = np.inf if _unlisted(county, target) else high
    return Reckoned(actual, (actual, 1.0), (high, 1.0), _LENGTH, counts, (*_needs(target), f"{target.layer}.km"))


def reckon_people(county: County, target: Target) -> Reckoned:
    """The people whom works serve that reached the milestone, each once.

    It is met only when the least is enough.
    """
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _nothing(target)
    least, most, _now, by = _reach(works, target)
    low, sure = count_served(county, works, least)
    _low, high = count_served(county, works, most)
    counts = _counts(target, by) | {"least": low, "most": high, "works": int(least.sum())}
    counts["total"] = len(works.frame)
    high = np.inf if _unlisted(county, target) else high
    needs = (*_needs(target), f"{target.layer}.people", f"{target.layer}.villages")
    return Reckoned(sure, (low, 1.0), (high, 1.0), _PEOPLE, counts, needs)


def _reach(works: Works, target: Target) -> tuple[Mask, Mask, Mask, date | None]:
    """Which works surely, and which may have, reached the milestone in time; which have by now; in time till when."""
    by = min((d for d in (target.due, works.as_of) if d is not None), default=None)
    least, most = works.reached(target.milestone, by=by)
    now, _maybe = works.reached(target.milestone, by=works.as_of)
    return least & ~works.maybe, most, now, by


def _counts(target: Target, by: date | None) -> dict[str, Any]:
    return {"milestone": target.milestone, "by": by.isoformat() if by else "–"}


def _unlisted(county: County, target: Target) -> float:
    """Works that the list may lack: rows that were set aside, or, in a partial layer, any number."""
    return np.inf if target.layer in county.incomplete else float(len(rows_in_doubt(county, target.layer)))


def _needs(target: Target) -> tuple[str, ...]:
    return (f"{target.layer}.{target.milestone}",)


def _numbers(column: pd.Series[Any]) -> Floats:
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def _nothing(target: Target) -> Reckoned:
    return Reckoned(None, (0.0, 1.0), (np.inf, 1.0), _NOTHING, {}, (target.layer,))
