"""Rows, parts and vertices far from the county: at 0, 0, in another zone, with a mistyped digit, a thousand km off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from gisplan import find_gaps
from gisplan.io import CheckReport
from tests.io.toy_county import Toy, only

LINE, POINT, BOX = shapely.LineString, shapely.Point, shapely.box
Rows = list[tuple[Any, dict[str, Any]]]
MISTYPED = (117.94, 32.5)


def place(east_km: float, north_km: float = 0.0) -> tuple[float, float]:
    """Return a place so far from the toy's middle, in degrees."""
    return round(108 + east_km / 93.9, 7), round(32.5 + north_km / 110.9, 7)


def villages(*points: tuple[float, float]) -> Rows:
    return [(POINT(p), {"code": f"61072811{i:04d}", "name": f"村{i}"}) for i, p in enumerate(points)]


def roads(*lines: Any) -> Rows:
    shapes = [line if hasattr(line, "geom_type") else LINE(line) for line in lines]
    return [(shape, {"segment": f"C{i:03d}", "class": "C", "surface": "12"}) for i, shape in enumerate(shapes)]


STREET = [place(2 * i) for i in range(5)]
ROADS = [[place(2 * i), place(2 * i + 2)] for i in range(5)]


def county(folder: Path, points: Any = STREET, lines: Any = ROADS, **more: Rows) -> Toy:
    """A small county, or one of these villages and roads; `more` are its other layers."""
    toy = Toy(folder).with_layer("villages", "villages.geojson", villages(*points))
    toy = toy.with_layer("roads", "roads.geojson", roads(*lines))
    for layer, rows in more.items():
        toy = toy.with_layer(layer, f"{layer}.geojson", rows)
    return toy


def faults_of(report: CheckReport) -> list[tuple[str, str, str | None, int | None, str | None]]:
    """What is said of places; how roads are connected, and by which operation a datum is changed, is another matter."""
    others = ("road-islands", "trunk-classes-usual", "datum-by-operation")
    faults = [fault for fault in report.faults if fault.code not in others]
    return [(fault.level, fault.code, fault.layer, fault.row, fault.value) for fault in faults]


BOUNDARY = [(BOX(*place(-50, -50), *place(50, 50)), {"name": "县"})]
LAYERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "groups": (POINT, {"code": "610728110000001", "village": "610728110000"}),
    "seats": (POINT, {"code": "a", "name": "镇"}),
    "power_lines": (LINE, {"kind": "10kV"}),
    "facilities": (POINT, {"code": "a", "kind": "school"}),
    "candidates": (LINE, {"code": "a"}),
    "coverage": (shapely.Polygon, {"kind": "4G"}),
    "boundary": (shapely.Polygon, {"name": "县"}),
}


def shape_through(make: Any, wrong: tuple[float, float]) -> Any:
    """Return a point at the wrong place, or a line or polygon of which one vertex lies there."""
    if make is POINT:
        return POINT(wrong)
    return make([place(0), wrong, place(4, 4), place(4)])


@pytest.mark.bad_input(24)
@pytest.mark.parametrize("more", [{}, {"boundary": BOUNDARY}])
def test_a_village_with_a_mistyped_digit_is_set_aside(tmp_path: Path, more: dict[str, Rows]) -> None:
    county_read = county(tmp_path, [*STREET, MISTYPED], **more).read()
    fault = only(county_read.faults, "far-off")
    assert (fault.level, fault.file, fault.layer, fault.row) == ("Q", "villages.geojson", "villages", 6)
    assert (fault.field, fault.value) == ("geometry", "117.94, 32.5")
    assert 880 < int(fault.params["distance"]) < 940
    aside = county_read.quarantined("villages").iloc[0]
    assert (aside["code"], aside["geometry"]) == ("610728110005", None)
    assert len(county_read.villages) == 5


def test_a_village_one_degree_off_is_set_aside(tmp_path: Path) -> None:
    report = county(tmp_path, [*STREET, (109.04, 32.5)]).check()
    assert faults_of(report) == [("Q", "far-off", "villages", 6, "109.04, 32.5")]


@pytest.mark.bad_input(1)
@pytest.mark.parametrize("zeros", [1, 4, 5])
def test_points_at_zero_are_no_places_even_where_most_are(tmp_path: Path, zeros: int) -> None:
    report = county(tmp_path, [(0.0, 0.0)] * zeros + STREET[zeros:]).check()
    assert faults_of(report) == [("Q", "no-location", "villages", row, "0, 0") for row in range(1, zeros + 1)]


@pytest.mark.bad_input(1)
@pytest.mark.parametrize(
    ("columns", "crs"), [("lon,lat", "EPSG:4490"), ("x,y", "EPSG:4545"), ("经度,纬度", "EPSG:4326")]
)
def test_zeros_in_the_columns_of_a_table_are_no_places(tmp_path: Path, columns: str, crs: str) -> None:
    right = "500000,3597000" if columns == "x,y" else "108,32.5"
    text = f"code,name,{columns}\n610728110000,a,{right}\n610728110001,b,0,0\n610728110002,c,0.0,0.000\n"
    report = county(tmp_path).with_layer("villages", "v.csv", text, toml=f'crs = "{crs}"').check()
    assert faults_of(report) == [("Q", "no-location", "villages", row, "0, 0") for row in (2, 3)]


@pytest.mark.bad_input(1)
@pytest.mark.parametrize("crs", [4490, 4545, 32648, 3857])
def test_zeros_are_no_places_in_any_crs(tmp_path: Path, crs: int) -> None:
    frame = gpd.GeoDataFrame(
        [data for _, data in villages(*STREET)], geometry=[POINT(p) for p in STREET], crs=4326
    ).to_crs(crs)
    frame.loc[1, "geometry"] = POINT(0, 0)
    report = county(tmp_path).with_frame("villages", "v.gpkg", frame).check()
    assert faults_of(report) == [("Q", "no-location", "villages", 2, "0, 0")]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(("wrong", "value"), [((0, 0), "0, 0"), (MISTYPED, "117.94, 32.5"), ((108, 42.5), "108, 42.5")])
def test_every_layer_with_places_is_checked(tmp_path: Path, layer: str, wrong: Any, value: str) -> None:
    """One row of three, with the vertex named where the rest of the row is in place."""
    make, data = LAYERS[layer]
    right = POINT(place(1)) if make is POINT else make([place(0), place(2, 5), place(4, 4), place(4)])
    others = [{**data, "code": f"{data['code']}{i}"[-15:]} if "code" in data else data for i in (7, 8)]
    rows = [(right, others[0]), (shape_through(make, wrong), data), (right, others[1])]
    fault = only([f for f in county(tmp_path, **{layer: rows}).check().faults if f.level in "EQ"], _code(make, wrong))
    assert (fault.level, fault.layer, fault.row, fault.field, fault.value) == ("Q", layer, 2, "geometry", value)
    assert fault.params["vertex"] == (1 if make is POINT else 2)


def _code(make: Any, wrong: tuple[float, float]) -> str:
    if wrong == (0, 0):
        return "no-location" if make is POINT else "vertex-at-zero"
    return "far-off" if make is POINT else "vertex-far-off"


@pytest.mark.parametrize(("wrong", "code"), [((0, 0), "vertex-at-zero"), (MISTYPED, "vertex-far-off")])
def test_a_road_with_a_wrong_vertex_is_set_aside_and_keeps_the_rest_of_its_place(
    tmp_path: Path, wrong: tuple[float, float], code: str
) -> None:
    road = [place(0), place(1, 1), wrong, place(3, 3)]
    read = county(tmp_path, lines=[*ROADS, road]).read()
    fault = only(read.faults, code)
    assert (fault.level, fault.file, fault.row) == ("Q", "roads.geojson", 6)
    assert (fault.params["vertex"], fault.params["vertices"]) == (3, 4)
    rest = read.quarantined("roads").geometry.iloc[0]
    assert shapely.get_num_coordinates(rest) == 3
    assert rest.length < 10_000


def test_vertices_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    """Repeated vertices are removed, but not from the count."""
    road = [place(0), place(0), place(1, 1), place(1, 1), MISTYPED]
    fault = only(county(tmp_path, lines=[*ROADS, road]).check().faults, "vertex-far-off")
    assert (fault.params["vertex"], fault.params["vertices"]) == (5, 5)


def test_most_roads_may_have_a_wrong_vertex(tmp_path: Path) -> None:
    """They are set aside; a file is refused where most of its rows lie elsewhere as a whole."""
    lines = [*ROADS[:1], *([place(i), place(i + 1, 1), MISTYPED] for i in range(4))]
    report = county(tmp_path, lines=lines).check()
    assert faults_of(report) == [("Q", "vertex-far-off", "roads", row, "117.94, 32.5") for row in (2, 3, 4, 5)]


@pytest.mark.bad_input(13)
@pytest.mark.parametrize(("wrong", "code"), [((0, 0), "vertex-at-zero"), (MISTYPED, "vertex-far-off")])
def test_13_a_part_in_the_wrong_place_is_the_fault_of_its_row(
    tmp_path: Path, wrong: tuple[float, float], code: str
) -> None:
    lon, lat = wrong
    several = shapely.MultiLineString([[place(0), place(1, 1)], [wrong, (lon, lat)], [place(2), place(3, 3)]])
    read = county(tmp_path, lines=[ROADS[0], several, ROADS[1]]).read()
    fault = only(read.faults, code)
    assert (fault.layer, fault.row, fault.params["vertex"], fault.params["vertices"]) == ("roads", 2, 3, 6)
    assert read.roads["row"].tolist() == [1, 3]
    assert shapely.get_num_geometries(read.quarantined("roads").geometry.iloc[0]) == 2


@pytest.mark.bad_input(6, 13)
def test_6_13_parts_without_length_are_left_out(tmp_path: Path) -> None:
    here = place(2, 2)
    several = shapely.MultiLineString([[place(0), place(1, 1)], [here, here], [place(2), place(3, 3)]])
    flat = shapely.MultiLineString([[here, here], [here, here]])
    read = county(tmp_path, lines=[ROADS[0], several, flat]).read()
    mended, aside = only(read.faults, "parts-left-out"), only(read.faults, "zero-length")
    shown = f"{here[0]:.9g}, {here[1]:.9g}"
    assert (mended.level, mended.row, mended.field, mended.value) == ("F", 2, "geometry", shown)
    assert (aside.level, aside.row, aside.value) == ("Q", 3, shown)
    assert read.roads[["row", "part"]].to_numpy().tolist() == [[1, 0], [2, 0], [2, 1]]
    assert (read.roads.geometry.length > 0).all()


@pytest.mark.bad_input(25)
@pytest.mark.parametrize(
    ("layer", "read_as", "likely"), [("roads", 4544, "EPSG:4545"), ("villages", 32648, "EPSG:32649")]
)
def test_25_a_layer_in_another_zone_is_refused_with_the_likely_crs(
    tmp_path: Path, layer: str, read_as: int, likely: str
) -> None:
    """One layer alone, wherever the others lie; they are not refused with it."""
    rows = villages(*STREET) if layer == "villages" else roads(*ROADS)
    frame = gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4326)
    frame = frame.to_crs(int(likely[5:])).set_crs(read_as, allow_override=True)
    seats = [(POINT(place(0)), {"code": "a", "name": "镇"})]
    toy = county(tmp_path, boundary=BOUNDARY, seats=seats).with_frame(layer, f"{layer}.gpkg", frame)
    (fault,) = [fault for fault in toy.check().faults if fault.level == "E"]
    assert fault.code in {"far-away", "wrong-zone"}
    assert (fault.file, fault.layer, fault.row, fault.field) == (f"{layer}.gpkg", layer, 1, "geometry")
    first = shapely.get_coordinates(frame.geometry.iloc[0])[0]
    assert fault.value == f"{first[0]:.9g}, {first[1]:.9g}"
    assert fault.params["likely"].startswith(f"{likely} (")
    assert fault.params["crs"].startswith(f"EPSG:{read_as} (")


@pytest.mark.bad_input(17, 18)
@pytest.mark.parametrize(
    ("wrong", "code"), [((32.5, 108.02), "row-swapped"), ((500_000, 3_597_000), "row-metres-as-degrees")]
)
def test_17_18_one_row_written_otherwise_is_set_aside_by_itself(
    tmp_path: Path, wrong: tuple[float, float], code: str
) -> None:
    report = county(tmp_path, [*STREET[:4], wrong]).check()
    assert faults_of(report) == [("Q", code, "villages", 5, f"{wrong[0]:.9g}, {wrong[1]:.9g}")]


@pytest.mark.bad_input(19)
def test_19_one_row_in_degrees_is_set_aside_by_itself(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        [data for _, data in villages(*STREET)], geometry=[POINT(p) for p in STREET], crs=4326
    ).to_crs(4545)
    frame.loc[2, "geometry"] = POINT(108.04, 32.5)
    report = county(tmp_path).with_frame("villages", "v.gpkg", frame).check()
    assert faults_of(report) == [("Q", "row-degrees-as-metres", "villages", 3, "108.04, 32.5")]


def test_works_lose_a_place_that_is_none_and_stay(tmp_path: Path) -> None:
    data = {"name": "饮水", "category": "centralised"}
    points = [place(0), (0, 0), MISTYPED, place(2), place(3)]
    works = [(POINT(p), {**data, "code": f"w{i}"}) for i, p in enumerate(points)]
    read = county(tmp_path, water_projects=works).read()
    found = [(fault.level, fault.row, fault.value) for fault in read.faults if fault.code == "place-left-out"]
    assert found == [("W", 2, "0, 0"), ("W", 3, "117.94, 32.5")]
    assert read.works.geometry.isna().tolist() == [False, True, True, False, False]


ISLAND = [place(2 * i, 200) for i in range(3)]
DATE_LINE = [(179.98 + 0.02 * i - (360 if i > 1 else 0), -17.0) for i in range(4)]


@pytest.mark.parametrize(
    ("points", "lines"),
    [
        (STREET + ISLAND, [*ROADS, [ISLAND[0], ISLAND[2]]]),
        (STREET + ISLAND[:1], [*ROADS, [ISLAND[0], ISLAND[2]]]),
        ([place(100 * i) for i in range(5)], [[place(100 * i), place(100 * i + 100)] for i in range(4)]),
        ([place(100 * i) for i in range(5)], [[place(0), place(400)]]),
        ([place(100 * i) for i in range(5)], ROADS[:1]),
        (STREET[:1], ROADS[:1]),
        (STREET[:1], ROADS),
        (STREET, ROADS[:1]),
        (STREET[:1], [[place(60), place(61)]]),
        (STREET, [[place(10 * i) for i in range(40)]]),
    ],
    ids=["islands", "island of one", "long", "long, one road", "sparse", "one of each", "one village", "one road",
         "60 km", "far road"],
)  # fmt: skip
def test_counties_of_any_form_have_no_outliers(tmp_path: Path, points: Any, lines: Any) -> None:
    report = county(tmp_path, points, lines).check()
    assert faults_of(report) == []


def test_a_boundary_says_what_belongs_to_the_county(tmp_path: Path) -> None:
    """A village 400 km off, on an island inside the boundary; without it, it is set aside."""
    far = place(400)
    both = shapely.MultiPolygon([BOUNDARY[0][0], BOX(*place(390, -10), *place(410, 10))])
    assert faults_of(county(tmp_path, [*STREET, far], boundary=[(both, {"name": "县"})]).check()) == []
    alone = faults_of(county(tmp_path, [*STREET, far]).check())
    assert [fault[:4] for fault in alone] == [("Q", "far-off", "villages", 6)]


@pytest.mark.parametrize("crs", ["EPSG:3460", "EPSG:32701"])
def test_counties_across_the_date_line_pass_and_their_outliers_do_not(tmp_path: Path, crs: str) -> None:
    lines = [[DATE_LINE[0], DATE_LINE[1]], [DATE_LINE[2], DATE_LINE[3]]]
    toy = county(tmp_path, DATE_LINE, lines).with_county(f'crs = "{crs}"')
    assert faults_of(toy.check()) == []
    wrong = [*DATE_LINE, (DATE_LINE[3][0] + 10, -17.0)]
    toy = county(tmp_path, wrong, lines).with_county(f'crs = "{crs}"')
    assert [fault[:4] for fault in faults_of(toy.check())] == [("Q", "far-off", "villages", 5)]


def test_most_villages_in_the_wrong_place_refuse_their_file_alone(tmp_path: Path) -> None:
    points = [*STREET[:1], *((112.9 + 0.02 * i, 32.5) for i in range(4))]
    (fault,) = county(tmp_path, points, boundary=BOUNDARY).refuse()
    assert (fault.code, fault.layer, fault.row, fault.value) == ("far-away", "villages", 2, "112.9, 32.5")
    assert fault.params["rows"] == [2, 3, 4, 5]


def test_an_outlying_village_is_judged_unknown(tmp_path: Path) -> None:
    toy = county(tmp_path, [*STREET, MISTYPED]).with_county('standard = "zhenba-2019"')
    settlements = find_gaps(toy.read()).settlements
    own = settlements[(settlements["code"] == "610728110005") & (settlements["criterion"] == "sealed_road")]
    assert own[["state", "why"]].to_numpy().tolist() == [["unknown", "settlement_quarantined"]]


def test_a_county_whose_boundary_is_set_aside_is_judged_without_one(tmp_path: Path) -> None:
    shape = shapely.Polygon([place(-50, -50), (120, 32), place(50, 50), place(-50, 50)])
    read = county(tmp_path, boundary=[(shape, {"name": "县"})]).read()
    assert read.boundary is None
    assert only(read.faults, "vertex-far-off").params["vertex"] == 2
