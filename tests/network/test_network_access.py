"""The nearest position on the network is as far as shapely says, and lies where it says."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplan.network import build_network, find_nearest_positions
from tests.network.tangles import OFFSETS, draw_tangle, frame_of


def check_positions(seed: int) -> None:
    rng = np.random.default_rng([seed, 3])
    offset = OFFSETS[rng.integers(2)]
    roads = draw_tangle(seed, offset=offset)
    within_m = float(rng.choice([5.0, 50.0, 5000.0]))
    points = rng.uniform(-50, 200, (6, 2)) + offset
    if rng.integers(2):
        points = np.round(points)
    network = build_network(roads, snap_m=10.0)
    found = find_nearest_positions(network, points, within_m=within_m)
    distance = shapely.distance(shapely.points(points)[:, None], np.asarray(roads.geometry)).min(axis=1)
    sure = np.abs(distance - within_m) > 1e-6
    assert ((found.edge >= 0) == (distance <= within_m))[sure].all()
    known = found.edge >= 0
    assert np.isnan(found.off_m[~known]).all()
    assert np.allclose(found.off_m[known], distance[known], rtol=0, atol=2e-4)
    place = shapely.points(found.xy[known])
    assert np.allclose(shapely.distance(place, shapely.points(points[known])), found.off_m[known], rtol=0, atol=1e-6)
    line = network.edges["geometry"][found.edge[known]]
    assert np.allclose(shapely.distance(place, shapely.line_interpolate_point(line, found.at_m[known])), 0, atol=1e-5)


@given(seed=st.integers(0, 2**32 - 1))
def test_nearest_positions_are_as_far_as_shapely_says(seed: int) -> None:
    check_positions(seed)


def test_without_roads_there_is_no_position() -> None:
    found = find_nearest_positions(build_network(frame_of([]), snap_m=10.0), np.zeros((2, 2)), within_m=100.0)
    assert found.edge.tolist() == [-1, -1]
