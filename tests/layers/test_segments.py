"""Segments: a route in pieces that follow each other, cut at villages, bridges and tunnels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
import shapely

from benchmarks.county import MadeCounty
from gisplan.county.code_lists import SEALED_SURFACES

Frames = Mapping[str, pd.DataFrame]


def metres(chainage: pd.Series) -> pd.Series:
    parts = chainage.str.extract(r"^K(\d+)\+(\d{3})$").astype(float)
    return parts[0] * 1_000 + parts[1]


def test_pieces_of_a_route_follow_each_other(frames: Frames) -> None:
    roads = frames["roads"][frames["roads"]["origin"] == "synthetic"].reset_index(drop=True)
    start, end = shapely.get_point(roads.geometry.values, 0), shapely.get_point(roads.geometry.values, -1)
    follows = (roads["route"] == roads["route"].shift()).to_numpy()
    assert follows.sum() > 500
    gap = shapely.distance(start[follows], end[np.flatnonzero(follows) - 1])
    assert gap.max() < 0.2


def test_chainage_runs_on_along_a_route_and_gives_the_stated_length(frames: Frames) -> None:
    roads = frames["roads"]
    first, last = metres(roads["from_chainage"]), metres(roads["to_chainage"])
    assert (last - first).to_numpy() == pytest.approx(roads["length_km"].to_numpy() * 1_000, abs=1.01)
    follows = roads["route"] == roads["route"].shift()
    assert (first[follows] - last.shift()[follows]).abs().max() == 0


def test_stated_length_differs_a_little_from_the_drawn_one(frames: Frames) -> None:
    roads = frames["roads"]
    ratio = roads["length_km"] / (roads.length / 1_000)
    ratio = ratio[roads.length > 200]
    assert 0.005 < ratio.std() < 0.05
    assert ratio.between(0.9, 1.25).all()


def test_bridges_and_tunnels_stand_on_sealed_roads(frames: Frames) -> None:
    roads = frames["roads"]
    bridges, tunnels = roads[roads["bridge"]], roads[roads["tunnel"]]
    assert len(bridges) >= 40
    assert 5 <= len(tunnels) <= 40
    assert set(tunnels["class"]) <= {"X", "Y"}
    assert (shapely.get_num_points(tunnels.geometry.values) == 2).all()
    built = pd.concat([bridges, tunnels])
    assert built["registered_surface"].dropna().isin(SEALED_SURFACES).all()
    assert not (built["registered_surface"].notna() & ~built["surface"].isin(SEALED_SURFACES)).any()


def test_bridges_cross_rivers(frames: Frames, made: MadeCounty) -> None:
    drained = made.relief.drained_km2.ravel()

    def under(rows: pd.DataFrame) -> float:
        return float(np.median(drained[made.relief.cells_at(shapely.get_coordinates(rows.centroid.values))]))

    roads = frames["roads"]
    assert under(roads[roads["bridge"]]) > 10 * under(roads[roads["class"] != "G"])


def test_the_groups_of_a_segment_exist_and_stand_by_its_route(frames: Frames) -> None:
    served = (
        frames["roads"].assign(group=frames["roads"]["groups"].str.split(";")).explode("group").dropna(subset="group")
    )
    groups = frames["groups"].set_index("code").geometry
    assert set(served["group"]) <= set(groups.index)
    away = shapely.distance(
        served.dissolve("route").geometry.loc[served["route"]].values, groups.loc[served["group"]].values
    )
    assert away.max() < 300
