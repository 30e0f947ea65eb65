"""Critical edges are those whose break, tried one by one, leaves a point without access."""

from typing import NamedTuple

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from gisplan.network import CriticalEdges, RoadNetwork, build_network, critical_edges, find_cut_forest
from tests.network.tangles import draw_tangle, frame_of

OUTSIDE = "the sources"


def open_graph(network: RoadNetwork, open_roads: np.ndarray, sources: np.ndarray) -> nx.MultiGraph:
    """The open roads and their joins; the sources are one place."""
    edges, graph = network.edges, nx.MultiGraph()
    graph.add_node(OUTSIDE)
    for e, (u, v, road) in enumerate(zip(edges["u"], edges["v"], edges["road"], strict=True)):
        if sources[e]:
            graph.add_edges_from([(u, OUTSIDE), (v, OUTSIDE)])
        elif road >= 0 and open_roads[road]:
            graph.add_edge(u, v, key=e)
        elif road < 0 and open_roads[edges["road_a"][e]] and open_roads[edges["road_b"][e]]:
            graph.add_edge(u, v)
    return graph


class Case(NamedTuple):
    """A network with its open roads and sources, and attachments of five points to its edges."""

    network: RoadNetwork
    graph: nx.MultiGraph
    open_roads: np.ndarray
    sources: np.ndarray
    point: np.ndarray
    edge: np.ndarray
    people: np.ndarray


def draw_case(seed: int) -> Case:
    rng = np.random.default_rng([seed, 2])
    roads = draw_tangle(seed, snap_m=10.0, most=9, sizes_m=(40, 150))
    network = build_network(roads, snap_m=10.0)
    road = network.edges["road"]
    open_roads = rng.random(len(roads)) < 0.8
    sources = (road >= 0) & open_roads[road] & (rng.random(len(road)) < rng.choice([0.03, 0.2]))
    graph = open_graph(network, open_roads, sources)
    inside = nx.node_connected_component(graph, OUTSIDE)
    open_roads &= np.isin(np.arange(len(roads)), [network.node_road[n] for n in inside if n != OUTSIDE])
    usable = np.flatnonzero((road >= 0) & open_roads[road])
    point, edge = rng.integers(0, 5, 8), rng.choice(usable, 8) if len(usable) else np.empty(0, dtype=int)
    people = rng.integers(1, 100, 5).astype(float)
    people[4] = np.nan
    return Case(network, graph, open_roads, sources, point[: len(edge)], edge, people)


def check_critical(seed: int, *, shared: bool) -> None:
    """With `shared`, the cut edges of the open roads are found before the sources are known."""
    case = draw_case(seed)
    found = critical_edges(
        case.network,
        open_roads=case.open_roads,
        sources=case.sources,
        point=case.point,
        edge=case.edge,
        people=case.people,
        forest=find_cut_forest(case.network, case.open_roads) if shared else None,
    )
    carried = {e: sorted(who) for e, who in break_each(case).items() if who}
    assert dict(zip(found.edge.tolist(), found.points.tolist(), strict=True)) == {
        e: len(who) for e, who in carried.items()
    }
    people = dict(zip(found.edge.tolist(), found.people.tolist(), strict=True))
    assert people == {e: float(np.nansum(case.people[who])) for e, who in carried.items()}
    for k in range(5):
        own = {e for e, who in carried.items() if k in who}
        assert (found.last_edge[k] >= 0) == bool(own)
        if own:
            assert found.last_edge[k] in own
            assert all(lies_towards_sources(case.graph, e, int(found.last_edge[k])) for e in own)


def break_each(case: Case) -> dict[int, set[int]]:
    """For each edge that can break, the points that no attachment joins to the sources any more.

    An attachment on the broken edge holds only where both its stumps are still joined to the sources.
    """
    lost: dict[int, set[int]] = {}
    u, v, road = (case.network.edges[name] for name in ("u", "v", "road"))
    point, edge = case.point.tolist(), case.edge.tolist()
    for e in np.flatnonzero((road >= 0) & case.open_roads[road] & ~case.sources).tolist():
        broken = case.graph.copy()
        broken.remove_edge(u[e], v[e], key=e)
        connected = nx.node_connected_component(broken, OUTSIDE)
        holds = [(u[a] in connected and v[a] in connected) if a == e else (u[a] in connected) for a in edge]
        lost[e] = set(point) - {p for p, h in zip(point, holds, strict=True) if h}
    return lost


def lies_towards_sources(graph: nx.MultiGraph, e: int, last: int) -> bool:
    """Whether edge `e` lies between the sources and the edge `last`, or is it."""
    if e == last:
        return True
    broken = graph.copy()
    broken.remove_edges_from([(u, v, k) for u, v, k in graph.edges(keys=True) if k == e and u != OUTSIDE])
    ends = [{u, v} for u, v, k in graph.edges(keys=True) if k == last and OUTSIDE not in (u, v)]
    return not (ends[0] & nx.node_connected_component(broken, OUTSIDE))


@settings(max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), shared=st.booleans())
def test_an_edge_is_critical_when_its_break_cuts_a_point_off(seed: int, shared: bool) -> None:
    check_critical(seed, shared=shared)


TRUNK = LineString([(0, 0), (1000, 0)])


def find_critical(roads: list[LineString], attachments: list[tuple[int, int]]) -> tuple[CriticalEdges, RoadNetwork]:
    """Critical edges of points that are attached (point, road) to a road's first edge; road 0 is the root."""
    network = build_network(frame_of(roads), snap_m=1.0)
    road = network.edges["road"]
    first = [int(np.flatnonzero(road == r)[0]) for _, r in attachments]
    count = max(p for p, _ in attachments) + 1
    found = critical_edges(
        network,
        open_roads=np.ones(len(roads), dtype=bool),
        sources=road == 0,
        point=np.array([p for p, _ in attachments]),
        edge=np.array(first),
        people=np.full(count, 10.0),
    )
    return found, network


def test_a_spur_carries_all_that_depends_on_it() -> None:
    spur, end = LineString([(500, 0), (500, 300)]), LineString([(500, 300), (700, 300)])
    found, network = find_critical([TRUNK, spur, end], [(0, 1), (1, 2)])
    rows = sorted(zip(network.edges["road"][found.edge], found.points, found.people, strict=True))
    assert rows == [(1, 2, 20.0), (2, 1, 10.0)]
    assert network.edges["road"][found.last_edge].tolist() == [1, 2]


def test_nothing_depends_on_one_side_of_a_ring_nor_on_the_trunk() -> None:
    ring = [LineString([(300, 0), (500, 300)]), LineString([(700, 0), (500, 300)])]
    found, _ = find_critical([TRUNK, *ring], [(0, 1), (1, 2), (2, 0)])
    assert len(found.edge) == 0
    assert found.last_edge.tolist() == [-1, -1, -1]


def test_two_attachments_depend_on_what_both_lie_beyond() -> None:
    spur = LineString([(500, 0), (500, 300)])
    fork = [LineString([(500, 300), (300, 500)]), LineString([(500, 300), (700, 500)])]
    found, network = find_critical([TRUNK, spur, *fork], [(0, 2), (0, 3)])
    assert network.edges["road"][found.edge].tolist() == [1]


def test_an_attachment_on_the_trunk_depends_on_nothing() -> None:
    found, _ = find_critical([TRUNK, LineString([(500, 0), (500, 300)])], [(0, 1), (0, 0)])
    assert len(found.edge) == 0
