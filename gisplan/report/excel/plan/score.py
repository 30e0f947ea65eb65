"""The sheets that compare: a list that was evaluated, other budgets, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from gisplan.base.language import _
from gisplan.base.values import number_or_none, text_or_none
from gisplan.plan import BudgetPoint, ListEvaluation, sum_served
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.plan.page_layout import Block, Row
from gisplan.report.excel.plan.units import merge_units, name_stretches, name_unit_surface
from gisplan.report.excel.sheet_layout import Column, Sheet

__all__ = [
    "CURVE_BOUND",
    "CURVE_COST",
    "CURVE_VALUE",
    "compare_list",
    "list_budget_curve",
    "list_listed_segments",
    "list_next",
    "list_same_money_plan",
]


def compare_list(context: PlanContext, score: ListEvaluation) -> Block:
    """Make the block of the first page that sets the list beside the best plan for the same money."""
    rows = [*_compare_served(context, score), *_compare_amounts(context, score)]
    heading = _("Evaluation of the list {0}").format(score.listed.name)
    header = ["", _("the list"), _("best plan at the same cost")]
    return Block(heading, header, rows, [context.list_summary or ""])


def _compare_served(context: PlanContext, score: ListEvaluation) -> Iterator[Row]:
    """Count what list and plan newly serve."""
    demand, best = context.problem.demand, score.best
    before = sum_served(demand, best.before)
    by_list, by_plan = (sum_served(demand, served) for served in (score.served, best.served))
    yield Row(_("villages newly connected"), [by_list.villages - before.villages, by_plan.villages - before.villages])
    yield Row(_("groups newly connected"), [by_list.groups - before.groups, by_plan.groups - before.groups])
    yield Row(_("people newly served"), [by_list.people - before.people, by_plan.people - before.people])


def _compare_amounts(context: PlanContext, score: ListEvaluation) -> Iterator[Row]:
    """Compare prize and cost of list and plan."""
    best, kind = score.best, context.cost_kind
    without_effect = int(context.problem.units.cost[score.without_effect].sum())
    costs = [context.cost(score.cost), context.cost(sum(best.spent().values()))]
    yield Row(
        _("newly served ({0})").format(context.prize_unit), [context.prize(score.value), context.prize(best.value)]
    )
    yield Row(_("upper bound for any choice ({0})").format(context.prize_unit), [None, context.prize(best.bound)])
    yield Row(_("spent ({0})").format(context.cost_unit), costs, kind)
    yield Row(
        _("of which serves nobody new ({0})").format(context.cost_unit), [context.cost(without_effect), None], kind
    )


def list_listed_segments(context: PlanContext) -> Sheet | None:
    """List the segments of the scored list with how much of each is needed; None without a list."""
    score = context.result.score
    if score is None:
        return None
    columns: list[Column] = [
        Column(_("segment"), "code", lambda row: text_or_none(row["segment"])),
        Column(_("name"), value=lambda row: text_or_none(row.get("name"))),
        Column(_("class"), value=lambda row: text_or_none(row.get("class"))),
        Column(_("surface now"), value=lambda row: name_unit_surface(row) if "surface" in row else None),
        Column(_("length (km)"), "km", lambda row: _kilometres(row, "km")),
        Column(_("of which needed (km)"), "km", lambda row: _kilometres(row, "needed_km")),
        Column(_("of which serves nobody new (km)"), "km", lambda row: _kilometres(row, "without_effect_km")),
        Column(_("built already (km)"), "km", lambda row: _kilometres(row, "done_km")),
        Column(_("also in the plan (km)"), "km", lambda row: _kilometres(row, "in_plan_km")),
        Column(_("judgement"), value=lambda row: row["judgement"]),
    ]
    notes = [
        context.list_summary or "",
        _(
            "Serves nobody new: without it, the rest of the list serves as many. Another choice within the list "
            "may give the same result."
        ),
        _("A listed segment counts in full."),
    ]
    records = [*_judge_segments(context.result.units), *_list_other_segments(score)]
    title = _("The list {0}, segment by segment").format(score.listed.name)
    return context.county.make_sheet(_("list"), title, columns, records, notes=notes, frozen=1)


def _kilometres(row: Mapping[str, Any], name: str) -> float | int | None:
    return number_or_none(round(row[name], 6)) if name in row else None


def _judge_segments(units: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Sum the units of each listed segment by their effect in the list."""
    listed = pd.DataFrame(units[units["listed"]])
    done, without_effect = listed["lock"].eq("done"), listed["without_effect"]
    parts = listed.assign(
        needed_km=np.where(without_effect | done, 0.0, listed["km"]),
        without_effect_km=np.where(without_effect, listed["km"], 0.0),
        done_km=np.where(done, listed["km"], 0.0),
        in_plan_km=np.where(listed["in_plan"], listed["km"], 0.0),
    )
    first = dict.fromkeys(("name", "class", "surface", "candidate"), "first")
    sums = dict.fromkeys(("km", "needed_km", "without_effect_km", "done_km", "in_plan_km"), "sum")
    for segment, row in parts.groupby("segment", sort=False).agg({**first, **sums}).iterrows():
        judgement = _judge(needed=row["needed_km"] > 0, without_effect=row["without_effect_km"] > 0)
        yield {"segment": segment, **row, "judgement": judgement}


def _judge(*, needed: bool, without_effect: bool) -> str:
    if needed:
        return _("partly needed") if without_effect else _("needed")
    return _("serves nobody new") if without_effect else _("built already")


def _list_other_segments(score: ListEvaluation) -> Iterator[dict[str, Any]]:
    """List the segments of the list that are no unit."""
    for codes, judgement in (
        (score.listed.already_sealed, _("nothing to seal")),
        (score.listed.unknown, _("not in the county")),
    ):
        for code in codes:
            yield {"segment": code, "judgement": judgement}


def list_same_money_plan(context: PlanContext) -> Sheet | None:
    """List the best plan for what the list spends, stretch by stretch; None without a list."""
    score = context.result.score
    if score is None:
        return None
    columns: list[Column] = [
        Column(_("segment"), "code", lambda row: text_or_none(row["segment"])),
        Column(_("name"), value=lambda row: text_or_none(row["name"])),
        Column(_("class"), value=lambda row: text_or_none(row["class"])),
        Column(_("surface now"), value=name_unit_surface),
        Column(_("from (m)"), "metres", lambda row: row["from_m"]),
        Column(_("to (m)"), "metres", lambda row: row["to_m"]),
        Column(_("length (km)"), "km", lambda row: round(row["km"], 6)),
        Column(_("programme"), value=lambda row: row["paid_by"]),
        Column(_("also on the list"), value=lambda row: _("yes") if row["listed"] else _("no")),
    ]
    names = list(context.programme_names.values())
    paid_by = [names[k] if k >= 0 else "" for k in score.best.programme.tolist()]
    chosen = context.result.units.assign(paid_by=paid_by)[score.best.built]
    total = [_("total"), *[None] * 5, number_or_none(round(float(chosen["km"].sum()), 6)), None, None]
    title = _("What to build at the same cost")
    records = merge_units(chosen, ["paid_by", "listed"]).to_dict("records")
    notes = [context.list_summary or ""]
    return context.county.make_sheet(_("instead"), title, columns, records, notes=notes, frozen=1, total=total)


CURVE_COST, CURVE_VALUE, CURVE_BOUND = 0, 1, 2
"""The columns on the sheet of other budgets that its chart draws."""


def list_next(context: PlanContext) -> Sheet | None:
    """List the best ways to go on beyond the plan; None where there are none."""
    extensions = context.result.next
    if not extensions:
        return None
    units = context.result.units
    records = [
        {"rank": rank, "way": way, "units": units.iloc[sorted(way.units.tolist())]}
        for rank, way in enumerate(extensions, 1)
    ]
    columns: list[Column] = [
        Column(_("rank"), "count", lambda row: row["rank"]),
        Column(_("length (km)"), "km", lambda row: round(float(row["units"]["km"].sum()), 6)),
        *context.price_columns(_("cost ({0})"), lambda row: context.cost(row["way"].cost)),
        Column(_("would serve ({0})").format(context.prize_unit), "count", lambda row: context.prize(row["way"].gain)),
        Column(_("stretches"), "long", lambda row: name_stretches(row["units"])),
    ]
    notes = [
        _("What to build next with more money; each row builds on those before it; chosen greedily."),
        _("A row that serves nobody new can still bring a village closer that needs all its groups."),
    ]
    return context.county.make_sheet(_("next"), _("Next, beyond the budgets"), columns, records, notes=notes, frozen=1)


def list_budget_curve(context: PlanContext) -> Sheet | None:
    """List the best plan for each of other budgets; None where they were not solved for."""
    points = context.result.budget_curve
    if not points:
        return None
    unit = context.prize_unit
    columns: list[Column] = [
        context.cost_column(_("spent ({0})"), lambda point: context.cost(point.cost)),
        Column(_("newly served ({0})").format(unit), "count", lambda point: context.prize(point.value)),
        Column(_("upper bound ({0})").format(unit), "count", lambda point: context.prize(point.bound)),
        Column(_("people newly served"), "count", lambda point: point.people),
        Column(_("proven"), value=lambda point: _("yes") if point.proven else _("no")),
        Column(_("share of the budgets (%)"), "number", lambda point: round(100 * point.share, 1)),
        *(_budget_column(context, id) for id in context.programme_names),
    ]
    notes = [_("The best plan for each share of the budgets; every row is a separate plan.")]
    return context.county.make_sheet(_("budget curve"), _("Other budgets"), columns, points, notes=notes)


def _budget_column(context: PlanContext, programme: str) -> Column:
    def budget(point: BudgetPoint) -> float | int | None:
        return context.cost(point.budgets.get(programme))

    header = _("budget of {0}").format(context.programme_names[programme]) + " ({0})"
    return context.cost_column(header, budget)
