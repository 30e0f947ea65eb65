"""Near misses are ranked by what joining each would turn into met, and verdicts are counted at five tolerances."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gisplan.gaps import KINDS, Gaps, find_gaps
from gisplan.standards import read_packaged_standard
from tests.counties import make_county, set_aside, states
from tests.toys import CRS, Toy, draw_county


def lines(*roads: tuple[str, str, int | None, list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    """Roads given as segment, class, surface and metres east and north."""
    return gpd.GeoDataFrame(
        {
            "segment": [r[0] for r in roads],
            "class": [r[1] for r in roads],
            "surface": pd.array([r[2] for r in roads], dtype="Int64"),
        },
        geometry=[shapely.LineString([(x + 500_000, y + 3_500_000) for x, y in r[3]]) for r in roads],
        crs=CRS,
    )


def places(*found: tuple[str, float, float, float]) -> gpd.GeoDataFrame:
    """Settlements given as name, metres east and north, and people."""
    return gpd.GeoDataFrame(
        {
            "code": [f"6107281002{ord(n[0]) - ord('A'):02d}" for n, *_ in found],
            "name": [n for n, *_ in found],
            "population": [float(p) for *_, p in found],
            "households": [p / 4 for *_, p in found],
        },
        geometry=[shapely.Point(x + 500_000, y + 3_500_000) for _, x, y, _ in found],
        crs=CRS,
    )


EMPTY = draw_county("")
TRUNK = ("T", "S", 12, [(0, 0), (9000, 0)])
ROADS = [
    TRUNK,
    ("A1", "C", 12, [(1000, 30), (1000, 2000)]),  # two villages behind a gap of 30 m
    ("B1", "C", 12, [(4000, 20), (4000, 2000)]),  # one big village behind a gap of 20 m
    ("C1", "C", 12, [(6000, 45), (6000, 2000)]),  # one small village behind a gap of 45 m
    ("D1", "C", 31, [(8000, 15), (8000, 2000)]),  # an unsealed road: joining it changes nothing
]
VILLAGES = places(
    ("A", 1000, 2000, 50), ("AA", 1100, 1500, 60), ("B", 4000, 2000, 900), ("C", 6000, 2000, 10), ("D", 8000, 2000, 70)
)


def judge_roads(*, roads: list = ROADS, villages: gpd.GeoDataFrame = VILLAGES, **county: object) -> Gaps:
    toy = Toy(lines(*roads), villages, EMPTY.groups, EMPTY.seats)
    return find_gaps(make_county(toy, **county), read_packaged_standard("zhenba-2019", kinds=KINDS))


def rank_rows(gaps: Gaps) -> list[tuple[str, str, float, int, float]]:
    table = gaps.near_misses.assign(gap_m=gaps.near_misses["gap_m"].round(6))
    return list(table[["segment", "near", "gap_m", "verdicts", "people"]].itertuples(index=False, name=None))


def test_they_are_ranked_by_verdicts_then_people_then_gap() -> None:
    assert rank_rows(judge_roads()) == [
        ("A1", "T", 30.0, 2, 110.0),
        ("B1", "T", 20.0, 1, 900.0),
        ("C1", "T", 45.0, 1, 10.0),
        ("D1", "T", 15.0, 0, 0.0),
    ]


def test_they_name_who_becomes_met_and_where_the_end_is() -> None:
    first = judge_roads().near_misses.iloc[0]
    codes = VILLAGES.set_index("name")["code"]
    assert first["changed_verdicts"] == (("sealed_road", tuple(sorted([codes["A"], codes["AA"]]))),)
    assert first["geometry"].equals(shapely.Point(501_000, 3_500_030))


@pytest.mark.parametrize("number", range(3))
def test_joining_one_turns_into_met_what_it_lists(number: int) -> None:
    gaps = judge_roads()
    miss = gaps.near_misses.iloc[number]
    x, y = miss["geometry"].x - 500_000, miss["geometry"].y - 3_500_000
    joined = judge_roads(roads=[*ROADS, ("J", "C", 12, [(x, y), (x, 0)])])
    before, after = gaps.settlements.set_index("code"), joined.settlements.set_index("code")
    served = before.index[(before["state"] != "met") & (after["state"] == "met")]
    assert (("sealed_road", tuple(sorted(served))),) == miss["changed_verdicts"]


@pytest.mark.parametrize("surface", [None, 31])
def test_what_would_be_unknown_instead_of_missed_is_no_small_change(surface: int | None) -> None:
    """Behind the gap the road's surface is unknown: were it joined, nobody could be called missed."""
    roads = [TRUNK, ("A1", "C", surface, [(1000, 30), (1000, 2000)])]
    gaps = judge_roads(roads=roads, villages=VILLAGES.iloc[:2])
    assert set(states(gaps, "sealed_road").values()) == {"missed"}
    (miss,) = gaps.near_misses.to_dict("records")
    joined = judge_roads(roads=[*roads, ("J", "C", 12, [(1000, 0), (1000, 30)])], villages=VILLAGES.iloc[:2])
    rows = joined.settlements[
        (joined.settlements["criterion"] == "sealed_road") & (joined.settlements["state"] == "unknown")
    ]
    unknown = tuple(sorted(rows["code"]))
    assert (miss["verdicts"], miss["changed_verdicts"]) == (0, ())
    assert miss["missed_to_unknown"] == ((("sealed_road", unknown),) if unknown else ())
    assert len(unknown) == (2 if surface is None else 0)


def test_roads_that_touch_elsewhere_are_no_near_miss() -> None:
    ring = ("R", "C", 12, [(1000, 0), (1000, 500), (1500, 500), (1500, 30)])
    assert rank_rows(judge_roads(roads=[TRUNK, ring])) == []


def test_the_nearest_of_several_ends_stands_for_two_roads() -> None:
    ring = ("R", "C", 12, [(1000, 40), (1000, 500), (1500, 500), (1500, 30)])
    assert [m[:3] for m in rank_rows(judge_roads(roads=[TRUNK, ring]))] == [("R", "T", 30.0)]


@pytest.mark.parametrize(("gap_m", "count"), [(10.0, 0), (10.001, 1), (50.0, 1), (50.001, 0)])
def test_a_near_miss_is_beyond_the_tolerance_and_within_fifty_metres(gap_m: float, count: int) -> None:
    assert len(judge_roads(roads=[TRUNK, ("A1", "C", 12, [(0, gap_m), (0, 2000)])]).near_misses) == count
    assert len(judge_roads(roads=[TRUNK, ("A1", "C", 12, [(0, gap_m), (0, 2000)])], near_miss_m=9.0).near_misses) == 0


def test_a_gap_between_two_parts_away_from_the_trunk_changes_nothing() -> None:
    roads = [TRUNK, ("X", "C", 12, [(1000, 900), (1000, 2000)]), ("Y", "C", 12, [(1000, 870), (1000, 800)])]
    assert rank_rows(judge_roads(roads=roads)) == [("X", "Y", 30.0, 0, 0.0)]


def test_a_road_set_aside_is_no_near_miss() -> None:
    line = lines(("Q", "C", 12, [(1000, 30), (1000, 2000)])).geometry.iloc[0]
    gaps = judge_roads(roads=[TRUNK], aside=[set_aside("roads", code="Q", geometry=line)])
    assert len(gaps.near_misses) == 0


def test_small_groups_are_not_counted() -> None:
    """A group below the threshold is not judged, so no near miss can change it."""
    groups = VILLAGES.assign(village=VILLAGES["code"], households=29.0, population=90.0)
    # villages larger than their groups: else the two counts contradict each other
    toy = Toy(lines(*ROADS), VILLAGES.assign(households=900.0, population=2700.0), groups, EMPTY.seats)
    gaps = find_gaps(make_county(toy), read_packaged_standard("zhenba-2019", kinds=KINDS))
    assert states(gaps, "group_road") == {}
    assert {
        criterion for changed_verdicts in gaps.near_misses["changed_verdicts"] for criterion, _ in changed_verdicts
    } == {"sealed_road"}
    assert gaps.near_misses["verdicts"].tolist() == [2, 1, 1, 0]


def test_groups_and_villages_both_change_and_people_are_counted_once() -> None:
    groups = VILLAGES.assign(village=VILLAGES["code"], households=30.0, population=VILLAGES["population"] / 2)
    toy = Toy(lines(*ROADS), VILLAGES, groups, EMPTY.seats)
    first = find_gaps(make_county(toy), read_packaged_standard("zhenba-2019", kinds=KINDS)).near_misses.iloc[0]
    assert (first["verdicts"], first["people"]) == (4, 110.0)


def test_verdicts_are_counted_at_five_tolerances_whatever_the_county_uses() -> None:
    for snap_m in (1.0, 10.0, 33.0):
        table = judge_roads(snap_m=snap_m).by_tolerance.query("criterion == 'sealed_road'")
        assert table["snap_m"].tolist() == [1.0, 5.0, 10.0, 20.0, 50.0]
        assert table["missed"].tolist() == [5, 5, 5, 4, 1]
        assert table["met"].tolist() == [0, 0, 0, 1, 4]
        assert table["people_missed"].tolist() == [1090, 1090, 1090, 190, 70]


def test_each_tolerance_counts_what_judging_at_it_counts() -> None:
    table = judge_roads().by_tolerance.query("criterion == 'sealed_road'")
    for row in table.itertuples():
        count = judge_roads(snap_m=row.snap_m).criteria[0]
        assert (row.met, row.missed, row.unknown) == (count.met, count.missed, count.unknown)
