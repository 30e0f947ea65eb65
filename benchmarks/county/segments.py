"""Routes cut into segments, as a register has them: by village, at bridges and tunnels, and by length."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from benchmarks.county.given import CRS
from benchmarks.county.growth import Road
from benchmarks.county.places import Places
from benchmarks.county.relief import Relief
from benchmarks.county.roads import Routes

__all__ = ["cut_segments"]

Ints = NDArray[np.int64]

LONGEST_SEGMENT_CELLS = 55
SHORTEST_RUN_CELLS = 4


def cut_segments(
    routes: Routes, relief: Relief, places: Places, groups: Sequence[str], rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Cut every route where it enters another village, at bridges and tunnels, and where it grows too long.

    Returns
    -------
    GeoDataFrame
        `segment, route, class, kind, village` (row of the register), `bridge, tunnel, groups` (codes
        beyond it, `;`), `cell` (its middle), `drawn_km` and the line.
    """
    busy = np.bincount(np.concatenate([r.cells[[0, -1]] for r in routes.roads]), minlength=places.village_of.size)
    group_cells = relief.cells_at(places.group_xy)
    groups_at: dict[int, list[str]] = {}
    for cell, code in zip(group_cells.tolist(), groups, strict=True):
        groups_at.setdefault(cell, []).append(code)
    rows, lines, numbers = [], [], {}
    for road, letter, code in zip(routes.roads, routes.letter, routes.code, strict=True):
        beyond: list[str] = []
        for start, end, built in _stretches(road, letter, relief, places, busy, rng):
            numbers[code] = numbers.get(code, 0) + 1
            line = road.line if road.kind == "trunk" else _piece(road.line, start, end, built)
            own = [g for c in road.cells[start : end + 1].tolist() for g in groups_at.get(c, []) if g not in beyond]
            beyond += own
            middle = road.cells[(start + end) // 2]
            served = ";".join(beyond) if road.kind in ("group", "village") else ""
            named = (f"{code}{numbers[code]:03d}", code, letter, road.kind, places.village_of[middle])
            rows.append((*named, built == "bridge", built == "tunnel", served, middle))
            lines.append(line)
    names = ["segment", "route", "class", "kind", "village", "bridge", "tunnel", "groups", "cell"]
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=names), geometry=lines, crs=CRS)
    return frame.assign(drawn_km=frame.length / 1e3)


def _piece(line: shapely.LineString, start: int, end: int, built: str) -> shapely.LineString:
    """The part of a grown line between two of its cells (two vertices a cell); a tunnel runs straight."""
    xy = shapely.get_coordinates(line)
    if len(xy) == 2:
        return line
    part = xy[2 * start : 2 * end + 1]
    return shapely.LineString(part[[0, -1]] if built == "tunnel" else part)


def _stretches(
    road: Road, letter: str, relief: Relief, places: Places, busy: Ints, rng: np.random.Generator
) -> list[tuple[int, int, str]]:
    """Starts, ends and structures of a road's segments, in cells along it."""
    last = len(road.cells) - 1
    if road.kind == "trunk" or last < 2:
        return [(0, last, "")]
    owner = places.village_of[road.cells]
    cuts, since = [0], 0
    for i in range(1, last):
        long = i - since >= LONGEST_SEGMENT_CELLS
        if long or (owner[i] != owner[i - 1] and i - since >= SHORTEST_RUN_CELLS and last - i >= SHORTEST_RUN_CELLS):
            cuts.append(i)
            since = i
    spans = list(zip(cuts, [*cuts[1:], last], strict=True))
    out: list[tuple[int, int, str]] = []
    for start, end in spans:
        built = _structure(road, letter, start, end, relief, busy, rng)
        if built is None:
            out.append((start, end, ""))
            continue
        at, length, what = built
        out += [(start, at, ""), (at, at + length, what), (at + length, end, "")]
    return out


def _structure(
    road: Road, letter: str, start: int, end: int, relief: Relief, busy: Ints, rng: np.random.Generator
) -> tuple[int, int, str] | None:
    """Where a stretch crosses a river on a bridge, or a saddle through a tunnel, if it does."""
    if letter == "W" or end - start < 12:
        return None
    cells = road.cells[start : end + 1]
    height, water = relief.height_m.ravel()[cells], relief.drained_km2.ravel()[cells]
    quiet = busy[cells] == 0
    saddle = int(np.argmax(height))
    chance = rng.random()
    high = 5 < saddle < len(cells) - 6 and height[saddle] > max(height[0], height[-1]) + 60
    if letter in "XY" and high and quiet[saddle - 3 : saddle + 4].all() and chance < 0.6:
        return start + saddle - 2, 4, "tunnel"
    river = int(np.argmax(water[3:-3])) + 3
    if water[river] > 12.0 and quiet[river - 1 : river + 3].all() and chance < 0.5:
        return start + river, 1, "bridge"
    return None
