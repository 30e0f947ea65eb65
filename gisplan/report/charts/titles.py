"""The title of a chart: what it finds, over its whole width, in as many lines as it needs."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["set_title", "wrap"]

_POINTS = 13
_EM = 0.56  # of a letter's size in points: how wide a Latin letter is on average


def set_title(figure: Figure, text: str) -> None:
    """Write the title from the left edge on."""
    room = figure.get_figwidth() * 72 / (_POINTS * _EM)
    figure.suptitle("\n".join(wrap(text, room)), x=0.01, ha="left", size=_POINTS)


def wrap(text: str, room: float) -> list[str]:
    """The text in lines of at most so many letters; Chinese characters are two wide and may be parted."""
    lines, line, used = [], "", 0.0
    for piece in _pieces(text):
        wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in piece)
        if line and used + wide > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + wide
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Words with the space behind them, and Chinese characters one by one."""
    pieces: list[str] = []
    for c in text:
        joins = pieces and not pieces[-1].endswith(" ") and unicodedata.east_asian_width(c) not in "WF"
        if joins and unicodedata.east_asian_width(pieces[-1][-1]) not in "WF":
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces
