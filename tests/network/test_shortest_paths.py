"""The cheapest paths are those found on roads cut into small steps, and their steps follow one another."""

from typing import NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from gisplan.network import Paths, RoadNetwork, build_network, find_cheapest_paths
from tests.network.beads import BeadedRoads
from tests.network.plain_rules import PlainRules
from tests.network.tangles import OFFSETS, draw_tangle, frame_of

FACTOR = 3.0


class Case(NamedTuple):
    """A network, points, and which roads are free, passable and reach."""

    roads: gpd.GeoDataFrame
    snap_m: float
    points: np.ndarray
    free: np.ndarray
    passable: np.ndarray
    source: np.ndarray
    rank: np.ndarray
    access_m: float


def draw_case(seed: int) -> Case:
    rng = np.random.default_rng([seed, 1])
    snap_m = float(rng.choice([1.0, 5.0, 10.0]))
    offset = OFFSETS[rng.integers(2)]
    roads = draw_tangle(seed, snap_m=snap_m, most=7, offset=offset, sizes_m=(12, 40, 120))
    count = len(roads)
    free = rng.random(count) < 0.4
    return Case(
        roads=roads,
        snap_m=snap_m,
        points=rng.uniform(-20, 140, (4, 2)) + offset,
        free=free,
        passable=rng.random(count) < 0.9,
        source=free & (rng.random(count) < 0.6),
        rank=rng.permutation(count),
        access_m=float(rng.choice([15.0, 60.0, 5000.0])),
    )


def find_paths(q: Case, network: RoadNetwork) -> Paths:
    return find_cheapest_paths(
        network,
        q.points,
        free=q.free,
        passable=q.passable,
        source=q.source,
        rank=q.rank,
        access_m=q.access_m,
        offroad_factor=FACTOR,
    )


def check_costs(q: Case) -> None:
    """No dearer than the dear beads; no cheaper than the cheap ones, but for their size at each join."""
    cost = find_paths(q, build_network(q.roads, snap_m=q.snap_m)).cost_m
    options = {"reach": q.source, "passable": q.passable, "access_m": q.access_m, "offroad_factor": FACTOR}
    rules = PlainRules(q.roads, q.snap_m)
    if rules.doubtful:
        return
    dear, cheap = (
        BeadedRoads(rules, free=q.free, generous=generous).costs(q.points, **options) for generous in (False, True)
    )
    assert (np.isfinite(dear) == np.isfinite(cost)).all(), (cost, dear)
    found = np.isfinite(cost)
    assert (cost[found] <= dear[found] + 1e-3).all(), (cost, dear)
    assert (cost[found] >= cheap[found] - FACTOR - len(q.roads)).all(), (cost, cheap)


def check_steps(q: Case) -> None:
    """Costs add up along the paths, and the roads named are those walked."""
    network = build_network(q.roads, snap_m=q.snap_m)
    paths = find_paths(q, network)
    contracted = contract_free(network, q.free)
    goals = {contracted[n] for n in np.flatnonzero((q.source & q.passable)[network.node_road])}
    for p in range(len(q.points)):
        if paths.entry.edge[p] < 0:
            assert np.isnan([paths.cost_m[p], paths.off_network_m[p]]).all()
            continue
        assert paths.off_network_m[p] <= q.access_m + 1e-6
        assert abs(np.hypot(*(q.points[p] - paths.entry.xy[p])) - paths.off_network_m[p]) < 1e-6
        last, walked, unsealed = walk(q, network, paths, p, contracted)
        assert contracted[last] in goals, "the path ends at a source"
        assert paths.road[paths.point == p].tolist() == list(dict.fromkeys(walked))
        assert abs(unsealed + FACTOR * paths.off_network_m[p] - paths.cost_m[p]) < 0.01


def contract_free(network: RoadNetwork, free: np.ndarray) -> nx.utils.UnionFind:
    """The nodes that free edges connect, as one."""
    columns, contracted = network.edges, nx.utils.UnionFind(range(len(network.nodes)))
    for e in range(len(columns["u"])):
        on = [columns["road"][e]] if columns["road"][e] >= 0 else [columns["road_a"][e], columns["road_b"][e]]
        if free[on].all():
            contracted.union(columns["u"][e], columns["v"][e])
    return contracted


def walk(
    q: Case, network: RoadNetwork, paths: Paths, p: int, contracted: nx.utils.UnionFind
) -> tuple[int, list[int], float]:
    """Follow a point's steps: the node where they end, the roads that are not free, and their metres."""
    columns, edge, entry = network.edges, paths.entry.edge[p], paths.entry
    road = columns["road"][edge]
    here = columns["v" if entry.to_v[p] else "u"][edge]
    along = columns["length_m"][edge] - entry.at_m[p] if entry.to_v[p] else entry.at_m[p]
    walked, unsealed = ([], 0.0) if q.free[road] else ([road], along)
    assert q.passable[road]
    for step in paths.step_edge[paths.step_point == p]:
        pair = [int(columns["u"][step]), int(columns["v"][step])]
        if contracted[pair[0]] != contracted[here]:
            pair.reverse()
        assert contracted[pair[0]] == contracted[here], "the steps follow one another"
        walked += [r for r in network.node_road[pair].tolist() if not q.free[r]]
        assert q.passable[network.node_road[pair]].all()
        unsealed += columns["length_m"][step]
        here = pair[1]
    return here, walked, unsealed


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_walk_over_beads_costs_the_same(seed: int) -> None:
    check_costs(draw_case(seed))


@given(seed=st.integers(0, 2**32 - 1))
def test_the_steps_of_a_path_follow_one_another(seed: int) -> None:
    check_steps(draw_case(seed))


def find_path(
    roads: list[LineString],
    point: tuple[float, float],
    *,
    free: list[int],
    rank: list[int] | None = None,
    source: list[int] | None = None,
    access_m: float = 5000.0,
    snap_m: float = 10.0,
    factor: float = FACTOR,
) -> tuple[float, float, list[int]]:
    """The cost, the metres off the network and the roads of one point's way."""
    mask = np.isin(np.arange(len(roads)), free)
    paths = find_cheapest_paths(
        build_network(frame_of(roads), snap_m=snap_m),
        np.array([point], dtype=float),
        free=mask,
        passable=np.ones(len(roads), dtype=bool),
        source=mask if source is None else np.isin(np.arange(len(roads)), source),
        rank=np.arange(len(roads)) if rank is None else np.array(rank),
        access_m=access_m,
        offroad_factor=factor,
    )
    return paths.cost_m.item(), paths.off_network_m.item(), paths.road.tolist()


TRUNK = LineString([(0, 0), (1000, 0)])


def test_a_point_bends_onto_an_unsealed_road_like_light() -> None:
    """h off the road at factor 3: 3 h sqrt(1 - 1/9) more than the metres along it."""
    track = LineString([(0, 1000), (0, 0)])
    cost, off, roads = find_path([TRUNK, track], (90, 800), free=[0])
    assert roads == [1]
    assert cost == pytest.approx(800 + 90 * np.sqrt(8))
    assert off == pytest.approx(90 * 3 / np.sqrt(8))


def test_a_point_enters_a_sealed_road_at_its_nearest_place() -> None:
    assert find_path([TRUNK], (400, 70), free=[0]) == (210.0, 70.0, [])


def test_a_point_enters_no_road_farther_than_its_access() -> None:
    assert find_path([TRUNK], (400, 70), free=[0], access_m=70.0)[0] == 210.0
    cost, off, roads = find_path([TRUNK], (400, 70), free=[0], access_m=69.9)
    assert np.isnan([cost, off]).all()
    assert roads == []


def test_there_is_no_way_without_a_source_or_a_road() -> None:
    assert np.isnan(find_path([TRUNK], (400, 70), free=[])[0])
    assert np.isnan(find_path([], (400, 70), free=[])[0])


def test_sealed_metres_are_free_and_gaps_between_sealed_roads_too() -> None:
    sealed = [LineString([(500, -8), (500, -900)]), LineString([(508, -900), (900, -900)])]
    assert find_path([TRUNK, *sealed], (900, -910), free=[0, 1, 2], source=[0]) == (30.0, 10.0, [])


def test_a_join_with_an_unsealed_road_costs_its_gap_and_names_it() -> None:
    """Two sealed roads that both end on a track are joined by its metres only."""
    track = LineString([(500, 4), (500, 104)])
    sealed = LineString([(495, 104), (495, 500)])
    cost, _, roads = find_path([TRUNK, track, sealed], (495, 500), free=[0, 2], source=[0])
    assert cost == pytest.approx(5 + 100 + 4)
    assert roads == [1]


def test_a_track_between_two_sealed_roads_costs_its_metres() -> None:
    west, east = LineString([(0, 0), (500, 0)]), LineString([(520, 0), (900, 0)])
    track = LineString([(500, 0), (510, 9), (520, 0)])
    cost, _, roads = find_path([west, track, east], (900, 0), free=[0, 2], source=[0], snap_m=1.0)
    assert cost == pytest.approx(track.length)
    assert roads == [1]


def test_a_track_that_begins_under_a_bridge_does_not_join_it_to_the_road_below() -> None:
    """It used to: the end of a track touched the bridge over it, so that no metre was missing."""
    over = LineString([(500, -100), (500, 100)])
    track = LineString([(500, 0), (450, 50)])
    paths = find_cheapest_paths(
        build_network(frame_of([TRUNK, over, track], bridge=[False, True, False]), snap_m=0.0),
        np.array([(500.0, 100.0)]),
        free=np.array([True, True, False]),
        passable=np.ones(3, dtype=bool),
        source=np.array([True, False, False]),
        rank=np.arange(3),
        access_m=5000.0,
        offroad_factor=FACTOR,
    )
    assert paths.off_network_m.item() > 70.0
    assert paths.cost_m.item() > 270.0


@pytest.mark.parametrize("first", [1, 2])
def test_ties_go_to_the_lower_rank(first: int) -> None:
    ring = [LineString([(500, 400), (300, 200), (500, 0)]), LineString([(500, 400), (700, 200), (500, 0)])]
    rank = [9, 5, 5]
    rank[first] = 1
    _, _, roads = find_path([TRUNK, *ring], (500, 400), free=[0], rank=rank)
    assert roads == [first]


@pytest.mark.parametrize("first", [2, 3])
def test_ties_on_the_way_go_to_the_lower_rank(first: int) -> None:
    spur = LineString([(500, 900), (500, 400)])
    ring = [LineString([(500, 400), (300, 200), (500, 0)]), LineString([(500, 400), (700, 200), (500, 0)])]
    rank = [9, 0, 5, 5]
    rank[first] = 1
    _, _, roads = find_path([TRUNK, spur, *ring], (500, 900), free=[0], rank=rank)
    assert roads == [1, first]
