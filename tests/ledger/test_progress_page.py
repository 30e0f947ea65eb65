"""The works' page as bytes and as plain data."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from gisplan.base.language import set_language
from gisplan.county.county import County
from gisplan.ledger.events.state import State, WorkState
from gisplan.ledger.kinds import read_kinds
from gisplan.ledger.progress import Forecast, Progress, make_progress
from gisplan.maps.progress.places import place_works
from gisplan.maps.progress.progress_map import describe_progress, make_progress_page
from gisplan.wording.works import format_forecast
from tests.attacks import ATTACKS
from tests.counties import make_county
from tests.toys import CRS, draw_county

ON = date(2019, 6, 30)
EPOCH = date(1970, 1, 1)
TOY = "#==A  B\n-----  "


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(draw_county(TOY))


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language("en")


def work(code: str, kind: str = "water", **values: Any) -> WorkState:
    """A work as a ledger would hold it; what is None is left out."""
    fields = {"name": code, "listed": True, **values}
    known = {name: value for name, value in fields.items() if value is not None}
    return WorkState(1, kind, code, 1, known, dict.fromkeys(known, 1))


def make(county: County, *works: WorkState, **more: Any) -> Progress:
    numbered = tuple(replace(one, number=number) for number, one in enumerate(works, 1))
    state = State("store-1", county.code, 7, ON, None, numbered)
    return make_progress(replace(state, **more), county)


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)


@pytest.fixture(scope="module")
def progress(county: County) -> Progress:
    village = county.villages["code"].tolist()
    plan = {"category": "poor", "due": ON, "people": 120.0, "villages": (village[0],), "town": "青水镇"}
    return make(
        county,
        work(
            "R", "road", programme="group_roads", segments=("R1",), km=3.2, due=date(2019, 12, 31), origin="synthetic"
        ),
        work("W1", **plan, approved=date(2019, 1, 5), main_done=date(2019, 5, 2), water_flowing=date(2019, 6, 1)),
        work("W2", **{**plan, "villages": (village[1], "999")}, started=date(2019, 3, 4), note="雨季停工"),
        work("W3", due_accepted=date(2019, 6, 1)),
    )


def test_the_same_progress_is_the_same_bytes_and_loads_nothing(progress: Progress) -> None:
    page = make_progress_page(progress)
    assert page == make_progress_page(progress)
    assert b"default-src 'none'" in page
    assert len(page) < 1_000_000


def test_people_are_those_of_the_progress_by_programme_and_town(progress: Progress) -> None:
    data = describe_progress(progress, language="en")
    assert [kind["id"] for kind in data["kinds"]] == ["water", "road"], "the water bureau's works come first"
    for kind in data["kinds"]:
        kind_progress = next(one for one in progress.kinds if one.kind.name == kind["id"])
        total = kind_progress.total
        assert kind["people"] == {"people": _list(total.people), "served": _list(total.served)}
        for groups, listed in ((kind_progress.programmes, kind["groups"]), (kind_progress.towns, kind["towns"])):
            assert [one["people"] for one in listed] == [_list(group.count.people) for group in groups]
        passed = [[None if d is None else day(d) for d in row] for row in kind["works"]["passed"]]
        assert passed == kind_progress.passed.astype(object).tolist()
    assert [data["texts"][one["name"]] if one["name"] >= 0 else None for one in data["kinds"][0]["towns"]] == [
        "青水镇",
        None,
    ]


def _list(people: tuple[float, float] | None) -> list[float | None] | None:
    return None if people is None else [None if np.isinf(n) else n for n in people]


def test_each_work_has_what_it_is_chosen_by(county: County) -> None:
    works = [
        work("W1", "road", contractor="甲公司", town="青水镇", km=2.0, budget_wan=30.0),
        replace(work("W2", "road"), reported=date(2019, 5, 1)),
    ]
    data = describe_progress(make(county, *works), language="en")
    described = data["kinds"][0]["works"]
    assert [data["texts"][place] if place >= 0 else None for place in described["contractor"]] == ["甲公司", None]
    assert (described["km"], described["budget"], described["done_km"]) == ([2.0, None], [30.0, None], [None, None])
    assert [d and day(d) for d in described["reported"]] == [None, date(2019, 5, 1)]


def test_details_hold_what_the_page_shows_nowhere_else(progress: Progress) -> None:
    data = describe_progress(progress, language="en")
    details = [[data["texts"][index] for index in pairs] for pairs in data["kinds"][0]["works"]["details"]]
    assert details == [[], ["note", "雨季停工"], []]
    road = data["kinds"][1]["works"]["details"][0]
    assert [data["texts"][index] for index in road] == ["segments", "R1", "length (km)", "3.2", "origin", "synthetic"]


def test_it_says_whose_it_is_as_of_when_and_what_is_invented(progress: Progress) -> None:
    data = describe_progress(progress, language="en")
    assert data["known"] == "As of 2019-06-30, by what is known now"
    assert "store-1" in data["store"]
    assert "7" in data["store"]
    assert data["warnings"] == ["This page contains invented (synthetic) rows."]
    known = replace(progress, state=replace(progress.state, known_at=date(2019, 7, 2)))
    assert describe_progress(known, language="en")["known"] == "As of 2019-06-30, by what was known on 2019-07-02"


def test_a_work_is_drawn_at_its_location_else_its_segments_else_its_village(county: County) -> None:
    village = county.villages["code"].tolist()
    point = county.villages.geometry.iloc[0]
    works = [
        work("own", "road", place=f"{CRS};LINESTRING (500000 3500000, 500100 3500000, 500300 3500000)"),
        work("point", "road", place="EPSG:4326;POINT (105 31.6)", segments=("R1",)),
        work("segments", "road", segments=("R1", "nowhere"), villages=(village[0],)),
        work("village", "road", villages=(village[0],), segments=("nowhere",)),
        work("nowhere", "road", villages=("999",), place=f"{CRS};POINT EMPTY"),
    ]
    progress = make(county, *works)
    places = place_works(county, read_kinds()["road"], progress.kinds[0].works, progress.state)
    assert places.by == "oosv-"
    assert (places.point[0].x, places.point[0].y) == (500_150.0, 3_500_000.0)
    assert abs(places.point[1].x - 500_000) < 1
    assert places.point[3].equals(point)
    assert places.point[4] is None
    assert places.whose.tolist() == [0, 2]
    data = describe_progress(progress, language="en")
    assert data["kinds"][0]["works"]["x"][4] is None


def test_a_status_alone_is_distinguished_from_a_day(county: County) -> None:
    first = date(2019, 1, 1)
    built = work("R", "road", status="built", due=date(2019, 5, 1), approved=first)
    progress = make(county, built, replace(built, code="S", status_since=date(2019, 4, 30)))
    works = describe_progress(progress, language="en")["kinds"][0]["works"]
    days = [[d and day(d) for d in row] for row in works["passed"]]
    assert days == [[first, first], *[[None, date(2019, 4, 30)]] * 3, [None, None]]
    assert works["undated"] == [[], [0], [0], [0], []]
    assert [[d and day(d) for d in row] for row in works["own"]] == [[first, first], *[[None, None]] * 4]


def test_it_speaks_chinese(progress: Progress, chinese: None) -> None:
    data = describe_progress(progress, language="zh")
    assert data["lang"] == "zh-CN"
    water = data["kinds"][0]
    assert water["label"] == "饮水工程"
    assert water["milestones"][water["finish"]]["label"] == "主体完工"
    assert [data["texts"][group["name"]] for group in water["groups"][:1]] == ["贫困村"]
    assert [group["name"] for group in water["groups"][1:]] == [-1]


def test_a_category_that_nobody_knows_is_shown_as_it_is(county: County) -> None:
    progress = make(county, work("W", category="水毁修复"))
    data = describe_progress(progress, language="en")
    assert data["texts"][data["kinds"][0]["groups"][0]["name"]] == "水毁修复"


def test_the_forecast_says_how_sure_it_is() -> None:
    days = [date(2019, 7, 14), date(2019, 7, 20), date(2019, 7, 28)]
    text = format_forecast(Forecast(16, 71, 90, *days))
    assert all(
        part in text for part in ("16", "71", "90", "2019-07-14", "2019-07-20", "2019-07-28", "Interval of 80 %")
    )
    assert "no forecast" in format_forecast(Forecast(3, 0, 90, None, None, None))
    for known in range(3):
        some = [d if index < known else None for index, d in enumerate(days)]
        text = format_forecast(Forecast(900, 1, 90, *some))
        assert "20 years" in text
        assert [str(d) in text for d in days] == [index < known for index in range(3)]
    assert format_forecast(None) == "All are finished."


def test_no_value_stands_raw_in_the_source(county: County) -> None:
    works = [work(attack, name=attack, category=attack, town=attack, note=attack) for attack in ATTACKS]
    attacked = replace(county, name=ATTACKS[1], villages=county.villages.assign(name=list(ATTACKS[:2])))
    page = make_progress_page(make(attacked, *works)).decode("utf-8")
    assert not [attack for attack in ATTACKS if "<" in attack and attack in page]
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    assert set(ATTACKS) <= set(json.loads(found[1])["texts"])


def test_people_without_an_end_are_no_number(county: County) -> None:
    progress = make(county, work("W", people=10.0))
    kind = replace(progress.kinds[0], total=replace(progress.kinds[0].total, people=(5.0, np.inf)))
    data = describe_progress(replace(progress, kinds=(kind,)), language="en")
    assert data["kinds"][0]["people"]["people"] == [5.0, None]
