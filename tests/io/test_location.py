"""Bad inputs 17 to 25: location."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely

from tests.io.toy_county import CODES, Toy, lon_lat, only, road_rows, village_rows

OVER_THE_COUNTY = shapely.box(*lon_lat(-1, -1), *lon_lat(5, 2))


def village_frame(crs: Any) -> gpd.GeoDataFrame:
    rows = village_rows()
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=crs)


@pytest.mark.bad_input(17)
def test_17_swapped_coordinates_refuse_the_file(toy: Toy) -> None:
    rows = [(shapely.Point(shape.y, shape.x), data) for shape, data in village_rows()]
    fault = only(toy.with_layer("villages", "villages.geojson", rows).refuse(), "swapped")
    assert (fault.layer, fault.row, fault.value) == ("villages", 1, "32.5, 108")


@pytest.mark.bad_input(17)
def test_17_swapped_coordinates_within_the_range_of_latitudes(toy: Toy) -> None:
    """Ladakh: 34 N, 77 E look like degrees both ways; the area of use of the CRS decides."""
    rows = [(shapely.Point(34.1, 77.5), data) for _, data in village_rows()]
    toy = toy.with_county('crs = "EPSG:32643"').with_layer("villages", "villages.geojson", rows)
    assert {fault.code for fault in toy.refuse()} >= {"swapped"}


@pytest.mark.bad_input(18)
def test_18_metres_labelled_degrees_refuse_the_file(toy: Toy) -> None:
    rows = [(shapely.Point(500_000 + place, 3_600_000), data) for place, (_, data) in enumerate(village_rows())]
    fault = only(toy.with_layer("villages", "villages.geojson", rows).refuse(), "metres-as-degrees")
    assert fault.value == "500000, 3600000"


@pytest.mark.bad_input(19)
def test_19_degrees_in_a_projected_crs_refuse_the_file(toy: Toy) -> None:
    frame = village_frame(None).set_crs(4545)
    assert only(toy.with_frame("villages", "villages.gpkg", frame).refuse(), "degrees-as-metres").row == 1


@pytest.mark.bad_input(20)
def test_20_a_shapefile_without_prj_is_refused_without_a_crs(toy: Toy) -> None:
    toy = toy.with_frame("villages", "villages.shp", village_frame(4490))
    (toy.folder / "villages.prj").unlink()
    fault = only(toy.refuse(), "crs-missing")
    assert (fault.file, fault.layer) == ("villages.shp", "villages")
    assert (fault.row, fault.field, fault.value) == (1, "crs", "108, 32.5")
    stated = toy.with_layer("villages", "villages.shp", toml='crs = "EPSG:4490"').read()
    assert stated.faults == ()


@pytest.mark.bad_input(21)
def test_21_a_layer_far_from_the_villages_is_refused(toy: Toy) -> None:
    rows = [(shapely.affinity.translate(shape, 0, 3), data) for shape, data in road_rows()]
    fault = only(toy.with_layer("roads", "roads.geojson", rows).refuse(), "far-away")
    assert fault.layer == "roads"
    assert 320 < int(fault.params["distance"]) < 340


@pytest.mark.bad_input(21, 25)
def test_21_25_a_file_read_in_the_wrong_zone_is_refused(toy: Toy) -> None:
    frame = village_frame(4490).to_crs(4545).set_crs(4549, allow_override=True)
    faults = toy.with_frame("villages", "villages.gpkg", frame).refuse()
    assert {fault.code for fault in faults} & {"wrong-zone", "far-away"}


@pytest.mark.bad_input(21)
@pytest.mark.parametrize("crs", ["EPSG:4610", "EPSG:2381"])
def test_21_a_datum_without_a_transformation_is_refused(toy: Toy, crs: str) -> None:
    """Beijing 54 has transformations, for other places: tests/io/test_datum_parameters.py."""
    frame = village_frame(4490) if crs != "EPSG:2381" else village_frame(4490).to_crs(4545)
    frame = frame.set_crs(crs, allow_override=True)
    fault = only(toy.with_frame("villages", "villages.gpkg", frame).refuse(), "datum-refused")
    assert "1980" in str(fault.value)


@pytest.mark.bad_input(21)
@pytest.mark.parametrize("crs", [4326, 4490, 4545, 4524, 32649, 32648, 4258])
def test_21_layers_in_several_systems_meet_in_the_countys(toy: Toy, crs: int) -> None:
    frame = village_frame(4490)
    plain = frame.to_crs(4545).geometry
    if crs in (4545, 4524):
        frame = frame.to_crs(crs)
    elif crs in (32648, 32649):
        # the same numbers in degrees: WGS 84 and CGCS2000 agree within a metre
        frame = frame.set_crs(4326, allow_override=True).to_crs(crs)
    else:
        frame = frame.set_crs(crs, allow_override=True)
    county = toy.with_frame("villages", "villages.gpkg", frame).read()
    assert county.faults == ()
    assert plain.distance(county.villages.geometry).max() < 1


@pytest.mark.bad_input(24)
def test_24_settlements_outside_the_boundary_are_quarantined_and_roads_stay(toy: Toy) -> None:
    box = shapely.box(*lon_lat(-0.5, -1), *lon_lat(2.5, 2))
    groups = [(shapely.Point(lon_lat(9, 0)), {"code": CODES[0] + "001", "village": CODES[0]})]
    toy = toy.with_layer("boundary", "b.geojson", [(box, {"name": "镇巴县"})])
    county = toy.with_layer("groups", "g.geojson", groups).read()
    outside = [fault for fault in county.faults if fault.code == "outside-boundary"]
    assert [(fault.layer, fault.row, fault.value) for fault in outside] == [
        ("villages", 4, "村3"),
        ("groups", 1, CODES[0] + "001"),
    ]
    assert len(county.roads) == 4
    assert county.quarantined("villages")["geometry"].notna().all()


@pytest.mark.bad_input(24)
def test_24_no_village_is_outside_a_boundary_that_holds_all(toy: Toy) -> None:
    assert toy.with_layer("boundary", "b.geojson", [(OVER_THE_COUNTY, {})]).read().faults == ()


def test_csv_degrees_without_crs_are_wgs84_and_noted(toy: Toy) -> None:
    lines = [
        "code,name,经度,纬度",
        *(f"{code},村,{lon_lat(i, 0)[0]},{lon_lat(i, 0)[1]}" for i, code in enumerate(CODES)),
    ]
    county = toy.with_layer("villages", "v.csv", "\n".join(lines) + "\n").read()
    assert [(fault.code, fault.level) for fault in county.faults] == [("crs-assumed", "F")]
    assert len(county.villages) == 4


def test_csv_metres_without_crs_are_the_countys_and_warned_of(toy: Toy) -> None:
    lines = ["code,name,x,y", *(f"{code},村,{500000 + i},3597000" for i, code in enumerate(CODES))]
    county = toy.with_layer("villages", "v.csv", "\n".join(lines) + "\n").read()
    assert [(fault.code, fault.level) for fault in county.faults] == [("crs-assumed-metric", "W")]
    assert county.villages.geometry.x.tolist() == [500000, 500001, 500002, 500003]


def test_csv_rows_without_or_with_unreadable_places(toy: Toy) -> None:
    lines = [
        "code,name,lon,lat",
        f"{CODES[0]},a,108.0,32.5",
        f"{CODES[1]},b,,",
        f"{CODES[2]},c,东边,32.5",  # 108度 is read as degrees
        f"{CODES[3]},d",
    ]
    county = toy.with_layer("villages", "v.csv", "\n".join(lines) + "\n", toml='crs = "EPSG:4490"').read()
    aside = county.quarantined("villages")
    assert aside["row"].tolist() == [2, 3, 4]
    assert aside["fault"].tolist()[:2] == ["no-location", "not-finite"]
    assert "row-ragged" in {fault.code for fault in county.faults}
