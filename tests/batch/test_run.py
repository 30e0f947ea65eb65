"""A run judges every county as `verify` would, whatever is killed, and goes on where it stood."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gisplan import find_gaps, read_county
from gisplan.base.errors import RunError, StandardError
from gisplan.batch import ListedCounty, RunOptions, RunResult, run_counties
from gisplan.batch.county_task import CountyTask
from gisplan.batch.document import read_run_schema
from gisplan.batch.processes import do_in_processes
from gisplan.batch.run import RunProgress
from gisplan.report import make_document, write_json
from tests.batch.conftest import OPTIONS
from tests.batch.province import LETHAL, REFUSED, do_or_die, make_province, read_results

posix = pytest.mark.skipif(os.name != "posix", reason="kills by SIGKILL, which this system has not")


def rows_of(result: RunResult) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in result.document["counties"]}


def test_each_county_has_the_verdicts_that_it_has_alone(province: Path, result: RunResult) -> None:
    rows = rows_of(result)
    assert list(rows) == [f"6107{number:02}" for number in range(1, 13)]
    for code in ("610701", "610702", "610703"):
        gaps = find_gaps(read_county(province / f"county{code[-2:]}", orientation=False))
        written = (result.folder / "counties" / code / "verdicts.json").read_bytes()
        assert written == write_json(make_document(gaps))
        assert rows[code]["state"] == gaps.state
        assert rows[code]["villages"]["exit_missed"] == int(gaps.villages["state"].eq("missed").sum())


def test_a_county_that_cannot_be_read_is_a_row_with_its_faults(result: RunResult) -> None:
    row = rows_of(result)[REFUSED]
    assert row["state"] == "refused"
    assert [fault["code"] for fault in row["faults"]] == ["file-missing"]
    assert row["faults"][0]["file"] == "roads.geojson"
    assert result.exit_code == 2
    assert result.document["counties_by_state"]["refused"] == 1
    assert result.document["state"] in ("missed", "unknown")


def test_the_document_is_by_its_schema(result: RunResult) -> None:
    jsonschema.validate(result.document, read_run_schema())
    assert (result.folder / "run.json").read_bytes() == write_json(result.document)


def test_a_plan_has_its_document_its_maps_and_its_part_of_the_row(planned: RunResult) -> None:
    jsonschema.validate(planned.document, read_run_schema())
    row = rows_of(planned)["610701"]
    own = planned.folder / "counties" / "610701"
    document = json.loads((own / "plan.json").read_bytes())
    assert row["plan"]["value"] == document["value"] > 0
    assert row["plan"]["proven"]
    written = {path.name for path in own.iterdir()}
    assert written == {"county.json", "verdicts.json", "plan.json", "map.html", "plan.html"}


@posix
def test_a_killed_worker_changes_no_byte(province: Path, result: RunResult, tmp_path: Path) -> None:
    kills = []

    def kill(progress: RunProgress) -> None:
        if progress.done in (2, 7) and len(kills) < 2:
            victim = multiprocessing.active_children()[0]
            victim.kill()
            kills.append(victim.pid)

    run_counties(str(province), tmp_path, OPTIONS, workers=2, progress=kill)
    assert len(kills) == 2
    assert read_results(tmp_path) == read_results(result.folder)


@posix
def test_a_county_that_kills_three_workers_is_a_row_that_says_so(province: Path, tmp_path: Path) -> None:
    tasks = [
        CountyTask(ListedCounty(code, str(province / f"county{code[-2:]}"), code), RunOptions("verify"), str(tmp_path))
        for code in ("610701", "610702", LETHAL)
    ]
    done = {one.row["code"]: one for one in do_in_processes(tasks, 2, do=do_or_die)}
    assert done[LETHAL].row["state"] == "failed"
    assert "3 processes" in done[LETHAL].row["message"]
    assert {done[code].row["state"] for code in ("610701", "610702")} <= {"met", "missed", "unknown"}


def test_it_goes_on_where_it_stood(qingxi: Path, tmp_path: Path) -> None:
    counties, folder = make_province(tmp_path / "counties", qingxi, 3), tmp_path / "out"
    verify = RunOptions(do="verify")
    first = run_counties(str(counties), folder, verify, workers=1)
    assert first.skipped == 0
    shutil.copytree(qingxi, counties / "new")  # the list has grown
    roads = counties / "county02" / "roads.geojson"
    roads.write_text(roads.read_text(encoding="utf-8").replace("沥青混凝土", "砂石"), encoding="utf-8")
    (folder / "counties" / "610703" / "county.json").unlink()  # as a kill leaves it
    again = run_counties(str(counties), folder, verify, workers=1, resume=True)
    assert again.skipped == 1
    anew = run_counties(str(counties), tmp_path / "anew", verify, workers=1)
    assert read_results(folder) == read_results(tmp_path / "anew")
    assert anew.document == again.document
    log = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(line["code"] for line in log[3:]) == ["610702", "610703", "610728"]


def test_other_options_are_other_results(qingxi: Path, tmp_path: Path) -> None:
    counties = make_province(tmp_path / "counties", qingxi, 1)
    run_counties(str(counties), tmp_path / "out", RunOptions(do="verify"), workers=1)
    again = run_counties(str(counties), tmp_path / "out", RunOptions(do="verify", scope="all"), workers=1, resume=True)
    assert again.skipped == 0
    assert again.document["options"]["scope"] == "all"
    run_counties(str(counties), tmp_path / "out", workers=1)
    run_counties(str(counties), tmp_path / "out", RunOptions(do="verify"), workers=1)
    assert not list((tmp_path / "out" / "dataset").iterdir())


def test_a_county_that_left_the_list_leaves_the_dataset(qingxi: Path, tmp_path: Path) -> None:
    counties, folder = make_province(tmp_path / "counties", qingxi, 2), tmp_path / "out"
    run_counties(str(counties), folder, workers=1)
    assert list(folder.glob("dataset/theme=villages/province=61/county=610702"))
    shutil.rmtree(counties / "county02")
    run_counties(str(counties), folder, workers=1, resume=True)
    assert not list(folder.rglob("*610702*"))
    assert list(folder.glob("dataset/theme=villages/province=61/county=610701"))


def test_a_standard_that_there_is_not_is_refused_at_once(qingxi: Path, tmp_path: Path) -> None:
    with pytest.raises(StandardError, match="nosuch"):
        run_counties(str(qingxi), tmp_path / "out", RunOptions(standard="nosuch"))
    assert not (tmp_path / "out").exists()


def test_the_code_in_the_list_counts_and_the_county_keeps_its_own(qingxi: Path, tmp_path: Path) -> None:
    shutil.copytree(qingxi, tmp_path / "a")
    (tmp_path / "list.csv").write_text("code,path\nnorth,a\n", encoding="utf-8")
    result = run_counties(str(tmp_path / "list.csv"), tmp_path / "out", RunOptions(do="verify"), workers=1)
    (row,) = result.document["counties"]
    assert (row["code"], row["own_code"], row["province"], row["path"]) == ("north", "610728", "none", "a")


def test_a_run_is_not_written_over_something_else(qingxi: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="choose another folder"):
        run_counties(str(qingxi), qingxi / "out")
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match="is not of a run"):
        run_counties(str(qingxi), tmp_path)
    assert (tmp_path / "run.json").read_text(encoding="utf-8") == "{}"
