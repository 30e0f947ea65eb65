"""Every address is asked as every role, and as nobody: what is answered follows from one table."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from gisplan.ledger.accounts.accounts import ROLES
from gisplan.web.desk.desk import Desk
from gisplan.web.render import NAVIGATION
from gisplan.web.routes import ROUTES, Route
from tests.web.conftest import PEOPLE, form_token, open_client, sign_in

NUMBERS = {"number": "1", "name": "desk.css", "sha256": "0" * 64, "id": "1", "code": "610728111209"}
STREAMS = {"/live"}  # which never end
EVERY = [route for route in ROUTES if route.path not in STREAMS]


def fill_in(path: str) -> str:
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda m: NUMBERS[m[1]], path)


@pytest.fixture
def clients(desk: Desk) -> dict[str | None, tuple[TestClient, str]]:
    """A browser of each role with the token of its forms, and one of nobody."""
    found: dict[str | None, tuple[TestClient, str]] = {None: (open_client(desk), "")}
    for name, role in PEOPLE.items():
        client = sign_in(desk, name)
        found[role] = client, form_token(client)
    return found


def is_refused(route: Route, client: TestClient, token: str) -> bool:
    path = fill_in(route.path)
    answer = client.get(path) if route.method == "GET" else client.post(path, data={"form_token": token})
    assert answer.status_code < 500
    sent_to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
    return answer.status_code in (401, 403) or sent_to_sign_in


def test_who_may_ask_what_is_as_the_table_says(clients: dict[str | None, tuple[TestClient, str]]) -> None:
    ends = {"/sign-out", "/sign-in"}  # after which a browser is another's
    for route in sorted(EVERY, key=lambda route: route.path in ends):
        for role, (client, token) in clients.items():
            if route.path == "/sign-in" and route.method == "POST":
                continue
            allowed = route.role is None or (role is not None and ROLES.index(role) >= ROLES.index(route.role))
            assert is_refused(route, client, token) != allowed, (route, role)


def test_a_write_without_the_sessions_token_or_from_elsewhere_is_refused(desk: Desk) -> None:
    client = sign_in(desk, "管")
    token = form_token(client)
    other = form_token(sign_in(desk, "管"))
    assert token != other
    for route in ROUTES:
        if route.method != "POST":
            continue
        path = fill_in(route.path)
        for origin in (None, "null", "http://elsewhere", "https://localhost:8765", "http://localhost"):
            headers = {} if origin is None else {"origin": origin}
            client.headers.pop("origin", None)
            answer = client.post(path, data={"form_token": token}, headers=headers)
            assert answer.status_code == 403, (path, origin)
        client.headers["origin"] = "http://localhost:8765"
        if route.role is not None:
            for wrong in ({}, {"form_token": ""}, {"form_token": other}):
                assert client.post(path, data=wrong).status_code == 403, (path, wrong)


def test_a_desk_that_is_only_read_records_nothing(make_desk: object) -> None:
    desk = make_desk(read_only=True)  # type: ignore[operator]
    client = open_client(desk)
    for route in ROUTES:
        if route.method == "POST" and not route.always:
            assert client.post(fill_in(route.path), data={"form_token": desk.process_token}).status_code == 403


def test_every_page_of_the_bar_is_an_address_of_the_same_role() -> None:
    table = {(route.path, route.role) for route in ROUTES if route.method == "GET"}
    assert {(path, role) for path, _label, role in NAVIGATION} <= table


def test_no_two_routes_answer_one_address() -> None:
    pairs = [(route.method, route.path) for route in ROUTES]
    assert len(pairs) == len(set(pairs))
    assert all(route.role is None or route.role in ROLES for route in ROUTES)
