"""The relief on a page: a small picture, in its place, the same every time."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image
from pyproj import CRS

from gisplan.county.orientation.relief import Relief
from gisplan.maps.shared import relief_image
from gisplan.maps.shared.png import encode_shades
from gisplan.maps.shared.relief_image import MOST_BYTES, draw_relief

COUNTY = CRS("EPSG:4545")


def relief_of(heights: np.ndarray, cell_m: float = 200.0) -> Relief:
    return Relief(heights.astype(np.float32), 450_000.0, 3_640_000.0, cell_m)


def rough(rows: int, columns: int) -> np.ndarray:
    return np.random.default_rng(1).uniform(0, 900, (rows, columns))


def opacity_of(url: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/png;base64,"))))
    return np.asarray(picture.convert("RGBA"))[:, :, 3]


@pytest.mark.parametrize("count", [2, 24, 256])
def test_a_picture_is_read_as_it_was_written(count: int) -> None:
    shades = np.random.default_rng(2).integers(0, count, (13, 17)).astype(np.uint8)
    picture = Image.open(io.BytesIO(encode_shades(shades, count)))
    pixels = np.asarray(picture.convert("RGBA"))
    assert (pixels[:, :, :3] == 0).all()
    assert (pixels[:, :, 3] == np.array([round(255 * k / (count - 1)) for k in range(count)])[shades]).all()


def test_shades_that_are_none_are_a_fault_of_ours() -> None:
    for shades, count in ((np.full((2, 2), 9, np.uint8), 9), (np.zeros((0, 2), np.uint8), 9), (np.zeros((1, 1)), 300)):
        with pytest.raises(ValueError, match="shades"):
            encode_shades(shades.astype(np.uint8), count)


def test_it_lies_where_the_heights_do() -> None:
    """A single hill: its shaded side is where its south-east is, in Web Mercator."""
    row, column = np.mgrid[0:200, 0:200]
    hill = 1500 * np.exp(-((row - 50.0) ** 2 + (column - 120.0) ** 2) / 200)
    drawn = draw_relief(relief_of(hill), COUNTY)
    assert drawn is not None
    west, south, east, north = drawn["box"]
    assert 107.4 < west < 107.5 < 107.85 < east < 108.0
    assert 32.5 < south < 32.6 < 32.8 < north < 33.0
    dark = opacity_of(drawn["image"])
    down, across = (places.mean() / side for places, side in zip(np.nonzero(dark > 200), dark.shape, strict=True))
    assert 0.26 < down < 0.33
    assert 0.61 < across < 0.68


def test_it_fades_at_its_edges_and_where_nothing_is_known() -> None:
    heights = rough(200, 200)
    heights[:, 150:] = np.nan
    drawn = draw_relief(relief_of(heights), COUNTY)
    assert drawn is not None
    dark = opacity_of(drawn["image"]).astype(float)
    assert dark[[0, -1]].max() <= 25
    assert dark[:, 0].max() <= 25
    assert dark[:, 160:].max() == 0
    assert dark[50:150, 50:100].mean() > 60


def test_the_roughest_ground_is_small_enough_and_the_same_each_time() -> None:
    relief = relief_of(rough(1200, 1200), 80.0)
    first, second = draw_relief(relief, COUNTY), draw_relief(relief, COUNTY)
    assert first == second
    assert first is not None
    assert len(base64.b64decode(first["image"].split(",")[1])) <= MOST_BYTES
    assert "<" not in first["image"]


def test_flat_ground_and_unknown_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    assert draw_relief(relief_of(np.full((50, 50), np.nan)), COUNTY) is None
    assert draw_relief(relief_of(np.full((50, 50), 700.0)), COUNTY) is None
    assert draw_relief(relief_of(rough(1, 1)), COUNTY) is None
    monkeypatch.setattr(relief_image, "_SIDES", (20,))
    drawn = draw_relief(relief_of(rough(60, 30)), COUNTY)
    assert drawn is not None
    assert max(opacity_of(drawn["image"]).shape) == 20
