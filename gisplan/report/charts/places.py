"""The places of a criterion by their state, over the roads: a plot for sessions and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.gaps import Gaps
from gisplan.report.charts.draw import require_matplotlib
from gisplan.wording.palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_places"]

_STATES = ("met", "missed", "unknown")
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
    gaps.county.roads.plot(ax=ax, color=PALETTE["unknown_surface"], linewidth=0.5, zorder=2)
    for state in _STATES:
        some = places[places["state"] == state]
        if len(some):
            style = {"markersize": 22, "edgecolor": "#111111", "linewidth": 0.4, "zorder": 3, **options}
            label = f"{state} ({len(some)})"
            some.plot(ax=ax, color=PALETTE[state], marker=_MARKERS[state], label=label, **style)
    ax.set_title(criterion or "villages judged for exit")
    ax.set_axis_off()
    ax.set_aspect("equal")
    if len(places):
        ax.legend(loc="lower right", frameon=False)
    return ax
