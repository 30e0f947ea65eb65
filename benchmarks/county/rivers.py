"""Rivers of an invented relief: where much water flows, from each spring down to where it leaves the county.

The relief has its lowest valleys along the trunk roads, so the rivers that collect the others follow these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd
import numpy as np
import shapely
from scipy import ndimage

from benchmarks.county.given import CRS, Given
from benchmarks.county.relief import Floats, Ints, Relief, Tree, cut_ways, grow_tree, sum_upstream

__all__ = ["draw_rivers"]

LEAST_KM2 = 9.0  # that drain into a brook that is drawn
NAMED_M = 7_000.0  # shorter rivers have no name
SMOOTHED = 2.5  # cells
OUTLET_M = 500.0  # so near to the boundary a river leaves
CLASSES = ((25.0, "溪流"), (120.0, "支流"), (np.inf, "干流"))  # by the area that they drain, km²
WIDTH_M = 2.2  # of a river, for each root of a square kilometre
PLAIN_M = 20.0  # lines are simplified by so much


def draw_rivers(given: Given, relief: Relief) -> gpd.GeoDataFrame:
    """Rivers as lines from the spring down: `name, class, river_m, origin`."""
    down = _lead_away(given, relief)
    drained = sum_upstream(Tree(down * 0.0, down, down), np.full(len(down), (relief.cell_m / 1e3) ** 2))
    ways = list(_follow(down, np.round(drained, 6)))
    lines = [_smooth(relief.middles(np.array(way))) for way, _area in ways]
    areas = np.array([area for _way, area in ways])
    classes = [next(word for most, word in CLASSES if area < most) for area in areas]
    rivers = gpd.GeoDataFrame(
        {
            "name": _name(given, lines),
            "class": classes,
            "river_m": np.round(WIDTH_M * np.sqrt(areas), 0),
            "origin": "synthetic",
        },
        geometry=lines,
        crs=CRS,
    )
    rivers = rivers[rivers.geometry.length > 3 * relief.cell_m]
    return rivers.iloc[np.argsort(-rivers["river_m"], kind="stable")].reset_index(drop=True)  # the largest first


def _lead_away(given: Given, relief: Relief) -> Ints:
    """The cell that each cell drains into, also along the lowest valleys; -1 where the water leaves the county."""
    down = relief.down.copy()
    lowest = np.flatnonzero(down < 0)
    rim = shapely.boundary(given.boundary.geometry.iloc[0])
    away = shapely.distance(shapely.points(relief.middles(lowest)), rim)
    # cells that touch are one valley; each has an outlet, if no other the cell nearest to the boundary
    valley = ndimage.label(np.isin(np.arange(down.size), lowest).reshape(relief.shape), np.ones((3, 3)))[0]
    number = valley.ravel()[lowest]
    least = ndimage.minimum(away, number, np.arange(1, number.max() + 1))
    outlets = lowest[away <= np.maximum(OUTLET_M, least[number - 1])]
    tree = grow_tree(cut_ways(relief, lowest), outlets)
    down[lowest] = tree.parent[lowest]
    return np.where(down < 0, -1, down)


def _follow(down: Ints, drained: Floats) -> Iterator[tuple[list[int], float]]:
    """Each river as its cells from the spring down, and the area that it drains where it ends.

    Where two meet, the one with the larger area goes on.
    """
    cells = np.flatnonzero(drained >= LEAST_KM2)
    above: dict[int, list[int]] = {}
    for cell in cells[down[cells] >= 0].tolist():
        above.setdefault(int(down[cell]), []).append(cell)
    main = {cell: max(others, key=lambda other: (drained[other], -other)) for cell, others in above.items()}
    for mouth in cells.tolist():
        below = int(down[mouth])
        if below >= 0 and main[below] == mouth:
            continue
        way = [below] * (below >= 0) + list(_climb(mouth, main))
        yield way[::-1], float(drained[mouth])


def _climb(mouth: int, main: Mapping[int, int]) -> Iterator[int]:
    cell: int | None = mouth
    while cell is not None:
        yield cell
        cell = main.get(cell)


def _smooth(xy: Floats) -> shapely.LineString:
    """A line without the corners of the cells; its ends stay."""
    bent = ndimage.gaussian_filter1d(xy, SMOOTHED, axis=0, mode="nearest")
    bent[[0, -1]] = xy[[0, -1]]
    return shapely.simplify(shapely.linestrings(np.round(bent, 1)), PLAIN_M)


def _name(given: Given, lines: list[shapely.LineString]) -> list[str | None]:
    """Names after the nearest town, each once: the longest river near a town has it."""
    seats = shapely.points(shapely.get_coordinates(given.towns.geometry.values))
    stems = [name.removesuffix("街道").removesuffix("镇").removesuffix("河") for name in given.towns["name"]]
    lengths = shapely.length(np.array(lines))
    nearest = [int(np.argmin(shapely.distance(line, seats))) for line in lines]
    names: list[str | None] = [None] * len(lines)
    for place in np.argsort(-lengths, kind="stable").tolist():
        name = f"{stems[nearest[place]]}河"
        if lengths[place] >= NAMED_M and name not in names:
            names[place] = name
    return names
