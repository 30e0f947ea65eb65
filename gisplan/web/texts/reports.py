"""The texts of the pages of reports."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["REPORTS"]

REPORTS: Mapping[str, str] = {
    "nav_reports": N_("Reports"),
    "reports_title": N_("Reports"),
    "new_report": N_("New report"),
    "reports_made": N_("Reports asked for"),
    "no_reports": N_("No report has been asked for yet."),
    "refresh": N_("Refresh"),
    "under_way": N_("Reports under way"),
    "percent_done": N_("done: {0} %"),
    "asked_by": N_("asked for by {0}, {1}"),
    "of_day": N_("as of {0}, by the ledger up to record {1}"),
    "ended_at": N_("ended {0}"),
    "cancelled_who": N_("cancelled by {0}"),
    "ledger_changed": N_("The ledger has changed since."),
    "files_changed": N_("The county's files have changed since."),
    "make_again": N_("Make again"),
    "run_again": N_("Run again"),
    "cancel": N_("Cancel"),
    "ask_for_it": N_("Make the report"),
    "report_files": N_("Files"),
    "open_page": N_("Open"),
    "download": N_("Download"),
    "report_notes": N_("To be noted"),
    "report_fault": N_("It could not be made"),
    "interrupted_means": N_("The process that made it has ended before it was finished. Have it run again."),
    "waiting_means": N_("It is made as soon as a process is free. You need not wait on this page."),
    "all_reports": N_("All reports"),
    "with_names": N_("with names of households"),
    "names_means": N_("Only accounts that may see all households by name see such a report."),
    "same_as": N_("The command {0} writes the same files."),
    "month_end": N_("end of last month: {0}"),
    "kept_for": N_("Reports are kept for {0} days, those with names of households for {1} days."),
    "kept_for_days": N_("Reports are kept for {0} days."),
    "no_folder": N_(
        'There is no folder for reports. Name one that all servers can reach in gisplan.toml: [ledger] files = "…".'
    ),
}
