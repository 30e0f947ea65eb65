"""The sheets of what lies beyond the plan: what to build next, and what other budgets would serve."""

from __future__ import annotations

from gisplan.base.language import _
from gisplan.plan import BudgetPoint
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.plan.units import name_stretches
from gisplan.report.excel.sheet_layout import Column, Sheet

__all__ = ["CURVE_BOUND", "CURVE_COST", "CURVE_VALUE", "list_budget_curve", "list_next"]

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
