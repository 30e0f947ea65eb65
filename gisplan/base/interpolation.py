"""Values between those of a grid, as arrays: for places on it, and for cells between those of a coarser one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplan.base.arrays import Floats, Mask

__all__ = ["find_between", "find_in_grid", "interpolate", "make_lattice"]

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


def find_in_grid(
    shape: tuple[int, int], find: Callable[[Floats, Floats], tuple[Floats, Floats]]
) -> tuple[Floats, Floats]:
    """Find where the middle of each cell of a grid is in another one: exactly for some, between them for others.

    Parameters
    ----------
    shape : (int, int)
        The rows and columns of the grid.
    find : callable
        Takes columns and rows of cells, and returns the columns and rows of the other grid, with fractions.

    Returns
    -------
    (R, C) float64, twice
        Columns and rows, as `interpolate` takes them.
    """
    row, column = make_lattice(shape[0]), make_lattice(shape[1])
    x, y = np.meshgrid(column, row)
    across, down = (values.reshape(x.shape) for values in find(x.ravel(), y.ravel()))
    return find_between(across, row, column, shape), find_between(down, row, column, shape)


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
    i, s, in_rows = _split(row, rows, values.dtype)
    j, t, in_columns = _split(column, columns, values.dtype)
    flat, first = values.ravel(), i * columns + j

    def blend(place: NDArray[Any]) -> NDArray[Any]:
        """The values between a cell and the one to the right of it."""
        between: NDArray[Any] = flat[place] * (1 - t) + flat[place + int(columns > 1)] * t
        return between

    found: NDArray[Any] = blend(first) * (1 - s) + blend(first + columns * int(rows > 1)) * s
    found[~(in_rows & in_columns)] = np.nan
    return found


def _split(position: Floats, count: int, dtype: Any) -> tuple[NDArray[np.int32], NDArray[Any], Mask]:
    """Return the first of the two cells beside each place, how far beyond its middle that is, and if it is inside."""
    inside = (position > -0.5) & (position < count - 0.5)
    kept = np.clip(np.where(inside, position, 0.0), 0, count - 1).astype(dtype)
    first = np.minimum(kept.astype(np.int32), max(count - 2, 0))
    return first, (kept - first).astype(dtype), inside
