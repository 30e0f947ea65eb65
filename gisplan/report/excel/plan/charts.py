"""The curves of a plan as native charts, which follow the numbers of their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.base.language import _
from gisplan.report.excel.plan.context import PlanContext
from gisplan.report.excel.plan.score import CURVE_BOUND, CURVE_COST, CURVE_VALUE
from gisplan.report.excel.plan.units import STEP_KM, STEP_PEOPLE
from gisplan.report.excel.sheet_layout import Sheet, count_head
from gisplan.wording.palette import PALETTE

__all__ = ["add_budget_curve", "add_steps_curve"]

_WIDTH, _HEIGHT = 860, 400  # pixels
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


def add_steps_curve(book: xlsxwriter.Workbook, target: Worksheet, place: tuple[int, int], steps: Sheet) -> None:
    """Draw people newly served against kilometres built, at a place (row, column) of a sheet."""
    curve = Curve(
        title=_("People newly served, by kilometres built"),
        axes=(_("kilometres built, in the order of the steps"), _("people newly served")),
        lines=[Line(_("people so far"), STEP_KM, STEP_PEOPLE, "met")],
    )
    _add_curve(book, target, place, steps, curve)


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
    book: xlsxwriter.Workbook, target: Worksheet, place: tuple[int, int], sheet: Sheet, curve: Curve
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
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
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
