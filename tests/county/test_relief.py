"""How ground is shaded: by Horn's slopes, from the north-west, and the same where all is turned over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gisplan.county.orientation.relief import Relief, find_darkness

FLAT = 1 - 0.5**0.5
HEIGHTS = arrays(np.float32, (7, 9), elements=st.floats(0, 3000, width=32))


def darkness_of(heights: np.ndarray, cell_m: float = 100.0) -> np.ndarray:
    return find_darkness(Relief(heights.astype(np.float32), 0.0, 0.0, cell_m))


def plane(east: float, north: float) -> np.ndarray:
    """A plane that rises by so many metres a cell to the east and to the north."""
    row, column = np.mgrid[0:9, 0:9].astype(float)
    return 1000 + east * column - north * row


@pytest.mark.parametrize(
    ("east", "north", "expected"),
    [
        (0, 0, FLAT),
        (100 / 2**0.5, -100 / 2**0.5, 0.0),  # rises to the south-east at 45°: it faces the light
        (-100 / 2**0.5, 100 / 2**0.5, 1.0),  # and away from it
        (100 / 2**0.5, 100 / 2**0.5, 0.5),  # across: the sine of 45°, by the slope's cosine
    ],
)
def test_planes_are_as_dark_as_the_angle_to_the_light_says(east: float, north: float, expected: float) -> None:
    assert darkness_of(plane(east, north))[1:-1, 1:-1] == pytest.approx(expected, abs=1e-6)


def second_opinion(heights: np.ndarray, cell_m: float) -> np.ndarray:
    """The same by angles, as Burrough and McDonnell (1998) write it, cell by cell."""
    result = np.empty(heights.shape)
    padded = np.pad(heights.astype(float), 1, mode="edge")
    zenith, azimuth = np.radians(45.0), np.radians(360.0 - 315.0 + 90.0)
    for row in range(heights.shape[0]):
        for column in range(heights.shape[1]):
            a, b, c, d, _e, f, g, h, i = padded[row : row + 3, column : column + 3].ravel()
            dx = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * cell_m)
            dy = ((g + 2 * h + i) - (a + 2 * b + c)) / (8 * cell_m)
            slope, aspect = np.arctan(np.hypot(dx, dy)), np.arctan2(dy, -dx)
            lit = np.cos(zenith) * np.cos(slope) + np.sin(zenith) * np.sin(slope) * np.cos(azimuth - aspect)
            result[row, column] = np.clip(1 - lit, 0, 1)
    return result


@given(HEIGHTS)
def test_it_agrees_with_the_formula_by_angles(heights: np.ndarray) -> None:
    assert darkness_of(heights) == pytest.approx(second_opinion(heights, 100.0), abs=1e-6)


@given(HEIGHTS)
def test_raising_the_ground_changes_nothing_and_turning_it_about_the_light_neither(heights: np.ndarray) -> None:
    whole = np.round(heights)
    assert darkness_of(whole + 64) == pytest.approx(darkness_of(whole), abs=1e-6)
    assert darkness_of(whole.T) == pytest.approx(darkness_of(whole).T, abs=1e-6)


def test_what_lies_beside_an_unknown_height_is_unknown() -> None:
    heights = plane(10, 0)
    heights[4, 4] = np.nan
    unknown = np.isnan(darkness_of(heights))
    assert unknown.sum() == 9
    assert unknown[3:6, 3:6].all()
