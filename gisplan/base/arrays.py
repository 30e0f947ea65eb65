"""Array types, arrays of objects, ranges and memory: what every package that computes needs."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "AnyInts",
    "Floats",
    "Ints",
    "Mask",
    "Objects",
    "fill_objects",
    "find_first_of_each",
    "find_places",
    "is_among",
    "ragged_arange",
    "return_free_memory",
    "sort_stably",
]

_LITTLE_KB = 300_000
_FEW = 5_000  # numbers, which are sorted by comparing them in less time
_DIGIT, _MOST_BITS = 16, 48

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


def find_first_of_each(keys: AnyInts) -> Ints:
    """Find the first place of each different number, in the order of the places.

    Parameters
    ----------
    keys : (N,) int

    Returns
    -------
    (U,) int64

    Examples
    --------
    >>> find_first_of_each(np.array([7, 3, 7, 5, 3])).tolist()
    [0, 1, 3]
    """
    order = sort_stably(keys)
    ordered = keys[order]
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    is_first = np.zeros(len(keys), dtype=bool)
    is_first[order.compress(fresh)] = True
    return np.flatnonzero(is_first)


def sort_stably(keys: AnyInts) -> Ints:
    """Find the order of whole numbers, equal ones as they come: as `np.argsort`, in a fraction of its time.

    They are sorted by 16 bits at a time, the lowest first: so few NumPy counts, where it compares larger numbers.

    Parameters
    ----------
    keys : (N,) int

    Returns
    -------
    (N,) int64

    Examples
    --------
    >>> sort_stably(np.array([7, -3, 70_000, -3])).tolist()
    [1, 3, 0, 2]
    """
    low, high = (int(keys.min()), int(keys.max())) if len(keys) else (0, 0)
    bits = (high - low).bit_length()
    if len(keys) < _FEW or bits > _MOST_BITS:
        return np.argsort(keys, kind="stable")
    above = keys.astype(np.int64 if keys.dtype.kind == "i" else np.uint64)
    above -= above.dtype.type(low)
    order: Ints = np.argsort(above.astype(np.uint16), kind="stable")
    for _shift in range(_DIGIT, bits, _DIGIT):
        above >>= _DIGIT
        digit = above.astype(np.uint16)
        if digit.any():
            order = order[np.argsort(digit[order], kind="stable")]
    return order


def find_places(codes: Sequence[Any], known: Sequence[Any]) -> Ints:
    """Find the first place of each code among known ones, -1 where it is not there or no text.

    Parameters
    ----------
    codes : sequence of N
    known : sequence

    Returns
    -------
    (N,) int64

    Examples
    --------
    >>> find_places(["b", None, "c"], ["a", "b", "b"]).tolist()
    [1, -1, -1]
    """
    first = dict(zip(reversed(known), range(len(known) - 1, -1, -1), strict=True))
    return np.array([first.get(code, -1) if isinstance(code, str) else -1 for code in codes], dtype=np.int64)


def is_among(values: AnyInts, known: AnyInts) -> Mask:
    """Return which values are among the known ones, as `np.isin` does, with a third of its memory.

    Parameters
    ----------
    values : (N,) int
    known : (K,) int
        In any order.

    Returns
    -------
    (N,) bool
    """
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    known = np.sort(known)
    place = np.searchsorted(known, values)
    np.minimum(place, len(known) - 1, out=place)
    among: Mask = known[place] == values
    return among


def return_free_memory() -> None:
    """Give the free memory between objects back to the system, where the C library keeps it.

    glibc keeps what was freed between objects that remain, and does not use it for large arrays: after reading a
    million lines 650 MB. Other systems give it back themselves, and nothing is done; nor where a process never held
    much, as looking for free memory takes time.
    """
    if sys.platform != "linux" or _measure_most_held() < _LITTLE_KB:
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is not None:
        trim(0)


def _measure_most_held() -> int:
    """Return how many kilobytes this process has held at most."""
    try:
        import resource
    except ImportError:
        return _LITTLE_KB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
