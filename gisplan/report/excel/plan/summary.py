"""The summary of the plan's workbook: the answer, who is served, and its charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _
from gisplan.plan import Plan, sum_served
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.plan.page_layout import Block, Page, Row
from gisplan.report.excel.plan.score import CURVE_BOUND, CURVE_COST, CURVE_VALUE, compare_list
from gisplan.report.excel.plan.units import STEP_KM, STEP_PEOPLE
from gisplan.report.excel.sheet_layout import Sheet, count_head
from gisplan.wording.palette import PALETTE
from gisplan.wording.plan_findings import (
    format_length,
    format_price,
    list_count_differences,
    list_far_ends,
    list_locks,
    list_modes,
)
from gisplan.wording.plans import (
    NOT_SERVED_REASONS,
    format_plan_quality,
    list_unusable_programmes,
    name_prize,
    name_surfaces,
)

__all__ = ["CURVE_ROWS", "add_budget_curve", "add_steps_curve", "summarize_plan"]


def summarize_plan(context: PlanContext) -> Page:
    """Make the page for whoever reads one page."""
    plan, score = context.plan, context.result.score
    blocks = [
        _list_budgets(context),
        _count_served(plan),
        _compare_verdicts(context),
        _rate_plan(context),
        _count_not_served(plan),
    ]
    if score is not None:
        blocks.append(compare_list(context, score))
    return Page(
        name=_("summary"),
        title=_("{0}: roads to build first").format(context.problem.county.name),
        answer=format_plan_quality(plan),
        warnings=(*context.county.warnings, *list_unusable_programmes(plan.problem), *list_far_ends(context.result)),
        lines=context.county.header_lines,
        blocks=[block for block in blocks if block.rows or block.lines],
    )


def _list_budgets(context: PlanContext) -> Block:
    """List the programmes with their budgets, and what counts."""
    plan = context.plan
    header = [
        _("programme"),
        *(
            text.format(context.cost_unit)
            for text in (_("budget ({0})"), _("spent ({0})"), _("left ({0})"), _("under contract ({0})"))
        ),
    ]
    rows = [_budget_row(context, k, id) for k, id in enumerate(context.programme_names)]
    if len(rows) > 1:
        spent, locked = context.cost(sum(plan.spent().values())), _sum_locked(context)
        rows.append(Row(_("total"), [None, spent, None, locked], context.cost_kind))
    return Block(_("Task"), header, rows, list(_describe_terms(context)))


def _budget_row(context: PlanContext, k: int, id: str) -> Row:
    """Return budget, spent, left and under contract of the k-th programme."""
    plan = context.plan
    budget, spent = plan.budgets.get(id), plan.spent()[id]
    left = None if budget is None else budget - spent
    amounts = [context.cost(parts) for parts in (budget, spent, left)]
    return Row(context.programme_names[id], [*amounts, _sum_locked(context, k)], context.cost_kind)


def _sum_locked(context: PlanContext, k: int | None = None) -> float | int | None:
    """Sum the cost of what must be built, of the k-th programme or of all."""
    plan = context.plan
    locked = plan.locked.required if k is None else plan.locked.required & (plan.programme == k)
    return context.cost(int(context.problem.units.cost[locked].sum()))


def _describe_terms(context: PlanContext) -> Iterator[str]:
    """Describe the objective, and what it takes to be served."""
    plan, problem, rules = context.plan, context.problem, context.problem.rules
    if plan.serve_all:
        yield _("Objective: connect everyone who can be connected, at least cost. No budget was given.")
    else:
        text = _("Objective: the most {0} newly served within the budgets; among equal plans, the cheapest.")
        yield text.format(context.prize_unit)
    yield _("Sealed surfaces: {0}; the same for all settlements, before and after.").format(
        name_surfaces(rules.surfaces)
    )
    text = _(
        "Connected: within {0:g} m (groups: {1:g} m) passes a road that is sealed all the way to the trunk network."
    )
    yield text.format(*(problem.reach_by_kind[kind].reach_m for kind in ("village", "group")))
    if rules.village_needs == "groups":
        text = _(
            "A village is connected when all its groups of {0:g} households or more are; a village without such a "
            "group, by its own reaching point."
        )
        yield text.format(rules.min_households)
    if rules.exit_weight != 1.0:
        text = _("Villages that exit in {0} count {1:g} times.")
        yield text.format(problem.standard.exit_year or "–", rules.exit_weight)
    yield from list_modes(problem)
    if plan.built.any():
        yield format_length(context.result)
    if price := format_price(context.result):
        yield price
    yield from list_count_differences(problem)
    yield from list_locks(plan)


def _count_served(plan: Plan) -> Block:
    """Count who is served before and after the plan, could be, and is there."""
    demand = plan.problem.demand
    everyone = plan.served | ~plan.served
    sums = [sum_served(demand, who) for who in (plan.before, plan.served, plan.servable | plan.served, everyone)]
    rows = []
    for key in ("villages", "groups", "people", "households"):
        before, after, could_be, of_all = (getattr(item, key) for item in sums)
        rows.append(Row(name_prize(key, translate=_), [before, after, after - before, could_be, of_all]))
    header = ["", _("before"), _("after"), _("newly served"), _("could be connected"), _("of all")]
    note = _("Could be connected: if the chosen programmes built everything they may, regardless of budgets.")
    return Block(_("Newly served"), header, rows, [note])


def _compare_verdicts(context: PlanContext) -> Block:
    """List the criteria whose verdicts change: the county judged again, with the plan built."""
    after = {c.criterion.id: c for c in context.result.after.criteria}
    rows = []
    for old in context.result.before.criteria:
        new = after[old.criterion.id]
        if not old.layer_missing and (old.met, old.missed) != (new.met, new.missed):
            counts = [old.met, new.met, old.missed, new.missed]
            rows.append(Row(context.county.criterion_names[old.criterion.id], counts))
    header = [_("criterion"), _("met before"), _("met after"), _("missed before"), _("missed after")]
    note = _("The whole county judged again by the rules of gisplan verify, on the same network with the plan built.")
    return Block(_("Changed verdicts"), header, rows, [note] if rows else [])


def _rate_plan(context: PlanContext) -> Block:
    """Show value, bound and gap, and what the words mean."""
    plan = context.plan
    if plan.serve_all:
        unit, kind = context.cost_unit, context.cost_kind
        rows = [
            Row(_("value: cost of the plan ({0})").format(unit), [context.cost(plan.value)], kind),
            Row(_("bound: no plan costs less ({0})").format(unit), [context.cost(plan.bound)], kind),
        ]
    else:
        unit = context.prize_unit
        rows = [
            Row(_("value: newly served by the plan ({0})").format(unit), [context.prize(plan.value)]),
            Row(_("bound: no plan serves more ({0})").format(unit), [context.prize(plan.bound)]),
        ]
    rows.append(Row(_("gap between the two (per cent)"), [round(plan.gap_percent, 4)], "number"))
    rows.append(Row(_("proven"), [_("yes") if plan.proven else _("no")], "text"))
    rows.append(Row(_("proven to be the first of equal plans"), [_("yes") if plan.ties_proven else _("no")], "text"))
    limits = _(
        "Proven for the files as they are: if lengths, surfaces or numbers of people are wrong, another plan may "
        "be the best."
    )
    return Block(_("Quality of the plan"), ["", _("figure")], rows, [_explain_proof(plan), limits])


def _explain_proof(plan: Plan) -> str:
    if plan.proven:
        return _(
            "Proven optimal: no choice of roads allowed by the rules and the budgets is better. This was "
            "calculated in whole numbers (millimetres or fen) with every other choice excluded; it is not an "
            "estimate."
        )
    return _(
        "Not proven optimal: the time limit was reached. The plan is the best found by then; the optimum lies "
        "between value and bound. More time narrows the gap."
    )


def _count_not_served(plan: Plan) -> Block:
    """Count who is still not served, by the reason."""
    rows = []
    for reason, label in NOT_SERVED_REASONS.items():
        here = plan.unserved_reason == reason
        if here.any():
            left = sum_served(plan.problem.demand, here)
            rows.append(Row(_(label), [left.villages, left.groups, left.people]))
    header = [_("why"), _("villages"), _("groups"), _("people")]
    return Block(_("Not connected after the plan, and why"), header, rows)


_WIDTH, _HEIGHT = 860, 400  # pixels
CURVE_ROWS = 22
"""Rows that a curve covers, with a blank one."""
_GRID = {"visible": True, "line": {"color": "#D9D9D9"}}


@dataclass(frozen=True)
class Line:
    """One line of a chart: its name, the columns of its numbers on the sheet, and the meaning of its colour."""

    name: str
    x: int
    y: int
    meaning: str


@dataclass(frozen=True)
class Curve:
    """A chart over all rows of a sheet; `axes` are the titles of x and y."""

    title: str
    axes: tuple[str, str]
    lines: Sequence[Line]


def add_steps_curve(
    book: xlsxwriter.Workbook, target: Worksheet, place: tuple[int, int], steps: Sheet, *, width: int = _WIDTH
) -> None:
    """Draw people newly served against kilometres built, at a place (row, column) of a sheet."""
    curve = Curve(
        title=_("People newly served, by kilometres built"),
        axes=(_("kilometres built, in the order of the steps"), _("people newly served")),
        lines=[Line(_("people so far"), STEP_KM, STEP_PEOPLE, "met")],
    )
    _add_curve(book, target, place, steps, curve, width)


def add_budget_curve(book: xlsxwriter.Workbook, target: Worksheet, context: PlanContext, sheet: Sheet) -> None:
    """Draw what other budgets serve, and the bound where not all of it is proven, under their sheet."""
    lines = [Line(_("newly served"), CURVE_COST, CURVE_VALUE, "met")]
    if not all(point.proven for point in context.result.budget_curve):
        lines.insert(0, Line(_("at most"), CURVE_COST, CURVE_BOUND, "missed"))
    curve = Curve(
        title=_("Newly served under other budgets"),
        axes=(_("spent ({0})").format(context.cost_unit), _("newly served ({0})").format(context.prize_unit)),
        lines=lines,
    )
    _add_curve(book, target, (count_head(sheet) + len(sheet.rows) + 2, 0), sheet, curve)


def _add_curve(
    book: xlsxwriter.Workbook,
    target: Worksheet,
    place: tuple[int, int],
    sheet: Sheet,
    curve: Curve,
    width: int = _WIDTH,
) -> None:
    chart = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    for line in curve.lines:
        chart.add_series(_describe_series(sheet, line))
    chart.set_title({"name": curve.title, "name_font": {"size": 12}, "overlay": False})
    x, y = ({"name": axis, "min": 0, "num_format": "#,##0", "major_gridlines": _GRID} for axis in curve.axes)
    chart.set_x_axis(x)
    chart.set_y_axis(y)
    chart.set_legend({"position": "bottom"} if len(curve.lines) > 1 else {"none": True})
    chart.show_hidden_data()  # a filter on the sheet hides no part of the curve
    chart.set_size({"width": width, "height": _HEIGHT})
    target.insert_chart(*place, chart, {"description": curve.title, "object_position": 3})


def _describe_series(sheet: Sheet, line: Line) -> dict[str, Any]:
    first, last = count_head(sheet) + 1, count_head(sheet) + len(sheet.rows)
    colour = PALETTE[line.meaning]
    return {
        "name": line.name,
        "categories": [sheet.name, first, line.x, last, line.x],
        "values": [sheet.name, first, line.y, last, line.y],
        "line": {"color": colour, "width": 2},
        "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
    }
