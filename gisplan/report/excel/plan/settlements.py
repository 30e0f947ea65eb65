"""The sheet of villages and groups: which are served, after which step, and why the others are not."""

from __future__ import annotations

from typing import Any

from gisplan.base.language import N_, _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.wording.plans import NOT_SERVED_REASONS
from gisplan.wording.verdicts import join_codes

__all__ = ["list_settlements"]

_KINDS = {"village": N_("village"), "group": N_("group")}


def list_settlements(context: PlanContext) -> Sheet:
    """List every village and group, before and after the plan."""
    columns: list[Column] = [
        Column(_("settlement"), value=lambda row: _(_KINDS[row["kind"]])),
        Column(_("code"), "code", lambda row: text_or_none(row["code"])),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("village"), "code", lambda row: text_or_none(row["village"])),
        Column(_("town"), value=lambda row: text_or_none(row["town"])),
        Column(_("people"), "count", lambda row: number_or_none(row["people"])),
        Column(_("households"), "count", lambda row: number_or_none(row["households"])),
        Column(_("counts as ({0})").format(context.prize_unit), "count", lambda row: number_or_none(row["prize"])),
        Column(_("connected before"), value=lambda row: _yes_or_no(row["served_before"])),
        Column(_("connected after"), value=lambda row: _yes_or_no(row["served"])),
        Column(_("served at step"), "count", lambda row: number_or_none(row["step"])),
        Column(_("why not connected"), "long", _format_reason),
        Column(_("groups required"), "code", lambda row: join_codes(row["needs"])),
    ]
    if context.result.score is not None:
        columns.append(Column(_("connected by the list"), value=lambda row: _yes_or_no(row["served_by_list"])))
    notes = [_("People are counted where they live: a village with listed groups is counted in its groups.")]
    title = _("Villages and groups, before and after the plan")
    records = context.result.settlements.drop(columns="geometry").to_dict("records")
    return context.county.make_sheet(_("villages and groups"), title, columns, records, notes=notes, frozen=3)


def _yes_or_no(value: Any) -> str:
    return _("yes") if value else _("no")


def _format_reason(row: dict[str, Any]) -> str | None:
    reason = NOT_SERVED_REASONS.get(row["why_not"])
    return _(reason) if reason else None
