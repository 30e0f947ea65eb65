"""Coordinates of online maps (GCJ-02, BD-09): declared, and noticed where they were left in a layer."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from gisplan.gaps import KINDS, find_gaps
from gisplan.io.check import format_check
from gisplan.io.config.layer_table import SHIFTS
from gisplan.io.faults.catalogue import explain_fault
from gisplan.io.layers.places.gcj02 import FROM_SHIFTED, SHIFT_NAMES, to_bd09, to_gcj02
from gisplan.maps.gaps.gap_map import describe_map
from gisplan.standards import read_packaged_standard
from gisplan.wording.works import list_shifts, list_warnings
from tests.io.toy_county import Toy, geojson, only

COUNT = 20
TO_SHIFTED = {"gcj02": to_gcj02, "bd09": to_bd09}
OUT = "rows-shifted-out"
MILLIMETRE = 1e-3 / 111_320.0  # in degrees, at most


def places(gap: float = 0.0) -> list[tuple[float, float]]:
    """Places in two rows, each on a road of its own or `gap` degrees north of it.

    The roads go up and down, as a straight one fits all places that move along it.
    """
    return [(108.0 + 0.013 * (i % 10), 32.5 + 0.05 * (i // 10) + 0.01 * (i % 3) + gap) for i in range(COUNT)]


def villages(points: Any) -> list[tuple[Any, dict[str, Any]]]:
    return [(shapely.Point(p), {"code": f"61072811{i:04d}", "name": f"村{i}"}) for i, p in enumerate(points)]


def roads(points: Any) -> list[tuple[Any, dict[str, Any]]]:
    lines = [shapely.LineString(list(points)[i : i + 10]) for i in (0, 10)]
    return [(line, {"segment": f"C{i}", "class": "C", "surface": "12"}) for i, line in enumerate(lines)]


def shifted(points: Any, datum: str = "gcj02") -> list[tuple[float, float]]:
    return [tuple(p) for p in TO_SHIFTED[datum](np.array(points)).tolist()]


def county(toy: Toy, points: Any, on_roads: Any, toml: str = "") -> Toy:
    toy = toy.with_layer("villages", "villages.geojson", villages(points), toml=toml)
    return toy.with_layer("roads", "roads.geojson", roads(on_roads))


def test_the_values_of_datum_are_the_shifts_that_are_known() -> None:
    assert set(SHIFTS) == set(FROM_SHIFTED) == set(SHIFT_NAMES) == set(TO_SHIFTED)


@pytest.mark.parametrize("datum", SHIFTS)
@given(lon=st.floats(72.1, 137.7), lat=st.floats(0.9, 55.7))
def test_there_and_back_is_the_same_place_to_a_millimetre(datum: str, lon: float, lat: float) -> None:
    degrees = np.array([[lon, lat]])
    moved = TO_SHIFTED[datum](degrees)
    assert np.abs(FROM_SHIFTED[datum](moved) - degrees).max() < MILLIMETRE
    assert 1e-5 < np.abs(moved - degrees).max() < 0.05


@pytest.mark.parametrize("datum", SHIFTS)
@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_abroad_nothing_moves(datum: str, lon: float, lat: float) -> None:
    assume(not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271))
    degrees = np.array([[lon, lat]])
    assert TO_SHIFTED[datum](degrees).tolist() == FROM_SHIFTED[datum](degrees).tolist() == [[lon, lat]]


@pytest.mark.parametrize("place", [(116.404, 39.915), (108.0, 32.5), (91.1, 29.6)])
def test_bd_09_is_the_published_formula_on_top_of_gcj_02(place: tuple[float, float]) -> None:
    lon, lat = to_gcj02(np.array([place]))[0]
    turns = math.pi * 3000 / 180
    radius = math.sqrt(lon**2 + lat**2) + 2e-5 * math.sin(lat * turns)
    angle = math.atan2(lat, lon) + 3e-6 * math.cos(lon * turns)
    expected = (radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006)
    assert to_bd09(np.array([place]))[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.bad_input(22)
@pytest.mark.parametrize(("datum", "least", "most"), [("gcj02", 300, 800), ("bd09", 900, 2000)])
def test_22_villages_left_shifted_are_noticed(toy: Toy, datum: str, least: int, most: int) -> None:
    fault = only(county(toy, shifted(places(), datum), places()).read().faults, "rows-shifted")
    assert (fault.level, fault.file, fault.layer, fault.field) == ("W", "villages.geojson", "villages", "geometry")
    assert fault.row == 1
    assert (fault.params["count"], fault.params["datum"]) == (COUNT, datum)
    assert least < float(str(fault.value).removesuffix(" m")) < most
    assert f'datum = "{datum}"' in explain_fault(fault)[1]


@pytest.mark.bad_input(22)
def test_22_rows_in_gcj_02_among_others_are_named(toy: Toy) -> None:
    points = [*places()[:12], *shifted(places())[12:]]
    fault = only(county(toy, points, places()).read().faults, "rows-shifted")
    assert fault.params["rows"] == list(range(13, 21))


@pytest.mark.bad_input(22)
def test_22_pages_name_the_rows_of_a_sheet_as_check_does(toy: Toy) -> None:
    rows = [f"61072811{i:04d},村{i},{lon},{lat}" for i, (lon, lat) in enumerate(shifted(places()))]
    toy = county(toy, places(), places()).with_layer("villages", "v.csv", "\n".join(["code,name,lon,lat", *rows]))
    (warning,) = list_shifts(toy.read())
    assert "first row 2;" in warning
    assert warning in " ".join(line.strip() for _, line in format_check(toy.check()))


@pytest.mark.bad_input(22)
@pytest.mark.parametrize("datum", SHIFTS)
def test_22_roads_left_shifted_are_noticed(toy: Toy, datum: str) -> None:
    fault = only(county(toy, places(), shifted(places(), datum)).read().faults, "roads-shifted")
    assert (fault.level, fault.file, fault.layer) == ("W", "roads.geojson", "roads")
    assert fault.params["datum"] == datum


def boundary(datum: str | None = None) -> list[tuple[Any, dict[str, Any]]]:
    """Return an area about 100 m around the two rows of places."""
    area = shapely.union_all([shapely.LineString(places()[i : i + 10]).buffer(0.001) for i in (0, 10)])
    if datum is not None:
        area = shapely.transform(area, TO_SHIFTED[datum])
    return [(area, {"code": "610728", "name": "镇巴县"})]


@pytest.mark.parametrize("datum", SHIFTS)
def test_villages_and_roads_shifted_out_of_the_boundary_are_noticed(toy: Toy, datum: str) -> None:
    moved = shifted(places(), datum)
    fault = only(county(toy, moved, moved).with_layer("boundary", "b.geojson", boundary()).check().faults, OUT)
    assert (fault.level, fault.layer, fault.params["datum"]) == ("W", "villages", datum)


@pytest.mark.parametrize("datum", SHIFTS)
def test_a_boundary_left_shifted_is_noticed(toy: Toy, datum: str) -> None:
    toy = county(toy, places(), places()).with_layer("boundary", "b.geojson", boundary(datum))
    fault = only(toy.check().faults, "boundary-shifted")
    assert (fault.level, fault.layer, fault.file, fault.params["datum"]) == ("W", "boundary", "b.geojson", datum)


def test_a_boundary_that_holds_the_villages_is_not_doubted(toy: Toy) -> None:
    faults = county(toy, places(), places()).with_layer("boundary", "b.geojson", boundary()).check().faults
    assert not [fault for fault in faults if "shifted" in fault.code]


@pytest.mark.bad_input(22)
@pytest.mark.parametrize(
    ("toml", "datum"),
    [
        ('datum = "gcj02"', "gcj02"),
        ('datum = "bd09"', "bd09"),
        ('crs = "EPSG:4490"\ndatum = "bd09"', "bd09"),
        ('crs = "GCJ-02"', "gcj02"),
        ('crs = "gcj02"\ndatum = "gcj02"', "gcj02"),
        ('crs = "火星坐标"', "gcj02"),
        ('crs = "百度坐标系"', "bd09"),
    ],
)
def test_22_a_declared_shift_is_undone(toy: Toy, toml: str, datum: str) -> None:
    right = county(toy, places(), places()).read()
    moved = county(toy, shifted(places(), datum), places(), toml).read()
    fault = only(moved.faults, "datum-read")
    assert (fault.level, fault.layer, fault.value) == ("F", "villages", SHIFT_NAMES[datum])
    assert "rows-shifted" not in {fault.code for fault in right.faults + moved.faults}
    assert right.villages.distance(moved.villages).max() < 1e-3


def test_a_shift_in_web_mercator_is_undone_in_degrees(toy: Toy) -> None:
    right = county(toy, places(), places()).read()
    frame = gpd.GeoDataFrame(
        [values for _point, values in villages(places())],
        geometry=[shapely.Point(p) for p in shifted(places())],
        crs="EPSG:4326",
    ).to_crs("EPSG:3857")
    moved = county(toy, places(), places()).with_frame("villages", "v.gpkg", frame, toml='datum = "gcj02"').read()
    assert right.villages.distance(moved.villages).max() < 1e-3


@pytest.mark.parametrize(
    ("toml", "value"),
    [('crs = "BD-09"\ndatum = "gcj02"', "BD-09"), ('crs = "EPSG:4610"\ndatum = "gcj02"', "EPSG:4610 (Xian 1980)")],
)
def test_a_datum_that_contradicts_the_crs_is_refused(toy: Toy, toml: str, value: str) -> None:
    fault = only(county(toy, places(), places(), toml).refuse(), "datum-contradicts")
    assert (fault.layer, fault.field, fault.value) == ("villages", "datum", value)


def test_a_datum_that_is_not_known_is_refused_with_those_that_are(toy: Toy) -> None:
    fault = only(county(toy, places(), places(), 'datum = "wgs84"').refuse(), "key-value")
    assert "gcj02" in explain_fault(fault)[0]
    assert "bd09" in explain_fault(fault)[0]


def test_a_shift_declared_abroad_moves_nothing_and_is_warned_of(toy: Toy) -> None:
    abroad = [(lon - 100.0, lat) for lon, lat in places()]
    toy = county(toy.with_county('crs = "EPSG:32632"\ncode_system = "any"'), abroad, abroad, 'datum = "gcj02"')
    read = toy.read()
    fault = only(read.faults, "datum-elsewhere")
    assert (fault.level, fault.layer, fault.params["count"]) == ("W", "villages", COUNT)
    assert read.villages.distance(read.roads.union_all()).max() < 1e-3


def test_the_map_page_repeats_the_warning(toy: Toy) -> None:
    standard = read_packaged_standard("zhenba-2019", kinds=KINDS)
    gaps = find_gaps(county(toy, shifted(places()), places()).read(), standard)
    assert any("GCJ-02" in line for line in describe_map(gaps, language="en")["warnings"])
    assert any("GCJ-02" in line for line in list_warnings(gaps))


@pytest.mark.bad_input(22)
@pytest.mark.parametrize("gap", [0.0, 0.001, 0.003, 0.01])
def test_22_villages_beside_roads_are_not_shifted(toy: Toy, gap: float) -> None:
    found = {fault.code for fault in county(toy, places(gap), places()).read().faults}
    assert found <= {"road-islands", "trunk-classes-usual"}


def test_22_values_outside_the_range_of_degrees_are_still_refused(toy: Toy) -> None:
    points = [(500_000.0 + i, 3_600_000.0) for i in range(COUNT)]
    toy = toy.with_layer("villages", "v.geojson", geojson(villages(points)), toml='crs = "GCJ-02"')
    assert only(toy.refuse(), "metres-as-degrees").row == 1
