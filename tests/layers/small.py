"""A small invented county for the generator's tests: 30 villages, 120 groups, a few hundred segments."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

CRS = "EPSG:4545"
COUNTY = "610728"
TOWNS = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇")
VILLAGES, GROUPS_EACH, PIECES = 30, 4, 6
NO_ROAD = (0, 7, 17, 30)


@dataclass(frozen=True)
class Small:
    """The frames that the writers of works and ledgers are given."""

    villages: pd.DataFrame
    groups: pd.DataFrame
    roads: gpd.GeoDataFrame
    projects: pd.DataFrame
    power: pd.DataFrame
    broadcasting: pd.DataFrame


def small_county(seed: int = 7) -> Small:
    """The county; the same seed gives the same one."""
    rng = np.random.default_rng(seed)
    villages = _villages(rng)
    groups = _groups(villages, rng)
    return Small(
        villages, groups, _roads(villages, groups, rng), _projects(villages, rng), _power(villages), _radio(villages)
    )


def _degrees(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(x, y)
    return np.round(lon, 6), np.round(lat, 6)


def _villages(rng: np.random.Generator) -> pd.DataFrame:
    place = np.arange(VILLAGES)
    town = place // 6
    x, y = 480_000.0 + place % 6 * 4_000, 3_580_000.0 + town * 5_000
    lon, lat = _degrees(x, y)
    codes = [f"{COUNTY}{101 + t}{201 + i % 6:03d}" for i, t in zip(place, town, strict=True)]
    return pd.DataFrame(
        {
            "code": codes,
            "name": [f"第{i % 6 + 1}村" for i in place],
            "kind": "village",
            "town": [TOWNS[t] for t in town],
            "town_code": [code[:9] for code in codes],
            "population": rng.integers(400, 2_400, VILLAGES),
            "households": rng.integers(120, 700, VILLAGES),
            "poor_village": place % 3 > 0,
            "deep_poverty": place % 3 == 1,
            "task": place != 29,
            "exit_year": pd.array([[None, 2019, 2018][i % 3] for i in place], dtype="Int64"),
            "lon": lon,
            "lat": lat,
            "x": x,
            "y": y,
            "origin": "register",
        }
    )


def _groups(villages: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    village = np.repeat(np.arange(VILLAGES), GROUPS_EACH)
    number = np.tile(np.arange(GROUPS_EACH), VILLAGES)
    x = villages["x"].to_numpy()[village] + (number - 1.5) * 700 + rng.uniform(-50, 50, len(village))
    y = villages["y"].to_numpy()[village] + 1_500 + rng.uniform(-50, 50, len(village))
    lon, lat = _degrees(x, y)
    codes = villages["code"].to_numpy()[village]
    return pd.DataFrame(
        {
            "code": [f"{code}{n + 1:03d}" for code, n in zip(codes, number, strict=True)],
            "village": codes,
            "name": [f"{n + 1}组" for n in number],
            "households": rng.integers(18, 70, len(village)),
            "population": rng.integers(50, 260, len(village)),
            "lon": lon,
            "lat": lat,
            "origin": "synthetic",
        }
    )


def _roads(villages: pd.DataFrame, groups: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A trunk road, a village road of six segments to each village, a track to most groups."""
    rows = [_line("S301", "巴山公路", "S", 1, (478_000, 3_578_000), (506_000, 3_578_000), 12, 12, rng)]
    rows += [
        row for i, village in enumerate(villages.itertuples(index=False)) for row in _village_road(i, village, rng)
    ]
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    for i, group in enumerate(groups.itertuples(index=False)):
        if i not in NO_ROAD:
            x, y = to_metres.transform(group.lon, group.lat)
            rows += _track(i, group, (x, y), rng)
    frame = pd.DataFrame(rows)
    for column in ("surface", "registered_surface", "level"):
        frame[column] = frame[column].astype("Int64")
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


def _village_road(i: int, village: object, rng: np.random.Generator) -> list[dict[str, object]]:
    first = (village.x - 900.0, village.y - 4_800.0)
    cuts = np.linspace(0, 1, PIECES + 1)
    points = [(first[0] + t * 900.0, first[1] + t * 4_800.0) for t in cuts]
    return [
        _line(
            f"C{i + 1:03d}", f"{village.town}第{i + 1}村道", "C", n + 1, points[n], points[n + 1],
            [12, 31, 31, 36, 33, None][(i + n // 2) % 6], 12, rng, village=village.code, start=n * 830.0,
        )
        for n in range(PIECES)
    ]  # fmt: skip


def _track(i: int, group: object, end: tuple[float, float], rng: np.random.Generator) -> list[dict[str, object]]:
    start = (end[0] - 200.0, end[1] - 1_450.0)
    middle = ((start[0] + end[0]) / 2 + 80, (start[1] + end[1]) / 2)
    surface = [31, 36, 12, 31][i % 4]
    near = {"village": group.village, "registered": 36}
    route, name = f"W{i + 1:03d}", f"{group.name}路"
    return [
        _line(route, name, "W", 1, start, middle, surface, near["registered"], rng, village=group.village),
        _line(
            route, name, "W", 2, middle, end, surface, 36, rng, village=group.village, start=760.0, groups=group.code
        ),
    ]


def _line(
    route: str,
    name: str,
    kind: str,
    number: int,
    first: tuple[float, float],
    last: tuple[float, float],
    surface: int | None,
    registered: int | None,
    rng: np.random.Generator,
    *,
    village: str | None = None,
    start: float = 0.0,
    groups: str | None = None,
) -> dict[str, object]:
    middle = ((first[0] + last[0]) / 2 + rng.uniform(-60, 60), (first[1] + last[1]) / 2 + rng.uniform(-60, 60))
    line = shapely.LineString(np.round([first, middle, last], 2))
    stated = round(line.length * rng.uniform(1.0, 1.04) / 1000, 3)
    end = start + stated * 1000
    return {
        "segment": f"{route}{COUNTY}{number:03d}",
        "route": f"{route}{COUNTY}",
        "name": name,
        "class": kind,
        "grade": 30 if kind == "W" else 24,
        "surface": surface,
        "registered_surface": registered,
        "width_m": 3.5 if kind != "S" else 6.5,
        "length_km": stated,
        "from_chainage": _chainage(start),
        "to_chainage": _chainage(end),
        "status": None,
        "village": village,
        "bridge": False,
        "tunnel": False,
        "level": 0,
        "surveyed": "2019-03-12" if surface else None,
        "groups": groups,
        "origin": "synthetic",
        "geometry": line,
    }


def _chainage(metres: float) -> str:
    return f"K{int(metres // 1000)}+{metres % 1000:05.1f}"


def _projects(villages: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for i, village in enumerate(villages.itertuples(index=False)):
        late = i % 4 == 0
        rows.append(
            {
                "code": f"YS2019-{i + 1:03d}",
                "name": f"{village.town}{village.name}饮水工程",
                "category": ["poor", "non_poor", "township"][i % 3],
                "type": ["新建", "改扩建", "巩固提升"][i % 3],
                "villages": ";".join([village.code, villages["code"].iloc[i - 1]] if i % 10 == 5 else [village.code]),
                "people": int(rng.integers(100, 900)),
                "households": int(rng.integers(30, 300)),
                "shared_people": 25 if i % 10 == 5 else 0,
                "shared_with": f"YS2019-{i:03d}" if i % 10 == 5 else "",
                "source": "山泉水",
                "supply": "集中",
                "capacity_m3d": float(rng.integers(10, 90)),
                "pipe_km": round(float(rng.uniform(1, 9)), 2),
                "budget_wan": round(float(rng.uniform(20, 120)), 1),
                "guarantee": 95.0,
                "due": "2019-06-30",
                "approved": "2019-02-20",
                "tendered": "2019-03-11",
                "started": "2019-03-28",
                "main_done": "" if late else "2019-06-05",
                "water_flowing": "" if late else "2019-06-12",
                "tested": "" if late else "2019-06-18",
                "accepted": None,
                "handed_over": None,
                "lon": village.lon,
                "lat": village.lat,
                "origin": "synthetic",
            }
        )
    return pd.DataFrame(rows)


def _power(villages: pd.DataFrame) -> pd.DataFrame:
    without = np.where(np.arange(VILLAGES) == 3, 7, 0)
    return pd.DataFrame(
        {
            "village": villages["code"],
            "households": villages["households"],
            "connected_households": villages["households"] - without,
            "three_phase": np.arange(VILLAGES) % 5 > 0,
            "unconnected_names": [";".join(f"户{n}" for n in range(1, 8)) if n else None for n in without],
            "plan_date": ["2019-11-30" if n else None for n in without],
            "origin": "synthetic",
        }
    )


def _radio(villages: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "village": villages["code"],
            "households": villages["households"],
            "covered_households": villages["households"] - 9,
            "poor_households": 40,
            "cable_poor_households": 37,
            "origin": "synthetic",
        }
    )
