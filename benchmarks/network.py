"""Is `build_network` quicker than snapping ends and `shapely.node` on the same lines, and are ways found as soon?

    python -m benchmarks network                      # 10 k, 100 k and 1 M lines: some minutes, 6 GB for the peer
    python -m benchmarks network --short              # 10 k and 100 k lines
    python -m benchmarks.network --profile 100000

Both take the same frame in the same run, in turns, and the best of each counts. The peer does less: it finds no
T-junctions. Peak memory is that of a process of its own, which holds the input too. Cheapest ways, from points to a
network of sealed roads, are compared with scipy's plain `dijkstra` from the same roads over the same edges: it finds
neither where points enter nor over which roads they go.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from benchmarks.figures import Figures
from benchmarks.fresh import peak_gb
from benchmarks.rural import rural_lines, rural_roads
from gisplan.network import RoadNetwork, build_network, find_cheapest_paths

SNAP_M = 10.0
MANY = 1_000_000
LINES_OF_A_MILLION_EDGES = 105_000
POINTS = {"one point": 1, "20 000 points": 20_000}
BUILD = """
import sys, numpy
from benchmarks.rural import roads_from_lines
from gisplan.network import build_network
with numpy.load(sys.argv[1]) as lines:
    roads = roads_from_lines(lines["coords"], lines["offsets"])
assert len(build_network(roads, snap_m=float(sys.argv[2])).edges["u"])
"""


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure how long networks of several sizes take, and the cheapest ways on one of a million edges."""
    build_network(rural_roads(1_000), snap_m=SNAP_M)  # imports are not what is measured
    for n_lines, shown in ((10_000, "10 k"), (100_000, "100 k"), *(() if short else ((MANY, "1 M"),))):
        ours, theirs = best_times(n_lines, rounds=3)
        figures.add(f"build_network, {shown} lines", ours / theirs, f"{ours:.2f} s, the peer {theirs:.2f} s")
    if not short:
        figures.add("build_network, 1 M lines, seconds", ours)
        figures.add("build_network, 1 M lines, memory", measure_memory(MANY))
    measure_paths(figures)


def best_times(n_lines: int, rounds: int) -> tuple[float, float]:
    """Return the best seconds of ours and of the peer, over the same frame."""
    roads = rural_roads(n_lines)
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(rounds):
        ours.append(_seconds(lambda: build_network(roads, snap_m=SNAP_M)))
        if not turn or n_lines < MANY:  # the peer takes most of a minute
            theirs.append(_seconds(lambda: node_with_geos(roads)))
    return min(ours), min(theirs)


def node_with_geos(roads: gpd.GeoDataFrame) -> int:
    """The peer: ends within 10 m of each other move to their common middle, then GEOS nodes the lines."""
    lines = roads.geometry.to_numpy()
    coords, line = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    ends = np.concatenate([first, np.append(first[1:], len(coords)) - 1])
    near = cKDTree(coords[ends]).query_pairs(SNAP_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near), dtype=bool), near.T), shape=(len(ends), len(ends)))
    _, cluster = connected_components(graph, directed=False)
    middles = np.stack([np.bincount(cluster, weights=coords[ends, axis]) for axis in (0, 1)], axis=1)
    coords[ends] = (middles / np.bincount(cluster)[:, None])[cluster]
    snapped = shapely.linestrings(coords, indices=line)
    return int(shapely.get_num_geometries(shapely.node(shapely.geometrycollections(snapped))))


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    kept = run()
    seconds = time.perf_counter() - start
    del kept
    return seconds


def measure_memory(n_lines: int) -> float:
    """Measure the peak memory of a fresh process that loads the lines and builds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.npz"
        coords, offsets = rural_lines(n_lines)
        np.savez(file, coords=coords, offsets=offsets)
        return peak_gb("-c", BUILD, str(file), str(SNAP_M))


def measure_paths(figures: Figures) -> None:
    """Measure the cheapest ways to sealed roads, two roads in five, on a network of a million edges."""
    roads = rural_roads(LINES_OF_A_MILLION_EDGES)
    network = build_network(roads, snap_m=SNAP_M)
    rng = np.random.default_rng(1)
    sealed = rng.random(len(roads)) < 0.4
    source = sealed & (rng.random(len(roads)) < 0.02)
    points = network.nodes[rng.integers(0, len(network.nodes), max(POINTS.values()))]
    points = points + rng.normal(0.0, 400.0, points.shape)

    def find_paths(count: int) -> object:
        return find_cheapest_paths(
            network,
            points[:count],
            free=sealed,
            passable=np.ones(len(roads), dtype=bool),
            source=source,
            rank=np.arange(len(roads)),
            access_m=5_000.0,
            offroad_factor=3.0,
        )

    find_paths(1)  # what the network keeps for later searches is made
    for name, count in POINTS.items():
        turns = [
            (_seconds(lambda count=count: find_paths(count)), _seconds(lambda: search_plainly(network, sealed, source)))
            for _turn in range(5)
        ]
        ours, theirs = (min(times) for times in zip(*turns, strict=True))
        figures.add(f"cheapest ways, 1 M edges, {name}", ours / theirs, f"plain dijkstra {theirs:.2f} s")
        figures.add(f"cheapest ways, 1 M edges, {name}, seconds", ours)


def search_plainly(network: RoadNetwork, sealed: np.ndarray, source: np.ndarray) -> object:
    """The peer: the least unsealed metres from every node to the roads that must be reached."""
    edges = network.edges
    free = np.where(edges["road"] >= 0, sealed[edges["road"]], sealed[edges["road_a"]] & sealed[edges["road_b"]])
    cost = np.where(free, 0.0, edges["length_m"])
    graph = csr_array((cost, (edges["u"], edges["v"])), shape=(len(network.nodes),) * 2)
    return dijkstra(graph, directed=False, indices=np.flatnonzero(source[network.node_road]), min_only=True)


def main() -> None:
    """Print where the time goes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--profile", type=int, metavar="LINES", default=100_000)
    roads = rural_roads(parser.parse_args().profile)
    profiler = cProfile.Profile()
    profiler.runcall(build_network, roads, snap_m=SNAP_M)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(25)


if __name__ == "__main__":
    main()
