"""Mended copies of a county's files: fewer faults, and everything else as it was."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gisplan.base.errors import WriteError
from gisplan.cli.check import check
from gisplan.io import check_county
from gisplan.workflow import find_gaps
from gisplan.workflow.check_files import WrittenCheck, write_check
from tests.io.sheets import workbook
from tests.io.toy_county import CODES, Toy, clean_county, lon_lat, village_rows

MENDED = ("text-trimmed", "text-controls", "text-wide", "unit-read", "encoding-detected")


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    folder = tmp_path / "county"
    folder.mkdir()
    return clean_county(folder)


def fix(county: Path, target: Path) -> WrittenCheck:
    return write_check(county, target, fix=True)


def faults(county: Path) -> set[str]:
    return {fault.code for fault in check_county(county).faults}


def supply(population: str, village: str = f" {CODES[0]}") -> bytes:
    rows = ["village,population,tap_population,备注", f"{village},{population},50,　原样 ", f"{CODES[1]},abc,20,x", ""]
    return "\n".join(rows).encode("gb18030")


def test_a_text_table_is_mended_and_says_what_was_changed(toy: Toy, tmp_path: Path) -> None:
    county = toy.with_layer("water_supply", "供水.csv", supply("0.1万人")).save()
    before = (county / "供水.csv").read_bytes()
    done = fix(county, tmp_path / "out")
    assert done.mended is not None
    changes = [change for copy in done.mended.copies for change in copy.changes]
    assert [(c.layer, c.file, c.row, c.field, c.before, c.after) for c in changes] == [
        ("water_supply", "供水.csv", 2, "village", f" {CODES[0]}", CODES[0]),
        ("water_supply", "供水.csv", 2, "population", "0.1万人", "1000"),
    ]
    assert (county / "供水.csv").read_bytes() == before
    text = (tmp_path / "out" / "mended" / "water_supply.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1:3] == [f"{CODES[0]},1000,50,　原样 ", f"{CODES[1]},abc,20,x"]
    assert faults(county) & set(MENDED) >= {"text-trimmed", "unit-read", "encoding-detected"}
    assert not faults(tmp_path / "out") & set(MENDED)
    report = check_county(tmp_path / "out")
    assert [(f.row, f.value) for f in report.faults if f.code == "number-unreadable"] == [(2, "abc")]
    sheet = openpyxl.load_workbook(tmp_path / "out" / "check.xlsx")["mended"]
    assert any(cell.value == "1000" for row in sheet for cell in row)


def test_geometry_and_surfaces_of_a_map_stay_as_they_are(toy: Toy, tmp_path: Path) -> None:
    places = [shapely.Point(*lon_lat(place + 1 / 3, 0)) for place in range(4)]
    frame = gpd.GeoDataFrame(
        {"other": "abcd", "code": CODES, "name": ["　村一", "村二", "村三\u200b", "村四"], "population": [1, 2, 3, 4]},
        geometry=places,
        crs=4490,
    )
    toy = toy.with_frame("villages", "村.shp", frame, toml='encoding = "gb18030"', encoding="gb18030")
    county = toy.save()
    done = fix(county, tmp_path / "out")
    assert done.mended is not None
    assert [len(copy.changes) for copy in done.mended.copies if copy.layer == "villages"] == [2]
    one, other = check_county(county).county, check_county(tmp_path / "out").county
    assert one is not None
    assert other is not None
    for layer in ("villages", "roads"):
        ours, theirs = getattr(one, layer), getattr(other, layer)
        assert np.array_equal(shapely.to_wkb(ours.geometry), shapely.to_wkb(theirs.geometry))
        assert ours.drop(columns="geometry").equals(theirs.drop(columns="geometry"))
    assert gpd.read_file(tmp_path / "out" / "mended" / "villages.gpkg").geometry.tolist() == places


def test_the_verdicts_of_the_copy_are_those_of_the_county(toy: Toy, tmp_path: Path) -> None:
    rows = [f"\t{CODES[0]},30户,30户", f"{CODES[1]},２０,19", "", f"{CODES[2]},x,1", ""]
    text = "\n".join(["village,households,connected_households", *rows])
    county = toy.with_layer("power", "通电.csv", text.encode("utf-16")).save()
    fix(county, tmp_path / "out")
    assert (tmp_path / "out" / "mended" / "power.csv").is_file()
    one, other = (find_gaps(path, standard="zhenba-2019").settlements for path in (county, tmp_path / "out"))
    assert one.drop(columns="geometry").astype(str).equals(other.drop(columns="geometry").astype(str))
    assert {"met", "missed", "unknown"} <= set(one.loc[one["criterion"] == "power_households", "state"])


def test_a_file_with_the_name_of_the_report_is_not_replaced_by_it(toy: Toy, tmp_path: Path) -> None:
    county = toy.with_layer("water_supply", "check.xlsx", workbook(["village", "population"], [CODES[0], 30])).save()
    with pytest.raises(WriteError, match=r"check\.xlsx"):
        fix(county, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_with_merged_cells_is_copied_unchanged_and_says_so(toy: Toy, tmp_path: Path) -> None:
    rows = (["village", "population"], [f" {CODES[0]}", 30], [CODES[1], None])
    content = workbook(*rows, change=lambda sheet: sheet.merge_cells("B2:B3"))
    county = toy.with_layer("water_supply", "供水.xlsx", content).save()
    result = run(str(county), "-o", str(tmp_path / "out"), "--fix", "--json")
    [file] = [item for item in json.loads(result.stdout)["mended"]["files"] if item["layer"] == "water_supply"]
    assert (file["copy"], file["changed"]) == ("供水.xlsx", 0)
    assert "merged" in file["note"]
    assert (tmp_path / "out" / "供水.xlsx").read_bytes() == content


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, arguments)


@pytest.mark.parametrize(
    ("more", "is_mended"),
    [({"geom": "x"}, True), ({"Name": "x"}, False), ({"geom": "x", "GEOM": "y"}, False), ({"gisplan_fid": "x"}, False)],
)
def test_a_map_whose_columns_no_geopackage_can_have_is_copied_unchanged(
    toy: Toy, tmp_path: Path, more: dict[str, str], is_mended: bool
) -> None:
    rows = [(shape, {**data, "name": f" {data['name']} ", **more}) for shape, data in village_rows()]
    county = toy.with_layer("villages", "v.geojson", rows).save()
    written = fix(county, tmp_path / "out")
    assert written.mended is not None
    copy = next(copy for copy in written.mended.copies if copy.layer == "villages")
    assert bool(copy.note) != is_mended
    assert ("text-trimmed" in faults(tmp_path / "out")) != is_mended


def test_fix_needs_a_folder_and_never_takes_that_of_a_county(toy: Toy) -> None:
    county = toy.save()
    before = (county / "gisplan.toml").read_bytes()
    assert run(str(county), "--fix").exit_code == 2
    with pytest.raises(WriteError, match="give another folder"):
        fix(county, county)
    assert (county / "gisplan.toml").read_bytes() == before
    assert not (county / "mended").exists()


CELLS = st.sampled_from(["30", " 30", "３０", "30人", "0.1万人", "3\u200b0", "x", "", "12.5", "1,000"])


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.tuples(CELLS, CELLS), code=st.sampled_from([CODES[0], f" {CODES[0]}", f"\t{CODES[0]}　"]))
def test_fixing_twice_changes_nothing_more(
    cells: tuple[str, str], code: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("county")
    rows = [["village", "population"], [code, cells[0]], [CODES[1], cells[1]]]
    county = clean_county(folder).with_layer("water_supply", "供水.xlsx", workbook(*rows)).save()
    once, twice = (tmp_path_factory.mktemp(name) for name in ("once", "twice"))
    first, second = fix(county, once), fix(once, twice)
    assert second.mended is not None
    assert not any(copy.changes for copy in second.mended.copies)
    assert [(i.layer, i.rows, i.accepted, i.quarantined) for i in first.report.inputs] == [
        (i.layer, i.rows, i.accepted, i.quarantined) for i in second.report.inputs
    ]
    assert len(second.report.faults) <= len(first.report.faults)
    assert all(item.rows == item.accepted + item.quarantined + item.left_out for item in second.report.inputs)
