"""The sheets of the villages and the groups: each one's state, and why."""

from __future__ import annotations

from typing import Any

from gisplan.base.language import _
from gisplan.base.values import text_or_none
from gisplan.gaps import Gaps
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import NO_TOWN, format_near_ends, join_codes, settlement_towns
from gisplan.wording.verdicts import explain_listed_works, explain_verdict, round_metres

__all__ = ["list_settlements"]


def list_settlements(gaps: Gaps, kind: str, name: str) -> Sheet:
    """One row for each settlement of a kind ("village" or "group") and criterion."""
    columns = [
        Column(_("code"), "code"),
        Column(_("name")),
        Column(_("town")),
        *([Column(_("village"), "code")] if kind == "group" else []),
        Column(_("people"), "count"),
        Column(_("households"), "count"),
        Column(_("criterion")),
        Column(_("state"), "state"),
        Column(_("why"), "long"),
        Column(_("distance (m)"), "metres"),
        Column(_("to seal (m)"), "metres"),
        Column(_("off network (m)"), "metres"),
        Column(_("cost (m)"), "metres"),
        Column(_("cut off")),
        Column(_("segments to seal"), "code"),
        Column(_("segments to survey"), "code"),
        Column(_("depends on"), "code"),
        Column(_("nearest road ends"), "code"),
        Column(_("what is planned"), "long"),
        Column(_("found on site"), "state"),
        Column(_("revisit")),
    ]
    told = gaps.settlements.drop(columns="geometry").assign(town=settlement_towns(gaps))
    rows = told[told["settlement"] == kind].to_dict("records")
    return head_sheet(gaps, name, name.capitalize(), columns, [_tell(gaps, row, kind) for row in rows], frozen=2)


def _tell(gaps: Gaps, row: dict[str, Any], kind: str) -> list[Any]:
    metres = [round_metres(row[name]) for name in ("distance_m", "unsealed_m", "off_network_m", "cost_m")]
    return [
        text_or_none(row["code"]),
        text_or_none(row["name"]),
        None if row["town"] == NO_TOWN else row["town"],
        *([text_or_none(row["village"])] if kind == "group" else []),
        row["people"],
        row["households"],
        row["criterion"],
        row["state"],
        explain_verdict(gaps, row, translate=_)[1],
        *metres,
        _("cut off") if row["cut_off"] else None,
        join_codes(row["segments"]),
        join_codes(row["segments_to_survey"]),
        text_or_none(row["depends_on"]),
        format_near_ends(row["near_ends"]),
        explain_listed_works(row, translate=_),
        row["attested"].state if row["attested"] else None,
        _("yes") if row["second_visit"] else None,
    ]
