"""The sheets of what to build: roads in the order of building, steps, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.plan import PlanResult
from gisplan.report.excel.plan.labels import (
    cost_column,
    cost_kind,
    cost_of,
    name_surface,
    prize_of,
    prize_unit,
    programme_names,
)
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet
from gisplan.report.gis.verdict_layers import join_codes
from gisplan.wording.plans import LOCK_LABELS

__all__ = ["STEP_KM", "STEP_PEOPLE", "list_next", "list_roads", "list_steps", "merge_units", "name_stretches"]

STEP_KM, STEP_PEOPLE = 2, 4
"""The columns of the running sums on the sheet of steps, for its curve."""

_ALIKE = ("step", "programme", "lock", "joined", "stretch", "loss_least", "loss_most")


def list_roads(planned: PlanResult, units: pd.DataFrame) -> Sheet:
    """What to build, in the order of building; `units` are those of `unit_layer`."""
    plan, problem = planned.plan, planned.plan.problem
    unit = prize_unit(problem, plan.prize)
    columns = [
        Column(_("step"), "count"),
        Column(_("programme")),
        Column(_("segment"), "code"),
        Column(_("name")),
        Column(_("class")),
        Column(_("surface now")),
        Column(_("from (m)"), "metres"),
        Column(_("to (m)"), "metres"),
        Column(_("length (km)"), "km"),
        *([] if problem.rules.cost == "km" else [cost_column(problem, _("cost ({0})"))]),
        Column(_("fixed in advance")),
        Column(_("loss without it, at least ({0})").format(unit), "count"),
        Column(_("upper bound ({0})").format(unit), "count"),
        Column(_("remark"), "long"),
    ]
    names = programme_names(problem)
    merged = merge_units(units[units["in_plan"]], _ALIKE).sort_values("step", kind="stable")
    rows = [_road(row, names, priced=problem.rules.cost != "km") for row in merged.to_dict("records")]
    more = [
        _("Loss without it: what the plan loses if the stretch is not built and the rest is planned again."),
        _("If both numbers are equal, the loss is exact; otherwise it lies between them."),
    ]
    total: list[Any] = [None] * len(columns)
    total[0], total[8] = _("total"), number_or_none(round(float(merged["km"].sum()), 6))
    if problem.rules.cost != "km":
        total[9] = number_or_none(round(float(merged["cost"].sum()), 2))
    title = _("Roads to build, in the order of building")
    return head_sheet(planned.before, _("roads"), title, columns, rows, more=more, frozen=3, total=total)


def _road(row: dict[str, Any], names: dict[str, str], *, priced: bool) -> list[Any]:
    remarks = [] if row["joined"] else [_("not connected to the trunk network yet: serves nobody new")]
    if row["candidate"]:
        remarks.append(_("new alignment"))
    lock = LOCK_LABELS.get(row["lock"])
    return [
        number_or_none(row["step"]),
        names.get(row["programme"], row["programme"]),
        *(text_or_none(row[name]) for name in ("segment", "name", "class")),
        None if row["candidate"] else name_surface(row["surface"]),
        row["from_m"],
        row["to_m"],
        round(row["km"], 6),
        *([number_or_none(round(row["cost"], 2))] if priced else []),
        _(lock) if lock else None,
        number_or_none(row["loss_least"]),
        number_or_none(row["loss_most"]),
        "; ".join(remarks) or None,
    ]


def list_steps(planned: PlanResult, steps: pd.DataFrame, settlements: pd.DataFrame) -> Sheet:
    """Each step: what it builds and whom it wins, with the running sums; frames of `plan_frames`."""
    problem = planned.plan.problem
    name_of = dict(zip(settlements["code"], settlements["name"], strict=True))
    priced = problem.rules.cost != "km"
    columns = [
        Column(_("step"), "count"),
        Column(_("length (km)"), "km"),
        Column(_("km so far"), "km"),
        Column(_("people newly served"), "count"),
        Column(_("people so far"), "count"),
        Column(_("villages newly served"), "count"),
        Column(_("groups newly served"), "count"),
        Column(_("people per km"), "count"),
        Column(_("segments"), "code"),
        Column(_("who is newly served"), "long"),
        *([cost_column(problem, _("cost so far ({0})"))] if priced else []),
    ]
    rows = []
    for row in steps.to_dict("records"):
        served = [
            f"{text_or_none(name_of.get(code)) or ''} {text_or_none(code) or ''}".strip() for code in row["codes"]
        ]
        told = [
            number_or_none(row["step"]),
            round(row["km"], 6),
            round(row["km_total"], 6),
            row["people"],
            number_or_none(row["people_total"]),
            row["villages"],
            row["groups"],
            round(row["people"] / row["km"], 1) if row["km"] > 0 else None,
            join_codes(row["segments"]),
            "; ".join(served) or None,
        ]
        rows.append([*told, number_or_none(round(row["cost_total"], 2))] if priced else told)
    more = [
        _(
            "Greedy order: next comes what serves most for its cost, and each step connects to those before it. "
            "Not proven to be the best order."
        ),
        _("A good order, not proven to be the best; the final plan is the same in any order."),
    ]
    return head_sheet(
        planned.before, _("steps"), _("Steps, in the order of building"), columns, rows, more=more, frozen=1
    )


def list_next(planned: PlanResult, units: pd.DataFrame) -> Sheet | None:
    """The best ways to go on beyond the plan; None where there are none."""
    if not planned.next:
        return None
    problem = planned.plan.problem
    unit = prize_unit(problem, planned.plan.prize)
    columns = [
        Column(_("rank"), "count"),
        Column(_("length (km)"), "km"),
        *([] if problem.rules.cost == "km" else [cost_column(problem, _("cost ({0})"))]),
        Column(_("would serve ({0})").format(unit), "count"),
        Column(_("stretches"), "long"),
    ]
    rows = []
    for rank, way in enumerate(planned.next, 1):
        chosen = units.iloc[sorted(way.units.tolist())]
        rows.append(
            [
                rank,
                round(float(chosen["km"].sum()), 6),
                *([] if cost_kind(problem) == "km" else [cost_of(problem, way.cost)]),
                prize_of(way.gain),
                name_stretches(chosen),
            ]
        )
    more = [
        _("What to build next with more money; each row builds on those before it; chosen greedily."),
        _("A row that serves nobody new can still bring a village closer that needs all its groups."),
    ]
    return head_sheet(planned.before, _("next"), _("Next, beyond the budgets"), columns, rows, more=more, frozen=1)


_APART_M = 0.15  # chainages are rounded to 0.1 m


def merge_units(units: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row for units that follow each other on their segment and are alike in `by`; kilometres and cost are summed.

    Parameters
    ----------
    units : DataFrame
        Rows of `unit_layer`, by segment and chainage.
    """
    before = units.shift()
    fresh = units["segment"].ne(before["segment"]) | (units["from_m"] - before["to_m"]).abs().gt(_APART_M)
    for name in by:
        alike = units[name].eq(before[name]) | (units[name].isna() & before[name].isna())
        fresh |= ~alike.fillna(False).astype(bool)
    kept = dict.fromkeys([*by, "segment", "name", "class", "surface", "candidate"], "first")
    sums = {"from_m": "first", "to_m": "last", "km": "sum", "cost": "sum"}
    merged: pd.DataFrame = pd.DataFrame(units).groupby(fresh.cumsum().to_numpy(), sort=True).agg({**kept, **sums})
    return merged.reset_index(drop=True)


def name_stretches(units: pd.DataFrame) -> str:
    """Stretches as one text: segment and chainage in metres."""
    rows = merge_units(units, []).to_dict("records")
    return "; ".join(f"{row['segment']} {row['from_m']:.0f}–{row['to_m']:.0f} m" for row in rows)
