"""The solver against every subset of edges, a flow model, and by hand."""

import subprocess
import sys

import numpy as np
import pytest

from gisplan.steiner import budgeted_tree
from tests.steiner.brute_force import flow_model, try_all
from tests.steiner.random_problems import draw_tree


@pytest.mark.parametrize("block", range(4))
def test_trying_every_subset_agrees(block: int) -> None:
    for seed in range(250 * block, 250 * (block + 1)):
        draw = draw_tree(seed, most_edges=12, most_nodes=9)
        value, cost, edges = try_all(draw.as_problem())
        tree = draw.solve()
        paid = [edge for edge in tree.edges.tolist() if draw.cost[edge] > 0]
        assert (tree.proven, tree.value, tree.cost, paid) == (True, value, cost, edges), seed
        assert tree.bound == (cost if draw.budget is None else value), seed


@pytest.mark.parametrize("block", range(4))
def test_a_flow_model_agrees(block: int) -> None:
    for seed in range(20 * block, 20 * (block + 1)):
        draw = draw_tree(seed, most_edges=40, most_nodes=25)
        tree = draw.solve()
        assert (tree.proven, tree.value, tree.cost) == (True, *flow_model(draw.as_problem())), seed


def test_by_hand() -> None:
    #   0 -1- 1 -1- 2     and 0 -3- 2
    tree = budgeted_tree([0, 1, 0], [1, 2, 2], [1, 1, 3], [7, 0, 5], 0, budget=1.5)
    assert (tree.value, tree.cost, tree.edges.tolist(), tree.unreached.tolist()) == (7, 0, [], [2])
    tree = budgeted_tree([0, 1, 0], [1, 2, 2], [1, 1, 3], [7, 0, 5], 0, budget=2)
    assert (tree.value, tree.cost, tree.edges.tolist(), tree.unreached.tolist()) == (12, 2, [0, 1], [])


def test_without_a_budget_unreachable_nodes_are_listed() -> None:
    tree = budgeted_tree([0, 2], [1, 3], [1, 1], [0, 1, 0, 1], 0)
    assert (tree.edges.tolist(), tree.value, tree.bound, tree.unreached.tolist()) == ([0], 1, 1, [3])


def test_costs_are_rounded_up_and_budgets_down() -> None:
    ends = [0, 1], [1, 2]
    assert budgeted_tree(*ends, [0.1, 0.2], [0, 1, 1], 0, budget=0.3).value == 2
    assert budgeted_tree(*ends, [0.1, 0.2], [0, 1, 1], 0, budget=0.2999999).value == 1
    assert budgeted_tree(*ends, [0.10000001, 0.2], [0, 1, 1], 0, budget=0.3).value == 1


def test_free_edges_are_taken_lowest_first_and_without_dead_ends() -> None:
    tree = budgeted_tree([0, 0, 1, 3, 0], [1, 1, 2, 4, 3], [0, 0, 0, 0, 0], [0, 0, 1, 0, 0], 0, budget=0)
    assert tree.edges.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"cost": [1.0, np.nan]}, r"cost\[1\] is nan"),
        ({"cost": [-1.0, 1.0]}, r"cost\[0\] is -1"),
        ({"prize": [0.0, 1.0, np.inf]}, r"prize\[2\] is inf"),
        ({"u": [0, 3]}, r"u\[1\] is 3"),
        ({"v": [-1, 2]}, r"v\[0\] is -1"),
        ({"v": [1.5, 2]}, r"v\[0\] is 1.5"),
        ({"u": [0]}, "shape"),
        ({"root": 3}, "root is 3"),
        ({"budget": -1.0}, "budget is -1"),
        ({"budget": np.nan}, "budget is nan"),
        ({"cost": [1.0, 1e300]}, r"cost\[1\]"),
        ({"time_limit_s": -1.0}, "time_limit_s"),
    ],
)
def test_a_wrong_number_is_named(changed: dict[str, object], message: str) -> None:
    given = {"u": [0, 1], "v": [1, 2], "cost": [1.0, 1.0], "prize": [0.0, 1.0, 1.0], "root": 0} | changed
    with pytest.raises(ValueError, match=message):
        budgeted_tree(**given)  # type: ignore[arg-type]


def test_nothing_at_all() -> None:
    tree = budgeted_tree([], [], [], [3.0], 0, budget=5)
    assert (tree.value, tree.cost, tree.bound, tree.proven, tree.edges.tolist()) == (3, 0, 3, True, [])
    assert budgeted_tree([], [], [], [3.0, 1.0], 0).unreached.tolist() == [1]


def test_a_time_limit_of_nothing_still_gives_a_tree_with_a_bound() -> None:
    rng = np.random.default_rng(1)
    u, v = np.arange(1, 200), rng.integers(0, np.arange(1, 200))
    extra = rng.integers(0, 200, (2, 80))
    u, v = np.concatenate([u, extra[0]]), np.concatenate([v, extra[1]])
    cost, prize = rng.uniform(0.5, 3.0, len(u)), rng.integers(0, 9, 200)
    best = budgeted_tree(u, v, cost, prize, 0, budget=40)
    quick = budgeted_tree(u, v, cost, prize, 0, budget=40, time_limit_s=0)
    assert best.proven
    assert 0 < quick.value <= best.value <= quick.bound
    assert quick.cost <= 40
    least = budgeted_tree(u, v, cost, prize, 0)
    quick = budgeted_tree(u, v, cost, prize, 0, time_limit_s=0)
    assert quick.value == least.value
    assert quick.bound <= least.cost <= quick.cost


def test_highs_is_loaded_only_when_a_problem_is_solved_and_prints_nothing() -> None:
    code = (
        "import sys, gisplan.steiner as p; assert 'highspy' not in sys.modules\n"
        "p.budgeted_tree([0, 1, 2, 0, 1], [1, 2, 0, 3, 3], [2, 3, 4, 5, 3], [0, 5, 4, 3], 0, budget=7)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert result.stdout == ""
