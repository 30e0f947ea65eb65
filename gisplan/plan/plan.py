"""A plan for a county: what to build within the budgets, whom it joins, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.plan.model.build_order import Order, order_units
from gisplan.plan.model.demand import settlement_prizes
from gisplan.plan.model.locks import Lock, Locked, apply_locks
from gisplan.plan.model.planning_problem import PlanningProblem, build_planning_problem
from gisplan.plan.model.to_steiner import build_problem
from gisplan.standards import Standard
from gisplan.steiner.problem import Ints, Mask, Solution
from gisplan.steiner.solve import solve_problem

__all__ = ["COST_SCALE", "Plan", "charge", "find_plan", "make_plan", "read_budgets"]

COST_SCALE = {"km": 1_000_000, "yuan": 100}
"""How many of the whole numbers in which costs are compared make one of each unit: millimetres, fen."""


@dataclass(frozen=True)
class Plan:
    """What to build, and how good that is.

    Attributes
    ----------
    prize : str
    prizes : (M,) int64
        Each settlement's prize, in thousandths.
    budgets : mapping of programme to int or None
        In parts of the cost's unit (`COST_SCALE`); None is unlimited. Empty: no budget at all.
    locked : Locked
    built : (U,) bool
        The units to build, those locked in among them; those that are done are not.
    programme : (U,) int64
        The programme that pays for each built unit, -1 for the others.
    value, bound : int
        With a budget: the prize newly won, and what no plan wins more than, in thousandths. Without: what
        the plan costs, and what no plan that wins as much costs less than.
    proven : bool
        Nothing is better, in prize and then in cost, and of equals this is the first.
    before, won, winnable : (M,) bool
        Who is won by what is there and done, by the plan too, and by everything that may be built.
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
    before: Mask
    served: Mask
    servable: Mask

    @property
    def serve_all(self) -> bool:
        """No budget: everything that can be won, at least cost."""
        return not self.budgets

    @property
    def gap_percent(self) -> float:
        """How far the bound is from what was found, in per cent of the bound."""
        return 100.0 * abs(self.bound - self.value) / self.bound if self.bound else 0.0

    @property
    def gained(self) -> int:
        """The prize newly won, in thousandths."""
        return int(self.prizes[self.served & ~self.before].sum())

    @cached_property
    def order(self) -> Order:
        """In which order to build it."""
        return order_units(self.problem, self.built, self.locked.done, self.prizes)

    def spent(self) -> dict[str, int]:
        """What each programme pays, in parts of the cost's unit."""
        return charge(self.problem, self.programme, self.built)

    @cached_property
    def unserved_reason(self) -> NDArray[np.object_]:
        """Why each settlement is not won; "" where it is.

        "set_aside": the porch set it, or a group that it needs, aside; "no_road": no road, built or not, passes
        near enough; "not_joined": no roads, however sealed, lead to it; "no_programme": none of the programmes
        may build what leads to it; "budget": it could be won, and is not in the best plan.
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
        told = np.full(len(demand), "set_aside", dtype=object)
        for reason, holds in reversed(reasons.items()):
            told[holds] = reason
        told[self.served] = ""
        return told


def charge(problem: PlanningProblem, programme: Ints, units: Mask) -> dict[str, int]:
    """What some units cost each programme, in parts of the cost's unit."""
    cost = problem.units.cost
    return {p.id: int(cost[units & (programme == k)].sum()) for k, p in enumerate(problem.programmes)}


def read_budgets(told: Mapping[str, float | None], unit: str) -> dict[str, int | None]:
    """Budgets in parts of the cost's unit, rounded down; None stays unlimited.

    Raises
    ------
    PlanError
        A budget is negative or no number.
    """
    wrong = [name for name, most in told.items() if most is not None and not (np.isfinite(most) and most >= 0)]
    if wrong:
        fault = _("The budget of {0} is {1}: give a number of at least 0.")
        raise PlanError("\n".join(fault.format(name, told[name]) for name in wrong))
    return {
        name: None if most is None else int(np.floor(most * COST_SCALE[unit] + 1e-6)) for name, most in told.items()
    }


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
    budgets : mapping of programme to km (or yuan), optional
        What each programme may spend; None is unlimited. Only these programmes build. Without any, everything
        that can be won is won at least cost, by all the programmes of the standard.
    prize : str
        What is to be won: "people", "households", "villages", "groups", "settlements", or a yes-or-no column.
    locks : sequence of Lock
    time_limit_s : float, optional
        Return the best found by then, with its bound.

    Raises
    ------
    PlanError
        A budget, a lock, a programme, the prize or a cost is wrong, or what is locked in is over a budget.
    """
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
    """The best plan for a county that is laid out; `budgets` in parts of the cost's unit, see `make_plan`.

    With `allowed`, (U,) bool, no other units are built.
    """
    units = problem.units
    prizes = settlement_prizes(problem.demand, prize, problem.rules, problem.standard.exit_year)
    left = _left(problem, budgets, locked)
    posed = build_problem(problem, prizes, left, locked, allowed=allowed, serve_all=not budgets)
    answer = solve_problem(posed.instance, time_limit_s=time_limit_s)
    rows, charged = posed.units_of(answer)
    built, programme = locked.required.copy(), locked.programme.copy()
    built[rows], programme[rows] = True, charged
    may = units.programmes.any(axis=1) & ~locked.excluded & (True if allowed is None else allowed)
    before, served = problem.served(locked.done), problem.served(built | locked.done)
    value, bound = _value_and_bound(problem, answer, locked, prizes, before, serve_all=not budgets)
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
        proven=answer.proven,
        before=before,
        served=served,
        servable=problem.served(may | locked.required | locked.done),
    )


def _left(problem: PlanningProblem, budgets: Mapping[str, int | None], locked: Locked) -> Ints:
    """What each programme has left when the units under contract are paid."""
    every = int(problem.units.cost.sum())
    parts = COST_SCALE[problem.rules.cost]
    left, faults = [], []
    for id, paid in charge(problem, locked.programme, locked.required).items():
        most = budgets.get(id)
        if most is not None and paid > most:
            told = _(
                "Roads locked as must be built cost {0} {1:.3f} {2}, but its budget is {3:.3f} {2}: raise the "
                "budget, or remove a lock."
            )
            faults.append(told.format(id, paid / parts, problem.rules.cost, most / parts))
        left.append(every if most is None else most - paid)
    if faults:
        raise PlanError("\n".join(faults))
    return np.array(left, dtype=np.int64)


def _value_and_bound(
    problem: PlanningProblem, answer: Solution, locked: Locked, prizes: Ints, before: Mask, *, serve_all: bool
) -> tuple[int, int]:
    """What the kernel says, and what the locked units cost or win by themselves."""
    if serve_all:
        paid = int(problem.units.cost[locked.required].sum())
        return answer.cost + paid, answer.bound + paid
    by_locks = int(prizes[problem.served(locked.required | locked.done) & ~before].sum())
    return answer.value + by_locks, answer.bound + by_locks
