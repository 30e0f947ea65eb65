"""Random counties from one seed: islands of tangled roads, each with villages and the seats of two towns."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan.gaps import Gaps, find_gaps
from tests.counties import make_county, standard_of
from tests.network.tangles import CRS, OFFSETS, draw_tangle
from tests.toys import Toy, draw_county

__all__ = ["SETTINGS", "STANDARD", "draw_random_county", "island_of", "judge_county", "with_roads"]

# No drawn gap is exactly the tolerance or the reach: there the last bit of a distance would decide.
SETTINGS = {"snap_m": 9.9, "reach_m": 31.4, "access_m": 213.0, "near_miss_m": 21.7}
STANDARD = standard_of("", 'id = "both_roads"\nreach_to = "both"')
APART_M = 20_000.0


def draw_random_county(seed: int, *, islands: int = 5) -> Toy:
    """A county of so many islands, which are judged at once and have nothing to do with each other."""
    rng = np.random.default_rng([seed, 4])
    offset = np.array(OFFSETS[rng.integers(2)])
    drawn = [_draw_island(rng, i, offset + np.array([i * APART_M, 0.0])) for i in range(islands)]
    roads, villages, seats = (pd.concat(layer, ignore_index=True) for layer in zip(*drawn, strict=True))
    roads["segment"] = [f"R{i:03d}" for i in rng.permutation(len(roads))]
    return Toy(roads, villages, draw_county("").groups, seats)


def _draw_island(
    rng: np.random.Generator, island: int, place: np.ndarray
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    size = float(rng.choice([60, 150, 300]))
    roads = draw_tangle(int(rng.integers(2**32)), snap_m=10.0, most=10, offset=tuple(place), sizes_m=(size,))
    count = len(roads)
    roads["class"] = rng.choice(np.array(["S", "S", "C", "C", "C", "C", None], dtype=object), count)
    surfaces = rng.choice([11, 12, 12, 31, 31, 31, 31, -1], count)
    roads["surface"] = pd.array([None if s < 0 else s for s in surfaces], dtype="Int64")
    roads["status"] = rng.choice(np.array(["built"] * 9 + ["under_way"], dtype=object), count)
    towns = [f"610728{100 + 2 * island + t}" for t in (0, 1)]
    villages = gpd.GeoDataFrame(
        {
            "code": [f"{town}{201 + i}" for i, town in enumerate(rng.choice(towns, 6))],
            "name": [f"{letter}{island}" for letter in "ABCDEF"],
            "population": rng.integers(1, 500, 6).astype(float),
        },
        geometry=shapely.points(rng.uniform(-20, size + 20, (6, 2)) + place),
        crs=CRS,
    )
    seats = gpd.GeoDataFrame(
        {"code": [f"{town}000" for town in towns]},
        geometry=shapely.points(rng.uniform(0, size, (2, 2)) + place),
        crs=CRS,
    )
    return roads, villages, seats


def island_of(frame: gpd.GeoDataFrame) -> pd.Series:
    """The island on which each row lies."""
    return ((frame.geometry.bounds["minx"] % 500_000 + APART_M / 2) // APART_M % 25).astype(int)


def judge_county(toy: Toy) -> Gaps:
    return find_gaps(make_county(toy, **SETTINGS), STANDARD)


def with_roads(toy: Toy, roads: gpd.GeoDataFrame) -> Toy:
    return replace(toy, roads=roads.reset_index(drop=True))
