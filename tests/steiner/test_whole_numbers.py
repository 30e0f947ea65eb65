"""Numbers of any size: the same tree in every unit, the right one for numbers of very different sizes, or a refusal."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.steiner import budgeted_tree
from gisplan.steiner.whole_numbers import choose_exponent, round_down, round_up, to_float
from tests.steiner.brute_force import try_all
from tests.steiner.random_problems import draw_tree

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


@SETTINGS
@given(seeds, st.integers(-300, 280), st.integers(-300, 280))
def test_another_unit_changes_nothing(seed: int, of_cost: int, of_prize: int) -> None:
    q = draw_tree(seed, most_edges=12, most_nodes=9)
    cost = np.array([float(f"{one}e{of_cost}") for one in q.cost.tolist()])
    prize = np.array([float(f"{one}e{of_prize}") for one in q.prize.tolist()])
    budget = None if q.budget is None else float(f"{q.budget}e{of_cost}")
    tree, same = budgeted_tree(q.u, q.v, cost, prize, q.root, budget=budget), q.solve()
    assert tree.edges.tolist() == same.edges.tolist()
    assert (tree.proven, tree.ties_proven) == (True, True)
    assert tree.cost == float(f"{int(same.cost)}e{of_cost}")
    assert tree.bound == (tree.cost if q.budget is None else tree.value)


@SETTINGS
@given(seeds)
def test_prizes_and_costs_of_very_different_sizes_agree_with_trying_every_subset(seed: int) -> None:
    rng = np.random.default_rng(seed)
    q = draw_tree(seed, most_edges=9, most_nodes=7)
    q = replace(
        q,
        prize=q.prize * 10 ** rng.integers(0, 15, len(q.prize)),
        cost=q.cost * 10 ** rng.integers(0, 14, len(q.cost)),
    )
    value, cost, edges = try_all(q.as_problem())
    tree = q.solve()
    assert (tree.proven, [edge for edge in tree.edges.tolist() if q.cost[edge]]) == (True, edges)
    assert (tree.value, tree.cost) == (value, cost)


@pytest.mark.parametrize("far", [1e-6, 1e-3, 1.0, 1e3])
def test_a_small_prize_beside_one_a_million_billion_times_as_large_counts(far: float) -> None:
    both = budgeted_tree([0, 0], [1, 2], [1.0, 1.0], [0, far, 1e15 * far], 0, budget=5)
    assert (both.edges.tolist(), both.proven, both.ties_proven, both.bound) == ([0, 1], True, True, both.value)
    one = budgeted_tree([0, 0], [1, 2], [1.0, 1.0], [0, far, 1e15 * far], 0, budget=1)
    assert (one.edges.tolist(), one.value, one.bound) == ([1], 1e15 * far, 1e15 * far)


@pytest.mark.parametrize("numbers", [(1e-6, 1e300), (5e-324, 1.0), (1.5, 1e25)])
def test_numbers_of_which_the_smaller_is_lost_in_a_sum_are_refused_by_name(numbers: tuple[float, float]) -> None:
    small, large = numbers
    with pytest.raises(ValueError, match="cannot be distinguished") as error:
        budgeted_tree([0, 0], [1, 2], [1.0, 1.0], [0.0, large, small], 0)
    assert f"prize[2] is {small} and prize[1] is {large}" in str(error.value)
    with pytest.raises(ValueError, match="cannot be distinguished") as error:
        budgeted_tree([0, 0], [1, 2], [large, small], [0.0, 1.0, 1.0], 0)
    assert f"cost[1] is {small} and cost[0] is {large}" in str(error.value)


def test_what_is_of_no_use_may_be_of_any_size() -> None:
    #   0 -1- 1, 0 -1e300- 2, and 3 by itself; the root's own prize is collected in any case
    tree = budgeted_tree([0, 0], [1, 2], [1.0, 1e300], [1e200, 1e-3, 7.0, 1e250], 0, budget=2)
    assert (tree.edges.tolist(), tree.proven, tree.unreached.tolist()) == ([0], True, [2, 3])


@pytest.mark.parametrize("budget", [0, 5e-324, 0.3, 1e300, None])
def test_every_budget_keeps_its_word(budget: float | None) -> None:
    tree = budgeted_tree([0, 1, 1, 2], [1, 2, 1, 1], [0.0, 0.1, 4.0, 0.2], [0, 1, 1], 0, budget=budget)
    assert tree.value == (2 if budget is None or budget >= 0.1 else 1)
    assert tree.cost <= (np.inf if budget is None else budget)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.uint64, np.float32, bool, object])
def test_every_kind_of_number_is_read(kind: type) -> None:
    cost, prize = np.array([1, 1], dtype=kind), np.array([0, 1, 1], dtype=kind)
    tree = budgeted_tree(np.array([0, 1], dtype=np.uint8), [1, 2], cost, prize, 0, budget=2)
    assert (tree.value, tree.edges.tolist()) == (2, [0, 1])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"cost": ["one", 1]}, "cost holds something that is no number"),
        ({"cost": np.array(["2019-01-01", "2019-01-02"], "M8[D]")}, "cost holds something that is no number"),
        ({"cost": np.ma.array([1, 2], mask=[False, True])}, "cost holds something that is no number"),
        ({"prize": [0, 1j, 1]}, "prize holds something that is no number"),
        ({"prize": [[0, 1, 1]]}, "prize has 2 dimensions"),
        ({"prize": [], "u": [], "v": [], "cost": []}, "prize is empty"),
        ({"u": ["0", "1"]}, "u holds something that is no number"),
        ({"root": 0.5}, "root is 0.5"),
        ({"root": None}, "root is None"),
        ({"budget": "8"}, None),
        ({"budget": "eight"}, "budget is 'eight'"),
        ({"budget": np.inf}, "budget is inf"),
        ({"time_limit_s": np.nan}, "time_limit_s is nan"),
        ({"prize": [0, 1e308, 1e308]}, r"prize\[1\] is 1e\+308: all together they are too large"),
    ],
)
def test_what_is_no_number_is_a_value_error(changed: dict[str, object], message: str | None) -> None:
    given = {"u": [0, 1], "v": [1, 2], "cost": [1.0, 1.0], "prize": [0.0, 1.0, 1.0], "root": 0} | changed
    if message is None:
        assert budgeted_tree(**given).value == 2  # type: ignore[arg-type]
        return
    with pytest.raises(ValueError, match=message):
        budgeted_tree(**given)  # type: ignore[arg-type]


@SETTINGS
@given(st.lists(st.floats(1e-7, 1e7), min_size=1, max_size=8))
def test_costs_are_rounded_up_and_budgets_down_by_less_than_the_last_digits(numbers: list[float]) -> None:
    given_ = np.array(numbers)
    exponent = choose_exponent("cost", given_, np.ones(len(given_), dtype=bool))
    up = round_up(given_, exponent)
    assert up.min() > 0
    assert up.sum() < 2**62
    for number, whole in zip(numbers, up.tolist(), strict=True):
        assert abs(to_float(whole, exponent) - number) <= 1e-14 * sum(numbers)
        assert round_down(number, exponent, 2**62) in (whole, whole - 1)
