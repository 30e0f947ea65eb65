"""Values that would be changed without a word: cells of a GeoPackage, long numbers, lost characters, half persons."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from gisplan.io.check import check_county
from gisplan.io.child.toml_files import read_county_file
from gisplan.io.child.toml_text import find_deep_place
from gisplan.io.faults.catalogue import explain_fault
from tests.io.bad_inputs.case import frame_of
from tests.io.sheets import csv_text
from tests.io.toy_county import CODES, Toy, geojson, lon_lat, only, village_rows


def villages_geopackage(toy: Toy, *changes: str) -> Toy:
    frame = frame_of(village_rows()).assign(households=12, depth=1.5, day=pd.Timestamp("2019-06-30"), poor_village=True)
    frame.to_file(toy.folder / "v.gpkg", layer="v")
    with closing(sqlite3.connect(toy.folder / "v.gpkg")) as database, database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for change in [*(f'DROP TRIGGER "{name}"' for (name,) in triggers), *changes]:
            database.execute(change)
    columns = 'columns = {reach_lon = "depth", exit_year = "households", town = "day"}'
    return toy.with_layer("villages", "v.gpkg", toml=columns)


@pytest.mark.parametrize(
    ("change", "field", "value", "expected"),
    [
        ("geom = 'POINT(108 32)'", "geom", "POINT(108 32)", "a geometry"),
        ("geom = x'00010203'", "geom", "0x00010203", "a geometry"),
        ("population = 'abc'", "population", "abc", "a whole number"),
        ("population = 3.7", "population", "3.7", "a whole number"),
        ("poor_village = '是'", "poor_village", "是", "a whole number"),
        ("depth = '1.5 m'", "depth", "1.5 m", "a number"),
        ("depth = x'01'", "depth", "0x01", "a number"),
        ("day = 'last year'", "day", "last year", "a date"),
        ("day = 7", "day", "7", "a date"),
    ],
)
def test_a_cell_of_another_kind_than_its_column_is_named(
    toy: Toy, change: str, field: str, value: str, expected: str
) -> None:
    fault = only(villages_geopackage(toy, f"UPDATE v SET {change} WHERE fid = 3").refuse(), "cell-of-other-kind")
    assert (fault.file, fault.layer, fault.row) == ("v.gpkg", "villages", 3)
    assert (fault.field, fault.value, fault.params["expected"]) == (field, value, expected)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [("MEDIUMINT", "99999999999", "-2147483648 … 2147483647"), ("SMALLINT", "40000", "-32768 … 32767")],
)
def test_a_number_that_its_column_cannot_hold_is_named(toy: Toy, kind: str, value: str, expected: str) -> None:
    """GDAL would read the low bits alone: 1215752191, and -25536."""
    added = (f"ALTER TABLE v ADD COLUMN few {kind}", f"UPDATE v SET few = {value} WHERE fid = 3")
    changed = villages_geopackage(toy, *added).with_layer("villages", "v.gpkg", toml='columns.population = "few"')
    fault = only(changed.refuse(), "cell-of-other-kind")
    assert (fault.row, fault.field, fault.value, fault.params["expected"]) == (3, "few", value, expected)


def test_a_geometry_that_is_a_text_of_any_bytes_is_named(toy: Toy) -> None:
    changed = villages_geopackage(toy, "UPDATE v SET geom = cast(geom AS text) || cast(x'FF' AS text) WHERE fid = 3")
    assert (only(changed.refuse(), "cell-of-other-kind").value or "").startswith("GP")


def test_a_list_of_layers_that_is_a_view_is_refused(toy: Toy) -> None:
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT old.* FROM old, c"
    views = ("ALTER TABLE gpkg_contents RENAME TO old", f"CREATE VIEW gpkg_contents AS {endless}")
    assert only(villages_geopackage(toy, *views).refuse(), "layer-no-table").value == "gpkg_contents"


def test_rows_are_numbered_as_they_are_read_and_a_hundred_are_named(toy: Toy) -> None:
    rows = "INSERT INTO v (geom, code, name, population) SELECT geom, code, name, 'x' FROM v"
    faults = villages_geopackage(toy, rows, rows, rows, rows, rows, rows, "DELETE FROM v WHERE fid <= 4").refuse()
    assert [fault.row for fault in faults] == list(range(1, 101))


def test_cells_of_columns_that_are_not_read_refuse_nothing(toy: Toy) -> None:
    changed = villages_geopackage(toy, "UPDATE v SET depth = 'x', day = 'y'")
    faults = changed.with_layer("villages", "v.gpkg").check().faults
    assert not [fault for fault in faults if fault.level == "E"]


def test_cells_that_are_right_are_read(toy: Toy) -> None:
    county = villages_geopackage(toy, "UPDATE v SET population = '57', day = '2019/6/30', geom = NULL WHERE fid = 3")
    result = county.with_layer("villages", "v.gpkg").check()
    assert [fault.code for fault in result.faults if fault.level in "EQ"] == ["no-location"]


@pytest.mark.parametrize("cell", ["cast(x'B4E5C3FB' AS text)", "x'B4E5C3FB'"])
def test_text_in_no_utf_8_is_named(toy: Toy, cell: str) -> None:
    fault = only(villages_geopackage(toy, f"UPDATE v SET name = {cell} WHERE fid = 2").refuse(), "text-not-utf-8")
    assert (fault.row, fault.field, fault.value) == (2, "name", r"\xb4\xe5\xc3\xfb")


def test_text_in_no_utf_8_is_named_in_a_flatgeobuf_too(toy: Toy) -> None:
    frame_of(village_rows()).to_file(toy.folder / "v.fgb")
    content = (toy.folder / "v.fgb").read_bytes().replace("村2".encode(), b"\xb4\xe5\xc3\xfb")
    fault = only(toy.with_layer("villages", "v.fgb", content).refuse(), "text-not-utf-8")
    assert fault.field == "name"
    assert fault.row is not None


def test_a_table_without_geometry_is_called_so(toy: Toy) -> None:
    changes = ("UPDATE gpkg_contents SET data_type = 'attributes'", "DELETE FROM gpkg_geometry_columns")
    fault = only(villages_geopackage(toy, *changes).refuse(), "layer-without-geometry")
    assert fault.value == "v"


def village_text(old: str, new: str) -> str:
    return json.dumps(geojson(village_rows()), ensure_ascii=False).replace(old, new)


def test_a_number_of_five_thousand_digits_is_named(toy: Toy) -> None:
    text = village_text('"population": 102', '"population": ' + "7" * 5000)
    fault = only(toy.with_layer("villages", "v.geojson", text).refuse(), "number-too-long")
    assert (fault.row, fault.field, fault.params["has"]) == (3, "population", 5000)
    assert "sys." not in " ".join(explain_fault(fault))


def test_a_long_number_outside_the_rows_is_named_by_its_file(toy: Toy) -> None:
    text = village_text('{"type": "FeatureCollection"', '{"n": ' + "7" * 5000 + ', "type": "FeatureCollection"')
    assert only(toy.with_layer("villages", "v.geojson", text).refuse(), "number-too-long").value == "7" * 80


def test_half_a_character_is_doubted_and_a_pair_is_read(toy: Toy) -> None:
    faults = toy.with_layer("villages", "v.geojson", village_text("村2", r"\ud800村")).check().faults
    assert (only(faults, "text-damaged").row, only(faults, "text-damaged").field) == (3, "name")
    county = toy.with_layer("villages", "v.geojson", village_text("村2", r"\ud83d\ude00村")).read()
    assert "😀村" in set(county.villages["name"])
    assert not county.faults


def village_sheet(*rows: list[Any], columns: str = "code,name,lon,lat,population,households") -> str:
    return csv_text(columns, *rows)


def test_there_is_no_half_of_a_household_or_of_a_person(toy: Toy) -> None:
    people = ["0.1234万人", "1.23456万人", "2万人", "0.00001万人"]
    rows = [[code, f"村{i}", *lon_lat(i, 0), people[i], 12.5 if i == 2 else 12] for i, code in enumerate(CODES)]
    county = toy.with_layer("villages", "v.csv", village_sheet(*rows)).read()
    found = [(fault.row, fault.field, fault.value) for fault in county.faults if fault.code == "number-unreadable"]
    assert sorted(found) == [
        (2, "population", "1.23456万人"),
        (3, "households", "12.5"),
        (4, "population", "0.00001万人"),
    ]
    assert county.villages["population"].tolist() == [1234.0]


def test_a_reaching_point_in_degrees_minutes_and_seconds_is_read(toy: Toy) -> None:
    rows = [(shape.buffer(0.002), {**data, "reach_lon": "", "reach_lat": ""}) for shape, data in village_rows()]
    rows[1][1].update(reach_lon="108°1′12″E", reach_lat="北纬32度30分")
    rows[2][1].update(reach_lon="108.04", reach_lat="32°75′N")
    county = toy.with_layer("villages", "v.geojson", rows).read()
    wrong = only(county.faults, "degrees-wrong")
    assert (wrong.row, wrong.field, wrong.value) == (3, "reach_lat", "32°75′N")
    read = {fault.field: fault.params["meant"] for fault in county.faults if fault.code == "degrees-read"}
    assert read == {"reach_lon": "108.020000", "reach_lat": "32.500000"}
    assert "number-unreadable" not in {fault.code for fault in county.faults}


def test_a_row_merged_over_all_columns_looks_like_a_heading(toy: Toy) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["code", "name", "lon", "lat", "population"])
    for i, code in enumerate(CODES):
        if i == 2:
            sheet.append(["一、青水镇"])
            sheet.merge_cells("A4:E4")
        sheet.append([code, f"村{i}", *lon_lat(i, 0), 100])
    book.save(toy.folder / "v.xlsx")
    county = toy.with_layer("villages", "v.xlsx").read()
    [fault] = [fault for fault in county.faults if fault.level == "Q"]
    assert (fault.code, fault.row, fault.value) == ("row-heading", 3, "一、青水镇")
    assert len(county.villages) == 4


def test_a_mixed_unit_is_shown_by_its_values(toy: Toy) -> None:
    rows = [[code, "村", *lon_lat(i, 0), ["12人", "123", "14万人", "2"][i], 1] for i, code in enumerate(CODES)]
    assert only(toy.with_layer("villages", "v.csv", village_sheet(*rows)).refuse(), "units-mixed").value == (
        "12人, 123, 14万人"
    )


ENDLESS = {
    "a header": ("[" + ".".join("a" * 100_000) + "]", "toml-nested"),
    "a key": (".".join("a" * 100_000) + " = 1", "toml-nested"),
    "quoted keys": ("a." + '"b".' * 100_000 + "c = 1", "toml-nested"),
    "lists": ("x = " + "[" * 200_000, "toml-nested"),
    "closed lists": ("x = " + "[" * 20_000 + "]" * 20_000, "toml-nested"),
    "inline tables": ("x = " + "{a = " * 100_000, "toml-nested"),
    "a list without end": ("x = [" + "1," * 400_000, "toml-values"),
    "tables": ("[[a]]\n" * 170_000, "toml-values"),
    "a number": ("x = " + "1" * 5000, "toml-word"),
    "a text without end": ('x = """' + '\\"""' * 200_000, "county-file-unreadable"),
}


@pytest.mark.parametrize(("text", "code"), ENDLESS.values(), ids=ENDLESS)
def test_endless_toml_is_refused_in_a_moment_with_its_line(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "gisplan.toml").write_text(f'[county]\ncode = "1"\n{text}', encoding="utf-8")
    start = time.monotonic()
    [fault] = read_county_file(tmp_path).faults
    assert time.monotonic() - start < 20  # a second, on a machine with nothing else to do
    assert fault.code == code
    assert fault.file == "gisplan.toml"
    if code.startswith("toml-"):
        assert fault.row is not None
        assert fault.row >= 3
        assert "in gisplan.toml" not in explain_fault(fault)[1]


@pytest.mark.parametrize(
    "text",
    [
        'x = "' + "[" * 100 + '"',
        "x = '''" + "[\n" * 100 + "'''",
        "# " + "[" * 100,
        "x = 1.5\n" * 100,
        'x = "' + "a" * 1000 + '"',
        "[a.b.c]\nx = [[1, 2], [3.5]]\n" * 50,
        'x = """a\\"""""b""" # [',
        'x = ""\ny = \'\'\nz = """"""\n' * 40,
    ],
)
def test_usual_toml_is_not_refused(text: str) -> None:
    assert find_deep_place(text) is None


def test_the_county_is_checked_with_a_fault_of_its_file_alone(toy: Toy) -> None:
    toy.save()
    toy.write("gisplan.toml", "[" + "a." * 1000 + "a]")
    assert [fault.code for fault in check_county(toy.folder).faults] == ["toml-nested"]


@pytest.mark.parametrize(("area", "column"), [("C2:C3", "lon"), ("D2:D3", "lat")])
def test_a_coordinate_of_several_rows_is_warned_of(toy: Toy, area: str, column: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["code", "name", "lon", "lat"])
    for place, code in enumerate(CODES):
        book.active.append([code, f"村{place}", *lon_lat(place, 0)])
    book.active.merge_cells(area)
    book.save(toy.folder / "v.xlsx")
    made = toy.with_layer("villages", "v.xlsx", (toy.folder / "v.xlsx").read_bytes(), toml='crs = "EPSG:4490"')
    fault = only(made.check().faults, "place-merged")
    assert (fault.level, fault.row, fault.field) == ("W", 1, column)
