"""What must hold for any tree, whatever the problem."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.steiner import Tree, budgeted_tree
from tests.steiner.brute_force import connected_to
from tests.steiner.random_problems import TreeDraw, draw_tree

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def assert_tree(draw: TreeDraw, tree: Tree) -> None:
    """No cycle, all connected to the root, within the budget, and of the value that is stated."""
    ends = [(int(draw.u[edge]), int(draw.v[edge])) for edge in tree.edges]
    connected = connected_to(draw.root, ends)
    assert connected == {draw.root} | {node for pair in ends for node in pair}
    assert len(connected) == len(ends) + 1
    assert tree.value == draw.prize[sorted(connected)].sum()
    assert tree.cost == draw.cost[tree.edges].sum()
    assert tree.unreached.tolist() == [n for n in np.flatnonzero(draw.prize).tolist() if n not in connected]
    if draw.budget is None:
        assert tree.bound <= tree.cost
    else:
        assert tree.cost <= draw.budget
        assert tree.bound >= tree.value


@SETTINGS
@given(seeds)
def test_a_solution_is_a_tree_of_the_value_that_it_states(seed: int) -> None:
    draw = draw_tree(seed, most_edges=60, most_nodes=40)
    tree = draw.solve()
    assert tree.proven
    assert_tree(draw, tree)


@SETTINGS
@given(seeds)
def test_without_time_there_is_still_a_tree_with_a_bound(seed: int) -> None:
    q = draw_tree(seed, most_edges=60, most_nodes=40)
    tree = budgeted_tree(q.u, q.v, q.cost, q.prize, q.root, budget=q.budget, time_limit_s=0.0)
    assert_tree(q, tree)
    best = q.solve()
    if q.budget is None:
        assert tree.bound <= best.cost <= tree.cost
    else:
        assert tree.value <= best.value <= tree.bound


@SETTINGS
@given(seeds, st.integers(1, 50))
def test_more_budget_never_loses_value(seed: int, more: int) -> None:
    draw = draw_tree(seed, most_edges=40, most_nodes=25)
    if draw.budget is not None:
        larger = replace(draw, budget=draw.budget + more)
        assert larger.solve().value >= draw.solve().value


@SETTINGS
@given(seeds)
def test_reversing_edges_and_renumbering_nodes_changes_nothing(seed: int) -> None:
    q = draw_tree(seed, most_edges=40, most_nodes=25)
    new = np.random.default_rng(seed).permutation(len(q.prize))
    prize = np.zeros_like(q.prize)
    prize[new] = q.prize
    other = replace(q, u=new[q.v], v=new[q.u], prize=prize, root=int(new[q.root]))
    assert other.solve().edges.tolist() == q.solve().edges.tolist()


@SETTINGS
@given(seeds)
def test_the_same_problem_has_the_same_solution(seed: int) -> None:
    draw = draw_tree(seed, most_edges=60, most_nodes=40)
    assert draw.solve().edges.tolist() == draw.solve().edges.tolist()
