"""Every kind of criterion by TOML alone, on a toy of three villages: met, missed, unknown, and the laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.gaps import KINDS, Gaps, find_gaps
from gisplan.standards import Standard, parse_standard
from tests.counties import make_county, states
from tests.toys import draw_county

A, B, C = (f"61072810020{n}" for n in (1, 2, 3))
HEAD = 'id = "toy"\ntitle = "A toy"\nsource = "a test"\n'
BASE = 'id = "c"\nsettlement = "village"\nrole = "exit"\nsource = "a test"\n'
AS_OF = date(2019, 6, 30)
POWER = [
    {"village": A, "households": 30, "connected_households": 30, "three_phase": True},
    {"village": B, "households": 30, "connected_households": 29, "three_phase": False},
    {"village": C, "households": None, "connected_households": 9, "three_phase": None},
]
WATER = [{"village": A, "unsafe_households": 0}, {"village": B, "unsafe_households": 2}]
WORKS = [
    {"code": "W1", "name": "one", "villages": (A,), "people": 70, "main_done": "2019-05-01", "due": "2019-06-30"},
    {"code": "W2", "name": "two", "villages": (A, B), "people": 90, "main_done": None, "due": "2019-06-30"},
    {"code": "W3", "name": "three", "villages": (C,), "people": 50, "main_done": None, "due": "2019-12-31"},
]
AREA = [{"kind": "tv", "name": "mast", "geometry": shapely.box(499_900, 3_499_900, 500_100, 3_500_100)}]
TABLES: dict[str, Any] = {"power": POWER, "water_supply": WATER, "water_projects": WORKS, "coverage": AREA}
SHARE = 'kind = "ratio"\nlayer = "power"\nnumerator = "connected_households"\ndenominator = "households"\nunit = "%"\n'


def make_standard(*criteria: str, targets: str = "") -> Standard:
    text = "".join(f"\n[[criteria]]\n{one if 'id =' in one else BASE + one}\n" for one in criteria)
    return parse_standard(HEAD + text + targets, name="toy.toml", kinds=KINDS)


def judge_toy(standard: Standard, tables: dict[str, Any] | None = None, **county: Any) -> Gaps:
    toy = draw_county("A   B   C")
    return find_gaps(make_county(toy, tables=TABLES if tables is None else tables, as_of=AS_OF, **county), standard)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (SHARE + "threshold = 100.0", {"A": "met", "B": "missed", "C": "unknown"}),
        (SHARE + "threshold = 90.0", {"A": "met", "B": "met", "C": "unknown"}),
        (
            (
                'kind = "number"\nlayer = "water_supply"\ncolumn = "unsafe_households"\ncompare = "at_most"\n'
                'unit = "households"\nthreshold = 0'
            ),
            {"A": "met", "B": "missed", "C": "unknown"},
        ),
        ('kind = "boolean"\nlayer = "power"\ncolumn = "three_phase"', {"A": "met", "B": "missed", "C": "unknown"}),
        (
            'kind = "milestone"\nlayer = "water_projects"\nmilestone = "main_done"',
            {"A": "missed", "B": "missed"},
        ),
        ('kind = "coverage"\nlayer = "coverage"', {"A": "met", "B": "missed", "C": "missed"}),
        ('kind = "coverage"\nlayer = "coverage"\nunit = "m"\nthreshold = 300', {"A": "met", "B": "met", "C": "missed"}),
        ('kind = "coverage"\nlayer = "coverage"\nof_kind = ["fm"]', {"A": "missed", "B": "missed", "C": "missed"}),
        ('kind = "boolean"\nlayer = "villages"\ncolumn = "task"', {"A": "unknown", "B": "unknown", "C": "unknown"}),
    ],
)
def test_a_criterion_of_each_kind_is_a_text_and_no_python(lines: str, expected: dict[str, str]) -> None:
    assert states(judge_toy(make_standard(lines)), "c") == expected


ONE = 'id = "one"\nsettlement = "village"\nrole = "report"\nsource = "s"\n' + SHARE + "threshold = 100.0"
TWO = 'id = "two"\nsettlement = "village"\nrole = "report"\nsource = "s"\nkind = "coverage"\nlayer = "coverage"'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('all_of = ["one", "two"]', {"A": "met", "B": "missed", "C": "missed"}),
        ('any_of = ["one", "two"]', {"A": "met", "B": "missed", "C": "unknown"}),
    ],
)
def test_combinations_keep_to_kleene(lines: str, expected: dict[str, str]) -> None:
    standard = make_standard(BASE + 'kind = "combine"\n' + lines, ONE, TWO)
    assert states(judge_toy(standard), "c") == expected


def test_a_village_is_met_when_every_group_is() -> None:
    group = 'id = "g"\nkind = "reach"\nsettlement = "group"\nrole = "plan"\nunit = "m"\nthreshold = 150\n'
    group += 'surfaces = [12]\nsource = "s"'
    standard = make_standard(BASE + 'kind = "combine"\nevery_group = "g"', group)
    toy = draw_county("A a###a    B b###   b    C")
    assert states(find_gaps(make_county(toy), standard), "c") == {"A": "met", "B": "missed"}
    assert set(states(find_gaps(make_county(toy, groups=False), standard), "c").values()) == {"unknown"}


def test_a_filter_is_three_valued() -> None:
    toy = draw_county("A   B   C")
    toy.villages["poor_village"] = [True, False, None]
    county = make_county(toy, tables=TABLES, as_of=AS_OF)
    standard = make_standard('kind = "coverage"\nlayer = "coverage"\nwhere = { poor_village = true }')
    found = find_gaps(county, standard)
    assert states(found, "c") == {"A": "met", "C": "unknown"}
    assert found.settlements.query("name == 'C'")["needs"].iloc[0] == ("villages.poor_village",)


def test_nobody_to_serve_is_not_listed_and_a_contradiction_is_unknown() -> None:
    """Nobody is served where the village itself has nobody; before, a row of 0 of 0 was believed everywhere."""
    rows = [
        {"village": A, "households": 0, "connected_households": 0},
        {"village": B, "households": 30, "connected_households": 31},
    ]
    toy = draw_county("A   B   C", households={"A": 0})
    found = find_gaps(make_county(toy, tables={"power": rows}, as_of=AS_OF), make_standard(SHARE + "threshold = 100"))
    assert states(found, "c") == {"B": "unknown", "C": "unknown"}
    assert states(judge_toy(make_standard(SHARE + "threshold = 100"), {"power": rows}), "c")["A"] == "unknown"


def test_a_missed_one_lists_what_is_planned_and_an_unknown_one_what_would_decide() -> None:
    lines = 'kind = "number"\nlayer = "water_supply"\ncolumn = "unsafe_households"\ncompare = "at_most"\n'
    rows = judge_toy(make_standard(lines + 'unit = "households"\nthreshold = 0')).settlements.set_index("name")
    assert [work.code for work in rows.loc["B", "listed_works"]] == ["W2"]
    assert rows.loc["C", "needs"] == ("water_supply",)
    assert [(c.layer, c.row, c.column, c.value) for c in rows.loc["B", "rows"]] == [
        ("water_supply", 2, "unsafe_households", 2)
    ]


def test_only_villages_that_exit_decide() -> None:
    toy = draw_county("A   B   C")
    toy.villages["exit_year"] = [2019, 2020, None]
    county = replace(make_county(toy, tables=TABLES, as_of=AS_OF), settings={})
    found = find_gaps(county, make_standard('kind = "boolean"\nlayer = "power"\ncolumn = "three_phase"'))
    assert found.villages["judged_for_exit"].tolist() == [True, False, False]
    assert found.villages["state"].tolist() == ["met", "missed", "unknown"]
    assert found.villages["vetoes"].tolist() == [(), ("c",), ("c",)]
    assert (found.state, found.states["all"]) == ("met", "met")


def test_a_finding_on_site_stands_beside_and_calls_for_a_second_visit() -> None:
    attestations = [
        {"village": v, "criterion": "c", "state": "met", "by": "x", "date": "2019-05-01"} for v in (A, B, C)
    ]
    standard = make_standard('kind = "boolean"\nlayer = "power"\ncolumn = "three_phase"')
    found = judge_toy(standard, {**TABLES, "attestations": attestations})
    assert states(found, "c") == {"A": "met", "B": "missed", "C": "unknown"}
    assert found.villages["second_visit"].tolist() == [False, True, False]


TARGET = '\n[[targets]]\nid = "t"\nrole = "plan"\nsource = "s"\n'


@pytest.mark.parametrize(
    ("lines", "actual", "state"),
    [
        ('measure = "count"\nlayer = "water_projects"\nmilestone = "main_done"\nthreshold = 1', 1.0, "met"),
        ('measure = "count"\nlayer = "water_projects"\nmilestone = "main_done"\nthreshold = 2', 1.0, "missed"),
        (
            'measure = "count"\nlayer = "water_projects"\nmilestone = "main_done"\nthreshold = 2\ndue = 2019-07-01',
            1.0,
            "pending",
        ),
        ('measure = "people"\nlayer = "water_projects"\nmilestone = "main_done"\nthreshold = 70', 70.0, "met"),
        (
            (
                'measure = "left"\nlayer = "power"\nnumerator = "connected_households"\ndenominator = "households"\n'
                f'where = {{ code = "{B}" }}\ncompare = "at_most"\nthreshold = 0'
            ),
            1.0,
            "missed",
        ),
        (
            (
                'measure = "ratio"\nlayer = "power"\nnumerator = "connected_households"\ndenominator = "households"\n'
                "threshold = 65"
            ),
            100 * 59 / 60,
            "met",
        ),
        (
            (
                'measure = "ratio"\nlayer = "power"\nnumerator = "connected_households"\ndenominator = "households"\n'
                "threshold = 70"
            ),
            100 * 59 / 60,
            "unknown",
        ),
    ],
)
def test_targets_over_rows(lines: str, actual: float, state: str) -> None:
    unit = {"people": "people", "ratio": "%"}.get(lines.split('"')[1], "of them")
    found = judge_toy(make_standard(ONE, targets=f'{TARGET}unit = "{unit}"\n{lines}\n'))
    assert found.targets[0].actual == pytest.approx(actual)
    assert found.targets[0].state == state


def test_people_whom_two_works_serve_count_once() -> None:
    works = [{**WORKS[0], "people": 100}, {**WORKS[0], "code": "W9", "people": 90}]
    lines = 'measure = "people"\nunit = "people"\nlayer = "water_projects"\nmilestone = "main_done"\nthreshold = 110\n'
    (found,) = judge_toy(make_standard(ONE, targets=TARGET + lines), {"water_projects": works}).targets
    assert (found.actual, found.state) == (120.0, "unknown"), "120 people live there, and 100 are sure"


MILESTONE = BASE + 'kind = "milestone"\nlayer = "water_projects"\nmilestone = "main_done"'


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([A, B, C]), st.booleans()), max_size=6), st.sampled_from([A, B, C]))
def test_a_completed_work_never_turns_met_into_missed(works: list[tuple[str, bool]], where: str) -> None:
    rows = [
        {"code": f"W{i}", "name": "w", "villages": (v,), "main_done": "2019-06-01" if done else None}
        for i, (v, done) in enumerate(works)
    ]
    more = [*rows, {"code": "W99", "name": "w", "villages": (where,), "main_done": "2019-06-29", "due": "2019-01-01"}]
    before, after = (states(judge_toy(make_standard(MILESTONE), {"water_projects": r}), "c") for r in (rows, more))
    assert all(after[name] == "met" for name, state in before.items() if state == "met")


@settings(max_examples=10, deadline=None)
@given(st.permutations([ONE, TWO, MILESTONE]))
def test_the_order_of_criteria_changes_nothing(criteria: list[str]) -> None:
    usual, other = judge_toy(make_standard(ONE, TWO, MILESTONE)), judge_toy(make_standard(*criteria))
    columns = ["criterion", "code", "state", "why"]
    assert usual.settlements[columns].equals(other.settlements[columns])
    assert usual.villages["vetoes"].tolist() == other.villages["vetoes"].tolist()
    assert usual.states == other.states


@pytest.mark.parametrize(("layer", "criterion"), [("power", "one"), ("coverage", "two"), ("water_projects", "c")])
def test_removing_a_layer_turns_its_criteria_unknown_and_touches_no_other(layer: str, criterion: str) -> None:
    standard = make_standard(ONE, TWO, MILESTONE)
    whole, less = judge_toy(standard), judge_toy(standard, {k: v for k, v in TABLES.items() if k != layer})
    assert set(states(less, criterion).values()) == {"unknown"}
    for other in {"one", "two", "c"} - {criterion}:
        assert states(whole, other) == states(less, other)
