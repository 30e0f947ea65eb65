"""Why a scenario builds a segment, or leaves a settlement out: what would be lost or have to go, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.plan import Plan
from gisplan.plan.plan_task import PlanTask
from gisplan.plan.scenario.prepare import prepare_scenario
from gisplan.plan.scenario.replay import Proposal, replay
from gisplan.plan.scenario.scenario import Edit, Scenario

__all__ = ["SegmentReasons", "SettlementReasons", "explain_segment", "explain_settlement"]

_MOST_SHARE, _TRIALS = 2.0, 4  # of the budgets that are tried, and how many times the range is halved


@dataclass(frozen=True)
class SegmentReasons:
    """Why a scenario builds a segment, or does not.

    Attributes
    ----------
    segment : str
    units : (N,) int64
        What may be built of it.
    is_built : bool
        Whether the scenario builds some of it.
    cost : int
        Of all its units, in parts of the cost's unit.
    served_through : (M,) bool
        The settlements that the scenario serves, and not without the segment, with nothing built instead.
    fits_budgets : bool
        Whether the budgets pay for the plan with which this one is compared: for a segment that is not built, the plan
        with all of it.
    loss_lower, loss_upper : int or None
        What is lost when the segment is left out and all is planned anew within the budgets, in thousandths of the
        prize; equal where both plans are proven. For a segment that is not built: what is lost when it is put in. None
        where it does not fit the budgets, or there are none: then nobody goes without for it.
    alternative_cost : int or None
        The least that must be built instead to serve the same settlements, in parts of the cost's unit; None where
        nothing was found that can. 0 where nothing is served through it.
    alternative_proven : bool
        Whether nothing costs less, or nothing can.
    budget_share : float or None
        How many times the budgets the best plan first has the segment, by trial up to twice, to about six per cent; 1
        where it has it now, None where it was not asked for, has it at none of them, or there is no budget.
    """

    segment: str
    units: Ints
    is_built: bool
    cost: int
    served_through: Mask
    fits_budgets: bool
    loss_lower: int | None
    loss_upper: int | None
    alternative_cost: int | None
    alternative_proven: bool
    budget_share: float | None


@dataclass(frozen=True)
class SettlementReasons:
    """Why a scenario leaves a settlement out, and what it would need.

    Attributes
    ----------
    place : int
        Its row among the settlements of the demand.
    is_served : bool
        Whether the scenario serves it.
    cheapest : (N,) int64
        The units of the cheapest way to serve it, beside what the scenario builds; empty where it is served, or where
        nothing leads to it.
    cost : int or None
        Of these, in parts of the cost's unit; None where nothing was found that leads to it.
    cost_proven : bool
        Whether nothing costs less, or nothing leads to it.
    within_budgets : bool or None
        Whether the budgets can serve it, whoever else has to go; None where time was up before that was known.
    loss_lower, loss_upper : int or None
        What the others lose then, in thousandths of the prize; None where it is not known that the budgets can serve
        it, or there are none.
    would_go : (M,) bool
        The settlements that the best plan serves and the best one with this settlement does not.
    """

    place: int
    is_served: bool
    cheapest: Ints
    cost: int | None
    cost_proven: bool
    within_budgets: bool | None
    loss_lower: int | None
    loss_upper: int | None
    would_go: Mask


def explain_segment(
    problem: PlanningProblem,
    scenario: Scenario,
    segment: str,
    *,
    time_limit_s: float | None = None,
    try_budgets: bool = False,
) -> SegmentReasons:
    """Explain why a scenario builds a segment, or does not.

    Parameters
    ----------
    problem : PlanningProblem
        From `build_scenario_problem`.
    scenario : Scenario
    segment : str
        Its code.
    time_limit_s : float, optional
        For each plan that has to be found; the loss then lies between its bounds.
    try_budgets : bool
        Whether larger budgets are tried, each of which is a plan of its own.

    Raises
    ------
    PlanError
        Nothing can be built on the segment, or see `prepare_scenario`.
    """
    units = np.flatnonzero(problem.units.segment.astype(str) == segment)
    if not len(units):
        message = _("Nothing can be built on {0}: it is sealed already, or no segment of the county has this code.")
        raise PlanError(message.format(segment))
    proposal = replay(problem, scenario)
    is_built = bool(proposal.built[units].any())
    left = proposal.built.copy()
    left[units] = False
    lost = problem.served(proposal.built | proposal.done) & ~problem.served(left | proposal.done)
    best = prepare_scenario(proposal, scenario).solve(time_limit_s)
    other = _plan_with(problem, scenario, Edit(segment, "out" if is_built else "in"), time_limit_s)
    cost, proven = _find_alternative(proposal, left, units, lost, time_limit_s)
    return SegmentReasons(
        segment=segment,
        units=units,
        is_built=is_built,
        cost=int(problem.units.cost[units].sum()),
        served_through=lost,
        fits_budgets=other is not None,
        loss_lower=None if other is None or best.serve_all else max(0, best.value - other.bound),
        loss_upper=None if other is None or best.serve_all else max(0, best.bound - other.value),
        alternative_cost=cost,
        alternative_proven=proven,
        budget_share=_find_share(problem, scenario, best, units, time_limit_s) if try_budgets else None,
    )


def _plan_with(problem: PlanningProblem, scenario: Scenario, edit: Edit, time_limit_s: float | None) -> Plan | None:
    """Find the best plan with one more edit; None where it cannot be paid."""
    edited = replace(scenario, edits=(*scenario.edits, edit))
    try:
        return prepare_scenario(replay(problem, edited), edited).solve(time_limit_s)
    except PlanError:
        return None


def _find_alternative(
    proposal: Proposal, left: Mask, units: Ints, lost: Mask, time_limit_s: float | None
) -> tuple[int | None, bool]:
    """Find the least that serves the same settlements without some units; whether that is proven."""
    if not lost.any():
        return 0, True
    excluded = np.zeros(len(left), dtype=bool)
    excluded[units] = True
    plan = _serve(proposal, left, lost, excluded, time_limit_s)
    if not plan.served[lost].all():
        return None, plan.proven
    return int(proposal.problem.units.cost[plan.built & ~left].sum()), plan.proven


def _serve(proposal: Proposal, built: Mask, wanted: Mask, excluded: Mask, time_limit_s: float | None) -> Plan:
    """Find the cheapest plan that serves some settlements beside what is built, whatever the budgets."""
    locked = Locked(built, excluded & ~built, proposal.done, np.where(built, proposal.programme, -1))
    prizes = np.where(wanted, 1, 0).astype(np.int64)
    problem = proposal.problem.with_done(proposal.done)
    return PlanTask(problem, {}, "settlements", locked, own_prizes=prizes).solve(time_limit_s)


def _find_share(
    problem: PlanningProblem, scenario: Scenario, best: Plan, units: Ints, time_limit_s: float | None
) -> float | None:
    """Find how many times the budgets the best plan first has some units."""
    if best.built[units].any():
        return 1.0
    if not scenario.budgets or not _is_built_at(problem, scenario, _MOST_SHARE, units, time_limit_s):
        return None
    low, high = 1.0, _MOST_SHARE
    for _trial in range(_TRIALS):
        middle = (low + high) / 2.0
        if _is_built_at(problem, scenario, middle, units, time_limit_s):
            high = middle
        else:
            low = middle
    return high


def _is_built_at(
    problem: PlanningProblem, scenario: Scenario, share: float, units: Ints, time_limit_s: float | None
) -> bool:
    budgets = tuple(replace(b, amount=None if b.amount is None else b.amount * share) for b in scenario.budgets)
    larger = replace(scenario, budgets=budgets)
    plan = prepare_scenario(replay(problem, larger), larger).solve(time_limit_s)
    return bool(plan.built[units].any())


def explain_settlement(
    problem: PlanningProblem, scenario: Scenario, place: int, *, time_limit_s: float | None = None
) -> SettlementReasons:
    """Explain what it would need to serve a settlement, and who would have to go.

    Parameters
    ----------
    problem : PlanningProblem
        From `build_scenario_problem`.
    scenario : Scenario
    place : int
        The row of the settlement in the demand.
    time_limit_s : float, optional
        For each plan that has to be found.

    Raises
    ------
    PlanError
        See `prepare_scenario`.
    """
    proposal = replay(problem, scenario)
    units, cost, proven = _find_cheapest(proposal, place, time_limit_s)
    task = prepare_scenario(proposal, scenario)
    best, forced = task.solve(time_limit_s), _force(task, place, time_limit_s)
    value, bound = _without_bonus(forced, task.prizes)
    own = 0 if best.served[place] else int(task.prizes[place])
    is_counted = bool(forced.served[place]) and not best.serve_all
    return SettlementReasons(
        place=place,
        is_served=bool(problem.served(proposal.built | proposal.done)[place]),
        cheapest=units,
        cost=cost,
        cost_proven=proven,
        within_budgets=True if forced.served[place] else False if forced.proven else None,
        loss_lower=max(0, best.value - bound + own) if is_counted else None,
        loss_upper=max(0, best.bound - value + own) if is_counted else None,
        would_go=best.served & ~forced.served,
    )


def _find_cheapest(proposal: Proposal, place: int, time_limit_s: float | None) -> tuple[Ints, int | None, bool]:
    """Find the units of the cheapest way to a settlement, their cost, None without a way, and whether it is proven."""
    wanted = np.arange(len(proposal.problem.demand)) == place
    excluded = proposal.by_hand & ~proposal.built & ~proposal.done
    plan = _serve(proposal, proposal.built, wanted, excluded, time_limit_s)
    if not plan.served[place]:
        return np.empty(0, dtype=np.int64), None, plan.proven
    units = np.flatnonzero(plan.built & ~proposal.built)
    return units, int(proposal.problem.units.cost[units].sum()), plan.proven


def _force(task: PlanTask, place: int, time_limit_s: float | None) -> Plan:
    """Find the best plan that serves a settlement, where the budgets can: it counts more than all others together."""
    prizes = task.prizes.copy()
    prizes[place] += int(prizes.sum()) + 1
    return replace(task, own_prizes=prizes).solve(time_limit_s)


def _without_bonus(forced: Plan, prizes: Ints) -> tuple[int, int]:
    """Return the value of a plan, and its bound, by the objective's own prizes."""
    if forced.serve_all:
        return forced.value, forced.bound
    newly = forced.served & ~forced.before
    value = int(prizes[newly].sum())
    return value, value + forced.bound - forced.value
