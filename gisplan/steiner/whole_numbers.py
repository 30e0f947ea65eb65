"""Whole numbers for the solver: the unit in which a caller's prizes, or costs, are compared.

The unit is a power of ten. It is the largest of which all the numbers are multiples, so that 0.1 and 0.2 make 0.3, and
so that numbers a thousand times as large give the same tree. Where there is no such unit, it leaves 15 digits of the
sum, or 18 where numbers are of very different sizes. Beyond that a sum cannot tell the largest from the largest and
the smallest together: such numbers are refused.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gisplan.steiner.problem import Floats, Ints, Mask

__all__ = ["choose_exponent", "round_down", "round_nearest", "round_up", "to_float"]

_DIGITS = (15.0, 18.61)  # of the sum, in the unit; 4e18 fits in a whole number of 64 bits
_LEAST_UNITS = 1_000.0  # of the smallest number, where the unit is not exact
_SAMPLE = 1_000  # numbers that are looked at before all are


def choose_exponent(name: str, numbers: Floats, counted: Mask) -> int:
    """Choose the power of ten in which numbers are compared.

    Parameters
    ----------
    name : str
        What the numbers are called in a message.
    numbers : (N,) float64
        Finite, not negative.
    counted : (N,) bool
        Those that can be of use; the others, and zeros, need not be multiples of it.

    Raises
    ------
    ValueError
        Their sum is too large for a float, or the smallest is lost beside the largest; the message names both.
    """
    positive = np.flatnonzero(counted & (numbers > 0))
    if not len(positive):
        return 0
    given = numbers[positive]
    largest = float(given.max())
    log_sum = math.log10(largest) + math.log10(float((given / largest).sum()))
    at_largest, at_smallest = (int(positive[find(given)]) for find in (np.argmax, np.argmin))
    if log_sum >= 308.0:
        raise ValueError(
            f"{name}[{at_largest}] is {largest}: all together they are too large; give them in a larger unit"
        )
    highest = math.floor(math.log10(largest))
    for digits in _DIGITS:
        lowest = math.ceil(log_sum - digits)
        exact = _exact_exponent(given, highest, lowest)
        if exact is not None:
            return exact
        if float(_scaled(given, lowest).min()) >= _LEAST_UNITS:
            return lowest
    raise ValueError(
        f"{name}[{at_smallest}] is {numbers[at_smallest]} and {name}[{at_largest}] is {largest}: a sum with the "
        f"smaller cannot be distinguished from one without. Give 0 instead of it, or numbers within a factor of 1e15"
    )


def _exact_exponent(numbers: Floats, highest: int, lowest: int) -> int | None:
    """Find the largest power of ten of which all numbers are multiples; None when it is below the lowest."""
    others = numbers
    for exponent in range(highest, lowest - 1, -1):
        if _is_multiple(others[:_SAMPLE], exponent).all():
            others = others[~_is_multiple(others, exponent)]
            if not len(others):
                return exponent
    return None


def _is_multiple(numbers: Floats, exponent: int) -> Mask:
    scaled = _scaled(numbers, exponent)
    nearest = np.rint(scaled)
    multiple: Mask = (nearest > 0) & _is_near(scaled, nearest)
    return multiple


def _is_near(scaled: Floats, nearest: Floats) -> Mask:
    """Whether numbers are whole, but for their last binary digits."""
    near: Mask = np.abs(scaled - nearest) <= 4 * np.spacing(np.maximum(scaled, 1.0))
    return near


def _scaled(numbers: Floats, exponent: int) -> NDArray[np.float64]:
    """Divide numbers by a power of ten, however small it is."""
    if exponent >= 0:
        return numbers / 10.0**exponent
    half = -exponent // 2
    return numbers * 10.0**half * 10.0 ** (-exponent - half) if exponent < -22 else numbers * 10.0**-exponent


def round_nearest(numbers: Floats, exponent: int) -> Ints:
    """Return numbers in the unit, rounded to the nearest."""
    return np.rint(_scaled(numbers, exponent)).astype(np.int64)


def round_up(numbers: Floats, exponent: int) -> Ints:
    """Return numbers in the unit, rounded up; a whole number of it, but for the last binary digits, stays."""
    scaled = _scaled(numbers, exponent)
    nearest = np.rint(scaled)
    stays = _is_near(scaled, nearest) & ((nearest > 0) | (numbers == 0))
    return np.where(stays, nearest, np.ceil(scaled)).astype(np.int64)


def round_down(number: float, exponent: int, most: int) -> int:
    """Return a number in the unit, rounded down, and no more than `most`."""
    if number >= 2 * to_float(most, exponent):
        return most
    scaled = _scaled(np.array([number]), exponent)
    nearest = np.rint(scaled)
    whole = float(np.where(_is_near(scaled, nearest), nearest, np.floor(scaled))[0])
    return most if whole >= most else int(whole)


def to_float(whole: int, exponent: int) -> float:
    """Return the number nearest to a whole number of the unit."""
    return float(f"{whole}e{exponent}")
