"""Roads that stay whole need, beyond the tolerance, only the nearest contacts of each two: what is found is the same.

All other contacts are of a million lines that run close together 4 GB.
"""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.network import find_parts, find_road_contacts, flatten_lines
from gisplan.network.contacts import Contacts

SNAP_M, WIDEST_M = 10.0, 50.0


@st.composite
def roads_close_together(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Roads that wind in 150 m, some of them bridges."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(2, 12))
    steps = rng.normal(0.0, 25.0, (count, 5, 2)).cumsum(axis=1) + rng.uniform(0.0, 150.0, (count, 1, 2))
    bridge = rng.random(count) < draw(st.sampled_from([0.0, 0.2]))
    return gpd.GeoDataFrame({"bridge": bridge}, geometry=shapely.linestrings(steps), crs=32648)


def nearest_of_pairs(beside: Contacts, touching: Contacts) -> set[tuple[int, float]]:
    """Return each two roads that do not touch, and the least gap between an end of one and the other."""
    least: dict[int, float] = {}
    for pair, gap in zip(beside.pack_pairs().tolist(), beside.gap_m.tolist(), strict=True):
        least[pair] = min(gap, least.get(pair, np.inf))
    return {(pair, gap) for pair, gap in least.items() if pair not in set(touching.pack_pairs().tolist())}


@given(roads=roads_close_together())
@settings(max_examples=60, deadline=None)
def test_the_nearest_contacts_give_what_all_give(roads: gpd.GeoDataFrame) -> None:
    lines = flatten_lines(roads)
    every = find_road_contacts(roads, lines, within_m=WIDEST_M)
    nearest = find_road_contacts(roads, lines, within_m=WIDEST_M, nearest_beyond_m=SNAP_M)
    assert len(nearest.places.contacts) <= len(every.places.contacts)
    for snap_m in (1.0, 5.0, SNAP_M, 20.0, WIDEST_M):
        parts = [find_parts(near.touching(snap_m), np.ones(len(roads), dtype=bool)).part for near in (every, nearest)]
        np.testing.assert_array_equal(*parts)
    for name in ("withheld", "unshared"):
        assert len(getattr(every, name)(SNAP_M)) == len(getattr(nearest, name)(SNAP_M))
    found = [nearest_of_pairs(near.beside(SNAP_M, WIDEST_M), near.touching(SNAP_M)) for near in (every, nearest)]
    assert found[0] == found[1]


@pytest.mark.parametrize("bridge", [False, True])
def test_only_roads_beside_a_bridge_keep_all_contacts(bridge: bool) -> None:
    """A road 20 m beside two others, one of which is a bridge or not: a bend comes near it twice."""
    lines = [[(0, 0), (200, 0)], [(50, 20), (100, 45), (150, 30)], [(0, 30), (40, 30)]]
    roads = gpd.GeoDataFrame({"bridge": [bridge, False, False]}, geometry=[shapely.LineString(x) for x in lines])
    roads = roads.set_crs(32648)
    near = find_road_contacts(roads, flatten_lines(roads), within_m=WIDEST_M, nearest_beyond_m=SNAP_M).places.contacts
    pair = [0, 1]
    gaps = sorted(near.gap_m[np.isin(near.a, pair) & np.isin(near.b, pair)].tolist())
    assert gaps == ([20.0, 30.0] if bridge else [20.0])
