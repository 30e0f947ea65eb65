"""Who lives where: exact totals, plausible households, and poverty that follows remoteness."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.county.people import apportion, give_people, remoteness, seat_communities
from tests.layers.register import register


@pytest.fixture(scope="module", params=[0, 1, 2])
def county(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, pd.DataFrame]:
    return give_people(*register(seed=request.param), np.random.default_rng(7))


def test_the_people_are_exactly_as_many_and_a_fifth_live_in_the_seat(county) -> None:
    villages, groups = county
    seat = seat_communities(villages)
    assert (len(villages), seat.sum()) == (181, 4)
    assert villages["population"].sum() == 280_000
    assert villages["population"][seat].sum() == pytest.approx(56_000, rel=0.01)
    of_groups = groups.groupby("village")["population"].sum().to_numpy()
    assert (villages["population"][~seat] == of_groups[~seat]).all()
    assert (villages["population"][seat] > of_groups[seat]).all()


def test_households_are_of_a_plausible_size_and_a_fifth_of_the_groups_is_small(county) -> None:
    villages, groups = county
    size = (groups["population"] / groups["households"]).dropna()
    assert size.between(3, 4.5).all()
    assert (villages["population"] / villages["households"]).between(3, 4.5).all()
    assert 0.15 <= (groups["households"] < 30).mean() <= 0.25


def test_a_few_groups_up_the_slopes_are_not_counted_and_their_villages_are(county) -> None:
    villages, groups = county
    blank = groups["households"].isna()
    assert blank.sum() == 8
    assert remoteness(groups)[blank].min() > 0.5
    assert (villages["households"] >= groups.groupby("village")["households"].sum().to_numpy()).all()


def test_no_name_stands_twice_in_a_village_and_some_are_hamlets(county) -> None:
    groups = county[1]
    assert not groups.duplicated(["village", "name"]).any()
    numbered = groups["name"].str.fullmatch(r"\d+组")
    assert 0.5 < numbered.mean() < 0.9


def test_the_programme_has_its_exact_counts(county) -> None:
    villages = county[0]
    poor = villages["poor_village"]
    assert (poor.sum(), villages["task"].sum(), (villages["exit_year"] == 2019).sum()) == (129, 178, 93)
    assert villages["exit_year"].notna().equals(poor)
    assert set(villages["exit_year"].dropna()) == {2016, 2017, 2018, 2019, 2020}
    assert villages["task"][poor].all()
    assert poor[villages["deep_poverty"]].all()
    assert 40 <= villages["deep_poverty"].sum() <= 50
    assert not poor[villages["kind"] == "居委会"].any()
    named = villages.set_index("code").loc["610728111209"]
    assert (named["poor_village"], named["exit_year"]) == (True, 2019)


def test_the_remoter_are_poorer_and_exit_later(county) -> None:
    villages = county[0]
    far = pd.Series(remoteness(villages))
    poor, deep = villages["poor_village"], villages["deep_poverty"]
    assert far[deep].min() > far[poor].quantile(0.4)
    assert far[poor].mean() > far[~poor].mean() + 0.1
    years = far.groupby(villages["exit_year"]).mean()
    assert years[2017] < years[2019] < years[2020]


def test_the_same_seed_gives_the_same_and_the_arguments_stay_as_they_were() -> None:
    villages, groups = register()
    before = villages.copy(), groups.copy()
    first = give_people(villages, groups, np.random.default_rng(3))
    second = give_people(villages, groups, np.random.default_rng(3))
    for one, other in (*zip(first, second, strict=True), *zip(before, (villages, groups), strict=True)):
        pd.testing.assert_frame_equal(one, other)


def test_ten_times_the_county_adds_up_too() -> None:
    villages, groups = give_people(
        *register(10), np.random.default_rng(1), people=2_800_000, poor=1_290, task=1_780, exiting=930
    )
    assert (len(villages), villages["population"].sum(), villages["poor_village"].sum()) == (1_810, 2_800_000, 1_290)
    assert groups["households"].isna().sum() == pytest.approx(77, abs=3)


def test_counts_that_cannot_hold_together_are_refused() -> None:
    villages, groups = register()
    with pytest.raises(ValueError, match="no more exiting"):
        give_people(villages, groups, np.random.default_rng(0), exiting=130)
    with pytest.raises(ValueError, match="needs a group"):
        give_people(villages, groups[groups["village"] != "610728111209"], np.random.default_rng(0))


@pytest.mark.parametrize(
    ("total", "weights", "most", "shares"),
    [
        (10, [1, 1, 1], None, [4, 3, 3]),
        (10, [8, 1, 1], [4, 9, 9], [4, 3, 3]),
        (7, [0, 2, 1], None, [0, 5, 2]),
        (0, [1, 2], None, [0, 0]),
    ],
)
def test_shares_are_whole_and_add_up(total: int, weights: list[int], most: list[int] | None, shares: list[int]) -> None:
    assert apportion(total, weights, most).tolist() == shares


def test_shares_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="no room for 5"):
        apportion(5, [1, 1], [2, 2])
