"""Sign in and out: wrong passwords, locks, ends of sessions, and where one is sent afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gisplan.ledger.accounts.log import read_log
from gisplan.ledger.accounts.sessions import UNUSED
from gisplan.web.desk.desk import Desk
from tests.web.conftest import PASSWORD, Clock, form_token, open_client, send, sign_in


def test_one_is_sent_to_the_page_that_was_asked_for(desk: Desk) -> None:
    client = open_client(desk)
    asked = client.get("/works", params={"q": "古路", "stage": "late"})
    assert asked.status_code == 303
    page = client.get(asked.headers["location"])
    assert "/works?q=" in page.text
    answer = client.post("/sign-in", data={"name": "记", "password": PASSWORD, "next": "/works?stage=late"})
    assert answer.headers["location"] == "/works?stage=late"
    assert client.get("/works").status_code == 200
    assert PASSWORD not in str(client.cookies)


@pytest.mark.parametrize(
    "following", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "a"]
)
def test_one_is_never_sent_elsewhere(desk: Desk, following: str) -> None:
    answer = open_client(desk).post("/sign-in", data={"name": "记", "password": PASSWORD, "next": following})
    assert answer.headers["location"] == "/"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(desk: Desk) -> None:
    client = open_client(desk)
    wrong, unknown = (client.post("/sign-in", data={"name": name, "password": "not this one"}) for name in ("记", "谁"))
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace("记", "谁") == unknown.text
    assert "not this one" not in wrong.text


def test_an_address_waits_after_wrong_passwords_and_may_try_again(desk: Desk, clock: Clock) -> None:
    desk.attempts.most = 100
    client = open_client(desk)
    for _ in range(5):
        assert client.post("/sign-in", data={"name": "记", "password": "wrong wrong"}).status_code == 401
    locked = client.post("/sign-in", data={"name": "记", "password": PASSWORD})
    assert locked.status_code == 401
    assert "try again in 15 minutes" in locked.text
    clock.now += timedelta(minutes=16)
    assert client.post("/sign-in", data={"name": "记", "password": PASSWORD}).status_code == 303
    actions = [entry.action for entry in read_log(desk.ledger.engine, name="记")]
    assert actions == ["in", "locked", *["wrong"] * 5, "added"]
    assert all(entry.address == "testclient" for entry in read_log(desk.ledger.engine, name="记")[:-1])


def test_names_that_there_are_not_wait_alike(desk: Desk) -> None:
    desk.attempts.most = 100
    client = open_client(desk)
    answers = {
        name: [client.post("/sign-in", data={"name": name, "password": "wrong wrong"}) for _ in range(7)]
        for name in ("记", "谁")
    }
    for there, not_there in zip(answers["记"], answers["谁"], strict=True):
        assert there.status_code == not_there.status_code
        assert there.text.replace("记", "谁") == not_there.text


def test_guesses_of_the_present_password_are_counted(desk: Desk) -> None:
    desk.attempts.most = 100
    client, fields = sign_in(desk, "记"), {"new": "another one 22", "again": "another one 22"}
    for _ in range(5):
        assert "is wrong" in send(client, "/password", old="wrong", **fields).text  # type: ignore[attr-defined]
    assert "try again in" in send(client, "/password", old=PASSWORD, **fields).text  # type: ignore[attr-defined]


def test_one_address_may_not_try_without_end(desk: Desk) -> None:
    client = open_client(desk)
    found = [client.post("/sign-in", data={"name": f"n{i}", "password": "x"}).status_code for i in range(12)]
    assert found == [401] * 10 + [429] * 2


def test_a_session_ends_by_signing_out_by_time_and_by_a_new_password(desk: Desk, clock: Clock) -> None:
    client = sign_in(desk, "记")
    send(client, "/sign-out")
    assert client.get("/works").status_code == 303
    client = sign_in(desk, "记")
    clock.now += UNUSED + timedelta(minutes=1)
    assert client.get("/works").status_code == 303
    client, other = sign_in(desk, "记"), sign_in(desk, "记")
    fields = {"old": PASSWORD, "new": "another one 22", "again": "another one 22"}
    assert send(client, "/password", **{**fields, "again": "different 333"}).status_code == 422  # type: ignore[attr-defined]
    assert send(client, "/password", **{**fields, "old": "wrong"}).status_code == 422  # type: ignore[attr-defined]
    assert send(client, "/password", **fields).status_code == 303  # type: ignore[attr-defined]
    assert (client.get("/works").status_code, other.get("/works").status_code) == (303, 303)
    answer = open_client(desk).post("/sign-in", data={"name": "记", "password": "another one 22"})
    assert answer.status_code == 303


def test_a_session_lasts_while_it_is_used_but_not_for_ever(desk: Desk, clock: Clock) -> None:
    client = sign_in(desk, "记")
    for _ in range(16):
        clock.now += timedelta(hours=10)
        assert client.get("/works").status_code == 200
    clock.now += timedelta(hours=10)
    assert client.get("/works").status_code == 303


def test_who_is_disabled_is_out_at_once(desk: Desk) -> None:
    client = sign_in(desk, "记")
    desk.accounts.disable("记")
    assert client.get("/works").status_code == 303
    answer = open_client(desk).post("/sign-in", data={"name": "记", "password": PASSWORD})
    assert answer.status_code == 401
    assert "disabled" in answer.text


def test_the_language_is_chosen_and_kept(desk: Desk) -> None:
    client = sign_in(desk, "记")
    assert "List of works" in client.get("/works").text
    send(client, "/language", language="zh", back="/works")
    assert "工程列表" in client.get("/works").text
    assert "工程列表" in sign_in(desk, "记").get("/works").text
    assert open_client(desk).get("/sign-in", headers={"accept-language": "zh-CN,zh;q=0.9"}).text.count("登录") > 1
    assert send(client, "/language", language="xx", back="/").status_code == 400  # type: ignore[attr-defined]


def test_the_store_keeps_no_token_and_no_password(desk: Desk) -> None:
    client = sign_in(desk, "记")
    content = (desk.settings.county / "ledger.sqlite").read_bytes()
    (token,) = client.cookies.values()
    assert token.encode() not in content
    assert PASSWORD.encode() not in content
    assert form_token(client)
