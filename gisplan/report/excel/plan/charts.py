"""The curves of a plan as native charts, which follow their sheets."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gisplan.wording.palette import PALETTE

__all__ = ["add_curve"]


def add_curve(
    book: xlsxwriter.Workbook,
    target: Worksheet,
    place: tuple[int, int],
    series: list[tuple[str, str, int, int, str]],
    rows: tuple[int, int],
    *,
    title: str,
    axes: tuple[str, str],
    size: tuple[int, int] = (860, 400),
) -> None:
    """A curve over numbers that stand on a sheet.

    Parameters
    ----------
    place : (row, column) of its upper left corner
    series : list of (name, sheet, column of x, column of y, meaning of its colour)
    rows : (first, last) row of the numbers
    """
    chart = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    first, last = rows
    for name, sheet, x, y, meaning in series:
        colour = PALETTE[meaning]
        look: dict[str, Any] = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, first, x, last, x],
                "values": [sheet, first, y, last, y],
                "line": {"color": colour, "width": 2},
                "marker": look,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_x_axis({"name": axes[0], "min": 0, "num_format": "#,##0", "major_gridlines": grid})
    chart.set_y_axis({"name": axes[1], "min": 0, "num_format": "#,##0", "major_gridlines": grid})
    chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
    chart.show_hidden_data()  # a filter on the sheet hides no part of the curve
    chart.set_size({"width": size[0], "height": size[1]})
    alt = {"description": title, "object_position": 3}
    target.insert_chart(*place, chart, alt)
