"""The sheets that sum up: each town by criterion, and what was found on site."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.gaps import Gaps
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import NO_TOWN, settlement_towns
from gisplan.wording.names import name_criterion
from gisplan.wording.verdicts import STATES, explain_verdict

__all__ = ["list_findings", "list_towns"]


def list_towns(gaps: Gaps) -> Sheet:
    """One row a town: how many settlements each criterion misses there, and of how many nobody knows."""
    villages = gaps.villages.assign(town=gaps.villages["town"].fillna(NO_TOWN).astype(str))
    towns = villages.groupby("town", sort=True).agg(
        villages=("code", "size"), decide=("judged_for_exit", "sum"), people=("people", "sum")
    )
    verdicts = pd.DataFrame(gaps.settlements[["criterion", "state"]]).assign(town=settlement_towns(gaps))
    towns = towns.reindex(sorted(set(towns.index) | set(verdicts["town"]))).fillna(0)
    counts = verdicts.groupby(["criterion", "state", "town"]).size()
    asked = [c.criterion.id for c in gaps.criteria if not c.layer_missing]
    told = {
        (id, state): counts.get((id, state), pd.Series(dtype=float)).reindex(towns.index).fillna(0)
        for id in asked
        for state in ("missed", "unknown")
    }
    columns = [Column(_("town")), Column(_("villages"), "count"), Column(_("exit this year"), "count")]
    columns.append(Column(_("people"), "count"))
    for id, state in told:
        columns.append(Column(f"{name_criterion(id, translate=_)}: {_(STATES[state])}", "count"))
    whole = [towns["villages"], towns["decide"], towns["people"], *told.values()]
    rows = [[town, *map(number_or_none, row)] for town, *row in zip(towns.index, *whole, strict=True)]
    total = [_("total"), *(number_or_none(column.sum()) for column in whole)]
    more = [_("Settlements that miss each criterion, and those that cannot be judged.")]
    return head_sheet(gaps, _("towns"), _("Towns"), columns, rows, more=more, frozen=1, total=total)


def list_findings(gaps: Gaps) -> Sheet | None:
    """What was found on site beside what the files say, those first that disagree; None without findings."""
    found = gaps.settlements[gaps.settlements["attested"].notna()].drop(columns="geometry")
    if not len(found):
        return None
    columns = [
        Column(_("revisit")),
        Column(_("code"), "code"),
        Column(_("name")),
        Column(_("town")),
        Column(_("criterion")),
        Column(_("by the files"), "state"),
        Column(_("found on site"), "state"),
        Column(_("department")),
        Column(_("date of finding"), "date"),
        Column(_("document"), "code"),
        Column(_("why"), "long"),
    ]
    rows = [
        _tell(gaps, row) for row in found.sort_values("second_visit", ascending=False, kind="stable").to_dict("records")
    ]
    told = _("{0} finding(s) on site disagree with the files; neither replaces the other: revisit.")
    more = [told.format(int(found["second_visit"].sum()))]
    return head_sheet(gaps, _("revisits"), _("Revisits"), columns, rows, more=more, frozen=3)


def _tell(gaps: Gaps, row: dict[str, Any]) -> list[Any]:
    attested = row["attested"]
    return [
        _("yes") if row["second_visit"] else None,
        *(text_or_none(row[name]) for name in ("code", "name", "town")),
        name_criterion(row["criterion"], translate=_),
        row["state"],
        attested.state,
        attested.by,
        date.fromisoformat(attested.date) if attested.date else None,
        attested.document,
        explain_verdict(gaps, row, translate=_)[1],
    ]
