"""A square of a map as SVG: lines, dots, names that do not cover each other, scale bar, north, legend."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.language import _

__all__ = ["SIZE", "Drawing", "Entry", "TextStyle", "escape_text", "measure_text"]

SIZE = 800  # the picture's side in its own units
_SIGN = 46  # width of a sign of the legend
_ROW = 34  # height of a line of the legend
_GAP = 12
_LONGEST = 24  # letters of a name
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_FONTS = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"

Point = NDArray[np.float64]
Box = tuple[float, float, float, float]
Entry = tuple[str, str, str, float, str]


class TextStyle(NamedTuple):
    """How a name is written; `offset` is its distance from the point, in the picture's units as `size` is."""

    size: int
    offset: float
    colour: str = "#000000"
    bold: bool = False


def escape_text(text: str) -> str:
    """Return a text as XML shows it exactly; characters that XML does not have are left out."""
    whole = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cn") or c in "\t\n")
    return whole.translate(_ENTITIES)


class Drawing:
    """A square around `centre` with sides of `side` metres; what is drawn first lies below.

    Names are placed where they cover no other, the first ones first; a name that fits nowhere is left out.
    """

    def __init__(self, centre: Point, side: float) -> None:
        self.centre, self.side = centre, side
        self._parts: list[str] = []
        self._names: list[str] = []
        self._taken: list[Box] = []
        self._taken.append((SIZE - 76, 0, SIZE, 110))  # north
        self._taken.append((0, SIZE - 70, 330, SIZE))  # scale bar

    def box(self) -> Box:
        """Return west, south, east and north of the square, in metres."""
        x, y = (float(v) for v in self.centre)
        half = self.side / 2
        return x - half, y - half, x + half, y + half

    def holds(self, xy: Point) -> NDArray[np.bool_]:
        """Return which of the points lie inside."""
        return np.asarray((np.abs(xy - self.centre) <= self.side * 0.49).all(axis=1), dtype=bool)

    def _place(self, xy: Point) -> Point:
        """Return points in the picture's units, y downwards."""
        placed: Point = (np.atleast_2d(xy) - self.centre) * (1, -1) * (SIZE / self.side) + SIZE / 2
        return placed

    def line(self, lines: Iterable[Any], colour: str, width: float, dash: str = "") -> None:
        """Draw lines in one colour."""
        paths = "".join(_trace(self._place(shapely.get_coordinates(part))) for part in shapely.get_parts(list(lines)))
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        cap = "butt" if dash else "round"
        self._parts.append(
            f'<path d="{paths}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
            f'stroke-linecap="{cap}" stroke-linejoin="round"{dashed}/>'
        )

    def dot(self, at: Point, colour: str, radius: float, *, edge: str, width: float = 2.5) -> None:
        """Draw a round mark."""
        x, y = np.round(self._place(at)[0], 1).tolist()
        self._parts.append(_dot(x, y, radius, colour, edge, width))

    def square(self, at: Point) -> None:
        """Draw the mark of a town's seat."""
        x, y = np.round(self._place(at)[0], 1).tolist()
        self._parts.append(_square(x, y))

    def keep_free(self, at: Point, radius: float) -> None:
        """Let no name cover a place."""
        x, y = self._place(at)[0].tolist()
        self._taken.append((x - radius, y - radius, x + radius, y + radius))

    def name(self, at: Point, text: str, style: TextStyle) -> None:
        """Write a name beside a point: right, left, above or below it, wherever it fits."""
        if not text.strip():
            return
        text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        chosen = self._find_free_box(at, text, style)
        if chosen is None:
            return
        box, anchor = chosen
        self._taken.append(box)
        self._names.append(_name(text, box, anchor, style))

    def _find_free_box(self, at: Point, text: str, style: TextStyle) -> tuple[Box, str] | None:
        """Find the first box beside a point that covers nothing, and the anchor of the text in it."""
        x, y = self._place(at)[0].tolist()
        width, height, offset = measure_text(text) * style.size, style.size * 1.05, style.offset
        corners = (
            (x + offset, y - height / 2, "start"),
            (x - offset - width, y - height / 2, "end"),
            (x - width / 2, y - offset - height, "middle"),
            (x - width / 2, y + offset, "middle"),
        )
        boxes = (((left, top, left + width, top + height), anchor) for left, top, anchor in corners)
        return next(((box, anchor) for box, anchor in boxes if self._is_free(box)), None)

    def _is_free(self, box: Box) -> bool:
        """Return whether a box lies inside the picture and covers nothing."""
        inside = box[0] >= 4 and box[1] >= 4 and box[2] <= SIZE - 4 and box[3] <= SIZE - 4
        return inside and not any(_overlap(box, other) for other in self._taken)

    def finish(self, legend: Sequence[Entry], title: str) -> str:
        """Return the picture with its names, scale bar, north and legend; the title is for those who do not see it."""
        entries, height = _legend(legend)
        body = "".join([*self._parts, *self._names, _north(), _scale(self.side)])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE + height}" role="img" '
            f'font-family="{_FONTS}"><title>{escape_text(title)}</title>'
            f'<defs><clipPath id="m"><rect width="{SIZE}" height="{SIZE}"/></clipPath></defs>'
            f'<rect width="{SIZE}" height="{SIZE}" fill="#FBFAF6"/><g clip-path="url(#m)">{body}</g>'
            f'<rect x="1" y="1" width="{SIZE - 2}" height="{SIZE - 2}" fill="none" stroke="#333" stroke-width="2"/>'
            f"{entries}</svg>"
        )


def _name(text: str, box: Box, anchor: str, style: TextStyle) -> str:
    left, top, right, bottom = box
    at_x = {"start": left, "end": right, "middle": left + (right - left) / 2}[anchor]
    weight = ' font-weight="700"' if style.bold else ""
    return (
        f'<text x="{at_x:.0f}" y="{top + (bottom - top) * 0.8:.0f}" font-size="{style.size}" '
        f'text-anchor="{anchor}"{weight} fill="{style.colour}" stroke="#FFFFFF" stroke-width="{style.size / 5:g}" '
        f'stroke-linejoin="round" paint-order="stroke">{escape_text(text)}</text>'
    )


def measure_text(text: str) -> float:
    """Return how wide a text is, in its own height: a Chinese character is one, a Latin letter about half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.58 for c in text)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _trace(xy: Point) -> str:
    """Return a line as a path: its beginning, then steps, in whole units."""
    whole = np.round(xy).astype(int)
    steps = np.diff(whole, axis=0)
    moved = steps[(steps != 0).any(axis=1)]
    return f"M{whole[0, 0]} {whole[0, 1]}l" + " ".join(f"{x} {y}" for x, y in moved.tolist()) if len(moved) else ""


def _dot(x: float, y: float, radius: float, colour: str, edge: str, width: float = 2.5) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{colour}" stroke="{edge}" stroke-width="{width:g}"/>'


def _square(x: float, y: float) -> str:
    return f'<rect x="{x - 9:g}" y="{y - 9:g}" width="18" height="18" fill="#222" stroke="#FFF" stroke-width="3"/>'


def _north() -> str:
    x, letter = SIZE - 40, escape_text(_("N"))
    return (
        f'<g><path d="M{x} 14L{x + 17} 62L{x} 51L{x - 17} 62Z" fill="#000" stroke="#FFF" stroke-width="3"/>'
        f'<text x="{x}" y="94" font-size="30" font-weight="700" text-anchor="middle" stroke="#FFF" stroke-width="6" '
        f'paint-order="stroke">{letter}</text></g>'
    )


def _scale(side: float) -> str:
    """Return a bar of a round length, about a quarter of the picture."""
    length = max(m for m in (500, 1000, 2000, 5000, 10_000) if m <= side * 0.3)
    width, y = length * SIZE / side, SIZE - 24
    label = _("{0:g} km").format(length / 1000)
    return (
        f'<g><path d="M24 {y - 14}v14h{width:.0f}v-14" fill="none" stroke="#FFF" stroke-width="10"/>'
        f'<path d="M24 {y - 14}v14h{width:.0f}v-14" fill="none" stroke="#000" stroke-width="4"/>'
        f'<text x="{24 + width / 2:.0f}" y="{y - 10}" font-size="26" text-anchor="middle" stroke="#FFF" '
        f'stroke-width="6" paint-order="stroke">{escape_text(label)}</text></g>'
    )


def _legend(entries: Sequence[Entry]) -> tuple[str, int]:
    """Return the legend below the picture, in two columns, and its height."""
    parts = []
    for i, (sign, label, colour, width, dash) in enumerate(entries):
        x, y = 8 + (i % 2) * SIZE // 2, SIZE + _GAP + 20 + (i // 2) * _ROW
        if sign == "line":
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            parts.append(f'<path d="M{x} {y}h{_SIGN}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>')
        else:
            parts.append(
                _square(x + _SIGN / 2, y) if sign == "square" else _dot(x + _SIGN / 2, y, width, colour, "#444")
            )
        parts.append(f'<text x="{x + _SIGN + 10}" y="{y + 8}" font-size="24" fill="#222">{escape_text(label)}</text>')
    return "".join(parts), _GAP + 8 + _ROW * ((len(entries) + 1) // 2)
