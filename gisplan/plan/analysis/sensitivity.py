"""Sensitivity of a plan: other budgets, the marginal value of its units, and what comes next beyond it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.base.graphs import connected_components, csr_array
from gisplan.plan.model.build_order import find_best_path
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.to_steiner import find_payers
from gisplan.plan.plan import Plan, sum_charges
from gisplan.plan.plan_task import PlanTask

__all__ = [
    "SHARES",
    "BudgetPoint",
    "MarginalValue",
    "NextUnits",
    "find_budget_curve",
    "find_marginal_values",
    "find_next",
]

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
"""Of each budget; where there is none, of the cost of serving everybody."""


@dataclass(frozen=True)
class BudgetPoint:
    """The best plan for a share of the budgets.

    Attributes
    ----------
    share : float
        Of each budget; 1.0 is the plan's own.
    budgets : mapping of programme to int or None
        In parts of the cost's unit; None is unlimited.
    cost : int
        In parts of the cost's unit.
    value, bound : int
        The prize newly served and its bound, in thousandths.
    people : int
        Newly served.
    proven : bool
    """

    share: float
    budgets: Mapping[str, int | None]
    cost: int
    value: int
    bound: int
    people: int
    proven: bool


@dataclass(frozen=True)
class MarginalValue:
    """What the plan loses when it must do without each unit.

    The loss after planning again lies between `lower` and `upper`; they are equal where it was planned again and
    proven, and where leaving the unit out loses nothing. Units outside the plan lose nothing.

    Attributes
    ----------
    stretch : (U,) int64
        Numbers the built units that are of use only together; -1 for the others.
    lower, upper : (U,) int64
        In thousandths of the prize.
    """

    stretch: Ints
    lower: Ints
    upper: Ints


@dataclass(frozen=True)
class NextUnits:
    """A path outside the plan that could be built next.

    One that gains nothing yet brings a village that needs all its groups nearer.

    Attributes
    ----------
    units : (N,) int64
    gain : int
        The prize that it serves, in thousandths.
    cost : int
        In parts of the cost's unit.
    """

    units: Ints
    gain: int
    cost: int


def find_budget_curve(
    plan: Plan,
    shares: Sequence[float] = SHARES,
    *,
    time_limit_s: float | None = None,
    progress: Callable[[str], object] | None = None,
) -> tuple[BudgetPoint, ...]:
    """Find the best value for a range of budgets, each as proven as time allows.

    Units locked in must be paid: shares of the budgets that do not pay for them are left out. No point has a lower
    value than one with a smaller share, whose units may be built here too.

    Parameters
    ----------
    plan : Plan
        The plan to analyse.
    shares : sequence of float
        Of each budget.
    time_limit_s : float, optional
        For each point.
    progress : callable, optional
        Called with each share as text as its plan begins.

    Returns
    -------
    tuple of BudgetPoint
        By share, ascending.
    """
    points: list[BudgetPoint] = []
    paid = sum_charges(plan.problem, plan.locked.programme, plan.locked.required)
    for share in sorted(shares):
        budgets = {
            id: None if most is None else int(most * share) for id, most in (plan.budgets or plan.spent()).items()
        }
        if any(most is not None and most < paid[id] for id, most in budgets.items()):
            continue
        if progress is not None:
            progress(f"{share:.0%}")
        point = _find_point(plan, share, budgets, time_limit_s)
        if points and point.value < points[-1].value:
            point = replace(points[-1], share=share, budgets=budgets, bound=point.bound, proven=point.proven)
        points.append(point)
    return tuple(points)


def _find_point(plan: Plan, share: float, budgets: Mapping[str, int | None], time_limit_s: float | None) -> BudgetPoint:
    """Find the plan of one point, which for a share of 1 is known."""
    problem, again = plan.problem, plan
    if share != 1.0 or plan.serve_all:
        again = PlanTask(problem, budgets, plan.prize, plan.locked).solve(time_limit_s)
    people = problem.demand.count_once("people")[again.served & ~again.before]
    cost = int(problem.units.cost[again.built].sum())
    return BudgetPoint(share, budgets, cost, again.value, again.bound, int(people.sum()), again.proven)


def find_marginal_values(plan: Plan, *, replans: int = 0, time_limit_s: float | None = None) -> MarginalValue:
    """Find what is lost without each unit of a plan.

    Leaving a unit out, and building nothing in its place, bounds the loss from above. For the `replans` stretches
    that would lose most, the county is planned again without them, where there are budgets. What is under contract
    is paid all the same.

    Parameters
    ----------
    plan : Plan
        The plan to analyse.
    replans : int
        For how many stretches the county is planned again.
    time_limit_s : float, optional
        For each of these plans.

    Returns
    -------
    MarginalValue
        Bounds of the loss for each unit.
    """
    stretch = _find_stretches(plan)
    count = int(stretch.max(initial=-1)) + 1
    upper, lower = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for number in range(count):
        still_served = plan.problem.served(plan.built & (stretch != number) | plan.locked.done)
        upper[number] = plan.prizes[plan.served & ~still_served].sum()
    if not plan.serve_all:
        heaviest = [n for n in np.lexsort((np.arange(count), -upper)).tolist() if upper[n] > 0][:replans]
        for number in heaviest:
            again = _plan_without(plan, stretch == number, time_limit_s)
            upper[number] = min(int(upper[number]), plan.value - again.value)
            lower[number] = max(0, plan.value - again.bound)
    padded_lower, padded_upper = np.append(lower, 0), np.append(upper, 0)  # the last for units of no stretch, -1
    return MarginalValue(stretch, padded_lower[stretch], padded_upper[stretch])


def _plan_without(plan: Plan, units: Mask, time_limit_s: float | None) -> Plan:
    """Find the best plan without some units; those under contract among them are paid, and not built."""
    problem, locked = plan.problem, plan.locked
    paid = sum_charges(problem, locked.programme, units & locked.required)
    budgets = {id: None if most is None else most - paid[id] for id, most in plan.budgets.items()}
    without = replace(
        locked,
        required=locked.required & ~units,
        excluded=locked.excluded | units,
        programme=np.where(units, -1, locked.programme),
    )
    return PlanTask(problem, budgets, plan.prize, without).solve(time_limit_s)


def _find_stretches(plan: Plan) -> Ints:
    """Number chains of built units, each of which touches two others at most, without settlements between, (U,)."""
    n_units = len(plan.built)
    ends = _chained_pairs(plan)
    graph = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=(n_units, n_units))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    stretch = np.full(n_units, -1, dtype=np.int64)
    rows = np.flatnonzero(plan.built)
    stretch[rows] = np.unique(label[rows], return_inverse=True)[1]
    return stretch


def _chained_pairs(plan: Plan) -> tuple[Ints, Ints]:
    """List pairs of units that touch each other, and two others at most, with no settlement attached to either."""
    problem, adjacency = plan.problem, plan.problem.adjacency
    connected = connected_units(adjacency, plan.built | plan.locked.done)
    both = connected[adjacency.a] & connected[adjacency.b]
    a, b = adjacency.a[both], adjacency.b[both]
    degree = np.bincount(np.concatenate([a, b]), minlength=adjacency.root + 1)
    attached = np.bincount(problem.attached_vertex, minlength=adjacency.root + 1) > 0
    passes_on = (degree <= 2) & ~attached
    chained = (a < adjacency.n_units) & (b < adjacency.n_units) & passes_on[a] & passes_on[b]
    if problem.whole_segments:
        first = np.unique(problem.piece, return_index=True)[1]
        together = np.arange(len(plan.built)), first[problem.piece]
        return np.concatenate([a[chained], together[0]]), np.concatenate([b[chained], together[1]])
    return a[chained], b[chained]


def find_next(plan: Plan, limit: int = 10) -> list[NextUnits]:
    """Find the best paths beyond the plan, whatever the budgets: the most prize per cost next, greedily.

    Parameters
    ----------
    plan : Plan
        The plan to analyse.
    limit : int
        How many at most.

    Returns
    -------
    list of NextUnits
        The best first.
    """
    problem = plan.problem
    now = plan.built | plan.locked.done
    may: Mask = np.asarray(find_payers(problem, plan.locked).any(axis=1))
    found: list[NextUnits] = []
    while len(found) < limit:
        path = find_best_path(problem, may, now, plan.prizes)
        if not len(path):
            break
        served = problem.served(now)
        now = now.copy()
        now[path] = True
        gain = int(plan.prizes[problem.served(now) & ~served].sum())
        found.append(NextUnits(path, gain, int(problem.units.cost[path].sum())))
    return found
