"""Roads are joined just where a second opinion says that they touch, and nothing moves."""

import os

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point, transform

from gisplan.base.errors import GeometryTypeError, NoCrsError, NotMetricCrsError
from gisplan.network import Contacts, RoadNetwork, build_network, find_road_contacts, flatten_lines
from tests.network.plain_rules import PlainRules
from tests.network.tangles import SNAPS_M, draw_tangle, frame_of

SEEDS = st.integers(0, 2**32 - 1)
SNAPS = st.sampled_from(SNAPS_M)
HAIR_M = 2e-6  # on one road, positions nearer than this are one


def joined_pairs(network: RoadNetwork) -> set[tuple[int, int]]:
    edges = network.edges
    joins = edges["road"] < 0
    return set(zip(edges["road_a"][joins].tolist(), edges["road_b"][joins].tolist(), strict=True))


def check_relation(roads: gpd.GeoDataFrame, snap_m: float) -> None:
    """Roads are joined, and touches withheld, as a second opinion says; where rounding decides, nothing is said."""
    rules = PlainRules(roads, snap_m)
    lines = flatten_lines(roads)
    near = find_road_contacts(roads, lines, within_m=snap_m + 20.0)
    if not rules.doubtful:
        assert joined_pairs(build_network(roads, snap_m=snap_m)) == rules.pairs, list(roads.geometry)
        assert pairs_of(near.touching(snap_m)) == rules.pairs
        assert pairs_of(near.withheld(snap_m)) == rules.withheld_pairs, list(roads.geometry)


def pairs_of(contacts: Contacts) -> set[tuple[int, int]]:
    return {(min(pair), max(pair)) for pair in zip(contacts.a.tolist(), contacts.b.tolist(), strict=True)}


def check_nothing_moves(roads: gpd.GeoDataFrame, snap_m: float) -> None:
    network = build_network(roads, snap_m=snap_m)
    edges, geometry = network.edges, network.edges["geometry"]
    check_junction_edges(network, snap_m)
    assert np.allclose(shapely.length(geometry), edges["length_m"], rtol=0, atol=HAIR_M)
    for end, place in (("u", 0), ("v", -1)):
        assert (shapely.get_coordinates(shapely.get_point(geometry, place)) == network.nodes[edges[end]]).all()
    for row, line in enumerate(roads.geometry):
        check_road_edges(network, np.flatnonzero(edges["road"] == row), line)


def check_junction_edges(network: RoadNetwork, snap_m: float) -> None:
    edges = network.edges
    junction = edges["road"] < 0
    assert ((edges["road_a"] >= 0) == junction).all()
    assert ((edges["road_b"] >= 0) == junction).all()
    assert (edges["u"] != edges["v"]).all()  # a road may be joined to itself, a node never
    gaps = np.hypot(*(network.nodes[edges["u"][junction]] - network.nodes[edges["v"][junction]]).T)
    assert np.abs(gaps - edges["length_m"][junction]).max(initial=0) < HAIR_M
    assert edges["length_m"][junction].max(initial=0) <= snap_m


def check_road_edges(network: RoadNetwork, own: np.ndarray, line: LineString) -> None:
    """A road's edges follow one another along it, and are as long."""
    u, v, length = (network.edges[name][own] for name in ("u", "v", "length_m"))
    assert abs(length.sum() - line.length) <= 1e-6 * max(line.length, 1.0)
    assert (length > 0).all()
    assert (v[:-1] == u[1:]).all(), "edges follow one another along the road"
    drawn = shapely.get_coordinates(line)
    assert (network.nodes[u[0]] == drawn[0]).all()
    assert (network.nodes[v[-1]] == drawn[-1]).all()
    walked = shapely.get_coordinates(network.edges["geometry"][own])
    assert shapely.distance(shapely.points(walked), line).max() < HAIR_M
    check_vertices(drawn, walked)


def check_vertices(drawn: np.ndarray, walked: np.ndarray) -> None:
    """Every drawn vertex is walked over, in order; a vertex within a hair of a node is that node."""
    at = 0
    for vertex in drawn:
        near = np.flatnonzero(np.hypot(*(walked[at:] - vertex).T) <= HAIR_M)
        assert len(near), f"the vertex {vertex} is lost"
        at += int(near[0])


def check_gaps(roads: gpd.GeoDataFrame, within_m: float) -> None:
    """The least gap of each end and road is their distance to the last bit, and no gap is less than it."""
    lines = flatten_lines(roads)
    near = find_road_contacts(roads, lines, within_m=within_m).places
    contacts = near.contacts.take(np.arange(near.own.start))
    ends = np.flatnonzero(contacts.by_end)
    line = lines.line_of[contacts.piece_a]
    place = shapely.points(lines.xy[np.where(contacts.at_a > 0, lines.first[line + 1] - 1, lines.first[line])])
    distance = shapely.distance(place, np.asarray(roads.geometry)[contacts.b])
    least: dict[tuple[bytes, int], float] = {}
    for k in ends.tolist():
        key = (place[k].wkb, int(contacts.b[k]))
        least[key] = min(least.get(key, np.inf), float(contacts.gap_m[k]))
        assert contacts.gap_m[k] >= distance[k]
    for (end, b), gap in least.items():
        assert gap == shapely.distance(shapely.from_wkb(end), roads.geometry.iloc[b])


@given(seed=SEEDS, snap_m=SNAPS)
def test_roads_are_joined_where_they_touch(seed: int, snap_m: float) -> None:
    check_relation(draw_tangle(seed, snap_m=snap_m), snap_m)


@given(seed=SEEDS, snap_m=SNAPS)
def test_nothing_moves_and_no_metre_is_lost(seed: int, snap_m: float) -> None:
    check_nothing_moves(draw_tangle(seed, snap_m=snap_m), snap_m)


@given(seed=SEEDS, snap_m=SNAPS)
def test_gaps_are_distances_to_the_last_bit(seed: int, snap_m: float) -> None:
    check_gaps(draw_tangle(seed, snap_m=snap_m), snap_m)


@settings(max_examples=40)
@given(seed=SEEDS, far_m=st.sampled_from([1e3, 1e5, 1e6]))
def test_uneven_density_loses_no_touch(seed: int, far_m: float) -> None:
    tangle = draw_tangle(seed, snap_m=10.0, structures=False, offset=(0.0, 0.0))
    outlier = [LineString([(far_m, far_m), (far_m + 30_000, far_m + 7)]), LineString([(-far_m, 3), (far_m, -4)])]
    check_relation(frame_of([*tangle.geometry, *outlier]), 10.0)


def lengths(roads: list[LineString], snap_m: float = 10.0, **columns: list[object]) -> tuple[list[float], list[float]]:
    """The lengths of the edges that lie on roads, and of those that are joins."""
    edges = build_network(frame_of(roads, **columns), snap_m=snap_m).edges
    on_road = edges["road"] >= 0
    return edges["length_m"][on_road].tolist(), sorted(edges["length_m"][~on_road].tolist())


def test_an_end_touches_at_exactly_the_tolerance() -> None:
    pair = [LineString([(0, 0), (100, 0)]), LineString([(50, 5), (50, 80)])]
    assert lengths(pair, 5.0) == ([50.0, 50.0, 75.0], [5.0])
    assert lengths(pair, np.nextafter(5.0, 0.0)) == ([100.0, 75.0], [])


def test_a_chain_of_small_gaps_does_not_drift() -> None:
    steps = [LineString([(108 * i, 0), (108 * i + 100, 0)]) for i in range(4)]
    assert lengths(steps) == ([100.0] * 4, [8.0] * 3)


def test_lines_cross_without_a_node_unless_one_is_above_the_other() -> None:
    cross = [LineString([(0, 0), (100, 0)]), LineString([(50, -50), (50, 50)])]
    assert lengths(cross) == ([50.0] * 4, [0.0])
    for columns in ({"bridge": [True, False]}, {"tunnel": [False, True]}, {"level": [None, 1]}, {"level": [0, -1]}):
        assert lengths(cross, **columns) == ([100.0, 100.0], []), columns
    for columns in ({"bridge": [False, None]}, {"level": [None, 0]}, {"level": [1, 1]}):
        assert lengths(cross, **columns)[1] == [0.0], columns


def test_a_shared_stretch_is_joined_at_both_its_ends() -> None:
    pair = [LineString([(0, 0), (100, 0)]), LineString([(20, 30), (20, 0), (60, 0), (60, 30)])]
    assert lengths(pair) == ([20.0, 40.0, 40.0, 30.0, 40.0, 30.0], [0.0, 0.0])


def test_a_duplicate_is_joined_at_its_ends() -> None:
    line = LineString([(0, 0), (100, 0), (100, 100)])
    for duplicate in (line, line.reverse()):
        on_road, joins = lengths([line, duplicate])
        assert sum(on_road) == 400
        assert joins.count(0.0) >= 2


def test_a_ring_is_joined_to_itself_at_its_ends_and_a_lollipop_where_it_closes() -> None:
    """A line used to be joined to others only, so that a lollipop was open; but on the ground it is a ring."""
    ring = LineString([(0, 0), (50, 50), (-50, 50), (0, 0)])
    assert lengths([ring], 1.0)[1] == [0.0]
    assert lengths([ring, LineString([(0, -50), (0, 0)])], 1.0)[1] == [0.0, 0.0, 0.0]
    lollipop = LineString([(0, -50), (0, 0), (50, 50), (-50, 50), (0, 0)])
    assert lengths([lollipop, LineString([(-80, 50), (-50, 50)])], 1.0)[1] == [0.0, 0.0]
    on_road, joins = lengths([lollipop], 1.0)
    assert (on_road[0], len(on_road), joins) == (50.0, 2, [0.0])


def test_lines_almost_in_line_meet_in_one_place() -> None:
    """Rounding places such a crossing anywhere along both; and GEOS 3.14 puts the second one 678 m off."""
    pairs = [
        [
            LineString([(500126.9646358368, 3590246.2853496913), (500565.9725450633, 3590348.1219468024)]),
            LineString([(500236.7166131434, 3590271.744498969), (501004.9804542899, 3590449.9585439134)]),
        ],
        [
            LineString([(564.1322736861321, 74.0435085806887), (54.408598318090526, 521.619031905334)]),
            LineString([(-455.315077049951, 969.1945552299794), (818.9941113701528, -149.74425308163399)]),
        ],
    ]
    for pair in pairs:
        check_relation(frame_of(pair), 5.0)
        check_nothing_moves(frame_of(pair), 5.0)


def test_an_end_beside_a_bend_touches_both_its_legs() -> None:
    hairpin = LineString([(0, 5), (100, 5), (100, -5), (0, -5)])
    assert lengths([hairpin, LineString([(-50, 0), (50, 0)])])[1][:2] == [5.0, 5.0]


def test_a_repeated_vertex_changes_nothing() -> None:
    once = [LineString([(0, 0), (50, 0), (100, 0)]), LineString([(50, 0), (50, 80)])]
    repeated = [LineString([(0, 0), (0, 0), (50, 0), (50, 0), (100, 0), (100, 0)]), once[1]]
    assert lengths(once) == lengths(repeated)


def test_one_road_and_none() -> None:
    assert lengths([LineString([(0, 0), (3, 4)])]) == ([5.0], [])
    none = build_network(frame_of([]), snap_m=10.0)
    assert none.nodes.shape == (0, 2)
    assert all(len(none.edges[name]) == 0 for name in none.edges)
    assert len(none.to_networkx()) == 0


def test_the_arguments_are_left_alone() -> None:
    roads = draw_tangle(3)
    before = roads.copy(deep=True)
    build_network(roads, snap_m=10.0).edges["geometry"]
    assert roads.equals(before)
    assert (roads.geometry.to_wkb() == before.geometry.to_wkb()).all()


def test_networkx_sees_the_same_network() -> None:
    network = build_network(draw_tangle(5), snap_m=10.0)
    graph = network.to_networkx()
    edges = network.edges
    assert graph.number_of_nodes() == len(network.nodes)
    listed = [(u, v, k, d["length_m"], d["road"]) for u, v, k, d in graph.edges(keys=True, data=True)]
    known = zip(edges["u"], edges["v"], range(len(edges["u"])), edges["length_m"], edges["road"], strict=True)
    assert sorted((min(u, v), max(u, v), *rest) for u, v, *rest in listed) == sorted(
        (min(u, v), max(u, v), *rest) for u, v, *rest in known
    )


GOOD = LineString([(0, 0), (100, 0)])


@pytest.mark.parametrize(
    ("lines", "crs", "error", "words"),
    [
        ([GOOD], None, NoCrsError, "set_crs"),
        ([GOOD], "EPSG:4326", NotMetricCrsError, "to_crs"),
        ([GOOD], "EPSG:2263", NotMetricCrsError, "to_crs"),  # feet
        ([GOOD, MultiLineString([GOOD])], "EPSG:32648", GeometryTypeError, "row 1"),
        ([Point(0, 0), GOOD], "EPSG:32648", GeometryTypeError, "row 0"),
        ([GOOD, LineString()], "EPSG:32648", GeometryTypeError, "row 1"),
        ([GOOD, None], "EPSG:32648", GeometryTypeError, "row 1"),
        ([GOOD, transform(GOOD, lambda xy: xy * np.nan)], "EPSG:32648", GeometryTypeError, "row 1"),
        ([GOOD, transform(GOOD, lambda xy: np.where(xy > 0, np.inf, xy))], "EPSG:32648", GeometryTypeError, "row 1"),
        ([GOOD, LineString([(7, 7), (7, 7)])], "EPSG:32648", GeometryTypeError, "row 1"),
    ],
)
def test_what_is_no_road_in_metres_is_refused(
    lines: list[object], crs: str | None, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        build_network(gpd.GeoDataFrame(geometry=lines, crs=crs), snap_m=10.0)


@pytest.mark.parametrize("snap_m", [-1.0, float("nan"), float("inf")])
def test_a_tolerance_is_a_length(snap_m: float) -> None:
    with pytest.raises(ValueError, match="at least 0 m"):
        build_network(frame_of([GOOD]), snap_m=snap_m)


def test_a_column_of_blanks_says_no() -> None:
    cross = [LineString([(0, 0), (100, 0)]), LineString([(50, -50), (50, 50)])]
    for dtype in (object, "boolean", "float64"):
        roads = frame_of(cross).assign(bridge=pd.Series([None, None], dtype=dtype))
        assert len(build_network(roads, snap_m=1.0).edges["road"]) == 5


def test_two_threads_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    xy = rng.uniform(0.0, 20_000.0, (20_000, 1, 2)) + rng.normal(0.0, 40.0, (20_000, 4, 2)).cumsum(axis=1)
    roads = gpd.GeoDataFrame(geometry=shapely.linestrings(xy), crs=32648)
    lines, found = flatten_lines(roads), []
    for processors in (1, 2):
        monkeypatch.setattr(os, "cpu_count", lambda count=processors: count)
        places = find_road_contacts(roads, lines, within_m=50.0, nearest_beyond_m=10.0).places
        found.append([*vars(places.contacts).values(), places.left_m])
    assert len(found[0][0]) > 10_000
    assert all((one == two).all() for one, two in zip(*found, strict=True))
