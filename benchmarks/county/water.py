"""Drinking water: the year's projects with their milestones, and the supply of every village.

The counts are those of the county's notice: 65 projects in poor villages, 52 in 51 others, 20
consolidations of a town's own supply, due by the end of June, and 51 000 people whose water becomes
safe or better. All else is invented. Projects go to the remoter villages first, though not strictly:
some far ones are left without. Each serves a part of its village; a town's consolidation serves its
centre, where some people are served by another project already. The remoter a project, the later it
is: of 137, about 121 have their main works done in time, 100 have water flowing, 75 are tested, 45
accepted. Projects high up draw on springs, whose guarantee in dry months is the weakest. How the
supply of the villages follows from this stands in `water_supply`.

The people of all projects, each counted once, are the sum of `people` less that of `shared_people`:
the latter are served by the project in `shared_with` too, and by no third. The same holds for any part
of the projects when only those shares are taken off whose other project is in the part.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.county.people import apportion, farthest, remoteness, seat_communities
from benchmarks.county.water_supply import supply_villages

__all__ = ["MILESTONES", "plan_water"]

MILESTONES = ("approved", "tendered", "started", "main_done", "water_flowing", "tested", "accepted", "handed_over")
POOR, NON_POOR, SERVED = 65, 52, 51_000
LATE, NOT_BEGUN = 16 / 137, 3 / 137
BLANK_GUARANTEE = 5 / 137
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def plan_water(
    villages: pd.DataFrame,
    groups: pd.DataFrame,
    rng: np.random.Generator,
    *,
    as_of: date = date(2019, 6, 30),
    due: date = date(2019, 6, 30),
    times: float = 1.0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The water projects of the year, and one row of supply a village.

    Parameters
    ----------
    villages, groups : DataFrame
        With people (`give_people`), sorted by code.
    as_of, due : date
        No milestone is later than `as_of`; the main works are due on `due`.
    times : float
        How many times Zhenba's projects and people served; a town always has one consolidation.

    Raises
    ------
    ValueError
        When the county has too few villages or people for so many projects.
    """
    home = villages["code"].searchsorted(groups["village"])
    rural = np.bincount(home, groups["population"].to_numpy(float), len(villages)).astype(np.int64)
    far = remoteness(villages)
    row, category = _sites(villages, far, rng, times)
    centres = _centres(villages, far)
    served = _share_people(row, centres, rural, far, rng, round(SERVED * times), due.year)
    towns = len(centres)
    first = np.concatenate([row, [c[0] for c in centres]]).astype(np.int64)
    code = villages["code"].to_numpy(object)
    named = pd.DataFrame(
        {
            "name": _names(villages, first, towns),
            "category": [*category, *["township"] * towns],
            "villages": [*code[row], *[";".join(sorted(code[c])) for c in centres]],
        }
    )
    remote = far[first] * np.where(np.arange(len(first)) < len(row), 1.0, 0.4)
    # Poor villages are the remotest: were lateness remoteness alone, every late project would be theirs.
    among = pd.Series(remote).groupby(named["category"]).rank(pct=True, method="first").to_numpy()
    late = _lateness(among + named["category"].map({"poor": 0.2, "non_poor": 0.0, "township": -0.2}).to_numpy(), rng)
    described = _describe(named, served["people"].to_numpy(), villages, first, remote, late, rng)
    place = _sources(groups, home, first)
    projects = pd.concat([described, served, _milestones(late, rng, as_of, due), place], axis=1)
    projects = projects.assign(due=due.isoformat(), origin="synthetic")[list(_COLUMNS)]
    return projects, supply_villages(villages, rural, far, projects, rng)


_COLUMNS = (
    *("code", "name", "category", "type", "villages", "people", "households", "shared_people", "shared_with"),
    *("source", "supply", "capacity_m3d", "pipe_km", "budget_wan", "guarantee", "due", *MILESTONES),
    *("lon", "lat", "origin"),
)


def _sites(
    villages: pd.DataFrame, far: Floats, rng: np.random.Generator, times: float
) -> tuple[Ints, NDArray[np.object_]]:
    """The village's row and the category of each project outside the towns' centres; one village in 51 has two."""
    is_poor = villages["poor_village"].to_numpy(bool)
    poor, non_poor, twice = round(POOR * times), round(NON_POOR * times), max(round(times), 1)
    if poor > is_poor.sum() or non_poor - twice > (~is_poor).sum():
        raise ValueError("the county has too few villages for so many water projects")
    wish = far + 1.0 * rng.random(len(villages))
    in_poor = farthest(np.where(is_poor, wish, -1), poor)
    in_others = farthest(np.where(is_poor, -1, wish), non_poor - twice)
    doubled = farthest(np.where(in_others, far - 2 * seat_communities(villages), -9), twice)
    others = np.repeat(np.flatnonzero(in_others), np.where(doubled, 2, 1)[in_others])
    row = np.concatenate([np.flatnonzero(in_poor), others])
    return row, np.repeat(np.array(["poor", "non_poor"], dtype=object), [poor, non_poor])


def _centres(villages: pd.DataFrame, far: Floats) -> list[Ints]:
    """The rows of each town's centre: its communities and the nearest village, or the two nearest."""
    community = (villages["kind"] == "居委会").to_numpy(bool)
    near = villages.assign(row=np.arange(len(villages)), far=far - 2 * community).sort_values("far", kind="stable")
    rank = near.groupby("town_code").cumcount()
    wanted = near.groupby("town_code")["far"].transform(lambda f: max(int((f < 0).sum()) + 1, 2))
    return [rows.to_numpy() for _, rows in near[rank < wanted].groupby("town_code")["row"]]


def _share_people(
    row: Ints, centres: list[Ints], rural: Ints, far: Floats, rng: np.random.Generator, served: int, year: int
) -> pd.DataFrame:
    """People by project: `served` in all when each is counted once, and who is served by another project too."""
    second = np.concatenate([[False], row[1:] == row[:-1]])
    alone = np.bincount(row, minlength=len(rural))[row] == 1
    around = np.array([rural[c].sum() for c in centres])
    space = np.concatenate([rural[row] * np.where(alone, 6, 3) // 10, around // 4])
    weight = np.concatenate([rural[row] * (0.4 + far[row] + 0.4 * rng.random(len(row))), around * 0.35])
    once = apportion(served, weight, space)
    other = np.full(len(once), -1)
    other[: len(row)][second] = np.flatnonzero(second) - 1
    project_of = np.full(len(rural), -1)
    project_of[row[::-1]] = np.arange(len(row))[::-1]  # the first of two
    for i, centre in enumerate(centres):
        found = project_of[centre]
        other[len(row) + i] = next((p for p in found if p >= 0), -1)
    share = np.where(other >= 0, 0.15 + 0.25 * rng.random(len(once)), 0.0)
    shared = np.rint(share * once[other]).astype(np.int64)
    code = np.array([f"SL{year}-{i + 1:03d}" for i in range(len(once))], dtype=object)
    return pd.DataFrame(
        {
            "code": code,
            "people": once + shared,
            "shared_people": shared,
            "shared_with": np.where(other >= 0, code[other], ""),
        }
    )


def _names(villages: pd.DataFrame, first: Ints, towns: int) -> NDArray[np.object_]:
    """What a bureau calls its projects."""
    town, village = villages["town"].to_numpy(object)[first], villages["name"].to_numpy(object)[first]
    number = pd.Series(first[: len(first) - towns]).groupby(first[: len(first) - towns]).cumcount().to_numpy()
    ending = np.where(number > 0, "饮水安全工程(二期)", "饮水安全工程").astype(object)
    names = town + village
    names[: len(ending)] += ending
    names[len(ending) :] = town[len(ending) :] + "集镇供水巩固提升工程"
    return names


def _lateness(remote: Floats, rng: np.random.Generator) -> Floats:
    """The place of each project in the order of progress, from 0 to under 1: the remoter the later."""
    order = np.argsort(remote + 0.5 * rng.random(len(remote)), kind="stable")
    late = np.empty(len(remote))
    late[order] = np.arange(len(remote)) / len(remote)
    return late


def _milestones(late: Floats, rng: np.random.Generator, as_of: date, due: date) -> pd.DataFrame:
    """Dates of the milestones as ISO text, in order, blank when later than `as_of`."""
    n = len(late)
    in_time = 1 - LATE - 0.5 / n
    after = np.where(late < in_time, -150 * (1 - late / in_time) - 1, 5 + 500 * (late - in_time))
    main = np.floor(np.where(late >= 1 - NOT_BEGUN, 200 + 40 * late, after)).astype(np.int64)

    def days(least: int, most: int) -> Ints:
        return rng.integers(least, most + 1, n)

    started = main - days(70, 150)
    tendered = started - days(15, 40)
    flowing = main + days(8, 43)
    tested = flowing + days(10, 50)
    accepted = tested + days(20, 65)
    when = (tendered - days(20, 60), tendered, started, main, flowing, tested, accepted, accepted + days(10, 40))
    dates = np.datetime64(due) + np.stack(when, axis=1)
    text = np.where(dates <= np.datetime64(as_of), np.datetime_as_string(dates, unit="D"), "")
    return pd.DataFrame(text.astype(object), columns=list(MILESTONES))


def _describe(
    named: pd.DataFrame,
    people: Ints,
    villages: pd.DataFrame,
    first: Ints,
    remote: Floats,
    late: Floats,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Type, source, way of supply, size, cost and guarantee, from remoteness, height and people."""
    n, township = len(named), (named["category"] == "township").to_numpy()
    height = villages["elevation_m"].rank(pct=True).to_numpy()[first]
    need = remote + 0.3 * rng.random(n)
    hard = 0.8 * remote + 0.2 * rng.random(n)
    kind = np.select([~township & (need > 0.85), need > 0.35], ["新建", "改扩建"], "巩固提升")
    from_where = np.select([height > 0.66, height > 0.33], ["山泉水", "溪流水"], "地下水")
    in_town = np.where(rng.random(n) < 0.5, "水库水", "溪流水")
    pipe = (1 + people / 100 * (0.5 + remote)).round(1)
    guarantee = np.where(hard < 0.82, 90 + 8 * (1 - hard / 0.82), 90 - 7 * (hard - 0.82) / 0.18 - 0.1).round(1)
    blank = farthest(late, round(BLANK_GUARANTEE * n))
    return named.assign(
        type=kind.astype(object),
        households=np.rint(people / 3.6).astype(np.int64),
        source=np.where(township, in_town, from_where).astype(object),
        supply=np.where((people < 320) & (remote > 0.7), "分散", "集中").astype(object),
        capacity_m3d=(people * rng.integers(80, 111, n) / 1_000).round(1),
        pipe_km=pipe,
        budget_wan=(people * rng.integers(50, 91, n) / 1_000 + 1.8 * pipe).round(1),
        guarantee=pd.array(np.where(blank, np.nan, guarantee), dtype="Float64"),
    )


def _sources(groups: pd.DataFrame, home: Ints, first: Ints) -> pd.DataFrame:
    """Where the water is taken: by the village's highest group, by the next one for a second project."""
    nth = pd.Series(first).groupby(first).cumcount().to_numpy()
    order = np.lexsort((np.arange(len(groups)), -groups["elevation_m"].to_numpy(float), home))
    count = np.bincount(home, minlength=int(first.max(initial=0)) + 1)
    begin = np.concatenate([[0], np.cumsum(count)[:-1]])
    at = order[begin[first] + np.minimum(nth, count[first] - 1)]
    return groups[["lon", "lat"]].round(6).iloc[at].reset_index(drop=True)
