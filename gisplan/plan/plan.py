"""A plan for a county: what to build within the budgets, whom it joins, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gisplan.base.arrays import Ints, Mask, Objects
from gisplan.plan.model.amounts import COST_SCALE
from gisplan.plan.model.build_order import Order, order_units
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem

__all__ = ["COST_SCALE", "Plan", "sum_charges"]


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
