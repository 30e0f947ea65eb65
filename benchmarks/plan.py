"""How soon is a plan proven, and does anyone else prove a better one?

    python benchmarks/plan.py            random counties, the county's two goals, SteinerPy where installed
    python benchmarks/plan.py --state    80 000 nodes and 5 000 prizes too: some minutes
    python benchmarks/plan.py --cases 20000

Counties are sparse rural graphs: points at random, the shortest tree over all of them and some short edges
more. SteinerPy is a peer only, and no dependency: `pip install steinerpy` in an environment of your own.
`--cases` compares thousands of random questions with trying everything and with a flow model.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from gisplan.plan import Tree, budgeted_tree, solve_instance

Case = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], int]
GOALS = [(500, 2_500, 3_000, 1.0), (720, 2_272, 2_723, 2.0), (1_400, 6_700, 8_000, 4.0)]  # prizes, V, E, s
SEEDS = 3
KM = 312.0


def county(n_nodes: int, n_edges: int, n_prizes: int, seed: int, *, unit: bool = False) -> Case:
    """A connected sparse graph, 1.2 km to a node, with prizes of 5 to 80 or of 1; the root is in the middle."""
    rng = np.random.default_rng(seed)
    side = 1.2 * np.sqrt(n_nodes)
    xy = rng.uniform(0, side, (n_nodes, 2))
    corners = Delaunay(xy).simplices.astype(np.int64)
    pairs = np.unique(np.sort(corners[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2), axis=1), axis=0)
    km = np.linalg.norm(xy[pairs[:, 0]] - xy[pairs[:, 1]], axis=1) * rng.uniform(1.05, 1.4, len(pairs))
    tree = minimum_spanning_tree(coo_array((km, pairs.T), shape=(n_nodes, n_nodes)).tocsr()).tocoo()
    ends = np.sort(np.stack([tree.row, tree.col], axis=1).astype(np.int64), axis=1)
    in_tree = np.isin(pairs[:, 0] * n_nodes + pairs[:, 1], ends[:, 0] * n_nodes + ends[:, 1])
    more = np.flatnonzero(~in_tree)
    n_more = n_edges - n_nodes + 1
    more = rng.choice(more[np.argsort(km[more])][: 3 * n_more], n_more, replace=False)
    rows = rng.permutation(np.concatenate([np.flatnonzero(in_tree), more]))
    root = int(np.argmin(np.linalg.norm(xy - side / 2, axis=1)))
    prize = np.zeros(n_nodes)
    held = rng.choice(np.delete(np.arange(n_nodes), root), n_prizes, replace=False)
    prize[held] = 1 if unit else rng.integers(5, 81, n_prizes)
    return pairs[rows, 0].astype(np.int64), pairs[rows, 1].astype(np.int64), km[rows], prize, root


def timed(case: Case, budget: float | None, limit: float | None = 60.0) -> tuple[Tree, float]:
    """The answer and its seconds."""
    start = time.perf_counter()
    tree = budgeted_tree(*case, budget=budget, time_limit_s=limit)
    return tree, time.perf_counter() - start


def tell(name: str, tree: Tree, seconds: float, goal: float) -> bool:
    """One line; True when the goal is missed."""
    missed = seconds > goal or not tree.proven
    how = "proven" if tree.proven else f"bound {tree.bound:,.3f}"
    print(f"{name:44} {seconds:7.2f} s (goal {goal:4.0f})  value {tree.value:9,.0f}  {tree.cost:9.3f} km  {how}")
    return missed


def against_steinerpy(n_prizes: int) -> bool:
    """Unit prizes, the same county in the same run; True when we are not 50 times as fast, or worse."""
    if importlib.util.find_spec("steinerpy") is None:
        print("SteinerPy is not installed here: not compared")
        return False
    import networkx as nx
    from steinerpy import SteinerProblem

    case = county(1_600, 1_920, n_prizes, 4, unit=True)
    u, v, km, prize, root = case
    ours, seconds = timed(case, KM)
    graph = nx.Graph()
    for a, b, length in zip(u.tolist(), v.tolist(), km.tolist(), strict=True):
        if not graph.has_edge(a, b) or graph[a][b]["weight"] > length:
            graph.add_edge(a, b, weight=length)
    held = [root, *np.flatnonzero(prize).tolist()]
    start = time.perf_counter()
    told = SteinerProblem(graph, [held], budget=KM).get_solution(time_limit=600)
    theirs = time.perf_counter() - start
    print(
        f"{n_prizes} unit prizes: ours {seconds:.2f} s, value {ours.value:.0f}, proven {ours.proven}; "
        f"SteinerPy {theirs:.1f} s: {theirs / seconds:.0f}x; {told}"[:400]
    )
    return theirs < 50 * seconds


def many_cases(count: int) -> None:
    """Random questions against trying everything, and against a flow model; stops at the first that differs."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.plan.brute import flow_model, try_all
    from tests.plan.draws import draw_instance, draw_tree_question

    for seed in range(count):
        question = draw_tree_question(seed, most_edges=12, most_nodes=9)
        value, cost, _ = try_all(question.as_instance())
        tree = question.answer()
        assert (tree.value, tree.cost, tree.proven) == (value, cost, True), f"tree {seed}"
        instance = draw_instance(seed)
        answer = solve_instance(instance)
        assert (answer.value, answer.cost) == try_all(instance)[:2], f"instance {seed}"
        if seed % 10 == 0:
            q = draw_tree_question(seed, most_edges=40, most_nodes=25)
            told = flow_model(q.u.tolist(), q.v.tolist(), q.cost.tolist(), q.prize.tolist(), q.root, q.budget)
            tree = q.answer()
            assert (tree.value, tree.cost, tree.proven) == (*told, True), f"flow {seed}"
    print(f"{count} trees and {count} counties tried whole, {count // 10} flow models: all agree")


def main() -> int:
    """Measure, print, and say by the exit code whether the goals hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", action="store_true")
    parser.add_argument("--cases", type=int, default=0)
    given = parser.parse_args()
    if given.cases:
        many_cases(given.cases)
        return 0
    timed(county(200, 240, 40, 0), 20.0)  # the solver is loaded
    missed = False
    for n_prizes, n_nodes, n_edges, goal in GOALS:
        for seed in range(SEEDS):
            name = f"{n_prizes} prizes, {n_edges} edges, {KM:.0f} km, seed {seed}"
            missed |= tell(name, *timed(county(n_nodes, n_edges, n_prizes, seed), KM), goal)
    name = "200 prizes in people, 2 824 edges, 201 km"
    people = county(2_377, 2_824, 200, 7)
    people[3][people[3] > 0] = np.random.default_rng(7).integers(100, 2_000, 200)
    missed |= tell(name, *timed(people, 201.0), 10)
    missed |= tell("all of 2 377 nodes' 200 prizes, least km", *timed(people, None), 2)
    missed |= against_steinerpy(475)
    if given.state:
        state = county(80_000, 95_000, 5_000, 9)
        missed |= tell("a state, 312 km", *timed(state, KM), 60)
        tree, seconds = timed(state, None, 120.0)
        tell("a state, everything", tree, seconds, 120)
        print(f"{'':44} {100 * (tree.cost / tree.bound - 1):.3f} % over the bound (goal 0.5)")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
