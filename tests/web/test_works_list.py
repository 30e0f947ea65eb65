"""The list of works: what it finds, in which order, and what the first page counts."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from gisplan.ledger import Change, add_work
from gisplan.web.desk.desk import Desk
from tests.web.conftest import Clock, open_client


@pytest.fixture
def client(alone: Desk) -> TestClient:
    return open_client(alone)


def numbers(client: TestClient, query: str) -> list[int]:
    answer = client.get(f"/works?{query}")
    assert answer.status_code == 200
    return [int(number) for number in re.findall(r'<tr data-work="(\d+)"', answer.text)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("古路", [2]),
        ("glc", [2]),
        ("GULU", [2]),
        ("仁和 饮水", [1]),
        ("qsz", [1]),
        ("610728111210", [2]),
        ("没有", []),
        ("aqgc", [1, 2]),
        ("ysaq", [1, 2]),
        ("ＧＬＣ", [2]),
    ],
)
def test_works_are_found_by_words_and_pinyin(client: TestClient, words: str, found: list[int]) -> None:
    assert numbers(client, f"q={words}&sort=code") == found


def test_what_fits_best_is_first(alone: Desk, client: TestClient) -> None:
    plan = {"programme": "group_road", "name": "古路"}
    alone.ledger.record(add_work("road", "G", plan), by="王")
    assert numbers(client, "q=古路") == [4, 2]
    assert numbers(client, "q=古路&sort=name") == [4, 2]
    assert numbers(client, "q=古路&sort=due") == [2, 4]


def test_what_is_asked_for_is_what_is_shown(client: TestClient) -> None:
    assert numbers(client, "sort=code") == [1, 2, 3]
    assert numbers(client, "") == [1, 2, 3]
    assert numbers(client, "kind=road") == [3]
    assert numbers(client, "town=观音镇") == [2]
    assert numbers(client, "programme=poor") == [1]
    assert numbers(client, "stage=late") == [1]
    assert numbers(client, "stage=soon") == [2]
    assert numbers(client, "stage=finished") == []
    assert numbers(client, "kind=nothing&stage=x&sort=y&page=abc") == [1, 2, 3]
    assert numbers(client, "page=99999") == [1, 2, 3]


def test_works_that_were_taken_off_are_in_no_list(alone: Desk, client: TestClient) -> None:
    alone.ledger.record([Change("R", "listed", False, alone.ledger.work("R").version)], by="王")
    assert numbers(client, "") == [1, 2]
    assert "taken off" in client.get("/works/3").text


def test_a_long_list_has_pages(alone: Desk, client: TestClient) -> None:
    changes = [
        change
        for n in range(60)
        for change in add_work("road", f"X{n:02}", {"name": f"路{n}", "programme": "group_road"})
    ]
    alone.ledger.record(changes, by="王")
    first, second = numbers(client, "sort=code"), numbers(client, "sort=code&page=2")
    assert (len(first), len(second)) == (50, 13)
    assert not set(first) & set(second)
    text = client.get("/works?sort=code&q=路").text
    assert 'rel="next"' in text
    assert "q=%E8%B7%AF" in text.split('rel="next"')[1].split(">")[0]


def test_what_was_recorded_elsewhere_is_in_the_next_list(alone: Desk, client: TestClient) -> None:
    assert numbers(client, "stage=late") == [1]
    version = alone.ledger.work("A").version
    alone.ledger.record([Change("A", "main_done", date(2019, 6, 20), version, override="补录")], by="王")
    assert numbers(client, "stage=late") == []
    assert numbers(client, "stage=finished") == [1]
    whole = alone.ledger.state(unlisted=True)
    assert alone.works.state().works == whole.works


def test_the_first_page_counts_what_is_late_soon_and_not_reported(
    alone: Desk, client: TestClient, clock: Clock
) -> None:
    text = client.get("/").text
    assert "0 of 2 finished" in text
    assert "Nothing was recorded" not in text
    version = alone.ledger.work("A").version
    alone.ledger.record([Change("A", "started", date(2019, 7, 1), version)], by="李")
    text = client.get("/").text
    assert re.search(r"class=\"total\">2</span> Not reported this week", text)
    assert "李" in text
    clock.now += timedelta(days=9)
    text = client.get("/").text
    assert re.search(r"class=\"total\">3</span> Not reported this week", text)
    assert "Nothing was recorded in the last seven days." in text
    assert "2019-07-10" in text
