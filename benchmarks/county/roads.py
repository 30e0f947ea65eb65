"""The county's roads: grown in the order in which roads are built, and numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.county.given import Given
from benchmarks.county.growth import Growth, Road
from benchmarks.county.places import Places
from benchmarks.county.relief import Relief
from benchmarks.county.size import Size

__all__ = ["Routes", "grow_roads", "number_routes"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Routes:
    """The roads in the order of their growth, and what each was made: its class and its route code."""

    roads: tuple[Road, ...]
    letter: tuple[str, ...]
    code: tuple[str, ...]


def grow_roads(
    given: Given, relief: Relief, inside: NDArray[np.bool_], places: Places, size: Size, rng: np.random.Generator
) -> tuple[Road, ...]:
    """All the roads: trunk, the seats' roads and loops, the villages', the groups', and tracks to lone farms."""
    growth = Growth(relief, inside, rng)
    for line in given.trunk.geometry:
        growth.add_drawn("trunk", line)
    seats = relief.cells_at(shapely.get_coordinates(given.towns.geometry.values))
    villages = relief.cells_at(places.village_xy)
    list(growth.add_stems("seat", seats))
    for way in growth.find_loops(seats, longest_m=60_000.0, ratio=1.0)[: round(1.5 * size.towns)]:
        growth.add_loop("seat loop", way, least_m=3_000.0)
    list(growth.add_stems("village", villages, least_m=250.0))
    for way in growth.find_loops(villages, longest_m=16_000.0, ratio=1.15):
        growth.add_loop("village loop", way, least_m=1_500.0)
    list(growth.add_stems("group", _reached_groups(relief, places), least_m=150.0))
    _grow_to_length(growth, places, size)
    return tuple(growth.roads)


def _reached_groups(relief: Relief, places: Places) -> Ints:
    """The cells of the groups that a track was ever built to: all but the one in fifty on the steepest ground."""
    cells = relief.cells_at(places.group_xy)
    return cells[relief.slope[cells] <= np.quantile(relief.slope[cells], 0.98)]


def _grow_to_length(growth: Growth, places: Places, size: Size) -> None:
    """Tracks to lone farms, until the county has as many kilometres as are wanted."""
    left = size.drawn_km - _km(growth.roads)
    steepest = growth.relief.slope[_reached_groups(growth.relief, places)].max()
    free = np.flatnonzero((places.village_of >= 0) & (growth.road_at < 0) & (growth.relief.slope < steepest))
    farms = growth.rng.choice(free, min(round(max(left, 0.0) * 2.0), len(free)), replace=False)
    for number in growth.add_stems("farm", np.sort(farms), least_m=500.0):
        left -= growth.roads[number].line.length / 1e3
        if left <= 0:
            break


def number_routes(roads: Sequence[Road], size: Size, county: str) -> Routes:
    """Give every road its class letter and route code (letter, 3 digits or more, county code).

    Trunk roads are G; of the roads of seats, and the longest of the villages', as many become X and Y as
    the county has; of the rest, so many that the C roads' number and length are right. What is left is W,
    group tracks outside the numbered network.
    """
    km = np.array([r.line.length / 1e3 for r in roads])
    kind = np.array([r.kind for r in roads])
    letter = np.where(kind == "trunk", "G", "W").astype(object)
    trunk = _trunk_routes(roads)
    upper = size.routes - size.village_routes - len(set(trunk.values()))
    upper_km = size.numbered_km - size.village_road_km - km[kind == "trunk"].sum()
    seat = np.flatnonzero(np.isin(kind, ["seat", "seat loop"]) & (km >= 3.0))
    letter[seat] = np.where(kind[seat] == "seat", "X", "Y")
    first = _on_numbered(roads, letter)
    pool = np.flatnonzero((kind == "village") & first)
    letter[_choose(pool, km, upper - len(seat), upper_km - km[seat].sum())] = "Y"
    must = np.flatnonzero((letter == "W") & np.isin(kind, ["seat", "seat loop", "village"]))
    letter[must] = "C"
    loops = np.flatnonzero(kind == "village loop")
    letter[loops] = "C"
    count, left = size.village_routes - len(must) - len(loops), size.village_road_km - km[must].sum() - km[loops].sum()
    pool = np.flatnonzero((kind == "group") & _on_numbered(roads, letter))
    letter[_choose(pool, km, count, left)] = "C"
    return Routes(tuple(roads), tuple(letter), _codes(letter, trunk, county))


def _on_numbered(roads: Sequence[Road], letter: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether a road's ends stand on numbered roads (or on none)."""
    return np.array([all(h < 0 or letter[h] != "W" for h in r.hosts) for r in roads])


def _choose(pool: Ints, km: Floats, count: int, wanted_km: float) -> Ints:
    """So many of the pool whose lengths sum up as near to what is wanted as neighbours in length can."""
    count = max(min(count, len(pool)), 0)
    by_length = pool[np.argsort(km[pool], kind="stable")]
    sums = np.concatenate([[0.0], np.cumsum(km[by_length])])
    windows = sums[count:] - sums[: len(sums) - count]
    start = int(np.argmin(np.abs(windows - wanted_km)))
    return by_length[start : start + count]


def _trunk_routes(roads: Sequence[Road]) -> dict[int, int]:
    """The route of each trunk line: a long line is a route, a short one belongs to the nearest long one."""
    lines = [i for i, r in enumerate(roads) if r.kind == "trunk"]
    long = [i for i in lines if roads[i].line.length >= 20_000.0] or lines[:1]
    tree = shapely.STRtree([roads[i].line for i in long])
    nearest = tree.nearest([shapely.Point(roads[i].line.coords[0]) for i in lines])
    return {i: long.index(i) if i in long else int(n) for i, n in zip(lines, nearest, strict=True)}


def _codes(letter: NDArray[np.object_], trunk: dict[int, int], county: str) -> tuple[str, ...]:
    """Route codes, numbered within each class in the order of growth."""
    seen = dict.fromkeys("XYCW", 0)
    codes = []
    for i, name in enumerate(letter):
        if i in trunk:
            number = trunk[i] + 1
        else:
            seen[name] += 1
            number = seen[name]
        codes.append(f"{name}{number:03d}{county}")
    return tuple(codes)


def _km(roads: Sequence[Road]) -> float:
    return float(shapely.length(np.array([r.line for r in roads], dtype=object)).sum() / 1e3)
