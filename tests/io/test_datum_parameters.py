"""Local datums: Xi'an 80 and Beijing 54 with stated parameters, and operations that are made for elsewhere."""

from __future__ import annotations

import tomllib
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS

from gisplan.base.datum_parameters import DatumParameters
from gisplan.base.datums import make_helmert
from gisplan.io.config.datum_parameters import check_parameters
from gisplan.io.faults.catalogue import explain_fault
from tests.io.toy_county import Toy, only, road_rows, village_rows

SOURCE = "汉中市自然资源局 2018-05-12, 七参数"
THREE = f'dx = 24.5\ndy = -123.25\ndz = -94.0\nsource = "{SOURCE}"\n'
SEVEN = THREE + 'rx = 1.5\nry = -0.75\nrz = 2.25\nscale = 4.5\nrotation = "coordinate_frame"\n'
PARAMETERS = DatumParameters(24.5, -123.25, -94.0, source=SOURCE)
SEVEN_PARAMETERS = DatumParameters(24.5, -123.25, -94.0, 1.5, -0.75, 2.25, 4.5, "coordinate_frame", SOURCE)
ORDOS = (109.0, 37.0)


def villages(crs: Any, *, east: float = 0.0, north: float = 0.0) -> gpd.GeoDataFrame:
    rows = village_rows()
    shapes = [shapely.affinity.translate(shape, east, north) for shape, _ in rows]
    geographic = CRS(crs).geodetic_crs
    return gpd.GeoDataFrame([data for _, data in rows], geometry=shapes, crs=geographic).to_crs(crs)


def local(toy: Toy, crs: str, toml: str = "", county: str = "EPSG:32649") -> Toy:
    """Return the toy county with its villages in a local system."""
    return toy.with_county(f'crs = "{county}"').with_frame("villages", "villages.gpkg", villages(crs), toml=toml)


def expected(crs: str, parameters: DatumParameters, county: str = "EPSG:32649") -> gpd.GeoSeries:
    """Return where the parameters put the villages; `tests/base/test_datums.py` proves the formula."""
    transform = make_helmert(CRS(crs), parameters)
    assert transform is not None
    xy = np.array([shape.coords[0] for shape, _ in village_rows()])
    # longitude and latitude of CGCS2000 are those of WGS 84
    datum = "EPSG:4490" if county == "EPSG:4545" else "EPSG:4326"
    return gpd.GeoSeries(shapely.points(transform(xy)), crs=datum).to_crs(county)


@pytest.mark.parametrize("crs", ["EPSG:4214", "EPSG:2433"])
@pytest.mark.parametrize("county", ["EPSG:32649", "EPSG:4545"])
def test_21_an_operation_made_for_elsewhere_refuses_the_file(toy: Toy, crs: str, county: str) -> None:
    fault = only(local(toy, crs, county=county).refuse(), "datum-of-elsewhere")
    message, remedy = explain_fault(fault)
    assert (fault.file, fault.layer, fault.field) == ("villages.gpkg", "villages", "crs")
    assert "Beijing 1954 to WGS 84" in message
    assert "China - Ordos basin" in message
    assert "108.03, 32.50" in message
    assert "[layers.villages.to_wgs84]" in remedy


def test_21_an_operation_made_for_the_place_is_used_and_named(toy: Toy) -> None:
    there = {"east": ORDOS[0] - 108.0, "north": ORDOS[1] - 32.5}
    toy = toy.with_county('crs = "EPSG:32649"').with_frame("villages", "v.gpkg", villages("EPSG:4214", **there))
    toy = toy.with_frame(
        "roads", "r.gpkg", gpd.GeoDataFrame(geometry=[shapely.LineString([ORDOS, (109.05, 37)])], crs=4326)
    )
    county = toy.read()
    fault = only(county.faults, "datum-by-operation")
    assert (fault.level, fault.params["area"], fault.params["accuracy"]) == ("F", "China - Ordos basin.", "1")
    assert county.inputs[0].datum_change == "Beijing 1954 to WGS 84 (6) (China - Ordos basin.)"
    moved = shapely.distance(shapely.points(county.villages.geometry.x, county.villages.geometry.y)[0], plain(ORDOS))
    assert 30 < moved < 200


def plain(place: tuple[float, float]) -> shapely.Point:
    return gpd.GeoSeries([shapely.Point(place)], crs=4326).to_crs(32649).iloc[0]


@pytest.mark.parametrize("county", ["EPSG:32649", "EPSG:4545"])
@pytest.mark.parametrize("crs", ["EPSG:4610", "EPSG:2381", "EPSG:4214", "EPSG:2433"])
@pytest.mark.parametrize(("toml", "parameters"), [(THREE, PARAMETERS), (SEVEN, SEVEN_PARAMETERS)])
def test_parameters_of_a_layer_are_applied_and_kept_with_their_source(
    toy: Toy, crs: str, county: str, toml: str, parameters: DatumParameters
) -> None:
    read = local(toy, crs, f"[layers.villages.to_wgs84]\n{toml}", county).read()
    assert read.villages.geometry.distance(expected(crs, parameters, county)).max() < 0.01
    fault = only(read.faults, "datum-by-parameters")
    assert SOURCE in explain_fault(fault)[0]
    assert read.inputs[0].datum_change == parameters.describe()


def test_parameters_of_the_county_hold_for_every_layer_on_their_datum(toy: Toy) -> None:
    toy = local(toy, "EPSG:2381")
    toy = toy.with_county(f'crs = "EPSG:4545"\n[county.to_wgs84]\ncrs = "EPSG:4610"\n{THREE}')
    county = toy.read()
    assert {i.layer: bool(i.datum_change) for i in county.inputs} == {"villages": True, "roads": False}
    assert county.villages.geometry.distance(expected("EPSG:4610", PARAMETERS, "EPSG:4545")).max() < 0.01


def test_parameters_of_the_county_do_not_hold_for_another_datum(toy: Toy) -> None:
    toy = local(toy, "EPSG:4214")
    toy = toy.with_county(f'crs = "EPSG:4545"\n[county.to_wgs84]\ncrs = "EPSG:4610"\n{THREE}')
    assert only(toy.refuse(), "datum-of-elsewhere").layer == "villages"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:32649"])
def test_parameters_for_a_layer_that_needs_none_refuse_the_file(toy: Toy, crs: str) -> None:
    fault = only(local(toy, crs, f"[layers.villages.to_wgs84]\n{THREE}").refuse(), "parameters-contradict")
    assert (fault.layer, fault.file) == ("villages", "villages.gpkg")


def test_parameters_that_move_too_far_refuse_the_file(toy: Toy) -> None:
    far = THREE.replace("24.5", "9245.0")
    fault = only(local(toy, "EPSG:4610", f"[layers.villages.to_wgs84]\n{far}").refuse(), "parameters-implausible")
    assert int(fault.params["metres"]) > 3000


@pytest.mark.parametrize(("crs", "warned"), [("EPSG:2381", True), ("EPSG:2433", True), ("EPSG:4545", False)])
def test_a_county_on_a_local_datum_is_warned_of_its_maps(toy: Toy, crs: str, warned: bool) -> None:
    """Its layers on the same datum need no transformation, but its maps do."""
    degrees = CRS(crs).geodetic_crs
    roads = gpd.GeoDataFrame(
        [data for _, data in road_rows()], geometry=[shape for shape, _ in road_rows()], crs=degrees
    ).to_crs(crs)
    toy = toy.with_county(f'crs = "{crs}"').with_frame("villages", "v.gpkg", villages(crs))
    faults = toy.with_frame("roads", "r.gpkg", roads).read().faults
    assert [fault.level for fault in faults if fault.code == "county-datum"] == (["W"] if warned else [])


def test_seven_zeros_in_a_file_are_no_parameters(toy: Toy) -> None:
    zeros = "+proj=longlat +ellps=krass +towgs84=0,0,0,0,0,0,0 +type=crs"
    fault = only(local(toy, "EPSG:4610", f'crs = "{zeros}"').refuse(), "datum-refused")
    assert (fault.layer, fault.field) == ("villages", "crs")


@pytest.mark.parametrize(
    ("lines", "codes", "field"),
    [
        (SEVEN.replace('rotation = "coordinate_frame"\n', ""), ["rotation-missing"], "rotation"),
        (SEVEN.replace("coordinate_frame", "bursa"), ["key-value"], "rotation"),
        (THREE + 'rotation = "position_vector"', ["key-value"], "rotation"),
        (SEVEN.replace("scale = 4.5\n", ""), ["key-missing"], "scale"),
        (THREE.replace("dy = -123.25\n", ""), ["key-missing"], "dy"),
        (THREE.replace(f'source = "{SOURCE}"', ""), ["key-missing"], "source"),
        (THREE.replace(SOURCE, " "), ["key-value"], "source"),
        (THREE.replace("24.5", '"24.5"'), ["key-value"], "dx"),
        (THREE.replace("24.5", "nan"), ["key-value"], "dx"),
        (THREE.replace("24.5", "true"), ["key-value"], "dx"),
        (THREE.replace("24.5", "20000"), ["key-value"], "dx"),
        (SEVEN.replace("rx = 1.5", "rx = 7.3e-6"), ["key-value"], "rx"),
        (SEVEN.replace("rx = 1.5", "rx = 90"), ["key-value"], "rx"),
        (SEVEN.replace("scale = 4.5", "scale = 1.0000045"), ["key-value"], "scale"),
        (SEVEN.replace("scale = 4.5", "scale = 4.5e-6"), ["key-value"], "scale"),
        (THREE + "dq = 1", ["key-unknown"], "dq"),
    ],
)
def test_parameters_with_a_fault_are_refused(lines: str, codes: list[str], field: str) -> None:
    at = "layers.roads.to_wgs84"
    parameters, faults = check_parameters(tomllib.loads(lines), at=at, file="gisplan.toml", for_all=False)
    assert parameters is None
    assert [fault.code for fault in faults] == codes
    assert {(fault.field, fault.params["table"]) for fault in faults} == {(field, at)}


@pytest.mark.parametrize("crs", ['crs = "EPSG:4490"\n', 'crs = "nonsense"\n', ""])
def test_parameters_of_the_county_name_their_datum(crs: str) -> None:
    _none, faults = check_parameters(tomllib.loads(crs + THREE), at="county.to_wgs84", file="f", for_all=True)
    assert [fault.field for fault in faults] == ["crs"]
