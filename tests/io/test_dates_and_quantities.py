"""Bad inputs 56 to 60: days, shares and units."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from gisplan.county.county import County
from gisplan.io import explain_fault
from tests.io.sheets import csv_text
from tests.io.toy_county import CODES, Toy, only, road_rows, village_rows


def read_column(toy: Toy, column: str, values: list[Any], toml: str = "", layer: str = "road_works") -> County:
    first = "code,name,programme" if layer == "road_works" else "code,name"
    filled = ["a", "p"] if layer == "road_works" else ["a"]
    rows = [[f"K{place}", *filled, f'"{value}"'] for place, value in enumerate(values)]
    return toy.with_layer(layer, "t.csv", csv_text(f"{first},{column}", *rows), toml=toml).read()


def days_of(county: County, column: str = "due") -> list[date | None]:
    assert county.works is not None
    days = county.works[column]
    return [None if blank else day.date() for day, blank in zip(days, days.isna(), strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        *("2019-06-30", "2019/6/30", "2019.6.30", "2019年6月30日", "２０１９年６月３０日", "20190630"),
        *("2019-06-30T00:00:00", "2019/06/30 08:00:00", "2019-06-30 00:00:00+08:00", "30/6/2019", "6/30/2019"),
    ],
)
def test_a_day_that_is_unambiguous_is_read(toy: Toy, text: str) -> None:
    county = read_column(toy, "due", [text, ""])
    assert days_of(county) == [date(2019, 6, 30), None]
    assert [fault for fault in county.faults if fault.level != "F"] == []


@pytest.mark.bad_input(56)
@pytest.mark.parametrize("text", ["2019-02-30", "19-6-30", "2019-6", "2019年6月", "六月底", "0019-06-30", "2019", "是"])
def test_56_what_is_no_day_is_quarantined(toy: Toy, text: str) -> None:
    fault = only(read_column(toy, "due", ["2019-06-30", text]).faults, "date-unreadable")
    assert (fault.level, fault.row, fault.field, fault.value) == ("Q", 2, "due", text)


@pytest.mark.bad_input(56)
def test_56_day_first_and_month_first_in_one_column_are_quarantined(toy: Toy) -> None:
    county = read_column(toy, "due", ["30/6/2019", "6/30/2019", "5/5/2019", "2019-06-30", "1/2/2019"])
    assert [(f.level, f.row) for f in county.faults if f.code == "date-mixed"] == [("Q", 1), ("Q", 2), ("Q", 5)]
    assert days_of(county) == [date(2019, 5, 5), date(2019, 6, 30)]


@pytest.mark.bad_input(57)
def test_57_a_workbooks_numbers_for_days_are_read_and_noted(toy: Toy) -> None:
    county = read_column(toy, "due", ["43646", "43646.5", "2019-06-30"])
    fault = only(county.faults, "date-serial")
    assert (fault.level, fault.value, fault.params["rows"]) == ("F", "43646", [1, 2])
    assert days_of(county) == [date(2019, 6, 30)] * 3


@pytest.mark.bad_input(58)
def test_58_day_or_month_is_never_guessed(toy: Toy) -> None:
    fault = only(read_column(toy, "due", ["6/7/2019", "2019-06-30"]).faults, "date-ambiguous")
    assert (fault.level, fault.row, fault.value) == ("Q", 1, "6/7/2019")


def test_words_for_no_day_are_mapped(toy: Toy) -> None:
    toml = '[layers.road_works.values.due]\n"待定" = "unknown"\n"年底" = 2019-12-31'
    county = read_column(toy, "due", ["待定", "年底"], toml)
    assert county.faults == ()
    assert days_of(county) == [None, date(2019, 12, 31)]


@pytest.mark.bad_input(59)
@pytest.mark.parametrize(
    ("values", "expected"),
    [(["96", "90.5", ""], [96.0, 90.5]), (["96%", "90.5％"], [96.0, 90.5]), (["96.0 %", "0%"], [96.0, 0.0])],
)
def test_59_per_cent_in_one_form(toy: Toy, values: list[str], expected: list[float]) -> None:
    county = read_column(toy, "guarantee", values, layer="water_projects")
    assert county.works is not None
    assert county.works["guarantee"].dropna().tolist() == expected
    assert {fault.code for fault in county.faults} <= {"text-wide"}


@pytest.mark.bad_input(59)
def test_59_a_column_of_fractions_is_made_per_cent_and_noted(toy: Toy) -> None:
    county = read_column(toy, "guarantee", ["0.96", "1", "0"], layer="water_projects")
    assert only(county.faults, "percent-fraction").level == "F"
    assert county.works is not None
    assert county.works["guarantee"].tolist() == [96.0, 100.0, 0.0]


@pytest.mark.bad_input(59)
@pytest.mark.parametrize("values", [["96%", "0.96"], ["96", "0.96"], ["96%", "96"], ["1", "95"]])
def test_59_mixed_forms_refuse_the_file(toy: Toy, values: list[str]) -> None:
    rows = [[f"W{place}", "a", value] for place, value in enumerate(values)]
    toy = toy.with_layer("water_projects", "w.csv", csv_text("code,name,guarantee", *rows))
    fault = only(toy.refuse(), "percent-mixed")
    assert (fault.field, fault.params["rows"]) == ("guarantee", [1, 2])
    assert fault.value == ", ".join(values)
    assert f"{fault.value} (rows 1, 2)" in explain_fault(fault)[0]


def test_of_forms_that_are_mixed_a_row_of_each_is_named_and_no_good_cell_called_wrong(toy: Toy) -> None:
    rows = [[f"W{place}", "a", value] for place, value in enumerate(["95%", "96%", "0.97", "98%"])]
    faults = toy.with_layer("water_projects", "w.csv", csv_text("code,name,guarantee", *rows)).check().faults
    assert "95%, 0.97 (rows 1, 3)" in explain_fault(only(faults, "percent-mixed"))[0]
    assert {fault.code for fault in faults} == {"percent-mixed"}


DASHES = ["—", "——", "-", "--", "/", "\\", "－", "–", " — "]


@pytest.mark.parametrize(("column", "value"), [("guarantee", "95%"), ("people", "100"), ("due", "2019-06-30")])
def test_dashes_and_slashes_alone_are_blank_and_never_nought(toy: Toy, column: str, value: str) -> None:
    county = read_column(toy, column, [value, *DASHES], layer="water_projects")
    assert county.works is not None
    assert county.works[column].isna().tolist() == [False, *[True] * len(DASHES)]
    fault = only(county.faults, "dash-blank")
    assert (fault.level, fault.row, fault.params["count"]) == ("F", 2, len(DASHES))
    assert len(county.quarantine) == 0


def test_a_word_in_a_count_is_set_aside_until_the_county_file_says_what_it_means(toy: Toy) -> None:
    fault = only(read_column(toy, "people", ["100", "无"], layer="water_projects").faults, "number-unreadable")
    assert "[layers.water_projects.values.people]" in explain_fault(fault)[1]
    values = '[layers.water_projects.values.people]\n"无" = 0\n"/" = "unknown"\n"—" = 0'
    county = read_column(toy, "people", ["100", "无", "/", "—"], values, layer="water_projects")
    assert county.works is not None
    assert county.works["people"].fillna(-1).tolist() == [100, 0, -1, 0]
    assert "dash-blank" not in {fault.code for fault in county.faults}


@pytest.mark.parametrize(
    ("column", "values", "listed", "expected"),
    [
        ("guarantee", ["95%", "90%", "0.9"], '"0.9" = 90', [95.0, 90.0, 90.0]),
        ("people", ["100", "0.3万人", "80人"], '"0.3万人" = 3000', [100.0, 3000.0, 80.0]),
    ],
)
def test_a_listed_value_is_in_the_columns_own_unit_beside_others_in_another_form(
    toy: Toy, column: str, values: list[str], listed: str, expected: list[float]
) -> None:
    toml = f"[layers.water_projects.values.{column}]\n{listed}"
    county = read_column(toy, column, values, toml, layer="water_projects")
    assert county.works is not None
    assert county.works[column].tolist() == expected


@pytest.mark.parametrize(("value", "code"), [("101", "percent-too-high"), ("-5", "number-too-low")])
def test_a_share_that_cannot_be_is_quarantined(toy: Toy, value: str, code: str) -> None:
    county = read_column(toy, "guarantee", ["95", value], layer="water_projects")
    assert [(f.code, f.level, f.row, f.value) for f in county.faults] == [(code, "Q", 2, value)]


@pytest.mark.bad_input(60)
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["3.5km", "2 米"], None),
        (["3.5km", "2 公里"], [3.5, 2.0]),  # two words for one unit
        (["3.5公里", "2公里"], [3.5, 2.0]),
        (["350米", "1,200米"], [0.35, 1.2]),
        (["7里"], [3.5]),
    ],
)
def test_60_one_unit_is_read_and_two_refuse_the_file(toy: Toy, values: list[str], expected: list[float] | None) -> None:
    if expected is None:
        rows = [[f"R{place}", "a", "p", value] for place, value in enumerate(values)]
        toy = toy.with_layer("road_works", "t.csv", csv_text("code,name,programme,km", *rows))
        assert only(toy.refuse(), "units-mixed").value == "3.5km, 2 米"
        return
    county = read_column(toy, "km", values)
    assert only(county.faults, "unit-read").level == "F"
    assert county.works is not None
    assert county.works["km"].tolist() == expected


@pytest.mark.bad_input(60)
@pytest.mark.parametrize("values", [["3.5", "350米"], ["3.5公里", "3.5亩"], ["3亩", "4亩"]])
def test_60_mixed_or_foreign_units_refuse_the_file(toy: Toy, values: list[str]) -> None:
    rows = [[f"R{place}", "a", "p", value] for place, value in enumerate(values)]
    fault = only(
        toy.with_layer("road_works", "t.csv", csv_text("code,name,programme,km", *rows)).refuse(), "units-mixed"
    )
    assert (fault.level, fault.field, fault.params["expected"]) == ("E", "km", "kilometre")


@pytest.mark.bad_input(62)
def test_62_what_is_no_number_is_quarantined_whatever_its_unit(toy: Toy) -> None:
    county = read_column(toy, "km", ["约3公里", "-2公里", "2公里"])
    assert [(f.code, f.row) for f in county.faults if f.level == "Q"] == [
        ("number-unreadable", 1),
        ("number-too-low", 2),
    ]


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("人口（万人）", ["0.0435", "0.0899"], [435.0, 899.0]),
        ("户籍人口万人", ["0.0435", "0.0899万人"], [435.0, 899.0]),
        ("人口(人)", ["435", "899"], [435.0, 899.0]),
        ("人口", ["435", "899"], [435.0, 899.0]),
    ],
)
def test_a_unit_in_the_header_is_that_of_the_numbers(
    toy: Toy, header: str, values: list[str], expected: list[float]
) -> None:
    content = csv_text(f"village,{header}", *([code, value] for code, value in zip(CODES, values, strict=False)))
    mapped = f'[layers.water_supply.columns]\npopulation = "{header}"'
    county = toy.with_layer("water_supply", "t.csv", content, toml=mapped).read()
    assert county.water_supply is not None
    assert county.water_supply["population"].tolist() == expected
    levels = [(fault.code, fault.level) for fault in county.faults if fault.code != "counts-differs"]
    assert levels == ([("unit-read", "F")] if "万" in header else [])


def test_numbers_of_a_file_are_read_in_the_unit_of_their_header(toy: Toy) -> None:
    rows = [(shape, {**data, "里程（米）": metres}) for (shape, data), metres in zip(road_rows(), _METRES, strict=True)]
    county = toy.with_layer(
        "roads", "roads.geojson", rows, toml='[layers.roads.columns]\nlength_km = "里程（米）"'
    ).read()
    assert county.roads["length_km"].tolist() == [2.3, 2.4, 2.35, 2.3]
    assert only(county.faults, "unit-read").value == "2300米"


_METRES = [2300, 2400, 2350.0, 2300]


@pytest.mark.parametrize(("header", "values"), [("人口（万人）", ["0.0435", "899人"]), ("人口万人", ["0.04", "8户"])])
def test_a_unit_that_is_not_the_headers_is_not_taken_for_it(toy: Toy, header: str, values: list[str]) -> None:
    content = csv_text(f"village,{header}", *([code, value] for code, value in zip(CODES, values, strict=False)))
    mapped = f'[layers.water_supply.columns]\npopulation = "{header}"'
    toy = toy.with_layer("water_supply", "t.csv", content, toml=mapped)
    faults = toy.check().faults
    assert {fault.code for fault in faults} & {"units-mixed", "number-unreadable"}


def test_people_may_carry_their_word(toy: Toy) -> None:
    content = csv_text("village,population", [CODES[0], "120人"], [CODES[1], "80人"])
    county = toy.with_layer("water_supply", "t.csv", content).read()
    assert county.water_supply is not None
    assert county.water_supply["population"].tolist() == [120.0, 80.0]


@pytest.mark.bad_input(61)
def test_61_a_stated_length_that_is_not_the_drawn_one_is_a_warning(toy: Toy) -> None:
    drawn = 2.3  # km, about, of each road of the toy
    lengths = [drawn, 40.0, None, drawn * 1000]
    rows = [(shape, {**data, "length_km": length}) for (shape, data), length in zip(road_rows(), lengths, strict=True)]
    county = toy.with_layer("roads", "roads.geojson", rows).read()
    fault = only(county.faults, "length-differs")
    assert (fault.level, fault.file, fault.layer, fault.row) == ("W", "roads.geojson", "roads", 4)
    assert (fault.field, fault.value, fault.params["rows"]) == ("length_km", "2300", [2, 4])
    assert "2300 stated, " in explain_fault(fault)[0]
    assert len(county.roads) == 4


@pytest.mark.bad_input(61)
def test_61_the_length_of_works_is_compared_where_they_are_drawn(toy: Toy) -> None:
    works = [
        (shape, {"code": f"R{at}", "name": "a", "programme": "p", "km": km})
        for at, ((shape, _data), km) in enumerate(zip(road_rows(), ["2.3", "2300米", "9公里", None], strict=True))
    ]
    works[3] = (None, {**works[3][1], "km": "9公里"})
    faults = toy.with_layer("road_works", "works.geojson", works).check().faults
    assert only(faults, "units-mixed").field == "km"
    texts = [(shape, {**data, "km": km}) for (shape, data), km in zip(works, (2.3, 2.4, 9, 9), strict=True)]
    fault = only(toy.with_layer("road_works", "works.geojson", texts).read().faults, "length-differs")
    assert (fault.row, fault.value) == (3, "9")


@pytest.mark.parametrize("text", ["1900-01-01", "1904年1月2日", "1949-12-31", "2101/1/1"])
def test_a_day_that_stands_for_none_is_quarantined(toy: Toy, text: str) -> None:
    rows = csv_text("code,name,programme,built", ("R1", "路", "x", text), ("R2", "路2", "x", "1950-01-01"))
    county = toy.with_layer("road_works", "works.csv", rows).read()
    fault = only(county.faults, "date-unlikely")
    assert (fault.level, fault.row, fault.field, fault.value) == ("Q", 1, "built", text)


@pytest.mark.bad_input(60)
@pytest.mark.parametrize("values", [["100", "385户"], ["100户", "385 户", "2"]])
def test_60_a_count_with_its_own_word_beside_bare_counts_is_read(toy: Toy, values: list[str]) -> None:
    rows = [[code, value] for code, value in zip(CODES, values, strict=False)]
    county = toy.with_layer("power", "t.csv", csv_text("village,households", *rows)).read()
    assert only(county.faults, "unit-read").level == "F"
    assert county.power is not None
    assert county.power["households"].tolist() == [float(value.removesuffix("户")) for value in values]


@pytest.mark.bad_input(60)
def test_60_ten_thousands_beside_bare_counts_refuse_the_file(toy: Toy) -> None:
    rows = [[code, value] for code, value in zip(CODES, ["100", "0.3万户"], strict=False)]
    toy = toy.with_layer("power", "t.csv", csv_text("village,households", *rows))
    assert only(toy.refuse(), "units-mixed").value == "100, 0.3万户"


def read_widths(toy: Toy, values: list[str]) -> County:
    rows = [({**own, "width_m": value}, shape) for (shape, own), value in zip(road_rows(), values, strict=True)]
    return toy.with_layer("roads", "roads.geojson", [(shape, own) for own, shape in rows]).read()


@pytest.mark.parametrize("text", ["1,5", "0,350", "1234,567", "12,34", "12,345,67", ",500", "1,2345", "-0,500"])
def test_a_comma_that_stands_before_no_three_digits_is_no_thousands_comma(toy: Toy, text: str) -> None:
    fault = only(read_widths(toy, [text, "4.5", "4.5", "4.5"]).faults, "number-unreadable")
    assert (fault.level, fault.row, fault.field, fault.value) == ("Q", 1, "width_m", text)


@pytest.mark.parametrize(("text", "unit"), [("1,5", "厘米"), ("350,5", "cm"), ("0,350", "公里"), ("1,5", "米")])
def test_a_decimal_comma_before_a_unit_is_set_aside_with_its_value(toy: Toy, text: str, unit: str) -> None:
    values = [f"{text}{unit}", *(f"4{unit}",) * 3]
    assert only(read_widths(toy, values).faults, "number-unreadable").value == f"{text}{unit}"


@pytest.mark.parametrize(("text", "metres"), [("1,234", 1234.0), ("1,234.5", 1234.5), ("12,345,678", 12_345_678.0)])
def test_thousands_are_read(toy: Toy, text: str, metres: float) -> None:
    """Of lengths: no road is 1234 m wide."""
    for unit, size in (("米", 1000), ("cm", 100_000)):
        rows = [(shape, {**data, "length_km": f"{text}{unit}"}) for shape, data in road_rows()]
        lengths = toy.with_layer("roads", "roads.geojson", rows).read().roads["length_km"]
        assert lengths.max() == pytest.approx(metres / size)


def test_a_year_that_is_zero_is_blank(toy: Toy) -> None:
    """MapInfo has no blank whole numbers: it writes 0."""
    rows = village_rows()
    for (_, row), year in zip(rows, (0, 2018, 0, 2019), strict=True):
        row["exit_year"] = year
    county = toy.with_layer("villages", "v.geojson", rows).read()
    assert [None if pd.isna(year) else int(year) for year in county.villages["exit_year"]] == [None, 2018, None, 2019]
    assert [(fault.code, fault.field) for fault in county.faults if fault.level == "F"] == [("year-zero", "exit_year")]
