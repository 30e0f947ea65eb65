"""Bad inputs 1 to 14: geometry. The numbers are those of the table of bad inputs."""

from __future__ import annotations

import struct
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gisplan.county.county import County
from tests.io.toy_county import Toy, lon_lat, only, road_rows, village_rows

LINE = shapely.LineString


def roads_with(shape: Any, **properties: Any) -> list[tuple[Any, dict[str, Any]]]:
    return [*road_rows(), (shape, {"segment": "C099", "class": "C", "surface": "12", **properties})]


def rows_add_up(county: County) -> bool:
    return all(item.rows == item.accepted + item.quarantined for item in county.inputs)


@pytest.mark.bad_input(1, 2)
@pytest.mark.parametrize("shape", [None, {"type": "Point", "coordinates": []}])
def test_1_2_a_village_without_a_location_is_quarantined(toy: Toy, shape: Any) -> None:
    rows = village_rows()
    rows[1] = (shape, {**rows[1][1], "households": 7})
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    fault = only(county.faults, "no-location")
    assert (fault.level, fault.file, fault.layer, fault.row) == ("Q", "villages.geojson", "villages", 2)
    aside = county.quarantined("villages").iloc[0]
    assert (aside["row"], aside["code"], aside["name"], aside["fault"]) == (2, rows[1][1]["code"], "村1", "no-location")
    assert (aside["population"], aside["households"]) == (101, 7)
    assert aside["geometry"] is None
    assert county.villages["row"].tolist() == [1, 3, 4]
    assert rows_add_up(county)


@pytest.mark.bad_input(3, 4)
@pytest.mark.parametrize(
    ("name", "bad"),
    [("v.gpkg", np.nan), ("v.gpkg", np.inf), ("v.shp", np.nan), ("v.shp", -np.inf), ("v.fgb", np.inf)],
)
def test_3_4_a_coordinate_that_is_no_number_quarantines_its_row(toy: Toy, bad: float, name: str) -> None:
    shapes = [shape for shape, _ in village_rows()]
    patched = name.endswith("shp")
    shapes[2] = shapely.Point(108.04 if patched else bad, 32.5)
    frame = gpd.GeoDataFrame([properties for _, properties in village_rows()], geometry=shapes, crs=4490)
    # FlatGeobuf may keep its rows in another order
    options = {"SPATIAL_INDEX": "NO"} if name.endswith("fgb") else {}
    toy = toy.with_frame("villages", name, frame, **options)
    if patched:
        # GDAL does not write such a shapefile; others do
        content = bytearray((toy.folder / name).read_bytes())
        struct.pack_into("<d", content, 100 + 2 * 28 + 12, bad)
        toy.write(name, bytes(content))
    county = toy.read()
    (fault,) = county.faults
    assert (fault.code in {"not-finite", "no-location"}, fault.level, fault.row) == (True, "Q", 3)
    assert rows_add_up(county)
    assert len(county.villages) == 3


@pytest.mark.bad_input(4)
def test_4_an_infinite_coordinate_in_a_line(toy: Toy) -> None:
    frame = gpd.GeoDataFrame(
        {"segment": ["a", "b"]}, geometry=[LINE([(108, 32), (108.1, np.inf)]), road_rows()[0][0]], crs=4490
    )
    county = toy.with_frame("roads", "roads.gpkg", frame).read()
    fault = only(county.faults, "not-finite")
    assert (fault.row, fault.field, fault.value, fault.params["vertex"]) == (1, "geometry", "108.1, inf", 2)
    assert county.quarantined("roads")["geometry"].isna().all()


@pytest.mark.bad_input(4)
@pytest.mark.parametrize("bad", [-1.7976931348623157e308, 1e308, 1e10])
def test_4_a_coordinate_beyond_all_places_quarantines_its_row_alone(toy: Toy, bad: float) -> None:
    """A shapefile's missing coordinate is the lowest number there is; the layer is not taken for metres."""
    rows = village_rows()
    rows[1] = (shapely.Point(bad, bad), rows[1][1])
    line = LINE([lon_lat(0, 1), (bad, 32.5), lon_lat(1, 1), lon_lat(2, 1)])
    frame = gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4490)
    toy = toy.with_frame("villages", "v.shp", frame)
    county = toy.with_layer("roads", "roads.geojson", roads_with(line)).read()
    of_village, of_road = [fault for fault in county.faults if fault.level == "Q"]
    assert (of_village.code, of_village.layer, of_village.row) == ("not-finite", "villages", 2)
    assert of_village.value == f"{bad:.9g}, {bad:.9g}"
    assert (of_road.code, of_road.row, of_road.value) == ("not-finite", 5, f"{bad:.9g}, 32.5")
    assert of_road.params["vertex"] == 2
    assert shapely.get_num_coordinates(county.quarantined("roads").geometry.iloc[0]) == 3


@pytest.mark.bad_input(5)
def test_5_a_collection_is_replaced_by_its_lines(toy: Toy) -> None:
    shape = road_rows()[0][0]
    both = shapely.GeometryCollection([shapely.Point(lon_lat(1, 1)), shapely.affinity.translate(shape, 0, 0.01)])
    county = toy.with_layer("roads", "roads.geojson", roads_with(both)).read()
    fault = only(county.faults, "collection-extracted")
    assert (fault.level, fault.row, fault.params["count"]) == ("F", 5, 1)
    assert (fault.field, fault.value) == ("geometry", "points, lines")
    assert len(county.roads) == 5


@pytest.mark.bad_input(5)
def test_5_a_collection_without_lines_is_quarantined(toy: Toy) -> None:
    points = shapely.GeometryCollection([shapely.Point(lon_lat(1, 1)), shapely.Point(lon_lat(2, 1))])
    county = toy.with_layer("roads", "roads.geojson", roads_with(points)).read()
    fault = only(county.faults, "collection-without")
    assert (fault.level, fault.row, fault.field, fault.value) == ("Q", 5, "geometry", "points")
    assert rows_add_up(county)


@pytest.mark.bad_input(6)
def test_6_a_line_without_length_is_quarantined_and_keeps_its_place(toy: Toy) -> None:
    county = toy.with_layer("roads", "roads.geojson", roads_with(LINE([lon_lat(1, 1), lon_lat(1, 1)]))).read()
    fault = only(county.faults, "zero-length")
    assert (fault.level, fault.row) == ("Q", 5)
    aside = county.quarantined("roads").iloc[0]
    assert aside["code"] == "C099"
    assert county.quarantine.crs == county.crs
    assert 400_000 < aside["geometry"].bounds[0] < 600_000


@pytest.mark.bad_input(7)
def test_7_repeated_vertices_are_removed(toy: Toy) -> None:
    shape = LINE([lon_lat(0, 1), lon_lat(1, 1), lon_lat(1, 1), lon_lat(2, 1)])
    county = toy.with_layer("roads", "roads.geojson", roads_with(shape)).read()
    fault = only(county.faults, "vertices-repeated")
    assert (fault.level, fault.row, fault.field, fault.value) == ("F", 5, "geometry", "108.02, 32.52")
    assert shapely.get_num_coordinates(county.roads.geometry.iloc[4]) == 3


@pytest.mark.bad_input(8)
@pytest.mark.parametrize("turn", [False, True])
def test_8_an_exact_repeat_changes_nothing_and_names_the_first(toy: Toy, turn: bool) -> None:
    shape = road_rows()[1][0]
    county = toy.with_layer("roads", "roads.geojson", roads_with(shape.reverse() if turn else shape)).read()
    fault = only(county.faults, "road-repeated")
    assert (fault.level, fault.row, fault.params["duplicate"], fault.value) == ("Q", 5, 2, "C099")
    assert county.quarantined("roads")["changes_nothing"].tolist() == [True]
    assert county.roads["row"].tolist() == [1, 2, 3, 4]
    assert county.roads["surface"].notna().all()


@pytest.mark.bad_input(8)
def test_8_where_duplicates_disagree_the_surface_is_unknown(toy: Toy) -> None:
    shape = road_rows()[1][0]
    roads = roads_with(shape, surface="31", **{"class": "Y"})
    county = toy.with_layer("roads", "roads.geojson", roads).read()
    disagree = [fault for fault in county.faults if fault.code == "duplicates-disagree"]
    assert [(fault.level, fault.field, fault.value, fault.params["rows"]) for fault in disagree] == [
        ("W", "surface", "12, 31", [2, 5]),
        ("W", "class", "C, Y", [2, 5]),
    ]
    assert county.roads["surface"].isna().tolist() == [False, True, False, False]
    assert county.roads["class"].tolist() == ["C", None, "C", "C"]


@pytest.mark.bad_input(8)
@pytest.mark.parametrize(("again", "blank"), [("31", "3"), ("", "3"), ("12", "1")])
def test_8_duplicates_are_compared_though_some_surface_is_blank(toy: Toy, again: str, blank: str) -> None:
    """The rows, with one surface blank anywhere: only the drawings of one line are compared."""
    rows = road_rows()
    rows[int(blank)][1].update(surface=None)
    roads = [*rows, (rows[1][0], {**rows[1][1], "segment": "C099", "surface": again or None})]
    county = toy.with_layer("roads", "roads.geojson", roads).read()
    own = rows[1][1]["surface"]
    disagree = [fault for fault in county.faults if fault.code == "duplicates-disagree"]
    assert [fault.field for fault in disagree] == (["surface"] if (again or None) != own else [])


@pytest.mark.bad_input(9)
def test_9_a_road_drawn_again_beside_itself_is_a_warning(toy: Toy) -> None:
    beside = shapely.affinity.translate(road_rows()[1][0], 0.00003, 0.00003).reverse()
    county = toy.with_layer("roads", "roads.geojson", roads_with(beside)).read()
    fault = only(county.faults, "drawn-twice")
    assert (fault.level, fault.row, fault.params["duplicate"]) == ("W", 5, 2)
    assert len(county.roads) == 5


@pytest.mark.bad_input(9)
def test_9_roads_between_the_same_places_by_other_ways_are_two(toy: Toy) -> None:
    other = LINE([lon_lat(1, 0), lon_lat(1.5, 0.32), lon_lat(2, 0)])
    assert toy.with_layer("roads", "roads.geojson", roads_with(other)).read().faults == ()


@pytest.mark.bad_input(10)
def test_10_a_self_intersecting_boundary_is_repaired(toy: Toy) -> None:
    bow = shapely.Polygon([lon_lat(-1, -1), lon_lat(5, 2), lon_lat(5, -1), lon_lat(-1, 2)])
    county = toy.with_layer("boundary", "b.geojson", [(bow, {})]).check()
    fault = only(county.faults, "polygon-repaired")
    assert (fault.level, fault.row, fault.field) == ("F", 1, "geometry")
    assert str(fault.value).startswith("108.04, ")
    assert float(fault.params["after"]) > float(fault.params["before"])


@pytest.mark.bad_input(6, 10)
def test_6_10_an_area_of_no_size_is_quarantined(toy: Toy) -> None:
    flat = shapely.Polygon([lon_lat(0, 0), lon_lat(2, 0), lon_lat(1, 0)])
    box = shapely.box(*lon_lat(-1, -1), *lon_lat(5, 2))
    both = shapely.MultiPolygon([box, flat])
    rows = [(flat, {"kind": "4G"}), (both, {"kind": "4G"}), (box, {"kind": "4G"})]
    county = toy.with_layer("coverage", "c.geojson", rows).read()
    aside, mended = only(county.faults, "zero-area"), only(county.faults, "parts-left-out")
    assert (aside.level, aside.layer, aside.row, aside.value) == ("Q", "coverage", 1, "108, 32.5")
    assert (mended.level, mended.row, mended.value) == ("F", 2, "108, 32.5")
    assert county.coverage["row"].tolist() == [2, 3]


@pytest.mark.bad_input(10)
def test_10_a_bow_tie_of_no_signed_area_is_repaired(toy: Toy) -> None:
    bow = shapely.Polygon([lon_lat(-1, -1), lon_lat(5, 2), lon_lat(5, -1), lon_lat(-1, 2)])
    assert bow.area < 1e-9
    county = toy.with_layer("coverage", "c.geojson", [(bow, {"kind": "4G"})]).read()
    assert only(county.faults, "polygon-repaired").level == "F"
    assert len(county.coverage) == 1


@pytest.mark.bad_input(11)
def test_11_an_unclosed_ring_does_not_pass(toy: Toy) -> None:
    ring = {"type": "Polygon", "coordinates": [[lon_lat(-1, -1), lon_lat(5, -1), lon_lat(5, 2), lon_lat(-1, 2)]]}
    report = toy.with_layer("boundary", "b.geojson", [(ring, {})]).check()
    fault = only(report.faults, "geometry-unreadable")
    assert (fault.level, fault.layer, fault.row, fault.field) == ("Q", "boundary", 1, "geometry")
    assert fault.value is not None
    assert fault.value.startswith("Points of LinearRing do not form a closed linestring")
    assert report.exit_code == 1


@pytest.mark.bad_input(12)
@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp"])
def test_12_heights_are_dropped(toy: Toy, name: str) -> None:
    shapes = [shapely.force_3d(shape, 900.0) for shape, _ in road_rows()]
    frame = gpd.GeoDataFrame([properties for _, properties in road_rows()], geometry=shapes, crs=4326)
    county = toy.with_frame("roads", name, frame).read()
    fault = only(county.faults, "z-dropped")
    assert (fault.level, fault.params["count"]) == ("F", 4)
    assert (fault.row, fault.field, fault.value) == (1, "geometry", "900")
    assert not county.roads.geometry.has_z.any()


@pytest.mark.bad_input(13)
def test_13_a_multi_part_line_is_split_and_counts_as_one_row(toy: Toy) -> None:
    multi = shapely.MultiLineString([[lon_lat(0, 1), lon_lat(1, 1)], [lon_lat(2, 1), lon_lat(3, 1)]])
    county = toy.with_layer("roads", "roads.geojson", roads_with(multi)).read()
    fault = only(county.faults, "parts-exploded")
    assert (fault.level, fault.params["rows"], fault.field, fault.value) == ("F", [5], "geometry", "2")
    assert county.roads["segment"].tolist()[-2:] == ["C099", "C099"]
    assert county.roads["part"].tolist()[-2:] == [0, 1]
    assert county.inputs[1].rows == county.inputs[1].accepted == 5


@pytest.mark.bad_input(13)
def test_13_a_multi_part_row_is_quarantined_as_a_whole(toy: Toy) -> None:
    multi = shapely.MultiLineString([[lon_lat(0, 1), lon_lat(1, 1)], [lon_lat(2, 1), lon_lat(3, 1)]])
    county = toy.with_layer("roads", "roads.geojson", roads_with(multi, width_m=-1)).read()
    aside = county.quarantined("roads")
    assert len(aside) == 1
    assert shapely.get_num_geometries(aside["geometry"].iloc[0]) == 2
    assert (county.inputs[1].accepted, county.inputs[1].quarantined) == (4, 1)


@pytest.mark.bad_input(14)
def test_14_a_file_of_the_wrong_kind_of_geometry_is_refused(toy: Toy) -> None:
    fault = only(toy.with_layer("roads", "roads.geojson", village_rows()).refuse(), "geometry-wrong")
    assert (fault.row, fault.value, fault.params["expected"]) == (1, "points", "lines")


@pytest.mark.bad_input(14)
def test_14_rows_of_another_kind_are_set_aside_by_name(toy: Toy) -> None:
    """One point among roads refused the file once; files from phones and drawings mix kinds, and keep their lines."""
    both = [shapely.Point(lon_lat(1, 1)), shapely.LineString([lon_lat(5, 1), lon_lat(6, 1)])]
    shape = shapely.GeometryCollection(both)
    rows = [
        *roads_with(shapely.Point(lon_lat(1, 1)), surface="99", segment=None),
        (shapely.box(*lon_lat(5, 5), *lon_lat(6, 6)), {}),
    ]
    county = toy.with_layer("roads", "roads.geojson", [*rows, (shape, {"segment": "C9", "class": "C"})]).read()
    others = [fault for fault in county.faults if fault.code == "geometry-other"]
    assert [(fault.row, fault.value, fault.params["expected"]) for fault in others] == [
        (5, "points", "lines"),
        (6, "polygons", "lines"),
    ]
    # they are set aside once; a point changes no verdict, an area may be a road
    assert [fault.row for fault in county.faults if fault.level == "Q"] == [5, 6]
    assert county.quarantined("roads")["changes_nothing"].tolist() == [True, False]
    assert (county.inputs[1].rows, county.inputs[1].accepted, county.inputs[1].quarantined) == (7, 5, 2)
