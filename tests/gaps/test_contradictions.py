"""Numbers that contradict each other: what rests on them is unknown, listed, and never met."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.county.contradictions import count_names
from gisplan.county.county import County
from gisplan.gaps import KINDS, Cell, Gaps, find_gaps
from gisplan.standards import Standard, read_packaged_standard
from tests.counties import make_county, set_aside
from tests.gaps.test_kinds import AS_OF, BASE, ONE, SHARE, TARGET, A, B, C, make_standard
from tests.toys import draw_county

ZHENBA = read_packaged_standard("zhenba-2019", kinds=KINDS)
TABLES: dict[str, list[dict[str, Any]]] = {
    "power": [
        {"village": v, "households": 30, "connected_households": n, "three_phase": yes, "unconnected_names": names}
        for v, n, yes, names in ((A, 30, True, None), (B, 29, False, "户甲"), (C, 30, None, "无"))
    ],
    "water_supply": [
        {"village": v, "population": 120, "tap_population": t, "guarantee": g, "unsafe_households": u}
        for v, t, g, u in ((A, 115, 95.0, 0), (B, 50, 80.0, 4), (C, 118, 95.0, 0))
    ],
    "broadcasting": [
        {"village": v, "households": 30, "covered_households": n, "poor_households": 10, "cable_poor_households": m}
        for v, n, m in ((A, 30, 10), (B, 20, 5), (C, 30, 10))
    ],
    "water_projects": [
        {"code": "W1", "name": "w", "villages": (A,), "people": 70, "category": "poor", "guarantee": 95.0}
        | {"main_done": "2019-05-01", "water_flowing": "2019-06-01", "due": "2019-06-30"},
        {"code": "W2", "name": "w", "villages": (B,), "people": 20, "category": "poor", "guarantee": 85.0}
        | {"main_done": None, "water_flowing": None, "due": "2019-06-30"},
    ],
    "road_works": [
        {"code": "R1", "name": "r", "programme": "油返砂", "villages": (B,), "km": 2.5, "built": "2019-05-01"}
        | {"status": "built"},
        {"code": "R2", "name": "r", "programme": "通组路", "villages": (C,), "km": 3.5, "status": "under_way"},
    ],
}
SHARED = 'layer = "power"\nnumerator = "connected_households"\ndenominator = "households"\n'
LEFT = 'measure = "left"\nunit = "households"\ncompare = "at_most"\nthreshold = 0\n' + SHARED
RATIO = 'measure = "ratio"\nunit = "%"\nthreshold = 99\n' + SHARED
PEOPLE = 'measure = "people"\nunit = "people"\nthreshold = 80\nlayer = "water_projects"\nmilestone = "main_done"\n'
GUARANTEE = 'unit = "%"\nthreshold = 93\nlayer = "water_supply"\ncolumn = "guarantee"\n'
TARGETS = {
    "left": LEFT,
    "ratio": RATIO,
    "people": PEOPLE,
    "share": 'measure = "share"\nof = "people"\nunit = "%"\nthreshold = 90\ncriterion = "one"\n',
    "least": 'measure = "least"\n' + GUARANTEE,
    "mean": 'measure = "mean"\nweight = "population"\n' + GUARANTEE,
}
ALMOST = "".join(TARGET.replace('id = "t"', f'id = "{id}"') + lines for id, lines in TARGETS.items())
ASKED = make_standard(ONE, targets=ALMOST)


def make_toy(tables: dict[str, Any], **own: Any) -> County:
    """Villages A, B and C of 30 households and 120 people; `own` replaces their numbers."""
    toy = draw_county("A##  B--  C??\n a    b    c ")
    toy.villages["poor_village"] = True
    for name, numbers in own.items():
        toy.villages[name] = pd.array(numbers, dtype="Float64")
    return make_county(toy, tables=tables, as_of=AS_OF)


def change(layer: str, row: int, **values: Any) -> dict[str, Any]:
    """The tables with one row changed."""
    tables = deepcopy(TABLES)
    tables[layer][row] |= values
    return tables


def states_of(gaps: Gaps) -> dict[tuple[str, str], str]:
    rows = gaps.settlements
    return dict(zip(zip(rows["criterion"], rows["code"], strict=True), rows["state"], strict=True))


UNCOVERED = {"covered_households": 0}
NOBODY = {"households": 0, "connected_households": 0}


@pytest.mark.parametrize(
    ("layer", "values", "criterion", "other"),
    [
        ("power", NOBODY, "power_households", ("villages", "households", 30)),
        ("power", {"households": 3, "connected_households": 3}, "power_households", ("villages", "households", 30)),
        ("power", {"households": 300, "connected_households": 300}, "power_households", ("villages", "households", 30)),
        ("power", {"unconnected_names": "户甲;户乙"}, "power_households", ("power", "unconnected_names", 2)),
        ("water_supply", {"population": 0, "tap_population": 0}, "water_tap", ("villages", "population", 120)),
        ("water_supply", {"population": 0, "tap_population": 0}, "water_safe", ("villages", "population", 120)),
        ("water_supply", {"population": 12, "tap_population": 12}, "water_tap", ("villages", "population", 120)),
        ("water_supply", {"population": 1200, "tap_population": 1200}, "water_tap", ("villages", "population", 120)),
        ("water_supply", {"unsafe_households": 50}, "water_safe", ("villages", "households", 30)),
        ("broadcasting", {"poor_households": 31}, "broadcast_cable", ("broadcasting", "households", 30)),
        ("broadcasting", {"households": 0, **UNCOVERED}, "broadcast_coverage", ("villages", "households", 30)),
    ],
)  # fmt: skip
def test_a_count_that_contradicts_another_leaves_the_criterion_unknown_and_names_both(
    layer: str, values: dict[str, Any], criterion: str, other: tuple[str, str, Any]
) -> None:
    gaps = find_gaps(make_toy(change(layer, 0, **values)), ZHENBA)
    row = gaps.settlements.query("criterion == @criterion and code == @A").iloc[0]
    assert (row["state"], row["why"]) == ("unknown", "counts_contradict")
    cells = {(cell.layer, cell.column, cell.value) for cell in row["rows"]}
    assert {
        other,
        *((layer, column, value) for column, value in list(values.items())[:1] if column != "unconnected_names"),
    } <= cells


@pytest.mark.parametrize("households", [27, 29, 31, 33])
def test_a_difference_of_years_is_no_contradiction(households: int) -> None:
    tables = change("power", 0, households=households, connected_households=households)
    assert states_of(find_gaps(make_toy(tables), ZHENBA))["power_households", A] == "met"


def test_rural_people_are_a_part_of_those_of_a_residents_committee() -> None:
    """Codes from 001 to 199 are committees; in a village all people are rural."""
    toy = draw_county("A   B   C")
    toy.villages["code"] = ["610728100001", B, C]
    rows = [{"village": v, "population": 12, "tap_population": 12} for v in ("610728100001", B)]
    found = states_of(find_gaps(make_county(toy, tables={"water_supply": rows}, as_of=AS_OF), ZHENBA))
    assert (found["water_tap", "610728100001"], found["water_tap", B]) == ("met", "unknown")


def test_what_counts_nobody_is_unknown_where_no_file_says_how_many_live_there() -> None:
    county = make_toy(change("power", 0, **NOBODY), households=[None, 30, 30], population=[None, 120, 120])
    row = find_gaps(county, ZHENBA).settlements.query("criterion == 'power_households' and code == @A").iloc[0]
    assert (row["state"], row["why"]) == ("unknown", "nobody_unconfirmed")
    nobody = make_toy(change("power", 0, **NOBODY), households=[0, 30, 30], population=[0, 120, 120])
    assert ("power_households", A) not in states_of(find_gaps(nobody, ZHENBA))


def test_groups_that_have_more_than_their_village_leave_their_size_unknown() -> None:
    group = BASE.replace("village", "group") + 'kind = "boolean"\nlayer = "power"\ncolumn = "three_phase"\n'
    toy = draw_county("A##  B--\n a    bb ", households={"b": 40})
    county = make_county(toy, tables={"power": TABLES["power"]}, as_of=AS_OF)
    gaps = find_gaps(county, make_standard(group + "min_households = 45"))
    found = {
        code: (state, why) for code, state, why in gaps.settlements[["code", "state", "why"]].itertuples(index=False)
    }
    assert found == dict.fromkeys((f"{B}001", f"{B}002"), ("unknown", "households_contradict"))


def test_a_status_that_contradicts_its_date_leaves_the_milestone_unknown() -> None:
    works = BASE + 'kind = "milestone"\nlayer = "road_works"\nmilestone = "built"'
    for row, values in ((0, {"status": "under_way"}), (1, {"status": "built", "built": "2019-12-01"})):
        gaps = find_gaps(make_toy(change("road_works", row, **values)), make_standard(works))
        found = gaps.settlements.set_index("code").loc[TABLES["road_works"][row]["villages"][0]]
        assert (found["state"], found["why"]) == ("unknown", "work_contradicts")


def test_people_whom_a_project_cannot_serve_carry_no_target() -> None:
    gaps = find_gaps(make_toy(change("water_projects", 0, people=70_000)), ASKED)
    target = next(t for t in gaps.targets if t.target.id == "people")
    assert target.state == "unknown"


CONTRADICTIONS = st.sampled_from(
    [
        ("power", {"households": 0, "connected_households": 0, "unconnected_names": None}),
        ("power", {"households": 3, "connected_households": 3, "unconnected_names": None}),
        ("power", {"connected_households": 31}),
        ("power", {"connected_households": 30, "unconnected_names": "户甲"}),
        ("water_supply", {"population": 0, "tap_population": 0, "unsafe_households": 0}),
        ("water_supply", {"population": 9, "tap_population": 9, "unsafe_households": 0}),
        ("broadcasting", {"poor_households": 40, "cable_poor_households": 40}),
        ("broadcasting", {"households": 0, "covered_households": 0, "poor_households": 0, "cable_poor_households": 0}),
    ]
)
ROWS = [(layer, i) for layer, rows in TABLES.items() for i in range(len(rows))]
LISTS = ("water_projects", "road_works")  # what is not in a list of works, nobody asks for


@cache
def judge_whole(standard: Standard) -> Gaps:
    """The verdicts of the tables as they are, which contradict nothing."""
    return find_gaps(make_toy(TABLES), standard)


def never_better(before: Gaps, after: Gaps) -> None:
    """Nothing is met that was not, no criterion is lost for a village, and no target is met by it."""
    old, new = states_of(before), states_of(after)
    assert set(old) <= set(new), "a criterion disappears"
    assert {key for key, state in new.items() if state == "met"} <= {
        key for key, state in old.items() if state == "met"
    }
    for one, two in zip(before.targets, after.targets, strict=True):
        assert two.state != "met" or one.state == "met", one.target.id


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(ROWS), st.data())
def test_a_row_that_is_removed_or_blanked_never_turns_anything_into_met(
    at: tuple[str, int], data: st.DataObject
) -> None:
    layer, row = at
    tables = deepcopy(TABLES)
    kept = ("village", "villages", "code", "name", "programme", "category")
    names = [name for name in tables[layer][row] if name not in kept and name != "unconnected_names"]
    if layer not in LISTS and data.draw(st.booleans()):
        del tables[layer][row]
    else:
        for name in data.draw(st.sets(st.sampled_from(names), min_size=1)):
            tables[layer][row][name] = None
    for standard in (ZHENBA, ASKED):
        never_better(judge_whole(standard), find_gaps(make_toy(tables), standard))


@settings(max_examples=12, deadline=None)
@given(CONTRADICTIONS, st.integers(0, 2))
def test_a_row_that_contradicts_never_turns_anything_into_met(found: tuple[str, dict[str, Any]], row: int) -> None:
    for standard in (ZHENBA, ASKED):
        after = find_gaps(make_toy(change(found[0], row, **found[1])), standard)
        never_better(judge_whole(standard), after)


def test_people_that_are_not_known_carry_no_share_of_people() -> None:
    before = find_gaps(make_toy(TABLES), ASKED)
    blank = find_gaps(make_toy(TABLES, population=[120, None, 120]), ASKED)
    assert [next(t.state for t in g.targets if t.target.id == "share") for g in (before, blank)] == [
        "missed",
        "unknown",
    ]


NUMBER = st.sampled_from([None, 0, 1, 2, 3, 9, 10, 11, 27, 30, 33, 34, 100])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER, st.integers(0, 3)), min_size=3, max_size=3))
def test_a_plain_recount_finds_the_same_contradictions(rows: list[tuple[Any, ...]]) -> None:
    """Each village's households and people, the table's households and those with power, and so many names."""
    tables = {
        "power": [
            {"village": v, "households": h, "connected_households": c, "unconnected_names": "、".join("甲乙丙"[:n])}
            for v, (_, _, h, c, n) in zip((A, B, C), rows, strict=True)
        ]
    }
    own = {"households": [row[0] for row in rows], "population": [row[1] for row in rows]}
    gaps = find_gaps(make_toy(tables, **own), make_standard(BASE + SHARE + "threshold = 90"))
    found = dict(zip(gaps.settlements["code"], gaps.settlements["state"], strict=True))
    for code, (households, people, whole, part, names) in zip((A, B, C), rows, strict=True):
        assert found.get(code, "") == recount(households, people, whole, part, names), (code, rows)


def recount(own: Any, people: Any, whole: Any, part: Any, names: int) -> str:
    """The state of 90 per cent of households with power, by plain comparisons."""
    if whole is None or part is None or part > whole:
        return "unknown"
    if whole == 0 and own is None and people is None:
        return "unknown"
    if whole == 0 and ((own or 0) > 0 or (people or 0) > 0):
        return "unknown"
    if own is not None and whole > 0 and (own == 0 or abs(own - whole) > max(1, 0.1 * max(own, whole))):
        return "unknown"
    if names > whole - part:
        return "unknown"
    return "" if whole == 0 else "met" if 10 * part >= 9 * whole else "missed"


def test_counts_may_differ_by_more_where_the_county_file_says_so() -> None:
    county = make_toy(change("power", 0, households=20, connected_households=20))
    assert states_of(find_gaps(county, ZHENBA))["power_households", A] == "unknown"
    wider = replace(county, counts_within_percent=50.0)
    assert states_of(find_gaps(wider, ZHENBA))["power_households", A] == "met"


def test_a_row_that_was_set_aside_is_evidence_with_what_was_wrong_in_it() -> None:
    aside = [set_aside("power", row=4, code=A, field="connected_households", value="31")]
    tables = {**TABLES, "power": TABLES["power"][1:]}
    gaps = find_gaps(make_county(draw_county("A   B   C"), tables=tables, as_of=AS_OF, aside=aside), ZHENBA)
    row = gaps.settlements.query("criterion == 'power_households' and code == @A").iloc[0]
    assert (row["state"], row["why"]) == ("unknown", "row_quarantined")
    assert row["rows"] == (Cell("power", 4, "connected_households", "31"),)


def test_a_group_without_a_village_counts_for_that_of_its_code() -> None:
    group = BASE.replace('"c"', '"g"').replace("village", "group") + 'kind = "boolean"\nlayer = "power"\n'
    every = BASE + 'kind = "combine"\nevery_group = "g"\n'
    standard = make_standard(group + 'column = "three_phase"\n', every)
    toy = draw_county("A   C\na   c")
    aside = [set_aside("groups", row=9, code=f"{A}002", field="village", value="x", village="x")]
    for rows, state in (((), "met"), (aside, "unknown")):
        gaps = find_gaps(make_county(toy, tables={"power": TABLES["power"]}, as_of=AS_OF, aside=rows), standard)
        assert states_of(gaps)["c", A] == state


def test_groups_that_nobody_lists_are_the_reason_and_no_empty_list() -> None:
    group = BASE.replace('"c"', '"g"').replace("village", "group") + 'kind = "boolean"\nlayer = "power"\n'
    standard = make_standard(group + 'column = "three_phase"\n', BASE + 'kind = "combine"\nevery_group = "g"\n')
    toy = draw_county("A   C\na   c")
    for why, county in (("layer_missing", {"groups": False}), ("layer_incomplete", {"incomplete": ["groups"]})):
        gaps = find_gaps(make_county(toy, tables={"power": TABLES["power"]}, as_of=AS_OF, **county), standard)
        assert gaps.settlements.query("criterion == 'c' and code == @A")["why"].tolist() == [why]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("张三 李四 王五", 3),
        ("李 四", 1),
        ("张三等5户", 5),
        ("0户", 0),
        ("2户", 2),
        ("甲、乙；丙", 3),
        ("无", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_households_in_a_cell_are_counted_however_they_are_separated(text: str | None, count: int) -> None:
    assert count_names(text) == count
