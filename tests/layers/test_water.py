"""The water projects and the villages' supply: exact counts, dates in order, and reasons that a map shows."""

import itertools
from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.county.people import give_people, remoteness, seat_communities
from benchmarks.county.water import MILESTONES, plan_water
from tests.layers.register import register

County = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module", params=[0, 1, 2])
def county(request: pytest.FixtureRequest) -> County:
    """Villages, groups, projects, supply."""
    people = give_people(*register(seed=request.param), np.random.default_rng(7))
    return (*people, *plan_water(*people, np.random.default_rng(8)))


def people_once(projects: pd.DataFrame) -> int:
    """Each person once: less those whom another of these projects serves too."""
    twice = projects["shared_with"].isin(projects["code"])
    return int(projects["people"].sum() - projects["shared_people"][twice].sum())


def test_the_projects_are_those_of_the_notice(county: County) -> None:
    villages, _, projects, _ = county
    assert projects["category"].value_counts().to_dict() == {"poor": 65, "non_poor": 52, "township": 20}
    assert projects["code"].is_unique
    assert projects["name"].is_unique
    poor = villages.set_index("code")["poor_village"]
    in_poor, others = (projects.loc[projects["category"] == c, "villages"] for c in ("poor", "non_poor"))
    assert (in_poor.nunique(), others.nunique()) == (65, 51)
    assert poor[in_poor].all()
    assert not poor[others].any()


def test_each_town_has_one_consolidation_around_its_centre(county: County) -> None:
    villages, _, projects, _ = county
    served = projects.loc[projects["category"] == "township", "villages"].str.split(";")
    town = [{code[:9] for code in codes} for codes in served]
    assert all(len(codes) == 1 for codes in town)
    assert set.union(*town) == set(villages["town_code"])
    assert set(villages.loc[villages["kind"] == "居委会", "code"]) <= set(served.explode())


def test_51_000_people_are_served_when_each_is_counted_once(county: County) -> None:
    _, groups, projects, _ = county
    assert people_once(projects) == 51_000
    assert projects["people"].sum() > 51_000
    assert (projects["shared_people"] > 0).equals(projects["shared_with"] != "")
    by_code = projects.set_index("code")
    both = projects[projects["shared_with"] != ""]
    first = by_code.loc[both["shared_with"]]
    assert (both["shared_people"].to_numpy() <= np.minimum(first["people"], both["people"].to_numpy())).all()
    assert (first["shared_with"] == "").all(), "no third project serves them"
    for mine, theirs in zip(both["villages"], first["villages"], strict=True):
        assert theirs in mine.split(";")
    rural = groups.groupby("village")["population"].sum()
    own = projects[projects["category"] != "township"].groupby("villages")["people"].sum()
    assert (own <= rural[own.index]).all()


def test_milestones_are_in_order_and_none_is_in_the_future(county: County) -> None:
    projects = county[2]
    dates = projects[list(MILESTONES)]
    given = dates.ne("").to_numpy()
    assert (given[:, 1:] <= given[:, :-1]).all(), "a later milestone stands without the one before"
    for earlier, later in itertools.pairwise(MILESTONES):
        has = dates[later] != ""
        assert (dates[earlier][has] <= dates[later][has]).all()
    assert dates.to_numpy().max() <= "2019-06-30"
    assert (projects["due"] == "2019-06-30").all()


def test_most_are_done_in_time_and_a_share_is_late(county: County) -> None:
    reached = (county[2][list(MILESTONES)] != "").sum()
    assert 118 <= reached["main_done"] <= 124
    assert 90 <= reached["water_flowing"] < reached["main_done"]
    assert 60 <= reached["tested"] < reached["water_flowing"]
    assert 137 * 0.27 <= reached["accepted"] <= 137 * 0.4
    assert 0 < reached["handed_over"] < reached["accepted"]
    assert reached["started"] < 137


def test_an_earlier_look_sees_less_of_the_same_plan() -> None:
    people = give_people(*register(), np.random.default_rng(7))
    spring, _ = plan_water(*people, np.random.default_rng(8), as_of=date(2019, 3, 31))
    summer, _ = plan_water(*people, np.random.default_rng(8))
    seen = (spring[list(MILESTONES)] != "").to_numpy()
    assert (spring[list(MILESTONES)].to_numpy()[seen] == summer[list(MILESTONES)].to_numpy()[seen]).all()
    assert seen.sum() < (summer[list(MILESTONES)] != "").to_numpy().sum()
    assert spring["people"].equals(summer["people"])


def test_a_projects_figures_are_plausible(county: County) -> None:
    projects = county[2]
    assert (projects["people"] / projects["households"]).between(3, 4.5).all()
    assert (projects["capacity_m3d"] * 1_000 / projects["people"]).between(70, 120).all()
    assert set(projects["type"]) == {"新建", "改扩建", "巩固提升"}
    assert set(projects["source"]) == {"山泉水", "溪流水", "水库水", "地下水"}
    assert set(projects["supply"]) <= {"集中", "分散"}
    assert projects["guarantee"].isna().sum() == 5
    assert 5 <= (projects["guarantee"] < 90).sum() <= 30
    assert (projects["origin"] == "synthetic").all()
    assert projects[["lon", "lat"]].notna().all(axis=None)


def test_tap_water_reaches_about_nine_in_ten_rural_people(county: County) -> None:
    villages, groups, _, supply = county
    assert supply["village"].tolist() == villages["code"].tolist()
    assert (supply["population"] == groups.groupby("village")["population"].sum().to_numpy()).all()
    known = supply[supply["tap_population"].notna()]
    assert (known["tap_population"] <= known["population"]).all()
    assert 0.88 <= known["tap_population"].sum() / known["population"].sum() <= 0.93
    assert 0.88 <= known["tap_population"].sum() / supply["population"].sum() <= 0.93
    assert not seat_communities(villages)[supply["tap_population"].isna()].any()


@pytest.mark.parametrize(
    ("column", "least", "most"),
    [
        ("litres_per_day", 35, None),
        ("fetch_minutes", None, 20),
        ("guarantee", 90, None),
        ("unsafe_households", None, 0),
    ],
)
def test_each_indicator_is_met_missed_and_unknown_somewhere(
    county: County, column: str, least: float | None, most: float | None
) -> None:
    value = county[3][column]
    met = (value >= least) if least is not None else (value <= most)
    assert met.sum() > 110, "most villages meet it"
    assert (~met.dropna()).sum() >= 10, "a good number misses it"
    assert 2 <= value.isna().sum() <= 10, "some are unknown"
    assert met.isna().equals(value.isna())


def test_basic_and_full_thresholds_differ(county: County) -> None:
    supply = county[3]
    assert ((supply["litres_per_day"] >= 35) & (supply["litres_per_day"] < 60)).sum() >= 5
    assert ((supply["fetch_minutes"] > 10) & (supply["fetch_minutes"] <= 20)).sum() >= 5
    assert set(supply["quality_ok"]) == {"yes", "no", ""}


def test_a_village_whose_project_is_not_finished_has_people_without_safe_water(county: County) -> None:
    villages, _, projects, supply = county
    own = projects[projects["category"] != "township"]
    waiting = supply["village"].isin(own.loc[own["water_flowing"] == "", "villages"]).to_numpy()
    unsafe = supply["unsafe_households"]
    assert (unsafe[waiting].dropna() > 0).all()
    tap = (supply["tap_population"] / supply["population"]).astype(float)
    assert tap[waiting].mean() < tap[~waiting].mean() - 0.1
    missed = (unsafe > 0).fillna(False).to_numpy(bool)
    assert remoteness(villages)[missed].mean() > 0.75, "the remote miss it"
    assert (missed & ~supply["village"].isin(own["villages"]).to_numpy()).any(), "somewhere nothing is planned"


def test_what_is_unsafe_in_one_column_is_unsafe_in_the_other(county: County) -> None:
    supply = county[3].dropna()
    bad = (supply["quality_ok"] == "no") | (supply["litres_per_day"] < 35) | (supply["fetch_minutes"] > 20)
    assert (supply["unsafe_households"][bad] > 0).all()


def test_the_same_seed_gives_the_same() -> None:
    people = give_people(*register(), np.random.default_rng(7))
    first, second = (plan_water(*people, np.random.default_rng(3)) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_ten_times_the_county_has_ten_times_the_projects() -> None:
    people = give_people(*register(10), np.random.default_rng(1), people=2_800_000, poor=1_290, task=1_780, exiting=930)
    projects, supply = plan_water(*people, np.random.default_rng(1), times=10)
    assert (len(projects), people_once(projects), len(supply)) == (1_370, 510_000, 1_810)
    assert projects["code"].is_unique


def test_more_projects_than_villages_are_refused() -> None:
    with pytest.raises(ValueError, match="too few villages"):
        plan_water(*give_people(*register(), np.random.default_rng(1)), np.random.default_rng(1), times=3)
