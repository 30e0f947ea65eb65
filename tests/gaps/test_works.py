"""Listed works: whom they serve, each once, and what a row that was set aside still says."""

from __future__ import annotations

from typing import Any

import pytest

from gisplan.gaps import TargetVerdict, find_gaps
from gisplan.wording.verdicts import explain_listed_works
from tests.counties import make_county, set_aside, standard_of, states
from tests.gaps.test_kinds import AS_OF, MILESTONE, ONE, TARGET, TWO, A, B, C, judge_toy, make_standard
from tests.toys import draw_county

PEOPLE = 'measure = "people"\nunit = "people"\nlayer = "water_projects"\nmilestone = "main_done"\nthreshold = {0}\n'
DONE, OPEN = "2019-05-01", None


def work(code: str, people: float | None, shared: float | None = None, other: str = "", **more: Any) -> dict[str, Any]:
    work = {"code": code, "name": code, "villages": (A,), "people": people, "main_done": DONE, "shared_people": shared}
    return {**work, "shared_with": tuple(other.split(";")) if other else None, **more}


def serve(*works: dict[str, Any], threshold: float = 100) -> TargetVerdict:
    standard = make_standard(ONE, targets=TARGET + PEOPLE.format(threshold))
    return judge_toy(standard, {"water_projects": list(works)}).targets[0]


@pytest.mark.parametrize(
    ("works", "actual", "state"),
    [
        ([work("1", 80), work("2", 30, 10, "1")], 100, "met"),
        ([work("1", 80), work("2", 30, 11, "1")], 99, "missed"),
        ([work("1", 80, main_done=OPEN), work("2", 30, 10, "1")], 30, "missed"),
        ([work("1", 80), work("2", 30, 10, "9")], 110, "met"),
        ([work("1", 80), work("2", 30, 10)], 110, "met"),
        ([work("1", 80), work("2", 30, 11)], 110, "unknown"),
        ([work("1", 80, 0), work("2", 30, None, "1")], 110, "unknown"),
        ([work("1", 50), work("2", 30), work("3", 40, 20, "1;2")], 100, "met"),
        ([work("1", 50), work("2", 30, main_done=OPEN), work("3", 70, 20, "1;2")], 120, "met"),
    ],
)
def test_people_are_counted_once_where_the_list_says_who_is_served_twice(
    works: list[dict[str, Any]], actual: float, state: str
) -> None:
    found = serve(*works)
    assert (found.actual, found.state) == (actual, state)


@pytest.mark.parametrize(
    "works",
    [
        [work("1", 80, 0), work("2", 90, 20, "1"), work("3", 80, 70, "1")],
        [work("1", 80, 0), work("2", 90, 0)],
        [work("1", 80, 0), work("2", None, 0)],
    ],
    ids=["a work shares more than it has", "more served than live there", "blank"],
)
def test_a_list_that_cannot_be_true_is_a_range(works: list[dict[str, Any]]) -> None:
    found = serve(*works)
    assert (found.actual, found.state) == (120.0, "unknown"), "120 people live in the village"


def test_without_the_column_whom_two_works_serve_is_a_range() -> None:
    plain = [{k: v for k, v in work(c, 70).items() if not k.startswith("shared")} for c in "12"]
    assert (serve(*plain).actual, serve(*plain).state) == (120.0, "unknown")


def test_a_work_that_was_set_aside_leaves_its_village_unknown_and_names_the_row() -> None:
    aside = [set_aside("water_projects", row=7, code="W7", villages=(A, C)), set_aside("water_projects", row=8)]
    works = [work("1", 80), work("2", 80, villages=(B,), main_done=OPEN, due="2019-06-01")]
    county = make_county(draw_county("A   B   C"), tables={"water_projects": works}, as_of=AS_OF, aside=aside)
    found = find_gaps(county, make_standard(MILESTONE))
    assert states(found, "c") == {"A": "unknown", "B": "missed", "C": "unknown"}
    one = found.settlements.query("name == 'C'").iloc[0]
    assert (one["why"], one["needs"]) == ("work_quarantined", ("water_projects",))
    assert [tuple(cell) for cell in one["rows"]] == [("water_projects", 7, "code", "W7")]


def test_nobody_says_that_nothing_is_planned_where_a_row_was_set_aside() -> None:
    lacking = 'kind = "number"\nlayer = "water_supply"\ncolumn = "unsafe_households"\ncompare = "at_most"\n'
    standard = make_standard(lacking + 'unit = "households"\nthreshold = 0')
    tables = {
        "water_projects": [work("1", 80)],
        "water_supply": [{"village": v, "unsafe_households": 3} for v in (A, B, C)],
    }
    aside = [set_aside("water_projects", row=7, villages=(A, C))]
    county = make_county(draw_county("A   B   C"), tables=tables, as_of=AS_OF, aside=aside)
    rows = find_gaps(county, standard).settlements.set_index("name")
    assert [work.code for work in rows.loc["A", "listed_works"]] == ["1"]
    assert (rows.loc["B", "listed_works"], rows.loc["B", "needs"]) == ((), ())
    assert (rows.loc["C", "listed_works"], rows.loc["C", "needs"]) == (None, ("water_projects",))


def test_a_total_that_was_set_aside_is_no_settlement_and_no_work() -> None:
    aside = [set_aside(layer, row=9, changes_nothing=True) for layer in ("villages", "groups", "water_projects")]
    lines = 'measure = "count"\nunit = "projects"\nlayer = "water_projects"\nmilestone = "main_done"\nthreshold = 2\n'
    county = make_county(
        draw_county("A   B   C"), tables={"water_projects": [work("1", 80)], "coverage": []}, as_of=AS_OF, aside=aside
    )
    found = find_gaps(county, make_standard(TWO, MILESTONE, targets=TARGET + lines))
    assert found.villages["name"].tolist() == ["A", "B", "C"]
    assert len(found.settlements) == 4
    assert found.targets[0].state == "missed", "the total is no second project"
    other = [set_aside("water_projects", row=9)]
    county = make_county(
        draw_county("A   B   C"), tables={"water_projects": [work("1", 80)], "coverage": []}, as_of=AS_OF, aside=other
    )
    assert find_gaps(county, make_standard(TWO, targets=TARGET + lines)).targets[0].state == "unknown"


@pytest.mark.parametrize(
    ("status", "on_link", "disputed"),
    [("built", True, True), ("accepted", True, True), ("under_way", True, False), ("built", False, False)],
)
def test_a_road_listed_as_built_and_surveyed_unsealed_is_disputed(status: str, on_link: bool, disputed: bool) -> None:
    toy = draw_county("A -------###")
    link = find_gaps(make_county(toy), standard_of()).settlements["segments"].iloc[0]
    assert link
    listed = {"code": "R1", "name": "R1", "programme": "resurfacing", "villages": (A,), "status": status}
    county = make_county(toy, tables={"road_works": [{**listed, "segments": link[:1] if on_link else ("Z",)}]})
    found = find_gaps(county, standard_of()).settlements.iloc[0]
    assert found["state"] == "missed"  # a built work changes no surface: the survey decides
    assert [(work.code, work.disputed) for work in found["listed_works"]] == [("R1", disputed)]
    assert ("check on site" in (explain_listed_works(found.to_dict()) or "")) == disputed


@pytest.mark.parametrize(("approved", "state"), [("2019-03-01", "missed"), (None, "unknown")])
def test_a_row_without_any_date_is_not_reported_where_several_are_tracked(approved: str | None, state: str) -> None:
    works = [work("1", 80, villages=(A,), approved="2019-01-01"), work("2", 80, main_done=OPEN, approved=approved)]
    works[1]["villages"] = (B,)
    found = judge_toy(make_standard(MILESTONE), {"water_projects": works})
    assert states(found, "c") == {"A": "met", "B": state}


def test_a_county_whose_works_were_changed_is_judged_anew() -> None:
    """What follows from a county alone is found once for all criteria, and anew each time it is judged."""
    standard = make_standard(ONE, targets=TARGET + PEOPLE.format(100))
    first = judge_toy(standard, {"water_projects": [work("1", 80), work("2", 30, 10)]})
    assert first.targets[0].state == "met"
    assert first.county.works is not None
    first.county.works["main_done"] = None
    assert find_gaps(first.county, standard).targets[0].state == "missed"
