"""Figures of the progress of works: by programme and town, against the plan, and a forecast of the finish."""

from gisplan.ledger.progress.counts import Count, Group
from gisplan.ledger.progress.curve import Curve, Month
from gisplan.ledger.progress.forecast import WINDOW_DAYS, Forecast, forecast_finish
from gisplan.ledger.progress.late import LateWork, WaitingVillage
from gisplan.ledger.progress.progress import KindProgress, Progress, make_progress

__all__ = [
    "WINDOW_DAYS",
    "Count",
    "Curve",
    "Forecast",
    "Group",
    "KindProgress",
    "LateWork",
    "Month",
    "Progress",
    "WaitingVillage",
    "forecast_finish",
    "make_progress",
]
