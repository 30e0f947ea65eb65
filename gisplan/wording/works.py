"""What programmes of works are called, and the forecast of their finish as sentences."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from gisplan.base.language import N_, _

__all__ = ["ForecastFigures", "format_forecast", "group_label"]

_GROUPS = {
    "resurfacing": N_("resurfacing"),
    "group_road": N_("group roads"),
    "group_roads": N_("group roads"),
    "poor": N_("poor villages"),
    "non_poor": N_("non-poor villages"),
    "township": N_("towns and their markets"),
}


class ForecastFigures(Protocol):
    """The figures of a forecast: see `gisplan.ledger.progress.Forecast`."""

    @property
    def left(self) -> int:
        """How many works are not finished."""

    @property
    def finished(self) -> int:
        """How many were finished in the last `days` days."""

    @property
    def days(self) -> int:
        """The length of the period that the rate is estimated from."""

    @property
    def early(self) -> date | None:
        """The day by which all are finished with probability 0.1."""

    @property
    def middle(self) -> date | None:
        """The day by which all are finished with probability 0.5."""

    @property
    def late(self) -> date | None:
        """The day by which all are finished with probability 0.9."""


def group_label(name: str) -> str:
    """Return the label of a programme or category; an unknown one is returned as it is."""
    return _(_GROUPS[name]) if name in _GROUPS else name


def format_forecast(forecast: ForecastFigures | None) -> str:
    """Return in sentences when all works are likely to be finished; None means that all are."""
    if forecast is None:
        return _("All are finished.")
    if not forecast.finished:
        template = _(
            "Still to be finished: {left}. None was finished in the last {days} days, so no forecast can be calculated."
        )
    elif forecast.early is None:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works "
            "being finished independently of each other, the probability that completion takes longer than 20 "
            "years is at least 90 %."
        )
    elif forecast.middle is None:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works "
            "being finished independently of each other, the median time to completion is longer than 20 years; "
            "the probability of completion by {early} is 10 %."
        )
    elif forecast.late is None:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works "
            "being finished independently of each other, all are finished by {middle} (median). The probability "
            "of completion by {early} is 10 %; of taking longer than 20 years, at least 10 %."
        )
    else:
        template = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works "
            "being finished independently of each other, all are finished by {middle} (median). Interval of 80 "
            "%: {early} to {late}."
        )
    return template.format(**vars(forecast))
