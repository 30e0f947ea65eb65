"""Longitudes and latitudes in degrees, minutes and seconds are read; what cannot be a place is set aside as written."""

from __future__ import annotations

import math
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan.base.arrays import fill_objects
from gisplan.io.files.degrees import parse_degrees
from gisplan.io.files.places.points import make_points
from tests.io.sheets import csv_text, workbook
from tests.io.toy_county import CODES, Toy, lon_lat, only

PLACE = 108 + 12 / 60 + 30 / 3600
WRITINGS = [
    *("108°12′30″E", "108°12'30\"E", "E108°12′30″", "108°12'30''", "108度12分30秒", "东经108°12′30″", "108º12’30”"),
    *(
        "108 12 30",
        "108-12-30",
        "108:12:30",
        "１０８°１２′３０″",
        "東經108度12分30秒",
        "108° 12′ 30″ E",
        "108d12'30\"e",
    ),
    *("E 108 12.5", "108°12.5′", "108°12.5", "东经：108°12.5′", "108°12′30.0″东", "108度12.5分", "东经108°12′30″E"),
]


@pytest.mark.bad_input(23)
@pytest.mark.parametrize("text", WRITINGS)
def test_all_usual_writings_are_read(text: str) -> None:
    assert parse_degrees(text, "lon") == pytest.approx(PLACE, abs=1e-12)


@pytest.mark.bad_input(23)
@pytest.mark.parametrize(
    ("text", "axis", "value"),
    [
        *[("108°", "lon", 108.0), ("108.5°", "lon", 108.5), ("108.5度", "lon", 108.5), ("１０８．５", "lon", 108.5)],
        *[("108.5E", "lon", 108.5), ("W108°30′", "lon", -108.5), ("西经108°30′", "lon", -108.5)],
        *[
            ("北纬32°30′", "lat", 32.5),
            ("32°30′N", "lat", 32.5),
            ("南纬32°30′", "lat", -32.5),
            ("-32°30′", "lat", -32.5),
        ],
    ],
)
def test_degrees_alone_and_the_four_sides(text: str, axis: Literal["lon", "lat"], value: float) -> None:
    assert parse_degrees(text, axis) == pytest.approx(value, abs=1e-12)


@pytest.mark.bad_input(23)
@pytest.mark.parametrize(
    "text",
    [
        *("108°60′", "108°12′60″", "108°75′", "32°30′N", "北纬32°30′", "E108°12′W", "-108°12′E", "108.5°12′", "181°"),
        *("108 75 12", "200E", "东经108°12′N"),
    ],
)
def test_what_cannot_be_a_longitude_is_no_number(text: str) -> None:
    assert parse_degrees(text, "lon") == math.inf


@pytest.mark.parametrize(
    "text",
    ["", "E", "°", "12′", "108 12", "108E12", "无", "nan", "108,5", "1 2 3 4", "108°12″", "甲村", "--1°"],
)
def test_other_texts_are_not_read(text: str) -> None:
    assert parse_degrees(text, "lon") is None


@pytest.mark.bad_input(23)
@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 599), st.sampled_from("EW"))
def test_what_is_written_is_what_is_read(degrees: int, minutes: int, tenths: int, side: str) -> None:
    expected = (degrees + minutes / 60 + tenths / 36000) * (1 if side == "E" else -1)
    for text in (f"{degrees}°{minutes:02}′{tenths / 10:04.1f}″{side}", f"{side}{degrees} {minutes} {tenths / 10}"):
        found = parse_degrees(text, "lon")
        assert found is not None
        assert math.isclose(found, expected, abs_tol=1e-9)


@given(st.text(alphabet="0189.°′″'\" -+EWNSd度分秒东经：", max_size=30), st.sampled_from(["lon", "lat"]))
def test_any_text_is_read_within_the_globe_or_not_at_all(text: str, axis: Literal["lon", "lat"]) -> None:
    found = parse_degrees(text, axis)
    assert found is None or found == math.inf or abs(found) <= (180 if axis == "lon" else 90)


def test_long_texts_are_judged_at_once() -> None:
    runs = ("1" * 50_000, " " * 50_000 + "x", "1 " * 50_000, ": " * 50_000 + "EE", "1°" + ":" * 50_000)
    for text in runs:
        assert parse_degrees(text, "lon") in (None, math.inf)


def rows_of(*places: tuple[str, str]) -> list[list[str]]:
    return [[code, f"村{i}", *place] for i, (code, place) in enumerate(zip(CODES, places, strict=True))]


FOUR = rows_of(("108.0", "32.5"), ("108度1分12秒", "32度30分"), ("108°75′", "32.5"), ("东边", "32.5"))


@pytest.mark.bad_input(23)
@pytest.mark.parametrize("name", ["villages.csv", "villages.xlsx"])
def test_a_table_is_read_and_each_row_that_is_not_is_set_aside_as_written(toy: Toy, name: str) -> None:
    header = ["code", "name", "lon", "lat"]
    content = workbook(header, *FOUR) if name.endswith("xlsx") else csv_text(",".join(header), *FOUR)
    county = toy.with_layer("villages", name, content, toml='crs = "EPSG:4326"').read()
    found = {fault.code: fault for fault in county.faults if fault.layer == "villages"}
    assert {code: (fault.level, fault.row, fault.value) for code, fault in found.items()} == {
        "degrees-read": ("F", 2, "108度1分12秒, 32度30分"),
        "degrees-wrong": ("Q", 3, "108°75′, 32.5"),
        "not-finite": ("Q", 4, "东边, 32.5"),
    }
    read = found["degrees-read"].params
    assert (read["count"], read["meant"]) == (1, "108.02, 32.5")
    assert len(county.villages) == 2
    places = county.villages.geometry.to_crs(4326)
    assert places.x.tolist() == pytest.approx([108.0, 108.02], abs=1e-7)


@pytest.mark.bad_input(3)
def test_a_number_that_is_none_is_shown_as_the_table_has_it(toy: Toy) -> None:
    rows = rows_of(("108.0", "32.5"), ("NaN", "32.5"), ("108.04", "-"), ("108.06", ""))
    county = toy.with_layer("villages", "v.csv", csv_text("code,name,lon,lat", *rows), toml='crs = "EPSG:4326"').read()
    assert [(fault.code, fault.row, fault.value) for fault in county.faults] == [
        ("no-location", 4, "none"),
        ("not-finite", 2, "NaN, 32.5"),
        ("not-finite", 3, "108.04, -"),
    ]


PACKED = [("1080012.5", "323012.5"), ("1080124", "323100"), ("1080236.0", "323000"), ("1080348", "323001")]


def test_degrees_minutes_and_seconds_without_marks_are_asked_about(toy: Toy) -> None:
    rows = [[code, f"村{i}", *place] for i, (code, place) in enumerate(zip(CODES, PACKED, strict=True))]
    toy = toy.with_layer("villages", "v.csv", csv_text("code,name,lon,lat", *rows))
    fault = only(toy.refuse(), "degrees-packed")
    assert (fault.value, fault.params["meant"]) == ("1080012.5, 323012.5", "108°00′12.5″, 32°30′12.5″")


def test_one_row_without_marks_is_set_aside_alone(toy: Toy) -> None:
    rows = [[code, f"村{i}", *lon_lat(i, 0)] for i, code in enumerate(CODES)]
    rows[2][2:] = PACKED[2]
    county = toy.with_layer("villages", "v.csv", csv_text("code,name,lon,lat", *rows), toml='crs = "EPSG:4490"').read()
    fault = only(county.faults, "row-degrees-packed")
    assert (fault.row, fault.value) == (3, "1080236.0, 323000")
    assert county.villages["code"].tolist() == [CODES[0], CODES[1], CODES[3]]


def test_minutes_behind_a_point_show_in_many_places(toy: Toy) -> None:
    minutes = [f"{i:02d}{(7 * i) % 60:02d}" for i in range(30)]
    x, y = (fill_objects(30, values=[f"{start}.{text}" for text in minutes]) for start in (108, 32))
    assert make_points(x, y, degrees=True).packed == "108.0000, 32.0000"
    assert make_points(x[:15], y[:15], degrees=True).packed == ""
    x[3] = "108.0375"  # 75 seconds
    assert make_points(x, y, degrees=True).packed == ""
    assert make_points(x, y, degrees=False).packed == ""
