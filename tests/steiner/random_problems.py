"""Random problems: trees within a budget, and counties with programmes, locks and tiers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gisplan.steiner import UNCHARGED, SteinerProblem, Tree, budgeted_tree
from gisplan.steiner.problem import Ints


@dataclass(frozen=True)
class TreeDraw:
    """Arguments of `budgeted_tree`, in whole numbers."""

    u: Ints
    v: Ints
    cost: Ints
    prize: Ints
    root: int
    budget: int | None

    def solve(self) -> Tree:
        """Solve it with `budgeted_tree`."""
        return budgeted_tree(self.u, self.v, self.cost, self.prize, self.root, budget=self.budget)

    def as_problem(self) -> SteinerProblem:
        """The same as a `SteinerProblem`."""
        with_prize = np.flatnonzero(self.prize).tolist()
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
            terminals=[((node,), ()) for node in with_prize],
            goals=[(int(self.prize[node]), (terminal,)) for terminal, node in enumerate(with_prize)],
            serve_all=free,
        )


def draw_tree(seed: int, *, most_edges: int, most_nodes: int) -> TreeDraw:
    """Loops, parallel edges, free edges, far nodes, ties, and budgets of none, nothing and some."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, most_nodes + 1)), int(rng.integers(0, most_edges + 1))
    cost = rng.integers(0, rng.choice([2, 5, 50]), m)
    budget = rng.choice([-1, 0, int(rng.integers(0, max(1, cost.sum()) + 1))])
    return TreeDraw(
        u=rng.integers(0, n, m),
        v=rng.integers(0, n, m),
        cost=cost,
        prize=rng.integers(0, rng.choice([2, 4, 30]), n),
        root=int(rng.integers(0, n)),
        budget=None if budget < 0 else int(budget),
    )


def draw_problem(seed: int, *, most_edges: int = 10, most_nodes: int = 7) -> SteinerProblem:
    """One or two budgets, edges charged to none, locks, terminals on nodes and edges, villages over groups."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, most_nodes + 1)), int(rng.integers(0, most_edges + 1))
    n_budgets, n_terminals = int(rng.integers(1, 3)), int(rng.integers(1, max(6, most_nodes)))
    cost = rng.integers(0, rng.choice([2, 5, 20]), m)
    terminals = [
        (rng.integers(0, n, rng.integers(0, 3)).tolist(), rng.integers(0, m, rng.integers(0, 3)).tolist() if m else [])
        for _ in range(n_terminals)
    ]
    goals = [(int(rng.integers(0, 10)), [terminal]) for terminal in range(n_terminals) if rng.random() < 0.7]
    for _ in range(int(rng.integers(0, 3))):
        needs = np.unique(rng.integers(0, n_terminals, rng.integers(1, 4)))
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
        terminals=terminals,
        goals=goals,
    )


def draw_touching(seed: int, *, most_edges: int = 10) -> SteinerProblem:
    """Roads with junction edges: switched nodes, root edges, many free edges."""
    rng = np.random.default_rng(seed)
    m, n_junctions, n = int(rng.integers(1, most_edges + 1)), int(rng.integers(0, 9)), int(rng.integers(2, 11))
    base = draw_problem(seed + 1_000_000, most_edges=0)
    ends = rng.integers(0, n, (2, m + n_junctions))
    n_budgets, n_terminals = len(base.budgets), len(base.terminals)
    is_junction = rng.permutation(m + n_junctions) >= m
    cost = np.where(is_junction, 0, rng.integers(1, rng.choice([2, 4, 20]), m + n_junctions, endpoint=True))
    programme = np.where(
        is_junction, UNCHARGED, rng.integers(-1 if rng.random() < 0.3 else 0, n_budgets, m + n_junctions)
    )
    if rng.random() < 0.5:  # a unit is given once for each programme
        parallel = np.flatnonzero(~is_junction)[: (most_edges - m)]
        ends = np.concatenate([ends, ends[:, parallel]], axis=1)
        cost = np.concatenate([cost, cost[parallel]])
        programme = np.concatenate([programme, rng.integers(0, n_budgets, len(parallel))])
    m = len(cost)
    terminals = [
        (rng.integers(0, n, rng.integers(0, 3)).tolist(), rng.integers(0, m, rng.integers(0, 3)).tolist())
        for _ in range(n_terminals)
    ]
    root = int(rng.integers(0, n))
    switched_nodes = np.flatnonzero(rng.random(n) < rng.choice([0.3, 0.7, 1.0]))
    free_road = np.isin(np.arange(n), ends[:, (cost == 0) & (rng.random(m) < 0.15)])  # locked in, no junction edges
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
        terminals=terminals,
        serve_all=bool(rng.random() < 0.2),
        switched_nodes=switched_nodes[~free_road[switched_nodes]],
        root_edges=rng.random(m) < rng.choice([0.0, 0.1, 0.3]),
    )


def locked_in(problem: SteinerProblem, edges: Ints) -> SteinerProblem | None:
    """Some edges under contract: charged first, then free; None where the budgets do not pay for them."""
    left = problem.budgets.copy()
    charged = edges[problem.programme[edges] != UNCHARGED]
    np.subtract.at(left, problem.programme[charged], problem.cost[charged])
    if (left < 0).any():
        return None
    cost, programme = problem.cost.copy(), problem.programme.copy()
    cost[edges], programme[edges] = 0, UNCHARGED
    return replace(problem, cost=cost, programme=programme, budgets=left)
