"""Radio and television: two ratios with their own denominators, short in the far valleys."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.county.broadcasting import plan_broadcasting
from benchmarks.county.people import give_people, remoteness
from tests.layers.register import register


@pytest.fixture(scope="module", params=[0, 1, 2])
def county(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, pd.DataFrame]:
    villages, _ = give_people(*register(seed=request.param), np.random.default_rng(7))
    return villages, plan_broadcasting(villages, np.random.default_rng(9))


def test_no_share_is_larger_than_its_whole(county) -> None:
    villages, table = county
    assert (table["households"] == villages["households"]).all()
    assert (table["poor_households"] <= table["households"]).all()
    assert (table["covered_households"] <= table["households"]).all(), "unknown is skipped"
    assert (table["cable_poor_households"] <= table["poor_households"]).all()
    assert (table[["covered_households", "cable_poor_households"]].min() >= 0).all()


@pytest.mark.parametrize(
    ("part", "whole"), [("covered_households", "households"), ("cable_poor_households", "poor_households")]
)
def test_most_poor_villages_have_96_per_cent_some_less_some_unknown(county, part: str, whole: str) -> None:
    villages, table = county
    poor = table[villages["poor_village"]]
    known = poor[poor[part].notna()]
    met = known[part] * 100 >= known[whole] * 96
    assert met.sum() > 90
    assert 10 <= (~met).sum() <= 25
    assert table[part].isna().sum() == 4


def test_who_is_not_covered_lies_far_on_the_road_and_low(county) -> None:
    villages, table = county
    under = (table["covered_households"] * 100 < table["households"] * 96).fillna(False).to_numpy(bool)
    assert villages["road_m"][under].mean() > 2 * villages["road_m"][~under].mean()
    ends = (table["cable_poor_households"] * 100 < table["poor_households"] * 96).fillna(False).to_numpy(bool)
    assert remoteness(villages)[ends].mean() > 0.75


def test_a_few_villages_have_no_poor_household_and_none_of_them_is_poor(county) -> None:
    villages, table = county
    none = table["poor_households"] == 0
    assert none.sum() == 5
    assert not villages["poor_village"][none].any()
    assert (table["cable_poor_households"][none].dropna() == 0).all()


def test_nobody_in_a_transmitters_area_is_short_of_cover(county) -> None:
    villages, _ = county
    inside = (villages["x"] < villages["x"].median()).to_numpy()
    for few in (inside, np.arange(len(villages)) > 5):
        table = plan_broadcasting(villages, np.random.default_rng(9), inside=few)
        under = (table["covered_households"] * 100 < table["households"] * 96).fillna(False).to_numpy(bool)
        assert not (under & few).any()
        assert under.sum() == min(18, (~few).sum())


def test_the_same_seed_gives_the_same() -> None:
    villages, _ = give_people(*register(), np.random.default_rng(7))
    first, second = (plan_broadcasting(villages, np.random.default_rng(3)) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
