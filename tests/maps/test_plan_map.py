"""The plan's page as bytes and as plain data."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gisplan.base.language import set_language
from gisplan.maps.plan.plan_map import describe_plan, make_plan_map
from gisplan.plan import PlanResult
from gisplan.workflow import make_plan, read_county
from tests.attacks import ATTACKS
from tests.gaps.row_order import shuffle_rows, without_rows


@pytest.fixture(scope="module")
def planned(root: Path) -> PlanResult:
    return make_plan(read_county(root / "layers" / "zhenba"), budgets=("resurfacing=3", "group_roads=3"))


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language("en")


def page_data(page: bytes) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.decode("utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_the_same_plan_is_the_same_bytes_and_loads_nothing(planned: PlanResult) -> None:
    page = make_plan_map(planned)
    assert page == make_plan_map(planned)
    assert b"default-src 'none'" in page
    assert len(page) < 10_000_000


def test_units_joins_and_places_are_those_of_the_plan(planned: PlanResult) -> None:
    data, problem = describe_plan(planned, language="en"), planned.plan.problem
    assert data["joins"] == {
        "a": problem.adjacency.a.tolist(),
        "b": problem.adjacency.b.tolist(),
        "reach": problem.adjacency.root,
    }
    assert [data["texts"][place] for place in data["units"]["segment"]] == [str(s) for s in problem.units.segment]
    assert [flag == "1" for flag in data["units"]["built"]] == planned.plan.built.tolist()
    assert data["settlements"]["prize"] == planned.plan.prizes.tolist()
    assert sum(step["cost"] for step in data["steps"]) == sum(planned.plan.spent().values())
    assert sum(step["prize"] for step in data["steps"]) == planned.plan.gained


def test_it_speaks_chinese(planned: PlanResult, chinese: None) -> None:
    data = describe_plan(planned, language="zh")
    assert data["lang"] == "zh-CN"
    assert data["words"]["undo"] == "撤销"
    assert {p["label"] for p in data["programmes"]} == {"油返砂整治", "通组公路"}


def test_no_value_stands_raw_in_the_source(attacked_plan: PlanResult) -> None:
    page = make_plan_map(attacked_plan)
    source = page.decode("utf-8")
    assert not [attack for attack in ATTACKS if "<" in attack and attack in source]
    assert set(ATTACKS) <= set(page_data(page)["texts"])  # type: ignore[call-overload]


def test_the_page_does_not_follow_the_order_of_the_files_rows(root: Path) -> None:
    """Its sealed roads stood in the order of the file; now only the rows that hold a number of one differ."""
    county = read_county(root / "tests" / "fixtures" / "qingxi")
    pages = []
    for each in (county, shuffle_rows(county, 1)):
        data = describe_plan(make_plan(each, budgets=("general=3",)), language="en")
        pages.append(json.loads(json.dumps(without_rows({**data, "inputs": None}), default=str)))
    assert pages[0].keys() == pages[1].keys()
    for key in pages[0]:
        assert pages[0][key] == pages[1][key], key


def test_terms_are_explained_and_sources_are_in_the_language(planned: PlanResult, chinese: None) -> None:
    data = describe_plan(planned, language="zh")
    assert data["source"].startswith("镇脱贫发")
    assert all("Notice" not in p["source"] and "scope" not in p["source"] for p in data["programmes"])
    assert data["joined_note"].startswith("连通：距行政村500米以内")
    assert data["prize"]["amount"] == "{0}人"
    assert "水泥混凝土（12）" in data["settings"]
    assert "（32）" in data["differences"][0]
