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

    A work's people live in its villages, in proportion to their people. In a village the works serve
    together at least as many as the largest of them, and at most the sum, and never more than live there.
    """
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _nothing(target)
    least, most, _now, by = _reach(works, target)
    low, sure = _serve(county, works, least)
    _low, high = _serve(county, works, most)
    counts = _counts(target, by) | {"least": low, "most": high, "works": int(least.sum())}
    counts["total"] = len(works.frame)
    high = np.inf if _unlisted(county, target) else high
    needs = (*_needs(target), f"{target.layer}.people", f"{target.layer}.villages")
    return Reckoned(sure, (low, 1.0), (high, 1.0), _PEOPLE, counts, needs)


def _serve(county: County, works: Works, counted: Mask) -> tuple[float, float]:
    """The least and the most people whom the counted works serve."""
    work, village = works.pairs()
    people = _numbers(works.frame["people"])
    keep = counted[work]
    frame = pd.DataFrame({"work": work[keep], "village": village[keep]})
    live = county.villages.drop_duplicates("code").set_index("code")["population"]
    frame["live"] = frame["village"].map(live).astype(np.float64)
    share = frame.groupby("work")["live"].transform(lambda s: s / s.sum() if s.notna().all() and s.sum() else np.nan)
    frame["share"] = share.fillna(1.0 / frame.groupby("work")["work"].transform("size"))
    frame["served"] = people[frame["work"]] * frame["share"]
    by = frame.groupby("village").agg(
        largest=("served", "max"), total=("served", "sum"), live=("live", "first"), blank=("served", "size")
    )
    told = frame.groupby("village")["served"].count()
    room = by["live"].fillna(np.inf)
    most = np.where(told < by["blank"], room, np.minimum(by["total"], room))
    homeless = counted & ~np.isin(np.arange(len(people)), frame["work"])
    extra = people[homeless]
    top = float(most.sum()) + (np.inf if np.isnan(extra).any() else float(extra.sum()))
    return round(float(np.minimum(by["largest"].fillna(0.0), room).sum()), 6), round(top, 6)


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
    return np.inf if target.layer in county.incomplete else float(len(county.quarantined(target.layer)))


def _needs(target: Target) -> tuple[str, ...]:
    return (f"{target.layer}.{target.milestone}",)


def _numbers(column: pd.Series[Any]) -> Floats:
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return values


def _nothing(target: Target) -> Reckoned:
    return Reckoned(None, (0.0, 1.0), (np.inf, 1.0), _NOTHING, {}, (target.layer,))
