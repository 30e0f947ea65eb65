"""What goes into a page comes out of it again."""

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from gisplan.maps.shared.encoding import Texts, pack_areas, pack_lines, pack_points

TO_DEGREES = Transformer.from_crs("EPSG:4545", "EPSG:4326", always_xy=True)
TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:4545", always_xy=True)
SQUARE = shapely.box(500_000, 3_500_000, 501_000, 3_501_000)
BESIDE = shapely.box(501_000, 3_500_000, 502_000, 3_501_000)


def unpack(packed: dict[str, list[int]]) -> list[np.ndarray]:  # type: ignore[type-arg]
    """The lines of a packed value in metres, as the page adds the steps up."""
    whole = np.array(packed["xy"]).reshape(-1, 2).cumsum(axis=0) / 1e6
    metres = np.stack(TO_METRES.transform(whole[:, 0], whole[:, 1]), axis=1)
    return np.split(metres, np.cumsum(packed["n"])[:-1])


def test_lines_come_back_to_a_metre_and_know_whose_they_are() -> None:
    multi = shapely.MultiLineString(
        [[(500_000, 3_500_000), (500_500, 3_500_700)], [(501_000, 3_500_000), (502_000, 3_500_000)]]
    )
    one = shapely.LineString([(503_000, 3_500_000), (503_100, 3_500_000)])
    packed = pack_lines(np.array([multi, one], dtype=object), TO_DEGREES, of=[7, 3])
    assert packed["of"] == [7, 7, 3]
    for result, line in zip(unpack(packed), [*multi.geoms, one], strict=True):
        assert result == pytest.approx(shapely.get_coordinates(line), abs=0.2)


def test_an_area_keeps_its_holes_and_a_town_without_one_is_left_out() -> None:
    hollow = SQUARE.difference(SQUARE.centroid.buffer(100))
    packed = pack_areas(np.array([None, hollow, BESIDE], dtype=object), TO_DEGREES, joined=True)
    assert packed["of"] == [1, 1, 2]


def test_neighbours_keep_one_border_when_they_are_simplified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gisplan.maps.shared.encoding._AREAS", 40)
    y = np.linspace(3_500_000, 3_501_000, 100)
    border = np.stack([501_000 + 15 * np.sin(y / 30), y], axis=1)
    west = shapely.Polygon([(500_000, 3_501_000), (500_000, 3_500_000), *border])
    east = shapely.Polygon([(502_000, 3_501_000), (502_000, 3_500_000), *border])
    packed = pack_areas(np.array([west, east], dtype=object), TO_DEGREES, joined=True)
    assert sum(packed["n"]) <= 40
    rings = [{tuple(point) for point in np.round(ring).tolist()} for ring in unpack(packed)]
    inner = {p for p in rings[0] if 500_500 < p[0] < 501_500}
    assert inner
    assert inner <= rings[1]


def test_nothing_is_packed_as_nothing() -> None:
    assert pack_lines(np.array([], dtype=object), TO_DEGREES) == {"xy": [], "n": []}
    assert pack_points([np.nan, 500_000.0], [np.nan, 3_500_000.0], TO_DEGREES)[0][0] is None


def test_a_text_is_held_once() -> None:
    texts = Texts()
    assert [texts.add(t) for t in ("a", "b", "a", None)] == [0, 1, 0, -1]
    assert texts.listed == ["a", "b"]
