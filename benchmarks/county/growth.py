"""How a road network grows: stems from settlements down to the nearest road, loops where the way round is long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.county.relief import Relief, Tree, grow_tree

__all__ = ["Growth", "Road"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Road:
    """A road as it was grown: its cells in order, its line, and the roads that its two ends stand on (-1: none)."""

    kind: str
    cells: Ints
    line: shapely.LineString
    hosts: tuple[int, int]


@dataclass
class Growth:
    """A network that grows road by road over a relief; `road_at` (cells,) is the road on each cell, or -1.

    `inside` (cells,) says where roads may go; `miss_m` is how far an end usually stands off the road that it meets.
    """

    relief: Relief
    inside: NDArray[np.bool_]
    rng: np.random.Generator
    miss_m: float = 2.0
    roads: list[Road] = field(default_factory=list)
    road_at: Ints = field(init=False)
    ways: csr_array = field(init=False)

    def __post_init__(self) -> None:
        self.road_at = np.full(self.inside.size, -1, dtype=np.int64)
        ways = self.relief.ways.tocoo()
        keep = self.inside[ways.coords[0]] & self.inside[ways.coords[1]]
        at = tuple(c[keep] for c in ways.coords)
        self.ways = csr_array((ways.data[keep], at), shape=ways.shape)

    def add_drawn(self, kind: str, line: shapely.LineString) -> None:
        """A road that is given as a line."""
        points = shapely.get_coordinates(shapely.segmentize(line, self.relief.cell_m / 2))
        cells = self.relief.cells_at(points)
        cells = cells[np.concatenate([[True], cells[1:] != cells[:-1]])]
        self._put(Road(kind, cells, line, (-1, -1)))

    def add_stems(self, kind: str, cells: Ints, *, least_m: float = 0.0) -> Iterator[int]:
        """From each cell, the farthest first, a road to the nearest road there is; yields the new roads' numbers."""
        tree = grow_tree(self.ways, np.flatnonzero((self.road_at >= 0) & self.inside))
        reached = cells[np.isfinite(tree.cost[cells]) & self.inside[cells]]
        for cell in reached[np.argsort(-tree.cost[reached], kind="stable")]:
            way = self._walk(tree, int(cell))
            if len(way) > 1 and self.measure(np.array(way)) >= least_m:
                yield self.add_way(kind, np.array(way))

    def find_loops(self, cells: Ints, *, longest_m: float, ratio: float) -> list[Ints]:
        """Ways between neighbouring cells that save at least `ratio` on the way along the roads, best first."""
        tree = grow_tree(self.ways, cells)
        ways = self.ways.tocoo()
        a, b = ways.coords
        meet = (tree.source[a] < tree.source[b]) & (tree.source[a] >= 0)
        a, b, through = a[meet], b[meet], tree.cost[a[meet]] + ways.data[meet] + tree.cost[b[meet]]
        order = np.lexsort([through, tree.source[b], tree.source[a]])
        a, b, through = a[order], b[order], through[order]
        pair = np.stack([tree.source[a], tree.source[b]], axis=1)
        first = np.concatenate([[True], np.any(pair[1:] != pair[:-1], axis=1)])
        a, b, through, pair = a[first], b[first], through[first], pair[first]
        around = self._measure_around(cells, pair)
        saved = around / through
        loops = []
        for i in np.argsort(-saved, kind="stable"):
            if saved[i] < ratio:
                break
            way = np.array(self._walk(tree, int(a[i]), stop=False)[::-1] + self._walk(tree, int(b[i]), stop=False))
            if self.measure(way) <= longest_m:
                loops.append(way)
        return loops

    def add_loop(self, kind: str, way: Ints, *, least_m: float) -> list[int]:
        """The stretches of a way that are not road yet, from road to road."""
        on = self.road_at[way] >= 0
        added = []
        for start, end in _runs(~on):
            stretch = way[max(start - 1, 0) : end + 1]
            if on[max(start - 1, 0)] and end < len(way) and self.measure(stretch) >= least_m:
                added.append(self.add_way(kind, stretch))
        return added

    def add_way(self, kind: str, cells: Ints) -> int:
        """A road along cells; where an end's cell is a road's already, the line ends on that road."""
        hosts = tuple(int(self.road_at[c]) for c in (cells[0], cells[-1]))
        xy = self._bend(cells)
        for end, host in zip((0, -1), hosts, strict=True):
            if host >= 0:
                xy[end] = self._meet(xy[end], self.roads[host].line)
        self._put(Road(kind, cells, shapely.LineString(np.round(xy, 1)), hosts))  # type: ignore[arg-type]
        return len(self.roads) - 1

    def measure(self, cells: Ints) -> float:
        """The length of a way from middle to middle, in metres."""
        return float(np.hypot(*np.diff(self.relief.middles(cells), axis=0).T).sum())

    def _put(self, road: Road) -> None:
        free = road.cells[self.road_at[road.cells] < 0]
        self.road_at[free] = len(self.roads)
        self.roads.append(road)

    def _walk(self, tree: Tree, cell: int, *, stop: bool = True) -> list[int]:
        """The way from a cell to its source; `stop` ends it at the first road."""
        way = [cell]
        while (not stop or self.road_at[way[-1]] < 0) and tree.parent[way[-1]] >= 0:
            way.append(int(tree.parent[way[-1]]))
        return way

    def _measure_around(self, cells: Ints, pairs: Ints) -> Floats:
        """What the way along the roads costs between pairs of cells; infinite where there is none."""
        a = np.concatenate([r.cells[:-1] for r in self.roads])
        b = np.concatenate([r.cells[1:] for r in self.roads])
        n = self.inside.size
        on, short = np.unique(np.concatenate([a, b, cells]), return_inverse=True)
        cost = np.concatenate([np.hypot(*(self.relief.middles(a) - self.relief.middles(b)).T)] * 2) * 1_500
        a, b = short[: len(a)], short[len(a) : 2 * len(a)]
        graph = csr_array((cost, (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(len(on), len(on)))
        row_of = np.full(n, -1, dtype=np.int64)
        row_of[on] = np.arange(len(on))
        found = np.empty(len(pairs))
        for start in range(0, len(cells), 200):
            batch = np.unique(cells)[start : start + 200]
            reach = dijkstra(graph, indices=row_of[batch], limit=60_000_000.0)
            mine = np.isin(pairs[:, 0], batch)
            found[mine] = reach[np.searchsorted(batch, pairs[mine, 0]), row_of[pairs[mine, 1]]]
        return found

    def _bend(self, cells: Ints) -> Floats:
        """A way over cells as a road is drawn, two vertices a cell: it winds, the more the steeper the ground."""
        xy = self.relief.middles(cells)
        if len(xy) < 3:
            return xy
        smooth = ndimage.gaussian_filter1d(xy, 0.9, axis=0, mode="nearest")
        smooth[[0, -1]] = xy[[0, -1]]
        fine = np.empty((2 * len(xy) - 1, 2))
        fine[::2], fine[1::2] = smooth, (smooth[1:] + smooth[:-1]) / 2
        steep = np.repeat(self.relief.slope[cells], 2)[:-1]
        wander = ndimage.gaussian_filter1d(self.rng.standard_normal(fine.shape), 0.8, axis=0)
        wander *= (26.0 + 66.0 * np.minimum(steep, 0.6))[:, None]
        wander[[0, -1]] = 0.0
        return fine + wander

    def _meet(self, end: Floats, host: shapely.LineString) -> Floats:
        """The point of the host nearest to an end, missed by up to `miss_m`; a few ends miss by much more."""
        foot = shapely.get_coordinates(host.interpolate(host.project(shapely.Point(end))))[0]
        chance, angle, share = self.rng.random(), self.rng.uniform(0, 2 * np.pi), self.rng.random()
        miss = 0.0 if chance < 0.6 else self.miss_m * share
        if chance > 0.994:
            miss = 14.0 + 26.0 * share
        return foot + miss * np.array([np.cos(angle), np.sin(angle)])


def _runs(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Starts and ends (exclusive) of the stretches where the flags are true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
