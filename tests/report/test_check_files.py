"""`gisplan check -o OUT`: the report, and the rows set aside as their files have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from click.testing import CliRunner

from gisplan.base.language import set_language
from gisplan.cli.check import check
from gisplan.io.check.findings import FINDING_LABELS
from gisplan.io.check.original_rows import OriginalRows, RowsSetAside
from gisplan.report.excel.check import rows_set_aside
from gisplan.report.excel.check.book import _FOUND_COLOURS
from gisplan.report.excel.check.rows_set_aside import make_quarantine_book
from gisplan.report.gis.rows_set_aside import make_quarantine_geopackage
from gisplan.workflow.check_files import write_check
from tests.io.toy_county import CODES, Toy, clean_county, geojson, road_rows, village_rows

WATER = (
    "供水台账,,,,,\n村码,备注,population,tap_population,guarantee,\n"
    f"{CODES[0]},好,100,90,95%,\n{CODES[1]},=1+2,abc,90,95%,口头\n,,,,,\n610728111209, 空 ,100,20,95%,\n"
)


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """A county with rows set aside in a GeoJSON, a GeoPackage and a sheet with a title."""
    county = tmp_path / "county"
    county.mkdir()
    rows: list[Any] = [*village_rows(), (None, {"code": "610728111299", "name": "无处", "电话": "=A1", "fid": 7})]
    roads = gpd.GeoDataFrame(
        [{**data, "note": "旧"} for _, data in road_rows()], geometry=[s for s, _ in road_rows()], crs="EPSG:4326"
    )
    roads.loc[2, "geometry"] = None
    water = '[layers.water_supply.columns]\nvillage = "村码"'
    return (
        clean_county(county)
        .with_county('standard = "zhenba-2019"\nas_of = 2019-06-30')
        .with_layer("villages", "villages.geojson", rows)
        .with_frame("roads", "roads.gpkg", roads)
        .with_layer("water_supply", "water.csv", WATER, toml=water)
    )


def read_sheet(path: Path, name: str) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(path)[name].iter_rows(values_only=True)]


def test_the_rows_set_aside_are_written_as_they_were_with_all_their_columns(toy: Toy, tmp_path: Path) -> None:
    write_check(toy.save(), tmp_path / "out")
    path = tmp_path / "out" / "quarantine.gpkg"
    assert sorted(name for name, _ in pyogrio.list_layers(path)) == ["roads", "villages", "water_supply"]
    village = gpd.read_file(path, layer="villages").iloc[0]
    assert (village["name"], village["电话"], village["fid_2" if "fid_2" in village else "fid"]) == ("无处", "=A1", 7)
    assert (village["gisplan_row"], village.geometry) == (5, None)
    road = pyogrio.read_dataframe(path, layer="roads").iloc[0]
    assert (road["segment"], road["note"], road["gisplan_row"]) == ("C002", "旧", 3)
    water = pyogrio.read_dataframe(path, layer="water_supply")
    assert water["备注"].tolist() == ["=1+2", " 空 "]
    assert water["population"].tolist() == ["abc", "100"]
    assert water["F"].fillna("").tolist() == ["口头", ""]


def test_rows_of_a_sheet_have_the_numbers_that_a_spreadsheet_program_shows(toy: Toy, tmp_path: Path) -> None:
    """The sheet has a title, names in row 2, and a blank row 5."""
    report = write_check(toy.save(), tmp_path / "out").report
    rows = read_sheet(tmp_path / "out" / "quarantine.xlsx", "water_supply")
    assert [row[0] for row in rows] == ["row", 4, 6]
    assert "water_supply row 4 (water.csv): population = abc" in rows[1][1]
    printed = CliRunner().invoke(check, [str(toy.folder)]).output
    assert "water_supply row 6 (water.csv): there is no village 610728111209" in printed
    assert {item.layer: item.rows_above for item in report.inputs} == {"villages": 0, "roads": 0, "water_supply": 2}


def test_values_from_data_are_never_formulas(toy: Toy, tmp_path: Path) -> None:
    write_check(toy.save(), tmp_path / "out")
    for name in ("check.xlsx", "quarantine.xlsx"):
        for sheet in openpyxl.load_workbook(tmp_path / "out" / name):
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "quarantine.xlsx")["villages"]
    assert [cell.quotePrefix for row in sheet.iter_rows() for cell in row if cell.value == "=A1"] == [True]


def test_the_report_says_first_what_matters_and_lists_every_fault(toy: Toy, tmp_path: Path) -> None:
    report = write_check(toy.save(), tmp_path / "out").report
    book = openpyxl.load_workbook(tmp_path / "out" / "check.xlsx")
    assert book.sheetnames == ["what matters", "faults", "rows set aside", "inputs", "missing"]
    found = {row[0]: row[1:] for row in read_sheet(tmp_path / "out" / "check.xlsx", "what matters")[5:]}
    assert found["rows set aside"][0] == 4
    assert found["rows set aside"][1] == "4 of 12 rows set aside (villages 1, roads 1, water_supply 2); 8 accepted."
    assert "layer power: power_households" in found["missing for the standard"][1]
    assert "column unsafe_households of water_supply: water_safe" in found["missing for the standard"][1]
    faults = read_sheet(tmp_path / "out" / "check.xlsx", "faults")
    head = faults.index(next(row for row in faults if row[0] == "level"))
    assert faults[head] == ["level", "layer", "file", "row", "field", "value", "fault", "remedy", "further rows"]
    assert len(faults) - head - 1 == len(report.faults)
    inputs = read_sheet(tmp_path / "out" / "check.xlsx", "inputs")
    assert inputs[-1][:5] == ["total", None, 12, 8, 4]
    assert all(row[2] == row[3] + row[4] for row in inputs[-4:])


def test_every_kind_of_finding_has_its_colour(toy: Toy, tmp_path: Path) -> None:
    assert set(_FOUND_COLOURS) == set(FINDING_LABELS)
    rows = [(shape, {**data, "status": "not_started"}) for shape, data in road_rows()[-1:]]
    write_check(toy.with_layer("roads", "r.geojson", geojson([*road_rows()[:-1], *rows])).save(), tmp_path / "out")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "check.xlsx").worksheets[0]
    assert "roads not built" in {row[0].value for row in sheet.iter_rows()}


def test_a_refused_file_still_has_its_report(toy: Toy, tmp_path: Path) -> None:
    folder = toy.with_layer("roads", "gone.gpkg").save()
    result = CliRunner().invoke(check, [str(folder), "-o", str(tmp_path / "out")], catch_exceptions=False)
    assert result.exit_code == 2
    assert result.output.splitlines()[1].startswith("1 file refused: gone.gpkg.")
    rows = read_sheet(tmp_path / "out" / "check.xlsx", "what matters")
    assert rows[5][:2] == ["files refused", 1]


def test_a_county_without_faults_has_its_files_too(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    written = write_check(clean_county(tmp_path / "county").save(), tmp_path / "out")
    assert [path.name for path in written.files] == ["check.xlsx", "quarantine.gpkg", "quarantine.xlsx"]
    assert read_sheet(tmp_path / "out" / "quarantine.xlsx", "quarantine") == [["No row was set aside."]]
    assert len(pyogrio.read_dataframe(tmp_path / "out" / "quarantine.gpkg")) == 0


def test_the_same_county_gives_the_same_bytes(toy: Toy, tmp_path: Path) -> None:
    folder = toy.save()
    for name in ("one", "two"):
        write_check(folder, tmp_path / name)
    for name in ("check.xlsx", "quarantine.gpkg", "quarantine.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_the_report_is_written_in_chinese(toy: Toy, tmp_path: Path) -> None:
    set_language("zh")
    try:
        write_check(toy.save(), tmp_path / "out")
    finally:
        set_language(None)
    path = tmp_path / "out" / "check.xlsx"
    assert openpyxl.load_workbook(path).sheetnames == ["要点", "问题清单", "搁置的行", "数据来源", "缺少的资料"]
    for sheet in openpyxl.load_workbook(path):
        own = [cell for row in sheet.iter_rows(max_row=2, values_only=True) for cell in row if cell]
        assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in own)


def many_rows(count: int) -> RowsSetAside:
    rows = np.arange(1, count + 1)
    names = np.array([f"村{row}" for row in rows], dtype=object)
    shapes = shapely.points(np.full(count, 108.0), np.full(count, 32.0))
    original = OriginalRows("villages", "v.csv", rows, ("name", "NAME"), (names, names), shapes, None)
    return RowsSetAside(original, np.full(count, "why", object), np.full(count, "so", object))


def test_more_rows_than_a_sheet_holds_take_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_set_aside, "MOST_ROWS", 10)
    make_quarantine_book([many_rows(25)], {}, tmp_path / "q.xlsx")
    book = openpyxl.load_workbook(tmp_path / "q.xlsx")
    assert book.sheetnames == ["villages", "villages 2", "villages 3"]
    numbers = [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert numbers == list(range(1, 26))


def test_columns_of_one_name_but_for_their_case_are_all_kept(tmp_path: Path) -> None:
    make_quarantine_geopackage([many_rows(2)], None, tmp_path / "q.gpkg")
    frame = pyogrio.read_dataframe(tmp_path / "q.gpkg")
    assert frame["name"].tolist() == frame["NAME_2"].tolist() == ["村1", "村2"]


def test_roads_that_are_not_built_are_among_what_matters(tmp_path: Path) -> None:
    county = tmp_path / "county"
    county.mkdir()
    rows = [(shape, {**data, "status": "在建"}) for shape, data in road_rows()]
    write_check(clean_county(county).with_layer("roads", "roads.geojson", rows).save(), tmp_path / "out")
    assert ["roads not built", 4] in [row[:2] for row in read_sheet(tmp_path / "out" / "check.xlsx", "what matters")]
