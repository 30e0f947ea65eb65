"""Counties of toys: two budgets, locks and two tiers, against every subset of edges."""

from dataclasses import replace

import numpy as np
import pytest

from gisplan.steiner import UNCHARGED, SteinerProblem, solve_problem
from tests.steiner.brute_force import flow_model, try_all, wins
from tests.steiner.random_problems import draw_instance, draw_touching, locked_in


def assert_best(instance: SteinerProblem, seed: int) -> None:
    """The answer is the one that trying everything finds."""
    value, cost, edges = try_all(instance)
    answer = solve_problem(instance)
    paid = [edge for edge in answer.edges.tolist() if instance.cost[edge] > 0]
    bound = cost if instance.serve_all else value
    assert (answer.proven, answer.value, answer.cost, answer.bound, paid) == (True, value, cost, bound, edges), seed
    free = {e for e in range(len(instance.u)) if instance.allowed[e] and instance.cost[e] == 0}
    assert answer.served.tolist() == wins(instance, set(paid) | free)[0], seed


@pytest.mark.parametrize("block", range(4))
def test_trying_every_subset_agrees(block: int) -> None:
    for seed in range(250 * block, 250 * (block + 1)):
        assert_best(draw_instance(seed), seed)


@pytest.mark.parametrize("block", range(4))
def test_a_flow_model_agrees(block: int) -> None:
    for seed in range(25 * block, 25 * (block + 1)):
        instance = draw_instance(seed, most_edges=40, most_nodes=20)
        locked = locked_in(instance, np.flatnonzero(instance.allowed)[::9])
        for asked in [instance, replace(instance, serve_all=True), *([locked] if locked else [])]:
            answer = solve_problem(asked)
            assert (answer.proven, answer.value, answer.cost) == (True, *flow_model(asked)), seed


@pytest.mark.parametrize("block", range(4))
def test_roads_that_touch_are_joined_only_where_both_are_built(block: int) -> None:
    for seed in range(250 * block, 250 * (block + 1)):
        assert_best(draw_touching(seed), seed)


@pytest.mark.parametrize("seed", [2311, 4568, 5643])
def test_what_the_solver_of_whole_numbers_once_lost_stays_found(seed: int) -> None:
    assert_best(draw_touching(seed, most_edges=9), seed)


def test_roads_that_touch_may_be_locked_in() -> None:
    tried = 0
    for seed in range(2000, 2400):
        instance = draw_touching(seed)
        edges = np.flatnonzero(instance.allowed & (np.random.default_rng(seed).random(len(instance.u)) < 0.15))
        locked = locked_in(instance, edges)
        if locked is not None:  # a node of a road that is locked in is no relay
            ends = np.concatenate([locked.u[edges], locked.v[edges]])
            assert_best(replace(locked, relays=np.setdiff1d(locked.relays, ends)), seed)
            tried += 1
    assert tried > 100


def test_a_relay_is_passed_once_a_road_is_built_at_it() -> None:
    #   0 =join= 1 =join= 2 -5- 3, and a road of 2 at the relay 1
    touching = SteinerProblem(
        n_nodes=5,
        root=0,
        u=np.array([0, 1, 2, 1]),
        v=np.array([1, 2, 3, 4]),
        cost=np.array([0, 0, 5, 2]),
        programme=np.zeros(4, dtype=np.int64),
        allowed=np.ones(4, dtype=bool),
        budgets=np.array([7]),
        places=[((), (2,))],
        goals=[(1, (0,))],
        relays=np.array([1, 2]),
    )
    assert solve_problem(touching).edges.tolist() == [0, 1, 2, 3]
    assert solve_problem(replace(touching, budgets=np.array([6]))).value == 0
    by_itself = replace(touching, budgets=np.array([6]), rooting=np.array([False, False, True, False]))
    assert solve_problem(by_itself).edges.tolist() == [2]


def test_ways_that_charge_different_programmes_are_both_kept() -> None:
    assert_best(draw_instance(11664), 11664)


def test_locked_in_edges_are_charged_and_then_free() -> None:
    tried = 0
    for seed in range(1000, 1400):
        instance = draw_instance(seed)
        edges = np.flatnonzero(instance.allowed & (np.random.default_rng(seed).random(len(instance.u)) < 0.25))
        locked = locked_in(instance, edges)
        if locked is not None:
            assert_best(locked, seed)
            tried += 1
    assert tried > 100


def test_an_edge_that_two_programmes_may_pay_for_stands_twice() -> None:
    two = SteinerProblem(
        n_nodes=3,
        root=0,
        u=np.array([0, 0, 1, 1]),
        v=np.array([1, 1, 2, 2]),
        cost=np.array([4, 4, 3, 3]),
        programme=np.array([0, 1, 0, 1]),
        allowed=np.ones(4, dtype=bool),
        budgets=np.array([4, 3]),
        places=[((1,), ()), ((2,), ())],
        goals=[(5, (0,)), (5, (1,))],
    )
    answer = solve_problem(two)
    assert (answer.value, answer.edges.tolist()) == (10, [0, 3])
    assert solve_problem(replace(two, budgets=np.array([4, 2]))).value == 5


def test_a_village_is_won_with_all_its_groups_and_a_group_by_any_edge() -> None:
    village = SteinerProblem(
        n_nodes=4,
        root=0,
        u=np.array([0, 0, 0, 1]),
        v=np.array([1, 2, 3, 2]),
        cost=np.array([2, 2, 2, 1]),
        programme=np.full(4, UNCHARGED),
        allowed=np.ones(4, dtype=bool),
        budgets=np.array([], dtype=np.int64),
        places=[((), (0, 3)), ((3,), ())],
        goals=[(1, (0,)), (10, (0, 1))],
        serve_all=True,
    )
    answer = solve_problem(village)
    assert (answer.value, answer.cost, answer.edges.tolist()) == (11, 4, [0, 2])
    out = replace(village, allowed=np.array([False, True, True, True]))
    assert solve_problem(out).edges.tolist() == [1, 2, 3]
