"""Small maps of scenarios side by side: what each builds and whom it newly serves, at the same scale."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gisplan.base.arrays import Mask, Objects
from gisplan.base.language import _
from gisplan.plan.scenario.comparison import ScenarioComparison
from gisplan.report.charts.draw import require_matplotlib
from gisplan.report.charts.style import chart_style, encode_png, wrap
from gisplan.wording.palette import PALETTE
from gisplan.wording.plans import format_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["make_small_maps"]

_SIDE_IN = 4.2  # of each map, in inches
_ROADS: dict[str, Any] = {"colors": "#BBBBBB", "linewidths": 0.4, "zorder": 1}
_BUILT: dict[str, Any] = {"colors": PALETTE["missed"], "linewidths": 2.0, "zorder": 2}
_TITLE_LETTERS = 40


def make_small_maps(compared: ScenarioComparison) -> bytes:
    """Draw a map for each scenario as PNG, in the user's language: roads, what is built, and whom it newly serves.

    Parameters
    ----------
    compared : ScenarioComparison

    Returns
    -------
    bytes
        The same for the same input on one machine.

    Raises
    ------
    ExtraMissingError
        Matplotlib is not installed.
    """
    require_matplotlib()
    import matplotlib

    with matplotlib.rc_context(chart_style()):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        count = len(compared.names)
        columns = 2 if count in (2, 4) else count
        figure = Figure(figsize=(_SIDE_IN * columns, _SIDE_IN * ceil(count / columns)), layout="constrained")
        FigureCanvasAgg(figure)
        places = figure.subplots(ceil(count / columns), columns, sharex=True, sharey=True, squeeze=False).ravel()
        for place in range(count):
            _draw_scenario(places[place], compared, place)
        figure.legend(handles=_make_legend(), loc="outside lower center", ncols=3, frameon=False)
        return encode_png(figure)


def _draw_scenario(axes: Axes, compared: ScenarioComparison, place: int) -> None:
    """Draw one map, with its name and figures above it."""
    figures = compared.figures[place]
    problem = figures.proposal.problem
    _draw_lines(axes, np.asarray(problem.county.roads.geometry.array), _ROADS)
    _draw_lines(axes, problem.units.geometry[figures.proposal.built], _BUILT)
    village = problem.demand.is_village
    for chosen, size in ((figures.newly_served & ~village, 8.0), (figures.newly_served & village, 26.0)):
        _draw_points(axes, problem.demand.point, chosen, size)
    totals, km = figures.totals, float(figures.sum_by()["km"].iloc[0])
    text = _("{0} km · {1} people · {2} villages · {3} groups").format(
        format_number(km, 1), *(format_number(value) for value in (totals.people, totals.villages, totals.groups))
    )
    axes.set_title("\n".join([*wrap(compared.names[place], _TITLE_LETTERS), text]), fontsize=10, y=1.0)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _draw_lines(axes: Axes, lines: Objects, style: dict[str, Any]) -> None:
    from matplotlib.collections import LineCollection

    parts = shapely.get_parts(lines)
    points, of = shapely.get_coordinates(parts, return_index=True)
    cuts = np.flatnonzero(np.diff(of)) + 1
    axes.add_collection(LineCollection(np.split(points, cuts) if len(points) else [], **style), autolim=True)
    axes.autoscale_view()


def _draw_points(axes: Axes, points: Objects, chosen: Mask, size: float) -> None:
    placed = np.asarray([point for point in points[chosen] if point is not None], dtype=object)
    xy = shapely.get_coordinates(placed)
    axes.scatter(xy[:, 0], xy[:, 1], s=size, color=PALETTE["met"], edgecolor="#FFFFFF", linewidth=0.4, zorder=3)


def _make_legend() -> list[Any]:
    from matplotlib.lines import Line2D

    dot: dict[str, Any] = {"color": "none", "marker": "o", "markerfacecolor": PALETTE["met"]}
    return [
        Line2D([], [], color=PALETTE["missed"], linewidth=2.0, label=_("built by the scenario")),
        Line2D([], [], **dot, markersize=6, markeredgecolor="#FFFFFF", label=_("village newly served")),
        Line2D([], [], **dot, markersize=4, markeredgecolor="#FFFFFF", label=_("group newly served")),
    ]
