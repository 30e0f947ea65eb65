"""The county file: every key is checked, and the nearest known spelling is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gisplan.base.faults import Fault
from gisplan.io import check_county, explain_fault
from gisplan.io.child.toml_files import read_county_file
from gisplan.wording.works import list_credits
from tests.io.toy_county import Toy, only, road_rows


def faults_of(toy: Toy) -> tuple[Fault, ...]:
    """What is wrong with the county file alone; its layers are not opened."""
    return read_county_file(toy.save()).faults


def test_a_folder_without_a_county_file(tmp_path: Path) -> None:
    assert only(check_county(tmp_path).faults, "county-file-missing").file == "gisplan.toml"
    assert only(check_county(tmp_path / "nowhere").faults, "county-file-missing").level == "E"


@pytest.mark.parametrize("content", [b"[county", "[county]\nname = '\u9547'".encode("gbk"), b"\x00\x01"])
def test_a_county_file_that_is_no_toml(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "gisplan.toml").write_bytes(content)
    assert only(check_county(tmp_path).faults, "county-file-unreadable").level == "E"


def test_a_byte_order_mark_is_no_fault(toy: Toy) -> None:
    text = (toy.save() / "gisplan.toml").read_bytes()
    toy.write("gisplan.toml", b"\xef\xbb\xbf" + text)
    assert check_county(toy.folder).exit_code == 0


@pytest.mark.parametrize(
    ("lines", "code", "field", "near"),
    [
        ("expected_vilages = 3", "key-unknown", "expected_vilages", "expected_villages"),
        ("[netwrok]", "key-unknown", "netwrok", "network"),
        ("[network]\nsnap = 3", "key-unknown", "snap", "snap_m"),
        ("[layers.road]\npath = 'x'", "layer-unknown", "road", "roads"),
        ("[layers.seats]\npath = 'x.csv'\ncolums = {}", "key-unknown", "colums", "columns"),
        ("[layers.seats]\npath = 'x.csv'\ncolumns.cod = 'x'", "column-unknown", "cod", "code"),
        ("[layers.seats]\npath = 'x.csv'\nvalues.rang.a = 'town'", "column-unknown", "rang", "rank"),
    ],
)
def test_a_misspelt_key_names_the_nearest(toy: Toy, lines: str, code: str, field: str, near: str) -> None:
    fault = only(faults_of(toy.with_county(lines)), code)
    assert (fault.level, fault.file, fault.field, fault.params["nearest"]) == ("E", "gisplan.toml", field, near)


NONE = ("0", "-5", "nan", "inf", "-inf", "1e300", "1e-300", "9" * 18)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("snap_m", "-1"),
        ("snap_m", '"10"'),
        ("snap_m", "nan"),
        ("snap_m", "true"),
        *((key, value) for key in ("snap_m", "reach_m", "near_miss_m", "access_m", "offroad_factor") for value in NONE),
        ("snap_m", "0.001"),
        ("snap_m", "100.5"),
        ("reach_m", "10001"),
        ("near_miss_m", "1e5"),
        ("access_m", "1e6"),
        ("offroad_factor", "0.5"),
        ("offroad_factor", "1001"),
        ("reach_to", '"town"'),
        ("trunk_classes", '"G"'),
        ("trunk_classes", "[]"),
        ("trunk_classes", "[1]"),
        ("trust_registered", '"yes"'),
    ],
)
def test_a_setting_that_cannot_be(toy: Toy, key: str, value: str) -> None:
    fault = only(faults_of(toy.with_network(f"{key} = {value}")), "key-value")
    assert (fault.level, fault.field, fault.params["table"]) == ("E", key, "network")


def test_settings_at_their_limits_are_kept(toy: Toy) -> None:
    """A tolerance of 0 was allowed once; but ends that are drawn together lie a rounding apart in many files."""
    limits = {"snap_m": 100, "reach_m": 10_000, "near_miss_m": 1_000, "access_m": 100_000, "offroad_factor": 1_000}
    assert toy.with_network("\n".join(f"{key} = {value}" for key, value in limits.items())).read().settings == limits


@pytest.mark.parametrize("value", NONE[1:])
@pytest.mark.parametrize("key", ["min_households", "exit_weight"])
def test_a_number_of_the_plan_that_cannot_be(toy: Toy, key: str, value: str) -> None:
    faults = faults_of(toy.with_county(f"[plan]\n{key} = {value}"))
    assert value == "1e-300" or only(faults, "key-value").field == key


@pytest.mark.parametrize("value", NONE)
@pytest.mark.parametrize("key", ["expected_villages", "counts_within_percent"])
def test_a_number_of_the_county_that_cannot_be(toy: Toy, key: str, value: str) -> None:
    faults = faults_of(toy.with_county(f"{key} = {value}"))
    fits = key == "counts_within_percent" and value in ("0", "1e-300")
    assert fits or only(faults, "key-value").field == key


def test_only_the_settings_given_are_kept(toy: Toy) -> None:
    county = toy.with_network('snap_m = 1\noffroad_factor = 1\ntrunk_classes = ["G", "C"]\nreach_to = "both"').read()
    assert county.settings == {"snap_m": 1, "offroad_factor": 1, "trunk_classes": ("G", "C"), "reach_to": "both"}
    assert toy.with_county("trust_registered = true").read().settings == {"trust_registered": True}


@pytest.mark.parametrize(
    ("key", "value"),
    [("as_of", '"2019-06-30"'), ("code_system", '"cn-9"'), ("expected_villages", "0"), ("standard", "577")],
)
def test_a_county_key_that_cannot_be(toy: Toy, key: str, value: str) -> None:
    assert only(faults_of(toy.with_county(f"{key} = {value}")), "key-value").field == key


@pytest.mark.parametrize("value", ['"© AMap"', '[""]', "[1]", '["a\\nb"]', f'["{"x" * 201}"]'])
def test_credits_are_a_list_of_texts_of_one_line(toy: Toy, value: str) -> None:
    assert only(faults_of(toy.with_county(f"credits = {value}")), "key-value").field == "credits"


def test_credits_and_rows_of_openstreetmap_are_named(toy: Toy) -> None:
    county = toy.with_county('credits = ["Boundary: AMap", "Boundary: AMap"]').read()
    assert list_credits(county) == ["Boundary: AMap"]
    roads = county.roads.assign(origin="osm")
    assert list_credits(replace(county, roads=roads)) == ["© OpenStreetMap contributors", "Boundary: AMap"]


def test_county_keys_are_kept(toy: Toy) -> None:
    county = toy.with_county('as_of = 2019-06-30\nstandard = "zhenba-2019"\nexpected_villages = 4').read()
    assert (county.as_of, county.standard, county.incomplete) == (date(2019, 6, 30), "zhenba-2019", frozenset())
    assert (county.code, county.name) == ("610728", "镇巴县")


def test_missing_keys_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "gisplan.toml").write_text("[layers.villages]\n", encoding="utf-8")
    faults = check_county(tmp_path).faults
    assert {fault.field for fault in faults if fault.code == "key-missing"} == {"code", "name", "crs", "path"}
    assert only(faults, "layer-missing").layer == "roads"


@pytest.mark.parametrize(
    ("crs", "code"), [("EPSG:4490", "crs-not-metric"), ("EPSG:2263", "crs-not-metric"), ("EPSG:0", "crs-unknown")]
)
def test_the_county_crs_must_be_metric(toy: Toy, crs: str, code: str) -> None:
    assert only(toy.with_county(f'crs = "{crs}"').check().faults, code).value == crs


def test_surface_meanings_are_checked(toy: Toy) -> None:
    toy = toy.with_layer("roads", "roads.geojson", toml='[layers.roads.values.surface]\n"a" = 13\n"b" = "unknown"')
    fault = only(faults_of(toy), "key-value")
    assert (fault.field, fault.value) == ("a", "13")


def test_a_mapped_column_that_is_not_there(toy: Toy) -> None:
    fault = only(
        toy.with_layer("villages", "villages.geojson", toml='columns.name = "nam"').refuse(), "column-not-in-file"
    )
    assert (fault.layer, fault.field, fault.value, fault.params["nearest"]) == ("villages", "name", "nam", "name")


def test_a_required_column_that_is_not_there(toy: Toy) -> None:
    toy = toy.with_layer("seats", "roads.geojson")
    assert "column-missing" in {fault.code for fault in toy.refuse()}


def test_a_crs_of_a_layer_that_is_none(toy: Toy) -> None:
    fault = only(toy.with_layer("roads", "roads.geojson", toml='crs = "EPSG:1"').refuse(), "crs-unknown")
    assert fault.layer == "roads"


@pytest.mark.parametrize(
    ("column", "meaning"),
    [
        *(("surface", '"cement"'), ("surface", "99"), ("surface", "[12]"), ("surface", "true"), ("surface", "12.0")),
        *(("status", '["built"]'), ("status", "{ a = 1 }"), ("status", '"nearly"'), ("bridge", '"yes"')),
        *(("width_m", '"wide"'), ("width_m", "[1]"), ("level", '""'), ("name", "[1]")),
    ],
)
def test_a_word_that_means_no_code_is_a_fault_of_the_county_file_alone(toy: Toy, column: str, meaning: str) -> None:
    rows = [(shape, {**data, column: "字"}) for shape, data in road_rows()]
    toy = toy.with_layer("roads", "r.geojson", rows, toml=f'[layers.roads.values.{column}]\n"字" = {meaning}')
    fault = only(toy.refuse(), "key-value")
    assert (fault.file, fault.field, fault.params["table"]) == ("gisplan.toml", "字", f"layers.roads.values.{column}")
    assert "it must be" in explain_fault(fault)[0]


@pytest.mark.parametrize(
    "encoding", ["rot13", "base64", "idna", "undefined", "unicode_escape", "hex", "utf-99", "a\\u0000b", "zlib"]
)
def test_an_encoding_that_is_none_is_a_fault_with_a_remedy(toy: Toy, encoding: str) -> None:
    content = "village,households\n610728111201,40\n"
    fault = only(
        toy.with_layer("power", "p.csv", content, toml=f'encoding = "{encoding}"').refuse(), "encoding-unknown"
    )
    assert (fault.level, fault.file, fault.layer) == ("E", "p.csv", "power")
    assert "gb18030" in explain_fault(fault)[1]


def test_a_key_without_a_near_spelling_gets_the_known_ones(toy: Toy) -> None:
    fault = only(toy.with_network("zzz = 1").refuse(), "key-unknown")
    assert explain_fault(fault)[1].startswith("Remove it; these keys are known: snap_m, reach_m, ")
    fault = only(toy.with_network("snap = 1").refuse(), "key-unknown")
    assert explain_fault(fault)[1] == "Nearest known: snap_m. Correct or remove it."


def test_a_key_that_had_another_name_is_read_and_noted(toy: Toy) -> None:
    county = toy.with_network('roots = ["C"]').read()
    fault = only(county.faults, "key-renamed")
    assert (fault.level, fault.field, fault.params["other"]) == ("F", "roots", "trunk_classes")
    assert county.settings["trunk_classes"] == ("C",)
    both = toy.with_network('roots = ["G"]\ntrunk_classes = ["S"]').refuse()
    assert only(both, "key-unknown").field == "roots"
