"""Toy counties: two budgets, locks and two tiers, against every subset of edges."""

from dataclasses import replace

import numpy as np
import pytest

from gisplan.steiner import UNCHARGED, SteinerProblem, solve_problem
from tests.steiner.brute_force import evaluate_edges, flow_model, try_all
from tests.steiner.random_problems import draw_problem, draw_touching, locked_in


def assert_best(problem: SteinerProblem, seed: int) -> None:
    """The solution is the one that trying everything finds."""
    value, cost, edges = try_all(problem)
    solution = solve_problem(problem)
    paid = [edge for edge in solution.edges.tolist() if problem.cost[edge] > 0]
    bound = cost if problem.serve_all else value
    assert (solution.proven, solution.value, solution.cost, solution.bound, paid) == (
        True,
        value,
        cost,
        bound,
        edges,
    ), seed
    free = {e for e in range(len(problem.u)) if problem.allowed[e] and problem.cost[e] == 0}
    assert solution.served.tolist() == evaluate_edges(problem, set(paid) | free)[0], seed


@pytest.mark.parametrize("block", range(4))
def test_trying_every_subset_agrees(block: int) -> None:
    for seed in range(250 * block, 250 * (block + 1)):
        assert_best(draw_problem(seed), seed)


@pytest.mark.parametrize("block", range(4))
def test_a_flow_model_agrees(block: int) -> None:
    for seed in range(25 * block, 25 * (block + 1)):
        problem = draw_problem(seed, most_edges=40, most_nodes=20)
        locked = locked_in(problem, np.flatnonzero(problem.allowed)[::9])
        for variant in [problem, replace(problem, serve_all=True), *([locked] if locked else [])]:
            solution = solve_problem(variant)
            assert (solution.proven, solution.value, solution.cost) == (True, *flow_model(variant)), seed


def test_edges_that_are_charged_to_nobody_may_cost_more_than_all_budgets() -> None:
    problem = draw_problem(660, most_edges=40, most_nodes=20)
    solution = solve_problem(problem)
    assert (solution.value, solution.cost) == flow_model(problem) == (45, 62)
    assert solution.cost > problem.budgets.sum()


@pytest.mark.parametrize("block", range(4))
def test_roads_that_touch_are_connected_only_where_both_are_built(block: int) -> None:
    for seed in range(250 * block, 250 * (block + 1)):
        assert_best(draw_touching(seed), seed)


@pytest.mark.parametrize("seed", [2311, 4568, 5643])
def test_solutions_that_branch_and_bound_once_missed_are_found(seed: int) -> None:
    assert_best(draw_touching(seed, most_edges=9), seed)


def test_roads_that_touch_may_be_locked_in() -> None:
    tried = 0
    for seed in range(2000, 2400):
        problem = draw_touching(seed)
        edges = np.flatnonzero(problem.allowed & (np.random.default_rng(seed).random(len(problem.u)) < 0.15))
        locked = locked_in(problem, edges)
        if locked is not None:  # a node of a road that is locked in is not switched
            ends = np.concatenate([locked.u[edges], locked.v[edges]])
            assert_best(replace(locked, switched_nodes=np.setdiff1d(locked.switched_nodes, ends)), seed)
            tried += 1
    assert tried > 100


def test_a_switched_node_is_passed_once_a_road_is_built_at_it() -> None:
    #   0 =junction= 1 =junction= 2 -5- 3, and a road of 2 at the switched node 1
    touching = SteinerProblem(
        n_nodes=5,
        root=0,
        u=np.array([0, 1, 2, 1]),
        v=np.array([1, 2, 3, 4]),
        cost=np.array([0, 0, 5, 2]),
        programme=np.zeros(4, dtype=np.int64),
        allowed=np.ones(4, dtype=bool),
        budgets=np.array([7]),
        terminals=[((), (2,))],
        goals=[(1, (0,))],
        switched_nodes=np.array([1, 2]),
    )
    assert solve_problem(touching).edges.tolist() == [0, 1, 2, 3]
    assert solve_problem(replace(touching, budgets=np.array([6]))).value == 0
    by_itself = replace(touching, budgets=np.array([6]), root_edges=np.array([False, False, True, False]))
    assert solve_problem(by_itself).edges.tolist() == [2]


def test_paths_that_charge_different_programmes_are_both_kept() -> None:
    assert_best(draw_problem(11664), 11664)


def test_locked_in_edges_are_charged_and_then_free() -> None:
    tried = 0
    for seed in range(1000, 1400):
        problem = draw_problem(seed)
        edges = np.flatnonzero(problem.allowed & (np.random.default_rng(seed).random(len(problem.u)) < 0.25))
        locked = locked_in(problem, edges)
        if locked is not None:
            assert_best(locked, seed)
            tried += 1
    assert tried > 100


def test_an_edge_that_two_programmes_may_pay_for_is_two_edges() -> None:
    two = SteinerProblem(
        n_nodes=3,
        root=0,
        u=np.array([0, 0, 1, 1]),
        v=np.array([1, 1, 2, 2]),
        cost=np.array([4, 4, 3, 3]),
        programme=np.array([0, 1, 0, 1]),
        allowed=np.ones(4, dtype=bool),
        budgets=np.array([4, 3]),
        terminals=[((1,), ()), ((2,), ())],
        goals=[(5, (0,)), (5, (1,))],
    )
    solution = solve_problem(two)
    assert (solution.value, solution.edges.tolist()) == (10, [0, 3])
    assert solve_problem(replace(two, budgets=np.array([4, 2]))).value == 5


def test_a_village_is_served_with_all_its_groups_and_a_group_by_any_edge() -> None:
    village = SteinerProblem(
        n_nodes=4,
        root=0,
        u=np.array([0, 0, 0, 1]),
        v=np.array([1, 2, 3, 2]),
        cost=np.array([2, 2, 2, 1]),
        programme=np.full(4, UNCHARGED),
        allowed=np.ones(4, dtype=bool),
        budgets=np.array([], dtype=np.int64),
        terminals=[((), (0, 3)), ((3,), ())],
        goals=[(1, (0,)), (10, (0, 1))],
        serve_all=True,
    )
    solution = solve_problem(village)
    assert (solution.value, solution.cost, solution.edges.tolist()) == (11, 4, [0, 2])
    out = replace(village, allowed=np.array([False, True, True, True]))
    assert solve_problem(out).edges.tolist() == [1, 2, 3]
