"""True and false in a column of numbers: GDAL makes 1 and 0 of them, which would be people; and a GeoJSON's members."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pytest

from gisplan.io.files import geojson as module
from tests.io.sheets import workbook
from tests.io.toy_county import CODES, Toy, geojson, only, village_rows


def villages(*population: Any) -> list[tuple[Any, dict[str, Any]]]:
    """The villages of the small county with other numbers of people."""
    rows = village_rows()
    return [(shape, {**values, "population": number}) for (shape, values), number in zip(rows, population, strict=True)]


def frame(*population: Any) -> gpd.GeoDataFrame:
    rows = villages(*population)
    return gpd.GeoDataFrame([values for _, values in rows], geometry=[shape for shape, _ in rows], crs=4490)


@pytest.mark.parametrize("population", [(True, 120, 130, 140), (True, None, None, False), (True, False, True, True)])
def test_true_among_numbers_of_a_geojson_is_no_number(toy: Toy, population: tuple[Any, ...]) -> None:
    """It was one person, and false was none."""
    county = toy.with_layer("villages", "v.geojson", villages(*population)).read()
    faults = [fault for fault in county.faults if fault.level == "Q"]
    wrong = [row for row, value in enumerate(population, 1) if isinstance(value, bool)]
    assert [(fault.code, fault.row, fault.field) for fault in faults] == [
        ("number-unreadable", row, "population") for row in wrong
    ]
    assert [fault.value for fault in faults] == [str(population[row - 1]).lower() for row in wrong]


@pytest.mark.parametrize("name", ["v.gpkg", "v.fgb"])
def test_a_column_of_true_and_false_is_none_of_numbers_in_other_formats(toy: Toy, name: str) -> None:
    county = toy.with_frame("villages", name, frame(True, False, True, True)).read()
    found = [(fault.code, fault.value) for fault in county.faults if fault.level == "Q"]
    assert sorted(found) == [("number-unreadable", "false"), *[("number-unreadable", "true")] * 3]


def test_true_in_a_sheet_is_no_number(toy: Toy) -> None:
    head = ["village", "households", "connected_households"]
    book = toy.with_layer("power", "p.xlsx", workbook(head, [CODES[0], 40, True])).read()
    text = toy.with_layer("power", "p.csv", f"{','.join(head)}\n{CODES[0]},40,true\n").read()
    for county in (book, text):
        fault = only(county.faults, "number-unreadable")
        assert (fault.row, fault.field, str(fault.value).lower()) == (1, "connected_households", "true")


@pytest.mark.parametrize("value", [True, 1, "是"])
def test_true_in_a_column_of_yes_and_no_is_yes_however_it_is_written(toy: Toy, value: Any) -> None:
    rows = [(None, {"village": CODES[0], "quality_ok": value}), (None, {"village": CODES[1], "quality_ok": False})]
    county = toy.with_layer("water_supply", "w.geojson", rows).read()
    assert county.water_supply is not None
    assert county.water_supply["quality_ok"].tolist() == [True, False]


@pytest.mark.parametrize("wrong", ["108.1", True, None])
@pytest.mark.parametrize("deep", [False, True])
def test_a_coordinate_that_is_no_number_is_named(toy: Toy, wrong: Any, deep: bool) -> None:
    """The row was set aside as one without geometry."""
    document = geojson(village_rows())
    shape: dict[str, Any] = {"type": "Point", "coordinates": [wrong, 32.5]}
    document["features"][2]["geometry"] = {"type": "GeometryCollection", "geometries": [shape]} if deep else shape
    fault = only(toy.with_layer("villages", "v.geojson", document).refuse(), "coordinates-no-numbers")
    assert (fault.row, fault.value) == (3, json.dumps(wrong))


def test_members_are_read_one_by_one_as_a_whole_document_is() -> None:
    """The document was read whole, but for large files, in which nothing was checked."""
    documents = [
        geojson(village_rows()),
        {"type": "FeatureCollection", "features": []},
        {"features": [{}, [], 1, None, "x"], "a": [1], "type": "FeatureCollection", "b": {"c": "d"}},
        {"type": "Point", "coordinates": [1, 2]},
        {},
    ]
    for document in documents:
        for text in (json.dumps(document), f" {json.dumps(document, indent=1, ensure_ascii=False)}\n"):
            members = list(module._list_members(text))
            features = [member.value for member in members if member.row is not None]
            whole = {member.key: member.value for member in members if member.row is None}
            assert {**whole, **({"features": features} if "features" in document else {})} == json.loads(text)
            assert [member.row for member in members if member.row is not None] == list(range(1, len(features) + 1))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a"}', '{"a" 1}', '{1: 2}', '{"a": 1,}', '{"features": [{} {}]}', '{"features": [1,]}',
             '{"features": [', '{"a": 1} x', '{"a": 1]']
)  # fmt: skip
def test_what_is_no_document_is_refused_as_a_whole_one_is(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as json's own
        list(module._list_members(text))


def test_a_member_that_is_no_feature_is_found_in_a_file_of_any_size(toy: Toy) -> None:
    document = geojson(village_rows())
    document["features"].append({"type": "Point", "coordinates": [108, 32]})
    text = json.dumps({"note": "x" * (65 << 20), **document})
    fault = only(toy.with_layer("villages", "v.geojson", text).refuse(), "feature-wrong")
    assert fault.row == len(document["features"])
