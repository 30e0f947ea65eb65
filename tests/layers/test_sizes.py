"""The generator is the benchmark's county too: any size, on invented ground, the same twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.county import MadeCounty, Size, build_county, invent_given, write_county
from gisplan.workflow import read_county

THIRD = Size().times(1 / 3)


def make(seed: int) -> MadeCounty:
    return build_county(invent_given(THIRD, np.random.default_rng(seed)), THIRD, seed=seed)


@pytest.fixture(scope="module")
def third() -> MadeCounty:
    return make(5)


def test_it_agrees_with_itself_and_not_with_another_seed(third: MadeCounty) -> None:
    again, other = make(5), make(6)
    for name, frame in third.layers.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(again.layers[name]))
    assert not third.layers["roads"].geometry.iloc[50].equals(other.layers["roads"].geometry.iloc[50])
    assert third.layers["villages"]["code"].tolist() == other.layers["villages"]["code"].tolist()


def test_counts_and_kilometres_scale(third: MadeCounty) -> None:
    layers = third.layers
    roads = layers["roads"]
    numbered = roads[roads["class"] != "W"]
    assert (len(layers["villages"]), len(layers["groups"]), len(layers["seats"])) == (60, 367, 7)
    assert layers["villages"]["population"].sum() == THIRD.people
    assert (numbered["route"].nunique(), numbered.query("`class` == 'C'")["route"].nunique()) == (146, 131)
    assert numbered["length_km"].sum() == pytest.approx(THIRD.numbered_km, rel=0.03)
    assert roads["drawn_km"].sum() == pytest.approx(THIRD.drawn_km, rel=0.02)
    assert layers["boundary"].area.iloc[0] / 1e6 == pytest.approx(THIRD.area_km2, rel=0.05)
    plan = layers["road_works"].groupby("programme")["km"].sum().round(3)
    assert plan.to_dict() == {"group_roads": THIRD.group_road_km, "resurfacing": THIRD.resurfacing_km}


def test_nothing_of_it_is_called_real(third: MadeCounty) -> None:
    for name, frame in third.layers.items():
        assert set(frame["origin"]) == {"synthetic"}, name


def test_what_is_written_is_read_without_a_fault(third: MadeCounty, tmp_path: Path) -> None:
    write_county(third, tmp_path)
    county = read_county(tmp_path)
    assert len(county.quarantine) == 0
    assert len(county.roads) == len(third.layers["roads"])


def test_times_changes_every_figure() -> None:
    ten = Size().times(10)
    assert all(getattr(ten, name) == pytest.approx(10 * value) for name, value in vars(Size()).items())
