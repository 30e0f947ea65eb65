"""The pages of accounts: made, changed and disabled by an administrator, who sees what each did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from gisplan.ledger import Change
from gisplan.ledger.accounts.log import read_log
from gisplan.web.desk.desk import Desk
from tests.web.conftest import PASSWORD, Clock, open_client, send, sign_in


@pytest.fixture
def admin(desk: Desk) -> TestClient:
    return sign_in(desk, "管")


def number(desk: Desk, name: str) -> int:
    return next(account.id for account in desk.accounts.list() if account.name == name)


def test_an_account_is_made_and_changed(desk: Desk, admin: TestClient) -> None:
    fields = {"name": "新", "password": PASSWORD, "role": "clerk", "towns": "青水镇，观音镇", "programmes": ""}
    assert send(admin, "/people", **fields).status_code == 303  # type: ignore[attr-defined]
    assert sign_in(desk, "新").get("/works").status_code == 200
    path = f"/people/{number(desk, '新')}"
    assert "青水镇, 观音镇" in admin.get(path).text
    send(admin, path, role="planner", towns="", programmes="poor")
    account = next(one for one in desk.accounts.list() if one.name == "新")
    assert (account.role, account.towns, account.programmes) == ("planner", (), ("poor",))
    again = send(admin, "/people", **fields)
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert "already" in again.text  # type: ignore[attr-defined]
    assert PASSWORD not in again.text  # type: ignore[attr-defined]


def test_who_is_disabled_is_out_and_comes_back(desk: Desk, admin: TestClient) -> None:
    clerk, path = sign_in(desk, "记"), f"/people/{number(desk, '记')}"
    send(admin, f"{path}/disable", disabled="yes")
    assert clerk.get("/works").status_code == 303
    assert "disabled" in admin.get("/people").text
    send(admin, f"{path}/disable", disabled="no")
    assert sign_in(desk, "记").get("/works").status_code == 200
    send(admin, f"{path}/password", password="another one 22")
    answer = open_client(desk).post("/sign-in", data={"name": "记", "password": "another one 22"})
    assert answer.status_code == 303


def test_who_is_locked_out_is_shown_and_unlocked(desk: Desk, admin: TestClient) -> None:
    client, path = open_client(desk), f"/people/{number(desk, '记')}"
    assert "Unlock" not in admin.get(path).text
    for _ in range(5):
        client.post("/sign-in", data={"name": "记", "password": "wrong wrong"})
    assert "locked" in admin.get("/people").text
    assert "From testclient until" in admin.get(path).text
    assert send(admin, f"{path}/unlock").status_code == 303  # type: ignore[attr-defined]
    assert "Unlock<" not in admin.get(path).text
    assert sign_in(desk, "记").get("/works").status_code == 200
    assert "unlocked" in admin.get(path).text


def test_only_who_is_disabled_can_be_removed(desk: Desk, admin: TestClient) -> None:
    path = f"/people/{number(desk, '记')}"
    assert "Remove the account" not in admin.get(path).text
    assert send(admin, f"{path}/remove").status_code == 409  # type: ignore[attr-defined]
    send(admin, f"{path}/disable", disabled="yes")
    assert "after 365 days" in admin.get(path).text
    assert send(admin, f"{path}/remove").headers["location"] == "/people"  # type: ignore[attr-defined]
    assert admin.get(path).status_code == 404
    assert "account removed" in admin.get("/people").text
    assert admin.get("/works/1").status_code == 200


def test_accounts_that_were_disabled_long_ago_are_removed_by_the_desk(desk: Desk, clock: Clock) -> None:
    desk.accounts.disable("记")
    clock.now += timedelta(days=366)
    desk.old_accounts.look()
    assert {account.name for account in desk.accounts.list()} == {"看", "划", "管"}
    assert [entry.action for entry in read_log(desk.ledger.engine)] == ["removed"]


def test_the_last_administrator_stays(desk: Desk, admin: TestClient) -> None:
    path = f"/people/{number(desk, '管')}"
    for answer in (send(admin, f"{path}/disable", disabled="yes"), send(admin, path, role="viewer")):
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "only administrator" in answer.text  # type: ignore[attr-defined]
    assert admin.get("/people/999").status_code == 404


def test_what_each_did_is_shown(desk: Desk, admin: TestClient) -> None:
    desk.ledger.record([Change("A", "started", date(2019, 6, 3), desk.ledger.work("A").version)], by="记")
    text = admin.get(f"/people/{number(desk, '记')}").text
    assert "仁和村饮水安全工程" in text
    assert "started: 2019-06-03" in text
    log = admin.get("/people").text
    assert "signed in" in log
    assert "王 (1)" in log


def test_the_log_names_what_was_set_in_the_readers_language(desk: Desk, admin: TestClient) -> None:
    send(admin, f"/people/{number(desk, '记')}", role="planner", towns="甲镇，乙; 镇=x", programmes="")
    english = admin.get("/people").text
    assert "programmes: no limits; role: planner; towns: 甲镇, 乙; 镇=x" in english
    assert "by the account 管" in english
    send(admin, "/language", language="zh", back="/people")
    assert "项目类别：不限；角色：" in admin.get("/people").text
