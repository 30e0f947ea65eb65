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
        told = _("Still to be finished: {left}. In the last {days} days none was: there is no pace to reckon from.")
    elif forecast.early is None:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. If they go on being finished "
            "as often, one independently of the other, it takes longer than 20 years until all are, with 9 chances in "
            "10 or more."
        )
    elif forecast.middle is None:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. If they go on being finished "
            "as often, one independently of the other, it takes more likely than not longer than 20 years until all "
            "are; with 1 chance in 10 they are by {early}."
        )
    elif forecast.late is None:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. If they go on being finished "
            "as often, one independently of the other, all are by {middle} as likely as not; with 1 chance in 10 by "
            "{early}, and with 1 in 10 or more not within 20 years."
        )
    else:
        told = _(
            "Still to be finished: {left}. Finished in the last {days} days: {finished}. If they go on being finished "
            "as often, one independently of the other, all are by {middle} as likely as not; with 8 chances in 10 "
            "between {early} and {late}."
        )
    return told.format(**vars(forecast))
