"""How charts look: fonts with Chinese characters, the title over the whole width, and the figure as PNG."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from typing import TYPE_CHECKING, Any

from gisplan.gaps import Gaps
from gisplan.wording.palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FONTS", "UNKNOWN", "chart_style", "encode_png", "find_font", "has_glyphs", "set_title", "wrap"]

FONTS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "SimHei"),
    *("Noto Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Noto Serif CJK SC"),
    *("Noto Serif CJK JP", "SimSun", "Songti SC", "STSong", "Droid Sans Fallback", "Arial Unicode MS"),
)
"""Fonts that hold Chinese glyphs, the likeliest first; the first that is installed is used."""

UNKNOWN: dict[str, Any] = {
    "facecolor": PALETTE["unknown"],
    "edgecolor": "#8A8000",
    "linewidth": 0.6,
    "hatch": "////",
}
"""How what is unknown looks: hatched, so that it is not taken for missed where colours are not seen."""

_DPI = 150
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TITLE_POINTS = 13
_LETTER_WIDTH = 0.56  # of a letter's size in points: how wide a Latin letter is on average


def find_font() -> str | None:
    """Find the first installed font that holds Chinese glyphs; None where there is none."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in installed), None)


def has_glyphs(gaps: Gaps, language: str) -> bool:
    """Return whether the charts can be read: no Chinese is drawn, or a font for it is installed."""
    names = [gaps.county.name, *gaps.villages["town"].dropna().astype(str)]
    drawn = language == "zh" or any(_CHINESE.search(name) for name in names)
    return not drawn or find_font() is not None


def chart_style() -> Any:
    """Return the settings of Matplotlib under which charts are drawn."""
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


def encode_png(figure: Figure) -> bytes:
    """Encode a figure as PNG without the day or the program in it."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        # the caller warns once that no font has the glyphs; Matplotlib would for each character
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(file, format="png", dpi=_DPI, metadata={"Software": None})
    return file.getvalue()


def set_title(figure: Figure, text: str) -> None:
    """Write the title from the left edge on."""
    width = figure.get_figwidth() * 72 / (_TITLE_POINTS * _LETTER_WIDTH)
    figure.suptitle("\n".join(wrap(text, width)), x=0.01, ha="left", size=_TITLE_POINTS)


def wrap(text: str, width: float) -> list[str]:
    """Wrap a text to lines of at most so many letters; Chinese characters are two wide and may be parted."""
    lines, line, used = [], "", 0.0
    for piece in _pieces(text):
        wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in piece)
        if line and used + wide > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + wide
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Split a text into words with the space behind them, and Chinese characters one by one."""
    pieces: list[str] = []
    for c in text:
        joins = pieces and not pieces[-1].endswith(" ") and unicodedata.east_asian_width(c) not in "WF"
        if joins and unicodedata.east_asian_width(pieces[-1][-1]) not in "WF":
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces
