"""The texts of uploads, downloads and entries for many works."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["LISTS"]

LISTS: Mapping[str, str] = {
    "sheets_title": N_("Sheets"),
    "sheets_intro": N_("A sheet of a bureau is compared row by row. Nothing is recorded before you say so."),
    "sheet": N_("Workbook of Excel (.xlsx)"),
    "compare": N_("Compare with the ledger"),
    "download": N_("Download this list"),
    "as_form": N_("form of the bureau (.xlsx)"),
    "sheet_line": N_("{0}: {1} rows of {2}, {3} of them new, {4} changed"),
    "unread": N_("columns not read: {0}"),
    "differences": N_("What it changes"),
    "row": N_("Row"),
    "field": N_("Value"),
    "old": N_("In the ledger"),
    "new": N_("In the sheet"),
    "new_work": N_("new work"),
    "more_rows": N_("and {0} more"),
    "no_difference": N_("The ledger holds all of this already."),
    "take": N_("Take the sheet into the ledger"),
    "taken": N_("Recorded: {0} entries."),
    "sheet_faults": N_("The sheet cannot be taken as it is"),
    "sheet_correct": N_("Correct the sheet, and upload it again."),
    "compared_again": N_("The ledger was changed meanwhile: this is the comparison with what it holds now."),
    "choose_works": N_("Record for several works"),
    "choose_work": N_("Choose {0}"),
    "milestone": N_("Milestone"),
    "record_chosen": N_("Record for the chosen works"),
    "bulk_title": N_("Nothing is recorded yet"),
    "bulk_conflict": N_("{0} recorded {1} meanwhile"),
    "bulk_left": N_("Record for the other {0}"),
}
