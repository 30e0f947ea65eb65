"""Trees whose prizes and costs are decimal numbers from a millionth to a billion, against exact sums and HiGHS."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from gisplan.steiner import budgeted_tree
from tests.steiner.brute_force import connected_to
from tests.steiner.random_problems import TreeDraw, draw_tree

NEAR = 1e-6  # to which HiGHS is exact


def draw_mixed(seed: int) -> tuple[TreeDraw, np.ndarray, np.ndarray, float | None]:
    """A small graph, its costs and prizes, and a budget that pays for some of its edges."""
    rng = np.random.default_rng(seed)
    draw = draw_tree(seed, most_edges=9, most_nodes=7)
    cost, prize = (
        np.array([float(f"{one}e{power}") for one, power in zip(some.tolist(), powers.tolist(), strict=True)])
        for some, powers in ((some, rng.integers(-6, 8, len(some))) for some in (draw.cost, draw.prize))
    )
    chosen = cost[rng.random(len(cost)) < 0.5]
    budget = None if seed % 3 == 0 else float(np.round(chosen.sum() * rng.choice([1.0, 1.1]), 6))
    return draw, cost, prize, budget


def exactly(number: float) -> Fraction:
    return Fraction(repr(float(number)))


def find_best(draw: TreeDraw, cost: np.ndarray, prize: np.ndarray, budget: float | None) -> tuple[Fraction, Fraction]:
    """The highest prize within the budget, and the least cost of it, by trying every set of edges."""
    ends = list(zip(draw.u.tolist(), draw.v.tolist(), strict=True))
    costs, prizes = [exactly(one) for one in cost], [exactly(one) for one in prize]
    limit = None if budget is None else exactly(budget)
    best = (Fraction(-1), Fraction(0))
    for size in range(len(ends) + 1):
        for some in combinations(range(len(ends)), size):
            paid = sum((costs[edge] for edge in some), Fraction(0))
            if limit is None or paid <= limit:
                met = connected_to(draw.root, [ends[edge] for edge in some])
                best = max(best, (sum((prizes[node] for node in met), Fraction(0)), -paid))
    return best[0], -best[1]


def find_by_highs(draw: TreeDraw, cost: np.ndarray, prize: np.ndarray, budget: float | None) -> float:
    """The highest prize within the budget, or the least cost of all prizes, as one flow from the root."""
    n, m = len(prize), len(cost)
    u, v = draw.u, draw.v
    flow = np.zeros((n, m))  # an edge built, its flow ahead and back, a node collected
    np.add.at(flow, (v, np.arange(m)), 1.0)
    np.add.at(flow, (u, np.arange(m)), -1.0)
    others = np.arange(n) != draw.root
    wide = np.hstack([np.zeros((n, m)), flow, -flow, -np.eye(n)])[others]
    built = np.eye(m)
    limits = np.vstack([np.hstack([-n * built, built, 0 * built, np.zeros((m, n))]),
                        np.hstack([-n * built, 0 * built, built, np.zeros((m, n))])])  # fmt: skip
    rows = [LinearConstraint(wide, 0, 0), LinearConstraint(limits, -np.inf, 0)]
    needed = np.zeros(n)
    scale = cost.max(initial=0.0) or 1.0
    if budget is None:
        met = sorted(connected_to(draw.root, list(zip(u.tolist(), v.tolist(), strict=True))))
        needed[met] = prize[met] > 0
        objective = np.concatenate([cost / scale, np.zeros(2 * m + n)])
    else:
        rows.append(LinearConstraint(np.concatenate([cost / scale, np.zeros(2 * m + n)]), -np.inf, budget / scale))
        scale = prize.max(initial=0.0) or 1.0
        objective = -np.concatenate([np.zeros(3 * m), prize / scale])
    whole = np.concatenate([np.ones(m), np.zeros(2 * m), np.ones(n)])
    most = np.concatenate([np.ones(m), np.full(2 * m, float(n)), np.ones(n)])
    least = np.concatenate([np.zeros(3 * m), needed])
    found = milp(objective, constraints=rows, integrality=whole, bounds=Bounds(least, most), options={"mip_rel_gap": 0})
    assert found.success, found.message
    return float(abs(found.fun) * scale)


@pytest.mark.parametrize("seconds", [None, 0.0])
def test_bounds_hold_and_what_is_proven_is_the_optimum(seconds: float | None) -> None:
    compare(range(40), seconds)


def compare(seeds: range, seconds: float | None) -> None:
    for seed in seeds:
        draw, cost, prize, budget = draw_mixed(seed)
        tree = budgeted_tree(draw.u, draw.v, cost, prize, draw.root, budget=budget, time_limit_s=seconds)
        value, least = find_best(draw, cost, prize, budget)
        edges = sum((exactly(cost[edge]) for edge in tree.edges), Fraction(0))
        assert budget is None or edges <= exactly(budget), seed
        own = float(
            prize[sorted(connected_to(draw.root, [(int(draw.u[e]), int(draw.v[e])) for e in tree.edges]))].sum()
        )
        assert tree.value == pytest.approx(own, rel=1e-12), seed
        by_highs = find_by_highs(draw, cost, prize, budget)
        if budget is None:
            assert tree.bound <= float(least) * (1 + 1e-12), seed
            assert float(edges) == pytest.approx(tree.cost, rel=1e-12), seed
            assert not tree.proven or edges == least, seed
            assert by_highs == pytest.approx(float(least), rel=NEAR, abs=NEAR * cost.max(initial=0.0)), seed
        else:
            assert tree.bound >= float(value) * (1 - 1e-12), seed
            assert not tree.proven or tree.value == pytest.approx(float(value), rel=1e-12), seed
            assert not tree.ties_proven or edges == least, seed
            reached = by_highs >= float(value) * (1 - NEAR) - NEAR * prize.max(initial=0.0)
            assert reached, seed  # more is possible: HiGHS exceeds a budget by a little
        assert seconds is not None or tree.proven, seed
