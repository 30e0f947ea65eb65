"""Roads with numbered nodes meet where they share one and nowhere else; other roads touch them by geometry."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from gisplan.network import RoadNetwork, build_network, find_road_contacts, flatten_lines
from tests.network.tangles import SNAPS_M, draw_tangle, frame_of, number_nodes
from tests.network.test_contacts import check_nothing_moves, check_relation, joined_pairs

SEEDS = st.integers(0, 2**32 - 1)
SNAPS = st.sampled_from(SNAPS_M)


def draw(*roads: tuple[list[tuple[float, float]], list[int] | None]) -> gpd.GeoDataFrame:
    """Roads with the numbers of their nodes."""
    return frame_of([LineString(xy) for xy, _ in roads], nodes=[nodes for _, nodes in roads])


def parts_of_places(network: RoadNetwork) -> dict[tuple[int, int], int]:
    """The part of the network that each end of each road belongs to."""
    _, part = network.components()
    found = {}
    for road in range(len(network.lines)):
        own = np.flatnonzero(network.node_road == road)
        found[road, 0], found[road, 1] = int(part[own[0]]), int(part[own[-1]])
    return found


@given(seed=SEEDS, snap_m=SNAPS)
def test_roads_meet_where_a_second_opinion_says(seed: int, snap_m: float) -> None:
    roads = number_nodes(draw_tangle(seed, snap_m=snap_m), seed)
    check_relation(roads, snap_m)
    check_nothing_moves(roads, snap_m)


@given(seed=SEEDS, snap_m=SNAPS)
def test_networkx_finds_the_same_parts_by_the_nodes_alone(seed: int, snap_m: float) -> None:
    roads = number_nodes(draw_tangle(seed, snap_m=snap_m), seed, share=1.0)
    graph = nx.Graph()
    for numbers in roads["nodes"]:
        nx.add_path(graph, numbers.tolist())
    parts = list(nx.connected_components(graph))
    ours = parts_of_places(build_network(roads, snap_m=snap_m))
    for (one, end), part in ours.items():
        for (two, other), again in ours.items():
            first, second = roads["nodes"].iloc[one][-end], roads["nodes"].iloc[two][-other]
            together = any(first in members and second in members for members in parts)
            assert (part == again) == together


@given(seed=SEEDS, snap_m=SNAPS)
def test_the_tolerance_does_not_matter_among_them(seed: int, snap_m: float) -> None:
    roads = number_nodes(draw_tangle(seed, snap_m=snap_m), seed, share=1.0)
    assert joined_pairs(build_network(roads, snap_m=snap_m)) == joined_pairs(build_network(roads, snap_m=0.0))


@given(seed=SEEDS, snap_m=SNAPS)
def test_cutting_a_way_at_one_of_its_nodes_changes_no_part(seed: int, snap_m: float) -> None:
    roads = number_nodes(draw_tangle(seed, snap_m=snap_m), seed, share=1.0)
    before = build_network(roads, snap_m=snap_m).components()[0]
    longest = int(np.argmax([len(numbers) for numbers in roads["nodes"]]))
    xy, numbers = list(roads.geometry.iloc[longest].coords), roads["nodes"].iloc[longest]
    middle = len(xy) // 2
    if middle in (0, len(xy) - 1):
        return
    halves = [(xy[: middle + 1], numbers[: middle + 1].tolist()), (xy[middle:], numbers[middle:].tolist())]
    others = [(list(line.coords), list(n)) for line, n in zip(roads.geometry, roads["nodes"], strict=True)]
    del others[longest]
    assert build_network(draw(*others, *halves), snap_m=snap_m).components()[0] == before


def test_a_crossing_without_a_node_is_no_junction_and_one_with_a_node_is() -> None:
    """
    .   4
        |
    1---x---2
        |
        5
    """
    street = [(50.0, 50.0), (50.0, 0.0), (50.0, -50.0)]
    road = [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)]
    assert joined_pairs(build_network(draw((road, [1, 3, 2]), (street, [4, 3, 5])), snap_m=10.0)) == {(0, 1)}
    assert joined_pairs(build_network(draw((road, [1, 3, 2]), (street, [4, 6, 5])), snap_m=10.0)) == set()


def test_a_road_without_nodes_touches_them_by_geometry() -> None:
    road, near = ([(0.0, 0.0), (100.0, 0.0)], [1, 2]), [(50.0, 3.0), (50.0, 80.0)]
    assert joined_pairs(build_network(draw(road, (near, [3, 4])), snap_m=10.0)) == set()
    assert joined_pairs(build_network(draw(road, (near, None)), snap_m=10.0)) == {(0, 1)}


def test_a_closed_way_and_a_figure_of_eight_meet_themselves() -> None:
    eight = [(0.0, 0.0), (40.0, 40.0), (80.0, 0.0), (40.0, 40.0), (0.0, 80.0)]
    edges = build_network(draw((eight, [1, 2, 3, 2, 4])), snap_m=0.0).edges
    assert (edges["road"] < 0).sum() == 1
    assert (build_network(draw((eight, [1, 2, 3, 5, 4])), snap_m=10.0).edges["road"] < 0).sum() == 0


def test_what_comes_near_without_a_common_node_is_listed() -> None:
    """Only dead ends and crossings on one level: an end that goes on at a node is meant so."""
    roads = draw(
        ([(0.0, 0.0), (100.0, 0.0)], [1, 2]),
        ([(50.0, 3.0), (50.0, 80.0)], [3, 4]),  # ends 3 m beside the first
        ([(20.0, 30.0), (20.0, -30.0)], [5, 6]),  # crosses it
        ([(80.0, 4.0), (80.0, 60.0)], [7, 8]),  # ends beside it, but goes on
        ([(80.0, 4.0), (200.0, 90.0)], [7, 9]),
    )
    near = find_road_contacts(roads, flatten_lines(roads), within_m=50.0).unshared(10.0)
    pairs = {(min(pair), max(pair)) for pair in zip(near.a.tolist(), near.b.tolist(), strict=True)}
    assert pairs == {(0, 1), (0, 2)}


def test_numbers_that_do_not_fit_the_vertices_are_refused() -> None:
    with pytest.raises(ValueError, match="row 1 of the roads must have one number in nodes for each vertex"):
        build_network(draw(([(0, 0), (9, 0)], [1, 2]), ([(0, 5), (9, 5)], [3])), snap_m=1.0)
