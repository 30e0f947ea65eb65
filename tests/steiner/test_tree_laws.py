"""What must hold for any tree, whatever the question."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplan.steiner import Tree, budgeted_tree
from tests.steiner.brute_force import joined_to
from tests.steiner.random_problems import TreeQuestion, draw_tree_question

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def assert_a_tree(question: TreeQuestion, tree: Tree) -> None:
    """No ring, all joined to the root, within the budget, and worth what it says."""
    ends = [(int(question.u[edge]), int(question.v[edge])) for edge in tree.edges]
    joined = joined_to(question.root, ends)
    assert joined == {question.root} | {node for pair in ends for node in pair}
    assert len(joined) == len(ends) + 1
    assert tree.value == question.prize[sorted(joined)].sum()
    assert tree.cost == question.cost[tree.edges].sum()
    assert tree.unreached.tolist() == [n for n in np.flatnonzero(question.prize).tolist() if n not in joined]
    if question.budget is None:
        assert tree.bound <= tree.cost
    else:
        assert tree.cost <= question.budget
        assert tree.bound >= tree.value


@SETTINGS
@given(seeds)
def test_an_answer_is_a_tree_that_is_worth_what_it_says(seed: int) -> None:
    question = draw_tree_question(seed, most_edges=60, most_nodes=40)
    tree = question.answer()
    assert tree.proven
    assert_a_tree(question, tree)


@SETTINGS
@given(seeds)
def test_without_time_it_is_still_a_tree_with_a_bound(seed: int) -> None:
    q = draw_tree_question(seed, most_edges=60, most_nodes=40)
    tree = budgeted_tree(q.u, q.v, q.cost, q.prize, q.root, budget=q.budget, time_limit_s=0.0)
    assert_a_tree(q, tree)
    best = q.answer()
    if q.budget is None:
        assert tree.bound <= best.cost <= tree.cost
    else:
        assert tree.value <= best.value <= tree.bound


@SETTINGS
@given(seeds, st.integers(1, 50))
def test_more_budget_never_loses_value(seed: int, more: int) -> None:
    question = draw_tree_question(seed, most_edges=40, most_nodes=25)
    if question.budget is not None:
        richer = replace(question, budget=question.budget + more)
        assert richer.answer().value >= question.answer().value


@SETTINGS
@given(seeds)
def test_turning_edges_round_and_telling_nodes_otherwise_changes_nothing(seed: int) -> None:
    q = draw_tree_question(seed, most_edges=40, most_nodes=25)
    new = np.random.default_rng(seed).permutation(len(q.prize))
    prize = np.zeros_like(q.prize)
    prize[new] = q.prize
    other = replace(q, u=new[q.v], v=new[q.u], prize=prize, root=int(new[q.root]))
    assert other.answer().edges.tolist() == q.answer().edges.tolist()


@SETTINGS
@given(seeds)
def test_twice_asked_is_the_same(seed: int) -> None:
    question = draw_tree_question(seed, most_edges=60, most_nodes=40)
    assert question.answer().edges.tolist() == question.answer().edges.tolist()
