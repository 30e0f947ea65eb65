"""Where people live: towns' areas around their seats, villages in the valleys, groups up the slopes."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.county.given import CRS, Given
from benchmarks.county.relief import Relief, grow_tree

__all__ = ["Places", "draw_areas", "place_settlements"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Which town and village each cell belongs to (-1 outside), and where villages and groups stand.

    Attributes
    ----------
    town_of, village_of : (cells,) int64
        Rows of `given.towns` and `given.register`.
    village_xy : (n, 2), group_xy : (m, 2)
        Metres, to 0.1.
    group_village : (m,) int64
        The row of each group's village; groups are sorted by it.
    """

    town_of: Ints
    village_of: Ints
    village_xy: Floats
    group_xy: Floats
    group_village: Ints


def place_settlements(
    given: Given, relief: Relief, inside: NDArray[np.bool_], groups: int, rng: np.random.Generator
) -> Places:
    """Settle the county: every village in its town's area, every group in its village's.

    `inside` (cells,) says which cells may be settled.
    """
    seats = relief.cells_at(shapely.get_coordinates(given.towns.geometry.values))
    town_of = _nearest(relief, seats, inside, np.zeros(inside.size, dtype=np.int64))
    flat = np.exp(-relief.slope / 0.18) * inside
    valley = flat * np.minimum(relief.drained_km2.ravel(), 12.0) ** 0.5
    code_of = {code: i for i, code in enumerate(given.towns["code"])}
    town = given.register["town_code"].map(code_of).to_numpy()
    villages = np.full(len(town), -1, dtype=np.int64)
    for t, seat in enumerate(seats):
        rows = np.flatnonzero(town == t)
        urban = rows[given.register["kind"].to_numpy()[rows] == "居委会"]
        cells = np.flatnonzero(town_of == t)
        # The first community stands at the seat, and where it has several, they crowd around it.
        villages[rows] = _scatter(relief, cells, valley[cells], len(rows), rng, first=seat)
        if len(urban) > 1:
            near = cells[np.hypot(*(relief.middles(cells) - relief.middles(seat)).T) < 600.0 * len(urban) ** 0.5]
            villages[urban] = _scatter(relief, near, valley[near], len(urban), rng, first=seat)
    village_of = _nearest(relief, villages, inside, town_of)
    share = _share_groups(given, village_of, groups, rng)
    cells, of = [], []
    for v, count in enumerate(share):
        own = np.flatnonzero(village_of == v)
        cells.append(_scatter(relief, own, flat[own] + 0.02, count, rng, first=villages[v]))
        of.append(np.full(len(cells[-1]), v))
    group_cells = np.concatenate(cells)
    return Places(
        town_of, village_of, _jitter(relief, villages, rng), _jitter(relief, group_cells, rng), np.concatenate(of)
    )


def _nearest(relief: Relief, sources: Ints, inside: NDArray[np.bool_], of: Ints) -> Ints:
    """Which source each cell inside is nearest to by travel, never through cells of another `of`."""
    ways = relief.ways.tocoo()
    a, b = ways.coords
    keep = inside[a] & inside[b] & (of[a] == of[b])
    ways = ways.copy()
    ways.data = np.where(keep, ways.data, np.inf)
    graph = ways.tocsr()
    graph.data[~np.isfinite(graph.data)] = 0.0
    graph.eliminate_zeros()
    found = grow_tree(graph, sources).source
    row_of = np.full(inside.size, -1, dtype=np.int64)
    row_of[sources] = np.arange(len(sources))
    return np.where(inside & (found >= 0), row_of[found], -1)


def _scatter(relief: Relief, cells: Ints, weight: Floats, n: int, rng: np.random.Generator, *, first: int) -> Ints:
    """So many of the cells, likelier where the weight is high, as far apart as their number allows."""
    if n <= 1:
        return np.array([first] * n, dtype=np.int64)
    tries = cells[weight > 0]
    key = np.log(rng.random(len(tries))) / weight[weight > 0]
    tries = np.concatenate([[first], tries[np.argsort(-key, kind="stable")][: 400 * n]])
    xy = relief.middles(tries)
    gap = 0.75 * relief.cell_m * np.sqrt(max(len(cells), 1) / n)
    while True:
        free, chosen = np.ones(len(tries), dtype=bool), []
        while len(chosen) < n and free.any():
            pick = int(np.argmax(free))
            chosen.append(pick)
            free &= (xy[:, 0] - xy[pick, 0]) ** 2 + (xy[:, 1] - xy[pick, 1]) ** 2 >= gap * gap
            free[pick] = False
        if len(chosen) == n:
            return tries[chosen]
        if gap < relief.cell_m / 2:
            return np.concatenate([tries[chosen], np.repeat(tries[chosen[0]], n - len(chosen))])
        gap *= 0.85


def _share_groups(given: Given, village_of: Ints, groups: int, rng: np.random.Generator) -> Ints:
    """How many groups each village has: more where it is large, one or two in a community of the seat."""
    area = np.bincount(village_of[village_of >= 0], minlength=len(given.register)) ** 0.6
    weight = area * rng.uniform(0.7, 1.3, len(area))
    urban = (given.register["kind"] == "居委会").to_numpy()
    weight = np.where(urban, weight.mean() * 0.15, weight)
    exact = weight / weight.sum() * (groups - 2 * len(weight))
    share = np.floor(exact).astype(np.int64)
    share[np.argsort(-(exact - share), kind="stable")[: groups - 2 * len(weight) - share.sum()]] += 1
    return share + 2


def _jitter(relief: Relief, cells: Ints, rng: np.random.Generator) -> Floats:
    """Settlements stand off the road that passes through the middle of their cell: 10 to 45 m."""
    angle, off = rng.uniform(0, 2 * np.pi, len(cells)), rng.uniform(10, 45, len(cells))
    return np.round(relief.middles(cells) + np.stack([off * np.cos(angle), off * np.sin(angle)], axis=1), 1)


def draw_areas(given: Given, relief: Relief, places: Places, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """The towns' areas as polygons that fill the boundary: `code, name`.

    They are the Voronoi cells of points strewn over the county, each of its cell's town; every village
    and group is such a point, so that each lies in its town.
    """
    whole = given.boundary.geometry.iloc[0]
    step = 800.0
    west, south, east, north = whole.bounds
    grid = np.stack(np.meshgrid(np.arange(west, east, step), np.arange(south, north, step)), axis=-1).reshape(-1, 2)
    grid += rng.uniform(-0.35 * step, 0.35 * step, grid.shape)
    resolved = np.concatenate([places.village_xy, places.group_xy])
    near = shapely.STRtree(shapely.points(grid)).query(shapely.points(resolved), predicate="dwithin", distance=250.0)[1]
    grid = np.delete(grid, near, axis=0)
    town = places.town_of[relief.cells_at(grid)]
    points, town = grid[town >= 0], town[town >= 0]
    village_town = places.town_of[relief.cells_at(resolved)]
    points, town = np.concatenate([points, resolved]), np.concatenate([town, village_town])
    points, first = np.unique(np.round(points, 1), axis=0, return_index=True)
    town = town[first]
    cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=whole, ordered=True)
    cells = shapely.get_parts(cells)
    town = _join_exclaves(cells, town, points, resolved)
    areas = [shapely.intersection(shapely.union_all(cells[town == t]), whole) for t in range(len(given.towns))]
    return gpd.GeoDataFrame({"code": given.towns["code"], "name": given.towns["name"]}, geometry=areas, crs=CRS)


def _join_exclaves(cells: NDArray[np.object_], town: Ints, points: Floats, resolved: Floats) -> Ints:
    """Give a part of a town that is cut off from it, and where nobody lives, to the town around it."""
    lived = set(map(tuple, np.round(resolved, 1).tolist()))
    home = np.array([tuple(p) in lived for p in points.tolist()])
    a, b = shapely.STRtree(cells).query(cells, predicate="intersects")
    for _ in range(3):
        same = town[a] == town[b]
        graph = coo_array((np.ones(same.sum()), (a[same], b[same])), shape=(len(cells), len(cells)))
        part = connected_components(graph, directed=False)[1]
        largest = np.zeros(part.max() + 1, dtype=bool)
        for t in np.unique(town):
            largest[np.argmax(np.bincount(part[town == t], minlength=len(largest)))] = True
        lone = ~largest[part] & (np.bincount(part, weights=home)[part] == 0)
        at = lone[a] & ~lone[b]
        if not at.any():
            break
        around = (
            pd.DataFrame({"part": part[a[at]], "town": town[b[at]]}).groupby("part")["town"].agg(lambda t: t.mode()[0])
        )
        town = np.where(lone, pd.Series(part).map(around).fillna(pd.Series(town)).to_numpy(), town).astype(np.int64)
    return town
