"""A second opinion on missing links: roads as strings of beads, walked by networkx."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from shapely import LineString, Point

__all__ = ["REACH", "BeadedRoads"]

REACH = "the reach"


class BeadedRoads:
    """Roads cut into beads `step_m` apart, and at their ends, crossings and the places that ends touch.

    An end is strung to the nearest bead of each road that it touches, so that ways can only be too
    dear; with `generous` to every bead within the tolerance, so that they can only be too cheap, but
    for the beads' own size.
    """

    def __init__(
        self, roads: gpd.GeoDataFrame, *, snap_m: float, free: Sequence[bool], step_m: float = 1.0, generous: bool
    ) -> None:
        self.lines = list(roads.geometry)
        self.free = list(free)
        self.generous = generous
        self.snap_m = snap_m
        self.step_m = step_m
        self.graph = nx.Graph()
        size = len(self.lines)
        apart = np.zeros(size, dtype=bool)
        for name in ("bridge", "tunnel"):
            if name in roads:
                apart |= roads[name].to_numpy(dtype=bool)
        level = np.nan_to_num(roads["level"].to_numpy(dtype=float)) if "level" in roads else np.zeros(size)
        self.parted = apart[:, None] | apart | (level[:, None] != level)
        shared = [(i, j, *at) for i in range(size) for j in range(i) for at in self._shared(i, j)]
        ends = [(Point(g.coords[0]), Point(g.coords[-1])) for g in self.lines]
        touched = [(i, k, j) for i in range(size) for k in (0, 1) for j in range(size) if i != j]
        touched = [(i, k, j) for i, k, j in touched if ends[i][k].distance(self.lines[j]) <= snap_m]
        places: list[list[float]] = [self._steps(g) for g in self.lines]
        for i, j, at_i, at_j in shared:
            places[i].append(at_i)
            places[j].append(at_j)
        for i, k, j in touched:
            places[j].append(self.lines[j].project(ends[i][k]))
        self.at = [np.unique(p) for p in places]
        self.xy = [
            shapely.get_coordinates(shapely.line_interpolate_point(g, a))
            for g, a in zip(self.lines, self.at, strict=True)
        ]
        for i, at in enumerate(self.at):
            weights = np.diff(at) * (not self.free[i])
            self.graph.add_weighted_edges_from(((i, k), (i, k + 1), w) for k, w in enumerate(weights.tolist()))
        for i, j, at_i, at_j in shared:
            self._string((i, int(np.searchsorted(self.at[i], at_i))), (j, int(np.searchsorted(self.at[j], at_j))))
        for i, k, j in touched:
            end = (i, 0 if k == 0 else len(self.at[i]) - 1)
            self._string(end, self._nearest(j, ends[i][k]))
            if generous:
                for bead in self._within(j, ends[i][k], snap_m + step_m):
                    self._string(end, bead)

    def _steps(self, line: LineString) -> list[float]:
        return np.linspace(0.0, line.length, int(line.length / self.step_m) + 2).tolist()

    def _shared(self, i: int, j: int) -> list[tuple[float, float]]:
        """How far along both roads lie the points that two of their straight pieces share."""
        if self.parted[i, j]:
            return []
        found = []
        for one, begin_one in _pieces(self.lines[i]):
            for two, begin_two in _pieces(self.lines[j]):
                for xy in shapely.get_coordinates(one.intersection(two)):
                    at = begin_one + one.project(Point(xy)), begin_two + two.project(Point(xy))
                    if max(one.distance(Point(xy)), two.distance(Point(xy))) < 1e-6:  # GEOS can be far off
                        found.append(at)
        return found

    def _nearest(self, road: int, point: Point) -> tuple[int, int]:
        return road, int(np.argmin(np.hypot(*(self.xy[road] - point.coords[0]).T)))

    def _within(self, road: int, point: Point, radius_m: float) -> list[tuple[int, int]]:
        return [(road, int(k)) for k in np.flatnonzero(np.hypot(*(self.xy[road] - point.coords[0]).T) <= radius_m)]

    def _string(self, one: tuple[int, int], two: tuple[int, int]) -> None:
        gap = float(np.hypot(*(self.xy[one[0]][one[1]] - self.xy[two[0]][two[1]])))
        weight = 0.0 if self.free[one[0]] and self.free[two[0]] else gap
        if weight < self.graph.get_edge_data(one, two, {"weight": np.inf})["weight"]:
            self.graph.add_edge(one, two, weight=weight)

    def costs(
        self,
        points: np.ndarray,
        *,
        reach: Sequence[bool],
        passable: Sequence[bool],
        access_m: float,
        offroad_factor: float = 3.0,
    ) -> np.ndarray:
        """What the cheapest way of each point to the reach costs; infinite where there is none."""
        usable = [i for i in range(len(self.lines)) if passable[i]]
        graph = self.graph.subgraph(n for n in self.graph if passable[n[0]]).copy()
        graph.add_weighted_edges_from((REACH, (i, k), 0.0) for i in usable if reach[i] for k in range(len(self.at[i])))
        onward = nx.single_source_dijkstra_path_length(graph, REACH) if REACH in graph else {}
        slack = self.step_m if self.generous else 0.0
        found = np.full(len(points), np.inf)
        for p, xy in enumerate(points):
            for i in usable:
                at = self.lines[i].project(Point(xy))
                if self.lines[i].distance(Point(xy)) > access_m:
                    continue
                off = np.hypot(*(self.xy[i] - xy).T)
                near = [
                    (offroad_factor * d + onward.get((i, k), np.inf))
                    for k, d in enumerate(off.tolist())
                    if d <= access_m + slack
                ]
                k = min(max(int(np.searchsorted(self.at[i], at)), 1), len(self.at[i]) - 1)
                d = self.lines[i].distance(Point(xy))
                foot = [
                    offroad_factor * d + abs(at - self.at[i][b]) * (not self.free[i]) + onward.get((i, b), np.inf)
                    for b in (k - 1, k)
                ]
                found[p] = min(found[p], *near, *foot)
        return found


def _pieces(line: LineString) -> list[tuple[LineString, float]]:
    """A road's straight pieces, and how far along it each begins."""
    xy = shapely.get_coordinates(line)
    pieces = [LineString(pair) for pair in pairwise(xy) if (pair[0] != pair[1]).any()]
    return list(zip(pieces, np.cumsum([0.0, *(p.length for p in pieces)])[:-1].tolist(), strict=True))
