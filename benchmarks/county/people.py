"""People of the county: who lives where, which villages are poor, and when they leave poverty.

All of it is invented; only the totals are the county's. Groups in valleys are larger than groups far
up: a group's households are drawn from a skewed distribution that falls with its remoteness (rank by
unsealed way and height), a household has 3 to 4.5 members, and the people are apportioned so that the
total is exact. A village's people are those of its groups; the seat's communities hold the town's
people on top, a fifth of the county in all. Poor are the remoter villages, in deep poverty the
remotest of these; the nearer ones left poverty before the year, the last ones will after it. The
village whose seven households wait for power counts among those of the year, as the year's plan names
it. In a few groups far up nobody has counted the households, and the cell is blank.

Only sums, products and ranks of uniform draws are used, so that every platform gives the same figures.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

__all__ = ["apportion", "farthest", "give_people", "remoteness", "seat_communities", "without_power"]

WITHOUT_POWER = "610728111209"  # 青水镇仁和村, named by the county's notice of 2019
MEMBERS = 3.6
BLANK_HOUSEHOLDS = 8 / 1_100
DEEP_OF_POOR = 45 / 129
LATER_OF_REST = 8 / 36
BEFORE = (*"大小上下前后老石青黄长高水松", "张家", "李家", "王家", "陈家")
AFTER = tuple("湾坪沟垭梁坝岭坡院岩河田洞池包槽塝")
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def give_people(
    villages: pd.DataFrame,
    groups: pd.DataFrame,
    rng: np.random.Generator,
    *,
    people: int = 280_000,
    seat_share: float = 0.2,
    poor: int = 129,
    task: int = 178,
    exiting: int = 93,
    year: int = 2019,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Villages and groups with households, people, and what the poverty programme says of them.

    Parameters
    ----------
    villages, groups : DataFrame
        Sorted by code; every village but the seat's communities has a group.
    people : int
        Of the whole county, exactly.
    seat_share : float
        How much of them lives in the seat's communities.
    poor, task, exiting : int
        How many villages are poor, have tasks of poverty alleviation, and leave poverty in `year`.

    Raises
    ------
    ValueError
        When the counts cannot hold together, or a village outside the seat has no group.
    """
    if not exiting <= poor <= task <= len(villages):
        raise ValueError("there must be no more exiting than poor villages, poor than with tasks, tasks than villages")
    home = villages["code"].searchsorted(groups["village"])
    seat = seat_communities(villages)
    if np.any(np.bincount(home, minlength=len(villages))[~seat] == 0):
        raise ValueError("every village outside the seat needs a group")
    rural_people = round(people * (1 - seat_share))
    households, members = _people_of_groups(villages, groups, home, rural_people, people - rural_people, rng)
    blank = farthest(remoteness(groups) + rng.random(len(groups)), round(BLANK_HOUSEHOLDS * len(groups)))
    groups = groups.assign(
        name=_group_names(groups, home, rng),
        households=pd.array(np.where(blank, 0, households), dtype="Int64"),
        population=members,
    )
    groups.loc[blank, "households"] = pd.NA
    townspeople = np.zeros(len(villages), np.int64)
    townspeople[seat] = apportion(people - members.sum(), 0.6 + rng.random(seat.sum()))
    villages = villages.assign(
        households=_sums(home, households, len(villages)) + townspeople * 10 // 31,
        population=_sums(home, members, len(villages)) + townspeople,
    )
    return _give_programme(villages, rng, poor=poor, task=task, exiting=exiting, year=year), groups


def remoteness(places: pd.DataFrame) -> Floats:
    """How remote each place is among all, from 0 to 1: its rank by unsealed way and height."""
    burden = places["road_m"].to_numpy(float) / 10_000 + places["elevation_m"].to_numpy(float) / 2_000
    rank = np.empty(len(places))
    rank[np.argsort(burden.round(6), kind="stable")] = np.arange(len(places))
    return rank / max(len(places) - 1, 1)


def seat_communities(villages: pd.DataFrame) -> Bools:
    """Which rows are residents' communities of the county's seat: those of the town with the lowest code."""
    return ((villages["kind"] == "居委会") & (villages["town_code"] == villages["town_code"].min())).to_numpy(bool)


def without_power(villages: pd.DataFrame) -> Bools:
    """The one village with households without power: the notice's, or else the remotest."""
    named = (villages["code"] == WITHOUT_POWER).to_numpy(bool)
    return named if named.any() else farthest(remoteness(villages), 1)


def farthest(score: Floats, count: int) -> Bools:
    """The `count` highest scores; ties go to the first."""
    chosen = np.zeros(len(score), bool)
    chosen[np.argsort(-score, kind="stable")[:count]] = True
    return chosen


def apportion(total: int, weights: ArrayLike, most: ArrayLike | None = None) -> Ints:
    """Whole numbers that add up to `total`, in proportion to the weights, none above its `most`.

    Largest remainders, in integers throughout; ties go to the first. Raises ValueError when there is
    no room for the total.
    """
    weight = np.asarray(weights, float)
    weight = np.rint(weight / max(weight.max(initial=0.0), 1e-12) * 1e9).astype(np.int64)
    space = np.full(len(weight), total, np.int64) if most is None else np.asarray(most, np.int64)
    share = np.zeros(len(weight), np.int64)
    space = np.where(weight > 0, space, 0)
    if total < 0 or space.sum() < total:
        raise ValueError(f"no room for {total}")
    while (left := int(total - share.sum())) > 0:
        free = np.where(share < space, weight, 0)
        quota, remainder = np.divmod(left * free, free.sum())
        if not quota.any():
            first = np.argsort(-remainder, kind="stable")[:left]
            quota[first[remainder[first] > 0]] = 1
        share += np.minimum(quota, space - share)
    return share


def _people_of_groups(
    villages: pd.DataFrame,
    groups: pd.DataFrame,
    home: Ints,
    rural_people: int,
    seat_people: int,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Households and people by group: `rural_people` outside the seat, at most `seat_people` in it."""
    skewed = 0.36 + 2.56 * rng.random(len(groups)) * rng.random(len(groups))
    centre = np.where((villages["kind"] == "居委会").to_numpy()[home], 1.4, 1.0)
    weight = skewed * (1.3 - 0.6 * remoteness(groups)) * centre
    rural = ~seat_communities(villages)[home]
    households = np.rint(weight / weight[rural].sum() * rural_people / MEMBERS).astype(np.int64).clip(min=4)
    size = households * (MEMBERS + 0.9 * (rng.random(len(groups)) - 0.5))
    members = np.rint(size).astype(np.int64)
    members[rural] = apportion(rural_people, size[rural])
    if members[~rural].sum() > seat_people:
        members[~rural] = apportion(seat_people, size[~rural])
        households[~rural] = np.maximum(members[~rural] // 4, 1)
    return households, members


def _group_names(groups: pd.DataFrame, home: Ints, rng: np.random.Generator) -> NDArray[np.object_]:
    """Numbers in most villages, names of natural hamlets in the others; none twice in a village."""
    number = groups.groupby("village").cumcount().to_numpy()
    hamlets = np.array([f"{before}{after}组" for after in AFTER for before in BEFORE], dtype=object)
    start = rng.integers(0, len(hamlets), home.max(initial=0) + 1)
    # Steps of 19 through 18 * 17 names change both halves and come round only after all of them.
    named = hamlets[(start[home] + 19 * number) % len(hamlets)]
    by_name = (rng.random(home.max(initial=0) + 1) < 0.3)[home] & (number < len(hamlets))
    return np.where(by_name, named, np.char.add((number + 1).astype(str), "组").astype(object))


def _give_programme(
    villages: pd.DataFrame, rng: np.random.Generator, *, poor: int, task: int, exiting: int, year: int
) -> pd.DataFrame:
    """Poor villages are the remoter, deep poverty the remotest; the nearer exit first."""
    far, n, special = remoteness(villages), len(villages), without_power(villages)
    community = (villages["kind"] == "居委会").to_numpy(bool)
    seat = seat_communities(villages)
    is_poor = farthest(far + 0.5 * rng.random(n) + 10 * special - 10 * community - 10 * seat, poor)
    is_deep = farthest(np.where(is_poor, far + 0.2 * rng.random(n), -1), round(poor * DEEP_OF_POOR))
    has_task = farthest(far + 10 * is_poor - 10 * seat, task)
    later = round((poor - exiting) * LATER_OF_REST)
    earlier = poor - exiting - later
    score = far + 0.3 * rng.random(n)
    score[special] = np.median(score[is_poor]) if poor else 0.0
    years = np.repeat(
        [year - 3, year - 2, year - 1, year, year + 1],
        [earlier // 7, earlier * 2 // 7, earlier - earlier // 7 - earlier * 2 // 7, exiting, later],
    )
    places = np.flatnonzero(is_poor)
    exit_year = pd.array([pd.NA] * n, dtype="Int64")
    exit_year[places[np.argsort(score[places], kind="stable")]] = years
    return villages.assign(poor_village=is_poor, deep_poverty=is_deep, task=has_task, exit_year=exit_year)


def _sums(home: Ints, values: Ints, n: int) -> Ints:
    """Whole-number sums by village."""
    total = np.zeros(n, np.int64)
    np.add.at(total, home, values)
    return total
