"""`gisplan ledger import`, `export` and `report`, as a user types them."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from gisplan.ledger import open_ledger
from tests.attacks import ATTACKS
from tests.ledger.bureau import edit
from tests.ledger.commands import document, run


@pytest.fixture
def exported(county: Path, tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    done = run("export", str(county), str(path))
    assert done.returncode == 0
    assert "269 works" in done.stdout
    return path


def test_the_bureaus_own_sheet_comes_in_after_a_dry_run(county: Path) -> None:
    sheet = str(county / "bureau" / "water_projects.xlsx")
    before = document("show", str(county))["ledger"]["last_event"]
    dry = run("import", str(county), sheet, "--received", "2019-07-02", "--dry-run")
    assert dry.returncode == 0
    assert "137 rows of water projects, 0 of them new, 137 changed" in dry.stdout
    assert "Nothing was recorded" in dry.stdout
    assert "kind of water source" in dry.stdout
    assert document("show", str(county))["ledger"]["last_event"] == before
    answer = document("import", str(county), sheet, "--received", "2019-07-02", "--by", "李")
    assert answer["batch"]["events"] == len(answer["differences"]) > 500
    assert (answer["file"]["name"], answer["dry_run"]) == ("water_projects.xlsx", False)
    again = run("import", str(county), sheet)
    assert "nothing to record" in again.stdout


def test_an_edited_export_comes_back_and_a_late_one_is_refused_row_by_row(county: Path, exported: Path) -> None:
    late = Path(shutil.copy(exported, exported.with_name("late.xlsx")))
    edit(exported, {("SL2019-002", "受益人"): 510})
    done = run("import", str(county), str(exported), "--by", "李")
    assert done.returncode == 0
    assert "504" in done.stdout
    assert "510" in done.stdout
    edit(late, {("SL2019-002", "受益人"): 520, ("SL2019-003", "受益人"): 300})
    refused = run("import", str(county), str(late), "--by", "赵")
    assert refused.returncode == 2
    assert "Meanwhile 李 changed people from 504 to 510" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    assert open_ledger(county).work("SL2019-003").values["people"] == 294


def test_faults_are_listed_beside_the_differences_and_nothing_is_recorded(county: Path, exported: Path) -> None:
    edit(exported, {("SL2019-002", "受益人"): "许多", ("SL2019-003", "受益人"): 300})
    before = document("show", str(county))
    done = run("import", str(county), str(exported))
    assert done.returncode == 2
    assert "许多" in done.stderr
    assert "300" in done.stdout
    assert document("show", str(county)) == before


def test_in_chinese(county: Path, exported: Path) -> None:
    edit(exported, {("SL2019-002", "受益人"): 510})
    shown = run("import", str(county), str(exported), "--dry-run", "--lang", "zh").stdout
    assert "受益人" in shown or "人口" in shown
    assert "Dry run" not in shown


def test_an_export_stays_unless_it_may_go(county: Path, exported: Path) -> None:
    assert run("export", str(county), str(exported)).returncode == 2
    assert run("export", str(county), str(exported), "--overwrite", "--kind", "road").returncode == 0
    assert openpyxl.load_workbook(exported).sheetnames == ["通村公路"]


def test_the_report_is_written_and_can_be_made_again(county: Path, tmp_path: Path) -> None:
    today = open_ledger(county).today.isoformat()
    days = ("--on", "2019-06-30", "--known-at", today)
    done = run("report", str(county), "-o", str(tmp_path / "one"), *days)
    assert done.returncode == 0
    assert f"{today} has not ended" in done.stderr
    assert "As of 2019-06-30" in done.stdout
    assert {path.name for path in (tmp_path / "one").iterdir()} == {"progress.json", "progress.html", "progress.xlsx"}
    answer = json.loads((tmp_path / "one" / "progress.json").read_bytes())
    water = next(kind for kind in answer["kinds"] if kind["kind"] == "water")
    assert (water["total"]["planned"], water["total"]["finished"], water["total"]["overdue"]) == (137, 121, 16)
    assert str(water["total"]["finished"]) in done.stdout
    ledger = open_ledger(county)
    assert answer["ledger"]["store"] == ledger.id
    again = run("report", str(county), "-o", str(tmp_path / "two"), *days, "--json")
    assert json.loads(again.stdout) == answer
    for name in ("progress.json", "progress.html", "progress.xlsx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reports_workbook_and_page_are_in_the_users_language(county: Path, tmp_path: Path, language: str) -> None:
    done = run("report", str(county), "-o", str(tmp_path), "--on", "2019-06-30", "--lang", language)
    assert done.returncode == 0
    names = openpyxl.load_workbook(tmp_path / "progress.xlsx").sheetnames
    assert len(names) == len(set(names)) == 10
    assert ("overdue works" in names) == (language == "en")


def test_attacks_are_shown_as_they_are_in_the_report(county: Path, tmp_path: Path) -> None:
    codes = [f"SL2019-{i:03}" for i in range(1, len(ATTACKS) + 1)]
    for code, attack in zip(codes, ATTACKS, strict=True):
        assert run("set", str(county), code, "name", "--value", attack, "--by", "李").returncode == 0
    done = run("report", str(county), "-o", str(tmp_path))
    assert done.returncode == 0
    cells = [
        cell
        for sheet in openpyxl.load_workbook(tmp_path / "progress.xlsx")
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in ATTACKS
    ]
    assert {cell.value for cell in cells} == set(ATTACKS)
    assert {cell.data_type for cell in cells} == {"s"}


def test_days_out_of_range_are_refused_in_the_users_language(county: Path, tmp_path: Path) -> None:
    for day, message in (("2999-12-31", "晚于今天"), ("0219-06-30", "超出范围"), ("2019-13-01", "不是日期")):
        done = run("report", str(county), "-o", str(tmp_path / "out"), "--known-at", day, "--lang", "zh")
        assert done.returncode == 2
        assert message in done.stderr
    assert not (tmp_path / "out").exists()
