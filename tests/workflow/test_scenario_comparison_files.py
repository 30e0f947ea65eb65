"""Scenarios side by side as files: the document by its schema, the workbook, and a small map of each."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from PIL import Image

from gisplan import make_plan, read_county
from gisplan.base.language import use_language
from gisplan.county.county import County
from gisplan.plan.scenario.comparison import ScenarioComparison
from gisplan.report.documents.scenario_comparison import read_scenario_comparison_schema
from gisplan.workflow.scenario_comparison_files import write_comparison
from gisplan.workflow.scenario_sources import make_today
from gisplan.workflow.scenario_steps import begin_scenario, compare, read_budget_texts, solve


@pytest.fixture(scope="module")
def county(qingxi: Path) -> County:
    return read_county(qingxi, orientation=False)


@pytest.fixture(scope="module")
def compared(county: County) -> ScenarioComparison:
    solved = [
        solve(county, begin_scenario(county, name, budgets=read_budget_texts([budget])))
        for name, budget in (("小", "general=4"), ("大", "general=20"))
    ]
    return compare(county, [*solved, make_today(county, str(county.standard))])


def test_the_document_is_by_its_schema_and_today_has_the_verdicts_of_today(
    county: County, compared: ScenarioComparison, tmp_path: Path
) -> None:
    written = write_comparison(compared, tmp_path, charts=True)
    assert [path.name for path in written] == ["comparison.json", "comparison.xlsx", "comparison.png"]
    document = json.loads(written[0].read_bytes())
    jsonschema.validate(document, read_scenario_comparison_schema())
    today = {
        row["criterion"]: [row[state][2] for state in ("met", "missed", "unknown")] for row in document["verdicts"]
    }
    for count in make_plan(county, budgets={"general": 4.0}).before.criteria:
        if not count.layer_missing:
            assert today[count.criterion.id] == [count.met, count.missed, count.unknown]
    small, large, _today = (scenario["newly_served"]["people"] for scenario in document["scenarios"])
    assert 0 < small <= large


def test_more_is_met_the_more_is_built(compared: ScenarioComparison) -> None:
    roads = compared.verdicts[compared.verdicts["criterion"] == "group_road"]
    assert int(roads["met_1"].iloc[0]) >= int(roads["met_0"].iloc[0]) > int(roads["met_2"].iloc[0])


def test_the_workbook_says_the_same_in_both_languages(compared: ScenarioComparison, tmp_path: Path) -> None:
    write_comparison(compared, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "comparison.xlsx")
    names = ["summary", "programmes", "years", "towns", "criteria", "served", "stretches"]
    assert book.sheetnames == names
    cells = {str(cell.value) for row in book["summary"].iter_rows() for cell in row}
    assert {"小", "大", "people newly served"} <= cells
    codes = {str(cell.value) for row in book["served"].iter_rows() for cell in row}
    assert set(compared.differences["code"].astype(str)) <= codes
    with use_language("zh"):
        write_comparison(compared, tmp_path / "zh")
    chinese = openpyxl.load_workbook(tmp_path / "zh" / "comparison.xlsx")
    assert len(chinese.sheetnames) == len(names)
    assert not any(name.isascii() for name in chinese.sheetnames)


def test_files_are_the_same_every_time_and_an_old_picture_goes(compared: ScenarioComparison, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_comparison(compared, tmp_path, charts=True)]
    assert Image.open(io.BytesIO(first[2])).width > 1000
    again = [path.read_bytes() for path in write_comparison(compared, tmp_path, charts=True)]
    assert first == again
    write_comparison(compared, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["comparison.json", "comparison.xlsx"]
