"""Bring heights from the grid of their file onto one of square cells in the county's coordinate system."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gisplan.base.arrays import Floats
from gisplan.base.crs import find_transform
from gisplan.base.interpolation import find_in_grid, interpolate
from gisplan.county.orientation.relief import Relief

__all__ = ["place_heights"]

_STEP_M = 1.0


def place_heights(
    heights: NDArray[np.float32],
    affine: Sequence[float],
    source: CRS,
    *,
    county_crs: CRS,
    box: Sequence[float],
    most: int,
    origin: str | None,
) -> Relief:
    """Place heights in the county's coordinate system.

    Parameters
    ----------
    heights : (R, C) float32
        Of the file; NaN where nothing is known.
    affine : sequence of six float
        Leads from column and row to a place in the file's coordinate system.
    source, county_crs : pyproj.CRS
        The coordinate systems of the file and of the county.
    box : west, south, east, north
        What is wanted, in metres.
    most : int
        How many cells a side may have.
    origin : str or None
        Where the heights come from.

    Returns
    -------
    Relief
        NaN where the file has no height.
    """
    west, south, east, north = box
    to_file = _find_way(county_crs, source)
    cell_m = max(_measure_cell(affine, to_file, box), (east - west) / most, (north - south) / most)
    columns, rows = max(1, round((east - west) / cell_m)), max(1, round((north - south) / cell_m))

    def find(column: Floats, row: Floats) -> tuple[Floats, Floats]:
        places = np.column_stack([west + (column + 0.5) * cell_m, north - (row + 0.5) * cell_m])
        return _find_cells(affine, to_file(places))

    return Relief(interpolate(heights, *find_in_grid((rows, columns), find)), west, north, cell_m, origin)


def _find_way(county_crs: CRS, source: CRS) -> Callable[[Floats], Floats]:
    """Find the way from the county's places to the file's; of an old datum the one that PROJ guesses is near enough."""
    found = find_transform(county_crs, source)
    if found is not None:
        return found
    transformer = Transformer.from_crs(county_crs, source, always_xy=True)
    return lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))


def _find_cells(affine: Sequence[float], places: Floats) -> tuple[Floats, Floats]:
    """Return the column and row, with fractions, in whose middle a whole number is, of places in the file's system."""
    a, b, c, d, e, f = affine
    x, y = places[:, 0] - c, places[:, 1] - f
    determinant = a * e - b * d
    return (e * x - b * y) / determinant - 0.5, (a * y - d * x) / determinant - 0.5


def _measure_cell(affine: Sequence[float], to_file: Callable[[Floats], Floats], box: Sequence[float]) -> float:
    """Return how many metres a cell of the file is wide in the middle of the box: the shorter side."""
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    steps = np.array([[0.0, 0.0], [_STEP_M, 0.0], [0.0, _STEP_M]]) + middle
    across, down = _find_cells(affine, to_file(steps))
    metres = _STEP_M / np.hypot(np.diff(across[[0, 1, 0, 2]])[::2], np.diff(down[[0, 1, 0, 2]])[::2])
    return float(metres.min())
