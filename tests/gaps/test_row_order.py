"""The evidence does not follow the order of rows: the same files in another order give the same document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import gisplan
from gisplan.gaps import KINDS, find_gaps
from gisplan.report.documents.verdicts import make_document
from gisplan.standards import read_packaged_standard
from tests.counties import make_county, set_aside
from tests.gaps.row_order import shuffle_rows, without_rows
from tests.gaps.test_kinds import AS_OF, A, B, C
from tests.gaps.test_sector_laws import TABLES
from tests.toys import draw_county

ZHENBA = read_packaged_standard("zhenba-2019", kinds=KINDS)
AREA = shapely.box(499_900, 3_499_900, 500_100, 3_500_100)
MANY: dict[str, Any] = {
    **TABLES,
    # two areas over one village, works of one village, findings of one day and rows with one lowest value
    "coverage": [
        {"kind": kind, "name": name, "geometry": AREA} for kind, name in (("fm", "b"), ("dtmb", "a"), ("fm", None))
    ],
    "water_projects": [
        {"code": code, "name": "w", "villages": (A, B), "people": 30, "guarantee": 80.0, "due": "2019-06-01"}
        | {"main_done": day, "water_flowing": day, "category": "poor"}
        for code, day in (("W3", None), ("W1", "2019-05-01"), ("W2", None))
    ],
    "attestations": [
        {"village": A, "criterion": "water_safe", "state": state, "by": by, "date": "2019-05-01"}
        for state, by in (("met", "x"), ("missed", "y"), ("met", "z"))
    ],
}
PICTURE = """
    A##  B--  C??
     a    bb   cc
    @ @
"""


def describe(county: Any) -> Any:
    return without_rows(make_document(find_gaps(county, ZHENBA, scope="all")))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_a_toy_county_in_any_order_gives_the_same_document(seed: int) -> None:
    toy = draw_county(PICTURE)
    toy.villages["poor_village"] = True
    toy.villages["town"] = "t"
    toy.seats["name"] = "t"
    aside = [
        set_aside("water_projects", row=7, code="W9", villages=(C,)),
        set_aside("water_projects", row=8, code="W8", villages=(C,)),
        set_aside("groups", row=9, code=None, name="x", village=C),
    ]
    county = make_county(toy, tables=MANY, as_of=AS_OF, aside=aside)
    assert describe(shuffle_rows(county, seed)) == describe(county)


@pytest.mark.parametrize("folder", ["layers/zhenba", "tests/fixtures/qingxi"])
def test_a_whole_county_in_any_order_gives_the_same_document(folder: str, root: Path) -> None:
    county = gisplan.read_county(root / folder)
    assert describe(shuffle_rows(county, 1)) == describe(county)


def test_a_real_district_in_any_order_gives_the_same_document(ladakh: Path) -> None:
    county = gisplan.read_county(ladakh)
    assert describe(shuffle_rows(county, 1)) == describe(county)
