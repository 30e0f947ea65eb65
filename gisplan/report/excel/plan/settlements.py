"""The sheet of villages and groups: who is joined, after which step, and why the others are not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gisplan.base.language import N_, _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.plan import PlanResult
from gisplan.report.excel.plan.labels import prize_unit
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import join_codes
from gisplan.wording.plans import NOT_SERVED_REASONS

__all__ = ["list_joined"]

_KINDS = {"village": N_("village"), "group": N_("group")}


def list_joined(planned: PlanResult, settlements: pd.DataFrame) -> Sheet:
    """Every village and group; `settlements` are those of `settlement_layer`."""
    plan = planned.plan
    scored = planned.score is not None
    columns = [
        Column(_("settlement")),
        Column(_("code"), "code"),
        Column(_("name")),
        Column(_("village"), "code"),
        Column(_("town")),
        Column(_("people"), "count"),
        Column(_("households"), "count"),
        Column(_("counts as ({0})").format(prize_unit(plan.problem, plan.prize)), "count"),
        Column(_("connected before")),
        Column(_("connected after")),
        Column(_("served at step"), "count"),
        Column(_("why not connected"), "long"),
        Column(_("groups required"), "code"),
        *([Column(_("connected by the list"))] if scored else []),
    ]
    rows = [_tell(row, scored=scored) for row in settlements.to_dict("records")]
    more = [_("People are counted where they live: a village with listed groups is counted in its groups.")]
    title = _("Villages and groups, before and after the plan")
    return head_sheet(planned.before, _("villages and groups"), title, columns, rows, more=more, frozen=3)


def _tell(row: dict[str, Any], *, scored: bool) -> list[Any]:
    kind, why = _KINDS[row["kind"]], NOT_SERVED_REASONS.get(row["why_not"])
    return [
        _(kind),
        *(text_or_none(row[name]) for name in ("code", "name", "village", "town")),
        *(number_or_none(row[name]) for name in ("people", "households", "prize")),
        _("yes") if row["before"] else _("no"),
        _("yes") if row["served"] else _("no"),
        number_or_none(row["step"]),
        _(why) if why else None,
        join_codes(row["needs"]) or None,
        *([_("yes") if row["served_by_list"] else _("no")] if scored else []),
    ]
