"""The county's works of one year: a bureau's list, mostly sensible and never optimal.

Two programmes: *resurfacing* takes segments that are registered as sealed and were surveyed as gravel,
slag or bare earth (油返砂); *group roads* take unsealed tracks in deep-poverty villages that serve groups
of 30 households and more (通组路). Each adds up to its kilometres exactly, by stated length.

The list leaves something to choose. Populous and exiting villages come first and every town gets a
share, but favour moves some works up, and some begin beyond a stretch that stays unsealed. The cost of
resurfacing, 300 000 yuan a km, is one that was seen; all other figures of money are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.county.works_dates import draw_dates
from benchmarks.county.works_group_roads import list_group_roads
from benchmarks.county.works_segments import SURFACES, Bunch, list_reverted, read_segments

__all__ = ["COLUMNS", "plan_works"]

COLUMNS = [
    *("code", "name", "programme", "segments", "villages", "km", "status", "due"),
    *("approved", "tendered", "started", "built", "accepted", "width_m", "from_surface", "to_surface"),
    *("budget_wan", "people", "households", "note", "origin"),
]
PREFIXES = {"resurfacing": "YF", "group_roads": "TZ"}
COSTS_WAN = {"resurfacing": 30.0, "group_roads": 55.0}
SHORTEST_M = 800
FAVOUR = 0.08
LOOK_AHEAD = 8


@dataclass(frozen=True)
class Village:
    """What the bureau looks at when it ranks the works of a village."""

    name: str
    town: str
    people: int
    households: int
    exiting: bool
    poor: bool
    deep: bool


def plan_works(
    roads: gpd.GeoDataFrame,
    villages: pd.DataFrame,
    groups: pd.DataFrame,
    rng: np.random.Generator,
    *,
    resurfacing_km: float = 201.0,
    group_road_km: float = 312.0,
    as_of: date = date(2019, 6, 30),
) -> pd.DataFrame:
    """The year's works, a row each; `km` adds up to both figures to the metre.

    A work's `km` is what its segments are stated to have. Where only a part of its last segment is paid
    for, `km` has the part and `note` its chainage (`K0+000–K1+240`). Where villages in deep poverty hold
    too little, other poor villages follow, then the rest, and `note` says so. Works without segments are
    roads to groups that no road reaches yet. Surveyed surfaces stay as they are, whatever was built.

    Raises
    ------
    ValueError
        The roads hold less than the plan asks for.
    """
    segments = read_segments(roads)
    known = _know_villages(villages, as_of.year)
    reverted = list_reverted(segments)
    chosen = _choose(reverted, known, round(resurfacing_km * 1000), rng)
    tracks = list_group_roads(segments, roads, groups, {code: (v.deep, v.poor) for code, v in known.items()}, rng)
    chosen += _choose(tracks, known, round(group_road_km * 1000), rng)
    works = pd.DataFrame([_describe(bunch, known) for bunch in _sort(chosen)])
    works["code"] = _number(works["programme"], as_of.year)
    works["budget_wan"] = _cost(works, rng)
    dates = draw_dates(works["programme"].to_numpy(dtype=object), rng, as_of=as_of)
    dates.loc[works["segments"].eq(""), ["status", "started", "built", "accepted"]] = ["not_started", None, None, None]
    works = pd.concat([works, dates.set_index(works.index)], axis=1)
    works["note"] = works["note"].astype(object).where(works["note"] != "", None)
    works["origin"] = "synthetic"
    return works[COLUMNS]


def _know_villages(villages: pd.DataFrame, year: int) -> dict[str, Village]:
    exiting = (
        pd.to_numeric(villages["exit_year"], errors="coerce").astype("Float64").eq(year).fillna(False).astype(bool)
    )
    columns = (
        villages["code"].astype(str),
        villages["name"],
        villages["town"],
        villages["population"].fillna(0).astype(int),
        villages["households"].fillna(0).astype(int),
        exiting,
        villages["poor_village"].fillna(False).astype(bool),
        villages["deep_poverty"].fillna(False).astype(bool),
    )
    return {row[0]: Village(*row[1:]) for row in zip(*columns, strict=True)}


def _choose(bunches: list[Bunch], known: dict[str, Village], budget_m: int, rng: np.random.Generator) -> list[Bunch]:
    """The works that the budget pays for, the last one cut to what is left."""
    if sum(bunch.metres for bunch in bunches) < budget_m:
        there = sum(bunch.metres for bunch in bunches) / 1000
        raise ValueError(f"the plan asks for {budget_m / 1000:.3f} km and the roads hold {there:.3f}: ask for less")
    if not bunches or not budget_m:
        return []
    queue = [bunches[place] for place in _rank(bunches, known, rng)]
    ends = np.cumsum([bunch.metres for bunch in queue])
    whole = int(np.searchsorted(ends, budget_m, side="right"))
    if whole and ends[whole - 1] == budget_m:
        return queue[:whole]
    for kept in range(whole, -1, -1):  # no work at the end that ends nowhere, where another choice avoids it
        left = budget_m - (int(ends[kept - 1]) if kept else 0)
        long = [bunch for bunch in queue[kept:] if bunch.metres >= left and bunch.segments]
        useful = [bunch for bunch in long if not bunch.served or bunch.cut(left).people]
        if useful and left >= SHORTEST_M:
            alike = [bunch for bunch in useful[:LOOK_AHEAD] if bunch.tier == useful[0].tier]
            return [*queue[:kept], min(alike, key=lambda bunch: bunch.metres).cut(left)]
    return [*queue[:whole], queue[whole].cut(budget_m - (int(ends[whole - 1]) if whole else 0))]


def _rank(bunches: list[Bunch], known: dict[str, Village], rng: np.random.Generator) -> NDArray[np.int64]:
    """Nearest to deep poverty first; in it the best work of every town, then by what speaks for a work."""
    served = [[known[code] for code in bunch.villages if code in known] for bunch in bunches]
    people = np.array([sum(village.people for village in each) for each in served], dtype=float)
    score = people / max(people.max(), 1.0)
    score += 0.6 * np.array([any(village.exiting for village in each) for each in served])
    score += 0.3 * np.array([any(village.poor for village in each) for each in served])
    score += rng.uniform(0.0, 0.8, len(bunches)) + 1.5 * (rng.random(len(bunches)) < FAVOUR)
    towns = np.array([each[0].town if each else "" for each in served], dtype=object)
    tier = np.array([bunch.tier for bunch in bunches])
    order = np.lexsort((-score, tier))
    first = ~pd.Series(list(zip(tier[order], towns[order], strict=True))).duplicated().to_numpy()
    return order[np.lexsort((np.arange(len(order)), ~first, tier[order]))]


def _sort(bunches: list[Bunch]) -> list[Bunch]:
    return sorted(bunches, key=lambda b: (b.programme != "resurfacing", b.villages, b.segments, b.name))


def _describe(bunch: Bunch, known: dict[str, Village]) -> dict[str, object]:
    served = [known[code] for code in bunch.villages if code in known]
    people, households = bunch.people, bunch.households
    if bunch.programme == "resurfacing":
        people = sum(village.people for village in served)
        households = sum(village.households for village in served)
    place = "".join((served[0].town, served[0].name)) if served else ""
    name = f"{bunch.name}油返砂整治工程" if bunch.programme == "resurfacing" else f"{place}{bunch.name}通组公路工程"
    return {
        "name": name,
        "programme": bunch.programme,
        "segments": ";".join(bunch.segments),
        "villages": ";".join(bunch.villages),
        "km": round(bunch.metres / 1000, 3),
        "width_m": bunch.width_m,
        "from_surface": bunch.surface,
        "to_surface": SURFACES["asphalt"] if bunch.asphalt else SURFACES["cement"],
        "people": people,
        "households": households,
        "note": bunch.note,
    }


def _number(programmes: pd.Series, year: int) -> pd.Series:
    place = programmes.groupby(programmes).cumcount() + 1
    return programmes.map(PREFIXES) + f"{year}-" + place.astype(str).str.zfill(3)


def _cost(works: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    each = works["programme"].map(COSTS_WAN) * works["width_m"] / 4.0
    resurfaced = works["programme"] == "resurfacing"
    each = each.where(~resurfaced, COSTS_WAN["resurfacing"])
    return (works["km"] * each * rng.integers(92, 109, len(works)) / 100).round(1)
