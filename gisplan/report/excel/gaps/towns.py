"""The sheets of towns, each by criterion, and of findings on site that disagree with the files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.report.excel.context import WorkbookContext
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import NO_TOWN
from gisplan.wording.verdicts import STATES, explain_verdict

__all__ = ["list_findings", "list_towns"]


def list_towns(context: WorkbookContext) -> Sheet:
    """List the towns with the number of settlements that miss each criterion, or of which it is not known."""
    counts = _count_by_town(context)
    columns: list[Column] = [Column(_("town"), value=lambda row: row["town"])]
    for name, header in _town_headers(context).items():
        columns.append(_count_column(name, header))
    records = counts.reset_index(names="town").to_dict("records")
    total = [_("total"), *(number_or_none(counts[name].sum()) for name in counts)]
    notes = [_("Settlements that miss each criterion, and those that cannot be judged.")]
    return context.make_sheet(_("towns"), _("Towns"), columns, records, notes=notes, frozen=1, total=total)


def _count_column(name: str, header: str) -> Column:
    return Column(header, "count", lambda row: number_or_none(row[name]))


def _town_headers(context: WorkbookContext) -> Mapping[str, str]:
    """Return the header of each column of `_count_by_town`, in their order."""
    headers = {"villages": _("villages"), "exits": _("exit this year"), "people": _("people")}
    for c in context.gaps.criteria:
        if not c.layer_missing:
            for state in ("missed", "unknown"):
                name = context.criterion_names[c.criterion.id]
                headers[f"{c.criterion.id}: {state}"] = f"{name}: {_(STATES[state])}"
    return headers


def _count_by_town(context: WorkbookContext) -> pd.DataFrame:
    """Count villages, exits and people by town, and settlements missed and unknown by criterion."""
    gaps = context.gaps
    villages = gaps.villages.assign(town=gaps.villages["town"].fillna(NO_TOWN).astype(str))
    towns = villages.groupby("town", sort=True).agg(
        villages=("code", "size"), exits=("judged_for_exit", "sum"), people=("people", "sum")
    )
    verdicts = pd.DataFrame(gaps.settlements[["criterion", "state"]]).assign(town=context.towns)
    towns = towns.reindex(sorted(set(towns.index) | set(verdicts["town"]))).fillna(0)
    counts = verdicts.groupby(["criterion", "state", "town"]).size()
    for c in gaps.criteria:
        if not c.layer_missing:
            for state in ("missed", "unknown"):
                here = counts.get((c.criterion.id, state), pd.Series(dtype=float))
                towns[f"{c.criterion.id}: {state}"] = here.reindex(towns.index).fillna(0)
    return towns


def list_findings(context: WorkbookContext) -> Sheet | None:
    """List what was found on site beside what the files hold, disagreements first; None without findings."""
    gaps = context.gaps
    found = gaps.settlements[gaps.settlements["attested"].notna()].drop(columns="geometry")
    if not len(found):
        return None
    columns: list[Column] = [
        Column(_("revisit"), value=lambda row: _("yes") if row["second_visit"] else None),
        Column(_("code"), "code", lambda row: text_or_none(row["code"])),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("town"), value=lambda row: text_or_none(row["town"])),
        Column(_("criterion"), value=lambda row: context.criterion_names[row["criterion"]]),
        Column(_("by the files"), "state", lambda row: row["state"]),
        Column(_("found on site"), "state", lambda row: row["attested"].state),
        Column(_("department"), value=lambda row: row["attested"].by),
        Column(_("date of finding"), "date", lambda row: _parse_date(row["attested"].date)),
        Column(_("document"), "code", lambda row: row["attested"].document),
        Column(_("why"), "long", lambda row: explain_verdict(gaps, row, translate=_).text),
    ]
    records = found.sort_values("second_visit", ascending=False, kind="stable").to_dict("records")
    note = _("{0} finding(s) on site disagree with the files; neither replaces the other: revisit.")
    notes = [note.format(int(found["second_visit"].sum()))]
    return context.make_sheet(_("revisits"), _("Revisits"), columns, records, notes=notes, frozen=3)


def _parse_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
