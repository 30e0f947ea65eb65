"""Edges are found by their boxes, whichever of them the search tree has together."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.network import build_network, find_edges_within

COMB = [shapely.LineString([(0, 0), (400, 0)])] + [shapely.LineString([(x, 0), (x, 30)]) for x in range(10, 400, 10)]


def make_network(lines):
    return build_network(gpd.GeoDataFrame(geometry=lines, crs=32648), snap_m=1.0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), within_m=st.floats(0.0, 60.0))
def test_the_edges_near_places_are_those_that_lie_near(seed, within_m):
    rng = np.random.default_rng(seed)
    network = make_network(COMB)
    places = shapely.points(rng.uniform(-50.0, 450.0, (6, 2)))
    open_roads = rng.random(len(COMB)) < 0.7
    place, edge = find_edges_within(network, places, open_roads, within_m)
    road, lines = network.edges["road"], network.edges["geometry"]
    near = shapely.dwithin(lines[None, :], places[:, None], within_m) & (road >= 0) & open_roads[road]
    assert sorted(zip(place.tolist(), edge.tolist(), strict=True)) == [(a, b) for a, b in np.argwhere(near).tolist()]


def test_boxes_that_touch_meet():
    boxes = make_network(COMB).edge_boxes
    box, edge = boxes.query(np.array([[395.0, 30.0]]), np.array([[500.0, 40.0]]))
    assert len(box) == 0
    box, edge = boxes.query(np.array([[390.0, 30.0]]), np.array([[500.0, 40.0]]))
    assert boxes.high[edge].tolist() == [[390.0, 30.0]]


def test_a_network_without_roads_has_no_edge_near_a_place():
    place, edge = find_edges_within(make_network([]), shapely.points([[0.0, 0.0]]), np.zeros(0, dtype=bool), 10.0)
    assert len(place) == len(edge) == 0


def test_an_edge_drawn_alone_is_the_edge_drawn_with_all():
    network = make_network(COMB)
    some = np.array([5, 0, 5, len(network.edges["u"]) - 1])
    assert shapely.equals_exact(network.draw_edges(some), network.edges["geometry"][some], 0.0).all()
