"""What register and survey say: reverted roads lie together, some are unseen, some were drawn twice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan.county.code_lists import SEALED_SURFACES, SURFACES

Frames = Mapping[str, pd.DataFrame]


@pytest.fixture(scope="module")
def roads(frames: Frames) -> pd.DataFrame:
    return frames["roads"]


def test_surfaces_are_codes_of_the_table(roads: pd.DataFrame) -> None:
    for column in ("surface", "registered_surface"):
        assert set(roads[column].dropna().astype(int)) <= set(SURFACES)
    assert roads.loc[roads["class"].isin(["G", "X"]), "surface"].isin(SEALED_SURFACES).all()
    assert roads.loc[roads["class"] == "W", "registered_surface"].isna().all()


def test_unseen_roads_are_those_of_whole_villages(roads: pd.DataFrame) -> None:
    unseen = roads["surface"].isna()
    assert unseen.any()
    assert (unseen == roads["surveyed"].isna()).all()
    villages = roads.loc[unseen, "village"].unique()
    own = roads[roads["village"].isin(villages) & roads["class"].isin(["C", "W"]) & ~roads["bridge"] & ~roads["tunnel"]]
    assert own["surface"].isna().all()
    assert len(villages) <= 10


def test_reverted_roads_lie_together(roads: pd.DataFrame) -> None:
    sealed = roads["registered_surface"].isin(SEALED_SURFACES) & roads["class"].isin(["C", "Y"])
    reverted = (sealed & roads["surface"].isin([31, 33, 36])).to_numpy()
    among = np.flatnonzero(sealed)
    middles = shapely.centroid(roads.geometry.values)
    a, b = shapely.STRtree(middles[among]).query(middles[among], predicate="dwithin", distance=3_000.0)
    different = a != b
    beside = reverted[among[b[different & reverted[among[a]]]]].mean()
    assert beside > 2 * reverted[among].mean(), "a decayed road has decayed neighbours"


def test_a_few_tracks_were_drawn_twice(roads: pd.DataFrame) -> None:
    lines, tracks = roads.geometry.values, (roads["class"] == "W").to_numpy()
    twice = 0
    for line in lines[tracks][-4:]:
        others = lines[tracks][:-4]
        twice += int((shapely.hausdorff_distance(line, others) < 10).sum())
    assert twice == 4


def test_widths_and_grades_follow_the_class(roads: pd.DataFrame) -> None:
    width = roads.groupby("class")["width_m"].mean()
    assert width["G"] > width["X"] > width["Y"] > width["C"] > width["W"]
    assert set(roads["grade"]) == {22, 23, 24, 30}
    assert set(roads.loc[roads["class"] == "W", "grade"]) == {30}
    assert set(roads["status"]) == {"accepted", "under_way"}
