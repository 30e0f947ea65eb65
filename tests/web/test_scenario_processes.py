"""What processes make of scenarios: the page in both languages, a comparison, and the plan that is recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gisplan.base.language import set_language
from gisplan.ledger import open_ledger
from gisplan.ledger.scenarios.scenarios import Scenarios
from gisplan.ledger.scenarios.stored import KeptScenario
from gisplan.plan.scenario.changes import Edited
from gisplan.plan.scenario.scenario import Budget, Edit, Scenario
from gisplan.web.jobs.scenario_maker import make_scenario
from gisplan.web.jobs.task import Task
from gisplan.web.scenarios.make import COMPARISON, FACTS, FAULT, main

COUNTY = "610728"


@pytest.fixture(scope="module")
def county(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(
        shutil.copytree(root / "tests" / "fixtures" / "qingxi", tmp_path_factory.mktemp("scenarios") / "county")
    )


@pytest.fixture(scope="module")
def kept(county: Path) -> tuple[Scenarios, KeptScenario]:
    scenarios = Scenarios(open_ledger(county).engine)
    budgets = (Budget("general", 1.0, 2019), Budget("general", 1.0, 2020))
    made = scenarios.begin(Scenario("方案一", COUNTY, "zhenba-2019", budgets=budgets), by="划")
    return scenarios, scenarios.change(made.number, (Edited((Edit("NONE", "in"),)),), by="二", seen=0)


def test_a_plan_is_recorded_once_by_who_asked_and_its_page_is_made(
    county: Path, kept: tuple[Scenarios, KeptScenario], tmp_path: Path
) -> None:
    scenarios, begun = kept
    shown: list[object] = []
    task = Task(str(county), {"number": begun.number, "time_limit": 20}, tmp_path, shown.append, "划", "job-1")
    assert make_scenario(task).files == ()
    make_scenario(task)
    solved = scenarios.get(begun.number)
    assert (solved.version, solved.changes[-1].by) == (3, "划")
    plan = solved.scenario.plan
    assert plan is not None
    assert plan.years is not None
    assert solved.scenario.inputs
    assert main(["page", str(county), str(tmp_path / "page"), "en", f"{begun.number}@{solved.version}"]) == 0
    set_language("en")
    facts = json.loads((tmp_path / "page" / FACTS).read_text(encoding="utf-8"))
    assert facts["inputs"] == dict(solved.scenario.inputs)
    assert facts["km"] == pytest.approx(sum(one.to_m - one.from_m for one in plan.stretches) / 1000, abs=0.1)
    for language, word in (("en", "By programme and year"), ("zh", "按项目类别和年度")):
        assert word in (tmp_path / "page" / f"{language}.html").read_text(encoding="utf-8")


def test_scenarios_are_compared_with_today(county: Path, kept: tuple[Scenarios, KeptScenario], tmp_path: Path) -> None:
    number = kept[1].number
    main(["compare", str(county), str(tmp_path), "en", f"{number}@1", "today"])
    document = json.loads((tmp_path / COMPARISON).read_text(encoding="utf-8"))
    assert [one["totals"]["km"] for one in document["scenarios"]] == [0.0, 0.0]


def test_what_cannot_be_made_says_why(county: Path, tmp_path: Path) -> None:
    main(["compare", str(county), str(tmp_path), "zh", "99@0", "today"])
    assert "99" in (tmp_path / FAULT).read_text(encoding="utf-8")
    set_language("en")
