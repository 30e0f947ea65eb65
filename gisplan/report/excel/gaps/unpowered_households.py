"""The sheet of households without power, by name: written only where someone asks for names."""

from __future__ import annotations

import re

import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import text_or_none
from gisplan.gaps import Gaps
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet

__all__ = ["NAMES_COLUMN", "list_names"]

NAMES_COLUMN = "unconnected_names"
_BETWEEN = re.compile(r"[;;、,,/\n\r\t]+")


def list_names(gaps: Gaps) -> Sheet:
    """One row a household, by village; names are cut at the marks that lists are written with."""
    columns = [
        Column(_("town")),
        Column(_("village code"), "code"),
        Column(_("village name")),
        Column(_("household")),
        Column(_("power planned"), "date"),
        Column(_("row"), "count"),
    ]
    power = gaps.county.power
    rows = []
    if power is not None and NAMES_COLUMN in power:
        places = gaps.villages.dropna(subset="code").drop_duplicates("code").set_index("code")[["town", "name"]]
        named = power[power[NAMES_COLUMN].notna()].join(places, on="village").sort_values("row", kind="stable")
        for row in named.to_dict("records"):
            day = None if pd.isna(row["plan_date"]) else pd.Timestamp(row["plan_date"]).date()
            names = [name.strip() for name in _BETWEEN.split(str(row[NAMES_COLUMN])) if name.strip()]
            for name in names:
                rows.append(
                    [text_or_none(row["town"]), row["village"], text_or_none(row["name"]), name, day, int(row["row"])]
                )
    more = [_("Names of persons: only for connecting these households; do not pass on.")]
    return head_sheet(gaps, _("names"), _("Households without power"), columns, rows, more=more, frozen=3)
