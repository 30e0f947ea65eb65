"""A work's page: milestones by one tap, values, notes, undo, rules, and two who change the same work."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from gisplan.ledger import Change
from gisplan.web.desk.desk import Desk
from tests.web.conftest import form_token, open_client, sign_in


def fields_of(page: str) -> dict[str, str]:
    """What the hidden fields of the milestones' form say."""
    form = page.split('id="milestone-form"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def enter(client: TestClient, page: str, number: int = 1, **fields: Any) -> Any:
    return client.post(f"/works/{number}", data={**fields_of(page), **fields})


@pytest.fixture
def clerk(desk: Desk) -> TestClient:
    return sign_in(desk, "记")


def test_what_was_recorded_is_named_although_others_recorded_since(desk: Desk, clerk: TestClient) -> None:
    answer = enter(clerk, clerk.get("/works/1").text, milestone="started:today")
    desk.ledger.record([Change("A", "people", 7, desk.ledger.work("A").version)], by="王")
    page = clerk.get(answer.headers["location"]).text
    assert "Recorded: started 2019-07-01." in page.split('id="milestones"')[0]


@pytest.mark.parametrize(
    ("choice", "day"),
    [("started:yesterday", "2019-06-30"), ("started:today", "2019-07-01"), ("started:other", "2019-06-03")],
)
def test_a_milestone_is_one_tap(desk: Desk, clerk: TestClient, choice: str, day: str) -> None:
    page = clerk.get("/works/1").text
    answer = enter(clerk, page, milestone=choice, **{"day.started": "2019-06-03"}, note="电话")
    assert answer.status_code == 303
    event = desk.ledger.history("A")[-1]
    assert (event.field, event.new, event.by, event.note) == ("started", day, "记", "电话")
    shown = clerk.get(answer.headers["location"]).text
    assert f"started {day}" in shown
    assert "Undo" in shown


def test_an_undo_is_a_correction_like_any_other(desk: Desk, clerk: TestClient) -> None:
    location = enter(clerk, clerk.get("/works/1").text, milestone="started:today").headers["location"]
    page = clerk.get(location).text
    event = desk.ledger.history("A")[-1]
    before = len(desk.ledger.history("A"))
    sent = {**fields_of(page), "event": event.id}
    sent["entry"] = page.split('name="entry" value="')[1].split('"')[0]  # of the button Undo; its answer is lost
    for _time in range(2):
        assert clerk.post("/works/1/undo", data=sent).status_code == 303
    events = desk.ledger.history("A")
    assert len(events) == before + 1
    assert (events[-1].old, events[-1].new) == (event.new, None)
    assert events[-1].undoes == event.id
    stale = clerk.post("/works/1/undo", data={**fields_of(clerk.get("/works/1").text), "event": event.id})
    assert stale.status_code == 422


def test_values_that_differ_are_recorded_and_no_others(desk: Desk, clerk: TestClient) -> None:
    page = clerk.get("/works/1").text
    given = {"was.people": "120", "new.people": "130", "was.km": "5.5", "new.km": "5.5", "on": "2019-06-15"}
    assert enter(clerk, page, **given).status_code == 303
    event = desk.ledger.history("A")[-1]
    assert (event.field, event.new, event.on) == ("people", "130", date(2019, 6, 15))
    assert enter(clerk, clerk.get("/works/1").text, **{"was.km": "5.5", "new.km": " 5.5 "}).status_code == 303
    assert desk.ledger.history("A")[-1].id == event.id


@pytest.mark.parametrize(
    "wrong",
    [
        {"was.people": "120", "new.people": "many"},
        {"was.people": "120", "new.people": "-3"},
        {"was.name": "x", "new.name": ""},
        {"was.nothing": "", "new.nothing": "1"},
        {"was.listed": "yes", "new.listed": "no"},
        {"was.place": "", "new.place": "EPSG:4326;POINT (0 0)"},
        {"milestone": "started:other"},
        {"milestone": "started:other", "day.started": "soon"},
        {"milestone": "nothing:today"},
        {"was.people": "120", "new.people": "3", "on": "never"},
    ],
)
def test_what_cannot_be_recorded_is_explained(desk: Desk, clerk: TestClient, wrong: dict[str, str]) -> None:
    last = desk.ledger.last_event
    answer = enter(clerk, clerk.get("/works/1").text, **wrong)
    assert answer.status_code == 422
    assert desk.ledger.last_event == last


def test_a_broken_rule_asks_for_the_reason_and_keeps_the_entry(desk: Desk, clerk: TestClient) -> None:
    answer = enter(clerk, clerk.get("/works/1").text, milestone="tested:today", note="口头")
    assert answer.status_code == 422
    form = answer.text.split('role="alert"')[1].split("</form>")[0]
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert (again["milestone"], again["note"]) == ("tested:today", "口头")
    assert clerk.post("/works/1", data={**again, "override": "局长同意"}).status_code == 303
    event = desk.ledger.history("A")[-1]
    assert (event.field, event.override, event.note) == ("tested", "局长同意", "口头")
    assert "局长同意" in clerk.get("/works/1").text


def test_the_second_writer_chooses_field_by_field(desk: Desk, clerk: TestClient) -> None:
    page = clerk.get("/works/1").text
    other = sign_in(desk, "划")
    assert enter(other, other.get("/works/1").text, **{"was.people": "120", "new.people": "150"}).status_code == 303
    assert enter(other, other.get("/works/1").text, milestone="started:today").status_code == 303
    last = desk.ledger.last_event
    mine = {"was.people": "120", "new.people": "140", "was.km": "5.5", "new.km": "6", "note": "实测"}
    answer = enter(clerk, page, **mine)
    assert answer.status_code == 409
    assert desk.ledger.last_event == last
    for text in ("150", "140", "划", "5.5", "实测"):
        assert text in answer.text
    chosen = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    sent = {**chosen, "field": ["people", "km"], "choice.people": "now", "choice.km": "mine"}
    assert clerk.post("/works/1/choose", data=sent).status_code == 303
    work = desk.ledger.work("A")
    assert (work.values["people"], work.values["km"]) == (150, 6)
    assert desk.ledger.history("A")[-1].note == "实测"


def test_a_third_change_meanwhile_is_shown_again(desk: Desk, clerk: TestClient) -> None:
    page = clerk.get("/works/1").text
    desk.ledger.record([Change("A", "people", 150, desk.ledger.work("A").version)], by="李")
    conflict = enter(clerk, page, **{"was.people": "120", "new.people": "140"})
    chosen = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', conflict.text))
    desk.ledger.record([Change("A", "people", 160, desk.ledger.work("A").version)], by="张")
    again = clerk.post("/works/1/choose", data={**chosen, "field": "people", "choice.people": "mine"})
    assert again.status_code == 409
    assert "160" in again.text
    assert desk.ledger.work("A").values["people"] == 160


def test_versions_of_another_store_are_refused(desk: Desk, clerk: TestClient) -> None:
    fields = {**fields_of(clerk.get("/works/1").text), "store": "another", "milestone": "started:today"}
    answer = clerk.post("/works/1", data=fields)
    assert answer.status_code == 409
    assert "The ledger was restored" in answer.text
    assert not desk.ledger.work("A").values.get("started")


def test_a_clerk_records_own_towns_and_reads_the_others(desk: Desk, clerk: TestClient) -> None:
    page = clerk.get("/works/2").text
    assert "milestone-form" in page
    assert 'name="milestone"' not in page
    last = desk.ledger.last_event
    sent = {"form_token": form_token(clerk), "store": desk.ledger.id, "seen": "9", "milestone": "started:today"}
    assert clerk.post("/works/2", data=sent).status_code == 403
    assert clerk.post("/works/2/undo", data={**sent, "event": "1"}).status_code in (403, 404)
    assert desk.ledger.last_event == last
    planner = sign_in(desk, "划")
    assert enter(planner, planner.get("/works/2").text, 2, milestone="started:today").status_code == 303


def test_a_work_that_is_not_there_is_not_found(clerk: TestClient) -> None:
    assert clerk.get("/works/99").status_code == 404
    assert clerk.get("/works/abc").status_code == 404


def test_one_person_signs_with_the_name_of_the_computers_user(alone: Desk) -> None:
    client = open_client(alone)
    assert enter(client, client.get("/works/1").text, milestone="started:today").status_code == 303
    assert alone.ledger.history("A")[-1].by == "独"
