"""`--ledger`: verdicts and plans whose works are those of the ledger."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from gisplan.ledger import Change, Ledger, open_ledger
from gisplan.report.documents.plan import read_plan_schema
from gisplan.report.documents.verdicts import read_schema
from gisplan.workflow import read_county
from tests.commands import run


@pytest.fixture(scope="module")
def opened(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ledger]:
    """Zhenba with a ledger that knows more than its files: one more project has its main works done."""
    folder = tmp_path_factory.mktemp("opened") / "zhenba"
    shutil.copytree(root / "layers" / "zhenba", folder)
    ledger = open_ledger(folder)
    ledger.load(read_county(folder), by="王")
    version = ledger.work("SL2019-004").version
    ledger.record([Change("SL2019-004", "main_done", "2019-06-29", version)], by="王")
    return folder, ledger


def verdicts(*words: str) -> dict[str, Any]:
    done = run("verify", *words, "--json")
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def finished(document: dict[str, Any]) -> float:
    return next(t["actual"] for t in document["targets"] if t["id"] == "water_projects")


def test_verify_takes_the_works_of_the_ledger_and_names_it(opened: tuple[Path, Ledger]) -> None:
    folder, ledger = opened
    files, kept = verdicts(str(folder)), verdicts(str(folder), "--ledger")
    assert (finished(files), finished(kept)) == (121, 122)
    named = f"ledger:{ledger.id}@{ledger.last_event}"
    assert {i["layer"] for i in kept["inputs"] if i["path"] == named} == {"road_works", "water_projects"}
    assert not [i for i in files["inputs"] if i["path"].startswith("ledger:")]
    then = verdicts(str(folder), "--ledger", "--on", "2019-03-31")
    assert finished(then) == 50
    assert then["as_of"] == "2019-03-31"


def test_gaps_and_plan_take_them_too(opened: tuple[Path, Ledger], tmp_path: Path) -> None:
    folder, ledger = opened
    named = f"ledger:{ledger.id}@{ledger.last_event}"
    done = run("gaps", str(folder), "--ledger", "--on", "2019-03-31", "-o", str(tmp_path / "gaps"))
    assert done.returncode == 0, done.stderr
    assert named.encode() in (tmp_path / "gaps" / "verdicts.json").read_bytes()
    words = ("--ledger", "--budget", "resurfacing=2", "--budget", "group_roads=2", "-o", str(tmp_path / "plan"))
    done = run("plan", str(folder), *words)
    assert done.returncode == 0, done.stderr
    assert named.encode() in (tmp_path / "plan" / "plan.json").read_bytes()


@pytest.mark.parametrize("command", ["verify", "gaps", "plan"])
def test_a_day_without_a_ledger_and_a_county_without_one_are_refused(
    command: str, opened: tuple[Path, Ledger], root: Path
) -> None:
    done = run(command, str(opened[0]), "--on", "2019-03-31", LANGUAGE="en")
    assert done.returncode == 2
    assert b"--on needs --ledger" in done.stderr
    done = run(command, str(root / "layers" / "zhenba"), "--ledger", LANGUAGE="en")
    assert done.returncode == 2
    assert b"gisplan ledger open" in done.stderr


WORKS = "code,name,programme,km,status\nGL-1,通村路,group_roads,1.5,not_started\n"


@pytest.mark.parametrize("days", [400, -400])
def test_a_wrong_clock_is_warned_about_by_every_command_that_reads_the_ledger(
    days: int, qingxi: Path, tmp_path: Path
) -> None:
    """`gaps`, `verify` and `plan` said nothing of it."""
    folder = Path(shutil.copytree(qingxi, tmp_path / "qingxi"))
    (folder / "road_works.csv").write_text(WORKS, encoding="utf-8")
    with (folder / "gisplan.toml").open("a", encoding="utf-8") as file:
        file.write('\n[layers.road_works]\npath = "road_works.csv"\n')
    open_ledger(folder).load(read_county(folder), by="王")
    other = datetime.now(UTC) + timedelta(days=days)
    ledger = open_ledger(folder, create=False, clock=lambda: other)
    ledger.record([Change("GL-1", "km", 1.7, ledger.work("GL-1").version)], by="王")
    out, budget = ("-o", str(tmp_path / "out")), ("--budget", "resurfacing=1", "--budget", "group_roads=1")
    for command, words in (("verify", ()), ("gaps", out), ("plan", (*budget, *out))):
        done = run(command, str(folder), "--ledger", *words, LANGUAGE="en")
        assert done.returncode in (0, 1)
        assert f"{other:%Y-%m}".encode() in done.stderr, command
        assert b"Warning: " in done.stderr, command
        quiet = run(command, str(folder), *words, LANGUAGE="en") if command == "verify" else None
        assert quiet is None or b"Warning: " not in quiet.stderr
        if command == "verify":
            continue
        page, schema = ("map.html", read_schema) if command == "gaps" else ("plan.html", read_plan_schema)
        name = "verdicts.json" if command == "gaps" else "plan.json"
        written = json.loads((tmp_path / "out" / name).read_text(encoding="utf-8"))
        jsonschema.validate(written, schema())
        assert written["doubts"]["clock_behind"] is (days > 0)
        assert written["doubts"]["records"]
        sentence = (
            "A wrong clock may have dated" if days < 0 else "ledger whose last record is later than this computer"
        )
        assert sentence in (tmp_path / "out" / page).read_text(encoding="utf-8")
        book = openpyxl.load_workbook(tmp_path / "out" / f"{command}.xlsx")
        assert any(sentence in str(cell) for row in book.worksheets[0].values for cell in row)
