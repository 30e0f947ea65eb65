"""An invented relief of valleys and ridges, and what it costs to travel over it.

Water decides the shape. A drainage tree is grown over uneven ground from the given rivers' mouths;
where much water passes the valley floor is flat, at the springs it is steep (Flint's law: slope falls
with the power -0.45 of the drained area; e.g. Whipple & Tucker 1999, J. Geophys. Res. 104). Heights are
whole decimetres and travel costs whole numbers, so that no rounding of the machine decides a road.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

__all__ = ["Relief", "Tree", "cut_ways", "grow_tree", "make_relief", "sum_upstream"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOWEST_M, HIGHEST_M = 500.0, 2_500.0
CONCAVITY = 0.45
EASY_SLOPE = 0.07
STEEPEST = 0.7


@dataclass(frozen=True)
class Tree:
    """Shortest ways from the nearest source: cost, next cell on the way back, and the source, a cell each."""

    cost: Floats
    parent: Ints
    source: Ints


@dataclass(frozen=True)
class Relief:
    """Heights on a grid of square cells; row 0 is the southernmost.

    Attributes
    ----------
    west, south : float
        The lower left corner in metres.
    cell_m : float
    height_m : (rows, columns) float64
        To 0.1 m.
    drained_km2 : (rows, columns) float64
        What flows through each cell; large in the valleys.
    down : (cells,) int64
        The cell that each drains into; -1 in the lowest valleys.
    """

    west: float
    south: float
    cell_m: float
    height_m: Floats
    drained_km2: Floats
    down: Ints

    @property
    def shape(self) -> tuple[int, int]:
        return self.height_m.shape  # type: ignore[return-value]

    def cells_at(self, xy: Floats) -> Ints:
        """The numbers of the cells that hold the points (n, 2)."""
        rows, columns = self.shape
        column = np.clip(((xy[:, 0] - self.west) // self.cell_m).astype(np.int64), 0, columns - 1)
        row = np.clip(((xy[:, 1] - self.south) // self.cell_m).astype(np.int64), 0, rows - 1)
        return row * columns + column

    def middles(self, cells: Ints) -> Floats:
        """The middles (n, 2) of cells."""
        row, column = np.divmod(np.asarray(cells, dtype=np.int64), self.shape[1])
        return np.stack([self.west + (column + 0.5) * self.cell_m, self.south + (row + 0.5) * self.cell_m], axis=-1)

    @cached_property
    def slope(self) -> Floats:
        """The steepest slope at each cell, flat (cells,)."""
        across, along = np.gradient(self.height_m, self.cell_m)
        return np.hypot(across, along).ravel()

    @cached_property
    def ways(self) -> csr_array:
        """What a step to each of the eight neighbours costs: metres, dearer the steeper, as whole numbers."""
        return _join_cells(self.shape, self._cost)

    def _cost(self, a: Ints, b: Ints, length: Floats) -> Floats:
        z = self.height_m.ravel()
        slope = np.minimum(np.abs(z[a] - z[b]) / (length * self.cell_m), STEEPEST)
        grade = 1.0 + (slope / EASY_SLOPE) ** 2
        # Ties would be broken by whatever library walks the grid: the cell's own number breaks them here.
        tie = (a * 7_919 + b * 104_729) % 97
        return np.rint(length * self.cell_m * grade) * 1_000 + tie


def grow_tree(ways: csr_array, sources: Ints, *, limit: float = np.inf) -> Tree:
    """The cheapest way from every cell to the nearest of the sources."""
    cost, parent, source = dijkstra(
        ways, indices=np.unique(sources), min_only=True, return_predecessors=True, limit=limit
    )
    return Tree(cost, parent.astype(np.int64), source.astype(np.int64))


def cut_ways(relief: Relief, cells: Ints) -> csr_array:
    """The ways of a relief from one of some cells to another of them, all others left out."""
    kept = csr_array((np.ones(len(cells)), (cells, cells)), shape=relief.ways.shape)
    return csr_array(kept @ relief.ways @ kept)


def make_relief(
    bounds: tuple[float, float, float, float],
    mouths: Floats,
    springs: Floats,
    rng: np.random.Generator,
    *,
    cell_m: float = 100.0,
) -> Relief:
    """A relief whose main valleys run through `springs` down to `mouths`.

    Parameters
    ----------
    bounds : west, south, east, north, in metres
    mouths : (m, 2)
        Points on rivers that leave the ground, lowest of all.
    springs : (n, 2)
        Points that must lie in valleys of some size: the seats.
    """
    west, south, east, north = bounds
    shape = (int(np.ceil((north - south) / cell_m)), int(np.ceil((east - west) / cell_m)))
    blank = Relief(west, south, cell_m, np.zeros(shape), np.zeros(shape), np.empty(0, np.int64))
    rough = _uneven(shape, rng, cell_m)
    ways = _join_cells(
        shape, lambda a, b, length: np.rint(length * (rough[a] + rough[b]) * 500) + (a * 31 + b * 17) % 89
    )
    tree = grow_tree(ways, blank.cells_at(mouths))
    rain = np.full(shape[0] * shape[1], cell_m * cell_m / 1e6)
    np.add.at(rain, blank.cells_at(springs), 40.0)
    drained = sum_upstream(tree, rain)
    rise = _rise(tree, drained, rng, shape, cell_m)
    z = _sum_downstream(tree, rise).reshape(shape)
    z = ndimage.gaussian_filter(z, 0.7, mode="nearest")
    high = (z - z.min()) / (np.quantile(z, 0.9995) - z.min())
    z = LOWEST_M + (HIGHEST_M - LOWEST_M) * high**0.8
    heights = np.round(np.minimum(z, HIGHEST_M + 80), 1)
    return Relief(west, south, cell_m, heights, drained.reshape(shape), np.where(tree.parent < 0, -1, tree.parent))


def _uneven(shape: tuple[int, int], rng: np.random.Generator, cell_m: float) -> Floats:
    """Resistance of the ground to a river: rough at every scale, so that rivers bend at every scale."""
    total = np.zeros(shape)
    for scale_m, weight in ((6_000.0, 0.9), (2_000.0, 0.8), (700.0, 0.7), (200.0, 0.6)):
        noise = ndimage.gaussian_filter(rng.standard_normal(shape), scale_m / cell_m / 2, mode="reflect")
        total += weight * noise / noise.std()
    return np.exp(total).ravel()


def _rise(tree: Tree, drained: Floats, rng: np.random.Generator, shape: tuple[int, int], cell_m: float) -> Floats:
    """How much each cell stands above the cell that it drains into, by Flint's law."""
    cells = np.arange(len(drained))
    down = np.where(tree.parent < 0, cells, tree.parent)
    row, column = np.divmod(cells, shape[1])
    step = np.hypot(row - row[down], column - column[down]) * cell_m
    hard = ndimage.gaussian_filter(rng.standard_normal(shape), 8_000.0 / cell_m / 2, mode="reflect")
    hardness = np.exp(0.35 * hard / hard.std()).ravel()
    slope = np.minimum(0.055 * hardness * drained**-CONCAVITY, 0.55)
    return np.where(tree.parent < 0, 0.0, step * slope)


def _join_cells(shape: tuple[int, int], cost: Callable[[Ints, Ints, Floats], Floats]) -> csr_array:
    """The eight-neighbour graph of a grid; `cost(a, b, length)` prices a step, length in cells."""
    number = np.arange(shape[0] * shape[1]).reshape(shape)
    pairs = (
        (number[:, :-1], number[:, 1:], 1.0),
        (number[:-1], number[1:], 1.0),
        (number[:-1, :-1], number[1:, 1:], 2**0.5),
        (number[:-1, 1:], number[1:, :-1], 2**0.5),
    )
    a = np.concatenate([p.ravel() for p, _, _ in pairs])
    b = np.concatenate([q.ravel() for _, q, _ in pairs])
    length = np.concatenate([np.full(p.size, step) for p, _, step in pairs])
    price = cost(a, b, length)
    n = number.size
    return csr_array((np.tile(price, 2), (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(n, n))


def _orders(parent: Ints) -> tuple[Ints, Ints]:
    """How many steps each cell stands from its source, and the cells sorted by it."""
    up = np.where(parent < 0, np.arange(len(parent)), parent)
    depth, jump = (parent >= 0).astype(np.int64), up
    while True:
        further = depth + depth[jump]
        if np.array_equal(further, depth):
            return depth, np.argsort(depth, kind="stable")
        depth, jump = further, jump[jump]


def sum_upstream(tree: Tree, rain: Floats) -> Floats:
    """What flows through each cell: its own rain and that of every cell above it."""
    depth, order = _orders(tree.parent)
    starts = np.searchsorted(depth[order], np.arange(depth.max() + 2))
    total = rain.copy()
    for level in range(int(depth.max()), 0, -1):
        cells = order[starts[level] : starts[level + 1]]
        np.add.at(total, tree.parent[cells], total[cells])
    return total


def _sum_downstream(tree: Tree, rise: Floats) -> Floats:
    """The height of each cell: the rises on its way down, summed by doubling the stride."""
    jump = np.where(tree.parent < 0, np.arange(len(rise)), tree.parent)
    total = rise.copy()
    while True:
        further = total + np.where(jump == np.arange(len(jump)), 0.0, total[jump])
        leap = jump[jump]
        if np.array_equal(leap, jump):
            return further
        total, jump = further, leap
