"""Numbers, statuses and dates of works that cannot be true beside what the county's villages and the row itself say."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.arrays import Floats, Mask, Objects, fill_objects

__all__ = ["STATUS_SAYS", "are_apart", "find_crowded_works", "find_wrong_statuses", "is_above", "to_floats"]

STATUS_SAYS = {
    "not_started": (),
    "under_way": ("started",),
    "built": ("started", "built"),
    "accepted": ("started", "built", "accepted"),
}
"""The milestones of a road work that are behind it, by its status."""


def to_floats(column: Any) -> Floats:
    """Return a column as numbers, NaN where a cell is blank."""
    if column.dtype.kind not in "biuf":
        column = pd.to_numeric(column, errors="coerce")
    numbers: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers


def are_apart(one: Floats, other: Floats, share: float) -> Mask:
    """Return where two counts differ by more than one and more than a share of the larger one, or one of them is 0."""
    far: Mask = np.abs(one - other) > np.maximum(1.0, share * np.fmax(one, other))
    nobody: Mask = ((one == 0) & (other > 0)) | ((one > 0) & (other == 0))
    return far | nobody


def is_above(part: Floats, whole: Floats, share: float) -> Mask:
    """Return where a part of one file is above the whole of another by more than two counts of one thing may differ."""
    return (part > whole) & are_apart(part, whole, share)


def find_crowded_works(works: pd.DataFrame, own: pd.DataFrame, share: float) -> pd.DataFrame:
    """Find works that serve more people or households than their villages have; see `find_contradictions`.

    Parameters
    ----------
    works : DataFrame
    own : DataFrame
        `row, population, households` of the villages, by code.
    share : float
        By how much counts of two files may differ, as a part of the larger one.

    Returns
    -------
    DataFrame
    """
    water = pd.DataFrame(works)[(works["layer"] == "water_projects").to_numpy(dtype=bool)].reset_index(drop=True)
    villages = [tuple(dict.fromkeys(codes)) if isinstance(codes, tuple | list) else () for codes in water["villages"]]
    first = [codes[0] if codes else None for codes in villages]
    found = []
    for column, counted in (("people", "population"), ("households", "households")):
        lives = _sum_villages(own[counted], villages)
        above = is_above(to_floats(water[column]), lives, share)
        if not above.any():
            continue
        named = {"rule": "above", "village": first, "layer": "water_projects", "row": water["row"].to_numpy()}
        named |= {"column": column, "value": water[column].to_numpy(dtype=object), "other_layer": "villages"}
        others = {"other_row": to_floats(own["row"].reindex(first)), "other_column": counted, "other_value": lives}
        found.append(pd.DataFrame(named | others)[above])
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _sum_villages(numbers: pd.Series[Any], villages: list[tuple[Any, ...]]) -> Floats:
    """The sum over each work's villages; NaN where it names none, or one of them is not known."""
    counts = [len(codes) for codes in villages]
    each = to_floats(numbers.reindex([code for codes in villages for code in codes]))
    sums: Floats = np.bincount(np.repeat(np.arange(len(villages)), counts), each, len(villages)).astype(np.float64)
    return np.where(np.array(counts) > 0, sums, np.nan)


def find_wrong_statuses(works: pd.DataFrame, as_of: date | None) -> pd.DataFrame:
    """Find road works whose status and dates disagree on whether a milestone is behind them on a day.

    Parameters
    ----------
    works : DataFrame
    as_of : date or None
        The day; without one, a milestone that has a date is behind the work.

    Returns
    -------
    DataFrame
    """
    roads = pd.DataFrame(works)[(works["layer"] == "road_works").to_numpy(dtype=bool)].reset_index(drop=True)
    status = roads["status"]
    column: Objects = fill_objects(len(roads), None)
    day = np.full(len(roads), np.datetime64("NaT", "ns"), dtype="datetime64[ns]")
    for name in ("accepted", "built", "started"):
        own = pd.to_datetime(roads[name]).to_numpy(dtype="datetime64[ns]")
        reached = ~np.isnat(own)
        if as_of is not None:
            reached &= own < np.datetime64(as_of, "ns") + np.timedelta64(1, "D")
        behind = status.isin([code for code, says in STATUS_SAYS.items() if name in says]).to_numpy(dtype=bool)
        wrong = ~np.isnat(own) & status.isin(list(STATUS_SAYS)).to_numpy(dtype=bool) & (behind != reached)
        column[wrong], day[wrong] = name, own[wrong]
    at = np.flatnonzero(column != None)  # noqa: E711 (an array is compared element by element)
    named = {"rule": "status", "village": fill_objects(len(at)), "layer": "road_works"}
    named |= {"row": roads["row"].to_numpy()[at], "column": "status", "value": status.to_numpy(dtype=object)[at]}
    named |= {"other_layer": "road_works", "other_row": named["row"], "other_column": column[at]}
    return pd.DataFrame(named | {"other_value": [str(d)[:10] for d in day[at]]})
