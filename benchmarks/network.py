"""Is `build_network` quicker than snapping ends and `shapely.node` on the same lines?

    python benchmarks/network.py             10 k and 100 k lines
    python benchmarks/network.py --million   1 M lines too: growth and peak memory
    python benchmarks/network.py --profile 100000

Both take the same frame in the same run, in turns, and the best of each counts. The peer does less:
it finds no T-junctions. Peak memory is that of a process of its own, which holds the input too.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from rural import roads_from_lines, rural_lines, rural_roads
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gisplan.network import build_network

SNAP_M = 10.0
RATIO_LIMIT = 0.33  # of the peer's time, from RATIO_FROM lines on
RATIO_FROM = 100_000
GROWTH_LIMIT = 15.0  # 1 M lines against 100 k
MEMORY_LIMIT_GB = 2.0  # at 1 M lines


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


def best_times(n_lines: int, rounds: int) -> tuple[float, float]:
    """Return the best seconds of ours and of the peer, over the same frame."""
    roads = rural_roads(n_lines)
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(rounds):
        ours.append(_seconds(lambda: build_network(roads, snap_m=SNAP_M)))
        if turn and n_lines > RATIO_FROM:
            continue  # the peer takes most of a minute
        theirs.append(_seconds(lambda: node_with_geos(roads)))
    return min(ours), min(theirs)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    kept = run()
    seconds = time.perf_counter() - start
    del kept
    return seconds


def peak_gb(n_lines: int) -> float | None:
    """Measure the peak memory of a fresh process that loads the lines and builds; None where it cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        coords, offsets = rural_lines(n_lines)
        np.savez(Path(folder) / "lines.npz", coords=coords, offsets=offsets)
        del coords, offsets
        output = subprocess.run(
            [sys.executable, __file__, "--peak-of", str(Path(folder) / "lines.npz")],
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    kilobytes = output.stdout.strip()
    return int(kilobytes) / 1e6 if kilobytes else None


def print_peak_memory(lines_file: str) -> None:
    """Build the network in the fresh process of `peak_gb`."""
    with np.load(lines_file) as lines:
        roads = roads_from_lines(lines["coords"], lines["offsets"])
    network = build_network(roads, snap_m=SNAP_M)
    assert len(network.edges["u"])
    print(_own_peak_kb() or "")


def _own_peak_kb() -> int | None:
    """Return what this process itself has held; `ru_maxrss` would count the process that started it too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    peak = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1])


def profile(n_lines: int) -> None:
    """Print where the time goes."""
    roads = rural_roads(n_lines)
    profiler = cProfile.Profile()
    profiler.runcall(build_network, roads, snap_m=SNAP_M)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(25)


def main() -> int:
    """Measure, print, and return an exit code of 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="1 M lines too (minutes, and about 6 GB for the peer)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (the peer at 1 M: once)")
    parser.add_argument("--profile", type=int, metavar="LINES", help="profile one build and stop")
    parser.add_argument("--peak-of", metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak_of:
        print_peak_memory(options.peak_of)
        return 0
    if options.profile:
        profile(options.profile)
        return 0

    build_network(rural_roads(1_000), snap_m=SNAP_M)  # imports are not what is measured
    print(f"{os.cpu_count()} cores, shapely {shapely.__version__} (GEOS {shapely.geos_version_string})")
    print(f"{'lines':>9}  {'gisplan':>8}  {'peer':>8}  {'ratio':>6}  {'best of':>7}")
    over = []
    times: dict[int, float] = {}
    for n_lines in [10_000, 100_000] + ([1_000_000] if options.million else []):
        rounds = min(options.rounds, 3) if n_lines > RATIO_FROM else options.rounds
        ours, theirs = best_times(n_lines, rounds)
        times[n_lines] = ours
        print(f"{n_lines:>9,}  {ours:>7.2f}s  {theirs:>7.2f}s  {ours / theirs:>5.2f}x  {rounds:>7}", flush=True)
        if n_lines >= RATIO_FROM and ours > RATIO_LIMIT * theirs:
            over.append(f"{n_lines:,} lines: {ours / theirs:.2f}x the peer, limit {RATIO_LIMIT}x")
    if options.million:
        over += _check_growth(times[1_000_000] / times[100_000], peak_gb(1_000_000))
    for line in over:
        print("OVER", line)
    return 1 if over else 0


def _check_growth(growth: float, memory_gb: float | None) -> list[str]:
    print(f"1 M lines take {growth:.1f}x the time of 100 k (limit {GROWTH_LIMIT:.0f}x)")
    peak = "not readable here" if memory_gb is None else f"{memory_gb:.2f} GB"
    print(f"peak memory at 1 M lines, input included: {peak} (limit {MEMORY_LIMIT_GB:.0f} GB)")
    over = [f"growth {growth:.1f}x"] if growth > GROWTH_LIMIT else []
    return over + ([f"memory {peak}"] if memory_gb is not None and memory_gb > MEMORY_LIMIT_GB else [])


if __name__ == "__main__":
    sys.exit(main())
