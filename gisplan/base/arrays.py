"""Array types, arrays of objects, and ranges of uneven length: what every package that computes needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["AnyInts", "Floats", "Ints", "Mask", "Objects", "fill_objects", "ragged_arange"]

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
AnyInts = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Objects = NDArray[np.object_]


def fill_objects(size: int, value: Any = None, values: Iterable[Any] | None = None) -> Objects:
    """Make an array of objects that NumPy does not look into: one value, or values in order.

    Parameters
    ----------
    size : int
        The length of the array.
    value : object, optional
        The value of every element, where `values` are not given.
    values : iterable of object, optional
        The values of the elements, as many as `size`.

    Returns
    -------
    (size,) object
        A new array.
    """
    filled = np.empty(size, dtype=object)
    filled[:] = [value] * size if values is None else list(values)
    return filled


def ragged_arange(count: AnyInts) -> tuple[Ints, Ints]:
    """Repeat each index `count` times, and number the repetitions.

    Parameters
    ----------
    count : (N,) int
        How often each index is repeated; at least 0.

    Returns
    -------
    index, number : (sum of count,) int64
        Each index, repeated, and the number of the repetition from 0.

    Examples
    --------
    >>> index, number = ragged_arange(np.array([2, 0, 3]))
    >>> index.tolist(), number.tolist()
    ([0, 0, 2, 2, 2], [0, 1, 0, 1, 2])
    """
    index = np.repeat(np.arange(len(count), dtype=np.int64), count)
    begin = np.cumsum(count) - count
    return index, np.arange(len(index), dtype=np.int64) - begin[index]
