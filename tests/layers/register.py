"""A register of villages and groups on invented ground, for the tests of the county's tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

TOWNS = ("泾洋街道", "渔渡镇", "盐场镇", "观音镇", "巴庙镇", "兴隆镇", "长岭镇", "三元镇", "简池镇", "碾子镇")
TOWNS += ("小洋镇", "青水镇", "赤南镇", "平安镇", "杨家河镇", "巴山镇", "黎坝镇", "仁村镇", "大池镇", "永乐镇")
SUFFIXES = ("001", *(str(n) for n in range(101, 119)), "120")
COMMUNITIES = (4, 1, 1, 1, 1, 1, 1, 1, 2, *[1] * 11)
VILLAGES = (14, 8, 7, 13, 12, 10, 10, 14, 7, 5, 7, 8, 6, 6, 5, 6, 6, 4, 4, 5)


def register(times: int = 1, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """So many Zhenbas side by side: 181 villages each in 20 towns, and about 1 100 groups around them."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"{610728 + t}{suffix}{number:03d}", kind, town, f"{610728 + t}{suffix}")
        for t in range(times)
        for town, suffix, communities, villages in zip(TOWNS, SUFFIXES, COMMUNITIES, VILLAGES, strict=True)
        for kind, first, count in (("居委会", 1, communities), ("村委会", 203, villages))
        for number in range(first, first + count)
    ]
    villages = pd.DataFrame(rows, columns=["code", "kind", "town", "town_code"])
    villages["name"] = ["仁和村" if c == "610728111209" else f"第{c[-3:]}村" for c in villages["code"]]
    far = np.where(villages["kind"] == "居委会", 0.1, rng.random(len(villages)))
    seats = pd.DataFrame({"town_code": villages["town_code"].unique()})
    seats[["x0", "y0"]] = rng.uniform((450_000, 3_560_000), (525_000, 3_635_000), (len(seats), 2)).round(1)
    villages = _set_down(villages.merge(seats, on="town_code", how="left"), far, 9_000, rng)
    count = np.where(villages["kind"] == "居委会", 2, rng.integers(5, 9, len(villages)))
    row = np.repeat(np.arange(len(villages)), count)
    number = np.concatenate([np.arange(1, n + 1) for n in count])
    codes = [f"{code}{n:03d}" for code, n in zip(villages["code"].to_numpy()[row], number, strict=True)]
    groups = pd.DataFrame({"code": codes, "village": villages["code"].to_numpy()[row]})
    groups[["x0", "y0"]] = villages[["x", "y"]].to_numpy()[row]
    return villages, _set_down(groups, (far[row] + rng.random(len(row))) / 2, 2_000, rng)


def _set_down(places: pd.DataFrame, far: np.ndarray, spread_m: float, rng: np.random.Generator) -> pd.DataFrame:
    """Positions around `x0, y0`; the farther the higher, and on worse roads. Two in five have a sealed road."""
    angle = rng.uniform(0, 2 * np.pi, len(places))
    x = places["x0"] + far * spread_m * np.cos(angle)
    y = places["y0"] + far * spread_m * np.sin(angle)
    poor_road = np.where(far < 0.4, 0.0, (far - 0.4) * 40_000 * rng.random(len(places)))
    return places.assign(
        x=x.round(1),
        y=y.round(1),
        lon=(108 + (x - 500_000) / 93_700).round(7),
        lat=((y + 1_000) / 110_700).round(7),
        elevation_m=(600 + 1_000 * far + 300 * rng.random(len(places))).round(),
        road_m=poor_road.round(),
    ).drop(columns=["x0", "y0"])
