"""What a county starts from: boundary, towns with seats, the register of villages, trunk roads. Read, or invented."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.county.size import Size

__all__ = ["CRS", "Given", "invent_given", "read_given"]

CRS = "EPSG:4545"


@dataclass(frozen=True)
class Given:
    """The ground that a county is drawn on, in EPSG:4545.

    Attributes
    ----------
    code, name : str
    boundary : GeoDataFrame
        One polygon.
    towns : GeoDataFrame
        Points (the seats): `code` (9 digits), `name`, `origin`.
    register : DataFrame
        `code` (12 digits), `name`, `kind`, `town_code`, `town`, `origin`.
    trunk : GeoDataFrame
        LineStrings: `km` (stated), `origin`.
    neighbours : GeoDataFrame or None
        Polygons of the counties around: `name`, `origin`.
    """

    code: str
    name: str
    boundary: gpd.GeoDataFrame
    towns: gpd.GeoDataFrame
    register: pd.DataFrame
    trunk: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame | None = None


def read_given(folder: Path) -> Given:
    """Zhenba's real register, seats, boundary, trunk roads and neighbours.

    The seats' datum is not stated: they are taken for GCJ-02, whose reading in WGS 84 the source gives too.
    """
    text = {"village_code": str, "town_code": str}
    villages = pd.read_csv(folder / "register_villages.csv", dtype=text, encoding="utf-8")
    seats = pd.read_csv(folder / "town_seats.csv", dtype=text, encoding="utf-8")
    boundary = gpd.read_file(folder / "boundary_wgs84.geojson").to_crs(CRS)
    trunk = gpd.read_file(folder / "trunk_roads_in_county.geojson").to_crs(CRS)
    around = gpd.read_file(folder / "neighbours_wgs84.geojson").to_crs(CRS)
    register = pd.DataFrame(
        {
            "code": villages["village_code"],
            "name": villages["village_name"].map(_short_name),
            "kind": villages["kind"],
            "town_code": villages["town_code"],
            "town": villages["town_name"],
            "origin": "register",
        }
    ).sort_values("code", ignore_index=True)
    points = gpd.points_from_xy(seats["lon_if_gcj02"], seats["lat_if_gcj02"], crs="EPSG:4326")
    towns = gpd.GeoDataFrame(
        {"code": seats["town_code"], "name": seats["town_name"], "origin": "register"}, geometry=points
    )
    return Given(
        code="610728",
        name="镇巴县",
        boundary=gpd.GeoDataFrame({"code": ["610728"]}, geometry=list(boundary.geometry), crs=CRS),
        towns=towns.to_crs(CRS).sort_values("code", ignore_index=True),
        register=register,
        trunk=gpd.GeoDataFrame({"km": trunk["km"], "origin": "osm"}, geometry=trunk.geometry, crs=CRS),
        neighbours=gpd.GeoDataFrame(
            {"name": around["name"], "origin": "register"}, geometry=list(around.geometry), crs=CRS
        ),
    )


def _short_name(name: str) -> str:
    """A village's name without the name of its committee: 仁和村委会 is 仁和村, 北门社区居委会 is 北门社区."""
    for ending, short in (("村民委员会", "村"), ("村委会", "村"), ("社区居民委员会", "社区"), ("社区居委会", "社区")):
        if name.endswith(ending):
            return name.removesuffix(ending) + short
    return name


_FIRST = "青白黄石松柏竹柳大小长高兴永仁和平安清泉龙凤双三九盘"
_SECOND = "河坝沟湾岭梁坪垭溪池山坡口塘院寨桥关庙林"


def invent_given(size: Size, rng: np.random.Generator) -> Given:
    """A county of the wanted area with towns, villages and trunk roads that are all invented."""
    side = float(np.sqrt(size.area_km2) * 1_000)
    middle = np.array([500_000.0, 3_600_000.0])
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    waves = sum(np.sin(k * angle + rng.uniform(0, 6.28)) * 0.10 / k for k in range(2, 9))
    radius = side / np.sqrt(np.pi) * (1 + waves)
    rim = middle + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    boundary = shapely.make_valid(shapely.polygons(np.round(rim, 1)))
    seats = _spread(boundary, size.towns, rng)
    names = [a + b for a in _FIRST for b in _SECOND]
    named = rng.permutation(names)
    codes = [f"990100{101 + i}" for i in range(size.towns)]
    town_names = [f"{named[i % len(named)]}镇" for i in range(size.towns)]
    town_of = np.sort(np.arange(size.villages) % size.towns)
    within = np.arange(size.villages) - np.searchsorted(town_of, town_of)
    register = pd.DataFrame(
        {
            "code": [
                f"{codes[t]}{(1 if t == 0 and i < 6 else 200) + i:03d}" for t, i in zip(town_of, within, strict=True)
            ],
            "name": [f"{names[i]}村" for i in rng.integers(0, len(names), size.villages)],
            "kind": ["居委会" if t == 0 and i < 6 else "村委会" for t, i in zip(town_of, within, strict=True)],
            "town_code": [codes[t] for t in town_of],
            "town": [town_names[t] for t in town_of],
            "origin": "synthetic",
        }
    )
    chain = seats[np.argsort(seats[:, 1])][:: max(size.towns // 8, 1)]
    trunk = shapely.linestrings(np.stack([chain[:-1], chain[1:]], axis=1))
    return Given(
        code="990100",
        name="试验县",
        boundary=gpd.GeoDataFrame({"code": ["990100"]}, geometry=[boundary], crs=CRS),
        towns=gpd.GeoDataFrame(
            {"code": codes, "name": town_names, "origin": "synthetic"}, geometry=gpd.points_from_xy(*seats.T), crs=CRS
        ),
        register=register.sort_values("code", ignore_index=True),
        trunk=gpd.GeoDataFrame({"km": shapely.length(trunk) / 1e3, "origin": "synthetic"}, geometry=trunk, crs=CRS),
    )


def _spread(area: shapely.Geometry, n: int, rng: np.random.Generator) -> np.ndarray:
    """So many points inside an area, the farthest of many tries each time."""
    west, south, east, north = area.bounds
    tries = rng.uniform((west, south), (east, north), (max(60 * n, 2_000), 2))
    tries = tries[shapely.contains_xy(shapely.buffer(area, -1_500), tries)]
    chosen = [0]
    gap = np.hypot(*(tries - tries[0]).T)
    for _ in range(n - 1):
        # Not the very farthest: that would set the seats on a lattice along the border.
        far = np.argsort(gap)[-max(len(tries) // 12, 1) :]
        pick = int(rng.choice(far))
        chosen.append(pick)
        gap = np.minimum(gap, np.hypot(*(tries - tries[pick]).T))
    return np.round(tries[chosen], 1)
