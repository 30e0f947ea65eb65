"""Charts of the verdicts as PNG files."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gisplan.base.errors import ExtraMissingError
from gisplan.base.language import _
from gisplan.gaps import Gaps
from gisplan.report.charts.style import chart_style, encode_png

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CHARTS", "list_charts", "make_chart", "require_matplotlib"]

CHARTS = ("gaps_by_town", "people", "distance", "targets", "water_projects")


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
