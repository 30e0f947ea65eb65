"""The time limit: at whatever moment time is up, there is a tree with a bound, and little more is done."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.steiner import Solution, SteinerProblem, Tree, budgeted_tree, limits, solve, solve_problem
from gisplan.steiner.bounds import dual_ascent
from gisplan.steiner.heuristics import greedy
from gisplan.steiner.out_of_time import connect_roughly
from gisplan.steiner.reduction import payers
from gisplan.steiner.reduction.contract import contract_free_edges, find_usable_edges
from gisplan.steiner.reduction.digraph import orient, to_digraph
from gisplan.steiner.reduction.parallel_edges import group_parallel_edges
from gisplan.steiner.reduction.presolve import _to_multigraph
from gisplan.steiner.search import initial_bounds
from tests.steiner.brute_force import evaluate_edges
from tests.steiner.random_problems import TreeDraw, draw_problem, draw_touching, draw_tree
from tests.steiner.test_tree_laws import assert_tree

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
MOST_LOOKS_AFTER = 40  # at the clock, from the deadline to the end


class Clock:
    """A clock that goes on by a step whenever somebody looks at it."""

    def __init__(self, step: float) -> None:
        self.step, self.looks = step, 0

    def monotonic(self) -> float:
        """The seconds since it was made."""
        self.looks += 1
        return self.looks * self.step


def solve_by(draw: TreeDraw, clock: Clock, monkeypatch: pytest.MonkeyPatch, seconds: float = 1.0) -> Tree:
    """Solve a problem by another clock."""
    with monkeypatch.context() as patched:
        patched.setattr(limits, "time", SimpleNamespace(monotonic=clock.monotonic))
        return budgeted_tree(draw.u, draw.v, draw.cost, draw.prize, draw.root, budget=draw.budget, time_limit_s=seconds)


@SETTINGS
@given(seeds, st.integers(1, 400))
def test_whenever_time_is_up_there_is_a_tree_with_a_bound(seed: int, looks: int) -> None:
    monkeypatch = pytest.MonkeyPatch()
    draw = draw_tree(seed, most_edges=60, most_nodes=40)
    clock = Clock(1.0 / looks)
    tree, best = solve_by(draw, clock, monkeypatch), draw.solve()
    assert_tree(draw, tree)
    assert clock.looks <= looks + MOST_LOOKS_AFTER
    if draw.budget is None:
        assert tree.bound <= best.cost <= tree.cost
        assert tree.proven == (tree.bound == tree.cost)
        assert tree.bound > 0 or not best.cost
    else:
        assert tree.value <= best.value <= tree.bound
        assert tree.proven == (tree.bound == tree.value)
    if tree.ties_proven:
        assert tree.edges.tolist() == best.edges.tolist()


def grid(side: int, seed: int) -> TreeDraw:
    """A grid with prizes at a fifth of its nodes."""
    rng = np.random.default_rng(seed)
    nodes = np.arange(side * side).reshape(side, side)
    u, v = np.r_[nodes[:-1].ravel(), nodes[:, :-1].ravel()], np.r_[nodes[1:].ravel(), nodes[:, 1:].ravel()]
    prize = np.where(rng.random(side * side) < 0.2, rng.integers(1, 50, side * side), 0)
    return TreeDraw(u, v, rng.integers(5, 30, len(u)), prize, 0, None)


@pytest.mark.parametrize("looks", [3, 30, 300])
@pytest.mark.parametrize("budget", [150, None])
def test_a_stage_that_is_not_done_in_time_is_left(
    looks: int, budget: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = grid(12, 3)
    draw = TreeDraw(plain.u, plain.v, plain.cost, plain.prize, 0, budget)
    clock = Clock(1.0 / looks)
    tree = solve_by(draw, clock, monkeypatch)
    assert_tree(draw, tree)
    assert clock.looks <= looks + MOST_LOOKS_AFTER


def test_there_is_a_useful_bound_before_any_long_stage() -> None:
    draw = grid(60, 5)
    everything = budgeted_tree(draw.u, draw.v, draw.cost, draw.prize, 0, time_limit_s=0)
    cheapest = np.full(len(draw.prize), 99)
    np.minimum.at(cheapest, draw.u, draw.cost)
    np.minimum.at(cheapest, draw.v, draw.cost)
    with_prize = (draw.prize > 0) & (np.arange(len(draw.prize)) > 0)
    assert cheapest[with_prize].sum() <= everything.bound <= everything.cost
    some = budgeted_tree(draw.u, draw.v, draw.cost, draw.prize, 0, budget=100, time_limit_s=0)
    assert some.value <= some.bound < draw.prize.sum() / 4  # 20 nodes at most, of 700 with a prize


@pytest.mark.parametrize("seed", range(60))
def test_problems_presolved_in_arrays_have_the_same_solution(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = draw_tree(seed, most_edges=40, most_nodes=25)
    usual = draw.solve()
    monkeypatch.setattr(solve, "_FEW_EDGES", -1)
    monkeypatch.setattr(solve, "_DENSE", -1)
    in_arrays = draw.solve()
    assert (in_arrays.edges.tolist(), in_arrays.value, in_arrays.cost, in_arrays.bound, in_arrays.ties_proven) == (
        usual.edges.tolist(),
        usual.value,
        usual.cost,
        usual.bound,
        True,
    )


def test_a_graph_too_dense_for_the_frontier_is_left_to_the_integer_programme() -> None:
    rng = np.random.default_rng(2)
    u, v = np.triu_indices(45, 1)
    prize = np.where(rng.random(45) < 0.3, rng.integers(1, 9, 45), 0)
    tree = budgeted_tree(u, v, rng.integers(3, 60, len(u)), prize, 0, budget=30, time_limit_s=5)
    assert 0 < tree.value <= tree.bound <= prize.sum()
    assert tree.cost <= 30


def assert_honest(problem: SteinerProblem, solution: Solution, best: Solution) -> None:
    """A solution keeps to what is allowed and to the budgets, serves what it says, and its bound holds."""
    edges = solution.edges
    free = np.flatnonzero(problem.allowed & (problem.cost == 0)).tolist()
    served, value = evaluate_edges(problem, {*edges.tolist(), *free})
    assert (served, value) == (solution.served.tolist(), solution.value)
    assert problem.allowed[edges].all()
    assert problem.cost[edges].sum() == solution.cost
    if problem.serve_all:
        assert solution.value == best.value
        assert solution.bound <= best.cost <= solution.cost
        assert solution.bound > 0 or not best.cost
    else:
        paid = [int(problem.cost[edges[problem.programme[edges] == k]].sum()) for k in range(len(problem.budgets))]
        assert np.all(np.array(paid, dtype=np.int64) <= problem.budgets)
        assert solution.value <= best.value <= solution.bound


@pytest.mark.parametrize("serve_all", [False, True])
@pytest.mark.parametrize("draw", [draw_problem, draw_touching])
def test_a_problem_too_large_to_be_presolved_has_a_solution_and_a_bound(draw: Any, serve_all: bool) -> None:
    for seed in range(150):
        problem = replace(draw(seed), serve_all=serve_all)
        assert_honest(problem, connect_roughly(problem), solve_problem(problem))


@SETTINGS
@given(seeds, st.integers(1, 120), st.booleans(), st.booleans())
def test_programmes_and_switched_nodes_keep_the_time_limit(seed: int, looks: int, serve_all: bool, many: bool) -> None:
    """With `many`, the choice of who pays for what is an integer programme."""
    problem = replace((draw_problem if seed % 2 else draw_touching)(seed, most_edges=14), serve_all=serve_all)
    best, clock = solve_problem(problem), Clock(1.0 / looks)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(solve, "_FEW_EDGES", -1)
        patched.setattr(payers, "_MAX_STATES", 1 if many else 128)
        patched.setattr(limits, "time", SimpleNamespace(monotonic=clock.monotonic))
        solution = solve_problem(problem, deadline=limits.deadline_after(1.0))
    assert_honest(problem, solution, best)
    assert clock.looks <= looks + MOST_LOOKS_AFTER


def test_who_pays_for_what_is_given_up_when_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = SimpleNamespace(status=payers._TIME_LIMIT, x=None)
    monkeypatch.setattr("scipy.optimize.milp", lambda *_args, **_options: given_up)
    with pytest.raises(limits.TimeUpError):
        payers._assign_exactly([(1, (0, 1))], [1, 1], deadline=0.0)


def test_every_stage_of_presolve_ends_with_the_time() -> None:
    """Contraction, the distances, the arcs and their orientation did not look at the clock."""
    side = 12
    draw = grid(side, 3)
    programme = np.arange(len(draw.u), dtype=np.int64) % 2
    with_prize = np.flatnonzero(draw.prize).tolist()
    problem = SteinerProblem(
        n_nodes=side * side,
        root=0,
        u=draw.u,
        v=draw.v,
        cost=draw.cost,
        programme=programme,
        allowed=np.ones(len(draw.u), dtype=bool),
        budgets=np.array([200, 100]),
        terminals=[((node,), ()) for node in with_prize],
        goals=[(int(draw.prize[node]), (number,)) for number, node in enumerate(with_prize)],
    )
    parallel = group_parallel_edges(problem)
    contraction, table = contract_free_edges(problem), parallel.charge_table()
    charges = [tuple(row) for row in table.tolist()]
    graph, halves = _to_multigraph(problem, contraction, range(len(draw.u)), charges)
    rooted, _ = to_digraph(problem, contraction, graph, halves, charges, parallel.budgets)
    for stage in (
        partial(group_parallel_edges, problem),
        partial(contract_free_edges, problem),
        partial(find_usable_edges, problem, contraction, table, parallel.budgets),
        partial(to_digraph, problem, contraction, graph, halves, charges, parallel.budgets),
        partial(orient, rooted),
    ):
        stage(deadline=np.inf)
        with pytest.raises(limits.TimeUpError):
            stage(deadline=0.0)


@pytest.mark.parametrize("budget", [150, None])
def test_a_stage_that_would_take_longer_than_the_time_left_is_not_begun(
    budget: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at every arc of 300 000 edges takes half a second, and there is no look at the clock within it."""
    monkeypatch.setattr(initial_bounds, "_ARCS_PER_S", 100)
    monkeypatch.setattr(initial_bounds, "dual_ascent", None)  # would be called
    plain = grid(12, 3)
    draw = TreeDraw(plain.u, plain.v, plain.cost, plain.prize, 0, budget)
    tree = budgeted_tree(draw.u, draw.v, draw.cost, draw.prize, 0, budget=budget, time_limit_s=0.2)
    assert_tree(draw, tree)
    assert not tree.proven


def test_no_table_of_costs_is_filled_before_the_clock_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of 600 MB took two seconds; its rows are filled one by one."""
    monkeypatch.setattr(greedy.np, "full", None)
    with pytest.raises(limits.TimeUpError):
        greedy._least_costs([1] * 5, [1] * 5, [5] * 5, 3, 10, deadline=0.0)
    monkeypatch.undo()
    least = greedy._least_costs([2, 3], [1, 4], [2, 2], 9, 6, deadline=np.inf)
    infeasible = np.iinfo(np.int32).max // 2
    assert least.tolist() == [
        [0, 2, infeasible, infeasible, infeasible, 5],  # the second node is below the first
        [0, infeasible, infeasible, infeasible, 3, infeasible],
        [0, *[infeasible] * 5],
    ]


@SETTINGS
@given(seeds, st.integers(2, 12))
def test_the_two_dual_ascents_prove_bounds_that_hold(seed: int, n: int) -> None:
    """In lists, and in arrays for dense graphs: the same bound, which is no more than the cheapest tree."""
    rng = np.random.default_rng(seed)
    u, v = np.triu_indices(n, 1)
    cost, prize = rng.integers(1, 20, len(u)), np.append(0, rng.integers(1, 5, n - 1))
    best = budgeted_tree(u, v, cost, prize, 0)
    bounds = []
    for least in (0, 10**6):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(dual_ascent, "_DENSE", least)
            patched.setattr(solve, "minimise_cost", lambda *_: False)
            tree = budgeted_tree(u, v, cost, prize, 0)
            bounds.append(tree.bound)
            assert tree.bound <= best.cost <= tree.cost
    assert bounds[0] == bounds[1]
