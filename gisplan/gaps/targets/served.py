"""How many people listed works serve, each counted once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Mask
from gisplan.county.county import County
from gisplan.gaps.works import Works

__all__ = ["count_served"]


def count_served(county: County, works: Works, counted: Mask) -> tuple[float, float]:
    """The least and the most people whom the counted works serve, each once.

    Where the list says how many people of a work another one serves too, the two are one figure;
    else the people are spread over the works' villages.
    """
    told = _count_told(county, works, counted)
    return _spread(county, works, counted) if told is None else told


def _count_told(county: County, works: Works, counted: Mask) -> tuple[float, float] | None:
    """All people less those whom another counted work serves too; None where the list cannot tell.

    Shares that are blank, or with nobody named, may be none or all. The list is not believed where a work
    shares more people than it has, or where more are served than live in the villages.
    """
    if works.had is not None and "shared_people" not in works.had:
        return None
    people, shared = _numbers(works.frame["people"]), _numbers(works.frame["shared_people"])
    if np.isnan(people[counted]).any() or np.isnan(shared).all():
        return None
    size = len(people)
    work, code = works.shares()
    place = pd.Series(np.arange(size), index=works.frame["code"].to_numpy(dtype=object))
    other = pd.Series(code, dtype=object).map(place.groupby(level=0).first()).fillna(-1).to_numpy(dtype=np.int64)
    both = counted[work] & (other >= 0) & counted[other]
    named, among = np.bincount(work, minlength=size), np.bincount(work[both], minlength=size)
    nobody = counted & (named == 0)
    part = np.where(np.isnan(shared), np.where(named > 0, people, 0.0), shared)
    sure = np.where((among > 0) & (among == named) & ~np.isnan(shared), part, 0.0)
    most = np.where((among > 0) | nobody, part, 0.0)
    held = most + np.bincount(other[both], sure[work[both]], size)
    if (held[counted] > people[counted]).any():
        return None
    total, room = float(people[counted].sum()), _count_living(county, works, counted)
    low, high = total - float(most[counted].sum()), total - float(sure[counted].sum())
    return None if low > room else (round(low, 6), round(min(high, room), 6))


def _count_living(county: County, works: Works, counted: Mask) -> float:
    """The people of all villages that the counted works name; infinite where one is not known."""
    work, village = works.pairs()
    keep = counted[work]
    live = county.villages.drop_duplicates("code").set_index("code")["population"]
    people = pd.Series(pd.unique(village[keep]), dtype=object).map(live).to_numpy(dtype=np.float64, na_value=np.nan)
    whole = np.isin(np.flatnonzero(counted), work).all() and not np.isnan(people).any()
    return float(people.sum()) if whole else np.inf


def _spread(county: County, works: Works, counted: Mask) -> tuple[float, float]:
    """A work's people live in its villages, in proportion to their people.

    In a village the works serve together at least as many as the largest of them, and at most the sum,
    and never more than live there.
    """
    work, village = works.pairs()
    people, size = _numbers(works.frame["people"]), len(works.frame)
    keep = counted[work]
    frame = pd.DataFrame({"work": work[keep], "village": village[keep]})
    live = county.villages.drop_duplicates("code").set_index("code")["population"]
    frame["live"] = frame["village"].map(live).astype(np.float64)
    at, lives = frame["work"].to_numpy(dtype=np.int64), frame["live"].to_numpy(dtype=np.float64)
    whole, number = np.bincount(at, lives, size)[at], np.bincount(at, minlength=size)[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole > 0, lives / whole, 1.0 / number)  # a sum with a blank in it is not above 0
    frame["served"] = people[at] * share
    by = frame.groupby("village").agg(
        largest=("served", "max"),
        total=("served", "sum"),
        live=("live", "first"),
        all=("served", "size"),
        told=("served", "count"),
    )
    room = by["live"].fillna(np.inf)
    most = np.where(by["told"] < by["all"], room, np.minimum(by["total"], room))
    extra = people[counted & ~np.isin(np.arange(size), at)]
    top = float(most.sum()) + (np.inf if np.isnan(extra).any() else float(extra.sum()))
    return round(float(np.minimum(by["largest"].fillna(0.0), room).sum()), 6), round(top, 6)


def _numbers(column: pd.Series[Any]) -> Floats:
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return values
