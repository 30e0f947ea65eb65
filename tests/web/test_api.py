"""The addresses for programs: their document, tokens, and that every answer is as the document says."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from gisplan.ledger import Change
from gisplan.web.api.operations import OPERATIONS
from gisplan.web.app import make_app
from gisplan.web.desk.desk import Desk
from gisplan.web.desk.made_pages import Made
from gisplan.web.desk.make_pages import VERDICTS
from gisplan.web.routes import ROUTES
from tests.ledger.photos import make_photo
from tests.web.conftest import ORIGIN, Clock, form_token, sign_in


def open_program(desk: Desk, name: str, **headers: str) -> TestClient:
    """A program with a token of an account; it sends no Origin."""
    token, _listed = desk.tokens.make(name)
    headers = {"authorization": f"Bearer {token}", **headers}
    return TestClient(make_app(desk), base_url=ORIGIN, headers=headers, follow_redirects=False)


@pytest.fixture
def program(desk: Desk) -> TestClient:
    return open_program(desk, "划")


def entry(program: TestClient, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    found = program.get("/api/works/1").json()
    seen = found["works"][0]["version"]
    return {"store": found["ledger"]["store"], "seen": seen, "fields": list(fields), **more}


def check(program: TestClient, answer: Any, name: str) -> Any:
    """The document of an answer, which is as the schema of its name says."""
    schemas = program.get("/api/openapi.json").json()["components"]["schemas"]
    whole = {"components": {"schemas": schemas}, "$ref": f"#/components/schemas/{name}"}
    jsonschema.Draft202012Validator(whole).validate(answer.json())
    return answer.json()


def test_every_address_for_programs_is_in_the_document(program: TestClient) -> None:
    routes = {(route.method, route.path.replace(":number", "")) for route in ROUTES if route.path.startswith("/api/")}
    assert routes == set(OPERATIONS)
    document = program.get("/api/openapi.json").json()
    found = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert found == routes
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name in json.dumps(document["paths"]) or name in json.dumps(document["components"]["schemas"])


def test_a_program_reads_what_its_account_may_read(desk: Desk, program: TestClient) -> None:
    state = check(program, program.get("/api/state"), "State")
    assert (state["account"]["name"], state["county"]["code"], state["today"]) == ("划", "610728", "2019-07-01")
    works = check(program, program.get("/api/works", params={"kind": "water", "sort": "code"}), "Works")["works"]
    assert [work["code"] for work in works] == ["A", "B"]
    assert [w["code"] for w in program.get("/api/works", params={"town": "青水镇"}).json()["works"]] == ["A"]
    events = check(program, program.get("/api/works/1/events"), "Events")
    assert "address" not in events["ledger"]
    assert check(program, program.get("/api/works/99"), "Error")["error"]


@pytest.mark.parametrize("query", ["kinds=water", "kind=lake", "sort=x", "q=a&q=b", f"q={'a' * 201}", "own=0"])
def test_a_filter_that_is_none_is_refused_and_not_left_out(program: TestClient, query: str) -> None:
    answer = program.get(f"/api/works?{query}")
    assert (answer.status_code, list(answer.json())) == (422, ["error"])


def test_a_program_writes_without_an_origin_and_a_token_of_a_form(desk: Desk, program: TestClient) -> None:
    sent = entry(program, {"name": "started", "value": "2019-06-20"}, entry="one", note="接口")
    made = check(program, program.post("/api/works/1", json=sent), "Recorded")
    again = program.post("/api/works/1", json=sent).json()
    assert again["batch"]["number"] == made["batch"]["number"]
    assert [(e.field, e.new, e.by, e.note) for e in desk.ledger.events()[-1:]] == [
        ("started", "2019-06-20", "划", "接口")
    ]
    late = {**sent, "entry": "two", "fields": [{"name": "started", "value": "2019-06-21"}]}
    refused = check(program, program.post("/api/works/1", json=late), "Refused")["conflict"]["fields"][0]
    assert (refused["mine"], refused["now"], refused["by"]) == ("2019-06-21", "2019-06-20", "划")
    last = {"store": sent["store"], "seen": made["version"], "event": made["last_event"]}
    undone = check(program, program.post("/api/works/1/undo", json={**last, "entry": "u"}), "Recorded")
    assert program.post("/api/works/1/undo", json={**last, "entry": "u"}).json()["version"] == undone["version"]
    assert desk.ledger.work("A").reached is None


def test_files_are_sent_then_named_then_read_again(desk: Desk, program: TestClient) -> None:
    place = {"longitude": "107.9", "latitude": "32.5"}
    sent = {"photo": ("现场.jpg", make_photo(place=None), "image/jpeg"), "files": ("a.txt", b"text", "text/plain")}
    kept = check(program, program.post("/api/works/1/files", data=place, files=sent), "KeptFiles")["files"]
    assert [(file["type"], file["stated_by"]) for file in kept] == [("image/jpeg", "device"), ("text/plain", None)]
    photo, text = (file["kept"] for file in kept)
    done = entry(program, {"name": "main_done", "value": "2019-06-19"}, files=[photo], override="补录")
    assert program.post("/api/works/1", json=done).status_code == 200
    comment = {"text": "见附件", "files": [text], "entry": "c"}
    check(program, program.post("/api/works/1/comments", json=comment), "Comment")
    (read,) = check(program, program.get("/api/works/1/comments"), "Comments")["comments"]
    assert (read["text"], read["by"], read["attachments"][0]["name"]) == ("见附件", "划", "a.txt")
    assert program.get(f"/api/works/1/files/{kept[1]['sha256']}").content == b"text"
    assert program.get(f"/api/works/2/files/{kept[1]['sha256']}").status_code == 404
    assert desk.ledger.check() == ()
    forged = {**comment, "entry": "d", "files": [text[:-1] + ("0" if text[-1] != "0" else "1")]}
    assert program.post("/api/works/1/comments", json=forged).status_code == 410
    assert program.post("/api/works/1/files", data={"x": "y"}).status_code == 422


def test_a_clerk_s_program_has_the_towns_of_the_clerk(desk: Desk) -> None:
    program = open_program(desk, "记")
    assert [work["mine"] for work in program.get("/api/works?sort=code").json()["works"]] == [True, False, False]
    sent = entry(program, {"name": "people", "value": 130})
    assert program.post("/api/works/2", json=sent).status_code == 403
    assert program.post("/api/works/2/comments", json={"text": "x"}).status_code == 403
    assert program.post("/api/works/2/files", files={"files": ("a.txt", b"a", "text/plain")}).status_code == 403
    assert program.post("/api/works/1", json=sent).status_code == 200
    assert open_program(desk, "看").post("/api/works/1", json=sent).status_code == 403


def test_a_token_reaches_no_page_and_makes_cookies_count_for_nothing(desk: Desk, program: TestClient) -> None:
    assert program.get("/works").status_code == 303
    assert program.get("/people").status_code == 303
    browser = sign_in(desk, "管")
    assert browser.get("/api/state").json()["account"]["name"] == "管"
    wrong = browser.get("/api/state", headers={"authorization": "Bearer gisplan_x"})
    assert (wrong.status_code, wrong.headers["www-authenticate"]) == (401, "Bearer")
    assert browser.get("/works", headers={"authorization": "Bearer gisplan_x"}).status_code == 303
    assert browser.get("/works", headers={"authorization": "Basic eDp5"}).status_code == 200
    two = [("authorization", program.headers["authorization"])] * 2
    assert program.get("/api/state", headers=two).status_code == 401
    sent = {"text": "x"}
    assert browser.post("/api/works/1/comments", json=sent).status_code == 403, "a cookie needs the token of a form"
    headers = {"x-form-token": form_token(browser)}
    assert browser.post("/api/works/1/comments", json=sent, headers=headers).status_code == 200


def test_a_token_ends_with_its_time_its_account_or_by_hand(desk: Desk, clock: Clock) -> None:
    assert open_program(desk, "划").get("/api/state").status_code == 200
    program = open_program(desk, "划")
    clock.now += timedelta(days=91)
    assert program.get("/api/state").status_code == 401
    program = open_program(desk, "划")
    desk.accounts.disable("划")
    assert program.get("/api/state").status_code == 401
    desk.accounts.disable("划", disabled=False)
    assert program.get("/api/state").status_code == 200
    admin = sign_in(desk, "管")
    id_ = next(one.id for one in desk.accounts.list() if one.name == "划")
    for page in ("/people", f"/people/{id_}"):
        assert "划: made on 2019-09-30, valid until 2019-12-29" in admin.get(page).text
    answer = admin.post(f"/people/{id_}/tokens", data={"form_token": form_token(admin)})
    assert answer.status_code == 303
    assert program.get("/api/state").status_code == 401
    log = admin.get(f"/people/{id_}").text
    assert log.count("token made") == 3
    assert log.count("refused: unknown or ended token") == 3
    assert "tokens revoked" in log


def test_wrong_tokens_are_limited_and_right_ones_are_not(desk: Desk, program: TestClient) -> None:
    wrong = TestClient(make_app(desk), base_url=ORIGIN, headers={"authorization": "Bearer gisplan_wrong"})
    statuses = [wrong.get("/api/state").status_code for _attempt in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert wrong.get("/api/nowhere").status_code == 404
    assert program.get("/api/state").status_code == 200


def test_the_verdicts_are_those_that_were_made_last(desk: Desk, program: TestClient, tmp_path: Path) -> None:
    assert program.get("/api/verdicts").status_code == 404
    row = {"settlement": "village", "code": "610728111209", "state": "missed"}
    other = {"settlement": "group", "code": "610728111209", "state": "met"}
    made = {"as_of": "2019-06-30", "villages": [{"code": "610728111209"}, {"code": None}], "settlements": [row, other]}
    (tmp_path / VERDICTS).write_text(json.dumps(made), encoding="utf-8")
    desk.pages._made = Made(tmp_path, desk.ledger.last_event, "2019-06-30", "missed", {})
    assert program.get("/api/verdicts").json() == made
    found = program.get("/api/villages/610728111209").json()
    assert found == {
        "last_event": desk.ledger.last_event,
        **made,
        "villages": made["villages"][:1],
        "settlements": [row],
    }
    assert program.get("/api/villages/1").status_code == 404


def test_a_number_of_any_length_is_answered(program: TestClient) -> None:
    for digits in (10, 400, 5000):
        assert program.get(f"/api/works/{'9' * digits}").status_code == 404


def test_what_somebody_else_recorded_is_in_the_answer(desk: Desk, program: TestClient) -> None:
    sent = entry(program, {"name": "people", "value": 130, "on": "2019-06-20"})
    desk.ledger.record([Change("A", "km", 6.5, sent["seen"])], by="李")
    conflict = program.post("/api/works/1", json=sent).json()["conflict"]
    assert [(one["label"], one["now"], one["by"]) for one in conflict["others"]] == [("length (km)", "6.5", "李")]
    assert (conflict["fields"][0]["clash"], conflict["fields"][0]["on"]) == (False, "2019-06-20")
