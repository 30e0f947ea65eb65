"""The words of the works' page."""

from __future__ import annotations

from gisplan.base.language import N_
from gisplan.gaps import MILESTONE_LABELS

__all__ = ["PROGRESS_ROADS", "PROGRESS_WORDS", "STATUS_WORDS"]

STATUS_WORDS = MILESTONE_LABELS

PROGRESS_ROADS = (
    {"colour": "sealed", "label": N_("Sealed road"), "weight": 0.8, "alpha": 0.45},
    {"colour": "trunk", "label": N_("Trunk road"), "weight": 1.8, "alpha": 0.5},
)
"""The lowest first; widths in pixels."""

PROGRESS_WORDS = {
    "heading": N_("Progress of the works"),
    "kinds": N_("Kinds of works"),
    "planned": N_("Planned"),
    "overdue": N_("Overdue"),
    "people": N_("People covered by the plan"),
    "served": N_("People served"),
    "km": N_("Length (km)"),
    "done_km": N_("Finished (km)"),
    "budget": N_("Budget (10 000 yuan)"),
    "range": N_("{0} to {1}"),
    "at_least": N_("{0} or more"),
    "curve": N_("Plan and progress"),
    "curve_planned": N_("Due according to the plan"),
    "curve_finished": N_("Finished"),
    "curve_forecast": N_("Forecast (interval of 80 %)"),
    "works": N_("Number of works"),
    "as_of": N_("as of {0}"),
    "all_due": N_("all due by {0}"),
    "as_of_due": N_("as of {0}, when all are due"),
    "likely": N_("all finished by {0} (median)"),
    "undated": N_("Without a due date, so not in the line of the plan: {0}."),
    "before": N_("Finished according to their status, date not reported: {0}."),
    "plan_of": N_("List and due dates as of {0}."),
    "no_works": N_("The ledger has no works."),
    "by_programme": N_("By programme"),
    "by_category": N_("By category"),
    "by_town": N_("By town"),
    "by_month": N_("By month"),
    "month_end": N_("By the end of"),
    "late": N_("Overdue works"),
    "late_none": N_("No work is overdue."),
    "not_yet": N_("not reached: {0}"),
    "due_today": N_("due that day"),
    "waiting": N_("Villages not served yet"),
    "waiting_none": N_("All villages are served."),
    "waiting_note": N_("Villages with listed works that do not serve them yet; an orange ring marks overdue works."),
    "serving_already": N_("already served by other works: {0}"),
    "show_all": N_("Show all {0}"),
    "on_day": N_("As of {0}"),
    "none": N_("No milestone yet"),
    "not_reported": N_("not stated"),
    "ring": N_("Overdue (ring)"),
    "no_place": N_("Without a location on the map: {0}"),
    "time": N_("Day"),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "month_back": N_("A month back"),
    "month_on": N_("A month forward"),
    "category": N_("Category"),
    "village_people": N_("People"),
    "milestone": N_("Milestone"),
    "planned_day": N_("Planned for"),
    "reached_day": N_("Reached"),
    "late_by": N_("Days overdue"),
    "days": N_("{0} days"),
    "not_later": N_("by {0}"),
    "by_status": N_("according to its status"),
    "more": N_("More"),
    "by_segments": N_("Shown on the road segments it names."),
    "by_village": N_("No location of its own; shown in its first village."),
    "nowhere": N_("No location; not on the map."),
}
"""By the name under which the page asks for it."""
