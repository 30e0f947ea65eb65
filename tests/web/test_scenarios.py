"""Scenarios at the desk: begun, changed by two planners, undone, copied, taken from a file; who may do what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gisplan.ledger.scenarios.scenarios import Scenarios
from gisplan.ledger.scenarios.undoing import find_next_steps
from gisplan.plan.scenario.changes import Edited, Solved, Undone
from gisplan.plan.scenario.scenario import Budget, Edit, Scenario, SolvedPlan, Stretch
from gisplan.web.desk.desk import Desk
from gisplan.web.desk.hub import look
from gisplan.web.scenarios.budgets import Rules, format_budgets, read_budgets
from gisplan.web.scenarios.made import MadeOnce, Result, hash_page
from tests.web.conftest import PASSWORD, form_token, open_client, send, sign_in

MARKUP = "<img src=x onerror=alert(1)>"
PAGE = '<head><meta http-equiv="Content-Security-Policy" content="default-src \'none\'"></head>'
COUNTY = "610728"


class NoneMade(MadeOnce):
    """Pages and comparisons that are made at once, by nobody."""

    def _start(self, result: Result, task: str, names: Any, language: str) -> None:  # noqa: ARG002
        result.folder.mkdir(parents=True)
        for one in ("en", "zh"):
            (result.folder / f"{one}.html").write_text(PAGE + " ".join(names), encoding="utf-8")
        (result.folder / "facts.json").write_text('{"km": 1.5, "yuan": 12345.0}', encoding="utf-8")
        (result.folder / "comparison.json").write_text(json.dumps(compared(len(names))), encoding="utf-8")
        result.state = "ready"


def compared(count: int) -> dict[str, Any]:
    """A comparison as its process writes it."""
    row = {"km": 2.0, "cost": 2.0, "yuan": None, "km_unpriced": 2.0}
    one = {
        "totals": row,
        "by_programme": [{"programme": "general", **row}],
        "by_programme_and_year": [{"programme": "general", "year": 2019, **row}],
        "by_town": [{"town": MARKUP, **row}],
        "newly_served": {"villages": 1, "groups": 2, "people": 1390, "households": 4},
        "stretches_not_connected": 0,
    }
    differ = {"kind": "village", "code": "1", "name": MARKUP, "village": None, "town": "青水镇", "people": 5}
    served = [place == 0 for place in range(count)]
    return {"scenarios": [one] * count, "served_differently": [{**differ, "served": served}]}


@pytest.fixture
def planning(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with two planners and a scenario."""
    desk.accounts.add("二", PASSWORD, role="planner")
    desk.scenarios = NoneMade(desk.settings)
    rules = Rules(find_county(desk), "zhenba-2019", "km", {"group_roads": "group roads", "general": "any road"})
    for module in ("listed", "one", "compare"):
        monkeypatch.setattr(f"gisplan.web.pages.scenarios.{module}.read_rules", lambda *_given: rules)
    Scenarios(desk.ledger.engine, desk.ledger.clock).begin(Scenario("方案一", rules.county, rules.standard), by="划")
    return desk


def find_county(desk: Desk) -> str:
    return desk.ledger.state().county


def change(client: TestClient, token: str, **sent: Any) -> Any:
    return client.post("/api/scenarios/1", json=sent, headers={"x-form-token": token})


def put(segment: str, action: str = "in") -> dict[str, Any]:
    return {"edits": [{"segment": segment, "action": action, "from_m": 0, "to_m": 10}]}


def test_a_scenario_is_begun_set_copied_and_archived(planning: Desk) -> None:
    client = sign_in(planning, "划")
    fields = {"name": MARKUP, "budget.group_roads": "2019: 10; 2020：不限", "prize": "villages", "whole": "yes"}
    answer: Any = send(client, "/scenarios", **fields)
    assert answer.headers["location"] == "/scenarios/2"
    page = client.get("/scenarios").text
    assert MARKUP not in page
    assert "&lt;img" in page
    kept = Scenarios(planning.ledger.engine)
    begun = kept.get(2).scenario
    assert (begun.years, begun.prize, begun.whole_segments) == ((2019, 2020), "villages", True)
    send(client, "/scenarios/2/settings", name="方案二", prize="people", seen="0", **{"budget.general": "8"})
    assert kept.get(2).scenario.name == "方案二"
    assert [(b.programme, b.amount, b.year) for b in kept.get(2).scenario.budgets] == [("general", 8.0, None)]
    assert send(client, "/scenarios/2/copy").headers["location"] == "/scenarios/3"  # type: ignore[attr-defined]
    assert (kept.get(3).copy_of, kept.get(3).scenario.name) == (2, "方案二 (2)")
    send(client, "/scenarios/2/archive", archived="yes")
    assert 'href="/scenarios/2"' not in client.get("/scenarios").text
    assert 'href="/scenarios/2"' in client.get("/scenarios?archived=1").text
    for wrong in ({"budget.group_roads": "-3"}, {"budget.none": "3"}, {"prize": "money"}, {"name": "方案一"}):
        assert send(client, "/scenarios", **{"name": "新", **wrong}).status_code == 422  # type: ignore[attr-defined]
    assert len(kept.list()) == 3


def test_two_planners_see_each_others_edits_and_conflicts(planning: Desk) -> None:
    one, two = sign_in(planning, "划"), sign_in(planning, "二")
    first, second = form_token(one), form_token(two)
    before = look(planning.ledger, planning.editors)
    made = change(one, first, seen=0, entry="a", changes=[put("A")]).json()
    assert (made["version"], made["edits"], made["undo"]) == (1, None, 1)
    assert look(planning.ledger, planning.editors).scenarios != before.scenarios
    again = change(one, first, seen=0, entry="a", changes=[put("A")])
    assert (again.status_code, again.json()["version"]) == (200, 1)
    other = change(two, second, seen=0, entry="b", changes=[put("B")]).json()
    assert [edit["segment"] for edit in other["edits"]] == ["A", "B"]
    clash = change(two, second, seen=0, entry="c", changes=[put("A", "out")])
    assert (clash.status_code, clash.json()["others"][0]["by"]) == (409, "划")
    assert change(two, second, seen=2, entry="d", changes=[put("A", "out")]).status_code == 200
    now = one.get("/api/scenarios/1").json()
    assert (now["version"], now["undo"], now["page"]["state"]) == (3, 1, "ready")
    assert change(two, second, seen=9, changes=[put("A")]).status_code == 422


def test_undo_and_redo_have_no_end(planning: Desk) -> None:
    client = sign_in(planning, "划")
    token = form_token(client)
    for place, segment in enumerate("ABC"):
        change(client, token, seen=place, changes=[put(segment)])
    segments = []
    for step in ("undo", "undo", "undo", "redo", "redo", "undo", "redo", "redo"):
        now = client.get("/api/scenarios/1").json()
        now = change(client, token, seen=now["version"], changes=[{"undo": now[step]}]).json()
        segments.append("".join(edit["segment"] for edit in now["edits"]))
    assert segments == ["AB", "A", "", "A", "AB", "A", "AB", "ABC"]
    assert now["redo"] is None
    send(client, "/scenarios/1/undo", change="1")
    assert len(client.get("/api/scenarios/1").json()["edits"]) == 2
    history = client.get("/scenarios/1/history").text
    assert history.count('name="change" value="1"') == 0
    assert send(client, "/scenarios/1/undo", change="99").status_code == 422  # type: ignore[attr-defined]


def test_only_ones_own_changes_are_undone_by_a_key(planning: Desk) -> None:
    kept = Scenarios(planning.ledger.engine, planning.ledger.clock)
    kept.change(1, (Edited((Edit("A", "in"),)),), by="划", seen=0)
    kept.comment(1, "看过", by="划")
    kept.change(1, (Edited((Edit("B", "in"),)),), by="二", seen=2)
    assert find_next_steps(kept.get(1).changes, "划") == (1, None)
    kept.change(1, (Undone(1),), by="划", seen=3)
    assert find_next_steps(kept.get(1).changes, "划") == (None, 4)
    assert find_next_steps(kept.get(1).changes, "看") == (None, None)


def test_a_plan_cannot_be_sent_and_markup_is_refused_or_shown_as_text(planning: Desk) -> None:
    client = sign_in(planning, "划")
    token = form_token(client)
    for wrong in ({"plan": None}, {"set": {"inputs": {}}}, {"edits": []}, {"edits": [{"segment": "A", "action": "x"}]}):
        assert change(client, token, seen=0, changes=[wrong]).status_code == 422, wrong
    change(client, token, seen=0, changes=[put(MARKUP)])
    send(client, "/scenarios/1/comments", text=MARKUP)
    history = client.get("/scenarios/1/history").text
    assert MARKUP not in history
    assert history.count("&lt;img") == 2


def test_the_list_shows_the_plan_and_the_page_has_a_policy_of_its_own(planning: Desk) -> None:
    plan = SolvedPlan((Stretch("A", 0.0, 1500.0, "group_roads"),), 11304.0, 11304.0, "people", proven=True)
    kept = Scenarios(planning.ledger.engine, planning.ledger.clock)
    kept.change(1, (Solved(plan),), by="划", seen=0)
    client = sign_in(planning, "看")
    page = client.get("/scenarios/1")
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "/scenarios/1/settings" not in page.text
    made = client.get("/scenarios/1/page")
    assert made.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert made.text.endswith("1@1")
    listed = client.get("/scenarios").text
    assert "11\u202f304 people" in listed or "11\u202f304人" in listed
    assert "12\u202f345" in listed
    assert open_client(planning).get("/scenarios/1/page").status_code == 303


def test_edits_change_no_key_of_a_page_and_budgets_do() -> None:
    scenario = Scenario("a", COUNTY, "s", edits=(Edit("A", "in"),))
    same = Scenario("b", COUNTY, "s", notes="x")
    other = Scenario("b", COUNTY, "s", prize="groups")
    assert hash_page(scenario, "f") == hash_page(same, "f") != hash_page(other, "f")
    assert hash_page(scenario, "f") != hash_page(scenario, "g")


def test_a_file_is_taken_back_as_it_was_written(planning: Desk, tmp_path: Path) -> None:
    client = sign_in(planning, "划")
    token = form_token(client)
    change(client, token, seen=0, changes=[put("A")])
    file = client.get("/scenarios/1/file")
    assert file.headers["content-disposition"].startswith("attachment")
    for content, name, status in ((file.content, "外单位", 303), (file.content, "", 422), (b"{}", "x", 422)):
        sent = {"file": ("方案.scenario.json", content, "application/json")}
        answer = client.post("/scenarios/upload", data={"form_token": token, "name": name}, files=sent)
        assert answer.status_code == status
        assert str(tmp_path) not in answer.text
    taken = Scenarios(planning.ledger.engine).get(2).scenario
    assert (taken.name, [edit.segment for edit in taken.edits]) == ("外单位", ["A"])


def test_scenarios_are_compared_by_name_without_markup(planning: Desk) -> None:
    client = sign_in(planning, "看")
    page = client.get("/scenarios/compare?s=1&s=today").text
    assert MARKUP not in page
    assert "1\u202f390" in page
    assert client.get("/scenarios/compare/state?s=1&s=today").json() == {"state": "ready"}
    assert client.get("/scenarios/compare/state?s=1").json() == {"state": "none"}
    assert client.get("/scenarios/compare?s=1&s=999").status_code == 200


def test_a_plan_is_asked_for_once_and_cancelled_by_who_asked(planning: Desk) -> None:
    client, other = sign_in(planning, "划"), sign_in(planning, "二")
    headers = {"x-form-token": form_token(client)}
    job = client.post("/api/scenarios/1/solve", json={}, headers=headers).json()
    assert client.post("/api/scenarios/1/solve", json={"time_limit": None}, headers=headers).json()["job"] == job["job"]
    assert other.get("/api/scenarios/1").json()["jobs"][0]["may_cancel"] is False
    away = other.post("/api/scenarios/1/cancel", json={}, headers={"x-form-token": form_token(other)})
    assert away.status_code == 409
    assert client.post("/api/scenarios/1/cancel", json={}, headers=headers).json()["jobs"][0]["state"] == "cancelled"
    assert "/reports/new?kind=scenario" not in client.get("/reports").text
    assert client.get("/reports").status_code == 200


def test_budgets_of_a_form_are_read_as_they_are_written() -> None:
    given = [("a", "20"), ("b", "2019: 10.5; 2020: unlimited"), ("c", " ")]
    budgets = read_budgets(given, ("a", "b", "c"))
    assert format_budgets(budgets) == {"a": "20", "b": "2019: 10.5; 2020: unlimited"}
    assert read_budgets(format_budgets(budgets).items(), ("a", "b")) == budgets
    exact = (Budget("a", 312.123456), Budget("b", 93_600_000.0, 2019), Budget("b", 0.0, 2020))
    assert read_budgets(format_budgets(exact).items(), ("a", "b")) == exact
