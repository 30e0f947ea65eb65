"""Write docs/drawings: a picture for each rule of docs/verdicts.md, in English and Chinese, and the key to them.

`python docs/write_drawings.py` judges the toy county of each rule and draws the verdict that gisplan gives. The
pictures are SVG, with a ground of their own in light or dark, as the reader's system is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from drawn_rules import RULES, Rule, judge_rule  # noqa: E402

from gisplan.base.language import _, set_language  # noqa: E402
from gisplan.gaps import Gaps  # noqa: E402
from gisplan.wording.assumed import format_assumed_verdict  # noqa: E402
from gisplan.wording.palette import LABELS, SCHEMES  # noqa: E402
from gisplan.wording.sentences import explain_verdict  # noqa: E402

FOLDER = Path(__file__).with_name("drawings")
LANGUAGES = {"en": "", "zh": ".zh"}
KEY = "key"
_WIDTH, _HEIGHT, _MARGIN = 340, 170, 26  # of the part that is a map, in pixels
_LINE, _FONT = 17, 13
_LETTERS = {"en": 44, "zh": 24}  # of a line of text
_TITLE_LETTERS = {"en": 38, "zh": 23}
_COLOURS = (
    *("land", "text", "quiet", "rule", "trunk", "sealed", "unsealed", "unknown_surface", "reach", "missing_link"),
    *("near_miss", "critical", "met", "missed", "unknown", "edge"),
)
_SEALED = (11, 12, 21, 22, 23)
_MARK = 7  # half the width of a settlement's symbol
_LEGEND = (
    *("trunk", "sealed", "unsealed", "unknown_surface", "reach", "missing_link", "near_miss", "critical"),
    *("met", "missed", "unknown"),
)
_OWN_LABELS = {
    "bridge": ("bridge", "桥梁"),
    "not_built": ("road not built, or its row set aside", "未建成的道路，或数据被搁置的道路"),
    "circle": ("the distance of the criterion", "指标规定的距离"),
}
_COLON = {"en": ": ", "zh": "："}
_STOP = {"en": ". ", "zh": "。"}
_TITLES = {"en": "What the drawings show", "zh": "图例"}
_STYLE = (
    "text{font:13px system-ui,'Noto Sans SC','Microsoft YaHei',sans-serif;fill:var(--text)}"
    ".b{font-weight:600}.l{fill:none;stroke-linecap:round;stroke-linejoin:round}"
)


def list_drawings() -> Iterator[tuple[str, str]]:
    """List the names of the files and what they hold."""
    for language, ending in LANGUAGES.items():
        set_language(language)
        try:
            yield f"{KEY}{ending}.svg", _draw_key(language)
            for name, rule in RULES.items():
                yield f"{name}{ending}.svg", _draw_rule(rule, judge_rule(rule), language)
        finally:
            set_language(None)


def _draw_rule(rule: Rule, gaps: Gaps, language: str) -> str:
    place = _Places(gaps)
    title = _wrap(rule.title if language == "en" else rule.chinese, language, _TITLE_LETTERS)
    said = [line for text in _explain(gaps, language) for line in _wrap(text, language)]
    top = _LINE * len(title) + 12
    height = top + _HEIGHT + _LINE * len(said) + 8
    frame = f'<svg y="{top}" width="{_WIDTH}" height="{_HEIGHT}">'
    parts = [*_write_lines(title, 0, "b"), frame, *_draw_map(gaps, place), "</svg>"]
    parts += _write_lines(said, top + _HEIGHT, "")
    return _make_svg(height, parts, " ".join((*title, *said)))


def _explain(gaps: Gaps, language: str) -> Iterator[str]:
    """Say of each settlement its verdict and the reason, as the program does."""
    for _number, row in gaps.settlements.iterrows():
        state = _(LABELS[row["state"]])
        yield f"{row['name']}{_COLON[language]}{state}{_STOP[language]}{explain_verdict(gaps, row, translate=_).text}"
    assumed = format_assumed_verdict(gaps, translate=_)
    if assumed:
        yield assumed


class _Places:
    """Brings the places of a county into the picture."""

    def __init__(self, gaps: Gaps) -> None:
        frames = (gaps.county.roads, gaps.settlements, gaps.county.quarantine)
        bounds = np.array([frame.total_bounds for frame in frames if len(frame)])
        low, high = np.nanmin(bounds[:, :2], axis=0), np.nanmax(bounds[:, 2:], axis=0)
        room = np.array([_WIDTH, _HEIGHT]) - 2 * _MARGIN
        self.scale = float((room / np.maximum(high - low, 1.0)).min())
        self._middle = (low + high) / 2

    def points(self, line: shapely.Geometry) -> str:
        xy = shapely.get_coordinates(line)
        x = _WIDTH / 2 + (xy[:, 0] - self._middle[0]) * self.scale
        y = _HEIGHT / 2 - (xy[:, 1] - self._middle[1]) * self.scale
        return " ".join(f"{_short(a)},{_short(b)}" for a, b in zip(x, y, strict=True))

    def point(self, place: shapely.Point) -> tuple[float, float]:
        x, y = self.points(place).split(",")
        return float(x), float(y)


def _short(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _draw_map(gaps: Gaps, place: _Places) -> Iterator[str]:
    roads = gaps.county.roads
    reached = set(gaps.reach["segment"])
    for line in roads.geometry[roads["segment"].isin(reached)]:
        yield _line(place.points(line), "reach", 13, "stroke-opacity:.45")
    for _number, edge in gaps.critical_edges.iterrows():
        yield _line(place.points(edge.geometry), "critical", 7, "stroke-opacity:.75")
    for _number, road in roads.iterrows():
        yield from _draw_road(road, place)
    for line in gaps.county.quarantine.geometry.dropna():
        yield _line(place.points(line), "unknown_surface", 2, "stroke-dasharray:2 5")
    for line in gaps.missing_links.geometry:
        yield _line(place.points(line), "missing_link", 4, "stroke-dasharray:7 5")
    for _number, miss in gaps.near_misses[gaps.near_misses["verdicts"] > 0].iterrows():
        x, y = place.point(miss.geometry)
        yield f'<circle class="l" cx="{x}" cy="{y}" r="11" style="stroke:var(--near_miss);stroke-width:3"/>'
    yield from _draw_settlements(gaps, place)


def _draw_road(road: pd.Series[Any], place: _Places) -> Iterator[str]:
    points = place.points(road["geometry"])
    if road["status"] in ("not_started", "under_way"):
        yield _line(points, "unknown_surface", 2, "stroke-dasharray:2 5")
        return
    surface = road["surface"]
    kind = "unknown_surface" if pd.isna(surface) else "sealed" if int(surface) in _SEALED else "unsealed"
    trunk = kind == "sealed" and road["class"] == "S"
    if road["bridge"] is True or road["bridge"] == 1:
        yield _line(points, "edge", 12, "stroke-linecap:butt")
        yield _line(points, "land", 8, "stroke-linecap:butt")
    dashes = {"unsealed": "stroke-dasharray:8 4", "unknown_surface": "stroke-dasharray:1 6"}.get(kind, "")
    yield _line(points, "trunk" if trunk else kind, 5 if trunk else 3.5, dashes)


def _draw_settlements(gaps: Gaps, place: _Places) -> Iterator[str]:
    if gaps.county.groups is not None:
        groups = gaps.county.groups
        for _number, row in groups[~groups["code"].isin(gaps.settlements["code"])].iterrows():
            x, y = place.point(row.geometry)
            yield f'<circle cx="{x}" cy="{y}" r="4" style="fill:var(--quiet)"/>'
            yield _write_name(row["name"], x, y)
    reach = gaps.resolved_reach
    for _number, row in gaps.settlements.iterrows():
        x, y = place.point(row.geometry)
        if reach is not None and row["distance_m"] >= 0:
            radius = _short(reach.reach_m * place.scale)
            style = "stroke:var(--quiet);stroke-width:1;stroke-dasharray:3 4"
            yield f'<circle class="l" cx="{x}" cy="{y}" r="{radius}" style="{style}"/>'
        yield from _draw_state(row["state"], x, y)
        yield _write_name(row["name"], x, y)


def _write_name(name: str, x: float, y: float) -> str:
    return f'<text class="b" x="{_short(x)}" y="{_short(y - 11)}" text-anchor="middle">{escape(name)}</text>'


def _draw_state(state: str, x: float, y: float) -> Iterator[str]:
    """Draw a settlement as the gap map does: a disc, a diamond with a cross, or a disc with a question mark."""
    style = f"fill:var(--{state});stroke:var(--edge);stroke-width:1"
    if state == "missed":
        corners = " ".join(f"{_short(x + a)},{_short(y + b)}" for a, b in ((0, -8), (8, 0), (0, 8), (-8, 0)))
        yield f'<polygon points="{corners}" style="{style}"/>'
        for a, b in ((-3, -3), (-3, 3)):
            yield _line(f"{_short(x + a)},{_short(y + b)} {_short(x - a)},{_short(y - b)}", "land", 1.5, "")
        return
    yield f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_MARK}" style="{style}"/>'
    if state == "unknown":
        mark = f'x="{_short(x)}" y="{_short(y + 4)}" text-anchor="middle" style="fill:#111;font-size:12px"'
        yield f'<text class="b" {mark}>?</text>'


def _line(points: str, colour: str, width: float, style: str) -> str:
    tail = f";{style}" if style else ""
    return f'<polyline class="l" points="{points}" style="stroke:var(--{colour});stroke-width:{width}{tail}"/>'


def _draw_key(language: str) -> str:
    """Draw what the lines and symbols mean."""
    at = int(language == "zh")
    entries = [(name, _(LABELS[name])) for name in _LEGEND]
    entries += [(name, labels[at]) for name, labels in _OWN_LABELS.items()]
    title = _TITLES[language]
    parts = list(_write_lines([title], 0, "b"))
    for number, (name, label) in enumerate(entries):
        y = 38 + 22 * number
        parts += _draw_sample(name, y)
        parts.append(f'<text x="64" y="{y + 4}">{escape(label)}</text>')
    return _make_svg(38 + 22 * len(entries), parts, title)


def _draw_sample(name: str, y: int) -> Iterable[str]:
    points = f"12,{y} 52,{y}"
    dashes = {
        "unsealed": "stroke-dasharray:8 4",
        "unknown_surface": "stroke-dasharray:1 6",
        "missing_link": "stroke-dasharray:7 5",
        "reach": "stroke-opacity:.45",
        "critical": "stroke-opacity:.75",
    }
    widths = {"trunk": 5, "reach": 13, "missing_link": 4, "critical": 7}
    if name in ("met", "missed", "unknown"):
        return _draw_state(name, 32, y)
    if name == "near_miss":
        return [f'<circle class="l" cx="32" cy="{y}" r="8" style="stroke:var(--near_miss);stroke-width:3"/>']
    if name == "circle":
        style = "stroke:var(--quiet);stroke-width:1;stroke-dasharray:3 4"
        return [f'<circle class="l" cx="32" cy="{y}" r="9" style="{style}"/>']
    if name == "bridge":
        sides = [_line(points, "edge", 12, "stroke-linecap:butt"), _line(points, "land", 8, "stroke-linecap:butt")]
        return [*sides, _line(points, "sealed", 3.5, "")]
    if name == "not_built":
        return [_line(points, "unknown_surface", 2, "stroke-dasharray:2 5")]
    return [_line(points, name, widths.get(name, 3.5), dashes.get(name, ""))]


def _wrap(text: str, language: str, letters: Mapping[str, int] = _LETTERS) -> list[str]:
    """Break a text into lines: at blanks in English, after so many characters in Chinese."""
    most = letters[language]
    if language == "zh":
        lines, width = [""], 0.0
        for letter in text:
            wide = 0.55 if letter.isascii() else 1.0
            if width + wide > most - (letter == "（") and letter not in "，。、）；：":
                lines.append("")
                width = 0.0
            lines[-1] += letter
            width += wide
        return lines
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines


def _write_lines(lines: Iterable[str], top: int, kind: str) -> Iterator[str]:
    for number, line in enumerate(lines):
        name = f' class="{kind}"' if kind else ""
        yield f'<text{name} x="12" y="{top + _LINE * (number + 1) + 2}">{escape(line)}</text>'


def _make_svg(height: int, parts: Iterable[str], title: str) -> str:
    light, dark = (";".join(f"--{name}:{SCHEMES[scheme][name]}" for name in _COLOURS) for scheme in ("light", "dark"))
    style = f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}{_STYLE}"
    edge = f'x=".5" y=".5" width="{_WIDTH - 1}" height="{height - 1}" rx="6"'
    ground = f'<rect {edge} style="fill:var(--land);stroke:var(--rule)"/>'
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    lines = [head, f"<title>{escape(title)}</title>", f"<style>{style}</style>", ground, *parts, "</svg>"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in list_drawings():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
