"""A plan as an Excel workbook: what to build, whom it serves, how good it is, and by what rules."""

from __future__ import annotations

import io
from collections.abc import Iterator

from gisplan.plan import PlanResult
from gisplan.report.excel.context import open_workbook
from gisplan.report.excel.gaps.data import list_inputs, list_settings
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.plan.packages import list_packages, list_subtotals
from gisplan.report.excel.plan.page_layout import PAGE_PIXELS, add_page
from gisplan.report.excel.plan.roads import list_roads
from gisplan.report.excel.plan.rules import list_rules
from gisplan.report.excel.plan.score import list_budget_curve, list_listed_segments, list_next, list_same_money_plan
from gisplan.report.excel.plan.summary import CURVE_ROWS, add_budget_curve, add_steps_curve, summarize_plan
from gisplan.report.excel.plan.units import list_settlements, list_steps
from gisplan.report.excel.sheet_layout import Sheet, add_sheet, count_head

__all__ = ["make_plan_workbook"]


def make_plan_workbook(planned: PlanResult) -> bytes:
    """Make the workbook of a plan: the first sheet is one page to read, the others one question each.

    Texts from data are texts, never formulas or links; the same input gives the same bytes.

    Parameters
    ----------
    planned : PlanResult

    Returns
    -------
    bytes
        The workbook as a file of Excel (xlsx).

    Examples
    --------
    >>> write_bytes_atomic("out/plan.xlsx", make_plan_workbook(planned))  # doctest: +SKIP
    """
    context = PlanContext.of_result(planned)
    steps, budget_curve = list_steps(context), list_budget_curve(context)
    file = io.BytesIO()
    book = open_workbook(file, context.problem.county, context.problem.standard.id)
    page, free_row = add_page(book, summarize_plan(context), below=CURVE_ROWS if steps.rows else 0)
    if steps.rows:
        add_steps_curve(book, page, (free_row, 0), steps, width=PAGE_PIXELS)
    for sheet in _order_sheets(context, steps, budget_curve):
        target = add_sheet(book, sheet)
        if sheet is steps and steps.rows:
            add_steps_curve(book, target, (count_head(sheet), len(sheet.columns) + 1), steps)
        elif sheet is budget_curve:
            add_budget_curve(book, target, context, sheet)
    book.close()
    return file.getvalue()


def _order_sheets(context: PlanContext, steps: Sheet, budget_curve: Sheet | None) -> Iterator[Sheet]:
    """Yield the sheets after the first page, in order; those of which the plan has nothing are left out."""
    sheets = (
        list_roads(context),
        steps,
        list_settlements(context),
        list_packages(context),
        list_subtotals(context),
        list_next(context),
        budget_curve,
        list_listed_segments(context),
        list_same_money_plan(context),
        list_rules(context),
        list_inputs(context.county),
        list_settings(context.county),
    )
    return (sheet for sheet in sheets if sheet is not None)
