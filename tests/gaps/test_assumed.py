"""Assumed surfaces: no verdict rests on one, and each says what it would be with them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from gisplan.county.county import County
from gisplan.gaps import Gaps, find_gaps
from gisplan.report import make_document, read_schema
from gisplan.report.gis.verdict_layers import verdict_layers
from gisplan.report.terminal.verdicts import show_verdicts
from gisplan.standards import Standard
from gisplan.wording.assumed import format_assumed, format_assumed_verdict, list_assumed_counts
from tests.counties import make_county, standard_of
from tests.gaps.random_counties import SETTINGS, STANDARD, draw_random_county
from tests.toys import Toy, draw_county

# A is on a sealed road, B at the end of a blank one, D beyond an unsealed one
PICTURE = """
    ####===???B
    #  A
    #---D
"""


def assume(county: County, surfaces: dict[str, int]) -> County:
    """Return the county as it is read with `assume.surface`."""
    roads = county.roads
    assumed = roads["class"].map(surfaces).astype(float).where(roads["surface"].isna())
    return replace(county, roads=roads.assign(assumed_surface=assumed), assumed_surfaces=surfaces)


def list_states(gaps: Gaps, column: str = "state") -> dict[Any, Any]:
    rows = gaps.settlements
    return dict(zip(zip(rows["criterion"], rows["name"], strict=True), rows[column], strict=True))


def judge(toy: Toy, surfaces: dict[str, int], standard: Standard | None = None, **options: Any) -> Gaps:
    county = make_county(toy, reach_m=120.0)
    return find_gaps(assume(county, surfaces) if surfaces else county, standard or standard_of(""), **options)


@pytest.mark.parametrize(("code", "other"), [(12, "met"), (31, "missed")])
def test_a_verdict_that_rests_on_an_assumption_stays_unknown(code: int, other: str) -> None:
    gaps = judge(draw_county(PICTURE), {"C": code})
    rows = gaps.settlements.set_index("name")
    assert rows["state"].to_dict() == {"A": "met", "B": "unknown", "D": "missed"}
    assert rows["if_assumed"].to_dict() == {"A": None, "B": other, "D": None}
    villages = gaps.villages.set_index("name")
    assert villages["state"].to_dict() == {"A": "met", "B": "unknown", "D": "missed"}
    assert villages["if_assumed"]["B"] == other
    count = gaps.criteria[0]
    assert (count.met, count.missed, count.unknown, count.met_if_assumed) == (1, 1, 1, int(other == "met"))
    layer = verdict_layers(gaps)["settlements"].set_index("name")
    assert (layer["state"]["B"], layer["if_assumed"]["B"]) == ("unknown", other)


def test_another_class_assumes_nothing() -> None:
    gaps = judge(draw_county(PICTURE), {"X": 12})
    assert gaps.states_if_assumed is None
    assert list_states(gaps) == list_states(judge(draw_county(PICTURE), {}))
    assert set(gaps.settlements["if_assumed"]) == {None}


def test_the_county_is_met_only_where_the_assumption_is_accepted() -> None:
    toy = draw_county(PICTURE.replace("D", " "))
    gaps = judge(toy, {"C": 12})
    assert (gaps.state, gaps.exit_code) == ("unknown", 1)
    assert gaps.states_if_assumed is not None
    assert gaps.states_if_assumed["exit"] == "met"
    assert format_assumed_verdict(gaps) == "With the assumed surfaces (--accept-assumed) it would be: met."
    assert "C 12; roads: 1" in str(format_assumed(gaps))
    accepted = judge(toy, {"C": 12}, accept_assumed=True)
    assert (accepted.state, accepted.exit_code) == ("met", 0)
    assert list_states(accepted) == list_states(gaps)
    text = "This verdict counts assumed surfaces (--accept-assumed); without them it is: unknown."
    assert format_assumed_verdict(accepted) == text
    assert "stays unknown" in str(format_assumed(gaps))
    assert "the county's verdict counts them (--accept-assumed)" in str(format_assumed(accepted))
    assert list_assumed_counts(gaps) == []
    counted, villages = list_assumed_counts(accepted)
    assert counted.endswith(": 2 met (1 of them unknown without), 0 missed, 0 unknown.")
    assert villages.endswith("2 met all criteria, 0 missed at least one, 0 are not decided.")
    with io.StringIO() as file:
        show_verdicts(accepted, Console(file=file, width=200))
        assert counted in file.getvalue()
    document = make_document(accepted)
    jsonschema.validate(document, read_schema())
    verdict = document["verdict"]
    assert (verdict["state"], verdict["by_scope"]["exit"], verdict["assumed_accepted"]) == ("met", "unknown", True)
    assert verdict["if_assumed"]["exit"] == "met"
    assert document["settings"]["assumed_surfaces"] == {"C": 12}
    assert {row["name"]: row["if_assumed"] for row in document["settlements"]} == {"A": None, "B": "met"}


def test_nothing_is_accepted_where_nothing_is_assumed() -> None:
    gaps = judge(draw_county(PICTURE.replace("D", " ")), {}, accept_assumed=True)
    assert (gaps.state, format_assumed(gaps), format_assumed_verdict(gaps)) == ("unknown", None, None)
    jsonschema.validate(make_document(gaps), read_schema())


def test_a_registered_surface_that_is_trusted_comes_before_an_assumed_one() -> None:
    toy = draw_county(PICTURE)
    roads = toy.roads.assign(registered_surface=toy.roads["surface"].fillna(31))
    county = assume(make_county(replace(toy, roads=roads), reach_m=120.0, trust_registered=True), {"C": 12})
    gaps = find_gaps(county, standard_of(""))
    assert gaps.settlements.set_index("name")["state"]["B"] == "missed"
    assert gaps.states_if_assumed is None
    assert county.with_assumed_surfaces().roads["surface"].isna().sum() == 1


def check_laws(seed: int) -> None:
    """What is known does not change; what is assumed is the verdict of the county with these surfaces."""
    county = make_county(draw_random_county(seed, islands=2), **SETTINGS)
    surfaces = {"C": 12, "S": 31} if seed % 2 else {"C": 31, "S": 12}
    assumed = assume(county, surfaces)
    without, gaps = find_gaps(county, STANDARD), find_gaps(assumed, STANDARD)
    assert list_states(without) == list_states(gaps)
    filled = find_gaps(assumed.with_assumed_surfaces(), STANDARD)
    known, other = list_states(gaps), list_states(filled)
    would_be = list_states(gaps, "if_assumed")
    for key, state in known.items():
        expected = other[key] if state == "unknown" and other[key] != "unknown" else None
        assert would_be[key] == expected, key
        assert state in ("unknown", other[key]), key
    if gaps.states_if_assumed is not None:
        assert gaps.states_if_assumed == filled.states
        assert [c.if_assumed.met if c.if_assumed else None for c in gaps.criteria] == [c.met for c in filled.criteria]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=8)
def test_laws_of_assumed_surfaces(seed: int) -> None:
    check_laws(seed)


def test_the_laws_are_tried_on_counties_in_which_something_is_assumed() -> None:
    counties = [make_county(draw_random_county(seed, islands=2), **SETTINGS) for seed in range(6)]
    gaps = [find_gaps(assume(county, {"C": 12, "S": 12}), STANDARD) for county in counties]
    assert np.mean([(one.settlements["if_assumed"] == "met").any() for one in gaps]) > 0.4
