"""`gisplan init`: from a folder of files to a verdict."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gisplan.cli.check import check
from gisplan.cli.init import init
from gisplan.io import check_county
from gisplan.io.child.limits import ReadOptions
from gisplan.io.child.toml_files import read_county_file
from gisplan.workflow import find_gaps, judge, read_county


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(init, [str(item) for item in arguments], catch_exceptions=False)


def _answer_asphalt(text: str) -> str:
    return re.sub(r'^("[^"]+") = "unknown"', r"\1 = 11", text, flags=re.MULTILINE)


def _roads_of(county: Path) -> dict[str, int]:
    # PMGSY's standard is proposed for PMGSY's files; these verdicts are by another
    rows = find_gaps(read_county(county, allow_outside=True), standard="shaanxi-577-2017").settlements
    return rows[rows["criterion"] == "sealed_road"]["state"].value_counts().to_dict()


@pytest.fixture
def files(qingxi: Path, tmp_path: Path) -> Path:
    """The invented county's files, without its county file."""
    for path in qingxi.iterdir():
        if path.suffix in (".geojson", ".csv"):
            shutil.copy(path, tmp_path)
    return tmp_path


def test_a_bureaus_folder_becomes_a_county_with_no_question_but_the_standard(files: Path, qingxi: Path) -> None:
    result = run(files)
    assert result.exit_code == 0
    assert "Open questions (1)" in result.output
    assert "By which standard" in result.output
    assert "\x1b" not in result.output
    mine, theirs = read_county_file(files), read_county_file(qingxi)
    assert (mine.code, mine.name, mine.crs, mine.code_system) == (theirs.code, theirs.name, theirs.crs, "cn-12")
    own_distance = {"reach_m", "reach_to"}  # which `init` leaves to the standard
    assert mine.settings == {key: value for key, value in theirs.settings.items() if key not in own_distance}
    for name in mine.layers:
        table = theirs.layers[name]
        differ = {key: own for key, own in table.columns.items() if mine.layers[name].columns.get(key) != own}
        assert differ in ({}, {"route": "路线名称"}), name
    # what is said of the roads that do not meet is said of the county file that ships with them, too
    codes = [fault.code for fault in check_county(files).faults]
    assert codes == [fault.code for fault in check_county(qingxi).faults]
    assert {"road-islands", "near-misses"} <= set(codes)
    verdicts = [judge(folder, standard="sdg-9.1.1").settlements["state"].tolist() for folder in (files, qingxi)]
    assert verdicts[0] == verdicts[1]


def test_an_existing_county_file_is_left_alone(files: Path) -> None:
    from gisplan.base.errors import CountyFileError

    (files / "gisplan.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(CountyFileError, match="never overwritten"):
        run(files)
    assert (files / "gisplan.toml").read_text(encoding="utf-8") == "mine"


def test_the_exit_code_of_what_is_refused_is_2(files: Path) -> None:
    import subprocess
    import sys

    (files / "gisplan.toml").write_text("mine", encoding="utf-8")
    command = [sys.executable, "-m", "gisplan.cli.main", "init", str(files)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"exists already" in done.stderr


def test_elsewhere_the_paths_lead_back_to_the_files(files: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    county = tmp_path_factory.mktemp("elsewhere") / "new" / "county"
    result = run(files, "-o", county)
    assert result.exit_code == 0
    assert result.stdout.rstrip().endswith(" --allow-outside")
    path = tomllib.loads((county / "gisplan.toml").read_text(encoding="utf-8"))["layers"]["villages"]["path"]
    assert path.startswith("../")
    assert read_county(county, allow_outside=True).villages.shape[0] == 12
    assert not (files / "gisplan.toml").exists()


def test_the_document_is_alone_on_stdout(files: Path) -> None:
    document = json.loads(run(files, "--json").stdout)
    assert (document["schema"], document["written"]) == ("gisplan.init/1", "gisplan.toml")
    assert [question["code"] for question in document["questions"]] == ["standard"]
    layers = ["villages", "groups", "roads", "seats", "boundary", "water_supply", "power"]
    assert [file["layer"] for file in document["files"]] == layers
    assert {use["use"] for file in document["files"] for use in file["columns"]} == {"used"}
    code = document["layers"]["villages"]["columns"]["code"]
    assert (code["value"], code["sureness"]) == ("行政区划代码", "sure")
    assert 0.9 < code["confidence"] <= 1


def test_a_real_district_asks_three_questions_and_their_answers_give_its_verdict(
    shared_data: Path, tmp_path: Path, root: Path
) -> None:
    page = (root / "docs" / "first-quarter-hour.md").read_text(encoding="utf-8")
    result = run(shared_data / "ladakh", "-o", tmp_path, "--json")
    document = json.loads(result.stdout)
    assert [question["code"] for question in document["questions"]] == ["name", "standard", "surface-classes"]
    assert (document["county"]["standard"], document["profiles"]) == ("pmgsy", ["pmgsy"])
    assert [file["path"] for file in document["files"] if file["layer"] is None] == []
    kinds = {word["word"]: word["meaning"] for word in document["layers"]["facilities"]["values"]["kind"]}
    assert kinds == {"Transport/Admin": "other", "Agro": "other", "Education": "school", "Medical": "health"}
    columns = {name: item["value"] for name, item in document["layers"]["roads"]["columns"].items()}
    assert columns == {"route": "DRRP_ROAD_", "name": "RoadName", "class": "RoadCatego", "surface": "RoadCatego"}
    path = tmp_path / "gisplan.toml"
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text)["county"]["crs"] == "EPSG:32643"
    assert tomllib.loads(text)["network"]["trunk_classes"] == ["NH"]
    assert tomllib.loads(text)["layers"]["roads"]["values"]["surface"]["RR(TRACK)"] == "unknown"  # asked about
    report = check_county(tmp_path, options=ReadOptions(allow_outside=True))
    assert report.exit_code == 0
    # before an answer nothing is met
    before = _roads_of(tmp_path)
    assert before == {"missed": 37, "unknown": 692}
    assert "| none | 0 | 37 | 692 |" in page
    open_tracks = _answer_asphalt(text).replace('"RR(TRACK)" = 11', '"RR(TRACK)" = "unknown"')
    path.write_text(open_tracks, encoding="utf-8")
    assert _roads_of(tmp_path) == {"met": 647, "missed": 37, "unknown": 45}
    assert "none for tracks | 647 | 37 | 45 |" in page
    # the clerk's answers: tracks are earth, all others asphalt
    text = text.replace('"RR(TRACK)" = "unknown"', '"RR(TRACK)" = 36').replace('"pmgsy"', '"shaanxi-577-2017"')
    path.write_text(_answer_asphalt(text), encoding="utf-8")
    assert _roads_of(tmp_path) == {"met": 647, "missed": 82}
    assert "36 for tracks | 647 | 82 | 0 |" in page


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("county", ["qingxi", "ladakh"])
def test_the_first_page_shows_what_is_printed(
    county: str,
    language: str,
    root: Path,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = runpy.run_path(str(root / "docs" / "translated_pages.py"))["list_outputs"]("first-quarter-hour")[language]
    source = (
        request.getfixturevalue("qingxi") if county == "qingxi" else request.getfixturevalue("shared_data") / county
    )
    folder = tmp_path / county
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.toml", "*.md", "*.py"))
    monkeypatch.chdir(tmp_path)
    _compare(shown[f"gisplan init {county}"], run(county, "--lang", language).output)
    if county == "ladakh":
        path = folder / "gisplan.toml"
        text = path.read_text(encoding="utf-8").replace('"RR(TRACK)" = "unknown"', '"RR(TRACK)" = 36')
        path.write_text(_answer_asphalt(text.replace('"pmgsy"', '"shaanxi-577-2017"')), encoding="utf-8")
        _compare(shown["gisplan check ladakh"], CliRunner().invoke(check, [county, "--lang", language]).output)


def _compare(shown: str, output: str) -> None:
    """Compare what the page shows of a command with what it prints."""
    printed = (line.replace(os.sep, "/") for line in output.splitlines())
    for line in shown.splitlines():
        assert line == "..." or line in printed, f"not printed, or not in this order: {line}"
