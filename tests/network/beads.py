"""A second opinion on missing links: roads cut into small steps (beads), and shortest paths by networkx."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np
import shapely
from shapely import Point

from tests.network.plain_rules import Join, PlainRules

__all__ = ["BeadedRoads"]


class BeadedRoads:
    """Roads cut at their ends, crossings and the places that ends touch, and entered every quarter of `step_m`.

    Roads are linked where `rules` join them, so that paths can only be too dear. With `generous` there
    are beads every `step_m` too, and an end is linked to every bead within the tolerance, so that paths can
    only be too cheap, but for the beads' own size.
    """

    def __init__(self, rules: PlainRules, *, free: Sequence[bool], step_m: float = 1.0, generous: bool) -> None:
        self.lines = rules.lines
        self.free = list(free)
        self.generous = generous
        self.snap_m = rules.snap_m
        self.step_m = step_m
        self.graph = nx.Graph()
        self.tree = shapely.STRtree(self.lines)
        joins = rules.joins
        self.at = self._place_beads([(x.i, x.at_i) for x in joins] + [(x.j, x.at_j) for x in joins])
        self.xy = [
            shapely.get_coordinates(shapely.line_interpolate_point(g, a))
            for g, a in zip(self.lines, self.at, strict=True)
        ]
        self._link_along_roads()
        for join in joins:
            here = (join.i, int(np.argmin(np.abs(self.at[join.i] - join.at_i))))
            self._link(here, (join.j, int(np.argmin(np.abs(self.at[join.j] - join.at_j)))))
            if generous and join.end:
                self._link_all(here, join)

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

    def _link_all(self, end: tuple[int, int], join: Join) -> None:
        """Link the end of a road to all beads of the other, or of the same way of its own, within the tolerance."""
        reach = np.inf if join.i != join.j else self.snap_m + self.step_m
        for road, bead in self._within(join.j, Point(self.xy[end[0]][end[1]]), self.snap_m + self.step_m):
            if (road, bead) != end and abs(self.at[road][bead] - join.at_j) <= reach:
                self._link(end, (road, bead))

    def _steps(self, road: int) -> list[float]:
        """Where the beads of a road lie, but for those of joins: at its ends, and between them where they may join."""
        length = self.lines[road].length
        every = self.generous and not self.free[road]
        return np.linspace(0.0, length, int(length / self.step_m) + 2 if every else 2).tolist()

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
