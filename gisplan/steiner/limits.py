"""The limits of a solve: when it has to end, and the errors that end a stage which cannot end in time.

A stage that can stop at any moment (greedy growth, dual ascent, separation) looks at the deadline itself and returns
what it has. One that is of use only as a whole raises `TimeUpError`; the state keeps what was found before.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = [
    "StateLimitError",
    "TimeUpError",
    "check_time",
    "deadline_after",
    "is_over",
    "share_of",
    "until",
    "within_time",
]

_LEAST_S = 0.2  # so much time a solve always has: a first tree and a first bound
_KEPT_SHARE, _KEPT_S = 0.25, 0.25  # of a limit, and at most: for the step that is under way then, and the way back

_T = TypeVar("_T")


class TimeUpError(Exception):
    """The deadline is past; what was found before it stands."""


class StateLimitError(Exception):
    """Too many states or labels, or out of time: the network is too dense, or too many solutions are nearly as good."""


def deadline_after(seconds: float | None) -> float:
    """Return the moment at which the steps of a solve that begins now have to end, so that its answer is in time.

    A step looks at the clock between its parts, some of which take a tenth of a second.

    Parameters
    ----------
    seconds : float or None
        None: never. Less than a fifth of a second count as that.

    Returns
    -------
    float
        In seconds of `time.monotonic`.
    """
    if seconds is None:
        return float("inf")
    return time.monotonic() + max(seconds - min(_KEPT_SHARE * seconds, _KEPT_S), _LEAST_S)


def is_over(deadline: float) -> bool:
    """Whether a deadline is past."""
    return time.monotonic() >= deadline


def check_time(deadline: float) -> None:
    """Raise `TimeUpError` once a deadline is past."""
    if is_over(deadline):
        raise TimeUpError


def share_of(deadline: float, share: float) -> float:
    """Return the deadline of a stage that may take a share of the time that is left."""
    now = time.monotonic()
    return now + share * max(0.0, deadline - now)


def until(deadline: float) -> float:
    """Return the seconds that are left, not negative."""
    return max(0.0, deadline - time.monotonic())


def within_time(items: Iterable[_T], deadline: float, *, every: int = 256) -> Iterator[_T]:
    """Yield items, and raise `TimeUpError` among them once a deadline is past."""
    for number, item in enumerate(items):
        if number % every == 0:
            check_time(deadline)
        yield item
