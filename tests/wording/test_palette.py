"""The palette: every meaning has a colour and a name, and the colours stay apart for all eyes."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gisplan.wording.palette import (
    CASED,
    FADED,
    HALOED,
    LABELS,
    PALETTE,
    SCHEMES,
    SHADED,
    SHARE_COLOURS,
    contrast,
    name_milestone_colour,
    text_colour,
)
from tests.conftest import ROOT

Floats = NDArray[np.float64]
STATES = ("met", "missed", "unknown", "pending")

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
VISION = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def see(colour: str, vision: Floats) -> Floats:
    """A colour in CIELAB (D65), as an eye of that vision sees it."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(vision @ linear, 0, 1) / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: Floats, two: Floats) -> float:
    """CIEDE2000 (Sharma, Wu and Dalal 2005)."""
    mean = (np.hypot(*one[1:]) + np.hypot(*two[1:])) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    (l1, a1, b1), (l2, a2, b2) = one * [1, stretch, 1], two * [1, stretch, 1]
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue, chroma, light = h1 + turn / 2, (c1 + c2) / 2, (l1 + l2) / 2
    t = 1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
    t += 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.20 * np.cos(np.radians(4 * hue - 63))
    far = (light - 50) ** 2
    dl = (l2 - l1) / (1 + 0.015 * far / np.sqrt(20 + far))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    turned = np.sin(np.radians(60 * np.exp(-(((hue % 360 - 275) / 25) ** 2))))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * turned
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh))


def nearest(names: tuple[str, ...], vision: str) -> tuple[float, str, str]:
    seen = {name: see(PALETTE[name], VISION[vision]) for name in names}
    return min((difference(seen[a], seen[b]), a, b) for a, b in combinations(names, 2))


def test_the_difference_is_the_published_one() -> None:
    # two pairs of the table of Sharma, Wu and Dalal
    assert difference(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])) == pytest.approx(2.0425, abs=1e-4)
    assert difference(np.array([2.0776, 0.0795, -1.135]), np.array([0.9033, -0.0636, -0.5514])) == pytest.approx(
        0.9082, abs=1e-4
    )


@pytest.mark.parametrize("vision", VISION)
def test_every_two_colours_stay_apart(vision: str) -> None:
    assert nearest(tuple(PALETTE), vision)[0] >= 12.0, nearest(tuple(PALETTE), vision)


@pytest.mark.parametrize("vision", VISION)
def test_the_states_stay_far_apart(vision: str) -> None:
    assert nearest(STATES, vision)[0] >= 20.0, nearest(STATES, vision)


def test_the_states_differ_in_grey_too() -> None:
    lightness = sorted(see(PALETTE[s], np.eye(3))[0] for s in STATES)
    assert min(np.diff(lightness)) >= 7.0


def test_every_colour_has_a_name_and_cannot_be_changed() -> None:
    assert list(LABELS) == list(PALETTE)
    assert len(set(PALETTE.values())) == len(PALETTE)
    with pytest.raises(TypeError):
        PALETTE["met"] = "#FFFFFF"  # type: ignore[index]


def test_text_is_read_on_every_colour() -> None:
    assert {text_colour(PALETTE[s]) for s in ("unknown", "pending")} == {"#000000"}
    assert text_colour(PALETTE["met"]) == text_colour(PALETTE["trunk"]) == "#FFFFFF"


@pytest.mark.parametrize("vision", VISION)
def test_a_worse_town_is_darker_for_every_eye(vision: str) -> None:
    seen = [see(colour, VISION[vision]) for colour in SHARE_COLOURS]
    assert all(difference(a, b) >= 7.0 for a, b in pairwise(seen))
    assert all(a[0] - b[0] >= 5.0 for a, b in pairwise(seen))


SYMBOLS = {*PALETTE} - {"coverage"} | {"frame", "not_asked"}  # an area is bounded by a line
TEXTS = (
    *((text, ground) for text in ("text", "quiet") for ground in ("panel", "chosen", "land", "paper")),
    *(("text", ground) for ground in ("warn", "button", "reached", "changed")),
    *((text, ground) for text in ("accent", "late", "good") for ground in ("panel", "chosen")),
    ("quiet", "button"),
    ("short_text", "short"),
    ("on_accent", "accent"),
    ("panel", "text"),
    ("halo", "edge"),
    *(("river_text", ground) for ground in ("land", "paper")),
)
RAMPS = {scheme: [colours[f"milestone_{k}"] for k in range(8)] for scheme, colours in SCHEMES.items()}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_symbols_stand_out_from_the_ground(scheme: str) -> None:
    """By 3 to 1, with their own colour or, where that is light, by the edge that they are drawn with."""
    colours = SCHEMES[scheme]
    for name in SYMBOLS:
        seen = colours["edge" if scheme == "light" and name in CASED else name]
        assert contrast(seen, colours["land"]) >= 3.0, name
    for ground in ("land", "paper", *(f"share_{k}" for k in range(5))):
        assert contrast(colours["edge"], colours[ground]) >= 3.0, "each settlement has an edge, also on a shaded town"
    assert contrast(colours["trunk"], colours["paper"]) >= 3.0, "trunk roads go on beyond the boundary"
    for name in ("field", "warn_edge"):
        assert contrast(colours[name], colours["panel"]) >= 3.0, name


def mix(one: str, two: str, share: float) -> str:
    """A colour covered by so much of another."""
    pairs = ((int(one[i : i + 2], 16), int(two[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + share * (b - a)):02X}" for a, b in pairs)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_for_orientation_is_seen_and_quieter_than_every_symbol(scheme: str) -> None:
    colours = SCHEMES[scheme]
    for name in ("river", "neighbour"):
        for ground in ("land", "paper"):
            assert 1.7 <= contrast(colours[name], colours[ground]) <= 3.5, (name, ground)
    assert 1.15 <= contrast(colours["lake"], colours["land"]) <= 2.0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_symbols_stand_out_from_the_darkest_relief_too(scheme: str) -> None:
    """By 3 to 1; what has no more than that from the plain ground is drawn on a line of it, in the light scheme."""
    colours = SCHEMES[scheme]
    shade = mix(colours["land"], "#000000", SHADED[scheme])
    for name in SYMBOLS - ({*HALOED, "boundary"} if scheme == "light" else set()):  # the gap map draws no boundary so
        seen = colours["edge" if scheme == "light" and name in CASED else name]
        assert contrast(seen, shade) >= 3.0, name
    assert contrast(shade, colours["land"]) >= 1.1, "the relief is seen"
    for text in ("text", "quiet", "river_text"):
        assert contrast(colours[text], shade) >= 4.5, text


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_trunk_road_is_still_seen_beyond_the_boundary(scheme: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(mix(colours["trunk"], colours["paper"], FADED), colours["paper"]) >= 3.0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_texts_are_read_on_their_ground(scheme: str) -> None:
    colours = SCHEMES[scheme]
    for text, ground in TEXTS:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for state in STATES:
        assert contrast(text_colour(colours[state]), colours[state]) >= 4.5, state


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_three_values_differ_without_colour(scheme: str) -> None:
    """Met and unknown are discs, dark and light; missed has a shape of its own."""
    assert contrast(SCHEMES[scheme]["met"], SCHEMES[scheme]["unknown"]) >= 3.0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISION)
def test_a_later_milestone_stands_out_more_for_every_eye(scheme: str, vision: str) -> None:
    seen = [see(colour, VISION[vision]) for colour in (SCHEMES[scheme]["land"], *RAMPS[scheme])]
    assert min(difference(one, two) for one, two in combinations(seen, 2)) >= 8.0
    steps = np.diff([colour[0] for colour in seen])
    assert (steps < 0).all() if scheme == "light" else (steps > 0).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_milestones_have_one_hue(scheme: str) -> None:
    hues = [np.degrees(np.arctan2(b, a)) % 360 for _l, a, b in (see(c, VISION["normal"]) for c in RAMPS[scheme])]
    assert max(hues) - min(hues) <= 40.0, hues


def test_kinds_begin_and_end_with_the_ends_of_the_ramp() -> None:
    for many in (2, 5, 6, 8):
        names = [name_milestone_colour(place, many) for place in range(many)]
        assert (names[0], names[-1]) == ("milestone_0", "milestone_7")
        assert names == sorted(set(names))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISION)
def test_an_earlier_step_stands_out_more_for_every_eye(scheme: str, vision: str) -> None:
    colours = SCHEMES[scheme]
    steps = [colours[f"step_{k}"] for k in range(5)]
    seen = [see(colour, VISION[vision]) for colour in steps]
    assert min(difference(one, two) for one, two in combinations(seen, 2)) >= 7.0
    contrasts = [contrast(colour, colours["land"]) for colour in steps]
    assert contrasts == sorted(contrasts, reverse=True)
    assert min(contrasts) >= 3.0
    roads = [see(colours[name], VISION[vision]) for name in ("reach", "trunk", "sealed", "unsealed")]
    assert min(difference(one, two) for one in seen for two in roads) >= 6.0


OWN = {"#fff", "#111", "#0004"}  # texts on the colours of the values, which both schemes share; shadows


@pytest.mark.parametrize("css", sorted((ROOT / "gisplan" / "maps" / "page").rglob("*.css")), ids=lambda css: css.name)
def test_styles_take_their_colours_from_the_schemes(css: Path) -> None:
    text = css.read_text(encoding="utf-8")
    used = {name.replace("-", "_") for name in re.findall(r"var\(--gp-([a-z0-9-]+)", text)}
    assert used
    assert used <= set(SCHEMES["light"]) == set(SCHEMES["dark"])
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text)) <= OWN
