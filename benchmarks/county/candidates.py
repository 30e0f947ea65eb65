"""New alignments that a plan may choose from: from groups that no road reaches to the nearest road."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

__all__ = ["CRS", "draw_candidates", "find_unreached"]

CRS = "EPSG:4545"
BEYOND_M = 300.0
STATED = 1.03
Floats = NDArray[np.float64]


def find_unreached(groups: pd.DataFrame, roads: gpd.GeoDataFrame, *, beyond_m: float = BEYOND_M) -> pd.DataFrame:
    """Groups further than so many metres from every road, most households first.

    Adds `x`, `y` and the place on the nearest road, `road_x`, `road_y`, in the CRS of the roads, to the
    centimetre, and `away_m`, the straight distance.
    """
    points = gpd.points_from_xy(groups["lon"], groups["lat"], crs="EPSG:4326").to_crs(roads.crs)
    xy = shapely.get_coordinates(points).round(2)
    lines = roads.geometry.to_numpy()
    places = shapely.points(xy)
    nearest = lines[STRtree(lines).query_nearest(places, all_matches=False)[1]]
    foot = shapely.get_coordinates(shapely.line_interpolate_point(nearest, shapely.line_locate_point(nearest, places)))
    away = np.hypot(*(foot - xy).T).round(1)
    found = groups.assign(x=xy[:, 0], y=xy[:, 1], road_x=foot[:, 0].round(2), road_y=foot[:, 1].round(2), away_m=away)
    found = found[found["away_m"] > beyond_m]
    return found.sort_values(["households", "code"], ascending=[False, True], kind="stable").reset_index(drop=True)


def draw_candidates(
    roads: gpd.GeoDataFrame,
    groups: pd.DataFrame,
    rng: np.random.Generator,
    n: int = 12,
    *,
    villages: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """At most `n` bent lines from unreached groups to the nearest road, the largest groups first.

    `km` is the stated length, 3 % above the drawn one. There are fewer where fewer groups lie further
    than 300 m from every road. With `villages` (`code, town, name`) a name begins with town and village,
    since most groups of a county are called 2组 or the like.
    """
    far = find_unreached(groups, roads).head(n)
    start, end = far[["x", "y"]].to_numpy(dtype=float), far[["road_x", "road_y"]].to_numpy(dtype=float)
    lines = np.array([_bend(a, b, rng) for a, b in zip(start, end, strict=True)], dtype=object)
    names = _places(far, villages) + far["name"].fillna("").astype(str) + "新建线位"
    return gpd.GeoDataFrame(
        {
            "code": [f"N{place:03d}" for place in range(1, len(far) + 1)],
            "programme": "group_roads",
            "km": (shapely.length(lines) * STATED / 1000).round(3) if len(far) else [],
            "name": names.to_numpy(dtype=object),
            "origin": "synthetic",
        },
        geometry=lines,
        crs=roads.crs,
    )


def _places(groups: pd.DataFrame, villages: pd.DataFrame | None) -> pd.Series:
    """The town and village of each group, as works are named; nothing where no villages are given."""
    if villages is None:
        return pd.Series("", index=groups.index, dtype=object)
    place = (villages["town"] + villages["name"]).set_axis(villages["code"])
    return groups["village"].map(place).astype(object)


def _bend(start: Floats, end: Floats, rng: np.random.Generator) -> shapely.LineString:
    """A way along a slope: two swings to one side and the other, and an unsteady hand."""
    count = int(np.clip(np.hypot(*(end - start)) // 60, 4, 24))
    t = np.linspace(0.0, 1.0, count + 2)
    side = rng.choice([-1.0, 1.0])
    swing = side * rng.uniform(0.08, 0.16) * 16 / 3 * t * (1 - t) * (1.5 - t)
    swing += rng.uniform(-0.02, 0.02, count + 2) * (t > 0) * (t < 1)
    along = end - start
    across = np.array([-along[1], along[0]])
    line = start + t[:, None] * along + swing[:, None] * across
    line[0], line[-1] = start, end
    return shapely.LineString(line.round(2))
