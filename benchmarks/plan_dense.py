"""Graphs that no road network resembles: random ones of the sizes of SteinLib's classes C and D, and dense ones.

    python benchmarks/plan_dense.py                 the bound after one second on dense graphs
    python benchmarks/plan_dense.py --steinlib CD   40 graphs, 12 s each: how many are proven

SteinLib's own graphs are not part of the project. Those of class C have 500 nodes, those of class D 1 000, with 5 to
half as many terminals and edges that cost 1 to 10. A cost that equals its bound is proven, whichever of equals it is.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from gisplan.steiner import Tree, budgeted_tree

CLASSES = {
    "C": (500, (625, 1_000, 2_500, 12_500), (5, 10, 83, 125, 250)),
    "D": (1_000, (1_250, 2_000, 5_000, 25_000), (5, 10, 167, 250, 500)),
}
LIMIT_S = 12.0
DENSE = [(300, 40_000), (1_000, 25_000), (1_000, 300_000), (2_500, 65_000)]  # nodes and edges
OVER_S = 0.5  # that a limit of one second may take longer


def random_graph(n_nodes: int, n_edges: int, n_terminals: int, seed: int, most: int = 10) -> tuple[np.ndarray, ...]:
    """A connected graph with costs of 1 to `most`: a random tree, and more edges between nodes at random."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(n_nodes)
    u, v = order[1:], order[rng.integers(0, np.arange(1, n_nodes))]
    keys = np.minimum(u, v) * n_nodes + np.maximum(u, v)
    while len(keys) < n_edges:
        ends = np.sort(rng.integers(0, n_nodes, (n_edges - len(keys), 2)), axis=1)
        more = ends[ends[:, 0] < ends[:, 1]] @ [n_nodes, 1]
        keys = np.concatenate([keys, more[~np.isin(more, keys)]])
        keys = keys[np.sort(np.unique(keys, return_index=True)[1])]
    prize = np.zeros(n_nodes)
    prize[rng.choice(n_nodes, n_terminals, replace=False)] = 1.0
    return keys // n_nodes, keys % n_nodes, rng.integers(1, most + 1, n_edges).astype(float), prize


def connect_all(graph: tuple[np.ndarray, ...], limit_s: float) -> tuple[Tree, float]:
    """The cheapest tree over all terminals, out of the first, and its seconds."""
    start = time.perf_counter()
    tree = budgeted_tree(*graph, root=int(np.argmax(graph[3])), time_limit_s=limit_s)
    return tree, time.perf_counter() - start


def measure_class(name: str) -> None:
    """Each graph of a class, and how many are proven."""
    n_nodes, edges, terminals = CLASSES[name]
    proven = 0
    for number, (n_edges, n_terminals) in enumerate(((m, t) for m in edges for t in terminals), start=1):
        tree, seconds = connect_all(random_graph(n_nodes, n_edges, n_terminals, number), LIMIT_S)
        proven += tree.proven
        how = "proven" if tree.proven else f"bound {100 * tree.bound / tree.cost:.1f} %"
        print(f"{name}{number:02} {n_edges:6} edges, {n_terminals:3} ends: {tree.cost:5.0f} in {seconds:5.2f} s, {how}")
    print(f"class {name}: {proven} of 20 proven in {LIMIT_S:.0f} s each")


def measure_bounds() -> bool:
    """The bound of a limit of one second; True when there is none, or it took much longer."""
    missed = False
    for n_nodes, n_edges in DENSE:
        tree, seconds = connect_all(random_graph(n_nodes, n_edges, n_nodes * 3 // 10, 1, most=100), 1.0)
        print(
            f"{n_nodes} nodes, {n_edges} edges: {seconds:.2f} s, cost {tree.cost:,.0f}, "
            f"bound {100 * tree.bound / tree.cost:.1f} % of it"
        )
        missed |= not tree.bound > 0 or seconds > 1.0 + OVER_S
    return missed


def main() -> int:
    """Measure, print, and say by the exit code whether the bounds are there in time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steinlib", default="", metavar="CD")
    given = parser.parse_args()
    for name in given.steinlib:
        measure_class(name)
    return 0 if given.steinlib else int(measure_bounds())


if __name__ == "__main__":
    sys.exit(main())
