"""What programmes are called, and a forecast in a sentence."""

from __future__ import annotations

from gisplan.base.language import N_, _
from gisplan.ledger.progress.forecast import Forecast

__all__ = ["format_forecast", "group_label"]

_GROUPS = {
    "resurfacing": N_("resurfacing"),
    "group_road": N_("group roads"),
    "group_roads": N_("group roads"),
    "poor": N_("poor villages"),
    "non_poor": N_("non-poor villages"),
    "township": N_("towns and their markets"),
}


def group_label(name: str) -> str:
    """What a programme or category is called; one that gisplan does not know goes as it is written."""
    return _(_GROUPS[name]) if name in _GROUPS else name


def format_forecast(forecast: Forecast | None) -> str:
    """When all are likely to be finished, and how sure that is."""
    if forecast is None:
        return _("All are finished.")
    if not forecast.finished:
        told = _(
            "Still to be finished: {left}. None was finished in the last {days} days, so no forecast can be calculated."
        )
    elif forecast.early is None:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works being "
            "finished independently of each other, the probability that completion takes longer than 20 years is "
            "at least 90 %."
        )
    elif forecast.middle is None:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works being "
            "finished independently of each other, the median time to completion is longer than 20 years; the "
            "probability of completion by {early} is 10 %."
        )
    elif forecast.late is None:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works being "
            "finished independently of each other, all are finished by {middle} (median). The probability of "
            "completion by {early} is 10 %; of taking longer than 20 years, at least 10 %."
        )
    else:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. At this rate, works being "
            "finished independently of each other, all are finished by {middle} (median). Interval of 80 %: "
            "{early} to {late}."
        )
    return told.format(**vars(forecast))
