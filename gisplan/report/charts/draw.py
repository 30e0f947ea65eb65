"""Charts of the verdicts, for people who would rather look than read: PNG files, drawn when asked for."""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gisplan.base.errors import ExtraMissingError
from gisplan.base.language import _
from gisplan.gaps import Gaps

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CHARTS", "FONTS", "find_font", "has_glyphs", "list_charts", "make_chart", "require_matplotlib"]

CHARTS = ("gaps_by_town", "people", "distance", "targets", "water_projects")
FONTS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "SimHei"),
    *("Noto Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Noto Serif CJK SC"),
    *("Noto Serif CJK JP", "SimSun", "Songti SC", "STSong", "Droid Sans Fallback", "Arial Unicode MS"),
)
"""Fonts that hold Chinese glyphs, the likeliest first; the first that is installed is used."""

_DPI = 150
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def list_charts(gaps: Gaps) -> tuple[str, ...]:
    """The charts that a county has something to say for, by name.

    Raises
    ------
    ExtraMissingError
        Matplotlib is not installed.
    """
    require_matplotlib()
    return tuple(name for name in CHARTS if _drawers()[name](gaps) is not None)


def make_chart(gaps: Gaps, name: str) -> bytes:
    """One chart of `list_charts` as PNG, in the user's language.

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
    with matplotlib.rc_context(_look()):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure)
        return _encode(figure)


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


def find_font() -> str | None:
    """The first installed font that holds Chinese glyphs; None where there is none."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in installed), None)


def has_glyphs(gaps: Gaps, language: str) -> bool:
    """Whether the charts can be read: no Chinese is drawn, or a font for it is installed."""
    names = [gaps.county.name, *gaps.villages["town"].dropna().astype(str)]
    drawn = language == "zh" or any(_CHINESE.search(name) for name in names)
    return not drawn or find_font() is not None


def _look() -> Any:
    font = find_font()
    return {
        "font.family": [*([font] if font else []), "DejaVu Sans"],
        "font.size": 10,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 13,
        "axes.titleweight": "normal",
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
        "text.usetex": False,
    }


def _encode(figure: Figure) -> bytes:
    """PNG without the day or the program in it."""
    import warnings

    file = io.BytesIO()
    with warnings.catch_warnings():
        # who calls says once that no font has the glyphs; not once a character
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(file, format="png", dpi=_DPI, metadata={"Software": None})
    return file.getvalue()
