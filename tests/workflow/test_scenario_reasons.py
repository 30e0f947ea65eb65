"""Why a road, and why not a settlement: asked by code or name, answered in sentences and as a document."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from gisplan import read_county
from gisplan.base.errors import PlanError
from gisplan.base.language import set_language, use_language
from gisplan.cli.scenario.why import why
from gisplan.county.county import County
from gisplan.io.inputs.scenario_file import write_scenario
from gisplan.plan.scenario.replay import replay
from gisplan.plan.scenario.scenario import Scenario
from gisplan.report.documents.scenario_reasons import make_reasons_document, read_reasons_schema
from gisplan.wording.scenario_reasons import list_segment_sentences, list_settlement_sentences
from gisplan.workflow.scenario_reasons import explain, find_meant
from gisplan.workflow.scenario_steps import begin_scenario, prepare, read_budget_texts, solve


@pytest.fixture(scope="module")
def county(qingxi: Path) -> County:
    return read_county(qingxi, orientation=False)


@pytest.fixture(scope="module")
def scenario(county: County) -> Scenario:
    """A scenario with a small budget, solved: it builds some roads and leaves some settlements out."""
    return solve(county, begin_scenario(county, "小方案", budgets=read_budget_texts(["general=4"])))


def test_a_road_that_is_built_says_who_is_served_through_it_and_what_is_lost(
    county: County, scenario: Scenario
) -> None:
    problem = prepare(county, scenario)
    built = replay(problem, scenario).built
    segment = str(problem.units.segment[np.flatnonzero(built)[0]])
    answer = explain(county, scenario, segment)
    sentences = list_segment_sentences(answer.problem, scenario.prize, answer.reasons)
    assert sentences[0].startswith(f"The scenario builds {segment}")
    document = make_reasons_document(scenario, answer.problem, answer.reasons)
    jsonschema.validate(document, read_reasons_schema())
    assert document["text"] == sentences
    assert document["segment"]["is_built"] is True
    assert document["segment"]["loss_upper"] >= document["segment"]["loss_lower"] >= 0


def test_a_settlement_that_is_left_out_says_what_it_would_need(county: County, scenario: Scenario) -> None:
    problem = prepare(county, scenario)
    proposal = replay(problem, scenario)
    left = np.flatnonzero(~problem.served(proposal.built | proposal.done))
    kinds = set()
    for place in left:
        answer = explain(county, scenario, str(problem.demand.frame["code"].iloc[place]))
        sentences = list_settlement_sentences(answer.problem, scenario.prize, answer.reasons)
        document = make_reasons_document(scenario, answer.problem, answer.reasons)
        jsonschema.validate(document, read_reasons_schema())
        found = document["settlement"]
        assert sentences[0].startswith("The scenario leaves ")
        assert (found["cost"] is None) == (not found["cheapest"])
        kinds.add(found["within_budgets"])
        with use_language("zh"):
            chinese = list_settlement_sentences(answer.problem, scenario.prize, answer.reasons)
        assert len(chinese) == len(sentences)
        assert all(text.endswith("。") for text in chinese)
    assert kinds  # some settlement is left out


def test_names_that_nothing_or_several_have_are_refused_with_codes(county: County, scenario: Scenario) -> None:
    problem = prepare(county, scenario)
    frame = problem.demand.frame
    names = frame["name"].dropna().value_counts()
    once, often = names[names == 1].index[0], names[names > 1].index
    if once not in set(county.roads["name"].dropna()):
        assert frame["name"].iloc[find_meant(problem, once)] == once
    for name in often[:1]:
        codes = frame.loc[frame["name"] == name, "code"]
        with pytest.raises(PlanError, match=codes.iloc[0]):
            find_meant(problem, name)
    with pytest.raises(PlanError, match="has the code or name nowhere"):
        find_meant(problem, "nowhere")


def test_the_command_answers_of_a_file_in_both_languages(
    qingxi: Path, county: County, scenario: Scenario, tmp_path: Path
) -> None:
    file = tmp_path / "one.scenario.json"
    write_scenario(scenario, file)
    segment = str(prepare(county, scenario).units.segment[0])
    try:
        words = [str(qingxi), str(file), segment]
        done = CliRunner().invoke(why, [*words, "--json"])
        assert json.loads(done.stdout)["segment"]["segment"] == segment
        chinese = CliRunner().invoke(why, [*words, "--lang", "zh"])
        assert "本方案" in chinese.stdout
        assert chinese.exit_code == 0
    finally:
        set_language(None)
