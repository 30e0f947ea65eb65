"""The sheets about roads: ends that nearly touch, and stretches on which access hangs."""

from __future__ import annotations

from gisplan.base.language import N_, _
from gisplan.base.values import text_or_none
from gisplan.gaps import Gaps
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import format_changed_verdicts
from gisplan.wording.verdicts import round_metres

__all__ = ["list_critical", "list_near_misses"]

_GOALS = {"trunk": N_("trunk network"), "seat": N_("seat of its town")}


def list_near_misses(gaps: Gaps) -> Sheet:
    """Where someone should look first: does the road really end there?"""
    columns = [
        Column(_("end of"), "code"),
        Column(_("near"), "code"),
        Column(_("gap (m)"), "metres"),
        Column(_("verdicts it would change"), "count"),
        Column(_("people"), "count"),
        Column(_("which"), "code"),
        Column(_("x (east, m)"), "metres"),
        Column(_("y (north, m)"), "metres"),
    ]
    rows = [
        [
            text_or_none(row["segment"]),
            text_or_none(row["near"]),
            round_metres(row["gap_m"]),
            row["verdicts"],
            row["people"],
            format_changed_verdicts(row["changed_verdicts"]),
            round_metres(row["geometry"].x),
            round_metres(row["geometry"].y),
        ]
        for row in gaps.near_misses.to_dict("records")
    ]
    told = _(
        "Road ends within {0:g} m of another road without touching it; those that would change most verdicts first."
    )
    more = [told.format(gaps.settings.near_miss_m), gaps.county.crs.to_string()]
    return head_sheet(gaps, _("near misses"), _("Near misses"), columns, rows, more=more, frozen=2)


def list_critical(gaps: Gaps) -> Sheet:
    """Stretches of road whose loss would cut met settlements off."""
    columns = [
        Column(_("criterion")),
        Column(_("leads to")),
        Column(_("segment"), "code"),
        Column(_("from (m)"), "metres"),
        Column(_("to (m)"), "metres"),
        Column(_("length (m)"), "metres"),
        Column(_("settlements"), "count"),
        Column(_("people"), "count"),
    ]
    rows = [
        [
            row["criterion"],
            _name_goal(row["to"]),
            text_or_none(row["segment"]),
            *(round_metres(row[name]) for name in ("from_m", "to_m", "length_m")),
            row["settlements"],
            row["people"],
        ]
        for row in gaps.critical_edges.drop(columns="geometry").to_dict("records")
    ]
    more = [
        _(
            "Segments without which settlements that are met now would lose access, with the settlements and people "
            "that depend on each."
        )
    ]
    return head_sheet(gaps, _("critical segments"), _("Critical segments"), columns, rows, more=more, frozen=3)


def _name_goal(goal: str) -> str:
    return _(_GOALS[goal]) if goal in _GOALS else goal
