"""One palette, with the same meaning everywhere: map, sheet, terminal and QGIS.

It began as the palette of Okabe and Ito (2008) and was moved until every pair of colours stays
apart (CIEDE2000 of 12 and more) for normal sight and under deuteranopia, protanopia and tritanopia
(Machado, Oliveira and Fernandes 2009); a test measures it. Where a colour could still be missed (a
printed sheet in grey) its meaning is also given in words, or by the kind of line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gisplan.base.language import N_

__all__ = [
    "CASED",
    "FADED",
    "HALOED",
    "LABELS",
    "PALETTE",
    "SCHEMES",
    "SHADED",
    "SHARE_CLASSES",
    "SHARE_COLOURS",
    "contrast",
    "name_milestone_colour",
    "text_colour",
]

PALETTE: Mapping[str, str] = MappingProxyType(
    {
        "met": "#0070BC",
        "missed": "#CB6607",
        "unknown": "#FAEE4C",
        "pending": "#4CBEF3",
        "works": "#C280B1",
        "trunk": "#111111",
        "sealed": "#4E4E4E",
        "unsealed": "#735639",
        "unknown_surface": "#7F7F7F",
        "near_miss": "#BE008C",
        "critical": "#3E0361",
        "missing_link": "#EAA002",
        "reach": "#0AA669",
        "boundary": "#8080FF",
        "power_line": "#551900",
        "coverage": "#D0FEC7",
    }
)
"""The colour of each meaning, as `#RRGGBB`."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "met": N_("met"),
        "missed": N_("missed"),
        "unknown": N_("unknown"),
        "pending": N_("pending"),
        "works": N_("works"),
        "trunk": N_("trunk road"),
        "sealed": N_("sealed road"),
        "unsealed": N_("unsealed road"),
        "unknown_surface": N_("road of unknown surface"),
        "near_miss": N_("near miss"),
        "critical": N_("critical segment"),
        "missing_link": N_("missing link"),
        "reach": N_("connected sealed network"),
        "boundary": N_("county boundary"),
        "power_line": N_("power line"),
        "coverage": N_("coverage area"),
    }
)
"""What each colour is called, for the legends; through `_` where it is shown."""

SHARE_COLOURS = ("#FFFFFF", "#FBE3CC", "#F3BF92", "#E39A5E", "#C9722F")
"""How much of a town is missed: none, then up to 25, 50, 75 and 100 per cent; darker is worse, for all eyes."""
SHARE_CLASSES = ("0 %", "≤ 25 %", "≤ 50 %", "≤ 75 %", "≤ 100 %")
"""What the classes of `SHARE_COLOURS` are called."""

CASED = ("missing_link", "pending", "unknown", "works")
"""What is too light to be seen on a white ground: it is drawn with an edge of the scheme's `edge`."""

_RAMP = ("#D6E3F9", "#AACBFF", "#66AAFE", "#0386E9", "#0565B8", "#004485", "#0C2852", "#141929")
"""How far a work is, from its first milestone to its last: one hue, which stands out the more the further."""
_DARK_RAMP = ("#364958", "#315C7A", "#2775A5", "#3090CF", "#63B0F3", "#A3CCFF", "#D0E3FF", "#F2F7FF")

_STEPS = ("#68004F", "#8B1F6C", "#A63B85", "#BF549C", "#D86AB3")
"""When a road of a plan is built, in five classes: one hue, the first steps stand out the most."""
_DARK_STEPS = ("#F4C8FF", "#EBA2FF", "#DF76FF", "#C54FEB", "#A932D0")

_LIGHT = {
    "paper": "#F4F2EC",
    "land": "#FFFFFF",
    "panel": "#FFFFFF",
    "text": "#1B1B1B",
    "quiet": "#555555",
    "rule": "#D5D5D5",
    "field": "#767676",
    "chosen": "#E3ECF6",
    "warn": "#FFF3CD",
    "warn_edge": "#9A6A00",
    "short": "#FBE3CC",
    "short_text": "#3C1E00",
    "edge": "#111111",
    "halo": "#FFFFFF",
    "frame": "#555555",
    "not_asked": "#767676",
    "case": "#111111",
    "accent": "#0B4F86",
    "on_accent": "#FFFFFF",
    "button": "#F4F4F4",
    "late": "#A3450A",
    "good": "#067A4C",
    "reached": "#E8F6EF",
    "changed": "#FDF7B8",
    "river": "#8DB8DA",
    "lake": "#CFE3F2",
    "river_text": "#2A5F8F",
    "neighbour": "#9A9A9A",
    "shade": "#DDDDDD",
}
_DARK = {
    "paper": "#14171A",
    "land": "#1E2226",
    "panel": "#22272C",
    "text": "#F1F1F1",
    "quiet": "#B9BEC3",
    "rule": "#454C53",
    "field": "#8C949B",
    "chosen": "#2F4257",
    "warn": "#463A12",
    "warn_edge": "#E0B040",
    "short": "#4A2D12",
    "short_text": "#FFE3C8",
    "edge": "#FFFFFF",
    "halo": "#14171A",
    "frame": "#B9BEC3",
    "not_asked": "#9AA1A8",
    "river": "#3D6483",
    "lake": "#22384A",
    "river_text": "#9CC4E4",
    "neighbour": "#62696F",
    "shade": "#0E1012",
    "trunk": "#FFFFFF",
    "sealed": "#C2C2C2",
    "unsealed": "#B08A60",
    "near_miss": "#FF5CC8",
    "critical": "#B490FF",
    "power_line": "#FF9E80",
    "coverage": "#24432B",
    "case": "#22272C",
    "accent": "#8EC5F0",
    "on_accent": "#10212F",
    "button": "#333A41",
    "late": "#FFA866",
    "good": "#5FD3A2",
    "reached": "#173B2C",
    "changed": "#4A4512",
}
_DARK_SHARES = ("#1E2226", "#3A2C20", "#57391F", "#75481D", "#94571B")


def _number(name: str, colours: Sequence[str]) -> dict[str, str]:
    return {f"{name}_{place}": colour for place, colour in enumerate(colours)}


SCHEMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        name: MappingProxyType(
            {**PALETTE, **own, **_number("share", shares), **_number("milestone", ramp), **_number("step", steps)}
        )
        for name, own, shares, ramp, steps in (
            ("light", _LIGHT, SHARE_COLOURS, _RAMP, _STEPS),
            ("dark", _DARK, _DARK_SHARES, _DARK_RAMP, _DARK_STEPS),
        )
    }
)
"""Every colour of a page, by light or dark: the palette, ground, texts, panels, shares of towns, milestones, steps."""


def name_milestone_colour(place: int, milestones: int) -> str:
    """The name of the colour of one of a kind's milestones, by its place among them; the last is the ramp's last.

    Examples
    --------
    >>> [name_milestone_colour(place, 5) for place in (0, 1, 4)]
    ['milestone_0', 'milestone_2', 'milestone_7']
    """
    return f"milestone_{round(place * (len(_RAMP) - 1) / max(1, milestones - 1))}"


FADED = 0.5
"""How much of what lies beyond the county's boundary is covered by the colour of the paper."""

SHADED: Mapping[str, float] = MappingProxyType({"light": 0.11, "dark": 0.55})
"""How dark the relief's darkest shade is, by scheme: symbols stand out from it by 3 to 1, as from the plain ground."""

HALOED = ("reach",)
"""What stands out from the plain ground by little more than that: on a relief it is drawn on a line of the ground."""

_LINEAR = (0.2126, 0.7152, 0.0722)  # weights of the luminance (WCAG 2)


def text_colour(colour: str) -> str:
    """Black or white: what is read best on a colour.

    Examples
    --------
    >>> text_colour("#FAEE4C")
    '#000000'
    """
    # equal contrast with black and with white: (l + 0.05)² = 0.05 × 1.05
    return "#000000" if (_luminance(colour) + 0.05) ** 2 > 0.05 * 1.05 else "#FFFFFF"


def contrast(one: str, two: str) -> float:
    """The contrast of two colours (WCAG 2), from 1 to 21.

    Examples
    --------
    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip(_LINEAR, linear, strict=True))
