"""Hosts, headers, sizes and cookies: what every answer has, and what no request passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from gisplan.base.errors import DeskError
from gisplan.web.app import make_app
from gisplan.web.desk.desk import Desk
from gisplan.web.settings import DeskSettings
from tests.attacks import ATTACKS
from tests.web.conftest import ORIGIN, PASSWORD, form_token, open_client, sign_in


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8765", "[::1]:80", "LOCALHOST:1"])
def test_its_own_names_are_answered(desk: Desk, host: str) -> None:
    assert open_client(desk).get("/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.nip.io", "[::1].x", "a b"])
def test_another_name_is_refused(desk: Desk, host: str) -> None:
    answer = open_client(desk).get("/health", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_names_that_were_given_are_allowed(make_desk: Callable[..., Desk]) -> None:
    client = open_client(make_desk(names=("Desk.Zhenba.lan",)))
    assert client.get("/health", headers={"host": "desk.zhenba.lan:8765"}).status_code == 200


def test_every_answer_has_safe_headers(desk: Desk) -> None:
    client = sign_in(desk, "管")
    for path in ("/", "/works", "/works/1", "/nope", "/static/desk.mjs", "/health", "/sign-in"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


def test_an_answer_to_a_fault_of_the_desk_has_them_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_words: object, **_more: object) -> None:
        raise RuntimeError("no page can be made")

    monkeypatch.setattr("gisplan.web.app.show_error", fail)
    answer = TestClient(make_app(desk), base_url=ORIGIN, raise_server_exceptions=False).get("/nope")
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_pages_hold_no_script_or_style_and_load_nothing_from_elsewhere(desk: Desk) -> None:
    client = sign_in(desk, "管")
    for path in ("/", "/works", "/works/1", "/password", "/nope"):
        text = client.get(path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " on" not in {part[:3] for part in text.split("<") if "=" in part and part.startswith("on")}
        assert "://" not in text.replace("http://www.w3.org", "")


def test_what_is_too_large_is_refused(desk: Desk) -> None:
    client = sign_in(desk, "管")
    token = form_token(client)
    assert client.post("/works/1", data={"form_token": token, "note": "x" * 300_000}).status_code == 413
    assert client.post("/password", data={"form_token": token, "old": "x" * 9_000}).status_code == 413

    def parts() -> object:
        for _ in range(400):
            yield b"x" * 1024

    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/works/1", content=parts(), headers=form).status_code == 413  # type: ignore[arg-type]
    assert client.post("/works/1", content=b"<a/>", headers={"content-type": "text/xml"}).status_code == 415
    assert client.post("/works/1", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def test_the_cookie_is_for_the_browser_alone(make_desk: Callable[..., Desk]) -> None:
    plain, safe = make_desk(), make_desk(tls=True)
    plain.accounts.add("管", PASSWORD, role="admin")
    for desk, origin in ((plain, "http://localhost:8765"), (safe, "https://localhost:8765")):
        client = open_client(desk)
        answer = client.post("/sign-in", data={"name": "管", "password": PASSWORD}, headers={"origin": origin})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert ("secure" in cookie) == desk.settings.tls
        assert ("__host-" in cookie) == desk.settings.tls
        assert ("strict-transport-security" in answer.headers) == desk.settings.tls


def test_values_are_never_markup(desk: Desk) -> None:
    client = sign_in(desk, "管")
    for attack in ATTACKS:
        work = desk.ledger.work("A")
        fields = {"was.name": work.name, "new.name": attack, "was.town": "", "new.town": attack, "note": attack}
        sent = {"form_token": form_token(client), "store": desk.ledger.id, "seen": work.version, **fields}
        assert client.post("/works/1", data=sent).status_code == 303
        assert desk.ledger.work("A").name == attack
        for path in ("/", "/works", "/works/1"):
            text = client.get(path).text
            assert "<img" not in text
            assert "<svg" not in text
            assert "<script>" not in text
    for attack in ATTACKS:
        for query in (f"/works?q={attack}", f"/works?town={attack}", f"/sign-in?next={attack}"):
            text = client.get("/works", params={"q": attack, "town": attack}).text + client.get(query).text
            assert "<img" not in text
            assert "<svg" not in text


def test_other_computers_need_accounts(make_desk: Callable[..., Desk], alone: Desk) -> None:
    with pytest.raises(DeskError, match="gisplan user add"):
        make_desk(host="0.0.0.0")
    alone.accounts.add("管", PASSWORD, role="admin")
    assert make_desk(host="0.0.0.0").one_person() is None


def test_accounts_that_are_made_meanwhile_close_a_desk_of_one_person(alone: Desk) -> None:
    client = open_client(alone)
    assert client.get("/works").status_code == 200
    alone.accounts.add("管", PASSWORD, role="admin")
    assert client.get("/works").headers["location"].startswith("/sign-in")


def test_the_names_of_a_desk(folder: object) -> None:
    wide = DeskSettings(folder, host="0.0.0.0", names=("desk.lan",))  # type: ignore[arg-type]
    assert wide.allowed_hosts == {"localhost", "127.0.0.1", "[::1]", "desk.lan"}
    assert wide.address == "http://desk.lan:8765/"
    one = DeskSettings(folder, host="10.0.0.5", tls=True)  # type: ignore[arg-type]
    assert one.address == "https://10.0.0.5:8765/"
    assert DeskSettings(folder, host="::1").is_local  # type: ignore[arg-type]
