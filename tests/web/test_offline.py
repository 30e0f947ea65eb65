"""What a phone needs to go without a network: its own works, files sent before their entry, and a fresh token."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from gisplan.ledger import Change
from gisplan.web.desk.desk import Desk
from gisplan.web.static_files import app_version
from tests.ledger.photos import make_photo
from tests.web.conftest import form_token, open_client, sign_in

PHOTO = make_photo()


def post(client: TestClient, path: str, document: object) -> Any:
    headers = {"x-form-token": client.get("/offline/me").json()["token"], "content-type": "application/json"}
    return client.post(path, content=json.dumps(document), headers=headers)


def send_photo(client: TestClient) -> list[str]:
    headers = {"x-form-token": form_token(client)}
    sent = client.post("/api/works/1/files", files=[("photo", ("IMG_1.jpg", PHOTO))], headers=headers)
    assert sent.status_code == 200
    return [file["kept"] for file in sent.json()["files"]]


def entry_of(desk: Desk, **more: Any) -> dict[str, Any]:
    fields = [{"name": "started", "value": "2019-06-20"}]
    return {"seen": desk.ledger.work("A").version, "store": desk.ledger.id, "fields": fields, **more}


def test_a_clerk_keeps_its_own_works_and_nothing_of_households(desk: Desk) -> None:
    clerk = sign_in(desk, "记")
    kept = clerk.get("/offline/works").json()
    assert [work["code"] for work in kept["works"]] == ["A"]
    work = kept["works"][0]
    assert (work["villages"], work["values"]["people"], work["version"]) == (
        ["仁和村"],
        "120",
        desk.ledger.work("A").version,
    )
    assert "started" in [one["name"] for one in kept["kinds"]["water"]["milestones"]]
    assert kept["kinds"]["road"] is None
    assert kept["clock"] == {"today": "2019-07-01", "offset": 480}
    assert kept["owner"] == clerk.get("/offline/me").json()["owner"]
    planner = sign_in(desk, "划")
    assert len(planner.get("/offline/works").json()["works"]) == 3
    assert planner.get("/offline/me").json()["owner"] != kept["owner"]
    assert sign_in(desk, "看").get("/offline/works").status_code == 403
    assert not sign_in(desk, "看").get("/offline/me").json()["records"]
    assert open_client(desk).get("/offline/me").status_code == 401


def test_a_file_is_sent_first_and_named_by_its_entry_which_counts_once(desk: Desk) -> None:
    client, entry = sign_in(desk, "记"), str(uuid4())
    files, before = send_photo(client), desk.ledger.work("A").version
    document = entry_of(desk, files=files, entry=entry)
    first = post(client, "/api/works/1", document)
    assert (first.status_code, first.json()["version"]) == (200, before + 1)
    desk.ledger.record([Change("A", "people", 7, before + 1)], by="王")
    again = post(client, "/api/works/1", {**document, "files": send_photo(client)})
    assert (again.status_code, again.json()["version"], again.json()["last_event"]) == (
        200,
        before + 1,
        first.json()["last_event"],
    )
    events = [event for event in desk.ledger.history("A") if event.field == "started"]
    assert [[file.name for file in event.attachments] for event in events] == [["IMG_1.jpg"]]
    note = {"text": "看过", "files": send_photo(client), "entry": str(uuid4())}
    for _time in range(2):
        assert post(client, "/api/works/1/comments", note).status_code == 200
    assert [(c.text, len(c.attachments)) for c in desk.ledger.comments("A")] == [("看过", 1)]


@pytest.mark.parametrize("lost", ["name", "file", "start", "signature"])
def test_a_file_that_the_desk_does_not_have_is_asked_for_again(desk: Desk, lost: str) -> None:
    client = sign_in(desk, "记")
    files = send_photo(client)
    if lost == "file":
        for path in desk.ledger.files.folder.rglob("*"):
            if path.is_file():
                path.unlink()
    if lost == "start":
        desk.file_key = "of another start"
    named = ["x" + files[0]] if lost == "name" else files
    if lost == "signature":  # by what pages show as the token of their forms
        text = files[0].rpartition(".")[0]
        named = [f"{text}.{hmac.new(desk.process_token.encode(), text.encode(), hashlib.sha256).hexdigest()}"]
    assert post(client, "/api/works/1", entry_of(desk, files=named)).status_code == 410
    assert post(client, "/api/works/1/comments", {"text": "a", "files": named}).status_code == 410
    assert not desk.ledger.attachments("A")
    assert post(client, "/api/works/1", entry_of(desk, files=send_photo(client))).status_code == 200


@pytest.mark.parametrize(
    ("path", "document", "status"),
    [
        ("/api/works/1/comments", None, 422),
        ("/api/works/1/comments", [], 422),
        ("/api/works/1/comments", {"text": 5}, 422),
        ("/api/works/1/comments", {"text": " "}, 422),
        ("/api/works/1/comments", {"text": "a", "files": "x"}, 422),
        ("/api/works/1/comments", {"text": "a", "files": [5]}, 422),
        ("/api/works/2/comments", {"text": "a"}, 403),
        ("/api/works/9/comments", {"text": "a"}, 404),
        ("/api/works/1/files", None, 422),
        ("/api/works/2/files", None, 403),
    ],
)
def test_what_cannot_be_sent_is_refused(desk: Desk, path: str, document: object, status: int) -> None:
    client, last = sign_in(desk, "记"), desk.ledger.last_record
    assert post(client, path, document).status_code == status
    assert desk.ledger.last_record == last


def test_an_entry_for_a_ledger_that_was_restored_since_is_a_conflict_to_decide(desk: Desk) -> None:
    client = sign_in(desk, "记")
    answer = post(client, "/api/works/1", entry_of(desk, store="of before"))
    assert answer.status_code == 409
    found = answer.json()["conflict"]
    assert (found["known"], found["version"], found["fields"][0]["mine"]) == (
        False,
        desk.ledger.work("A").version,
        "2019-06-20",
    )


def test_a_decided_entry_is_named_to_the_device_that_holds_it(desk: Desk) -> None:
    client, work, entry = sign_in(desk, "记"), desk.ledger.work("A"), str(uuid4())
    desk.ledger.record([Change("A", "started", "2019-06-02", work.version)], by="王")
    sent = {"seen": work.version, "store": desk.ledger.id, "new.started": "2019-06-20", "was.started": ""}
    sent |= {"entry": entry, "queued": "yes", "form_token": form_token(client)}
    conflict = client.post("/works/1", data=sent)
    assert conflict.status_code == 409
    assert '<input type="hidden" name="queued" value="yes">' in conflict.text
    chosen = {**sent, "seen": work.version + 1, "field": "started", "choice.started": "now"}
    assert client.post("/works/1/choose", data=chosen).headers["location"] == f"/works/1?decided={entry}"
    mine = client.post("/works/1/choose", data={**chosen, "choice.started": "mine"})
    assert mine.headers["location"].endswith(f"&decided={entry}")
    assert desk.ledger.work("A").values["started"].isoformat() == "2019-06-20"


def test_files_of_a_version_stay_and_the_worker_names_all_of_them(desk: Desk) -> None:
    client = open_client(desk)
    worker = client.get("/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["service-worker-allowed"] == "/"
    assert not re.search(r"^(import|export)\b", worker.text, re.M)
    app = json.loads(worker.text.split(";\n", 1)[0].removeprefix("const APP = "))
    assert app["version"] == app_version()
    for path in app["files"]:
        answer = client.get(path)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), path
    other = client.get(f"/static/v-{'0' * 12}/desk.css")
    assert (other.status_code, other.headers["cache-control"]) == (200, "no-cache")
    page = sign_in(desk, "记").get("/works/1").text
    assert set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) <= set(app["files"])


def test_pages_of_those_who_record_nothing_hold_no_queue(desk: Desk) -> None:
    assert 'id="queue-strip"' in sign_in(desk, "记").get("/unsent").text
    assert 'id="queue-strip"' not in sign_in(desk, "看").get("/works").text
    assert 'data-owner=""' in open_client(desk).get("/sign-in").text
