"""Random questions to the planner: trees within a budget, and counties with programmes, locks and tiers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gisplan.steiner import UNCHARGED, SteinerProblem, Tree, budgeted_tree
from gisplan.steiner.problem import Ints


@dataclass(frozen=True)
class TreeQuestion:
    """What `budgeted_tree` is asked, in whole numbers."""

    u: Ints
    v: Ints
    cost: Ints
    prize: Ints
    root: int
    budget: int | None

    def answer(self) -> Tree:
        """Ask."""
        return budgeted_tree(self.u, self.v, self.cost, self.prize, self.root, budget=self.budget)

    def as_instance(self) -> SteinerProblem:
        """The same question as an instance."""
        held = np.flatnonzero(self.prize).tolist()
        free = self.budget is None
        return SteinerProblem(
            n_nodes=len(self.prize),
            root=self.root,
            u=self.u,
            v=self.v,
            cost=self.cost,
            programme=np.full(len(self.u), UNCHARGED if free else 0),
            allowed=np.ones(len(self.u), dtype=bool),
            budgets=np.array([] if free else [self.budget], dtype=np.int64),
            places=[((node,), ()) for node in held],
            goals=[(int(self.prize[node]), (place,)) for place, node in enumerate(held)],
            serve_all=free,
        )


def draw_tree_question(seed: int, *, most_edges: int, most_nodes: int) -> TreeQuestion:
    """Loops, parallel edges, free edges, far nodes, ties, and budgets of none, nothing and some."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, most_nodes + 1)), int(rng.integers(0, most_edges + 1))
    cost = rng.integers(0, rng.choice([2, 5, 50]), m)
    budget = rng.choice([-1, 0, int(rng.integers(0, max(1, cost.sum()) + 1))])
    return TreeQuestion(
        u=rng.integers(0, n, m),
        v=rng.integers(0, n, m),
        cost=cost,
        prize=rng.integers(0, rng.choice([2, 4, 30]), n),
        root=int(rng.integers(0, n)),
        budget=None if budget < 0 else int(budget),
    )


def draw_instance(seed: int, *, most_edges: int = 10, most_nodes: int = 7) -> SteinerProblem:
    """One or two budgets, edges charged to none, locks, places on nodes and edges, villages over groups."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, most_nodes + 1)), int(rng.integers(0, most_edges + 1))
    n_budgets, n_places = int(rng.integers(1, 3)), int(rng.integers(1, max(6, most_nodes)))
    cost = rng.integers(0, rng.choice([2, 5, 20]), m)
    places = [
        (rng.integers(0, n, rng.integers(0, 3)).tolist(), rng.integers(0, m, rng.integers(0, 3)).tolist() if m else [])
        for _ in range(n_places)
    ]
    goals = [(int(rng.integers(0, 10)), [place]) for place in range(n_places) if rng.random() < 0.7]
    for _ in range(int(rng.integers(0, 3))):
        needs = np.unique(rng.integers(0, n_places, rng.integers(1, 4)))
        goals.append((int(rng.integers(1, 20)), needs.tolist()))
    return SteinerProblem(
        n_nodes=n,
        root=int(rng.integers(0, n)),
        u=rng.integers(0, n, m),
        v=rng.integers(0, n, m),
        cost=cost,
        programme=rng.integers(UNCHARGED, n_budgets, m),
        allowed=rng.random(m) < 0.9,
        budgets=rng.integers(0, max(1, cost.sum()) + 1, n_budgets) // rng.integers(1, 4),
        places=places,
        goals=goals,
    )


def draw_touching(seed: int, *, most_edges: int = 10) -> SteinerProblem:
    """Roads that touch by joins: relays, edges that are joined to the root by themselves, many free edges."""
    rng = np.random.default_rng(seed)
    m, n_joins, n = int(rng.integers(1, most_edges + 1)), int(rng.integers(0, 9)), int(rng.integers(2, 11))
    base = draw_instance(seed + 1_000_000, most_edges=0)
    ends = rng.integers(0, n, (2, m + n_joins))
    n_budgets, n_places = len(base.budgets), len(base.places)
    is_join = rng.permutation(m + n_joins) >= m
    cost = np.where(is_join, 0, rng.integers(1, rng.choice([2, 4, 20]), m + n_joins, endpoint=True))
    programme = np.where(is_join, UNCHARGED, rng.integers(-1 if rng.random() < 0.3 else 0, n_budgets, m + n_joins))
    if rng.random() < 0.5:  # a unit stands once for each programme
        twin = np.flatnonzero(~is_join)[: (most_edges - m)]
        ends = np.concatenate([ends, ends[:, twin]], axis=1)
        cost = np.concatenate([cost, cost[twin]])
        programme = np.concatenate([programme, rng.integers(0, n_budgets, len(twin))])
    m = len(cost)
    places = [
        (rng.integers(0, n, rng.integers(0, 3)).tolist(), rng.integers(0, m, rng.integers(0, 3)).tolist())
        for _ in range(n_places)
    ]
    root = int(rng.integers(0, n))
    relays = np.flatnonzero(rng.random(n) < rng.choice([0.3, 0.7, 1.0]))
    free_road = np.isin(np.arange(n), ends[:, (cost == 0) & (rng.random(m) < 0.15)])  # locked in, not joins
    return replace(
        base,
        n_nodes=n,
        root=root,
        u=ends[0],
        v=ends[1],
        cost=cost,
        programme=programme,
        allowed=rng.random(m) < 0.92,
        budgets=rng.integers(0, max(1, cost.sum()) + 1, n_budgets) // rng.integers(1, 4),
        places=places,
        serve_all=bool(rng.random() < 0.2),
        relays=relays[~free_road[relays]],
        rooting=rng.random(m) < rng.choice([0.0, 0.1, 0.3]),
    )


def locked_in(instance: SteinerProblem, edges: Ints) -> SteinerProblem | None:
    """Some edges under contract: charged first, then free; None where the budgets do not pay for them."""
    left = instance.budgets.copy()
    charged = edges[instance.programme[edges] != UNCHARGED]
    np.subtract.at(left, instance.programme[charged], instance.cost[charged])
    if (left < 0).any():
        return None
    cost, programme = instance.cost.copy(), instance.programme.copy()
    cost[edges], programme[edges] = 0, UNCHARGED
    return replace(instance, cost=cost, programme=programme, budgets=left)
