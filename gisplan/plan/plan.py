"""A plan for a county: what to build within the budgets, whom it joins, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gisplan.base.arrays import Ints, Mask, Objects
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.plan.model.amounts import COST_SCALE, deadline_of, explain_budgets, read_budgets
from gisplan.plan.model.build_order import Order, order_units
from gisplan.plan.model.demand import compute_prizes
from gisplan.plan.model.locks import Lock, Locked, apply_locks
from gisplan.plan.model.planning_problem import PlanningProblem, build_planning_problem
from gisplan.plan.model.to_steiner import build_problem
from gisplan.standards import GENERAL, Standard
from gisplan.steiner import Solution, solve_problem

__all__ = ["COST_SCALE", "Plan", "find_plan", "make_plan", "sum_charges"]


@dataclass(frozen=True)
class Plan:
    """The units to build, with their value and its bound.

    Attributes
    ----------
    problem : PlanningProblem
        What is planned for.
    prize : str
        The objective.
    prizes : (M,) int64
        Each settlement's prize, in thousandths.
    budgets : mapping of programme to int or None
        In parts of the cost's unit (`COST_SCALE`); None is unlimited. Empty: no budget at all.
    locked : Locked
        The units that are fixed in advance.
    built : (U,) bool
        The units to build, those locked in among them; those that are done are not.
    programme : (U,) int64
        The programme that pays for each built unit, -1 for the others.
    value, bound : int
        With a budget: the prize newly served, and the most that any plan can serve, in thousandths. Without:
        the cost of the plan, and the least that any plan of the same value can cost.
    proven : bool
        Nothing is better: the value equals its bound.
    ties_proven : bool
        Of all plans as good, none costs less, and of those that cost as much this is the first.
    before, served, servable : (M,) bool
        The settlements served by what is there and done, with the plan too, and with all that may be built.
    """

    problem: PlanningProblem
    prize: str
    prizes: Ints
    budgets: Mapping[str, int | None]
    locked: Locked
    built: Mask
    programme: Ints
    value: int
    bound: int
    proven: bool
    ties_proven: bool
    before: Mask
    served: Mask
    servable: Mask

    @property
    def serve_all(self) -> bool:
        """Whether there is no budget: everybody who can be served is, at least cost."""
        return not self.budgets

    @property
    def gap_percent(self) -> float:
        """How far the value is from the bound, in per cent of the bound."""
        return 100.0 * abs(self.bound - self.value) / self.bound if self.bound else 0.0

    @property
    def gained(self) -> int:
        """The prize newly served, in thousandths."""
        return int(self.prizes[self.served & ~self.before].sum())

    @cached_property
    def order(self) -> Order:
        """The order of building."""
        return order_units(self.problem, self.built, self.locked.done, self.prizes)

    def spent(self) -> dict[str, int]:
        """Sum what each programme pays, in parts of the cost's unit."""
        return sum_charges(self.problem, self.programme, self.built)

    @cached_property
    def unserved_reason(self) -> Objects:
        """Why each settlement is not served; "" where it is.

        "set_aside": it, or a group that it needs, is quarantined; "no_road": no road, built or not, passes
        near enough; "not_joined": no roads, however sealed, lead to it; "no_programme": none of the programmes
        may build what leads to it; "budget": it could be served, and is not in the best plan.
        """
        demand, units = self.problem.demand, self.problem.units
        aside = demand.frame["quarantined"].to_numpy(dtype=bool)
        near = np.zeros(len(demand), dtype=bool)
        near[self.problem.attached_settlement] = True
        reasons = {
            "budget": self.servable,
            "no_programme": self.problem.served(np.ones(len(units), dtype=bool)),
            "not_joined": demand.served(near),
            "no_road": demand.served(~aside),
        }
        found = np.full(len(demand), "set_aside", dtype=object)
        for reason, holds in reversed(reasons.items()):
            found[holds] = reason
        found[self.served] = ""
        return found


def sum_charges(problem: PlanningProblem, programme: Ints, units: Mask) -> dict[str, int]:
    """Sum what some units cost each programme, in parts of the cost's unit."""
    cost = problem.units.cost
    return {p.id: int(cost[units & (programme == k)].sum()) for k, p in enumerate(problem.programmes)}


def make_plan(
    county: County,
    standard: Standard,
    *,
    budgets: Mapping[str, float | None] | None = None,
    prize: str = "people",
    locks: Sequence[Lock] = (),
    time_limit_s: float | None = None,
) -> Plan:
    """Find the best plan for a county.

    Parameters
    ----------
    county : County
        With its candidates.
    standard : Standard
        With its rules of planning.
    budgets : mapping of programme to km (or yuan), optional
        What each programme may spend; None is unlimited. Only these programmes build. Without any, everything
        that can be served is, at least cost, by all the programmes of the standard.
    prize : str
        The objective: "people", "households", "villages", "groups", "settlements", or a yes-or-no column.
    locks : sequence of Lock
        Units that are under contract, excluded, or done.
    time_limit_s : float, optional
        Return the best found by then, with its bound.

    Returns
    -------
    Plan
        Proven optimal, unless time was up.

    Raises
    ------
    PlanError
        A budget, a lock, a programme, the prize or a cost is wrong, or what is locked in is over a budget.
    """
    if budgets is not None and not isinstance(budgets, Mapping):
        raise PlanError(explain_budgets(budgets, [*(p.id for p in standard.plan.programmes), GENERAL]))
    problem = build_planning_problem(county, standard, programmes=tuple(budgets) if budgets else None)
    limits = read_budgets(budgets or {}, problem.rules.cost)
    locked = apply_locks(problem.units, locks, [p.id for p in problem.programmes])
    return find_plan(problem, limits, prize=prize, locked=locked, time_limit_s=time_limit_s)


def find_plan(
    problem: PlanningProblem,
    budgets: Mapping[str, int | None],
    *,
    prize: str,
    locked: Locked,
    time_limit_s: float | None = None,
    allowed: Mask | None = None,
) -> Plan:
    """Find the best plan for a county that is prepared; see `make_plan`.

    Parameters
    ----------
    problem : PlanningProblem
    budgets : mapping of programme to int or None
        In parts of the cost's unit.
    prize : str
    locked : Locked
    time_limit_s : float, optional
    allowed : (U,) bool, optional
        No other units are built.
    """
    deadline = deadline_of(time_limit_s)
    prizes = compute_prizes(problem.demand, prize, problem.rules, problem.standard.exit_year)
    mapping = build_problem(
        problem,
        prizes,
        _remaining_budgets(problem, budgets, locked),
        locked,
        allowed=allowed,
        serve_all=not budgets,
    )
    solution = solve_problem(mapping.steiner, deadline=deadline)
    built, programme = _with_locked(locked, *mapping.units_of(solution))
    before = problem.served(locked.done)
    value, bound = _value_and_bound(problem, solution, locked, prizes, before, serve_all=not budgets)
    return Plan(
        problem=problem,
        prize=prize,
        prizes=prizes,
        budgets=budgets,
        locked=locked,
        built=built,
        programme=programme,
        value=value,
        bound=bound,
        proven=solution.proven,
        ties_proven=solution.ties_proven,
        before=before,
        served=problem.served(built | locked.done),
        servable=problem.served(_buildable(problem, locked, allowed)),
    )


def _with_locked(locked: Locked, units: Ints, charged: Ints) -> tuple[Mask, Ints]:
    """Join units and what they are charged to with those locked in: built (U,), programme (U,)."""
    built, programme = locked.required.copy(), locked.programme.copy()
    built[units], programme[units] = True, charged
    return built, programme


def _buildable(problem: PlanningProblem, locked: Locked, allowed: Mask | None) -> Mask:
    """Find the units that may be built, are locked in, or are done, (U,)."""
    may = problem.units.programmes.any(axis=1) & ~locked.excluded & (True if allowed is None else allowed)
    buildable: Mask = may | locked.required | locked.done
    return buildable


def _remaining_budgets(problem: PlanningProblem, budgets: Mapping[str, int | None], locked: Locked) -> Ints:
    """Compute what each programme has left when the units under contract are paid."""
    every = int(problem.units.cost.sum())
    parts = COST_SCALE[problem.rules.cost]
    left, faults = [], []
    for id, paid in sum_charges(problem, locked.programme, locked.required).items():
        most = budgets.get(id)
        if most is not None and paid > most:
            message = _(
                "Roads locked as must be built cost {0} {1:.3f} {2}, but its budget is {3:.3f} {2}: raise the "
                "budget, or remove a lock."
            )
            faults.append(message.format(id, paid / parts, problem.rules.cost, most / parts))
        left.append(every if most is None else min(every, most - paid))
    if faults:
        raise PlanError("\n".join(faults))
    return np.array(left, dtype=np.int64)


def _value_and_bound(
    problem: PlanningProblem, solution: Solution, locked: Locked, prizes: Ints, before: Mask, *, serve_all: bool
) -> tuple[int, int]:
    """Add to the solution what the locked units cost or serve by themselves."""
    if serve_all:
        paid = int(problem.units.cost[locked.required].sum())
        return solution.cost + paid, solution.bound + paid
    by_locks = int(prizes[problem.served(locked.required | locked.done) & ~before].sum())
    return solution.value + by_locks, solution.bound + by_locks
