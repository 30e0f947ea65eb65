"""`gisplan check`: every fault, with its remedy; one document alone on stdout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result

from gisplan.base.faults import Fault
from gisplan.base.language import set_language
from gisplan.cli.check import check
from gisplan.io import KINDS, check_county, explain_fault, read_county
from gisplan.io.check import describe_check, format_check
from gisplan.io.check.findings import list_findings
from tests.io.toy_county import CODES, Toy, lon_lat, road_rows, village_rows


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, list(arguments), catch_exceptions=False)


def spoilt(toy: Toy) -> Toy:
    rows = [(None, data) for _, data in village_rows()] + [
        (village_rows()[0][0], {"code": "610728111299", "name": "x"})
    ]
    return toy.with_layer("villages", "villages.geojson", rows)


def test_a_clean_county_exits_0(toy: Toy) -> None:
    result = run(str(toy.save()))
    assert result.exit_code == 0
    assert "roads: roads.geojson: 4 rows, 4 accepted, 0 set aside" in result.output


def test_warnings_alone_exit_0(toy: Toy) -> None:
    result = run(str(toy.with_county("expected_villages = 9").save()))
    assert result.exit_code == 0
    assert "9 villages are expected" in result.output


def test_quarantined_rows_exit_1_and_long_lists_are_counted(toy: Toy) -> None:
    result = run(str(spoilt(toy).save()))
    assert result.exit_code == 1
    assert result.output.split("Exit code")[0].count("has no location") == 3  # the last lines name the first again
    assert "and 1 more of this kind" in result.output
    assert result.output.count("Fill in the location of the row") == 1
    assert "\x1b" not in result.output


def test_a_refused_file_exits_2(toy: Toy) -> None:
    result = run(str(toy.with_layer("roads", "gone.gpkg").save()))
    assert result.exit_code == 2
    assert "there is no file gone.gpkg" in result.output


def test_the_document_is_alone_on_stdout_and_whole(toy: Toy) -> None:
    result = run(str(spoilt(toy).save()), "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == document["exit_code"] == 1
    assert document["schema"] == "gisplan.check/2"
    assert document["county"] == {"code": "610728", "name": "镇巴县"}
    assert [item["quarantined"] for item in document["inputs"]] == [4, 0]
    assert [fault["row"] for fault in document["faults"] if fault["level"] == "Q"] == [1, 2, 3, 4]
    assert document["faults"][0] == {
        "code": "no-location",
        "level": "Q",
        "file": "villages.geojson",
        "layer": "villages",
        "row": 1,
        "rows": [1],
        "field": "geometry",
        "value": "none",
        "message": "villages row 1 (villages.geojson) has no location: none.",
        "remedy": "Fill in the location of the row in the file.",
    }


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Left out of every verdict: 2 roads not built."), ("zh", "2条未建成的道路不参与任何判定。")],
)
def test_roads_that_are_not_built_are_counted(toy: Toy, language: str, line: str) -> None:
    """A road in two parts counts once."""
    (first, data), (second, other), *others = road_rows()
    both = shapely.MultiLineString([first, shapely.LineString([lon_lat(3, 1), lon_lat(3, 2)])])
    rows = [(both, {**data, "status": "在建"}), (second, {**other, "status": "未开工"}), *others]
    report = toy.with_layer("roads", "roads.geojson", rows).check()
    assert describe_check(report)["summary"]["roads_not_built"] == 2
    set_language(language)
    try:
        assert line in [text for _style, text in format_check(report)]
    finally:
        set_language(None)


@pytest.mark.parametrize(
    ("statuses", "line"),
    [
        (
            ["在建", "", "完工", ""],
            (
                "  roads (roads.geojson): status is blank or unknown in 2 rows, first row 2, which count as built, "
                "though 1 row is not built."
            ),
        ),
        (["完工", "", "完工", ""], None),
        ([None] * 4, None),
    ],
)
def test_roads_without_a_status_beside_some_not_built_are_counted(
    toy: Toy, statuses: list[str | None], line: str | None
) -> None:
    rows = [(shape, {**data, "status": status}) for (shape, data), status in zip(road_rows(), statuses, strict=True)]
    report = toy.with_layer("roads", "roads.geojson", rows).check()
    found = [fault.code for fault in report.faults if fault.code == "status-assumed"]
    assert len(found) == (line is not None)
    assert line is None or line in [text for _style, text in format_check(report)]
    assert report.exit_code == 0


def test_the_first_lines_say_what_matters(toy: Toy) -> None:
    """A blank surface of a road in two parts is one value; the places of a sheet without a CRS are assumed."""
    (first, data), *others = road_rows()
    both = shapely.MultiLineString([first, shapely.LineString([lon_lat(3, 1), lon_lat(3, 2)])])
    roads = [(both, {**data, "surface": None}), *others]
    groups = (
        f"code,village,lon,lat\n{CODES[0]}001, {CODES[0]} ,108.001,32.501\n{CODES[1]}001,610728111299,108.02,32.5\n"
    )
    made = toy.with_layer("roads", "roads.geojson", roads).with_layer("groups", "groups.csv", groups)
    lines = [text for _style, text in format_check(made.check())]
    assert lines[:4] == [
        "镇巴县 (610728)",
        "1 of 10 rows set aside (groups 1); 9 accepted.",
        "The county file names no standard that can be read, so what is missing for one is not known.",
        "1 value blank or unknown that verdicts need: roads surface 1 of 4. What rests on them is never met.",
    ]
    assert lines[4] == "1 assumption:"
    assert "groups.csv" in lines[5]
    assert lines[6].startswith(("1 value corrected", "2 values corrected"))
    assert "groups row 3 (groups.csv): there is no village 610728111299" in "\n".join(lines)


def test_no_line_begins_with_a_letter_that_is_not_explained(toy: Toy) -> None:
    lines = run(str(spoilt(toy).save())).output.splitlines()
    assert not [line for line in lines if line.lstrip()[:2] in ("E ", "Q ", "W ", "F ")]
    assert "Rows set aside, and why" in lines


def test_what_the_standard_needs_and_is_not_given_is_named_with_its_criteria(toy: Toy) -> None:
    water = f"village,population,tap_population\n{CODES[0]},100,90\n"
    report = toy.with_county('standard = "zhenba-2019"').with_layer("water_supply", "w.csv", water).check()
    missing = {
        (item["layer"], item["column"]): item["needed_by"] for item in describe_check(report)["summary"]["missing"]
    }
    assert "power_households" in missing["power", ""]
    assert missing["water_supply", "unsafe_households"] == ("water_safe",)
    assert ("water_supply", "") not in missing
    assert ("water_supply", "tap_population") not in missing


def test_columns_that_say_to_whom_a_criterion_applies_are_named_where_they_are_missing(toy: Toy) -> None:
    """The county file may give area_kind for all villages."""
    lines = [text for _style, text in format_check(toy.with_county('standard = "pmgsy-4"').check())]
    (line,) = [line for line in lines if "area_kind" in line]
    assert line.strip() == (
        "column area_kind of villages, or area_kind in [county] for all villages: all_weather_road_250, "
        "all_weather_road_100"
    )
    given = toy.with_county('standard = "pmgsy-4"\narea_kind = "hill"').check()
    assert not [item for item in describe_check(given)["summary"]["missing"] if item["column"] == "area_kind"]


def test_programmes_without_the_columns_that_they_need_are_named(toy: Toy) -> None:
    report = toy.with_county('standard = "zhenba-2019"').check()
    unusable = {
        (i["layer"], i["column"]): i["needed_by"] for i in describe_check(report)["summary"]["unusable_programmes"]
    }
    assert unusable == {("groups", ""): ("group_roads",)} | {
        ("roads", column): (programme,)
        for column, programme in (("groups", "group_roads"), ("registered_surface", "resurfacing"))
        if report.county is not None and column not in report.county.columns["roads"]
    }
    assert ("roads", "groups") in unusable
    lines = [text for _style, text in format_check(report)]
    assert "Needed by programmes of the plan and not given, so that nothing can be built under them:" in lines
    assert "  column groups of roads: group_roads" in lines


def test_the_document_is_reproducible(toy: Toy) -> None:
    folder = str(spoilt(toy).save())
    assert run(folder, "--json").stdout == run(folder, "--json").stdout


def test_text_from_a_file_cannot_move_the_cursor(toy: Toy) -> None:
    rows = [(shape, {**data, "code": "\x1b[2J\u202eabc"}) for shape, data in village_rows()]
    report = toy.with_layer("villages", "villages.geojson", rows).check()
    lines = [text for _style, text in format_check(report)]
    assert all(text.isprintable() for text in lines)


def test_every_kind_of_fault_has_a_sentence_and_a_remedy() -> None:
    from collections import defaultdict

    for code, kind in KINDS.items():
        for template in (kind.message, kind.remedy):
            assert template.format_map(defaultdict(lambda: "x")).strip(), code
            assert template[0].isupper() or template.startswith(("{", "[")), code
            assert template.endswith((".", "?", "}")), code


def test_a_fault_reads_as_a_sentence() -> None:
    fault = Fault("file-missing", "E", file="roads.shp", layer="roads")
    assert explain_fault(fault) == ("roads: there is no file roads.shp.", "Correct path in [layers.roads].")


@pytest.fixture
def ladakh(shared_data: Path, tmp_path: Path, root: Path) -> Path:
    shutil.copy(root / "tests" / "fixtures" / "ladakh" / "gisplan.toml", tmp_path)
    for name in ("Habitation_Ladakh.zip", "Road_DRRP_Ladakh.zip"):
        shutil.copy(shared_data / "ladakh" / name, tmp_path)
    return tmp_path


def test_a_real_district_is_accepted_whole(ladakh: Path) -> None:
    county = read_county(ladakh)
    assert [(item.layer, item.rows, item.accepted, item.quarantined) for item in county.inputs] == [
        ("villages", 729, 729, 0),
        ("roads", 1015, 1015, 0),
    ]
    assert [fault.code for fault in county.faults if fault.level in "EQ"] == []
    assert county.villages["code"].str.len().unique().tolist() == [7]
    assert county.roads.geometry.length.sum() / 1000 == pytest.approx(6275, abs=5)
    assert county.roads["surface"].notna().all()


def test_the_county_that_ships_with_the_tests_has_warnings_about_its_roads_alone(root: Path) -> None:
    """One of its roads has no surface, one reaches no trunk road, and one stops short of another, all on purpose."""
    report = check_county(root / "tests" / "fixtures" / "qingxi")
    assert [(fault.code, fault.level, fault.params["count"]) for fault in report.faults] == [
        ("surfaces-blank", "W", 1),
        ("road-islands", "W", 2),
        ("near-misses", "W", 1),
    ]
    assert report.exit_code == 0


def test_a_county_file_that_is_refused_is_not_blamed_on_its_standard(toy: Toy) -> None:
    stated = toy.with_county('standard = "shaanxi-577-2017"')
    del stated.layers["villages"]
    texts = [finding.text for finding in list_findings(stated.check())]
    assert "The county file is refused, so what is missing for its standard is not known yet." in texts
    assert not any("names no standard" in text for text in texts)


def test_villages_without_a_column_of_people_are_named_among_what_is_missing(toy: Toy) -> None:
    assert not any("is read as population" in finding.text for finding in list_findings(toy.check()))
    without = [
        (shape, {key: value for key, value in row.items() if key != "population"}) for shape, row in village_rows()
    ]
    report = toy.with_layer("villages", "villages.geojson", without).check()
    assert any("No column of the villages is read as population" in finding.text for finding in list_findings(report))


TOTALS = "户数统计表,,\nvillage,households,connected_households\n" + "".join(f"{code},40,38\n" for code in CODES)


def test_the_last_lines_explain_the_exit_code_by_kinds_of_faults(toy: Toy) -> None:
    table = TOTALS + "合计,160,152\n小计,160,152\n610728111999,1,1\n"
    made = toy.with_layer("power", "power.csv", table)
    report = made.check()
    lines = [text for _style, text in format_check(report)]
    assert lines[-3:] == [
        "Exit code 1, because rows are set aside; nothing is refused:",
        "  2 of this kind, the first: power row 7 (power.csv) is a sum of other rows: 合计.",
        "  power row 9 (power.csv): there is no village 610728111999.",
    ]
    reasons = describe_check(report)["exit_reasons"]
    assert [(item["layer"], item["count"]) for item in reasons] == [("power", 2), ("power", 1)]
    assert reasons[0]["first"] == "power row 7 (power.csv) is a sum of other rows: 合计."
    assert run(str(made.save())).output.splitlines()[-3:] == lines[-3:]


def test_the_last_line_of_a_clean_check_and_of_a_refused_one(toy: Toy) -> None:
    clean = toy.check()
    assert [text for _style, text in format_check(clean)][-1].startswith("Exit code 0")
    assert describe_check(clean)["exit_reasons"] == []
    refused = spoilt(toy).with_layer("roads", "gone.gpkg").check()
    lines = [text for _style, text in format_check(refused)]
    place = lines.index("Exit code 2, because files are refused:")
    assert ["gone.gpkg" in line for line in lines[place + 1 :]] == [True]


def test_rows_are_the_same_in_the_text_and_in_the_document(toy: Toy) -> None:
    """A title stands above the names of the columns: the program that shows the sheet counts both."""
    report = toy.with_layer("power", "power.csv", TOTALS + "合计,160,152\n").check()
    document = describe_check(report)
    (fault,) = [fault for fault in document["faults"] if fault["level"] == "Q"]
    assert (fault["row"], fault["rows"], fault["message"][:11]) == (7, [7], "power row 7")
    assert [item["rows_above"] for item in document["inputs"] if item["layer"] == "power"] == [2]


def test_columns_that_no_criterion_of_the_standard_uses_are_named(toy: Toy) -> None:
    lines = ["village,households,connected_households,three_phase"]
    table = "\n".join([*lines, *(f"{code},40,38,是" for code in CODES)]) + "\n"
    made = toy.with_layer("power", "power.csv", table).with_county('standard = "pmgsy"')
    report = made.check()
    unused = describe_check(report)["summary"]["unused"]
    assert unused == [
        {"layer": "power", "column": "connected_households"},
        {"layer": "power", "column": "three_phase"},
    ]
    texts = [found.text for found in list_findings(report)]
    assert "Read, but no criterion of pmgsy uses them: power connected_households, power three_phase." in texts
    chinese = toy.with_layer("power", "power.csv", table).with_county('standard = "zhenba-2019"').check()
    assert {"layer": "power", "column": "connected_households"} not in describe_check(chinese)["summary"]["unused"]
