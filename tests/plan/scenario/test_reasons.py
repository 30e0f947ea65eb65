"""Why a segment is built and a settlement is left out, against complete enumeration on small counties."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gisplan.base.errors import PlanError
from gisplan.plan import PlanningProblem
from gisplan.plan.scenario.prepare import prepare_scenario, solve_scenario
from gisplan.plan.scenario.reasons import explain_segment, explain_settlement
from gisplan.plan.scenario.replay import replay
from gisplan.plan.scenario.scenario import Edit, Scenario
from tests.plan.scenario.random_scenarios import draw_scenario

SETTINGS = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
MOST_UNITS = 9


def draw_small(seed: int) -> tuple[PlanningProblem, Scenario]:
    """A scenario without edits by hand, solved within its budgets, on a county of few units."""
    _draw, problem, scenario = draw_scenario(seed)
    assume(0 < len(problem.units) <= MOST_UNITS)
    assume(scenario.budgets)
    start = replace(scenario, edits=())
    return problem, replace(start, plan=solve_scenario(problem, start))


def cheapest(problem: PlanningProblem, kept: np.ndarray, free: np.ndarray, wanted: np.ndarray) -> int | None:
    """The least cost of units, of those that some programme may build, that serve some settlements beside others."""
    may = np.flatnonzero(free & ~kept & problem.units.programmes.any(axis=1))
    costs = []
    for chosen in product([False, True], repeat=len(may)):
        built = kept.copy()
        built[may[np.array(chosen, dtype=bool)]] = True
        if problem.served(built)[wanted].all():
            costs.append(int(problem.units.cost[built & ~kept].sum()))
    return min(costs, default=None)


@SETTINGS
@given(SEEDS)
def test_a_segment_is_explained_as_by_trying_everything(seed: int) -> None:
    problem, scenario = draw_small(seed)
    proposal = replay(problem, scenario)
    names = problem.units.segment.astype(str)
    for segment in np.unique(names).tolist():
        found = explain_segment(problem, scenario, segment)
        own = names == segment
        assert found.is_built == bool(proposal.built[own].any())
        without = proposal.built & ~own
        lost = problem.served(proposal.built) & ~problem.served(without)
        assert np.array_equal(found.served_through, lost)
        assert found.alternative_cost == cheapest(problem, without, ~own, lost)
        if found.is_built:
            edited = replace(scenario, edits=(Edit(segment, "out"),))
            again = prepare_scenario(replay(problem, edited), edited).solve(None)
            best = prepare_scenario(proposal, scenario).solve(None)
            assert found.loss_lower == found.loss_upper == best.value - again.value


@SETTINGS
@given(SEEDS)
def test_a_settlement_is_explained_as_by_trying_everything(seed: int) -> None:
    problem, scenario = draw_small(seed)
    proposal = replay(problem, scenario)
    every = np.ones(len(problem.units), dtype=bool)
    served = problem.served(proposal.built)
    for place in range(len(problem.demand)):
        found = explain_settlement(problem, scenario, place)
        wanted = np.arange(len(problem.demand)) == place
        assert found.is_served == bool(served[place])
        assert found.cost == cheapest(problem, proposal.built, every, wanted)
        if found.cost is not None:
            built = proposal.built.copy()
            built[found.cheapest] = True
            assert problem.served(built)[place]
        if found.within_budgets and not found.is_served:
            assert found.loss_lower is not None
            assert found.loss_upper is not None
            assert found.loss_lower <= found.loss_upper
            assert not found.would_go[place]


@SETTINGS
@given(SEEDS)
def test_without_budgets_nobody_goes_without_for_a_road(seed: int) -> None:
    problem, scenario = draw_small(seed)
    free = replace(scenario, budgets=(), plan=None)
    segment = explain_segment(problem, free, str(problem.units.segment[0]))
    assert (segment.loss_lower, segment.loss_upper, segment.fits_budgets) == (None, None, True)
    settlement = explain_settlement(problem, free, 0)
    assert (settlement.loss_lower, settlement.loss_upper) == (None, None)


@SETTINGS
@given(SEEDS)
def test_what_the_budgets_do_not_pay_for_has_no_loss_but_says_so(seed: int) -> None:
    problem, scenario = draw_small(seed)
    none = replace(scenario, budgets=tuple(replace(b, amount=0.0) for b in scenario.budgets), plan=None)
    may = problem.units.programmes[:, np.isin([p.id for p in problem.programmes], [b.programme for b in none.budgets])]
    rows = np.flatnonzero(may.any(axis=1))
    assume(len(rows))
    found = explain_segment(problem, none, str(problem.units.segment[rows[0]]))
    assert (found.is_built, found.fits_budgets) == (False, False)
    assert (found.loss_lower, found.loss_upper) == (None, None)
    served = problem.served(np.zeros(len(problem.units), dtype=bool))
    for place in np.flatnonzero(~served).tolist():
        assert explain_settlement(problem, none, place).within_budgets is False


def test_a_segment_on_which_nothing_can_be_built_is_refused() -> None:
    _draw, problem, scenario = draw_scenario(3)
    with pytest.raises(PlanError, match="Nothing can be built on NONE"):
        explain_segment(problem, scenario, "NONE")
