"""The layers of works, water, power and broadcasting: their columns, and the rows that are quarantined."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan.county.county import County
from gisplan.county.orientation.layers import ORIENTATION
from gisplan.county.schema import LAYERS
from gisplan.io import explain_fault
from tests.io.sheets import csv_text
from tests.io.toy_county import CODES, Toy, geojson, lon_lat, only, village_rows

ROAD_WORKS = "code,name,programme,segments,villages,km,done_km,status,due,started,built,accepted"
WATER = "code,name,category,villages,people,guarantee,due,started,main_done,water_flowing,lon,lat"
POWER = "village,households,connected_households,three_phase,unconnected_names,plan_date"
DAYS = ("2019-06-30", "2019-03-01", "", "")
ZEROS = ("007", "8", "9", "10")
ATTACK = "<img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x")'


def all_layers(toy: Toy) -> Toy:
    """A county with every layer there is, without a fault."""
    works = csv_text(
        ROAD_WORKS,
        ["R1", "一号", "油返砂", "C000;C001", f"{CODES[0]}、{CODES[1]}", 3.5, 1, "在建", *DAYS],
        ["R2", "二号", "通组路", "", "", "", "", "未开工", "", "", "", ""],
    )
    place = lon_lat(0, 0.1)
    water = csv_text(
        WATER,
        ["W1", "水一", "poor", CODES[0], 98, 95, "2019-06-30", "2019-01-05", "2019-05-30", "", *place],
        ["W2", "水二", "poor", CODES[1], 80, "", "", "", "", "", "", ""],
    )
    supply = csv_text(
        "village,population,tap_population,quality_ok", [CODES[0], 100, 90, "是"], [CODES[1], 101, 101, ""]
    )
    power = csv_text(POWER, [CODES[0], 40, 38, "否", "张三 李四", "2019-09-30"], [CODES[1], 20, 20, "是", "", ""])
    tv = csv_text(
        "village,households,covered_households,poor_households,cable_poor_households", [CODES[0], 40, 39, 10, 9]
    )
    line = shapely.LineString([lon_lat(0, 0.2), lon_lat(2, 0.2)])
    field = shapely.box(*lon_lat(-0.1, -0.1), *lon_lat(2.1, 0.5))
    found = csv_text("village,criterion,state,by,date,document", [CODES[2], "sealed_road", "达标", "王五", "", "12号"])
    layers: dict[str, Any] = {
        "road_works": ("rw.csv", works),
        "water_projects": ("wp.csv", water),
        "water_supply": ("ws.csv", supply),
        "power": ("p.csv", power),
        "broadcasting": ("b.csv", tv),
        "power_lines": ("pl.geojson", geojson([(line, {"kind": "10kV", "name": "一线"})])),
        "coverage": ("c.geojson", geojson([(field, {"kind": "tv"})])),
        "candidates": ("ca.geojson", geojson([(line, {"code": "K1", "km": 3.9})])),
        "attestations": ("a.csv", found),
        "facilities": ("f.geojson", geojson([(field, {"code": "F1", "kind": "学校", "name": "一小"})])),
    }
    for layer, (name, content) in layers.items():
        toy = toy.with_layer(layer, name, content, toml='crs = "EPSG:4490"' if layer == "water_projects" else "")
    return toy


def read_table(toy: Toy, layer: str, content: str, toml: str = "") -> County:
    return toy.with_layer(layer, f"{layer}.csv", content, toml=toml).read()


def test_every_layer_is_read_without_a_fault(toy: Toy) -> None:
    county = all_layers(toy).read()
    assert county.faults == ()
    assert set(county.columns) == set(LAYERS) - {"groups", "seats", "boundary", "code_changes", *ORIENTATION}
    assert [item.layer for item in county.inputs] == [name for name in LAYERS if name in county.columns]
    assert all(item.rows == item.accepted for item in county.inputs)


def test_tables_have_no_geometry_and_lines_are_in_the_countys_crs(toy: Toy) -> None:
    county = all_layers(toy).read()
    for table in (county.water_supply, county.power, county.broadcasting, county.attestations):
        assert isinstance(table, pd.DataFrame)
        assert not isinstance(table, gpd.GeoDataFrame)
        assert table["row"].tolist() == list(range(1, len(table) + 1))
    for frame in (county.power_lines, county.coverage, county.candidates, county.facilities):
        assert frame is not None
        assert frame.crs == county.crs
        assert 490_000 < frame.total_bounds[0] < 510_000


def test_both_kinds_of_works_are_in_one_frame(toy: Toy) -> None:
    works = all_layers(toy).read().works
    assert works is not None
    assert works[["layer", "row", "kind", "code"]].to_numpy().tolist() == [
        ["road_works", 1, "road", "R1"],
        ["road_works", 2, "road", "R2"],
        ["water_projects", 1, "water", "W1"],
        ["water_projects", 2, "water", "W2"],
    ]
    both = {*LAYERS["road_works"].names, *LAYERS["water_projects"].names}
    assert set(works.columns) == {*both, "layer", "row", "kind", "geometry"}
    assert works["villages"].tolist() == [(CODES[0], CODES[1]), None, (CODES[0],), (CODES[1],)]
    assert works["segments"].tolist() == [("C000", "C001"), None, None, None]
    assert works["status"].tolist() == ["under_way", "not_started", None, None]
    assert works.geometry.isna().tolist() == [True, True, False, True]
    assert works.geometry.iloc[2].distance(shapely.Point(500_000, 3_597_000)) < 10_000


def test_every_column_has_its_type(toy: Toy) -> None:
    county = all_layers(toy).read()
    dtypes = {"number": "float64", "percent": "float64", "date": "datetime64[ns]", "boolean": "boolean"}
    for name in county.columns:
        frame = county.works if name in ("road_works", "water_projects") else getattr(county, name)
        for column in LAYERS[name].columns:
            if column.kind in dtypes or column.kind in ("text", "code", "codes", "state", "facility"):
                assert str(frame[column.name].dtype) == dtypes.get(column.kind, "object"), (name, column.name)
    assert county.power is not None
    assert county.power["plan_date"].tolist()[0] == pd.Timestamp("2019-09-30")
    assert county.power["plan_date"].isna().tolist() == [False, True]


def test_one_kind_of_works_alone_has_the_columns_of_both(toy: Toy) -> None:
    county = read_table(toy, "road_works", csv_text("code,name,programme", ["R1", "a", "b"]))
    assert county.works is not None
    assert str(county.works["main_done"].dtype) == "datetime64[ns]"
    assert np.isnan(county.works["people"].iloc[0])
    assert county.water_supply is None
    assert toy.folder.joinpath("road_works.csv").is_file()


def test_a_work_may_be_a_line_and_a_multi_part_one_stays_one_row(toy: Toy) -> None:
    line = shapely.MultiLineString([[lon_lat(0, 1), lon_lat(1, 1)], [lon_lat(2, 1), lon_lat(3, 1)]])
    rows = [
        (line, {"code": "R1", "name": "a", "programme": "p", "villages": [CODES[0], CODES[1]]}),
        (None, {"code": "R2", "name": "b", "programme": "p", "villages": None}),
    ]
    county = toy.with_layer("road_works", "rw.geojson", rows).read()
    assert county.faults == ()
    assert county.works is not None
    assert county.works.geometry.geom_type.tolist()[0] == "MultiLineString"
    assert county.works["villages"].tolist() == [(CODES[0], CODES[1]), None]


def test_a_point_is_no_road_work(toy: Toy) -> None:
    rows = [(shapely.Point(lon_lat(0, 0)), {"code": "R1", "name": "a", "programme": "p"})]
    assert only(toy.with_layer("road_works", "rw.geojson", rows).refuse(), "geometry-wrong").layer == "road_works"


def test_the_files_own_columns_and_words(toy: Toy) -> None:
    toml = """[layers.attestations.columns]
village = "村代码"
criterion = "指标"
state = "是否达标"
[layers.attestations.values.state]
"合格" = "met"
"待查" = "unknown"
"""
    rows = [[CODES[0], "a", "合格"], [CODES[1], "a", "待查"], [CODES[2], "a", "不达标"], [CODES[3], "a", ""]]
    county = read_table(toy, "attestations", csv_text("村代码,指标,是否达标", *rows), toml)
    assert county.attestations is not None
    assert county.attestations["state"].tolist() == ["met", "unknown", "missed", None]
    assert county.columns["attestations"] == {"village", "criterion", "state"}


def test_a_partial_table_is_marked_incomplete(toy: Toy) -> None:
    county = read_table(toy, "power", csv_text("village", [CODES[0]]), "complete = false")
    assert county.incomplete == {"power"}


@pytest.mark.bad_input(44)
def test_44_a_village_listed_again_is_quarantined_with_its_duplicate(toy: Toy) -> None:
    county = read_table(toy, "power", csv_text("village,households", [CODES[0], 1], [CODES[1], 2], [CODES[0], 3]))
    repeated = [fault for fault in county.faults if fault.code == "code-repeated"]
    assert [(f.row, f.field, f.params["duplicates"]) for f in repeated] == [(1, "village", "3"), (3, "village", "1")]
    aside = county.quarantined("power")
    assert aside[["layer", "row", "code"]].to_numpy().tolist() == [["power", 1, CODES[0]], ["power", 3, CODES[0]]]
    assert aside.geometry.isna().all()
    assert county.power is not None
    assert county.power["village"].tolist() == [CODES[1]]


@pytest.mark.bad_input(44)
def test_44_a_row_that_repeats_another_changes_nothing(toy: Toy) -> None:
    county = read_table(toy, "power", csv_text("village,households", [CODES[0], 1], [CODES[1], 2], [CODES[0], 1]))
    fault = only(county.faults, "row-repeated")
    assert (fault.level, fault.row, fault.params["duplicate"]) == ("Q", 3, 1)
    assert county.power is not None
    assert county.power["village"].tolist() == CODES[:2]
    assert county.quarantined("power")["changes_nothing"].tolist() == [True]


@pytest.mark.bad_input(44)
def test_44_of_works_that_share_a_code_all_are_quarantined_but_findings_may_repeat(toy: Toy) -> None:
    county = read_table(toy, "road_works", csv_text("code,name,programme", ["R1", "a", "p"], ["R1", "b", "p"]))
    assert [fault.code for fault in county.faults] == ["code-repeated"] * 2
    found = csv_text("village,criterion,state", [CODES[0], "a", "met"], [CODES[0], "a", "missed"])
    assert read_table(Toy(toy.folder, layers=toy.layers), "attestations", found).faults == ()


@pytest.mark.bad_input(45, 46)
@pytest.mark.parametrize(
    ("layer", "content", "code", "field"),
    [
        ("power", csv_text("village", [CODES[0] + ".0"]), "code-float", "village"),
        ("power", csv_text("village", ["6.10728E+11"]), "code-exponent", "village"),
        (
            "road_works",
            csv_text("code,name,programme,villages", ["R", "a", "p", "6.1E+11"]),
            "code-exponent",
            "villages",
        ),
        ("road_works", csv_text("code,name,programme,villages", ["R", "a", "p", "1.0;2"]), "code-float", "villages"),
    ],
)
def test_45_46_spoilt_codes_refuse_the_file(toy: Toy, layer: str, content: str, code: str, field: str) -> None:
    fault = only(toy.with_layer(layer, "t.csv", content).refuse(), code)
    assert (fault.level, fault.layer, fault.field) == ("E", layer, field)


@pytest.mark.bad_input(47)
def test_47_villages_that_have_lost_their_zeros(toy: Toy) -> None:
    rows = [(shape, {**data, "code": code}) for (shape, data), code in zip(village_rows(), ZEROS, strict=True)]
    toy = toy.with_county('code_system = "any"').with_layer("villages", "villages.geojson", rows)
    fault = only(toy.with_layer("power", "p.csv", csv_text("village", ["7"])).refuse(), "code-zeros-lost")
    assert (fault.layer, fault.value, fault.params["meant"]) == ("power", "7", "007")


@pytest.mark.bad_input(48, 53)
def test_48_53_codes_of_villages_that_cannot_be(toy: Toy) -> None:
    county = read_table(toy, "water_supply", csv_text("village", ["61072811120"], ["610728111299"], [CODES[0]]))
    assert [(f.code, f.level, f.row) for f in county.faults] == [("code-length", "Q", 1), ("village-unknown", "Q", 2)]
    assert county.quarantined("water_supply")["code"].tolist() == ["61072811120", "610728111299"]


@pytest.mark.bad_input(52)
def test_52_an_unknown_state_is_quarantined_with_the_nearest(toy: Toy) -> None:
    county = read_table(toy, "attestations", csv_text("village,criterion,state", [CODES[0], "a", "不达标了"]))
    fault = only(county.faults, "word-unknown")
    assert (fault.level, fault.params["nearest"], fault.params["expected"]) == ("Q", "不达标", "met, missed, unknown")


@pytest.mark.bad_input(53)
def test_53_a_work_that_names_unknown_villages_and_roads_is_kept(toy: Toy) -> None:
    header = "code,name,programme,villages,segments"
    rows = [["R1", "a", "p", f"{CODES[0]};610728111209", "C000"], ["R2", "b", "p", "610728111209", "C000；C77"]]
    county = read_table(toy, "road_works", csv_text(header, *rows))
    segments, villages = (f for f in county.faults if f.code == "codes-unknown")
    assert (villages.level, villages.field, villages.value, villages.params["rows"]) == (
        *("W", "villages", "610728111209"),
        [1, 2],
    )
    assert (segments.field, segments.value, segments.row) == ("segments", "C77", 2)
    assert county.works is not None
    assert county.works["villages"].tolist()[0] == (CODES[0], "610728111209")
    assert "C77" in explain_fault(segments)[0]


@pytest.mark.bad_input(54)
def test_54_markup_and_formulas_stay_as_they_are(toy: Toy) -> None:
    rows = [(None, {"code": "W1", "name": ATTACK, "category": FORMULA}), (None, {"code": "=1+1", "name": "`${x}`"})]
    county = toy.with_layer("water_projects", "w.geojson", rows).read()
    assert county.works is not None
    assert county.works["name"].tolist() == [ATTACK, "`${x}`"]
    assert county.works["category"].tolist() == [FORMULA, None]
    assert county.works["code"].tolist() == ["W1", "=1+1"]


@pytest.mark.bad_input(63)
@pytest.mark.parametrize(
    ("layer", "header", "row", "field", "value"),
    [
        ("power", "village,households,connected_households", [CODES[0], 40, 41], "connected_households", "41"),
        ("water_supply", "village,population,tap_population", [CODES[0], 9, 10], "tap_population", "10"),
        ("broadcasting", "village,households,covered_households", [CODES[0], 9, 10], "covered_households", "10"),
        (
            "broadcasting",
            "village,poor_households,cable_poor_households",
            [CODES[0], 2, 3],
            "cable_poor_households",
            "3",
        ),
        ("road_works", "code,name,programme,km,done_km", ["R1", "a", "p", 2.5, 2.6], "done_km", "2.6"),
    ],
)
def test_63_more_done_than_there_is(toy: Toy, layer: str, header: str, row: list[Any], field: str, value: str) -> None:
    county = read_table(toy, layer, csv_text(header, row))
    fault = only(county.faults, "part-above-whole")
    assert (fault.level, fault.field, fault.value) == ("Q", field, value)
    assert (county.inputs[-1].accepted, county.inputs[-1].quarantined) == (0, 1)


@pytest.mark.bad_input(63)
def test_63_as_much_as_there_is_or_an_unknown_whole_is_no_fault(toy: Toy) -> None:
    rows = [[CODES[0], 40, 40], [CODES[1], "", 12]]
    assert read_table(toy, "power", csv_text("village,households,connected_households", *rows)).faults == ()


@pytest.mark.bad_input(65)
@pytest.mark.parametrize("word", ["合计", "合 计", "总计：", "Total"])
def test_65_a_total_is_quarantined_and_changes_nothing(toy: Toy, word: str) -> None:
    county = read_table(toy, "power", csv_text("序号,village,households", [1, CODES[0], 40], [word, "", 40]))
    fault = only(county.faults, "total-row")
    assert (fault.level, fault.row, fault.value, len(county.faults)) == ("Q", 2, word, 1)
    assert county.quarantined("power")["changes_nothing"].tolist() == [True]
    assert (county.inputs[-1].rows, county.inputs[-1].accepted) == (2, 1)


@pytest.mark.bad_input(65)
def test_65_a_total_among_villages_and_roads(toy: Toy) -> None:
    rows = [*village_rows(), (None, {"code": None, "name": "合计", "population": 406})]
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    assert [fault.code for fault in county.faults] == ["total-row"]
    assert len(county.villages) == 4


@pytest.mark.bad_input(67)
def test_67_what_is_done_after_the_countys_date_is_a_warning(toy: Toy) -> None:
    header = "code,name,programme,due,started,built"
    rows = [["R1", "a", "p", "2020-06-30", "2019-05-01", "2019-07-01"], ["R2", "b", "p", "", "", "2019-06-30"]]
    county = read_table(toy.with_county("as_of = 2019-06-30"), "road_works", csv_text(header, *rows))
    fault = only(county.faults, "date-in-future")
    assert (fault.level, fault.field, fault.value, fault.params["rows"]) == ("W", "built", "2019-07-01", [1])
    assert county.works is not None
    assert len(county.works) == 2


def test_milestones_out_of_their_order_are_a_warning(toy: Toy) -> None:
    header = "code,name,approved,started,main_done,tested"
    rows = [["W1", "a", "2019-02-01", "2019-01-01", "", "2019-01-15"], ["W2", "b", "", "2019-01-01", "2019-01-01", ""]]
    county = read_table(toy, "water_projects", csv_text(header, *rows))
    found = [(f.field, f.params["before"], f.row) for f in county.faults if f.code == "milestones-disordered"]
    assert found == [("started", "approved", 1), ("tested", "approved", 1)]
    assert county.works is not None
    assert len(county.works) == 2


def test_a_self_intersecting_coverage_is_repaired_and_lines_are_left_alone(toy: Toy) -> None:
    bow = shapely.Polygon([lon_lat(-1, -1), lon_lat(5, 2), lon_lat(5, -1), lon_lat(-1, 2)])
    line = shapely.LineString([lon_lat(0, 1), lon_lat(2, 1)])
    toy = toy.with_layer("coverage", "c.geojson", [(bow, {"kind": "tv"})])
    county = toy.with_layer("power_lines", "pl.geojson", [(line, {"kind": "a"}), (line, {"kind": "b"})]).read()
    assert [fault.code for fault in county.faults] == ["polygon-repaired"]
    assert county.power_lines is not None
    assert county.power_lines["kind"].tolist() == ["a", "b"]


def test_towns_beside_the_county_do_not_widen_it(toy: Toy) -> None:
    small, large = (shapely.box(*lon_lat(-1, -1), *lon_lat(x, 1)) for x in (1.5, 5))
    county = {"code": "610728", "name": "县"}
    towns = [(large, {"code": "610728111", "name": "镇"})]
    kept = toy.with_layer("boundary", "b.geojson", [(small, county), *towns]).read()
    assert [fault.row for fault in kept.faults if fault.code == "outside-boundary"] == [3, 4]
    assert toy.with_layer("boundary", "b.geojson", towns).read().faults == ()
    filled = [(small, {"code": "610728000000"}), *towns]
    assert len(toy.with_layer("boundary", "b.geojson", filled).read().villages) == 2


def test_the_same_files_give_the_same_faults(toy: Toy) -> None:
    toy = all_layers(toy).with_layer("power", "p.csv", csv_text("village", ["6107281112"], ["610728111299"]))
    first, second = (json.dumps([str(fault) for fault in toy.check().faults]) for _ in range(2))
    assert first == second


def test_people_whom_two_projects_serve_are_read_with_the_other_project(toy: Toy) -> None:
    rows = [["W1", "a", 80, "", ""], ["W2", "b", 90, 30, "W1"], ["W3", "c", 5, 0, "W9"]]
    county = read_table(toy, "water_projects", csv_text("code,name,people,shared_people,shared_with", *rows))
    assert county.works is not None
    assert county.works["shared_people"].tolist()[1:] == [30.0, 0.0]
    assert county.works["shared_with"].tolist() == [None, ("W1",), ("W9",)]
    fault = only(county.faults, "codes-unknown")
    assert (fault.level, fault.row, fault.field, fault.value) == ("W", 3, "shared_with", "W9")


@pytest.mark.bad_input(63)
def test_63_nobody_shares_more_people_than_there_are(toy: Toy) -> None:
    rows = [["W1", "a", 80, 81, "W2"], ["W2", "b", 90, 90, "W1"]]
    county = read_table(toy, "water_projects", csv_text("code,name,people,shared_people,shared_with", *rows))
    fault = only(county.faults, "part-above-whole")
    assert (fault.level, fault.row, fault.field, fault.value) == ("Q", 1, "shared_people", "81")


def test_a_work_that_is_quarantined_still_names_its_villages(toy: Toy) -> None:
    row = ["W1", "a", 80, 81, "", f"{CODES[0]};{CODES[1]}"]
    county = read_table(toy, "water_projects", csv_text("code,name,people,shared_people,shared_with,villages", row))
    assert county.quarantined("water_projects")["villages"].tolist() == [(CODES[0], CODES[1])]
