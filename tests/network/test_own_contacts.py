"""A line that comes back to itself has the ways that it has on the ground, drawn as one line or as several."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from shapely.ops import substring

from gisplan.network import build_network, critical_edges, find_cheapest_paths
from tests.network.tangles import frame_of

SNAP_M = 10.0
TRUNK = LineString([(-1000, 0), (1000, 0)])
SHAPES = {
    "crosses itself": [(0, 0), (0, 500), (300, 500), (300, 250), (-200, 250), (-200, 700)],
    "a loop": [(0, 0), (0, 300), (200, 500), (-200, 500), (0, 295), (400, 280)],
    "a closed ring": [(0, 200), (300, 400), (0, 600), (-300, 400), (0, 200)],
    "a ring almost closed": [(0, 200), (300, 400), (0, 600), (-300, 400), (-6, 203)],
    "a lollipop": [(0, 0), (0, 200), (300, 400), (0, 600), (-300, 400), (-7, 205)],
    "a figure of eight": [(0, 0), (200, 200), (-200, 600), (0, 800), (200, 600), (-200, 200), (0, 4)],
    "folds back": [(0, 0), (0, 400), (0, 200), (300, 250)],
    "touches with a vertex": [(0, 0), (0, 600), (300, 600), (0, 300), (-300, 300)],
}


def costs(lines: list[LineString], points: np.ndarray) -> np.ndarray:
    """What the cheapest ways from some points to the trunk cost, over unsealed lines."""
    first = np.arange(len(lines) + 1) == 0
    return find_cheapest_paths(
        build_network(frame_of([TRUNK, *lines]), snap_m=SNAP_M),
        points,
        free=first,
        passable=np.ones_like(first),
        source=first,
        rank=np.arange(len(first)),
        access_m=5000.0,
        offroad_factor=3.0,
    ).cost_m


def depends_on(lines: list[LineString], first_m: float) -> bool:
    """Whether what enters the last line after so many metres depends on a stretch of the lines, all sealed."""
    network = build_network(frame_of([TRUNK, *lines]), snap_m=SNAP_M)
    road, at = network.edges["road"], network.node_at[network.edges["u"]]
    edge = np.flatnonzero((road == len(lines)) & (at <= first_m))[-1:]
    found = critical_edges(
        network,
        open_roads=np.ones(len(lines) + 1, dtype=bool),
        sources=road == 0,
        point=np.zeros(1, dtype=np.int64),
        edge=edge,
        people=np.ones(1),
    )
    return bool(found.last_edge[0] >= 0)


def strands_near(line: LineString, at: float) -> int:
    """How many strands of a line lie within the tolerance of a place on it; a bend there makes two."""
    place = line.interpolate(at)
    inside = line.intersection(place.buffer(SNAP_M + 0.1))
    bends = any(place.distance(Point(xy)) <= SNAP_M + 0.1 for xy in line.coords)
    return 2 if bends or inside.geom_type != "LineString" else 1


@settings(max_examples=120)
@given(shape=st.sampled_from(sorted(SHAPES)), share=st.floats(0.02, 0.98), seed=st.integers(0, 2**32 - 1))
def test_cutting_a_line_changes_no_cost(shape: str, share: float, seed: int) -> None:
    line = LineString(SHAPES[shape])
    at = share * line.length
    assume(line.interpolate(at).distance(TRUNK) > SNAP_M + 0.1)
    assume(strands_near(line, at) == 1)
    assume(min(at, line.length - at) > 2 * SNAP_M)
    points = np.random.default_rng(seed).uniform((-400, -50), (500, 850), (6, 2))
    halves = [substring(line, 0, at), substring(line, at, line.length).reverse()]
    assert np.allclose(costs([line], points), costs(halves, points), rtol=0, atol=1e-3, equal_nan=True)


@pytest.mark.parametrize(
    ("shape", "joins"),
    [("crosses itself", 1), ("a closed ring", 1), ("a ring almost closed", 1), ("folds back", 1)],
)
def test_a_line_is_joined_to_itself_once_where_it_comes_back(shape: str, joins: int) -> None:
    edges = build_network(frame_of([LineString(SHAPES[shape])]), snap_m=SNAP_M).edges
    assert ((edges["road"] < 0) & (edges["u"] != edges["v"])).sum() == joins


def test_a_ring_is_no_only_way_and_the_stick_of_a_lollipop_is_one() -> None:
    line = LineString(SHAPES["a figure of eight"])
    assert not depends_on([line], 600.0), "both its ends reach the trunk"
    lollipop = LineString(SHAPES["a lollipop"])
    stick, ring = substring(lollipop, 0, 100), substring(lollipop, 100, lollipop.length)
    assert depends_on([lollipop], 900.0)
    assert depends_on([stick, ring], 800.0)


def test_the_way_through_a_crossing_is_the_short_one() -> None:
    line = LineString(SHAPES["crosses itself"])
    assert costs([line], np.array([(-200.0, 700.0)])).item() == pytest.approx(450 + 200 + 250)


def test_an_end_that_never_left_does_not_touch_its_own_line() -> None:
    bent = LineString([(0, 0), (6, 0), (6, 5), (0, 5), (0, 200)])
    assert (build_network(frame_of([bent]), snap_m=SNAP_M).edges["road"] >= 0).all()
    wide = LineString([(0, 0), (12, 0), (12, 5), (0, 5), (0, 200)])
    assert (build_network(frame_of([wide]), snap_m=SNAP_M).edges["road"] < 0).any()
