"""A plan as an Excel workbook: what to build, what it wins, how good it is, and by what rules."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _
from gisplan.plan import PlanResult
from gisplan.report.excel.gaps.data import list_inputs, list_settings
from gisplan.report.excel.plan.charts import add_curve
from gisplan.report.excel.plan.labels import cost_column, cost_of, prize_of, prize_unit, programme_names
from gisplan.report.excel.plan.page_layout import add_page
from gisplan.report.excel.plan.rules import list_rules
from gisplan.report.excel.plan.score import list_instead, list_listed
from gisplan.report.excel.plan.settlements import list_joined
from gisplan.report.excel.plan.summary import summarize_plan
from gisplan.report.excel.plan.units import STEP_KM, STEP_PEOPLE, list_next, list_roads, list_steps
from gisplan.report.excel.sheet_head import head_sheet
from gisplan.report.excel.sheet_layout import Column, Sheet, add_sheet, count_head
from gisplan.wording.plans import UNIT_LABELS

__all__ = ["make_plan_workbook"]

_NO_DATE = date(2000, 1, 1)  # where the county has no as_of: the same input gives the same bytes
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def make_plan_workbook(planned: PlanResult) -> bytes:
    """The workbook of a plan: the first sheet is one page to read, the others one question each.

    Texts from data are texts, never formulas or links; the same input gives the same bytes.

    Examples
    --------
    >>> write_bytes_whole("out/plan.xlsx", make_plan_workbook(planned))  # doctest: +SKIP
    """
    problem = planned.plan.problem
    units = pd.DataFrame(planned.units.drop(columns="geometry"))
    settlements = pd.DataFrame(planned.settlements.drop(columns="geometry"))
    frame = planned.steps
    steps = list_steps(planned, frame, settlements)
    budget_curve = _list_budget_curve(planned)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **_AS_TEXT})
    made = datetime.combine(problem.county.as_of or _NO_DATE, time(), tzinfo=UTC)
    book.set_properties({"title": problem.county.name, "subject": problem.standard.id, "created": made})
    page, free = add_page(book, summarize_plan(planned))
    if len(frame):
        _add_steps_curve(book, page, (free, 0), steps)
    sheets = [
        list_roads(planned, units),
        steps,
        list_joined(planned, settlements),
        list_next(planned, units),
        budget_curve,
        list_listed(planned, units),
        list_instead(planned, units),
        list_rules(planned),
        list_inputs(planned.before),
        list_settings(planned.before),
    ]
    for sheet in sheets:
        if sheet is None:
            continue
        target = add_sheet(book, sheet)
        if sheet is steps and len(frame):
            target.print_area(0, 0, count_head(sheet) + len(sheet.rows), len(sheet.columns) - 1)
            _add_steps_curve(book, target, (count_head(sheet), len(sheet.columns) + 1), steps)
        elif sheet is budget_curve:
            _add_frontier_curve(book, target, planned, sheet)
    book.close()
    return file.getvalue()


def _add_steps_curve(book: xlsxwriter.Workbook, target: Worksheet, place: tuple[int, int], steps: Sheet) -> None:
    """People against kilometres, in the order of building."""
    first = count_head(steps) + 1
    add_curve(
        book,
        target,
        place,
        [(_("people so far"), steps.name, STEP_KM, STEP_PEOPLE, "met")],
        (first, first + len(steps.rows) - 1),
        title=_("People newly served, by kilometres built"),
        axes=(_("kilometres built, in the order of the steps"), _("people newly served")),
    )


def _list_budget_curve(planned: PlanResult) -> Sheet | None:
    """The best for other budgets; None where it was not asked for."""
    if not planned.budget_curve:
        return None
    problem = planned.plan.problem
    unit, names = prize_unit(problem, planned.plan.prize), programme_names(problem)
    columns = [
        cost_column(problem, _("spent ({0})")),
        Column(_("newly served ({0})").format(unit), "count"),
        Column(_("upper bound ({0})").format(unit), "count"),
        Column(_("people newly served"), "count"),
        Column(_("proven")),
        Column(_("share of the budgets (%)"), "number"),
        *(cost_column(problem, _("budget of {0}").format(name) + " ({0})") for name in names.values()),
    ]
    rows = [
        [
            cost_of(problem, point.cost),
            prize_of(point.value),
            prize_of(point.bound),
            point.people,
            _("yes") if point.proven else _("no"),
            round(100 * point.share, 1),
            *(cost_of(problem, point.budgets.get(id)) for id in names),
        ]
        for point in planned.budget_curve
    ]
    more = [_("The best plan for each share of the budgets; every row is a separate plan.")]
    return head_sheet(planned.before, _("budget curve"), _("Other budgets"), columns, rows, more=more)


def _add_frontier_curve(book: xlsxwriter.Workbook, target: Worksheet, planned: PlanResult, sheet: Sheet) -> None:
    """What other budgets win, and the bound."""
    first, last = count_head(sheet) + 1, count_head(sheet) + len(sheet.rows)
    unit = prize_unit(planned.plan.problem, planned.plan.prize)
    series = [(_("newly served"), sheet.name, 0, 1, "met")]
    if not all(point.proven for point in planned.budget_curve):
        series.insert(0, (_("at most"), sheet.name, 0, 2, "missed"))
    add_curve(
        book,
        target,
        (last + 2, 0),
        series,
        (first, last),
        title=_("Newly served under other budgets"),
        axes=(
            _("spent ({0})").format(_(UNIT_LABELS[planned.plan.problem.rules.cost])),
            _("newly served ({0})").format(unit),
        ),
    )
