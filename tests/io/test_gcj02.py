"""Coordinates of online maps (GCJ-02): declared, and noticed where they were left in a layer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplan.io.layers.places.gcj02 import from_gcj02, to_gcj02
from tests.io.toy_county import Toy, geojson, only

COUNT = 20


def places(gap: float = 0.0) -> list[tuple[float, float]]:
    """Places in two rows, each on a road of its own or `gap` degrees north of it."""
    return [(108.0 + 0.013 * (i % 10), 32.5 + 0.05 * (i // 10) + 0.001 * (i % 3) + gap) for i in range(COUNT)]


def villages(points: Any) -> list[tuple[Any, dict[str, Any]]]:
    return [(shapely.Point(p), {"code": f"61072811{i:04d}", "name": f"村{i}"}) for i, p in enumerate(points)]


def roads(points: Any) -> list[tuple[Any, dict[str, Any]]]:
    lines = [shapely.LineString(list(points)[i : i + 10]) for i in (0, 10)]
    return [(line, {"segment": f"C{i}", "class": "C", "surface": "12"}) for i, line in enumerate(lines)]


def shifted(points: Any) -> list[tuple[float, float]]:
    return [tuple(p) for p in to_gcj02(np.array(points)).tolist()]


def county(toy: Toy, points: Any, on_roads: Any, toml: str = "") -> Toy:
    toy = toy.with_layer("villages", "villages.geojson", villages(points), toml=toml)
    return toy.with_layer("roads", "roads.geojson", roads(on_roads))


@given(st.floats(73, 135), st.floats(18, 53))
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    degrees = np.array([[lon, lat]])
    moved = to_gcj02(degrees)
    assert np.abs(from_gcj02(moved) - degrees).max() < 1e-9
    assert 1e-5 < np.abs(moved - degrees).max() < 0.02


def test_abroad_nothing_moves() -> None:
    assert to_gcj02(np.array([[2.35, 48.85]])).tolist() == [[2.35, 48.85]]


@pytest.mark.bad_input(22)
def test_22_villages_left_in_gcj_02_are_noticed(toy: Toy) -> None:
    fault = only(county(toy, shifted(places()), places()).read().faults, "rows-shifted")
    assert (fault.level, fault.file, fault.layer, fault.field) == ("W", "villages.geojson", "villages", "geometry")
    assert fault.row == 1
    assert fault.params["count"] == COUNT
    assert 300 < float(str(fault.value).removesuffix(" m")) < 800


@pytest.mark.bad_input(22)
def test_22_rows_in_gcj_02_among_others_are_named(toy: Toy) -> None:
    points = [*places()[:12], *shifted(places())[12:]]
    fault = only(county(toy, points, places()).read().faults, "rows-shifted")
    assert fault.params["rows"] == list(range(13, 21))


@pytest.mark.bad_input(22)
def test_22_roads_left_in_gcj_02_are_noticed(toy: Toy) -> None:
    fault = only(county(toy, places(), shifted(places())).read().faults, "roads-shifted")
    assert (fault.level, fault.file, fault.layer) == ("W", "roads.geojson", "roads")


@pytest.mark.bad_input(22)
@pytest.mark.parametrize("stated", ["GCJ-02", "gcj02", "火星坐标"])
def test_22_declared_gcj_02_is_read(toy: Toy, stated: str) -> None:
    right = county(toy, places(), places()).read()
    moved = county(toy, shifted(places()), places(), f'crs = "{stated}"').read()
    fault = only(moved.faults, "gcj02-read")
    assert (fault.level, fault.layer, fault.value) == ("F", "villages", stated)
    assert "rows-shifted" not in {fault.code for fault in right.faults}
    assert right.villages.distance(moved.villages).max() < 0.01


@pytest.mark.bad_input(22)
@pytest.mark.parametrize("gap", [0.0, 0.001, 0.003, 0.01])
def test_22_villages_beside_roads_are_not_shifted(toy: Toy, gap: float) -> None:
    found = {fault.code for fault in county(toy, places(gap), places()).read().faults}
    assert found <= {"road-islands", "trunk-classes-usual"}


def test_22_values_outside_the_range_of_degrees_are_still_refused(toy: Toy) -> None:
    points = [(500_000.0 + i, 3_600_000.0) for i in range(COUNT)]
    toy = toy.with_layer("villages", "v.geojson", geojson(villages(points)), toml='crs = "GCJ-02"')
    assert only(toy.refuse(), "metres-as-degrees").row == 1
