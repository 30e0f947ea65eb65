"""Which year builds what: the split of a proposal over years that serves the most, each year by its end.

A settlement counts its prize for each year at whose end it is served. What a year does not spend is carried over to
the next, so the limits are of what is spent by the end of each year. Whatever is built by the end of a year is joined
to the network then. Solved as an integer programme by HiGHS; the bound is that of a problem in which a stretch needs
only what every way to it leads over, which is the same problem wherever the proposal has no cycles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.plan.model.amounts import read_budgets
from gisplan.plan.model.build_order import order_units
from gisplan.plan.model.demand import PRIZE_SCALE, compute_prizes
from gisplan.plan.plan import COST_SCALE
from gisplan.plan.scenario.blocks import Blocks, find_blocks
from gisplan.plan.scenario.replay import NO_YEAR, Proposal
from gisplan.plan.scenario.scenario import Budget
from gisplan.plan.scenario.schedule import (
    UNLIMITED,
    Schedule,
    find_latest,
    is_possible,
    move_forward,
    solve_schedule,
)

__all__ = ["YearPlan", "split_over_years"]


@dataclass(frozen=True)
class YearPlan:
    """A proposal with a year for everything that it builds.

    Attributes
    ----------
    years : tuple of int
        All of them, ascending.
    year : (U,) int64
        In which each unit is built, `NO_YEAR` for those that are not.
    served_year : (M,) int64
        At the end of which each settlement is newly served, `NO_YEAR` for the others.
    value, bound : float
        The prize times years served, and the most that any split can reach.
    proven : bool
        No split is better.
    """

    years: tuple[int, ...]
    year: Ints
    served_year: Ints
    value: float
    bound: float
    proven: bool

    @property
    def gap_percent(self) -> float:
        """How far the value may be from the best, in per cent of the bound."""
        return 100.0 * (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def split_over_years(
    proposal: Proposal, budgets: Sequence[Budget], *, prize: str = "people", time_limit_s: float | None = None
) -> YearPlan:
    """Find which year builds what.

    Parameters
    ----------
    proposal : Proposal
        What is built; years that were given by hand are kept.
    budgets : sequence of Budget
        Of programmes by year; one without a year is there from the first year on.
    prize : str
        What a settlement counts: see `gisplan.plan.PRIZES`.
    time_limit_s : float, optional
        For each of the two problems; the best split by then, with its bound.

    Raises
    ------
    PlanError
        No year is given, the budgets do not pay for the proposal, or the years given by hand cannot all hold.
    """
    years = _list_years(proposal, budgets)
    if not years:
        raise PlanError(_("No budget names a year: give budgets by year, such as {0}.").format("group_roads:2020=10"))
    problem = proposal.problem
    prizes = compute_prizes(problem.demand, prize, problem.rules, problem.standard.exit_year)
    limits = _cumulative_limits(proposal, budgets, years)
    _refuse_too_dear(proposal, limits, years)
    shortest = find_blocks(proposal, prizes, years, only_needed=False)
    schedule = _find_best(shortest, limits, _rank_blocks(proposal, shortest, prizes), time_limit_s)
    needed = find_blocks(proposal, prizes, years, only_needed=True)
    bound = schedule.bound
    if not shortest.has_same_precedence(needed):
        bound = solve_schedule(needed, limits, time_limit_s).bound
    year = np.full(len(proposal.built), NO_YEAR, dtype=np.int64)
    rows = np.flatnonzero(proposal.built)
    year[rows] = np.array(years)[np.asarray(schedule.place)[shortest.block_of[rows]]]
    return YearPlan(
        years=years,
        year=year,
        served_year=_find_served_years(proposal, year, years),
        value=schedule.value / PRIZE_SCALE,
        bound=max(bound, schedule.value) / PRIZE_SCALE,
        proven=bound <= schedule.value,
    )


def _list_years(proposal: Proposal, budgets: Sequence[Budget]) -> tuple[int, ...]:
    """List the years of the budgets, and those that were given by hand."""
    by_hand = set(proposal.year[proposal.built].tolist()) - {NO_YEAR}
    return tuple(sorted({b.year for b in budgets if b.year is not None} | by_hand))


def _cumulative_limits(proposal: Proposal, budgets: Sequence[Budget], years: tuple[int, ...]) -> Ints:
    """Compute what each programme may have spent by the end of each year, (K + 1, T); the last row has no limit."""
    problem = proposal.problem
    limits = np.full((len(problem.programmes) + 1, len(years)), UNLIMITED, dtype=np.int64)
    for k, programme in enumerate(problem.programmes):
        own = [b for b in budgets if b.programme == programme.id]
        if not own or any(b.amount is None for b in own):
            continue
        amounts: Mapping[str, int | None] = read_budgets(
            {str(i): b.amount for i, b in enumerate(own)}, problem.rules.cost
        )
        limits[k] = [
            sum(amounts[str(i)] or 0 for i, b in enumerate(own) if b.year is None or b.year <= year) for year in years
        ]
    return limits


def _refuse_too_dear(proposal: Proposal, limits: Ints, years: tuple[int, ...]) -> None:
    """Refuse a proposal that costs more than all years together, or by hand more than by the end of a year."""
    cost, unit = proposal.problem.units.cost, proposal.problem.rules.cost
    by_hand = np.where(proposal.year == NO_YEAR, years[-1], proposal.year)
    faults = []
    for k, programme in enumerate(proposal.problem.programmes):
        paid = proposal.built & (proposal.programme == k)
        for place, year in enumerate(years):
            spent, limit = int(cost[paid & (by_hand <= year)].sum()), limits[k, place]
            if spent > limit:
                message = _("By the end of {0}, {1} has {2:.3f} {4}, and what is put in costs {3:.3f} {4}: raise it.")
                faults.append(
                    message.format(year, programme.id, limit / COST_SCALE[unit], spent / COST_SCALE[unit], unit)
                )
    if faults:
        raise PlanError("\n".join(faults))


def _rank_blocks(proposal: Proposal, blocks: Blocks, prizes: Ints) -> Ints:
    """Rank blocks by the order of building, (B,): the most prize per cost first."""
    order = order_units(proposal.problem.with_done(proposal.done), proposal.built, proposal.done, prizes)
    rank = np.zeros(len(blocks.parent), dtype=np.int64)
    rows = np.flatnonzero(proposal.built)
    np.maximum.at(rank, blocks.block_of[rows], order.step[rows])
    return rank


def _find_best(blocks: Blocks, limits: Ints, rank: Ints, time_limit_s: float | None) -> Schedule:
    """Find the better of the solver's schedule and the greedy one, with everything as early as money allows."""
    latest = find_latest(blocks, limits)
    if latest is None:
        message = _(
            "The years given by hand cannot all hold: what leads to a stretch would be built later than the stretch, "
            "or its budget is spent by then. Clear or correct some of them."
        )
        raise PlanError(message)
    solved = solve_schedule(blocks, limits, time_limit_s)
    places = [move_forward(blocks, limits, latest, rank)]
    if solved.place is not None and is_possible(blocks, limits, solved.place):
        places.insert(0, move_forward(blocks, limits, solved.place, rank))
    best = max(places, key=blocks.value_of)
    return Schedule(best, blocks.value_of(best), solved.bound)


def _find_served_years(proposal: Proposal, year: Ints, years: tuple[int, ...]) -> Ints:
    """Find at the end of which year each settlement is newly served, (M,)."""
    problem = proposal.problem.with_done(proposal.done)
    before: Mask = problem.served(proposal.done)
    served = np.full(len(before), NO_YEAR, dtype=np.int64)
    for one in reversed(years):
        now = problem.served(proposal.done | (proposal.built & (year <= one)))
        served[now & ~before] = one
    return served
