"""How soon an optimum is proven, compared with a plain formulation and with SteinerPy.

    python -m benchmarks plan            Zhenba's two budgets, the command with its list, and random counties
    python benchmarks/plan.py            random counties against a plain program, SteinerPy where it is installed
    python benchmarks/plan.py --state    80 000 nodes and 5 000 prizes too
    python benchmarks/plan.py --cases 20000

Counties are sparse rural graphs of three kinds: `trees`, points at random with the shortest tree over all of them
and some short edges more; `trunk`, the same with four paths of sealed road out of the middle; `grid`, a disturbed
grid of which a random tree and some more edges are left, with the four paths too. SteinerPy is a peer only, and no
dependency: `pip install steinerpy` in an environment of your own. `--cases` compares thousands of random problems
with trying everything and with a flow model.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

sys.path.insert(0, str(Path(__file__).parent.parent))
import gisplan
from benchmarks.figures import Figures
from benchmarks.fresh import GISPLAN, ROOT
from benchmarks.fresh import seconds as run_seconds
from benchmarks.plan_plain import solve_plainly
from gisplan.plan import make_plan
from gisplan.steiner import Tree, budgeted_tree, solve_problem
from gisplan.workflow.plan_options import resolve_plan_options
from gisplan.workflow.steps import resolve_standard

Case = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], int]
GOALS = [(500, 2_500, 3_000, 1.0), (720, 2_272, 2_723, 2.0), (1_400, 6_700, 8_000, 4.0)]  # prizes, V, E, s
KINDS = (("trees", 4), ("trees", 0), ("grid", 4))
SEEDS = 3
KM = 312.0
APART = 1.2  # km, from one node to the next
PLAIN_S = 60.0


def county(
    n_nodes: int, n_edges: int, n_prizes: int, seed: int, *, kind: str = "trees", ways: int = 0, unit: bool = False
) -> Case:
    """A connected sparse graph, 1.2 km to a node, with prizes of 5 to 80 or of 1; the root is in the middle."""
    rng = np.random.default_rng(seed)
    xy, pairs = _scattered(n_nodes, rng) if kind == "trees" else _in_rows(n_nodes, rng)
    km = np.linalg.norm(xy[pairs[:, 0]] - xy[pairs[:, 1]], axis=1) * rng.uniform(1.05, 1.4, len(pairs))
    tree = _tree(pairs, km if kind == "trees" else rng.random(len(pairs)), n_nodes)
    others, n_more = np.flatnonzero(~tree), n_edges - n_nodes + 1
    if kind == "trees":
        others = others[np.argsort(km[others])][: 3 * n_more]
    rows = rng.permutation(np.concatenate([np.flatnonzero(tree), rng.choice(others, n_more, replace=False)]))
    u, v, km = pairs[rows, 0], pairs[rows, 1], km[rows]
    root = int(np.argmin(np.linalg.norm(xy - xy.mean(axis=0), axis=1)))
    prize = np.zeros(n_nodes)
    held = rng.choice(np.delete(np.arange(n_nodes), root), n_prizes, replace=False)
    prize[held] = 1 if unit else rng.integers(5, 81, n_prizes)
    if ways:
        km[_trunk(u, v, km, root, ways, rng)] = 0.0
    return u, v, km, prize, root


def _scattered(n_nodes: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points at random, and who is next to whom."""
    xy = rng.uniform(0, APART * np.sqrt(n_nodes), (n_nodes, 2))
    corners = Delaunay(xy).simplices.astype(np.int64)
    return xy, np.unique(np.sort(corners[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2), axis=1), axis=0)


def _in_rows(n_nodes: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A disturbed grid."""
    wide = int(np.ceil(np.sqrt(n_nodes)))
    node = np.arange(n_nodes)
    xy = (np.stack([node % wide, node // wide], axis=1) + rng.uniform(-0.35, 0.35, (n_nodes, 2))) * APART
    right, below = node[(node % wide != wide - 1) & (node + 1 < n_nodes)], node[node + wide < n_nodes]
    return xy, np.concatenate([np.stack([right, right + 1], axis=1), np.stack([below, below + wide], axis=1)])


def _tree(pairs: NDArray[np.int64], weight: NDArray[np.float64], n_nodes: int) -> NDArray[np.bool_]:
    """Which pairs are in the lightest tree."""
    tree = minimum_spanning_tree(coo_array((weight, pairs.T), shape=(n_nodes, n_nodes)).tocsr()).tocoo()
    ends = np.sort(np.stack([tree.row, tree.col], axis=1).astype(np.int64), axis=1)
    return np.isin(pairs[:, 0] * n_nodes + pairs[:, 1], ends[:, 0] * n_nodes + ends[:, 1])


def _trunk(
    u: NDArray[np.int64],
    v: NDArray[np.int64],
    km: NDArray[np.float64],
    root: int,
    ways: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """The edges of the shortest ways from the root to some far nodes."""
    n_nodes = int(max(u.max(), v.max())) + 1
    number = coo_array((np.arange(1, len(u) + 1), (u, v)), shape=(n_nodes, n_nodes)).tocsr()
    far, before = dijkstra(
        coo_array((km, (u, v)), shape=number.shape).tocsr(), directed=False, indices=root, return_predecessors=True
    )
    edges = set()
    for node in rng.choice(np.argsort(far)[-n_nodes // 5 :], ways, replace=False).tolist():
        while node != root:
            edges.add(int(max(number[node, before[node]], number[before[node], node])) - 1)
            node = int(before[node])
    return np.array(sorted(edges))


def solve_case(case: Case, budget: float | None, limit: float | None = 60.0) -> tuple[Tree, float]:
    """The answer and its seconds."""
    start = time.perf_counter()
    tree = budgeted_tree(*case, budget=budget, time_limit_s=limit)
    return tree, time.perf_counter() - start


def print_result(name: str, tree: Tree, seconds: float, goal: float) -> bool:
    """One line; True when the goal is missed."""
    missed = seconds > goal or not tree.proven
    how = "proven" if tree.proven else f"bound {tree.bound:,.3f}"
    print(f"{name:44} {seconds:7.2f} s (goal {goal:4.0f})  value {tree.value:9,.0f}  {tree.cost:9.3f} km  {how}")
    return missed


def against_a_plain_program(case: Case, tree: Tree, seconds: float) -> bool:
    """The same county in the same run; True when its value differs."""
    plain = solve_plainly(case, KM, PLAIN_S)
    if plain is None:
        print(f"{'':20} a plain program: not in {PLAIN_S:.0f} s, {PLAIN_S / seconds:.0f}x and more")
        return False
    print(f"{'':20} a plain program: {plain[1]:.2f} s, {plain[1] / seconds:.1f}x, value {plain[0]:,.0f}")
    return round(plain[0]) != round(tree.value)


def against_steinerpy(n_prizes: int, n_nodes: int, km: float, *, times: float) -> bool:
    """Unit prizes, the same county in the same run; True when we are not so many times as fast, or worse."""
    if importlib.util.find_spec("steinerpy") is None:
        print("SteinerPy is not installed here: not compared")
        return False
    case = county(n_nodes, n_nodes * 6 // 5, n_prizes, 4, unit=True)
    ours, seconds = solve_case(case, km)
    value, theirs = _solve_with_steinerpy(case, km)
    print(
        f"{n_prizes} unit prizes, {km:.0f} km: {seconds:.2f} s, value {ours.value:.0f}, proven {ours.proven}; "
        f"SteinerPy {theirs:.1f} s, {theirs / seconds:.0f}x, value {value}"
    )
    return theirs < times * seconds or value > ours.value


def _solve_with_steinerpy(case: Case, km: float) -> tuple[int, float]:
    """The value that SteinerPy finds, and its seconds."""
    import networkx as nx
    from steinerpy import SteinerProblem

    u, v, lengths, prize, root = case
    graph = nx.Graph()
    for a, b, length in zip(u.tolist(), v.tolist(), lengths.tolist(), strict=True):
        if not graph.has_edge(a, b) or graph[a][b]["weight"] > length:
            graph.add_edge(a, b, weight=length)
    terminals = [root, *np.flatnonzero(prize).tolist()]
    start = time.perf_counter()
    solution = SteinerProblem(graph, [terminals], budget=km).get_solution(time_limit=600)
    return solution.connected_terminals - 1, time.perf_counter() - start  # the root is one of them


def measure(figures: Figures, *, short: bool = False) -> None:
    """Measure Zhenba's two budgets, the command with the list of road works, and the slowest county of each size."""
    budgets = ["resurfacing=20", "group_roads=20"]
    read = gisplan.read_county(ROOT / "layers" / "zhenba")
    took = []
    for _ in range(2 if short else 4):  # the first loads the solver
        start = time.perf_counter()
        find_plan(read, budgets)
        took.append(time.perf_counter() - start)
    figures.add("plan, Zhenba's two budgets", min(took[1:]))
    with tempfile.TemporaryDirectory() as out:
        given = [argument for budget in budgets for argument in ("--budget", budget)]
        command = (*GISPLAN, "plan", str(ROOT / "layers" / "zhenba"), *given, "--score", "road_works", "-o", out)
        figures.add("gisplan plan --score, Zhenba", min(run_seconds(*command) for _ in range(1 if short else 3)))
    for n_prizes, n_nodes, n_edges, _ in GOALS:
        slowest = max(
            solve_case(county(n_nodes, n_edges, n_prizes, seed, kind=kind, ways=ways), KM)[1]
            for kind, ways in KINDS
            for seed in range(1 if short else SEEDS)
        )
        figures.add(f"plan, random counties, {n_prizes} prizes, the slowest", slowest)


def find_plan(read: gisplan.County, budgets: list[str]) -> None:
    """Plan with budgets of programmes, without analyses and reports."""
    standard = resolve_standard(read, None)
    options = resolve_plan_options(read, standard, budgets, (), None)
    make_plan(read, standard, budgets=options.budgets)


def many_cases(count: int) -> None:
    """Random problems against trying everything, and against a flow model; stops at the first that differs."""
    from tests.steiner.brute_force import flow_model, try_all
    from tests.steiner.random_problems import draw_problem, draw_touching, draw_tree

    for seed in range(count):
        draw = draw_tree(seed, most_edges=12, most_nodes=9)
        value, cost, _ = try_all(draw.as_problem())
        tree = draw.solve()
        assert (tree.value, tree.cost, tree.proven) == (value, cost, True), f"tree {seed}"
        for problem in (draw_problem(seed), draw_touching(seed)):
            solution = solve_problem(problem)
            paid = [edge for edge in solution.edges.tolist() if problem.cost[edge] > 0]
            assert (solution.value, solution.cost, paid) == try_all(problem), f"problem {seed}"
        if seed % 10 == 0:
            larger = [draw_tree(seed, most_edges=40, most_nodes=25).as_problem()]
            larger.append(draw_problem(seed, most_edges=40, most_nodes=20))
            for problem in larger:
                solution = solve_problem(problem)
                assert (solution.value, solution.cost, solution.proven) == (*flow_model(problem), True), f"flow {seed}"
    print(f"{count} trees and {2 * count} counties tried whole, {2 * len(range(0, count, 10))} flow models: all agree")


def measure_counties() -> bool:
    """Random counties of each kind and size; True when a goal is missed."""
    missed = False
    for kind, ways in (("trunk", 4), ("trees", 0), ("grid", 4)):
        for n_prizes, n_nodes, n_edges, goal in GOALS:
            for seed in range(SEEDS):
                case = county(n_nodes, n_edges, n_prizes, seed, kind="grid" if kind == "grid" else "trees", ways=ways)
                tree, seconds = solve_case(case, KM)
                missed |= print_result(
                    f"{kind}: {n_prizes} prizes, {n_edges} edges, {KM:.0f} km, seed {seed}", tree, seconds, goal
                )
                if seed == 0:
                    missed |= against_a_plain_program(case, tree, seconds)
    return missed


def main() -> int:
    """Measure, print, and say by the exit code whether the goals hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", action="store_true")
    parser.add_argument("--cases", type=int, default=0)
    given = parser.parse_args()
    if given.cases:
        many_cases(given.cases)
        return 0
    solve_case(county(200, 240, 40, 0), 20.0)  # the solver is loaded
    missed = measure_counties()
    name = "200 prizes in people, 2 824 edges, 201 km"
    people = county(2_377, 2_824, 200, 7)
    people[3][people[3] > 0] = np.random.default_rng(7).integers(100, 2_000, 200)
    missed |= print_result(name, *solve_case(people, 201.0), 10)
    missed |= print_result("all of 2 377 nodes' 200 prizes, least km", *solve_case(people, None), 2)
    missed |= against_steinerpy(120, 800, 100.0, times=1)
    missed |= against_steinerpy(475, 1_600, KM, times=50)
    if given.state:
        state = county(80_000, 95_000, 5_000, 9)
        missed |= print_result("a state, 312 km", *solve_case(state, KM), 60)
        tree, seconds = solve_case(state, None, 120.0)
        print_result("a state, everything", tree, seconds, 120)
        print(f"{'':44} {100 * (tree.cost / tree.bound - 1):.3f} % over the bound (goal 0.5)")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
