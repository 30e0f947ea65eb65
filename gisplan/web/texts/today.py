"""The texts of the first page."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["TODAY"]

TODAY: Mapping[str, str] = {
    "today_title": N_("Today, {0}"),
    "verdict_title": N_("The county on {0}"),
    "verdict_title_no_day": N_("The county"),
    "finished_of": N_("{0} of {1} finished"),
    "by_milestone": N_("finished means: {0}"),
    "late_count": N_("{0} overdue"),
    "none_late": N_("none overdue"),
    "no_works": N_("The ledger has no works. Load them with gisplan ledger open COUNTY, or import a sheet."),
    "fresh": N_("+{0} since last week"),
    "changed_to": N_("Villages now {0}: {1} (changed since last week)"),
    "changed_none": N_("No verdict of a village changed since last week."),
    "verdict_making_short": N_("The county's verdict is being made: it appears here in a minute."),
    "week_title": N_("Since last week"),
    "week_none": N_("Nothing was recorded in the last seven days."),
    "week_events": N_("{0} entries for {1} works"),
    "week_by": N_("recorded by"),
    "latest": N_("Latest entries"),
    "list_late": N_("Overdue"),
    "list_soon": N_("Due within 14 days"),
    "list_unreported": N_("Not reported this week"),
    "show_all": N_("Show all {0}"),
    "days_late": N_("{0} days overdue"),
    "due_on": N_("{0} due on {1}"),
    "reported_on": N_("last report: {0}"),
    "never_reported": N_("no report yet"),
}
