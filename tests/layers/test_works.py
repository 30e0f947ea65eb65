"""The plan's list: exact kilometres, sensible choices, states that their dates agree with."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.county.candidates import draw_candidates
from benchmarks.county.works import COLUMNS, plan_works
from tests.layers.small import Small, small_county

AS_OF = date(2019, 6, 30)
RESURFACING_KM, GROUP_ROAD_KM = 41.0, 24.5
MILESTONES = ["approved", "tendered", "started", "built", "accepted"]


@pytest.fixture(scope="module")
def county() -> Small:
    return small_county()


def plan(county: Small, seed: int = 1, **sizes: float) -> pd.DataFrame:
    asked = {"resurfacing_km": RESURFACING_KM, "group_road_km": GROUP_ROAD_KM, **sizes}
    return plan_works(county.roads, county.villages, county.groups, np.random.default_rng(seed), as_of=AS_OF, **asked)


@pytest.fixture(scope="module")
def works(county: Small) -> pd.DataFrame:
    return plan(county)


def segments_of(works: pd.DataFrame, programme: str) -> list[str]:
    own = works[works["programme"] == programme]
    return [code for codes in own["segments"] for code in codes.split(";") if code]


@pytest.mark.parametrize("seed", range(12))
def test_both_programmes_add_up_to_the_metre(county: Small, seed: int) -> None:
    metres = (plan(county, seed).groupby("programme")["km"].sum() * 1000).round(6)
    assert metres.to_dict() == {"group_roads": 24_500, "resurfacing": 41_000}


def test_the_same_seed_gives_the_same_list_and_the_roads_stay_as_they_were(county: Small) -> None:
    before = county.roads.copy()
    pd.testing.assert_frame_equal(plan(county), plan(county))
    assert not plan(county).equals(plan(county, 2))
    pd.testing.assert_frame_equal(county.roads, before)


def test_a_work_has_the_kilometres_of_its_segments_but_for_one_that_says_which_part(
    county: Small, works: pd.DataFrame
) -> None:
    stated = county.roads.set_index("segment")["length_km"]
    drawn = works[works["segments"] != ""]
    own = drawn["segments"].map(lambda codes: round(sum(stated[code] for code in codes.split(";")), 3))
    parts = drawn[own != drawn["km"]]
    assert (own >= drawn["km"]).all()
    assert parts.groupby("programme").size().le(1).all()
    assert parts["note"].str.contains(r"K\d+\+\d{3}(?:\.\d)?–K\d+\+\d{3}").all()


def test_no_segment_is_in_two_works(works: pd.DataFrame) -> None:
    codes = [code for programme in ("resurfacing", "group_roads") for code in segments_of(works, programme)]
    assert len(codes) == len(set(codes)) > 40


def test_resurfacing_takes_reverted_segments_alone(county: Small, works: pd.DataFrame) -> None:
    taken = county.roads.set_index("segment").loc[segments_of(works, "resurfacing")]
    assert taken["registered_surface"].isin([11, 12, 22]).all()
    assert taken["surface"].isin([31, 33, 36]).all()
    resurfacing = works[works["programme"] == "resurfacing"]
    assert resurfacing["segments"].map(lambda codes: len({code[:10] for code in codes.split(";")})).eq(1).all()


def test_group_roads_take_unsealed_tracks_in_deep_poverty_to_large_groups(county: Small, works: pd.DataFrame) -> None:
    taken = county.roads.set_index("segment").loc[segments_of(works, "group_roads")]
    assert taken["class"].isin(["W", "C"]).all()
    assert taken["surface"].isin([31, 32, 33, 36]).all()
    own = works[works["programme"] == "group_roads"]
    poverty = county.villages.set_index("code")["deep_poverty"]
    assert poverty[[code for codes in own["villages"] for code in codes.split(";")]].all()
    whole = own["note"].isna() | own["note"].eq("新建，尚无线位")
    assert (own.loc[whole, "households"] >= 30).all()
    households = county.groups.set_index("code")["households"]
    routes = county.roads.loc[county.roads["segment"].isin(taken.index), "route"].unique()
    served = county.roads.loc[county.roads["route"].isin(routes) & county.roads["groups"].notna(), "groups"]
    assert (households[served] >= 30).all()


def test_where_deep_poverty_holds_too_little_the_list_widens_and_says_so(county: Small) -> None:
    wide = plan(county, group_road_km=40.0)
    own = wide[wide["programme"] == "group_roads"]
    assert own["km"].sum() == pytest.approx(40.0, abs=1e-9)
    deep = own["villages"].map(county.villages.set_index("code")["deep_poverty"])
    assert own.loc[~deep, "note"].str.startswith("深度贫困村里程不足").all()
    assert (~deep).any()


def test_more_than_the_roads_hold_is_refused(county: Small) -> None:
    with pytest.raises(ValueError, match="ask for less"):
        plan(county, resurfacing_km=900.0)


def test_every_town_gets_a_share_and_not_every_village_exits(county: Small, works: pd.DataFrame) -> None:
    villages = county.villages.set_index("code")
    served = [code for codes in works["villages"] for code in codes.split(";")]
    assert set(villages.loc[served, "town"]) == set(villages["town"])
    exiting = villages.loc[served, "exit_year"].eq(2019).fillna(False)
    assert 0 < exiting.mean() < 1


def test_a_road_to_a_group_without_one_has_no_segments(county: Small) -> None:
    lists = pd.concat([plan(county, seed) for seed in range(4)])
    undrawn = lists[lists["segments"] == ""]
    assert len(undrawn)
    assert undrawn["programme"].eq("group_roads").all()
    assert undrawn["km"].between(0.8, 4.0).all()


def test_states_and_dates_agree(works: pd.DataFrame) -> None:
    dates = works[MILESTONES]
    assert (dates.apply(lambda column: column.dropna().max()).dropna() <= AS_OF.isoformat()).all()
    assert dates.apply(lambda row: list(row.dropna()) == sorted(row.dropna()), axis=1).all()
    reached = works["status"].map({"accepted": 5, "built": 4, "under_way": 3})
    count = dates.notna().sum(axis=1)
    started = reached.notna()
    assert (count[started] == reached[started]).all()
    assert count[~started].isin([1, 2]).all()
    assert works["due"].isin(["2019-06-30", "2019-12-31"]).all()
    assert set(works["status"]) == {"accepted", "built", "under_way", "not_started"}


def test_columns_codes_and_names(works: pd.DataFrame) -> None:
    assert list(works.columns) == COLUMNS
    assert works["code"].is_unique
    assert works["name"].is_unique
    assert works["origin"].eq("synthetic").all()
    assert (works["budget_wan"] / works["km"]).between(25, 75).all()


def test_candidates_lead_from_groups_without_a_road_to_one(county: Small) -> None:
    drawn = draw_candidates(county.roads, county.groups, np.random.default_rng(3), n=3)
    assert list(drawn["code"]) == ["N001", "N002", "N003"]
    lines = drawn.geometry.to_numpy()
    ends = shapely.get_point(lines, -1)
    assert (county.roads.geometry.union_all().distance(pd.Series(ends).to_numpy()) < 0.02).all()
    straight = shapely.distance(shapely.get_point(lines, 0), ends)
    assert (shapely.length(lines) > 1.01 * straight).all()
    assert np.allclose(drawn["km"], shapely.length(lines) * 1.03 / 1000, atol=6e-4)
    again = draw_candidates(county.roads, county.groups, np.random.default_rng(3), n=3)
    assert drawn.to_wkb().equals(again.to_wkb())


def test_there_are_no_more_candidates_than_groups_without_a_road(county: Small) -> None:
    drawn = draw_candidates(county.roads, county.groups, np.random.default_rng(3), n=50)
    none = draw_candidates(county.roads, county.groups.iloc[1:5], np.random.default_rng(3))
    assert 0 < len(drawn) < 50
    assert len(none) == 0
