"""`gisplan plan`: its streams, files and exit codes."""

import csv
import json
from pathlib import Path

import pytest

import gisplan
from gisplan.plan import PlanResult
from tests.commands import run

FILES = {"plan.json"}


def test_it_writes_the_files_and_prints_the_table(qingxi: Path, tmp_path: Path) -> None:
    done = run("plan", str(qingxi), "-o", str(tmp_path / "out"), "--budget", "general=8")
    assert done.returncode == 0
    assert "清溪".encode() in done.stdout
    assert b"proven" in done.stdout
    assert b"plan.json" in done.stdout
    assert {p.name for p in (tmp_path / "out").iterdir()} >= FILES


def test_json_is_the_document_and_nothing_else(qingxi: Path, tmp_path: Path) -> None:
    words = ("plan", str(qingxi), "-o", str(tmp_path), "--budget", "通组公路=3", "--lang", "zh", "--json")
    done = run(*words)
    document = json.loads(done.stdout)
    assert document["schema"] == "gisplan.plan/2"
    assert [b["programme"] for b in document["budgets"]] == ["group_roads"]
    assert done.stdout == (tmp_path / "plan.json").read_bytes()
    again = run(*words[:-1], "--json", PYTHONHASHSEED="7")
    assert again.stdout == done.stdout, "a proven plan is the same bytes every time"


def test_paths_of_locks_and_a_list_are_relative_to_the_county(qingxi: Path, tmp_path: Path) -> None:
    (tmp_path / "locks.csv").write_text("路段,锁定\nC914610728001,必建\n", encoding="gb18030")
    (tmp_path / "list.csv").write_text("segment\nC911610728001\n", encoding="utf-8")
    done = run(
        *("plan", str(qingxi), "-o", str(tmp_path / "out"), "--budget", "general=8", "--json"),
        *("--lock", str(tmp_path / "locks.csv"), "--score", str(tmp_path / "list.csv")),
    )
    document = json.loads(done.stdout)
    assert [i["layer"] for i in document["inputs"][-2:]] == ["locks", "list"]
    assert not Path(document["inputs"][-1]["path"]).is_absolute()
    assert document["score"]["name"] == "list.csv"
    assert [u["segment"] for u in document["units"] if u["lock"] == "in"] == ["C914610728001"]


def test_all_faults_are_listed_together_and_nothing_is_written(qingxi: Path, tmp_path: Path) -> None:
    (tmp_path / "locks.csv").write_text("segment,lock\nC914610728001,perhaps\nnowhere,out\n", encoding="utf-8")
    budgets = ("general=8", "general=9", "resurfacing=-1", "group_roads=many", "bridges=3")
    done = run(
        *("plan", str(qingxi), "-o", str(tmp_path / "out"), "--lock", str(tmp_path / "locks.csv")),
        *("--score", "road_works"),
        *(word for budget in budgets for word in ("--budget", budget)),
    )
    messages = done.stderr.decode("utf-8")
    assert done.returncode == 2
    assert done.stdout == b""
    for words in ("general=9", "resurfacing=-1", "group_roads=many", "bridges", "perhaps", "nowhere", "road_works"):
        assert words in messages, words
    assert "Traceback" not in messages
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--prize", "=HYPERLINK(1)"), "=HYPERLINK(1)"),
        (("--lock", "no such.csv"), "no such.csv"),
        (("--score", "../../etc/passwd"), "passwd"),
        (("--time-limit", "-1"), "-1"),
        (("--budget", ""), "programme"),
    ],
)
def test_bad_usage_is_refused(qingxi: Path, tmp_path: Path, words: tuple[str, ...], expected: str) -> None:
    done = run("plan", str(qingxi), "-o", str(tmp_path / "out"), *words)
    assert done.returncode == 2
    assert expected in done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr


def test_without_time_a_plan_is_written_with_its_bound(qingxi: Path, tmp_path: Path) -> None:
    done = run("plan", str(qingxi), "-o", str(tmp_path), "--budget", "general=8", "--time-limit", "0", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert document["value"] <= document["bound"]


@pytest.fixture(scope="module")
def planned(qingxi: Path) -> PlanResult:
    return gisplan.make_plan(gisplan.read_county(qingxi), budgets={"general": 8.0})


def test_in_python_the_same_files_are_written_the_same_each_time(planned: PlanResult, tmp_path: Path) -> None:
    seen: list[str] = []
    first = gisplan.write(planned, tmp_path / "a", progress=seen.append)
    second = gisplan.write(planned, tmp_path / "b")
    assert {p.name for p in first} >= FILES
    assert seen == [p.name for p in first]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_what_is_locked_once_is_planned_again(planned: PlanResult, tmp_path: Path) -> None:
    """The plan saved as locks, all of them in: the same units, whatever the code is."""
    units = [u for u in json.loads(write_plan(planned, tmp_path))["units"] if u["in_plan"]]
    with (tmp_path / "locks.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["segment", "from_m", "to_m", "programme", "lock"])
        rows.writerows([u["segment"], u["from_m"], u["to_m"], u["programme"], "in"] for u in units)
    county = planned.plan.problem.county
    again = gisplan.make_plan(county, budgets={"general": 8.0}, locks=tmp_path / "locks.csv")
    assert again.plan.built.tolist() == planned.plan.built.tolist()
    assert again.plan.locked.required.tolist() == planned.plan.built.tolist()
    assert again.plan.value == planned.plan.value


def write_plan(planned: PlanResult, folder: Path) -> bytes:
    return gisplan.write(planned, folder)[0].read_bytes()


def test_the_county_that_ships_scores_its_own_list(root: Path, tmp_path: Path) -> None:
    county = gisplan.read_county(root / "layers" / "zhenba")
    planned = gisplan.make_plan(county, budgets={"group_roads": 3.0}, score="road_works", time_limit_s=5.0)
    document = json.loads(write_plan(planned, tmp_path))
    score = document["score"]
    assert score["name"] == "road_works"
    assert score["value"] < score["best"]["value"]
    assert 0 < score["without_effect"]["cost"] < score["cost"]
