"""The frontier solver and branch and bound: each alone finds the same tree, of many equals the first."""

import numpy as np
import pytest

from gisplan.steiner import budgeted_tree
from gisplan.steiner.search import cutting_planes


@pytest.mark.parametrize("budget", [20.0, None])
@pytest.mark.parametrize("seed", [2, 46, 101, 104])
def test_each_exact_method_alone_finds_the_same_tree(
    seed: int, budget: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(seed)
    nodes = np.arange(49).reshape(7, 7)
    u, v = np.r_[nodes[:-1].ravel(), nodes[:, :-1].ravel()], np.r_[nodes[1:].ravel(), nodes[:, 1:].ravel()]
    prize = np.zeros(49)
    prize[rng.choice(np.arange(1, 49), 12, replace=False)] = rng.integers(1, 3, 12)
    cost = rng.choice([2.0, 3.0, 4.0], len(u))
    found = []
    for unused in (["maximise_prize", "list_min_cost"], ["solve_max_prize", "solve_min_cost"]):
        for name in unused:
            monkeypatch.setattr(cutting_planes, name, lambda *_: False)
        tree = budgeted_tree(u, v, cost, prize, 0, budget=budget)
        monkeypatch.undo()
        found.append((tree.value, tree.cost, tree.proven, tree.edges.tolist()))
    assert found[0] == found[1]
    assert found[0][2]
