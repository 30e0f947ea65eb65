"""One milestone of many works at once; and the same writes as JSON documents."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from gisplan.ledger import Change
from gisplan.web.desk.desk import Desk
from tests.web.conftest import form_token, sign_in


@pytest.fixture
def planner(desk: Desk) -> TestClient:
    return sign_in(desk, "划")


def chosen(desk: Desk, *codes: str) -> list[str]:
    return [f"{work.number}:{work.version}" for code in codes for work in [desk.ledger.work(code)]]


def bulk(client: TestClient, desk: Desk, work: list[str], **fields: Any) -> Any:
    sent = {"store": desk.ledger.id, "milestone": "started", "day": "2019-06-20", "back": "/works?kind=water"}
    return client.post("/works/bulk", data={"form_token": form_token(client), "work": work, **sent, **fields})


def test_many_works_are_recorded_together(desk: Desk, planner: TestClient) -> None:
    assert planner.get("/works").text.count('type="checkbox"') == 3
    answer = bulk(planner, desk, chosen(desk, "A", "B"), note="例会")
    assert answer.headers["location"] == "/works?kind=water"
    last = desk.ledger.events()[-2:]
    assert [(e.code, e.field, e.new, e.note) for e in last] == [
        ("A", "started", "2019-06-20", "例会"),
        ("B", "started", "2019-06-20", "例会"),
    ]
    assert last[0].batch == last[1].batch


def test_where_someone_was_first_nothing_is_recorded_until_one_says_so(desk: Desk, planner: TestClient) -> None:
    works = chosen(desk, "A", "B")
    desk.ledger.record([Change("A", "people", 7, desk.ledger.work("A").version)], by="李")
    last = desk.ledger.last_event
    answer = bulk(planner, desk, works)
    assert answer.status_code == 409
    assert "李" in answer.text
    assert desk.ledger.last_event == last
    left = re.findall(r'name="work" value="([^"]+)"', answer.text)
    assert left == works[1:]
    assert bulk(planner, desk, left).status_code == 303
    assert desk.ledger.events()[-1].code == "B"


def test_a_broken_rule_of_one_stops_all_until_there_is_a_reason(desk: Desk, planner: TestClient) -> None:
    refused = bulk(planner, desk, chosen(desk, "A", "B"), milestone="tested")
    assert refused.status_code == 422
    assert 'name="override"' in refused.text
    assert bulk(planner, desk, chosen(desk, "A", "B"), milestone="tested", override="补录").status_code == 303


@pytest.mark.parametrize(
    ("works", "more", "status"),
    [
        ([], {}, 422),
        (["1:x"], {}, 400),
        (["99:1"], {}, 400),
        (["1:9"], {"milestone": "built"}, 422),
        (["1:9"], {"milestone": ""}, 422),
        (["1:9"], {"day": "soon"}, 422),
    ],
)
def test_what_the_list_does_not_send_is_refused(
    desk: Desk, planner: TestClient, works: list[str], more: dict[str, str], status: int
) -> None:
    last = desk.ledger.last_event
    assert bulk(planner, desk, works, **more).status_code == status
    assert desk.ledger.last_event == last


def test_a_clerk_records_no_other_towns_works(desk: Desk) -> None:
    clerk = sign_in(desk, "记")
    assert clerk.get("/works").text.count('type="checkbox"') == 1
    assert bulk(clerk, desk, chosen(desk, "A", "B")).status_code == 403


def post(client: TestClient, number: int, document: object) -> Any:
    headers = {"x-form-token": form_token(client), "content-type": "application/json"}
    return client.post(f"/api/works/{number}", content=json.dumps(document), headers=headers)


def test_a_work_is_read_and_recorded_as_json(desk: Desk, planner: TestClient) -> None:
    document = planner.get("/api/works?kind=water&sort=code").json()
    assert [work["code"] for work in document["works"]] == ["A", "B"]
    work = planner.get("/api/works/1").json()["works"][0]
    assert (work["number"], work["mine"], work["values"]["people"]) == (1, True, 120)
    entry = {
        "store": document["ledger"]["store"],
        "seen": work["version"],
        "fields": [{"name": "started", "value": "2019-06-20"}, {"name": "people", "value": 130, "on": "2019-06-20"}],
        "note": "接口",
    }
    answer = post(planner, 1, entry)
    assert (answer.status_code, answer.json()["version"]) == (200, work["version"] + 2)
    assert [event["note"] for event in planner.get("/api/works/1/events").json()["events"]][-2:] == ["接口"] * 2
    conflict = post(planner, 1, {**entry, "fields": [{"name": "people", "value": 140}]})
    assert conflict.status_code == 409
    found = conflict.json()["conflict"]
    assert (found["version"], found["fields"][0]["now"], found["fields"][0]["by"]) == (work["version"] + 2, "130", "划")
    late = {**entry, "seen": work["version"] + 2, "fields": [{"name": "tested", "value": "2019-06-21"}]}
    assert post(planner, 1, late).status_code == 422
    assert post(planner, 1, late).json()["rules"]
    assert post(planner, 1, {**late, "override": "补录"}).status_code == 200


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "x",
        {},
        {"seen": 1, "store": "s", "fields": []},
        {"seen": "1", "store": "s", "fields": [{"name": "people", "value": 1}]},
        {"seen": True, "store": "s", "fields": [{"name": "people", "value": 1}]},
        {"seen": 9, "store": 4, "fields": [{"name": "people", "value": 1}]},
        {"seen": 9, "store": "s", "fields": [{"name": "people", "value": {}}]},
        {"seen": 9, "store": "s", "fields": [{"name": "people", "value": 1, "on": "x"}]},
        {"seen": 9, "store": "s", "fields": [{"name": "people", "value": 1, "on": 5}]},
        {"seen": 9, "store": "s", "fields": [[]]},
        {"seen": 9, "store": "s", "fields": [{"name": "people", "value": 1}] * 101},
        {"seen": 9, "store": "s", "note": 5, "fields": [{"name": "people", "value": 1}]},
    ],
)
def test_what_is_no_entry_is_explained(desk: Desk, planner: TestClient, document: object) -> None:
    last = desk.ledger.last_event
    answer = post(planner, 1, document)
    assert answer.status_code == 422
    assert "error" in answer.json()
    assert desk.ledger.last_event == last
