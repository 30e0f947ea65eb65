"""Changes of datum: Helmert's formula computed apart from PROJ, and the operations that are made for an area."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from gisplan.base.datum_parameters import ROTATIONS, DatumParameters
from gisplan.base.datums import WGS84, are_of_one_datum, find_operations, make_helmert

HERE = np.array([[108.0, 32.5], [107.5, 32.2]])
CENTIMETRE = 1e-7  # degrees
XIAN = (6378140.0, 1 / 298.257)
BEIJING = (6378245.0, 1 / 298.3)
WGS = (6378137.0, 1 / 298.257223563)


def to_geocentric(lon: float, lat: float, ellipsoid: tuple[float, float]) -> np.ndarray:
    a, f = ellipsoid
    e2, lon, lat = f * (2 - f), np.radians(lon), np.radians(lat)
    n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.array([n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - e2) * np.sin(lat)])


def to_degrees(xyz: np.ndarray, ellipsoid: tuple[float, float]) -> tuple[float, float]:
    """Find longitude and latitude by trying: the latitude whose normal passes through the place."""
    a, f = ellipsoid
    e2, (x, y, z) = f * (2 - f), xyz
    distance, lat = np.hypot(x, y), np.arctan2(z, np.hypot(x, y))
    for _round in range(20):
        n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + e2 * n * np.sin(lat), distance)
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(lat))


def helmert(place: tuple[float, float], ellipsoid: tuple[float, float], parameters: DatumParameters) -> list[float]:
    """Compute the published formula of seven parameters, with small angles: EPSG methods 9606 and 9607."""
    rx, ry, rz = np.radians(np.array([parameters.rx, parameters.ry, parameters.rz]) / 3600)
    if parameters.rotation == "coordinate_frame":
        turn = np.array([[1, rz, -ry], [-rz, 1, rx], [ry, -rx, 1]])
    else:
        turn = np.array([[1, -rz, ry], [rz, 1, -rx], [-ry, rx, 1]])
    shift = np.array([parameters.dx, parameters.dy, parameters.dz])
    moved = shift + (1 + parameters.scale * 1e-6) * turn @ to_geocentric(*place, ellipsoid)
    return list(to_degrees(moved, WGS))


@given(
    st.floats(73, 135),
    st.floats(17, 54),
    st.lists(st.floats(-300, 300), min_size=3, max_size=3),
    st.lists(st.floats(-10, 10), min_size=4, max_size=4),
    st.sampled_from(ROTATIONS),
    st.sampled_from([("EPSG:4610", XIAN), ("EPSG:4214", BEIJING)]),
)
def test_seven_parameters_move_as_the_formula_does(lon, lat, shift, turn, rotation, system) -> None:  # type: ignore[no-untyped-def]
    crs, ellipsoid = system
    parameters = DatumParameters(*shift, *turn, rotation=rotation)
    transform = make_helmert(CRS(crs), parameters)
    assert transform is not None
    moved = transform(np.array([[lon, lat]]))[0]
    assert moved == pytest.approx(helmert((lon, lat), ellipsoid, parameters), abs=CENTIMETRE)


def test_three_parameters_move_as_the_formula_does() -> None:
    parameters = DatumParameters(15.8, -154.4, -82.3)
    transform = make_helmert(CRS("EPSG:2433"), parameters)
    assert transform is not None
    for place, moved in zip(HERE.tolist(), transform(HERE), strict=True):
        assert moved == pytest.approx(helmert(tuple(place), BEIJING, parameters), abs=CENTIMETRE)


def test_the_two_conventions_differ_by_the_signs_of_the_rotations() -> None:
    one = make_helmert(CRS(4610), DatumParameters(1, 2, 3, 1.5, -2.5, 3.5, 4, rotation="position_vector"))
    other = make_helmert(CRS(4610), DatumParameters(1, 2, 3, -1.5, 2.5, -3.5, 4, rotation="coordinate_frame"))
    assert one is not None
    assert other is not None
    assert one(HERE) == pytest.approx(other(HERE), abs=1e-12)


def test_the_operations_of_beijing_54_name_their_areas() -> None:
    operations = find_operations(CRS("EPSG:2433"), WGS84)
    assert "China - Ordos basin." in {one.area for one in operations}
    assert all(0 <= one.accuracy_m <= 100 for one in operations)
    assert not any("axis order" in one.name for one in operations)


@pytest.mark.parametrize("source", [4610, 2381])
def test_a_ballpark_transformation_is_none(source: int) -> None:
    assert find_operations(CRS(source), WGS84) == []


@pytest.mark.parametrize(
    ("name", "spheroid", "code"),
    [("Xian_1980", '"Xian_1980",6378140.0,298.257', 4610), ("Beijing_1954", '"Krasovsky_1940",6378245.0,298.3', 4214)],
)
def test_a_datum_is_known_by_the_names_of_other_programs(name: str, spheroid: str, code: int) -> None:
    wkt = (
        f'GEOGCS["GCS_{name}",DATUM["D_{name}",SPHEROID[{spheroid}]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
    )
    assert are_of_one_datum(CRS(wkt), CRS(code))
    assert not are_of_one_datum(CRS(wkt), WGS84)
