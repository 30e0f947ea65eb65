"""`gisplan gaps`, and the same steps in Python."""

import json
import shutil
from pathlib import Path

import openpyxl
import pyogrio
import pytest
from click.testing import CliRunner

import gisplan
from gisplan.cli.gaps import gaps as gaps_command
from gisplan.gaps import Gaps
from gisplan.io.relief import read_relief
from tests.commands import run

FILES = {"verdicts.json", "map.html", "gaps.xlsx", "gaps.gpkg"}


def test_it_writes_the_files_and_prints_the_table(qingxi: Path, tmp_path: Path) -> None:
    done = run("gaps", str(qingxi), "-o", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert "清溪".encode() in done.stdout
    assert {p.name for p in (tmp_path / "out").iterdir()} == FILES
    document = run("verify", str(qingxi), "--json").stdout
    assert (tmp_path / "out" / "verdicts.json").read_bytes() == document


def test_a_gap_is_no_failure_here(qingxi: Path, tmp_path: Path) -> None:
    done = run("gaps", str(qingxi), "-o", str(tmp_path), "--standard", "sdg-9.1.1", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["standard"]["id"] == "sdg-9.1.1"


def test_plain_formats_come_beside_the_others(qingxi: Path, tmp_path: Path) -> None:
    done = run("gaps", str(qingxi), "-o", str(tmp_path), "--format", "geojson", "--format", "csv")
    assert done.returncode == 0
    endings = {p.suffix for p in tmp_path.iterdir()}
    assert {".geojson", ".csv"} <= endings


def test_a_folder_that_cannot_be_written_is_refused(qingxi: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder", encoding="utf-8")
    done = run("gaps", str(qingxi), "-o", str(tmp_path / "out"))
    assert done.returncode == 2
    assert b"out" in done.stderr
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file, no folder"


def test_without_rasterio_the_map_lacks_the_relief_and_nothing_else_changes(
    qingxi: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = tmp_path / "county"
    shutil.copytree(qingxi, county)
    shutil.copy(root / "layers" / "zhenba" / "relief.tif", county)
    with (county / "gisplan.toml").open("a", encoding="utf-8") as file:
        file.write('\n[layers.relief]\npath = "relief.tif"\ncrs = "EPSG:4545"\n')
    document = run("verify", str(qingxi), "--json").stdout
    monkeypatch.setattr(read_relief, "can_read", lambda: False)
    done = CliRunner().invoke(gaps_command, [str(county), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert 'pip install "gisplan[relief]"' in done.stderr
    assert (tmp_path / "out" / "verdicts.json").read_bytes() == document
    assert "rasterio is not installed" in (tmp_path / "out" / "map.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def gaps(qingxi: Path) -> Gaps:
    county = gisplan.read_county(qingxi)
    return gisplan.find_gaps(county)


def test_in_python_the_same_files_are_written_the_same_each_time(gaps: Gaps, tmp_path: Path) -> None:
    seen: list[str] = []
    first = gisplan.write(gaps, tmp_path / "a", progress=seen.append)
    second = gisplan.write(gaps, tmp_path / "b")
    assert {p.name for p in first} == FILES
    assert seen == [p.name for p in first]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_map_sheet_and_layers_hold_the_same_counts(gaps: Gaps, tmp_path: Path) -> None:
    gisplan.write(gaps, tmp_path)
    missed = int((gaps.settlements["state"] == "missed").sum())
    book = openpyxl.load_workbook(tmp_path / "gaps.xlsx", read_only=True)
    cells = [c.value for name in book.sheetnames for row in book[name].iter_rows() for c in row]
    layer = pyogrio.read_dataframe(tmp_path / "gaps.gpkg", layer="settlements")
    assert int((layer["state"] == "missed").sum()) == missed
    for code in gaps.settlements["code"]:
        assert code in cells


def test_a_notebook_shows_the_map(gaps: Gaps) -> None:
    html = gisplan.explore(gaps)._repr_html_()
    assert "showGaps" in html
