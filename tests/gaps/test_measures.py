"""Every measure of a target by example, against plain sums of the rows, and the sentences that tell it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.gaps import Gaps, TargetVerdict, find_gaps
from gisplan.standards import Standard
from tests.counties import make_county
from tests.gaps.test_kinds import AS_OF, ONE, SHARE, TARGET, A, B, C, make_standard
from tests.toys import draw_county

CODES = (A, B, C)
POWER = 'layer = "power"\nnumerator = "connected_households"\ndenominator = "households"\n'
WORKS = 'layer = "water_projects"\nmilestone = "main_done"\n'
ROADS = 'layer = "road_works"\nmilestone = "built"\ncategories = ["p"]\n'
GUARANTEE = 'layer = "water_projects"\ncolumn = "guarantee"\n'


def measure(
    lines: str, tables: dict[str, Any], unit: str = "%", threshold: float = 50, more: str = ""
) -> TargetVerdict:
    standard = make_standard(ONE, targets=f'{TARGET}unit = "{unit}"\nthreshold = {threshold}\n{lines}{more}')
    return judge_counted(standard, tables).targets[0]


def judge_counted(standard: Standard, tables: dict[str, Any]) -> Gaps:
    """Judge the three villages with the households that the table of power has: it contradicts none of them."""
    toy, own = draw_county("A   B   C"), {row["village"]: row["households"] for row in tables.get("power", ())}
    if own:
        toy.villages["households"] = pd.array([own.get(code) for code in toy.villages["code"]], dtype="Float64")
        toy.villages["population"] = toy.villages["households"] * 4
    return find_gaps(make_county(toy, tables=tables, as_of=AS_OF), standard)


def projects(*rows: tuple[float | None, float | None]) -> dict[str, Any]:
    columns = [{"code": f"W{i}", "name": f"work {i}", "guarantee": g, "people": p} for i, (g, p) in enumerate(rows, 1)]
    return {"water_projects": columns}


def roads(*rows: tuple[str, float | None, float | None, str | None]) -> dict[str, Any]:
    names = ("programme", "km", "done_km", "built")
    return {
        "road_works": [
            {"code": f"R{i}", "name": "r", **dict(zip(names, row, strict=True))} for i, row in enumerate(rows)
        ]
    }


def test_a_length_is_that_of_the_works_that_are_built_in_time() -> None:
    rows = roads(("p", 3.25, None, "2019-05-01"), ("p", 4.0, 1.5, None), ("q", 9.0, None, "2019-05-01"))
    found = measure('measure = "length"\n' + ROADS, rows, "km", 3.25)
    assert (found.actual, found.state) == (3.25, "met")
    assert found.basis == (
        "By 2019-06-30, 3.2 of 7.2 listed km (1 of 2 works) had reached “built”. "
        "Done on works that are under way: 1.5 km more."
    )
    assert measure('measure = "length"\n' + ROADS, rows, "km", 3.3).state == "missed"
    blank = roads(("p", 3.25, None, "2019-05-01"), ("p", None, None, "2019-05-01"))
    assert measure('measure = "length"\n' + ROADS, blank, "km", 3.3).state == "unknown", "a length that nobody stated"


@pytest.mark.parametrize(
    ("rows", "threshold", "actual", "state", "basis"),
    [
        ([(95, 1), (85, 1), (88, 1)], 90, 85, "missed", "The lowest is work 2 W2: 85 %. Below 90 %: 2 of 3."),
        ([(95, 1), (91.5, 1)], 90, 91.5, "met", "The lowest of 2 is work 2 W2: 91.5 %. None is below 90 %."),
        (
            [(95, 1), (None, 1)],
            90,
            95,
            "unknown",
            "The lowest of 1 is work 1 W1: 95 %. None is below 90 %. Works not reported: 1.",
        ),
        ([(85, 1), (None, 1)], 90, 85, "missed", None),
    ],
)
def test_the_least_names_whose_it_is_and_how_many_are_below(
    rows: list[tuple[Any, Any]], threshold: float, actual: float, state: str, basis: str | None
) -> None:
    found = measure('measure = "least"\n' + GUARANTEE, projects(*rows), threshold=threshold)
    assert (found.actual, found.state) == (actual, state)
    assert basis in (None, found.basis)


@pytest.mark.parametrize(
    ("rows", "actual", "state"),
    [
        ([(95, 1000), (80, 3000)], 83.75, "missed"),
        ([(95, 3000), (80, 1000)], 91.25, "met"),
        ([(95, 3000), (None, 100)], 95, "met"),
        ([(95, 3000), (None, 300)], 95, "unknown"),
        ([(80, 3000), (None, 300)], 80, "missed"),
        ([(95, 3000), (80, None)], 95, "unknown"),
    ],
)
def test_a_mean_is_weighted_and_a_blank_may_be_anything(rows: list[tuple[Any, Any]], actual: float, state: str) -> None:
    found = measure('measure = "mean"\nweight = "people"\n' + GUARANTEE, projects(*rows), threshold=90)
    assert (found.actual, found.state) == (pytest.approx(actual), state)


def households(*rows: tuple[int | None, int | None]) -> dict[str, Any]:
    names = ("connected_households", "households")
    return {"power": [{"village": v, **dict(zip(names, r, strict=True))} for v, r in zip(CODES, rows, strict=False)]}


def test_what_is_left_is_reported_for_one_village_and_for_many() -> None:
    rows = households((30, 37), (1990, 2000), (None, 5))
    left = f'measure = "left"\ncompare = "at_most"\nbaseline = 7\n{POWER}'
    one = measure(left, rows, "households", 0, f'where = {{ code = "{A}" }}\n')
    assert (one.actual, one.state) == (7, "missed")
    assert one.basis == "7 of the village's 37 households are not served yet. When the plan was made: 7."
    many = measure(left, rows, "households", 17)
    assert (many.actual, many.state) == (17, "unknown"), "the third village may lack 5 more"
    assert many.basis == (
        "17 of 2\u202f037 households in 2 villages are not served yet. When the plan was made: 7. "
        "Villages not reported: 1."
    )


def test_a_figure_that_nobody_knows_says_which_columns_are_missing() -> None:
    left = f'measure = "left"\ncompare = "at_most"\n{POWER}'
    without = {"power": [{"village": code, "households": 30} for code in CODES]}
    found = measure(left, without, "households", 0)
    assert (found.actual, found.state) == (None, "unknown")
    assert found.basis.startswith("The numbers of no village are known: no column is read as ")
    assert "(connected_households)" in found.basis
    other = measure(left, households((30, 37)), "households", 0, 'where = { code = "610728999999" }\n')
    assert other.basis == "The county has no village that the target is about."


counts = st.one_of(st.none(), st.integers(0, 40))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=3, max_size=3))
def test_a_ratio_and_what_is_left_are_the_sums_of_the_rows(rows: list[tuple[int | None, int | None]]) -> None:
    whole = [(p, w) for p, w in rows if p is not None and w is not None and p <= w]
    part, total = sum(p for p, _ in whole), sum(w for _, w in whole)
    ratio = measure('measure = "ratio"\n' + POWER, households(*rows))
    left = measure('measure = "left"\ncompare = "at_most"\n' + POWER, households(*rows), "households", 0)
    assert ratio.actual == (pytest.approx(100 * part / total) if total else None)
    assert left.actual == (total - part if whole else None)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 100)), st.integers(1, 9)), min_size=1, max_size=6))
def test_the_least_and_the_mean_are_those_of_the_rows(rows: list[tuple[int | None, int]]) -> None:
    known = [(g, p) for g, p in rows if g is not None]
    least = measure('measure = "least"\n' + GUARANTEE, projects(*rows))
    mean = measure('measure = "mean"\nweight = "people"\n' + GUARANTEE, projects(*rows))
    assert least.actual == (min(g for g, _ in known) if known else None)
    expected = sum(g * p for g, p in known) / sum(p for _, p in known) if known else None
    assert mean.actual == (pytest.approx(expected) if known else None)
    low = sum(g * p for g, p in known) / sum(p for _, p in rows)
    high = (sum(g * p for g, p in known) + sum(100 * p for g, p in rows if g is None)) / sum(p for _, p in rows)
    assert mean.state == ("unknown" if not known else "met" if low >= 50 else "missed" if high < 50 else "unknown")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("pq"), st.one_of(st.none(), st.integers(0, 9)), st.booleans()), min_size=1, max_size=6
    )
)
def test_a_count_and_a_length_are_the_sums_of_the_works(works: list[tuple[str, int | None, bool]]) -> None:
    table = roads(*[(name, km, None, "2019-06-30" if done else None) for name, km, done in works])
    done = [km for name, km, built in works if name == "p" and built]
    assert measure('measure = "count"\n' + ROADS, table, "works", 1).actual == len(done)
    assert measure('measure = "length"\n' + ROADS, table, "km", 1).actual == sum(km or 0 for km in done)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([100, 90, None]), min_size=3, max_size=3))
def test_a_share_counts_villages_or_their_people(rows: list[int | None]) -> None:
    tables = households(*[(r, 100) for r in rows])
    state = np.array([{100: "met", 90: "missed", None: "unknown"}[r] for r in rows])
    one = 'id = "one"\nsettlement = "village"\nrole = "report"\nsource = "s"\n' + SHARE + "threshold = 100"
    for of in ("settlements", "people"):
        standard = make_standard(one, targets=f'{TARGET}unit = "%"\nthreshold = 60\ncriterion = "one"\nof = "{of}"\n')
        gaps = judge_counted(standard, tables)
        weight = np.ones(3) if of == "settlements" else gaps.villages["people"].to_numpy(dtype=float)
        (found,) = gaps.targets
        assert found.actual == pytest.approx(100 * weight[state == "met"].sum() / weight.sum())
        share = [100 * weight[np.isin(state, s)].sum() / weight.sum() for s in (["met"], ["met", "unknown"])]
        assert found.state == ("met" if share[0] >= 60 else "unknown" if share[1] >= 60 else "missed")
