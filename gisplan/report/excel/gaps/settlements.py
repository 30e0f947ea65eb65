"""The sheets of single places: the villages, the groups, and the households without power by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import text_or_none
from gisplan.gaps import Gaps
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import NO_TOWN
from gisplan.wording.verdicts import explain_listed_works, explain_verdict, format_near_ends, join_codes, round_metres

__all__ = ["NAMES_COLUMN", "list_settlements", "list_unpowered_households"]

NAMES_COLUMN = "unconnected_names"
"""The column of the layer power that holds names of persons."""

_BETWEEN_NAMES = re.compile(r"[;;、,,/\n\r\t]+")


def list_settlements(context: WorkbookContext, kind: str, name: str) -> Sheet:
    """List the verdict of each settlement of a kind ("village" or "group") under each criterion."""
    gaps = context.gaps
    columns: list[Column] = [
        Column(_("code"), "code", lambda row: text_or_none(row["code"])),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("town"), value=lambda row: None if row["town"] == NO_TOWN else row["town"]),
        *([Column(_("village"), "code", lambda row: text_or_none(row["village"]))] if kind == "group" else []),
        Column(_("people"), "count", lambda row: row["people"]),
        Column(_("households"), "count", lambda row: row["households"]),
        Column(_("criterion"), value=lambda row: row["criterion"]),
        Column(_("state"), "state", lambda row: row["state"]),
        Column(_("why"), "long", lambda row: explain_verdict(gaps, row, translate=_).text),
        Column(_("distance (m)"), "metres", lambda row: round_metres(row["distance_m"])),
        Column(_("to seal (m)"), "metres", lambda row: round_metres(row["unsealed_m"])),
        Column(_("off network (m)"), "metres", lambda row: round_metres(row["off_network_m"])),
        Column(_("cost (m)"), "metres", lambda row: round_metres(row["cost_m"])),
        Column(_("cut off"), value=lambda row: _("cut off") if row["cut_off"] else None),
        Column(_("segments to seal"), "code", lambda row: join_codes(row["segments"])),
        Column(_("segments to survey"), "code", lambda row: join_codes(row["segments_to_survey"])),
        Column(_("depends on"), "code", lambda row: text_or_none(row["depends_on"])),
        Column(_("nearest road ends"), "code", lambda row: format_near_ends(row["near_ends"])),
        Column(_("what is planned"), "long", lambda row: explain_listed_works(row, translate=_)),
        Column(_("found on site"), "state", lambda row: row["attested"].state if row["attested"] else None),
        Column(_("revisit"), value=lambda row: _("yes") if row["second_visit"] else None),
    ]
    rows = gaps.settlements.drop(columns="geometry").assign(town=context.towns)
    records = rows[rows["settlement"] == kind].to_dict("records")
    return context.make_sheet(name, name.capitalize(), columns, records, frozen=2)


def list_unpowered_households(context: WorkbookContext) -> Sheet:
    """List the households without power by name: written only with the option for names."""
    columns: list[Column] = [
        Column(_("town"), value=lambda row: text_or_none(row["town"])),
        Column(_("village code"), "code", lambda row: row["village"]),
        Column(_("village name"), value=lambda row: text_or_none(row["name"])),
        Column(_("household"), value=lambda row: row["household"]),
        Column(_("power planned"), "date", lambda row: _day(row["plan_date"])),
        Column(_("row"), "count", lambda row: int(row["row"])),
    ]
    notes = [_("Names of persons: only for connecting these households; do not pass on.")]
    records = _split_household_names(context.gaps)
    return context.make_sheet(_("names"), _("Households without power"), columns, records, notes=notes, frozen=3)


def _split_household_names(gaps: Gaps) -> Iterator[dict[str, Any]]:
    """Split each village's list of names at the marks that lists are written with; one record a household."""
    power = gaps.county.power
    if power is None or NAMES_COLUMN not in power:
        return
    villages = gaps.villages.dropna(subset="code").drop_duplicates("code").set_index("code")[["town", "name"]]
    named = power[power[NAMES_COLUMN].notna()].join(villages, on="village").sort_values("row", kind="stable")
    for row in named.to_dict("records"):
        for name in _BETWEEN_NAMES.split(str(row[NAMES_COLUMN])):
            if name.strip():
                yield {**row, "household": name.strip()}


def _day(value: Any) -> Any:
    return None if pd.isna(value) else pd.Timestamp(value).date()
