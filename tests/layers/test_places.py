"""Towns' areas fill the boundary; every village lies in its town, every group in its village."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.county import MadeCounty

Frames = Mapping[str, pd.DataFrame]
HOLE_M2 = 10_000.0


def test_the_boundary_is_as_large_as_the_source_says(frames: Frames) -> None:
    assert frames["boundary"].area.iloc[0] / 1e6 == pytest.approx(3_396, abs=1)


def test_towns_areas_partition_the_boundary(frames: Frames) -> None:
    county, towns = frames["boundary"].geometry.iloc[0], frames["boundary"].geometry.iloc[1:]
    together = shapely.union_all(towns.values)
    assert towns.is_valid.all()
    assert towns.area.sum() - together.area < HOLE_M2, "no overlap"
    assert county.difference(together).area < HOLE_M2, "no hole"
    assert together.difference(county).area < HOLE_M2, "nothing beyond"


def test_every_settlement_and_seat_lies_in_its_town(frames: Frames) -> None:
    towns = frames["boundary"].iloc[1:].set_index("code").geometry
    for layer in ("villages", "groups", "seats"):
        rows = frames[layer]
        own = towns.loc[rows["code"].str[:9]].values
        outside = rows.loc[~shapely.contains(own, rows.geometry.values), "code"].tolist()
        assert not outside, layer
    assert "610728111209" in set(frames["villages"]["code"])


def test_every_group_belongs_to_a_village_by_code_and_by_way(frames: Frames, made: MadeCounty) -> None:
    groups, villages, places = frames["groups"], frames["villages"], made.places
    assert groups["code"].is_unique
    assert (groups["code"].str[:12] == groups["village"]).all()
    assert set(groups["village"]) == set(villages["code"])
    # A village holds the ground that is nearest to it by travel, so this is nearness over the hills.
    ground = places.village_of[made.relief.cells_at(shapely.get_coordinates(groups.geometry.values))]
    assert (villages["code"].to_numpy()[ground] == groups["village"].to_numpy()).all()


def test_most_groups_are_near_their_village_as_the_crow_flies(frames: Frames) -> None:
    groups, villages = frames["groups"], frames["villages"].set_index("code").geometry
    away = shapely.distance(groups.geometry.values, villages.loc[groups["village"]].values)
    assert np.median(away) < 2_500
    assert away.max() < 11_000
    nearest = villages.index[shapely.STRtree(villages.values).nearest(groups.geometry.values)]
    assert (nearest == groups["village"]).mean() > 0.6


def test_no_two_settlements_share_a_place(frames: Frames) -> None:
    for layer in ("villages", "groups"):
        points = gpd.GeoSeries(frames[layer].geometry)
        closest = shapely.STRtree(points.values).query(points.values, predicate="dwithin", distance=20.0)
        assert closest.shape[1] == len(points), layer
