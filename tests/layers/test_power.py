"""Power: the seven households of one village, and gaps only where it is remote."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.county.people import give_people, remoteness
from benchmarks.county.power import plan_power
from tests.layers.register import register


@pytest.fixture(scope="module", params=[0, 1, 2])
def county(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, pd.DataFrame]:
    villages, _ = give_people(*register(seed=request.param), np.random.default_rng(7))
    return villages, plan_power(villages, np.random.default_rng(9))


def test_seven_households_wait_in_one_village_and_nobody_else_does(county) -> None:
    power = county[1].set_index("village")
    gap = power["households"] - power["connected_households"]
    assert gap["610728111209"] == 7
    assert gap.sum() == 7
    names = power["unconnected_names"]["610728111209"].split(";")
    assert len(set(names)) == 7
    assert all(name.startswith("户") for name in names), "plainly invented"
    assert (power["unconnected_names"].drop("610728111209") == "").all()
    assert power["plan_date"]["610728111209"] == "2019-09-30"


def test_some_villages_have_not_reported(county) -> None:
    power = county[1]
    either = power["households"].isna() | power["connected_households"].isna()
    assert either.sum() == 4
    assert power["households"].isna().sum() == 1
    assert (power["three_phase"] == "").sum() == 4


def test_three_phase_is_missing_in_remote_villages_with_a_date(county) -> None:
    villages, power = county
    without = (power["three_phase"] == "no").to_numpy()
    assert 10 <= without.sum() <= 20
    assert remoteness(villages)[without].min() > 0.8
    assert (power["plan_date"][without] > "2019-06-30").all()
    assert set(power["three_phase"]) == {"yes", "no", ""}


def test_a_county_without_the_named_village_has_the_remotest_wait(county) -> None:
    villages = county[0]
    power = plan_power(villages[villages["code"] != "610728111209"].reset_index(drop=True), np.random.default_rng(9))
    gap = power["households"] - power["connected_households"]
    waiting = power["village"][gap.fillna(0) > 0]
    farthest = villages["code"].to_numpy()[remoteness(villages).argsort()[-2:]]
    assert (gap.sum(), len(waiting)) == (7, 1)
    assert waiting.iloc[0] in farthest


def test_the_same_seed_gives_the_same_at_ten_times_the_size() -> None:
    villages, _ = give_people(
        *register(10), np.random.default_rng(1), people=2_800_000, poor=1_290, task=1_780, exiting=930
    )
    first, second = (plan_power(villages, np.random.default_rng(3)) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert (first["three_phase"] == "no").sum() == 140
