"""When all works will be finished, if they go on being finished as often as of late.

Finishes are taken to come one independent of the other, at a rate that is known only from those of late: with k of
them in T days and Jeffreys' prior, the rate is gamma distributed with shape k + 1/2, and the time until R more has
the distribution of T times a beta prime of R and k + 1/2 (Gelman and others, Bayesian Data Analysis, 2013, 2.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gisplan.ledger.progress.milestone_dates import Dates

__all__ = ["WINDOW_DAYS", "Forecast", "forecast_finish"]

WINDOW_DAYS = 90
"""How far back the pace is reckoned from."""

_QUANTILES = (0.1, 0.5, 0.9)
_FARTHEST_DAYS = 20 * 365


@dataclass(frozen=True)
class Forecast:
    """What is left, the pace, and when all are likely to be finished.

    Attributes
    ----------
    left : int
    finished, days : int
        So many were finished in the last so many days.
    early, middle, late : date or None
        By these days all are finished with a chance of 10, 50 and 90 in 100, at this pace; None beyond 20 years,
        and all None where nothing was finished.
    """

    left: int
    finished: int
    days: int
    early: date | None
    middle: date | None
    late: date | None


def forecast_finish(finished: Dates, started: Dates, on: date) -> Forecast | None:
    """The forecast of W works by the day on which each was finished and started; None when nothing is left.

    The pace is that of the last 90 days, or since the first was started where that is less.
    """
    left = int(np.isnat(finished).sum())
    if not left:
        return None
    today = np.datetime64(on, "D")
    begun = started[~np.isnat(started)]
    days = WINDOW_DAYS if not len(begun) else min(WINDOW_DAYS, int((today - begun.min()) / np.timedelta64(1, "D")))
    days = max(days, 1)
    count = int((finished > today - np.timedelta64(days, "D")).sum())
    if not count:
        return Forecast(left, 0, days, None, None, None)
    early, middle, late = (_day(left, count, days, share, on) for share in _QUANTILES)
    return Forecast(left, count, days, early, middle, late)


def _day(left: int, count: int, days: int, share: float, on: date) -> date | None:
    """The day by which `left` more are finished with a chance of `share`."""
    from scipy.special import betaincinv

    part = float(betaincinv(left, count + 0.5, share))
    ahead = days * part / (1.0 - part) if part < 1.0 else math.inf
    return on + timedelta(days=math.ceil(ahead)) if ahead <= _FARTHEST_DAYS else None
