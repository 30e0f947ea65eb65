"""The sweep and the solver's search in whole numbers: each alone finds the same plan, of many equals the first."""

import numpy as np
import pytest

from gisplan.steiner import budgeted_tree
from gisplan.steiner.search import cutting_planes as rounds


@pytest.mark.parametrize("budget", [20.0, None])
@pytest.mark.parametrize("seed", [2, 46, 101, 104])
def test_each_search_alone_finds_the_same_plan(
    seed: int, budget: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(seed)
    nodes = np.arange(49).reshape(7, 7)
    u, v = np.r_[nodes[:-1].ravel(), nodes[:, :-1].ravel()], np.r_[nodes[1:].ravel(), nodes[:, 1:].ravel()]
    prize = np.zeros(49)
    prize[rng.choice(np.arange(1, 49), 12, replace=False)] = rng.integers(1, 3, 12)
    cost = rng.choice([2.0, 3.0, 4.0], len(u))
    told = []
    for unused in (["richest_in_whole", "cheapest_in_whole"], ["sweep_for_most", "sweep_for_least"]):
        for name in unused:
            monkeypatch.setattr(rounds, name, lambda *_: False)
        tree = budgeted_tree(u, v, cost, prize, 0, budget=budget)
        monkeypatch.undo()
        told.append((tree.value, tree.cost, tree.proven, tree.edges.tolist()))
    assert told[0] == told[1]
    assert told[0][2]
