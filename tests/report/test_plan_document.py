"""The plan's document and table: its schema, its bytes, its sums, and values shown as they are."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

import gisplan
from gisplan.base.language import set_language
from gisplan.county.county import County
from gisplan.gaps import Gaps
from gisplan.plan import Lock, PlanResult
from gisplan.report import write_json
from gisplan.report.documents.plan import make_plan_document, read_plan_schema
from gisplan.report.terminal.plan import show_plan
from gisplan.wording.plans import format_plan_quality
from tests.attacks import ATTACKS

LISTED = ("C911610728001", "C909610728001", ("C910610728001", "general"), "none such", "S901610728001")


@pytest.fixture(scope="module")
def county(qingxi: Path) -> County:
    return gisplan.read_county(qingxi)


@pytest.fixture(scope="module")
def planned(county: County) -> PlanResult:
    locks = (Lock("C914610728001", "in"), Lock("C906610728001", "out"))
    return gisplan.make_plan(county, budgets={"general": 8.0}, locks=locks, budget_curve=True, score=LISTED, replans=2)


def describe(planned: PlanResult) -> dict[str, Any]:
    return json.loads(write_json(make_plan_document(planned)))


@pytest.fixture(scope="module")
def document(planned: PlanResult) -> dict[str, Any]:
    return describe(planned)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(read_plan_schema())


@pytest.mark.parametrize("budgets", [{"general": 8.0}, {"resurfacing": 3.0, "group_roads": 1.0}, {}, {"general": None}])
def test_the_document_keeps_to_its_schema(county: County, budgets: dict[str, float | None]) -> None:
    validator = Draft202012Validator(read_plan_schema())
    validator.validate(describe(gisplan.make_plan(county, budgets=budgets)))


def test_all_of_it_keeps_to_its_schema(document: dict[str, Any]) -> None:
    Draft202012Validator(read_plan_schema()).validate(document)
    assert document["budget_curve"]
    assert document["score"]


def test_the_schema_refuses_what_is_no_plan(document: dict[str, Any]) -> None:
    wrong = json.loads(json.dumps(document))
    wrong["settlements"][0]["why_not"] = "because"
    wrong["units"][0]["lock"] = "maybe"
    del wrong["proven"]
    wrong["seconds"] = 3
    assert len(list(Draft202012Validator(read_plan_schema()).iter_errors(wrong))) == 4


def test_a_proven_plan_is_the_same_bytes_every_time(county: County) -> None:
    first, second = (
        gisplan.make_plan(county, budgets={"general": 8.0}, budget_curve=True, score=LISTED, time_limit_s=limit)
        for limit in (None, 600.0)
    )
    assert first.plan.proven
    assert write_json(make_plan_document(first)) == write_json(make_plan_document(second))


def test_no_path_of_this_machine_is_written(document: dict[str, Any], qingxi: Path) -> None:
    assert str(qingxi.parent) not in json.dumps(document, ensure_ascii=False)


def test_units_and_steps_and_budgets_have_the_same_sums(document: dict[str, Any]) -> None:
    built = [u for u in document["units"] if u["in_plan"]]
    spent = sum(b["spent"] for b in document["budgets"])
    assert round(sum(u["cost"] for u in built), 6) == document["cost"] == round(spent, 6)
    assert document["steps"][-1]["total"]["cost"] == document["cost"]
    assert document["steps"][-1]["total"]["prize"] == document["value"] == document["gain"]
    assert all(b["spent"] <= b["budget"] for b in document["budgets"])
    assert {u["step"] for u in built} == {s["step"] for s in document["steps"]}
    assert document["budgets"][0]["locked"] == next(u["cost"] for u in built if u["segment"] == "C914610728001")


def test_settlements_show_who_is_served_when_and_why_not(document: dict[str, Any]) -> None:
    rows = document["settlements"]
    for kind, name in (("village", "villages"), ("group", "groups")):
        own = [s for s in rows if s["kind"] == kind]
        assert document["joined"]["all"][name] == len(own)
        assert document["joined"]["before"][name] == sum(s["served_before"] for s in own)
        assert document["joined"]["after"][name] == sum(s["served"] for s in own)
    assert all((s["why_not"] is None) == s["served"] for s in rows)
    assert all((s["step"] is not None) == (s["served"] and not s["served_before"]) for s in rows)
    assert sum(s["prize"] for s in rows if s["served"] and not s["served_before"]) == document["gain"]
    by_step = {code for step in document["steps"] for code in step["codes"]}
    assert by_step == {s["code"] for s in rows if s["step"] is not None}


def test_locks_are_kept_and_listed(document: dict[str, Any]) -> None:
    locked = {u["segment"]: (u["lock"], u["in_plan"]) for u in document["units"] if u["lock"]}
    assert locked == {"C914610728001": ("in", True), "C906610728001": ("out", False)}


def test_verdicts_and_plan_agree(document: dict[str, Any]) -> None:
    """Every village whose groups are all joined meets the criterion of all groups, before and after."""
    for when in ("before", "after"):
        criteria = {c["id"]: c for c in document["verdicts"][when]["criteria"]}
        assert criteria["group_road_village"]["met"] == document["joined"][when]["villages"]


def test_what_a_stretch_is_worth_is_between_its_bounds(document: dict[str, Any]) -> None:
    losses = [u["loss"] for u in document["units"] if u["in_plan"]]
    assert all(0 <= loss["lower"] <= loss["upper"] for loss in losses)
    assert any(loss["exact"] and loss["upper"] > 0 for loss in losses), "two were planned again"


def test_a_list_is_scored(document: dict[str, Any]) -> None:
    score = document["score"]
    assert [u["segment"] for u in score["units"]] == sorted(u["segment"] for u in score["units"])
    assert score["not_in_county"] == ["none such"]
    assert score["already_sealed"] == ["S901610728001"]
    assert score["value"] <= score["best"]["value"] <= score["best"]["bound"]
    assert score["best"]["cost"] <= score["cost"]
    served = sum(s["prize"] for s in document["settlements"] if s["served_by_list"] and not s["served_before"])
    assert served == score["value"]


def test_the_budget_curve_grows(document: dict[str, Any]) -> None:
    values = [point["value"] for point in document["budget_curve"]]
    assert values == sorted(values)
    whole = next(point for point in document["budget_curve"] if point["share"] == 1.0)
    assert whole["value"] == document["value"]


def show(planned: PlanResult, language: str = "en", width: int = 100) -> str:
    set_language(language)
    try:
        console = Console(width=width, record=True, file=io.StringIO())
        show_plan(planned, console)
        return console.export_text()
    finally:
        set_language(None)


def test_the_table_shows_what_the_document_holds(planned: PlanResult, document: dict[str, Any]) -> None:
    text = show(planned)
    assert "proven" in text
    assert "Hardened road to the group" in text
    assert "Tap water" not in text, "what the plan does not change is not shown again"
    assert f"{document['value']:g} people: proven the best within these budgets and with " in " ".join(text.split())
    assert "C911610728001" in text
    assert "Listed, but not in the county (1): none such." in text


def test_the_table_speaks_chinese(planned: PlanResult) -> None:
    text = show(planned, "zh")
    assert "已证明在此预算和事先锁定条件下最优" in text
    assert "（必须修建" in text
    assert not [line for line in text.splitlines() if " the " in line]


def test_an_unproven_plan_is_never_called_proven(planned: PlanResult) -> None:
    plan = planned.plan
    sentence = format_plan_quality(replace(plan, bound=plan.bound + 1_000, proven=False))
    assert "not proven" in sentence
    assert "gap" in sentence
    tiny = format_plan_quality(replace(plan, value=99_999_999, bound=100_000_000, proven=False))
    assert "< 0.01 %" in tiny
    assert "not proven" in format_plan_quality(replace(plan, bound=plan.bound + 1, proven=False))
    equal = format_plan_quality(replace(plan, ties_proven=False))  # the order of equal plans has a field of its own
    assert "proven optimal" in equal
    assert "less is not proven" in equal
    least = replace(plan, budgets={}, value=5_000_000, bound=4_000_000, proven=False)
    assert "5 km" in format_plan_quality(least)
    assert "gap 25.00 %" in format_plan_quality(least)


def test_a_plan_that_may_build_nothing_is_no_success(qingxi: Path) -> None:
    """Everything that could be connected was said to be, at a cost of 0 km, though a general budget connects more."""
    planned = gisplan.make_plan(qingxi)
    reasons = list(planned.plan.unserved_reason)
    first, second = show(planned).splitlines()[1:3]
    assert first.startswith("This plan builds nothing: ")
    assert second.startswith(f"{reasons.count('no_programme')} settlements: no programme may build the roads")
    assert "--budget general=KM" in format_plan_quality(planned.plan)
    assert "Nothing is built" not in format_plan_quality(gisplan.make_plan(qingxi, budgets=["general"]).plan)


def test_values_of_files_are_shown_as_they_are(attacked: Gaps) -> None:
    planned = gisplan.make_plan(attacked.county, budgets=["general"], score=ATTACKS)
    document = describe(planned)
    segments = {u["segment"] for u in document["units"]}
    assert segments
    assert all(segment.startswith(ATTACKS) for segment in segments)
    assert document["county"]["name"] == ATTACKS[1]
    text = "".join(show(planned, width=400).split())
    shown = [segment for step in document["steps"][:10] for segment in step["segments"][:3]]
    assert shown
    assert all("".join(segment.split()) in text for segment in shown)
