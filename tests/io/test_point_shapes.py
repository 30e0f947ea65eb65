"""Points that are kept as coordinates are the same to every check as an array of shapely's points."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplan.io.files import point_shapes
from gisplan.io.files.handover.arrays import LoadedArrays, SavedArrays, save_shapes
from gisplan.io.files.point_shapes import PointShapes, clear_rows, draw_once, find_coordinates, set_coordinates
from gisplan.io.files.raw_layer import _load_shapes

PLACES = st.lists(st.none() | st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=6)


def points_at(places: list[tuple[float, float] | None]) -> PointShapes:
    xy = [(np.nan, np.nan) if place is None else place for place in places]
    return PointShapes(np.array(xy, dtype=float).reshape(-1, 2))


@given(places=PLACES)
def test_coordinates_give_what_the_points_give(places: list[tuple[float, float] | None]) -> None:
    points = points_at(places)
    drawn = np.asarray(points)
    assert [shape if shape is None else (shape.x, shape.y) for shape in drawn] == places
    for name in ("find_missing", "find_types", "find_dimensions", "find_bounds"):
        find = getattr(point_shapes, name)
        np.testing.assert_array_equal(find(points), find(drawn), err_msg=name)
    for found, expected in zip(find_coordinates(points), find_coordinates(drawn), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_points_at_one_place_are_drawn_as_one_object() -> None:
    first, none, second, other = draw_once(points_at([(107.5, 32.5), None, (107.5, 32.5), (32.5, 107.5 - 90)]))
    assert none is None
    assert first is second
    assert first != other


@given(places=PLACES)
def test_points_are_moved_and_cleared_as_objects_are(places: list[tuple[float, float] | None]) -> None:
    points = points_at(places)
    drawn, moved = np.asarray(points), find_coordinates(points)[0] + 1
    odd = np.arange(len(places)) % 2 == 1
    assert (np.asarray(set_coordinates(points, moved)) == set_coordinates(drawn, moved)).all()
    assert (np.asarray(clear_rows(points, odd)) == clear_rows(drawn, odd)).all()
    assert (np.asarray(points[odd]) == drawn[odd]).all()
    assert (np.asarray(points) == drawn).all()
    assert (draw_once(points) == drawn).all()


@pytest.mark.parametrize(
    ("shapes", "kept"),
    [
        ([shapely.Point(108, 32), None, shapely.Point(0, 0)], True),
        ([shapely.Point(108, 32), shapely.Point()], False),
        ([shapely.Point(108, 32, 5), shapely.Point(108, 32)], False),
        ([shapely.Point(108, 32), shapely.LineString([(0, 0), (1, 1)])], False),
        ([None, None], False),
        ([], False),
    ],
)
def test_a_layer_of_plain_points_alone_is_kept_as_coordinates(
    shapes: list[shapely.Geometry | None], kept: bool, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved = SavedArrays("layer")
    save_shapes(saved, [None if shape is None else shapely.to_wkb(shape) for shape in shapes], len(shapes))
    loaded, reasons = _load_shapes(LoadedArrays(tmp_path, "layer", saved.index))
    assert isinstance(loaded, PointShapes) is kept
    assert [*map(shapely.to_wkt, np.asarray(loaded))] == [*map(shapely.to_wkt, shapes)]
    assert not reasons
