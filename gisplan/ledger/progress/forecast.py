"""Forecast when all works will be finished, if the recent rate continues.

Finishes are modelled as a Poisson process whose rate is estimated from the recent ones: with k of them in T days and
Jeffreys' prior, the rate is gamma distributed with shape k + 1/2, and the time until R more has the distribution of T
times a beta prime of R and k + 1/2 (Gelman and others, Bayesian Data Analysis, 2013, 2.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gisplan.ledger.progress.curve import Dates

__all__ = ["WINDOW_DAYS", "Forecast", "forecast_finish"]

WINDOW_DAYS = 90
"""The period that the rate is estimated from, in days."""

_PROBABILITIES = (0.1, 0.5, 0.9)
_FARTHEST_DAYS = 20 * 365


@dataclass(frozen=True)
class Forecast:
    """When all works are likely to be finished.

    Parameters
    ----------
    left : int
        How many works are not finished.
    finished, days : int
        How many were finished in the last `days` days.
    early, middle, late : date or None
        The 10, 50 and 90 % quantiles of the day by which all are finished; None beyond 20 years, and all None where
        nothing was finished.
    """

    left: int
    finished: int
    days: int
    early: date | None
    middle: date | None
    late: date | None


def forecast_finish(finished: Dates, started: Dates, on: date) -> Forecast | None:
    """Forecast the finish of W works.

    The rate is that of the last 90 days, or since the first work was started if that is less.

    Parameters
    ----------
    finished, started : (W,) datetime64[D]
        When each work was finished and started; NaT where it was not.
    on : date
        The day of the forecast.

    Returns
    -------
    Forecast or None
        None if nothing is left.
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
    early, middle, late = (_quantile(left, count, days, probability, on) for probability in _PROBABILITIES)
    return Forecast(left, count, days, early, middle, late)


def _quantile(left: int, count: int, days: int, probability: float, on: date) -> date | None:
    """Return the day by which `left` more works are finished with a probability."""
    from scipy.special import betaincinv

    part = float(betaincinv(left, count + 0.5, probability))
    ahead = days * part / (1.0 - part) if part < 1.0 else math.inf
    return on + timedelta(days=math.ceil(ahead)) if ahead <= _FARTHEST_DAYS else None
