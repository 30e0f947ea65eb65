"""Charts of the verdicts as PNG files."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import ExtraMissingError
from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.charts.style import chart_style, encode_png
from gisplan.wording.palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["CHARTS", "is_chart", "list_charts", "make_chart", "plot_places", "require_matplotlib"]

CHARTS = ("gaps_by_town", "people", "distance", "targets", "water_projects")


def is_chart(name: str) -> bool:
    """Return whether a file's name is one that a chart has."""
    return name in {f"{chart}.png" for chart in CHARTS}


def list_charts(gaps: Gaps) -> tuple[str, ...]:
    """List the charts for which a county has data, by name.

    Raises
    ------
    ExtraMissingError
        Matplotlib is not installed.
    """
    require_matplotlib()
    return tuple(name for name in CHARTS if _drawers()[name](gaps) is not None)


def make_chart(gaps: Gaps, name: str) -> bytes:
    """Draw one chart of `list_charts` as PNG, in the user's language.

    The same input gives the same bytes on one machine: its fonts and its Matplotlib draw them.

    Raises
    ------
    ExtraMissingError
        Matplotlib is not installed.

    Examples
    --------
    >>> make_chart(gaps, "targets")[:4]  # doctest: +SKIP
    b'\\x89PNG'
    """
    require_matplotlib()
    import matplotlib

    draw = _drawers()[name](gaps)
    if draw is None:
        raise ValueError(f"the county has nothing to show in {name}")
    with matplotlib.rc_context(chart_style()):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure)
        return encode_png(figure)


def _drawers() -> Mapping[str, Callable[[Gaps], Callable[[Figure], None] | None]]:
    from gisplan.report.charts.gaps import chart_distance, chart_people, chart_towns
    from gisplan.report.charts.targets import chart_targets, chart_water

    drawers = (chart_towns, chart_people, chart_distance, chart_targets, chart_water)
    return dict(zip(CHARTS, drawers, strict=True))


def require_matplotlib() -> None:
    if importlib.util.find_spec("matplotlib") is None:
        raise ExtraMissingError(
            _('Charts need an extra that is not installed: python -m pip install "gisplan[charts]".')
        )


_STATES = ("met", "missed", "unknown")
_POINTS = {"markersize": 22, "edgecolor": "#111111", "linewidth": 0.4, "zorder": 3}
_MARKERS = {"met": "o", "missed": "X", "unknown": "s"}


def plot_places(gaps: Gaps, criterion: str | None = None, *, ax: Axes | None = None, **options: Any) -> Axes:
    """Plot the places of a criterion by their state, over the county's roads and boundary.

    Parameters
    ----------
    gaps : Gaps
    criterion : str, optional
        The id of a criterion; without one, the villages judged for exit.
    ax : matplotlib Axes, optional
        Where to draw; a new figure without it.
    **options
        What `GeoDataFrame.plot` takes for the points, such as `markersize`.

    Returns
    -------
    matplotlib.axes.Axes
        In the county's own coordinate system, in metres.

    Raises
    ------
    ExtraMissingError
        Matplotlib is not installed.
    ValueError
        The standard has no such criterion.
    """
    require_matplotlib()
    places = gaps.places(criterion)
    if ax is None:
        import matplotlib.pyplot as plt

        _figure, ax = plt.subplots(figsize=(7, 7), layout="constrained")
    if gaps.county.boundary is not None:
        gaps.county.boundary.boundary.plot(ax=ax, color=PALETTE["boundary"], linewidth=0.8, zorder=1)
    gaps.county.roads.plot(ax=ax, color=PALETTE["unknown_surface"], linewidth=0.5, alpha=0.5, zorder=2)
    for state in _STATES:
        some = places[places["state"] == state]
        if len(some):
            style = {"color": PALETTE[state], "marker": _MARKERS[state], "label": f"{state} ({len(some)})", **_POINTS}
            some.plot(ax=ax, **{**style, **options})
    ax.set_title(criterion or "villages judged for exit")
    ax.set_axis_off()
    ax.set_aspect("equal")
    if len(places):
        ax.legend(loc="lower right", frameon=False)
    return ax
