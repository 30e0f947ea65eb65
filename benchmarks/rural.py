"""Messy rural road networks of any size, as county bureaus draw them.

Half the lines join neighbouring junctions of a perturbed grid; the rest are trees: spurs that start
somewhere along another line (T-junctions without a node), twigs on the spurs, and long diagonals
that cross what lies in their way without a node. Every end misses its mark by up to `miss_m`, lines
have 6 to 14 vertices, and their order and direction are shuffled. All of it is array work: a million
lines take a few seconds.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["rural_lines", "rural_roads"]

CRS = "EPSG:32648"
SPACING_M = 1_000.0
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rural_roads(n_lines: int, *, seed: int = 2019, miss_m: float = 2.0) -> gpd.GeoDataFrame:
    """Draw the network as LineStrings in a metric CRS."""
    return roads_from_lines(*rural_lines(n_lines, seed=seed, miss_m=miss_m))


def roads_from_lines(coords: Floats, offsets: Ints) -> gpd.GeoDataFrame:
    """Make a frame of LineStrings of flat coordinates."""
    line_of = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return gpd.GeoDataFrame(geometry=shapely.linestrings(coords, indices=line_of), crs=CRS)


def rural_lines(n_lines: int, *, seed: int = 2019, miss_m: float = 2.0) -> tuple[Floats, Ints]:
    """Draw the network as flat arrays.

    Parameters
    ----------
    n_lines : int
        How many lines.
    seed : int
        The same seed draws the same network.
    miss_m : float
        How far an end may miss the place it is meant to touch.

    Returns
    -------
    coords : (V, 2) float64
        The vertices of all lines, one line after the other.
    offsets : (n_lines + 1,) int64
        Line `i` is `coords[offsets[i]:offsets[i + 1]]`.
    """
    rng = np.random.default_rng(seed)
    n_spurs, n_twigs, n_diagonals = int(n_lines * 0.3), int(n_lines * 0.12), int(n_lines * 0.08)
    grid = _grid(n_lines - n_spurs - n_twigs - n_diagonals, n_diagonals, rng)
    spurs = _branches(*grid, n_spurs, 300.0, 900.0, rng)
    twigs = _branches(*spurs, n_twigs, 100.0, 400.0, rng)
    start, end = (np.concatenate(ends) for ends in zip(grid, spurs, twigs, strict=True))
    order = rng.permutation(n_lines)
    start, end = start[order], end[order]
    back = rng.random(n_lines) < 0.5
    start[back], end[back] = end[back], start[back]
    return _wiggle(start + _within(miss_m, n_lines, rng), end + _within(miss_m, n_lines, rng), rng)


def _grid(n_edges: int, n_diagonals: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw edges between neighbouring junctions, four in five of those there are, then diagonals."""
    side = max(int(np.ceil(np.sqrt(n_edges / 1.6))) + 1, 3)
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * SPACING_M
    xy += rng.uniform(-0.3, 0.3, xy.shape) * SPACING_M + (300_000.0, 3_300_000.0)
    number = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1),
            np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1),
        ]
    )
    slanted = np.concatenate(
        [
            np.stack([number[:-1, :-1].ravel(), number[1:, 1:].ravel()], axis=1),
            np.stack([number[:-1, 1:].ravel(), number[1:, :-1].ravel()], axis=1),
        ]
    )
    chosen = np.concatenate(
        [rng.permutation(pairs)[:n_edges], slanted[rng.choice(len(slanted), n_diagonals, replace=False)]]
    )
    return xy[chosen[:, 0]], xy[chosen[:, 1]]


def _branches(
    start: Floats, end: Floats, n: int, shortest_m: float, longest_m: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw lines that begin somewhere along the given ones; these bend around the straight line later."""
    parent = rng.integers(0, len(start), n)
    along = rng.integers(1, 5, n)[:, None] / 5.0
    foot = start[parent] * (1 - along) + end[parent] * along
    angle = rng.uniform(0, 2 * np.pi, n)
    length = rng.uniform(shortest_m, longest_m, n)
    return foot, foot + np.stack([np.cos(angle), np.sin(angle)], axis=1) * length[:, None]


def _within(radius: float, n: int, rng: np.random.Generator) -> Floats:
    angle, reach = rng.uniform(0, 2 * np.pi, n), radius * np.sqrt(rng.random(n))
    return np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)


def _wiggle(start: Floats, end: Floats, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """Bend every straight line; the bend is nothing at each fifth, where branches begin."""
    counts = rng.integers(6, 15, len(start))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    line = np.repeat(np.arange(len(start)), counts)
    t = (np.arange(offsets[-1]) - offsets[line]) / (counts[line] - 1)
    span = end - start
    across = np.stack([-span[:, 1], span[:, 0]], axis=1)[line]
    bend = rng.uniform(-0.05, 0.05, len(start))[line] * np.sin(5 * np.pi * t)
    return start[line] + span[line] * t[:, None] + across * bend[:, None], offsets
