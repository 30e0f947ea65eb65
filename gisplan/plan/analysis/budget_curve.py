"""The best that other budgets could win."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gisplan.plan.plan import Plan, charge, find_plan

__all__ = ["SHARES", "BudgetPoint", "find_budget_curve"]

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
"""Of each budget; where there is none, of what winning everything costs."""


@dataclass(frozen=True)
class BudgetPoint:
    """What a budget wins at best: `value` and `bound` in thousandths, `cost` in parts of the cost's unit."""

    share: float
    budgets: Mapping[str, int | None]
    cost: int
    value: int
    bound: int
    people: int
    proven: bool


def find_budget_curve(
    plan: Plan,
    shares: Sequence[float] = SHARES,
    *,
    time_limit_s: float | None = None,
    progress: Callable[[str], object] | None = None,
) -> tuple[BudgetPoint, ...]:
    """The best value for a range of budgets, each as proven as time allows.

    What is locked in must be paid: shares of the budgets that do not pay for it are left out. No point wins
    less than one with a smaller share: what that builds may be built here too.
    """
    points: list[BudgetPoint] = []
    problem, locked = plan.problem, plan.locked
    paid = charge(problem, locked.programme, locked.required)
    for share in sorted(shares):
        limits = {id: _scaled(most, share) for id, most in (plan.budgets or plan.spent()).items()}
        if any(most is not None and most < paid[id] for id, most in limits.items()):
            continue
        if progress is not None:
            progress(f"{share:.0%}")
        again = plan
        if share != 1.0 or plan.serve_all:
            again = find_plan(problem, limits, prize=plan.prize, locked=locked, time_limit_s=time_limit_s)
        people = problem.demand.count_once("people")[again.served & ~again.before]
        cost = int(problem.units.cost[again.built].sum())
        point = BudgetPoint(share, limits, cost, again.value, again.bound, int(people.sum()), again.proven)
        if points and point.value < points[-1].value:
            point = replace(points[-1], share=share, budgets=limits, bound=point.bound, proven=point.proven)
        points.append(point)
    return tuple(points)


def _scaled(most: int | None, share: float) -> int | None:
    """A share of a budget, rounded down."""
    return None if most is None else int(most * share)
