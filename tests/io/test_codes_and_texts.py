"""Bad inputs 44 to 55 and 62: codes, texts, words and numbers."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely

from gisplan.io import check_county
from tests.io.toy_county import CODES, Toy, lon_lat, only, road_rows, village_rows


def villages_with(key: str, values: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    return [(shape, {**data, key: value}) for (shape, data), value in zip(village_rows(), values, strict=True)]


def roads_with(key: str, values: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    return [(shape, {**data, key: value}) for (shape, data), value in zip(road_rows(), values, strict=True)]


def group_rows(codes: list[str], villages: list[str]) -> list[tuple[Any, dict[str, Any]]]:
    return [
        (shapely.Point(lon_lat(i, 0.1)), {"code": code, "village": village})
        for i, (code, village) in enumerate(zip(codes, villages, strict=True))
    ]


def frame_of(rows: list[tuple[Any, dict[str, Any]]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame([data for _, data in rows], geometry=[shape for shape, _ in rows], crs=4490)


@pytest.mark.bad_input(44)
def test_44_settlements_that_share_a_code_are_all_quarantined(toy: Toy) -> None:
    rows = villages_with("code", [CODES[0], CODES[1], CODES[0], CODES[0]])
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    faults = [fault for fault in county.faults if fault.code == "code-repeated"]
    assert [(fault.level, fault.row, fault.params["duplicates"]) for fault in faults] == [
        ("Q", 1, "3, 4"),
        ("Q", 3, "1, 4"),
        ("Q", 4, "1, 3"),
    ]
    assert county.villages["row"].tolist() == [2]
    assert county.quarantined("villages")["geometry"].notna().all()


@pytest.mark.bad_input(44)
def test_44_of_roads_that_share_a_code_the_first_stays(toy: Toy) -> None:
    county = toy.with_layer("roads", "roads.geojson", roads_with("segment", ["a", "b", "a", "b"])).read()
    assert county.roads["row"].tolist() == [1, 2]
    aside = county.quarantined("roads")
    assert aside["code"].tolist() == ["a", "b"]
    assert aside["changes_nothing"].tolist() == [False, False]
    assert aside["geometry"].notna().all()


@pytest.mark.bad_input(45)
def test_45_codes_that_became_decimals_refuse_the_file(toy: Toy) -> None:
    rows = villages_with("code", [f"{code}.0" for code in CODES])
    fault = only(toy.with_layer("villages", "villages.geojson", rows).refuse(), "code-float")
    assert (fault.field, fault.value, fault.row) == ("code", "610728111201.0", 1)


@pytest.mark.bad_input(45)
@pytest.mark.parametrize("name", ["villages.gpkg", "villages.geojson"])
def test_45_a_code_column_of_reals_refuses_the_file(toy: Toy, name: str) -> None:
    frame = frame_of(villages_with("code", [float(code) + 0.5 * name.endswith("geojson") for code in CODES]))
    assert only(toy.with_frame("villages", name, frame).refuse(), "code-float").field == "code"


@pytest.mark.bad_input(45)
def test_45_a_whole_number_with_blanks_is_no_decimal(toy: Toy) -> None:
    rows = villages_with("code", [int(CODES[0]), None, int(CODES[2]), int(CODES[3])])
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    assert county.villages["code"].tolist() == [CODES[0], CODES[2], CODES[3]]
    assert only(county.faults, "value-missing").row == 2


@pytest.mark.bad_input(46)
def test_46_codes_in_exponent_form_have_lost_digits(toy: Toy) -> None:
    rows = villages_with("code", ["6.10728E+11", *CODES[1:]])
    fault = only(toy.with_layer("villages", "villages.geojson", rows).refuse(), "code-exponent")
    assert (fault.row, fault.value) == (1, "6.10728E+11")


@pytest.mark.bad_input(47)
def test_47_leading_zeros_lost_under_cn_12(toy: Toy) -> None:
    rows = villages_with("code", [f"6107281112{place}" for place in range(4)])
    toy = toy.with_county("").with_layer("villages", "villages.geojson", rows)
    text = toy.save().joinpath("gisplan.toml").read_text(encoding="utf-8").replace('"610728"', '"061072"')
    toy.write("gisplan.toml", text)
    fault = only(check_county(toy.folder).faults, "code-zeros-lost")
    assert (fault.level, fault.value, fault.params["meant"]) == ("E", "61072811120", "061072811120")


@pytest.mark.bad_input(47)
def test_47_groups_whose_villages_have_lost_their_zeros(toy: Toy) -> None:
    rows = villages_with("code", ["007", "008", "009", "010"])
    toy = toy.with_county('code_system = "any"').with_layer("villages", "villages.geojson", rows)
    faults = toy.with_layer("groups", "g.geojson", group_rows(["1", "2"], ["7", "010"])).refuse()
    fault = only(faults, "code-zeros-lost")
    assert (fault.layer, fault.field, fault.value, fault.params["meant"]) == ("groups", "village", "7", "007")


@pytest.mark.bad_input(48)
def test_48_codes_of_the_wrong_length_are_quarantined(toy: Toy) -> None:
    rows = villages_with("code", ["61072811120", CODES[1], "X" * 12, CODES[3]])
    toy = toy.with_layer("villages", "villages.geojson", rows)
    county = toy.with_layer(
        "groups", "g.geojson", group_rows([CODES[1] + "001", CODES[1] + "02"], [CODES[1]] * 2)
    ).read()
    faults = [fault for fault in county.faults if fault.code == "code-length"]
    assert [(fault.layer, fault.row, fault.params["expected"]) for fault in faults] == [
        ("villages", 1, 12),
        ("villages", 3, 12),
        ("groups", 2, 15),
    ]


@pytest.mark.bad_input(48)
def test_48_any_code_will_do_where_the_county_says_so(toy: Toy) -> None:
    rows = villages_with("code", ["1", "zwei", "三", "4"])
    county = toy.with_county('code_system = "any"').with_layer("villages", "villages.geojson", rows).read()
    assert county.faults == ()
    assert county.villages["code"].tolist() == ["1", "zwei", "三", "4"]


@pytest.mark.bad_input(49)
def test_49_stray_spaces_are_removed(toy: Toy) -> None:
    rows = villages_with("name", ["村0 ", "\u3000村1", "大\u00a0村", "村 3"])
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    fault = only(county.faults, "text-trimmed")
    assert (fault.level, fault.field, fault.params["rows"]) == ("F", "name", [1, 2, 3])
    assert county.villages["name"].tolist() == ["村0", "村1", "大 村", "村 3"]


@pytest.mark.bad_input(50)
def test_50_full_width_digits_of_codes_and_numbers(toy: Toy) -> None:
    rows = villages_with("code", ["６１０７２８１１１２０１", *CODES[1:]])
    for (_, data), people in zip(rows, ["１２３", "1,234", "5", ""], strict=True):
        data["population"] = people
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    assert {(fault.code, fault.field) for fault in county.faults} == {
        ("text-wide", "code"),
        ("text-wide", "population"),
    }
    assert county.villages["code"].tolist() == CODES
    assert county.villages["population"].fillna(-1).tolist() == [123, 1234, 5, -1]


@pytest.mark.bad_input(51)
def test_51_a_village_named_na_keeps_its_name(toy: Toy) -> None:
    words = ["NA", "None", "null", "nan"]
    county = toy.with_layer("villages", "villages.geojson", villages_with("name", words)).read()
    assert county.villages["name"].tolist() == words
    places = [lon_lat(i, 0) for i in range(4)]
    lines = [f"{code},{word},{x},{y}" for code, word, (x, y) in zip(CODES, words, places, strict=True)]
    county = toy.with_layer("villages", "v.csv", "\n".join(["code,name,lon,lat", *lines, ""])).read()
    assert county.villages["name"].tolist() == words


@pytest.mark.bad_input(52)
def test_52_an_unknown_status_is_quarantined_with_the_nearest(toy: Toy) -> None:
    rows = roads_with("status", ["未开工", "built", "完工了", None])
    county = toy.with_layer("roads", "roads.geojson", rows).read()
    fault = only(county.faults, "word-unknown")
    assert (fault.level, fault.row, fault.value, fault.params["nearest"]) == ("Q", 3, "完工了", "完工")
    assert county.roads["status"].tolist() == ["not_started", "built", None]


@pytest.mark.bad_input(53)
def test_53_a_group_of_an_unknown_village_is_quarantined(toy: Toy) -> None:
    rows = group_rows([CODES[0] + "001", CODES[0] + "002"], [CODES[0], "610728111999"])
    county = toy.with_layer("groups", "g.geojson", rows).read()
    fault = only(county.faults, "village-unknown")
    assert (fault.level, fault.row, fault.value) == ("Q", 2, "610728111999")
    assert county.quarantined("groups")["village"].tolist() == ["610728111999"]


@pytest.mark.bad_input(53)
def test_53_a_group_of_a_village_that_was_quarantined_stays(toy: Toy) -> None:
    villages = village_rows()
    villages[0] = (None, villages[0][1])
    toy = toy.with_layer("villages", "villages.geojson", villages)
    county = toy.with_layer("groups", "g.geojson", group_rows([CODES[0] + "001"], [CODES[0]])).read()
    assert len(county.groups) == 1


@pytest.mark.bad_input(54)
def test_54_formulas_and_markup_are_stored_as_they_are(toy: Toy) -> None:
    words = ["<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "'; DROP TABLE works; --", "${alert(1)}"]
    county = toy.with_layer("villages", "villages.geojson", villages_with("name", words)).read()
    assert county.villages["name"].tolist() == words
    assert county.faults == ()


@pytest.mark.bad_input(55)
def test_55_control_and_bidi_characters_are_removed(toy: Toy) -> None:
    rows = villages_with("name", ["村\u202e0", "村\x071", "\ufeff村2", "村\u200b3"])
    county = toy.with_layer("villages", "villages.geojson", rows).read()
    fault = only(county.faults, "text-controls")
    assert (fault.level, fault.params["rows"]) == ("F", [1, 2, 3, 4])
    assert fault.value == "村\\u202e0"
    assert county.villages["name"].tolist() == ["村0", "村1", "村2", "村3"]


@pytest.mark.bad_input(62)
@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("width_m", "abc", "number-unreadable"),
        ("width_m", -3.5, "number-too-low"),
        ("length_km", -1, "number-too-low"),
        ("width_m", 450, "number-too-high"),
        ("length_km", "9.2e18", "number-too-high"),
        ("width_m", "4①", "number-unreadable"),
        ("width_m", "4⁴", "number-unreadable"),
        ("level", 1e300, "number-too-high"),
        ("level", -9.2e18, "number-too-low"),
        ("bridge", "vielleicht", "boolean-unreadable"),
        ("level", "1.5", "number-unreadable"),
        ("width_m", "inf", "number-unreadable"),
    ],
)
def test_62_values_that_cannot_be_are_quarantined(toy: Toy, key: str, value: Any, code: str) -> None:
    county = toy.with_layer("roads", "roads.geojson", roads_with(key, [None, value, None, None])).read()
    fault = only(county.faults, code)
    assert (fault.level, fault.row, fault.field, fault.value) == ("Q", 2, key, str(value))
    assert county.quarantined("roads")["fault"].tolist() == [code]


def test_a_surface_word_that_is_not_listed_is_unknown_with_one_warning(toy: Toy) -> None:
    toml = '[layers.roads.values.surface]\n"水泥" = 12'
    county = toy.with_layer(
        "roads", "roads.geojson", roads_with("surface", ["水泥", "水尼", "水尼", " "]), toml=toml
    ).read()
    fault = only([fault for fault in county.faults if fault.level == "W"], "surface-unlisted")
    assert (fault.value, fault.params["count"], fault.row) == ("水尼", 2, 2)
    assert county.roads["surface"].isna().tolist() == [False, True, True, True]


def test_a_missing_name_is_quarantined(toy: Toy) -> None:
    county = toy.with_layer("villages", "villages.geojson", villages_with("name", ["a", "  ", None, "d"])).read()
    assert [(fault.row, fault.field) for fault in county.faults if fault.code == "value-missing"] == [
        (2, "name"),
        (3, "name"),
    ]
    assert county.inputs[0].quarantined == 2
