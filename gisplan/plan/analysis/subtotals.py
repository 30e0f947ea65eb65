"""Subtotals of a plan: by town, by programme and by the year in which the county's own works on a road are due."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from gisplan.base.arrays import Ints, Objects
from gisplan.base.values import text_or_none
from gisplan.county.county import County
from gisplan.county.towns import find_towns, key_towns
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.plan import Plan

__all__ = ["due_years", "package_table", "subtotal_table", "unit_towns"]

_BY = ["town", "programme", "due_year"]


def unit_towns(problem: PlanningProblem) -> Objects:
    """Name the town of each unit, None where none is known, (U,).

    It is the area in which the unit's middle lies, else the town of the nearest settlement.
    """
    county, units = problem.county, problem.units
    towns = find_towns(county)
    place = np.full(len(units), -1, dtype=np.int64)
    middle = shapely.line_interpolate_point(units.geometry, 0.5, normalized=True)
    with_area = np.flatnonzero(~shapely.is_missing(towns.areas))
    if len(with_area) and len(units):
        unit, area = shapely.STRtree(towns.areas[with_area]).query(middle, predicate="intersects")
        order = np.lexsort((area, unit))[::-1]  # of two areas the first
        place[unit[order]] = with_area[area[order]]
    _place_by_settlements(problem, towns.place(_settlement_keys(county, problem.demand.frame)), middle, place)
    return np.array([*towns.names, None], dtype=object)[place]


def _settlement_keys(county: County, frame: pd.DataFrame) -> list[str]:
    """Return the key of each settlement's town: by its own code, else by the name of its town."""
    return key_towns(county, frame["code"], frame["town"])


def _place_by_settlements(problem: PlanningProblem, town: list[int], middle: Objects, place: Ints) -> None:
    """Fill in the towns of units in no area, by the nearest settlement whose town is known."""
    rows = np.concatenate([rows for rows, _reach_m in problem.list_placed()])
    known = np.sort(rows[np.array(town, dtype=np.int64)[rows] >= 0])
    left = np.flatnonzero(place < 0)
    if len(left) and len(known):
        nearest = shapely.STRtree(problem.demand.point[known]).query_nearest(middle[left], all_matches=False)
        place[left[nearest[0]]] = np.array(town, dtype=np.int64)[known[nearest[1]]]


def due_years(problem: PlanningProblem) -> list[int | None]:
    """Find the year in which the first of the county's own road works that name each unit's segment is due."""
    works = pd.DataFrame(problem.county.works)
    if not len(works) or "segments" not in works:
        return [None] * len(problem.units)
    roads = works[works["kind"] == "road"]
    year = pd.to_datetime(roads["due"], errors="coerce").dt.year
    named = roads[["segments"]].assign(year=year).explode("segments").dropna()
    first = named.groupby("segments")["year"].min()
    known = {str(segment): int(year) for segment, year in first.items()}
    return [known.get(segment) for segment in problem.units.segment.astype(str).tolist()]


def subtotal_table(units: pd.DataFrame) -> pd.DataFrame:
    """Make the table of what is built, by town, programme and due year; kilometres add up to those of the plan.

    Parameters
    ----------
    units : DataFrame
        `PlanResult.units`.

    Returns
    -------
    DataFrame
        Columns: `town` (null where none is known), `programme, due_year` (null where no work names the segment),
        `km, cost, yuan` (of what has a price; null where nothing has), `km_unpriced, stretches, segments`.
    """
    built = units[units["in_plan"]]
    return _sum_groups(built, _BY)


def package_table(plan: Plan, units: pd.DataFrame, settlements: pd.DataFrame) -> pd.DataFrame:
    """Make the table of contract packages: what is built in each town, and whom of it the plan newly serves.

    Parameters
    ----------
    plan : Plan
    units, settlements : DataFrame
        `PlanResult.units` and `PlanResult.settlements`.

    Returns
    -------
    DataFrame
        Columns: `town, km, cost, yuan, km_unpriced, stretches, segments`, and `villages, groups, people` newly served
        that belong to the town, wherever the road is.
    """
    packages = _sum_groups(units[units["in_plan"]], ["town"])
    newly = plan.served & ~plan.before
    served = pd.DataFrame(
        {
            "town": _town_names(plan.problem.county, settlements)[newly],
            "villages": plan.problem.demand.is_village[newly].astype(np.int64),
            "groups": (~plan.problem.demand.is_village[newly]).astype(np.int64),
            "people": np.rint(plan.problem.demand.count_once("people")[newly]).astype(np.int64),
        }
    )
    sums = served.groupby("town", dropna=False, sort=True).sum().reset_index()
    table = packages.merge(sums, on="town", how="outer").sort_values("town", kind="stable", ignore_index=True)
    whole = ["stretches", "segments", "villages", "groups", "people"]
    filled = table.assign(**{name: table[name].fillna(0).astype(np.int64) for name in whole})
    return filled.assign(**{name: table[name].fillna(0.0) for name in ("km", "cost", "km_unpriced")})


def _town_names(county: County, settlements: pd.DataFrame) -> Objects:
    """Return the name of each settlement's town as the towns of units are named, None where none is known."""
    towns = find_towns(county)
    names = [*towns.names, None]
    places = towns.place(_settlement_keys(county, settlements))
    return np.array([text_or_none(names[place]) for place in places], dtype=object)


def _sum_groups(built: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sum kilometres, cost and price, and count stretches and segments, by some columns."""
    priced = built["yuan"].notna()
    rows = pd.DataFrame(built[[*by, "km", "cost", "yuan", "stretch", "segment"]]).assign(
        km_unpriced=built["km"].where(~priced, 0.0)
    )
    grouped = rows.groupby(by, dropna=False, sort=True)
    sums = grouped.agg(
        km=("km", "sum"),
        cost=("cost", "sum"),
        km_unpriced=("km_unpriced", "sum"),
        stretches=("stretch", "nunique"),
        segments=("segment", "nunique"),
    )
    sums.insert(2, "yuan", grouped["yuan"].sum(min_count=1))
    return sums.reset_index()
