"""Targets over listed works: how many, how many kilometres, and how many people they serve."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from gisplan.base.arrays import Mask
from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.targets.served import count_served
from gisplan.gaps.targets.target_verdict import Estimate, choose_templates
from gisplan.gaps.verdicts.lookup import to_numbers
from gisplan.gaps.works import Works, take_works
from gisplan.standards import Target

__all__ = ["estimate_length", "estimate_people", "estimate_works"]

_COUNT = N_("By {by}, {met} of {total} listed works had reached “{milestone}”.")
_COUNT_IN = N_("By {by}, {met} of {total} listed works (in {villages} villages) had reached “{milestone}”.")
_LATE = N_("Reached later, after the due date: {late}.")
_UNKNOWN = N_("Works not reported: {unknown}.")
_QUARANTINED = N_("Rows of the list that were set aside when read: {aside}.")
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


class _Reached(NamedTuple):
    """Which of W works reached a milestone by a day.

    `by_now` are those that have reached it by the county's date.
    """

    surely: Mask
    maybe: Mask
    by_now: Mask
    by: date | None

    @property
    def unknown(self) -> Mask:
        """Which may have reached it, and may not."""
        return self.maybe & ~self.surely


def estimate_works(county: County, target: Target) -> Estimate:
    """Return how many listed works reached the milestone by the due date; each work once."""
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _no_layer(target)
    reached = _find_reached(works, target)
    counts = _describe(target, reached) | {
        "met": int(reached.surely.sum()),
        "total": len(works.frame),
        "late": int((reached.by_now & ~reached.maybe).sum()),
        "unknown": int(reached.unknown.sum()),
        "villages": len(set(works.pairs()[1])),
        "aside": len(rows_in_doubt(county, target.layer)),
    }
    templates = choose_templates(
        _COUNT_IN if counts["villages"] else _COUNT,
        (counts["late"], _LATE),
        (counts["unknown"], _UNKNOWN),
        (counts["aside"], _QUARANTINED),
    )
    actual, most = float(counts["met"]), float(reached.maybe.sum()) + _count_unlisted(county, target)
    return Estimate(actual, (actual, 1.0), (most, 1.0), templates, counts, _needs(target))


def estimate_length(county: County, target: Target) -> Estimate:
    """Return the stated kilometres of the works that reached the milestone; parts of others are only counted."""
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _no_layer(target)
    reached = _find_reached(works, target)
    km, done = to_numbers(works.frame["km"]), to_numbers(works.frame["done_km"])
    without_length = reached.surely & np.isnan(km)
    actual = float(np.nansum(km[reached.surely]))
    counts = _describe(target, reached) | {
        "met": actual,
        "total": float(np.nansum(km)),
        "works": len(km),
        "reached": int(reached.surely.sum()),
        "done": float(np.nansum(done[~reached.surely])),
        "unknown": int(reached.unknown.sum() + without_length.sum()),
        "aside": len(rows_in_doubt(county, target.layer)),
    }
    templates = choose_templates(
        _LENGTH, (counts["done"], _PARTS), (counts["unknown"], _UNKNOWN), (counts["aside"], _QUARANTINED)
    )
    open_km = km[reached.unknown | without_length]
    unbounded = np.isnan(open_km).any() or _count_unlisted(county, target) > 0
    most = np.inf if unbounded else actual + float(open_km.sum())
    return Estimate(actual, (actual, 1.0), (most, 1.0), templates, counts, (*_needs(target), f"{target.layer}.km"))


def estimate_people(county: County, target: Target) -> Estimate:
    """Return the people whom works serve that reached the milestone, each once.

    It is met only when the least is enough.
    """
    works = take_works(county, target.layer, target.categories)
    if works is None:
        return _no_layer(target)
    reached = _find_reached(works, target)
    least, actual = count_served(county, works, reached.surely)
    most = count_served(county, works, reached.maybe)[1]
    planned = count_served(county, works, np.ones_like(reached.surely))
    counts = _describe(target, reached) | {"least": least, "most": actual, "works": int(reached.surely.sum())}
    counts |= {"total": len(works.frame), "planned": planned[1]}
    counts |= {"unknown": int(reached.unknown.sum()), "aside": len(rows_in_doubt(county, target.layer))}
    templates = choose_templates(
        _PEOPLE if least == actual else _PEOPLE_RANGE,
        (planned[0] == planned[1], _PLANNED),
        (counts["unknown"], _UNKNOWN),
        (counts["aside"], _QUARANTINED),
    )
    most = np.inf if _count_unlisted(county, target) else most
    needs = (*_needs(target), f"{target.layer}.people", f"{target.layer}.villages")
    return Estimate(actual, (least, 1.0), (most, 1.0), templates, counts, needs)


def _find_reached(works: Works, target: Target) -> _Reached:
    """Which works reached the milestone by the due date, or by the county's date where that is earlier."""
    by = min((d for d in (target.due, works.as_of) if d is not None), default=None)
    surely, maybe = works.reached(target.milestone, by=by)
    by_now, _maybe = works.reached(target.milestone, by=works.as_of)
    return _Reached(surely & ~works.maybe, maybe, by_now, by)


def _describe(target: Target, reached: _Reached) -> dict[str, Any]:
    return {"milestone": target.milestone, "by": reached.by.isoformat() if reached.by else None}


def _count_unlisted(county: County, target: Target) -> float:
    """Works that the list may lack: rows that were quarantined, or, in a partial layer, any number."""
    return np.inf if target.layer in county.incomplete else float(len(rows_in_doubt(county, target.layer)))


def _needs(target: Target) -> tuple[str, ...]:
    return (f"{target.layer}.{target.milestone}",)


def _no_layer(target: Target) -> Estimate:
    return Estimate(None, (0.0, 1.0), (np.inf, 1.0), (_NOTHING,), {}, (target.layer,))
