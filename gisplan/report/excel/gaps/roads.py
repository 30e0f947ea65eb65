"""The sheets about roads: ends that nearly touch, and stretches that are the only access of settlements."""

from __future__ import annotations

from gisplan.base.language import N_, _
from gisplan.base.values import text_or_none
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.verdicts import format_changed_verdicts, round_metres

__all__ = ["list_critical_edges", "list_near_misses"]

_GOALS = {"trunk": N_("trunk network"), "seat": N_("seat of its town")}


def list_near_misses(context: WorkbookContext) -> Sheet:
    """List the road ends to check first: does the road really end there?"""
    gaps = context.gaps
    columns: list[Column] = [
        Column(_("end of"), "code", lambda row: text_or_none(row["segment"])),
        Column(_("near"), "code", lambda row: text_or_none(row["near"])),
        Column(_("gap (m)"), "metres", lambda row: round_metres(row["gap_m"])),
        Column(_("verdicts it would change"), "count", lambda row: row["verdicts"]),
        Column(_("people"), "count", lambda row: row["people"]),
        Column(_("which"), "code", lambda row: format_changed_verdicts(row["changed_verdicts"])),
        Column(_("x (east, m)"), "metres", lambda row: round_metres(row["geometry"].x)),
        Column(_("y (north, m)"), "metres", lambda row: round_metres(row["geometry"].y)),
    ]
    note = _(
        "Road ends within {0:g} m of another road without touching it; those that would change most verdicts first."
    )
    notes = [note.format(gaps.settings.near_miss_m), gaps.county.crs.to_string()]
    records = gaps.near_misses.to_dict("records")
    return context.make_sheet(_("near misses"), _("Near misses"), columns, records, notes=notes, frozen=2)


def list_critical_edges(context: WorkbookContext) -> Sheet:
    """List the stretches of road whose loss would cut off settlements that are met."""
    columns: list[Column] = [
        Column(_("criterion"), value=lambda row: row["criterion"]),
        Column(_("leads to"), value=lambda row: _(_GOALS[row["to"]]) if row["to"] in _GOALS else row["to"]),
        Column(_("segment"), "code", lambda row: text_or_none(row["segment"])),
        Column(_("from (m)"), "metres", lambda row: round_metres(row["from_m"])),
        Column(_("to (m)"), "metres", lambda row: round_metres(row["to_m"])),
        Column(_("length (m)"), "metres", lambda row: round_metres(row["length_m"])),
        Column(_("settlements"), "count", lambda row: row["settlements"]),
        Column(_("people"), "count", lambda row: row["people"]),
    ]
    notes = [
        _(
            "Segments without which settlements that are met now would lose access, with the settlements and people "
            "that depend on each."
        )
    ]
    records = context.gaps.critical_edges.drop(columns="geometry").to_dict("records")
    return context.make_sheet(_("critical segments"), _("Critical segments"), columns, records, notes=notes, frozen=3)
