"""`gisplan scenario` at the door: begun, solved, shown, handed over as a file, in both languages."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
import tomlkit
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from gisplan.base.errors import GisplanError
from gisplan.base.language import set_language
from gisplan.cli.scenario.adopt import adopt
from gisplan.cli.scenario.compare import compare
from gisplan.cli.scenario.files import export_file, import_file
from gisplan.cli.scenario.new import new
from gisplan.cli.scenario.show import list_all, show
from gisplan.cli.scenario.solve import solve
from gisplan.io.inputs.scenario_file import read_scenario, read_scenario_schema, write_scenario
from gisplan.ledger import Change, open_ledger
from gisplan.plan.scenario.scenario import Edit
from gisplan.workflow import make_plan, read_county


def run(command: click.Command, *words: object) -> Result:
    try:
        done = CliRunner().invoke(command, [str(word) for word in words])
    finally:
        set_language(None)
    if isinstance(done.exception, GisplanError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


def as_json(command: click.Command, *words: object) -> Any:
    return json.loads(run(command, *words, "--json").stdout)


@pytest.fixture(scope="module")
def county(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zhenba with its ledger, in which one scenario was begun and solved."""
    folder = tmp_path_factory.mktemp("scenarios") / "zhenba"
    shutil.copytree(root / "layers" / "zhenba", folder)
    open_ledger(folder)
    begun = as_json(
        new, folder, "方案一", "--budget", "group_roads:2020=5", "--budget", "group_roads:2021=5", "--by", "划"
    )
    assert (begun["stored"]["number"], begun["totals"]["km"], begun["plan"]) == (1, 0.0, None)
    run(solve, folder, "方案一", "--by", "划")
    return folder


def test_the_plan_of_a_scenario_is_that_of_the_command_plan(county: Path, root: Path) -> None:
    shown = as_json(show, county, "方案一")
    plan = make_plan(root / "layers" / "zhenba", budgets={"group_roads": 10.0}).plan
    assert shown["plan"]["proven"]
    assert shown["newly_served"]["people"] == shown["plan"]["value"] == plan.value / 1000
    assert shown["totals"]["km"] == pytest.approx(plan.spent()["group_roads"] / 1e6)
    assert shown["stored"]["version"] == 2


def test_a_scenario_goes_to_another_office_as_one_file_and_is_the_same_there(county: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.scenario.json"
    run(export_file, county, "1", file)
    Draft202012Validator(read_scenario_schema()).validate(json.loads(file.read_bytes()))
    there = as_json(import_file, county, file, "--name", "theirs", "--by", "外")
    here = as_json(show, county, "方案一")
    for field in ("totals", "newly_served", "served", "plan", "unmatched", "changed_files"):
        assert there[field] == here[field], field
    assert as_json(show, county, file)["stored"] is None, "a file needs no ledger"


def test_changed_files_and_stretches_that_fit_no_road_are_listed(county: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.scenario.json"
    run(export_file, county, "方案一", file)
    old = read_scenario(file)
    files = {**old.inputs, "roads.geojson": "0" * 64}
    write_scenario(type(old)(**{**vars(old), "inputs": files, "edits": (Edit("GONE", "in"),), "name": "old"}), file)
    shown = as_json(show, county, file)
    assert shown["changed_files"] == ["roads.geojson"]
    assert [item["segment"] for item in shown["unmatched"]] == ["GONE"]
    text = run(show, county, file).stdout
    assert "roads.geojson" in text
    assert "GONE" in text


def test_a_file_that_is_solved_keeps_its_plan_and_no_ledger_is_needed(root: Path, county: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.scenario.json"
    run(export_file, county, "方案一", file)
    bytes_before = file.read_bytes()
    run(solve, root / "layers" / "zhenba", file)
    assert file.read_bytes() == bytes_before, "the same plan is the same file"


def test_the_list_has_a_line_a_scenario_in_both_languages(county: Path) -> None:
    assert "方案一" in run(list_all, county).stdout
    assert "新建人" in run(list_all, county, "--lang", "zh").stdout
    assert as_json(list_all, county)["scenarios"][0]["name"] == "方案一"


def test_what_is_wrong_is_refused_with_its_remedy(county: Path, tmp_path: Path) -> None:
    with pytest.raises(GisplanError, match="give the name or number of one of"):
        run(show, county, "方案")
    with pytest.raises(GisplanError, match="Unknown programme"):
        run(new, county, "x", "--budget", "nothing=3")
    with pytest.raises(GisplanError, match="Budget group_roads:20=1"):
        run(new, county, "x", "--budget", "group_roads:20=1")
    (tmp_path / "bad.scenario.json").write_text('{"schema": "gisplan.scenario/1", "name": 1}', encoding="utf-8")
    with pytest.raises(GisplanError, match="name is 1") as caught:
        run(show, county, tmp_path / "bad.scenario.json")
    assert "county is None" in str(caught.value)
    (tmp_path / "no.scenario.json").write_text("{", encoding="utf-8")
    with pytest.raises(GisplanError, match="not JSON"):
        run(show, county, tmp_path / "no.scenario.json")


def test_scenarios_are_compared_with_today_and_with_the_county_list(county: Path) -> None:
    compared = as_json(compare, county, "方案一", "today", "road_works")
    one, today, own = compared["scenarios"]
    assert today["totals"]["km"] == 0
    assert own["totals"]["km"] > one["totals"]["km"]
    by_name = {(row["code"], tuple(row["served"])) for row in compared["served_differently"]}
    for place, scenario in enumerate(compared["scenarios"]):
        codes = {row["code"] for row in scenario["served"]}
        assert {code for code, served in by_name if served[place]} == codes - set.intersection(
            *({row["code"] for row in other["served"]} for other in compared["scenarios"])
        )
    shown = run(compare, county, "方案一", "today").stdout
    assert f"{one['totals']['km']:.2f}" in shown
    assert "villages newly served" in shown
    with pytest.raises(GisplanError, match="two to 4"):
        run(compare, county, "today")


def test_an_adopted_scenario_becomes_works_that_the_ledger_tracks(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "zhenba"
    shutil.copytree(root / "layers" / "zhenba", folder)
    (folder / "road_works.csv").unlink()
    text = (folder / "gisplan.toml").read_text(encoding="utf-8")
    (folder / "gisplan.toml").write_text(without_layer(text, "road_works"), encoding="utf-8")
    ledger = open_ledger(folder)
    ledger.load(read_county(folder), by="王")
    run(new, folder, "one", "--budget", "group_roads:2020=3", "--by", "划")
    run(solve, folder, "one", "--by", "划")
    shown = as_json(show, folder, "one")
    tried = as_json(adopt, folder, "one", "--by", "局", "--dry-run")
    assert not any(work.kind == "road" for work in ledger.state().works)
    done = as_json(adopt, folder, "one", "--by", "局")
    assert done["works"] == tried["works"]
    works = [work for work in ledger.state().works if work.kind == "road"]
    assert [work.code for work in works] == [work["code"] for work in done["works"]]
    assert sum(work.values["km"] for work in works) == pytest.approx(shown["totals"]["km"], abs=0.001 * len(works))
    assert {work.values["programme"] for work in works} == {"group_roads"}
    assert {str(work.values["due"]) for work in works} == {"2020-12-31"}
    assert all("one" in (event.note or "") for event in ledger.events() if event.kind == "road")
    assert ledger.check() == ()
    with pytest.raises(GisplanError, match="adopted already"):
        run(adopt, folder, "one", "--by", "局")
    first = works[0]
    ledger.record([Change(first.code, "done_km", first.values["km"], first.version)], by="王")
    again = ledger.work(first.code)
    ledger.record([Change(first.code, "due", date(2021, 6, 30), again.version)], by="王")
    progress = as_json(show, folder, "one")["adoption"]
    assert (progress["works"], progress["removed"], progress["changed"]) == (len(works), 0, 1)
    assert progress["km_built"] == first.values["km"]


def without_layer(text: str, name: str) -> str:
    """A county file without the table of a layer, and the tables in it."""
    document = tomlkit.parse(text)
    layers: Any = document["layers"]
    del layers[name]
    return tomlkit.dumps(document)


def test_adopting_is_refused_where_nothing_is_built_or_a_segment_is_a_work_already(county: Path) -> None:
    run(new, county, "empty", "--by", "划")
    with pytest.raises(GisplanError, match="builds nothing"):
        run(adopt, county, "empty", "--by", "局")
    found = as_json(adopt, county, "方案一", "--by", "局", "--dry-run")
    codes = {work.code for work in open_ledger(county).state().works}
    assert set(found["already"].values()) <= codes
