"""What a plan is asked with: budgets by any name, programmes spelt as people do, the county's own list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from gisplan.base.errors import PlanError
from gisplan.county.county import County
from gisplan.gaps import KINDS
from gisplan.plan import Lock
from gisplan.standards import Standard, read_packaged_standard
from gisplan.workflow.plan_options import PlanOptions, resolve_plan_options
from tests.counties import make_county
from tests.toys import draw_county

WORKS = [
    {"code": "W1", "name": "one", "programme": "油返砂整治", "segments": ("R2", "R3")},
    {"code": "W2", "name": "two", "programme": "bridges", "segments": ("R2",)},
    {"code": "W3", "name": "three", "programme": "resurfacing", "segments": None},
]


@pytest.fixture(scope="module")
def standard() -> Standard:
    return read_packaged_standard("zhenba-2019", kinds=KINDS)


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(draw_county("#----- A\n#"), tables={"road_works": WORKS})


@pytest.fixture(scope="module")
def bare() -> County:
    return make_county(draw_county("#----- A\n#"))


def ask(
    county: County,
    standard: Standard,
    budgets: Mapping[str, float | None] | Sequence[str] = (),
    locks: Sequence[Lock] = (),
    score: str | Sequence[str] | None = None,
) -> PlanOptions:
    return resolve_plan_options(county, standard, budgets, locks, score)


@pytest.mark.parametrize(
    ("budgets", "limits"),
    [
        ((), {}),
        (("resurfacing=201", "group_roads=312.5"), {"resurfacing": 201.0, "group_roads": 312.5}),
        (("油返砂整治=201公里", "通组公路 = 3 km"), {"resurfacing": 201.0, "group_roads": 3.0}),
        (("general",), {"general": None}),
        (("general=unlimited",), {"general": None}),
        (("general=不限",), {"general": None}),
        (("general=0",), {"general": 0.0}),
        ({"general": None, "油返砂整治": 2.0}, {"general": None, "resurfacing": 2.0}),
    ],
)
def test_budgets_are_read(
    bare: County,
    standard: Standard,
    budgets: Mapping[str, float | None] | Sequence[str],
    limits: dict[str, float | None],
) -> None:
    assert ask(bare, standard, budgets).budgets == limits


@pytest.mark.parametrize(
    ("budgets", "words"),
    [
        (("resurfacing=nan",), ("resurfacing=nan",)),
        (("resurfacing=inf",), ("resurfacing=inf",)),
        (("resurfacing=-0.1",), ("resurfacing=-0.1",)),
        (("resurfacing=",), ("resurfacing=",)),
        (("resurfacing=2/3",), ("resurfacing=2/3",)),
        (("=3",), ("=3",)),
        (("resurfacing=3", "油返砂整治=3"), ("油返砂整治=3",)),
        (("bridges=3", "resurfacing=x", "general=-1"), ("bridges", "resurfacing=x", "general=-1")),
        ({"general": -1.0, "bridges": 2.0}, ("general=-1", "bridges")),
    ],
)
def test_wrong_budgets_are_refused_together(
    bare: County, standard: Standard, budgets: Mapping[str, float | None] | Sequence[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(PlanError) as caught:
        ask(bare, standard, budgets)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(words)
    assert all(word in line for word, line in zip(words, lines, strict=True))


def test_a_programme_of_the_county_file_counts_too(bare: County, standard: Standard) -> None:
    programme = replace(standard.plan.programmes[0], id="bridges", title="bridges", title_zh="危桥改造")
    own = replace(bare, plan={"programmes": (programme,)})
    assert ask(own, standard, ["危桥改造=2"]).budgets == {"bridges": 2.0}
    with pytest.raises(PlanError, match="bridges, general"):
        ask(own, standard, ["resurfacing=2"])


def test_the_county_s_own_list_is_its_works_by_programme(county: County, standard: Standard) -> None:
    asked = ask(county, standard, score="road_works")
    assert asked.scored == ("road_works", (("R2", "resurfacing"), ("R3", "resurfacing"), ("R2", "bridges")))


def test_works_that_name_no_segments_or_are_not_due_yet_are_noted(county: County, standard: Standard) -> None:
    works = county.works
    assert works is not None
    last = works.index[works["kind"] == "road"][-1]
    without = works.assign(segments=works["segments"].where(works.index != last, None))
    later = works.assign(due=pd.Series([date(2020, 6, 30)] * len(works), index=works.index, dtype=object))
    first, second = (
        ask(replace(county, works=some, as_of=date(2019, 12, 31)), standard, score="road_works").notes
        for some in (without, later)
    )
    assert "name no segments" in first[0]
    assert str(works.loc[last, "code"]) in first[0]
    assert "due after 2019-12-31" in second[-1]


def test_a_county_without_works_has_no_list(bare: County, standard: Standard) -> None:
    with pytest.raises(PlanError, match="road_works"):
        ask(bare, standard, score="road_works")


def test_a_list_may_be_given_in_python(bare: County, standard: Standard) -> None:
    assert ask(bare, standard, score=["R2"]).scored == ("the list", (("R2", ""),))


def test_locks_spell_programmes_as_people_do(bare: County, standard: Standard) -> None:
    asked = ask(bare, standard, locks=[Lock("R1", "in", "通组公路"), Lock("R2", "out")])
    assert [lock.programme for lock in asked.locks] == ["group_roads", ""]


def test_with_one_fault_the_locks_are_looked_at_too(bare: County, standard: Standard) -> None:
    with pytest.raises(PlanError) as caught:
        ask(bare, standard, ["general=x"], locks=[Lock("nowhere", "out")])
    assert "general=x" in str(caught.value)
    assert "nowhere" in str(caught.value)
