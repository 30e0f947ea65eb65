"""A second opinion on missing links: roads cut into small steps (beads), and shortest paths by networkx."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from shapely import LineString, Point

__all__ = ["BeadedRoads"]


class BeadedRoads:
    """Roads cut at their ends, crossings and the places that ends touch, and entered every quarter of `step_m`.

    An end is linked to the nearest place of each road that it touches, so that paths can only be too
    dear. With `generous` there are beads every `step_m` too, and an end is linked to every bead within
    the tolerance, so that paths can only be too cheap, but for the beads' own size.
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
        self.parted = _find_separated(roads)
        self.tree = shapely.STRtree(self.lines)
        shared = [(i, j, *at) for i, j in self._meeting() for at in self._shared(i, j)]
        ends = [(Point(g.coords[0]), Point(g.coords[-1])) for g in self.lines]
        touched = self._touched_by_ends(ends)
        touched_at = [(j, self.lines[j].project(ends[i][k])) for i, k, j in touched]
        self.at = self._place_beads(
            [(i, at) for i, _, at, _ in shared] + [(j, at) for _, j, _, at in shared] + touched_at
        )
        self.xy = [
            shapely.get_coordinates(shapely.line_interpolate_point(g, a))
            for g, a in zip(self.lines, self.at, strict=True)
        ]
        self._link_along_roads()
        for i, j, at_i, at_j in shared:
            self._link((i, int(np.searchsorted(self.at[i], at_i))), (j, int(np.searchsorted(self.at[j], at_j))))
        for i, k, j in touched:
            self._link_end((i, 0 if k == 0 else len(self.at[i]) - 1), ends[i][k], j)

    def _place_beads(self, places: Sequence[tuple[int, float]]) -> list[np.ndarray]:
        """Return how far along each road its beads lie: at these places (road, metres), and every step."""
        at = [self._steps(road) for road in range(len(self.lines))]
        for road, metres in places:
            at[road].append(metres)
        return [np.unique(beads) for beads in at]

    def _link_along_roads(self) -> None:
        for i, at in enumerate(self.at):
            weights = np.diff(at) * (not self.free[i])
            self.graph.add_weighted_edges_from(((i, k), (i, k + 1), w) for k, w in enumerate(weights.tolist()))

    def _link_end(self, end: tuple[int, int], point: Point, road: int) -> None:
        """Link the end of a road to the nearest bead of another, or to all within the tolerance."""
        self._link(end, self._nearest(road, point))
        if self.generous:
            for bead in self._within(road, point, self.snap_m + self.step_m):
                self._link(end, bead)

    def _pairs(self, shapes: Sequence[object], predicate: str, distance: float | None = None) -> list[list[int]]:
        return self.tree.query(np.array(shapes), predicate=predicate, distance=distance).T.tolist()

    def _touched_by_ends(self, ends: Sequence[tuple[Point, Point]]) -> list[tuple[int, int, int]]:
        """List road i, its end k (0 or 1) and road j, which that end touches."""
        near = ((i, k, j) for k in (0, 1) for i, j in self._pairs([e[k] for e in ends], "dwithin", self.snap_m))
        return [(i, k, j) for i, k, j in near if i != j]

    def _steps(self, road: int) -> list[float]:
        """Where the beads of a road lie, but for those of joins: at its ends, and between them where they may join."""
        length = self.lines[road].length
        every = self.generous and not self.free[road]
        return np.linspace(0.0, length, int(length / self.step_m) + 2 if every else 2).tolist()

    def _meeting(self) -> list[list[int]]:
        return [[i, j] for i, j in self._pairs(self.lines, "intersects") if j < i and not self.parted[i, j]]

    def _shared(self, i: int, j: int) -> list[tuple[float, float]]:
        """How far along both roads lie the points that two of their straight pieces share."""
        if self.free[i] and self.free[j]:
            return [(0.0, 0.0)]  # wherever it is
        found = []
        two, begin_two = _pieces(self.lines[j], self.lines[i])
        for one, begin_one in zip(*_pieces(self.lines[i], self.lines[j]), strict=True):
            points, k = shapely.get_coordinates(shapely.intersection(one, two), return_index=True)
            for point, piece, begin in zip(shapely.points(points), two[k], begin_two[k], strict=True):
                if max(one.distance(point), piece.distance(point)) < 1e-6:  # GEOS can be far off
                    found.append((begin_one + one.project(point), begin + piece.project(point)))
        return found

    def _nearest(self, road: int, point: Point) -> tuple[int, int]:
        return road, int(np.argmin(np.hypot(*(self.xy[road] - point.coords[0]).T)))

    def _within(self, road: int, point: Point, radius_m: float) -> list[tuple[int, int]]:
        return [(road, int(k)) for k in np.flatnonzero(np.hypot(*(self.xy[road] - point.coords[0]).T) <= radius_m)]

    def _link(self, one: tuple[int, int], two: tuple[int, int]) -> None:
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
        graph = self.graph if all(passable) else self.graph.subgraph(n for n in self.graph if passable[n[0]]).copy()
        begins = [n for n in graph if reach[n[0]]]
        left = nx.multi_source_dijkstra_path_length(graph, begins) if begins else {}
        onward = [np.array([left.get((i, k), np.inf) for k in range(len(at))]) for i, at in enumerate(self.at)]
        found = np.full(len(points), np.inf)
        for p, xy in enumerate(points):
            for i in self.tree.query(Point(xy), predicate="dwithin", distance=access_m).tolist():
                if passable[i]:
                    own = self._enter(i, xy, onward[i], access_m, offroad_factor)
                    found[p] = min(found[p], own)
        return found

    def _measure_entries(self, road: int, xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how far along the road the entries lie that are tried, and how far from the point."""
        line = self.lines[road]
        steps = np.arange(0.0, line.length, line.length if self.free[road] else self.step_m / 4)
        at = np.r_[steps, line.length, line.project(Point(xy))]
        drawn = shapely.get_coordinates(line)
        along = np.cumsum(np.r_[0.0, np.hypot(*np.diff(drawn, axis=0).T)])
        return at, np.hypot(*(np.interp(at, along, drawn[:, axis]) - xy[axis] for axis in (0, 1)))

    def _enter(self, road: int, xy: np.ndarray, onward: np.ndarray, access_m: float, offroad_factor: float) -> float:
        """The cheapest place to enter a road, tried every quarter of a step and at its nearest place."""
        known, metre = self.at[road], float(not self.free[road])
        at, off = self._measure_entries(road, xy)
        after = np.clip(np.searchsorted(known, at), 1, len(known) - 1)
        on = [np.abs(at - known[k]) * metre + onward[k] for k in (after - 1, after)]
        near = off <= access_m + self.step_m * self.generous
        near[-1] = True
        return float((offroad_factor * off + np.minimum(*on))[near].min())


def _find_separated(roads: gpd.GeoDataFrame) -> np.ndarray:
    """Whether two roads do not meet where they cross, (R, R)."""
    structure = np.zeros(len(roads), dtype=bool)
    for name in ("bridge", "tunnel"):
        if name in roads:
            structure |= roads[name].to_numpy(dtype=bool)
    level = np.nan_to_num(roads["level"].to_numpy(dtype=float)) if "level" in roads else np.zeros(len(roads))
    return structure[:, None] | structure | (level[:, None] != level)


def _pieces(line: LineString, other: LineString) -> tuple[np.ndarray, np.ndarray]:
    """The straight pieces of a road that meet another, and how far along it each begins."""
    xy = shapely.get_coordinates(line)
    pieces = np.array([LineString(pair) for pair in pairwise(xy) if (pair[0] != pair[1]).any()])
    begin = np.cumsum(np.r_[0.0, shapely.length(pieces)])[:-1]
    meet = shapely.intersects(pieces, other)
    return pieces[meet], begin[meet]
