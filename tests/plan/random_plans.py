"""Random counties to plan for, each from one seed: tangled roads, two tiers, two budgets, candidates, locks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.county.county import County
from gisplan.gaps import KINDS
from gisplan.plan import Lock, Plan, PlanningProblem, build_planning_problem, make_plan
from gisplan.standards import Standard, parse_standard
from tests.counties import fill_layer, make_county, set_aside
from tests.network.tangles import CRS, OFFSETS, draw_tangle
from tests.toys import Toy, draw_county

__all__ = ["PROGRAMMES", "PlanDraw", "draw_plan", "plan_standard"]

SETTINGS = {"snap_m": 9.9, "reach_m": 31.4, "access_m": 213.0, "near_miss_m": 21.7}
VILLAGES = [f"6107281002{i:02d}" for i in range(1, 4)]
PROGRAMMES = """
[[plan.programmes]]
id = "resurfacing"
registered = [11, 12]
surveyed = [31, 36]
[[plan.programmes]]
id = "group_roads"
serves_households = 30.0
"""
_STANDARD = """
id = "toy"
title = "A toy"
source = "a test"
exit_year = 2019
[[criteria]]
id = "sealed_road"
kind = "reach"
settlement = "village"
role = "exit"
unit = "m"
threshold = 500.0
surfaces = [11, 12]
source = "a test"
[[criteria]]
id = "group_road"
kind = "reach"
settlement = "group"
role = "plan"
unit = "m"
threshold = 500.0
min_households = 30.0
surfaces = [11, 12, 21]
source = "a test"
[[criteria]]
id = "by_groups"
kind = "combine"
settlement = "village"
role = "plan"
every_group = "group_road"
source = "a test"
"""


def plan_standard(rules: str = "", programmes: str = PROGRAMMES) -> Standard:
    """Villages and groups by the sealed road, and villages by their groups; `rules` are lines of `[plan]`."""
    return parse_standard(f"{_STANDARD}\n[plan]\n{rules}\n{programmes}", name="toy.toml", kinds=KINDS)


@dataclass(frozen=True)
class PlanDraw:
    """The arguments of `make_plan`."""

    county: County
    standard: Standard
    budgets: dict[str, float | None]
    prize: str
    locks: tuple[Lock, ...] = ()
    build_to: str = "rule"
    whole_segments: bool = False

    def prepare(self) -> PlanningProblem:
        """The county, prepared for planning."""
        return build_planning_problem(self.county, self.standard, programmes=tuple(self.budgets) or None)

    def plan(self, **other: Any) -> Plan:
        """The plan, or that of something else in its place."""
        return replace(self, **other).own_plan if other else self.own_plan

    @cached_property
    def own_plan(self) -> Plan:
        """The plan of these arguments, made once for all laws."""
        return make_plan(
            self.county,
            self.standard,
            budgets=self.budgets,
            prize=self.prize,
            locks=self.locks,
            build_to=self.build_to,
            whole_segments=self.whole_segments,
        )


def draw_plan(seed: int, *, most_roads: int = 7, locks: bool = True) -> PlanDraw:
    """A county of one island, its rules, budgets and locks."""
    rng = np.random.default_rng([seed, 11])
    offset = np.array(OFFSETS[rng.integers(2)])
    size = float(rng.choice([60, 150, 300]))
    groups = _draw_groups(rng, offset, size)
    roads, candidates = _draw_roads(rng, seed, offset, size, most_roads, groups)
    toy = Toy(roads, _draw_villages(rng, offset, size), groups, draw_county("").seats)
    aside = _draw_aside(rng, offset, size)
    county = replace(
        make_county(toy, aside=aside, **SETTINGS, **({"reach_to": "any"} if rng.random() < 0.1 else {})),
        candidates=fill_layer("candidates", candidates),
    )
    needs = rng.choice(["groups", "itself"])
    rules = f'village_needs = "{needs}"\nmin_households = 30.0\nexit_weight = {rng.choice([1.0, 2.5])}'
    draw = PlanDraw(
        county,
        plan_standard(rules),
        budgets=_draw_budgets(rng, size),
        prize=str(rng.choice(["people", "households", "villages", "groups", "settlements", "poor_village"])),
    )
    return replace(draw, locks=_draw_locks(rng, draw)) if locks and rng.random() < 0.6 else draw


def _draw_villages(rng: np.random.Generator, offset: np.ndarray, size: float) -> gpd.GeoDataFrame:
    count = len(VILLAGES)
    return gpd.GeoDataFrame(
        {
            "code": VILLAGES,
            "name": list("ABC"),
            "population": rng.choice([3.0, 40.0, 41.0, np.nan], count),
            # 24 and 60 may be less than its groups have together: then no threshold of households holds there
            "households": rng.choice([24.0, 60.0, 200.0, 210.0, np.nan], count),
            "poor_village": rng.choice(np.array([True, False, None], dtype=object), count),
            "exit_year": rng.choice([2018, 2019], count),
        },
        geometry=shapely.points(rng.uniform(-20, size + 20, (count, 2)) + offset),
        crs=CRS,
    )


def _draw_groups(rng: np.random.Generator, offset: np.ndarray, size: float) -> gpd.GeoDataFrame:
    count = int(rng.integers(0, 6))
    villages = rng.choice(VILLAGES, count)
    return gpd.GeoDataFrame(
        {
            "code": pd.array([f"{village}{i:03d}" for i, village in enumerate(villages, start=1)], dtype=object),
            "village": pd.array(villages, dtype=object),
            "name": pd.array([f"g{i}" for i in range(count)], dtype=object),
            "population": rng.choice([5.0, 17.0, 60.0, np.nan], count),
            "households": rng.choice([12.0, 30.0, 31.0, 44.0, np.nan], count),
        },
        geometry=shapely.points(rng.uniform(-20, size + 20, (count, 2)) + offset),
        crs=CRS,
    )


def _draw_roads(
    rng: np.random.Generator, seed: int, offset: np.ndarray, size: float, most: int, groups: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Roads of all surfaces, and one or two of them turned into candidates."""
    roads = draw_tangle(seed, snap_m=10.0, most=most, offset=tuple(offset), sizes_m=(size,))
    count = len(roads)
    surface = rng.choice([12, 12, 31, 31, 31, 31, 36, -1], count)
    registered = rng.choice([12, 12, 31, -1], count)
    roads["segment"] = [f"R{i:02d}" for i in rng.permutation(count)]
    roads["class"] = rng.choice(np.array(["S", "C", "C", "C", None], dtype=object), count)
    roads["surface"] = pd.array([None if s < 0 else s for s in surface], dtype="Int64")
    roads["registered_surface"] = pd.array([None if s < 0 else s for s in registered], dtype="Int64")
    roads["status"] = rng.choice(np.array(["built"] * 9 + ["under_way"], dtype=object), count)
    stated = np.round(roads.length / 1000 * rng.uniform(0.8, 1.3, count), 2)
    roads["length_km"] = stated.where(rng.random(count) < 0.7)
    codes = groups["code"].tolist()
    served = [tuple(rng.choice(codes, rng.integers(1, 3))) if codes and rng.random() < 0.6 else None for _ in stated]
    roads["groups"] = pd.Series(served, dtype=object)
    new = rng.random(count) < 0.15
    candidates = roads[new].assign(
        code=[f"K{i}" for i in range(int(new.sum()))],
        programme=rng.choice(np.array(["resurfacing", "group_roads", None], dtype=object), int(new.sum())),
        km=roads["length_km"][new],
    )[["code", "programme", "km", "geometry"]]
    return roads[~new].reset_index(drop=True), candidates.reset_index(drop=True)


def _draw_aside(rng: np.random.Generator, offset: np.ndarray, size: float) -> list[dict[str, Any]]:
    """Sometimes a road, a group or a village that was quarantined."""
    aside = []
    if rng.random() < 0.15:
        place = shapely.LineString(rng.uniform(0, size, (2, 2)) + offset)
        aside.append(set_aside("roads", code="Q", geometry=place))
    if rng.random() < 0.15:
        village = str(rng.choice(VILLAGES))
        aside.append(set_aside("groups", code=f"{village}999", village=village, households=float(rng.choice([12, 40]))))
    if rng.random() < 0.1:
        aside.append(set_aside("villages", code="610728100299", population=99.0))
    return aside


def _draw_budgets(rng: np.random.Generator, size: float) -> dict[str, float | None]:
    """Two budgets in km, one, a general one, none at all, or unlimited."""
    some = [round(float(x), 3) for x in rng.uniform(0, 4 * size / 1000, 2)]
    choices: list[dict[str, float | None]] = [
        {"resurfacing": some[0], "group_roads": some[1]},
        {"resurfacing": some[0], "group_roads": some[1]},
        {"group_roads": some[0], "general": some[1]},
        {"general": some[0]},
        {"group_roads": None, "general": some[0]},
        {},
    ]
    return choices[rng.integers(len(choices))]


def _draw_locks(rng: np.random.Generator, draw: PlanDraw) -> tuple[Lock, ...]:
    """Some units in, out or done; budgets pay for those that are in, or there are none of these."""
    problem = draw.prepare()
    units, ids = problem.units, [p.id for p in problem.programmes]
    left = {id: np.inf if most is None else most * 1e6 for id, most in draw.budgets.items()}
    locks = []
    for unit in np.flatnonzero(rng.random(len(units)) < 0.2).tolist():
        span = units.segment[unit], units.from_m[unit], units.to_m[unit]
        lock, programme = str(rng.choice(["in", "out", "done"])), str(rng.choice(ids))
        paid = units.cost[unit] <= left.get(programme, np.inf)
        if lock == "in" and paid:
            left[programme] = left.get(programme, np.inf) - units.cost[unit]
            locks.append(Lock(span[0], "in", programme, *span[1:]))
        elif lock != "in":
            locks.append(Lock(span[0], lock, "", *span[1:]))
    return tuple(locks)
