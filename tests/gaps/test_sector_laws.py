"""Laws over all sectors: more done is never worse, what is taken away touches nothing else, Kleene's tables."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.gaps import KINDS, Gaps, find_gaps
from gisplan.gaps.verdicts.three_valued import all_of, any_of
from gisplan.standards import read_packaged_standard
from tests.counties import make_county
from tests.gaps.test_kinds import AREA, AS_OF, MILESTONE, TARGET, A, B, C, judge_toy, make_standard
from tests.toys import draw_county

STATES = ("missed", "unknown", "met")
RANK = {state: i for i, state in enumerate(STATES)}
ZHENBA = read_packaged_standard("zhenba-2019", kinds=KINDS)
LINE = draw_county("P###").roads.geometry.iloc[0]
TABLES: dict[str, Any] = {
    "water_projects": [
        {"code": "W1", "name": "w", "villages": (A,), "people": 70, "category": "poor", "guarantee": 95.0}
        | {"main_done": "2019-05-01", "water_flowing": "2019-06-01", "due": "2019-06-30"},
        {"code": "W2", "name": "w", "villages": (B,), "people": 20, "category": "poor", "due": "2019-06-30"}
        | {"main_done": None, "water_flowing": None, "guarantee": None},
    ],
    "road_works": [
        {"code": "R1", "name": "r", "programme": "油返砂", "villages": (B,), "km": 2.5, "built": "2019-05-01"},
        {"code": "R2", "name": "r", "programme": "通组路", "villages": (C,), "km": 3.5, "built": None},
    ],
    "water_supply": [
        {"village": v, "population": 100, "tap_population": t, "guarantee": g, "unsafe_households": u}
        for v, t, g, u in ((A, 95, 95, 0), (B, 50, 80, 4), (C, None, None, None))
    ],
    "power": [
        {"village": v, "households": 30, "connected_households": n, "three_phase": yes}
        for v, n, yes in ((A, 30, True), (B, 29, False), (C, None, None))
    ],
    "broadcasting": [
        {"village": v, "households": 30, "covered_households": n, "poor_households": 10, "cable_poor_households": m}
        for v, n, m in ((A, 30, 10), (B, 20, 5), (C, None, None))
    ],
    "power_lines": [{"kind": "10kV", "name": "l", "geometry": LINE}],
    "coverage": AREA,
}
RESTS_ON = {
    "water_projects": ("water_works",),
    "road_works": (),
    "water_supply": ("water_safe", "water_tap", "water_guarantee"),
    "power": ("power_households", "power_three_phase"),
    "broadcasting": ("broadcast_coverage", "broadcast_cable"),
    "power_lines": ("power_line_near",),
    "coverage": ("broadcast_place",),
}


def judge(tables: dict[str, Any], **county: Any) -> Gaps:
    toy = draw_county("A##  B--  C??\n a    b    c ")
    toy.villages["poor_village"] = True
    scope = county.pop("scope", "exit")
    return find_gaps(make_county(toy, tables=tables, as_of=AS_OF, **county), ZHENBA, scope=scope)


def reasons_by_settlement(gaps: Gaps) -> dict[tuple[str, str], tuple[str, str]]:
    rows = gaps.settlements
    keys = zip(rows["criterion"], rows["code"], strict=True)
    return dict(zip(keys, zip(rows["state"], rows["why"], strict=True), strict=True))


@pytest.mark.parametrize("layer", RESTS_ON)
def test_removing_any_layer_turns_its_criteria_unknown_and_touches_no_other(layer: str) -> None:
    whole, less = judge(TABLES), judge({k: v for k, v in TABLES.items() if k != layer})
    before, after = reasons_by_settlement(whole), reasons_by_settlement(less)
    own = {key for key in {*before, *after} if key[0] in RESTS_ON[layer]}
    assert {after[key][0] for key in own} <= {"unknown"}
    assert {k: v for k, v in before.items() if k not in own} == {k: v for k, v in after.items() if k not in own}
    rests = {t.id for t in ZHENBA.targets if t.layer == layer or t.criterion in RESTS_ON[layer]}
    for one, two in zip(whole.targets, less.targets, strict=True):
        if one.target.id in rests:
            assert (two.actual in (None, 0), two.state in ("unknown", "pending")) == (True, True), one.target.id
        elif one.target.of != "verdict":
            assert one == two


def test_removing_the_groups_turns_their_criteria_unknown_and_touches_no_other() -> None:
    before, after = reasons_by_settlement(judge(TABLES)), reasons_by_settlement(judge(TABLES, groups=False))
    own = ("group_road", "group_road_village")
    assert {state for (id, _), (state, _) in after.items() if id in own} == {"unknown"}
    assert {k: v for k, v in before.items() if k[0] not in own} == {k: v for k, v in after.items() if k[0] not in own}


PEOPLE = st.integers(1, 30)
PROJECTS = st.lists(
    st.tuples(st.sampled_from([A, B, C]), PEOPLE, st.sampled_from(["late", "done", "open"]), st.integers(0, 99)),
    max_size=5,
)
ASKED = "".join(
    TARGET.replace('id = "t"', f'id = "{id}"') + f'unit = "{unit}"\nlayer = "water_projects"\n{lines}'
    for id, unit, lines in (
        ("n", "projects", 'measure = "count"\nmilestone = "main_done"\nthreshold = 2\n'),
        ("p", "people", 'measure = "people"\nmilestone = "main_done"\nthreshold = 30\n'),
        ("g", "%", 'measure = "least"\ncolumn = "guarantee"\nthreshold = 90\n'),
        ("m", "%", 'measure = "mean"\ncolumn = "guarantee"\nweight = "people"\nthreshold = 90\n'),
    )
)


@settings(max_examples=15, deadline=None)
@given(PROJECTS, st.sampled_from([A, B, C]), PEOPLE, st.booleans())
def test_a_completed_project_turns_nothing_from_met_to_missed(
    works: list[tuple[str, int, str, int]], where: str, people: int, shares: bool
) -> None:
    """Whatever it serves, it counts for its village and in every target, whether people are shared or not."""
    rows: list[dict[str, Any]] = []
    for i, (village, served, how, share) in enumerate(works):
        day = {"late": "2019-06-29", "done": "2019-05-01", "open": None}[how]
        row = {"code": f"W{i}", "name": "w", "villages": (village,), "people": served, "main_done": day}
        row |= {"due": "2019-06-01", "guarantee": 95.0}
        if shares:  # each project shares at most half of the smaller one with the one before
            most = min(served, works[i - 1][1]) // 2 if i else 0
            row |= {"shared_people": most * share // 99, "shared_with": (f"W{i - 1}",) if i else None}
        rows.append(row)
    last = works[-1][1] if works else 0
    new = {"code": "W99", "name": "w", "villages": (where,), "people": people, "main_done": "2019-05-01"}
    new |= {"guarantee": 99.0, "due": "2019-06-01"}
    if shares:
        new |= {"shared_people": min(people, last) // 2, "shared_with": (f"W{len(works) - 1}",) if works else None}
    standard = make_standard(MILESTONE, targets=ASKED)
    before, after = (judge_toy(standard, {"water_projects": r}) for r in (rows, [*rows, new]))
    now = reasons_by_settlement(after)
    for key, (state, _) in reasons_by_settlement(before).items():
        assert state != "met" or now[key][0] == "met"
    for one, two in zip(before.targets, after.targets, strict=True):
        assert (one.state, two.state) != ("met", "missed"), one.target.id
    n, p = (next(t for t in after.targets if t.target.id == id) for id in "np")
    assert n.actual == sum(how != "open" for _, _, how, _ in works) + 1
    if shares and p.templates == next(t for t in before.targets if t.target.id == "p").templates:
        old = next(t for t in before.targets if t.target.id == "p").actual
        assert old is None or p.actual is None or p.actual >= old


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_standard_changes_nothing(random: Any) -> None:
    criteria, targets = list(ZHENBA.criteria), list(ZHENBA.targets)
    random.shuffle(criteria)
    random.shuffle(targets)
    toy = draw_county("A##  B--  C??\n a    b    c ")
    county = make_county(toy, tables=TABLES, as_of=AS_OF)
    usual = find_gaps(county, ZHENBA)
    other = find_gaps(county, replace(ZHENBA, criteria=tuple(criteria), targets=tuple(targets)))
    assert reasons_by_settlement(usual) == reasons_by_settlement(other)
    assert {t.target.id: (t.actual, t.state, t.basis) for t in usual.targets} == {
        t.target.id: (t.actual, t.state, t.basis) for t in other.targets
    }
    columns = ["code", "state", "vetoes", "missed", "unknown", "plan_missed", "plan_unknown"]
    assert usual.villages[columns].equals(other.villages[columns])
    assert usual.states == other.states


@settings(max_examples=8, deadline=None)
@given(st.tuples(*[st.booleans()] * 7))
def test_a_wider_scope_never_turns_missed_into_met(kept: tuple[bool, ...]) -> None:
    tables = {layer: rows for (layer, rows), keep in zip(TABLES.items(), kept, strict=True) if keep}
    found = judge(tables)
    narrow, wider, widest = (found.states[scope] for scope in ("exit", "plan", "all"))
    assert RANK[narrow] >= RANK[wider] >= RANK[widest]
    for scope in ("exit", "plan", "all"):
        assert judge(tables, scope=scope).states == found.states, "a scope chooses among states, and changes none"


TRIPLES = np.array(list(product(STATES, repeat=3)), dtype=object).T


def negate(states: Any) -> Any:
    return np.array([{"met": "missed", "missed": "met", "unknown": "unknown"}[s] for s in states], dtype=object)


def test_combinations_keep_kleenes_laws() -> None:
    a, b, c = TRIPLES

    def both(*rows: Any) -> Any:
        return all_of(np.stack(rows))

    def either(*rows: Any) -> Any:
        return any_of(np.stack(rows))

    for join, other in ((both, either), (either, both)):
        assert (join(a, a) == a).all(), "idempotent"
        assert (join(a, b) == join(b, a)).all(), "commutative"
        assert (join(join(a, b), c) == join(a, join(b, c))).all(), "associative"
        assert (join(a, other(a, b)) == a).all(), "absorption"
        assert (join(a, other(b, c)) == other(join(a, b), join(a, c))).all(), "distributive"
        assert (negate(join(a, b)) == other(negate(a), negate(b))).all(), "De Morgan"
        assert (join(a, np.full_like(a, "")) == a).all(), "what does not apply takes no part"


def test_combinations_never_decide_what_a_better_answer_would_change() -> None:
    """An unknown that joins to met or missed does so whatever it turns out to be."""
    sure = {"met": ["met"], "missed": ["missed"], "unknown": ["met", "missed"]}
    for join in (all_of, any_of):
        for pair in product(STATES, repeat=2):
            (state,) = join(np.array(pair, dtype=object).reshape(2, 1))
            ends = {join(np.array(p, dtype=object).reshape(2, 1))[0] for p in product(*(sure[s] for s in pair))}
            assert ({state} if state != "unknown" else {"met", "missed"}) == ends
