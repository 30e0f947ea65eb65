"""How many people listed works serve, each counted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Ints, Mask, find_places
from gisplan.base.language import N_
from gisplan.county.county import County
from gisplan.gaps.road_survey import rows_in_doubt
from gisplan.gaps.targets.target_verdict import Estimate, choose_templates
from gisplan.gaps.verdicts.lookup import to_numbers
from gisplan.gaps.works import Works, take_works
from gisplan.standards import Target

__all__ = ["count_served", "estimate_length", "estimate_people", "estimate_works"]


@dataclass(frozen=True)
class _Sharing:
    """How many people of W works other counted works serve too.

    `least` and `most` bound them for each work; `shared_people` are those of the work at most, with those that
    works that name it surely share with it.
    """

    least: Floats
    most: Floats
    shared_people: Floats


def count_served(county: County, works: Works, counted: Mask) -> tuple[float, float]:
    """Return the least and the most people whom the counted works serve, each once.

    Where the list says how many people of a work another one serves too, the two are one figure;
    else the people are spread over the works' villages.
    """
    listed = _count_listed(county, works, counted)
    return _spread_over_villages(county, works, counted) if listed is None else listed


def _count_listed(county: County, works: Works, counted: Mask) -> tuple[float, float] | None:
    """All people less those whom another counted work serves too; None where the list does not say.

    The list is not believed where a work shares more people than it has, or where more are served than
    live in the villages.
    """
    if works.had is not None and "shared_people" not in works.had:
        return None
    people, shared = to_numbers(works.frame["people"]), to_numbers(works.frame["shared_people"])
    if np.isnan(people[counted]).any() or np.isnan(shared).all():
        return None
    sharing = _bound_sharing(works, counted, people, shared)
    if (sharing.shared_people[counted] > people[counted]).any():
        return None
    total, living = float(people[counted].sum()), _count_living(county, works, counted)
    least = total - float(sharing.most[counted].sum())
    most = total - float(sharing.least[counted].sum())
    return None if least > living else (round(least, 6), round(min(most, living), 6))


def _bound_sharing(works: Works, counted: Mask, people: Floats, shared: Floats) -> _Sharing:
    """The least and the most people of each work whom other counted works serve too.

    Shares that are blank, or of works that name no other, may be none or all.
    """
    size = len(people)
    work, other = _pair_sharing(works)
    both = counted[work] & (other >= 0) & counted[other]
    named, named_counted = np.bincount(work, minlength=size), np.bincount(work[both], minlength=size)
    share = np.where(np.isnan(shared), np.where(named > 0, people, 0.0), shared)
    certain = (named_counted > 0) & (named_counted == named) & ~np.isnan(shared)
    possible = (named_counted > 0) | (counted & (named == 0))
    least, most = np.where(certain, share, 0.0), np.where(possible, share, 0.0)
    return _Sharing(least, most, most + np.bincount(other[both], least[work[both]], size))


def _pair_sharing(works: Works) -> tuple[Ints, Ints]:
    """Each work with each work that it shares people with, by place; -1 for one that is not in the list."""
    work, code = works.shares()
    return work, find_places(code.tolist(), works.frame["code"].tolist())


def _count_living(county: County, works: Works, counted: Mask) -> float:
    """The people of all villages that the counted works name; infinite where one is not known."""
    work, village = works.pairs()
    keep = counted[work]
    live = county.villages.drop_duplicates("code").set_index("code")["population"]
    people = pd.Series(pd.unique(village[keep]), dtype=object).map(live).to_numpy(dtype=np.float64, na_value=np.nan)
    whole = np.isin(np.flatnonzero(counted), work).all() and not np.isnan(people).any()
    return float(people.sum()) if whole else np.inf


def _spread_over_villages(county: County, works: Works, counted: Mask) -> tuple[float, float]:
    """The least and the most, where a work's people live in its villages, in proportion to their people.

    In a village the works serve together at least as many as the largest of them, and at most the sum,
    and never more than live there.
    """
    people = to_numbers(works.frame["people"])
    by_village = (
        _serve_villages(county, works, counted, people)
        .groupby("village")
        .agg(
            largest=("served", "max"),
            total=("served", "sum"),
            live=("live", "first"),
            all=("served", "size"),
            known=("served", "count"),
        )
    )
    living = by_village["live"].fillna(np.inf)
    unknown = by_village["known"] < by_village["all"]
    most = np.where(unknown, living, np.minimum(by_village["total"], living))
    without_village = people[counted & ~np.isin(np.arange(len(people)), works.pairs()[0])]
    more = np.inf if np.isnan(without_village).any() else float(without_village.sum())
    least = float(np.minimum(by_village["largest"].fillna(0.0), living).sum())
    return round(least, 6), round(float(most.sum()) + more, 6)


def _serve_villages(county: County, works: Works, counted: Mask, people: Floats) -> pd.DataFrame:
    """Each counted work with each of its villages: who live there, and how many of them it serves."""
    work, village = works.pairs()
    keep = counted[work]
    frame = pd.DataFrame({"work": work[keep], "village": village[keep]})
    live = county.villages.drop_duplicates("code").set_index("code")["population"]
    frame["live"] = frame["village"].map(live).astype(np.float64)
    at, lives = frame["work"].to_numpy(dtype=np.int64), frame["live"].to_numpy(dtype=np.float64)
    whole = np.bincount(at, lives, len(people))[at]
    villages = np.bincount(at, minlength=len(people))[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole > 0, lives / whole, 1.0 / villages)  # a sum with a blank in it is not above 0
    frame["served"] = people[at] * share
    return frame


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
    actual = _sum_known(km[reached.surely])
    counts = _describe(target, reached) | {
        "met": actual,
        "total": _sum_known(km),
        "works": len(km),
        "reached": int(reached.surely.sum()),
        "done": _sum_known(done[~reached.surely]),
        "unknown": int(reached.unknown.sum() + without_length.sum()),
        "aside": len(rows_in_doubt(county, target.layer)),
    }
    templates = choose_templates(
        _LENGTH, (counts["done"], _PARTS), (counts["unknown"], _UNKNOWN), (counts["aside"], _QUARANTINED)
    )
    open_km = km[reached.unknown | without_length]
    unbounded = np.isnan(open_km).any() or _count_unlisted(county, target) > 0
    most = np.inf if unbounded else fsum([*km[reached.surely & ~without_length], *open_km])
    return Estimate(actual, (actual, 1.0), (most, 1.0), templates, counts, (*_needs(target), f"{target.layer}.km"))


def _sum_known(numbers: Floats) -> float:
    """The sum of the known numbers, the same in any order."""
    return fsum(numbers[~np.isnan(numbers)])


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
