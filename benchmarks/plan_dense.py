"""Graphs that no road network resembles: random ones of the sizes of SteinLib's classes C and D, and dense ones.

    python -m benchmarks plan_dense          the bound after one second; class C, up to 12 s each
    python -m benchmarks.plan_dense CD       each graph of both classes

SteinLib's own graphs are not part of the project. Those of class C have 500 nodes, those of class D 1 000, with 5 to
half as many terminals and edges that cost 1 to 10. A cost that equals its bound is proven, whichever of equals it is.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from benchmarks.figures import Figures
from gisplan.steiner import Tree, budgeted_tree

CLASSES = {
    "C": (500, (625, 1_000, 2_500, 12_500), (5, 10, 83, 125, 250)),
    "D": (1_000, (1_250, 2_000, 5_000, 25_000), (5, 10, 167, 250, 500)),
}
LIMIT_S = 12.0
DENSE = [(300, 40_000), (1_000, 25_000), (1_000, 300_000), (2_500, 65_000)]  # nodes and edges


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


def measure_class(name: str, graphs: int = 20) -> float:
    """Print the first graphs of a class; how many of them are not proven, in per cent."""
    n_nodes, edges, terminals = CLASSES[name]
    sizes = [(n_edges, n_terminals) for n_edges in edges for n_terminals in terminals][:graphs]
    proven = 0
    for number, (n_edges, n_terminals) in enumerate(sizes, start=1):
        tree, seconds = connect_all(random_graph(n_nodes, n_edges, n_terminals, number), LIMIT_S)
        proven += tree.proven
        how = "proven" if tree.proven else f"bound {100 * tree.bound / tree.cost:.1f} %"
        print(f"{name}{number:02} {n_edges:6} edges, {n_terminals:3} ends: {tree.cost:5.0f} in {seconds:5.2f} s, {how}")
    print(f"class {name}: {proven} of {len(sizes)} proven")
    return 100.0 * (1 - proven / len(sizes))


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure how long a limit of one second takes, how far the bound is from the tree then, and class C."""
    connect_all(random_graph(100, 200, 10, 0), 1.0)  # the solver is loaded
    for n_nodes, n_edges in DENSE:
        tree, seconds = connect_all(random_graph(n_nodes, n_edges, n_nodes * 3 // 10, 1, most=100), 1.0)
        name = f"a limit of 1 s, {n_nodes} nodes and {n_edges // 1000} k edges"
        figures.add(name, seconds)
        figures.add(f"{name}, gap of the bound", 100 * (1 - tree.bound / tree.cost))
    figures.add("trees like SteinLib's class C, not proven in 12 s", measure_class("C", 5 if short else 20))


if __name__ == "__main__":
    for of_class in sys.argv[1]:
        measure_class(of_class)
