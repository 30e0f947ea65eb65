"""The split of a proposal over years: complete enumeration on small counties, and the laws on others."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gisplan.base.errors import PlanError
from gisplan.plan import COST_SCALE
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.demand import compute_prizes
from gisplan.plan.scenario.prepare import build_scenario_problem
from gisplan.plan.scenario.replay import NO_YEAR, Proposal, replay
from gisplan.plan.scenario.scenario import Budget, Edit, Scenario
from gisplan.plan.scenario.years import YearPlan, split_over_years
from tests.counties import make_county
from tests.plan.random_plans import plan_standard
from tests.plan.scenario.random_scenarios import draw_scenario
from tests.toys import draw_county

SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
MOST_UNITS = 7


def draw_split(seed: int, *, by_hand: bool) -> tuple[Proposal, list[Budget], str]:
    """Some units of a random county, put in, with budgets that pay for them in two or three years."""
    draw, problem, scenario = draw_scenario(seed)
    rng = np.random.default_rng([seed, 7])
    units = problem.units
    may = np.flatnonzero(units.programmes.any(axis=1))
    assume(len(may) > 0)
    rows = rng.permutation(may)[: int(rng.integers(1, MOST_UNITS + 1))].tolist()
    years = [2019, 2020, 2021][: int(rng.integers(2, 4))]
    edits = tuple(
        Edit(
            str(units.segment[row]),
            "in",
            float(units.from_m[row]),
            float(units.to_m[row]),
            year=int(rng.choice(years)) if by_hand and rng.random() < 0.3 else None,
        )
        for row in rows
    )
    proposal = replay(problem, replace(scenario, edits=edits, plan=None))
    assume(not proposal.unmatched)
    budgets = []
    for k, programme in enumerate(problem.programmes):
        total = int(units.cost[proposal.built & (proposal.programme == k)].sum()) / COST_SCALE[problem.rules.cost]
        shares = rng.dirichlet(np.ones(len(years)))
        budgets += [
            Budget(programme.id, float(share * total) + 1e-6, year) for share, year in zip(shares, years, strict=True)
        ]
    return proposal, budgets, draw.prize


def value_of(proposal: Proposal, budgets: list[Budget], prize: str, year: np.ndarray, years: tuple[int, ...]) -> float:
    """The prize times years served; -1 where the split is not allowed."""
    problem = proposal.problem
    scale = COST_SCALE[problem.rules.cost]
    prizes = compute_prizes(problem.demand, prize, problem.rules, problem.standard.exit_year) / 1000
    before = problem.served(proposal.done)
    in_the_end = connected_units(problem.adjacency, proposal.built | proposal.done)[: len(proposal.built)]
    total = 0.0
    for one in years:
        now = proposal.built & (year <= one)
        for k, programme in enumerate(problem.programmes):
            spent = int(problem.units.cost[now & (proposal.programme == k)].sum())
            amounts = [b.amount or 0.0 for b in budgets if b.programme == programme.id and (b.year or 0) <= one]
            if spent > sum(int(amount * scale + 1e-6) for amount in amounts):
                return -1.0
        joined = connected_units(problem.adjacency, now | proposal.done)[: len(now)]
        if (now & in_the_end & ~joined).any():
            return -1.0
        total += float(prizes[problem.served(now | proposal.done) & ~before].sum())
    return total


def enumerate_best(proposal: Proposal, budgets: list[Budget], prize: str, years: tuple[int, ...]) -> float:
    rows = np.flatnonzero(proposal.built)
    best = -1.0
    for chosen in product(years, repeat=len(rows)):
        year = np.full(len(proposal.built), NO_YEAR)
        year[rows] = chosen
        given = rows[proposal.year[rows] != NO_YEAR]
        if (year[given] == proposal.year[given]).all():
            best = max(best, value_of(proposal, budgets, prize, year, years))
    return best


def check(proposal: Proposal, budgets: list[Budget], prize: str, split: YearPlan) -> None:
    """The split is one that is allowed, and its value and years are what it says."""
    value = value_of(proposal, budgets, prize, split.year, split.years)
    assert value == pytest.approx(split.value)
    assert split.value <= split.bound + 1e-9
    assert (split.year[proposal.built] != NO_YEAR).all()
    assert (split.year[~proposal.built] == NO_YEAR).all()
    given = proposal.built & (proposal.year != NO_YEAR)
    assert np.array_equal(split.year[given], proposal.year[given])


@pytest.mark.parametrize("by_hand", [False, True])
@SETTINGS
@given(seed=SEEDS)
def test_no_other_split_serves_more(by_hand: bool, seed: int) -> None:
    proposal, budgets, prize = draw_split(seed, by_hand=by_hand)
    years = tuple(sorted({b.year for b in budgets if b.year is not None}))
    best = enumerate_best(proposal, budgets, prize, years)
    try:
        split = split_over_years(proposal, budgets, prize=prize)
    except PlanError:
        assert best < 0, "it is refused where nothing is allowed, and only there"
        return
    check(proposal, budgets, prize, split)
    assert best <= split.bound + 1e-6
    if split.proven:
        assert split.value == pytest.approx(best)


FORK = """
  A    B
#----------
"""


def make_fork(*edits: Edit, budgets: tuple[Budget, ...]) -> tuple[Proposal, tuple[Budget, ...]]:
    county = make_county(draw_county(FORK, households={"A": 10, "B": 50}, cell_m=300.0))
    standard = plan_standard(programmes="")
    scenario = Scenario("a", county.code, standard.id, edits=edits, budgets=budgets)
    problem = build_scenario_problem(county, standard, scenario)
    assert len(problem.units), "the road is unsealed"
    return replay(problem, scenario), budgets


def test_a_year_without_a_budget_is_refused() -> None:
    proposal, budgets = make_fork(budgets=(Budget("general", 5.0),))
    with pytest.raises(PlanError, match="No budget names a year"):
        split_over_years(proposal, budgets)


def test_what_costs_more_than_all_years_is_refused_with_both_amounts() -> None:
    name = str(make_fork(budgets=())[0].problem.units.segment[0])
    proposal, budgets = make_fork(Edit(name, "in"), budgets=(Budget("general", 0.1, 2020),))
    with pytest.raises(PlanError, match=r"By the end of 2020, general has 0.100 km"):
        split_over_years(proposal, budgets)


def test_without_a_limit_all_is_built_in_the_first_year_and_proven() -> None:
    name = str(make_fork(budgets=())[0].problem.units.segment[0])
    amounts = (Budget("general", None, 2020), Budget("general", None, 2021))
    proposal, budgets = make_fork(Edit(name, "in"), budgets=amounts)
    split = split_over_years(proposal, budgets)
    assert split.proven
    assert set(split.year[proposal.built].tolist()) == {2020}
    assert split.gap_percent == 0.0
