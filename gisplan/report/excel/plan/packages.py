"""The sheets of contract packages by town, and of subtotals by town, programme and due year."""

from __future__ import annotations

from typing import Any

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.sheet_layout import Column, Sheet

__all__ = ["list_packages", "list_subtotals"]


def list_packages(context: PlanContext) -> Sheet:
    """List what is built in each town, and whom of it the plan newly serves."""
    columns = [
        Column(_("town"), value=_name_town),
        *_amount_columns(context),
        Column(_("villages newly served"), "count", lambda row: row["villages"]),
        Column(_("groups newly served"), "count", lambda row: row["groups"]),
        Column(_("people newly served"), "count", lambda row: row["people"]),
    ]
    notes = [
        _("A road belongs to the town in which the middle of each part lies, else to that of the nearest settlement."),
        _("Newly served: villages, groups and people of the town, wherever the road is."),
    ]
    records = context.result.packages.to_dict("records")
    return context.county.make_sheet(_("packages"), _("Contract packages by town"), columns, records, notes=notes)


def list_subtotals(context: PlanContext) -> Sheet:
    """List what is built by town, programme and the year in which the county's own works on the road are due."""
    names = context.programme_names
    columns = [
        Column(_("town"), value=_name_town),
        Column(_("programme"), value=lambda row: names.get(row["programme"], row["programme"])),
        Column(_("due"), "year", lambda row: number_or_none(row["due_year"])),
        *_amount_columns(context),
    ]
    notes = [
        _("Due: the year of the first of the county's own road works that names the segment; blank where none does.")
    ]
    title = _("Subtotals by town and programme")
    records = context.result.subtotals.to_dict("records")
    return context.county.make_sheet(_("subtotals"), title, columns, records, notes=notes)


def _amount_columns(context: PlanContext) -> list[Column]:
    return [
        Column(_("length (km)"), "km", lambda row: round(row["km"], 6)),
        *context.price_columns(_("cost ({0})"), lambda row: number_or_none(round(row["cost"], 2))),
        *context.yuan_columns(_("cost by the cost table (yuan)"), lambda row: row["yuan"]),
        Column(_("stretches"), "count", lambda row: row["stretches"]),
        Column(_("segments"), "count", lambda row: row["segments"]),
    ]


def _name_town(row: dict[str, Any]) -> str:
    return text_or_none(row["town"]) or _("town not known")
