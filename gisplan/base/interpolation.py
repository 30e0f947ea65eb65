"""Values between those of a grid, as arrays: for places on it, and for cells between those of a coarser one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Floats

__all__ = ["find_between", "interpolate", "make_lattice"]

_STEP = 16  # cells: between its places, curves of a projection are straight within centimetres


def make_lattice(count: int) -> Floats:
    """Return some cells of a side, a few apart, the first and the last among them.

    Parameters
    ----------
    count : int
        How many cells the side has.

    Examples
    --------
    >>> make_lattice(33).tolist()
    [0.0, 10.666666666666666, 21.333333333333332, 32.0]
    """
    return np.linspace(0.0, max(count - 1, 1), max(2, -(-count // _STEP) + 1))


def find_between(values: Floats, row: Floats, column: Floats, shape: tuple[int, int]) -> Floats:
    """Return a value for each cell of a grid, between those of a lattice.

    Parameters
    ----------
    values : (I, J) float64
        At the lattice's places.
    row, column : (I,) and (J,) float64
        These places: see `make_lattice`.
    shape : (int, int)
        The rows and columns of the grid.

    Returns
    -------
    (R, C) float64
    """
    rows, columns = np.arange(shape[0], dtype=np.float64), np.arange(shape[1], dtype=np.float64)
    i = np.clip(np.searchsorted(row, rows, side="right") - 1, 0, len(row) - 2)
    j = np.clip(np.searchsorted(column, columns, side="right") - 1, 0, len(column) - 2)
    s = ((rows - row[i]) / (row[i + 1] - row[i]))[:, None]
    t = (columns - column[j]) / (column[j + 1] - column[j])
    upper = values[i][:, j] * (1 - t) + values[i][:, j + 1] * t
    lower = values[i + 1][:, j] * (1 - t) + values[i + 1][:, j + 1] * t
    between: Floats = upper * (1 - s) + lower * s
    return between


def interpolate(values: NDArray[Any], column: Floats, row: Floats) -> NDArray[Any]:
    """Return the value between the four cells around each place.

    Parameters
    ----------
    values : (R, C) float
        Of cells; NaN where nothing is known.
    column, row : (N, M) float64
        The places; whole numbers are the middles of cells.

    Returns
    -------
    (N, M) float
        NaN outside the grid, and where one of the four is NaN.

    Examples
    --------
    >>> interpolate(np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([0.5, 5.0]), np.array([0.5, 0.0])).tolist()
    [1.5, nan]
    """
    rows, columns = values.shape
    inside = (column > -0.5) & (row > -0.5) & (column < columns - 0.5) & (row < rows - 0.5)
    x = np.clip(np.where(inside, column, 0.0), 0, columns - 1).astype(values.dtype)
    y = np.clip(np.where(inside, row, 0.0), 0, rows - 1).astype(values.dtype)
    j, i = np.minimum(x.astype(np.int32), max(columns - 2, 0)), np.minimum(y.astype(np.int32), max(rows - 2, 0))
    s, t = y - i, x - j
    flat, first = values.ravel(), i * columns + j
    right, below = int(columns > 1), columns * int(rows > 1)
    upper = flat[first] * (1 - t) + flat[first + right] * t
    lower = flat[first + below] * (1 - t) + flat[first + below + right] * t
    found: NDArray[Any] = np.where(inside, upper * (1 - s) + lower * s, values.dtype.type(np.nan)).astype(values.dtype)
    return found
