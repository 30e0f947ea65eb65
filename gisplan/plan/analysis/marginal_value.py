"""What each unit of a plan is worth, and which units outside it come next."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gisplan.plan.model.build_order import find_next_way
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.plan import Plan, charge, find_plan
from gisplan.steiner.problem import Ints, Mask

__all__ = ["MarginalValue", "NextUnits", "find_next", "value_units"]


@dataclass(frozen=True)
class MarginalValue:
    """What the plan loses when it must do without each unit, in thousandths of the prize, (U,).

    The loss after planning again lies between `least` and `most`; they are equal where it was planned again and
    proven, and where leaving the unit out loses nothing. Units outside the plan lose nothing. `stretch` numbers
    the built units that stand or fall together; -1 for the others.
    """

    stretch: Ints
    lower: Ints
    upper: Ints


@dataclass(frozen=True)
class NextUnits:
    """A way outside the plan: its units, what it wins (in thousandths) and what it costs.

    One that wins nothing yet brings a village that needs all its groups nearer.
    """

    units: Ints
    gain: int
    cost: int


def value_units(plan: Plan, *, replans: int = 0, time_limit_s: float | None = None) -> MarginalValue:
    """What is lost without each unit of a plan.

    Leaving a unit out, and building nothing in its place, bounds the loss from above. For the `replans`
    stretches that would lose most, the county is planned again without them, where there are budgets. What
    is under contract is paid all the same.
    """
    stretch = _stretches(plan)
    count = int(stretch.max(initial=-1)) + 1
    most = np.zeros(count, dtype=np.int64)
    for number in range(count):
        left = plan.problem.served(plan.built & (stretch != number) | plan.locked.done)
        most[number] = plan.prizes[plan.served & ~left].sum()
    least = np.zeros(count, dtype=np.int64)
    if not plan.serve_all:
        heaviest = [n for n in np.lexsort((np.arange(count), -most)).tolist() if most[n] > 0][:replans]
        for number in heaviest:
            lost, bound = _plan_without(plan, stretch == number, time_limit_s)
            most[number] = min(int(most[number]), lost)
            least[number] = max(0, bound)
    inside = stretch >= 0
    told = np.where(inside, stretch, 0)
    return MarginalValue(
        stretch,
        np.where(inside, least[told], 0) if count else np.zeros(len(stretch), dtype=np.int64),
        np.where(inside, most[told], 0) if count else np.zeros(len(stretch), dtype=np.int64),
    )


def _plan_without(plan: Plan, units: Mask, time_limit_s: float | None) -> tuple[int, int]:
    """What is lost by the best plan found without some units, and what at least is lost by any."""
    problem, locked = plan.problem, plan.locked
    paid = charge(problem, locked.programme, units & locked.required)
    budgets = {id: None if most is None else most - paid[id] for id, most in plan.budgets.items()}
    free = replace(
        locked,
        required=locked.required & ~units,
        excluded=locked.excluded | units,
        programme=np.where(units, -1, locked.programme),
    )
    again = find_plan(problem, budgets, prize=plan.prize, locked=free, time_limit_s=time_limit_s)
    return plan.value - again.value, plan.value - again.bound


def _stretches(plan: Plan) -> Ints:
    """Built units in chains: two that touch each other and of each side nothing else, where nobody is won between."""
    problem, built = plan.problem, plan.built
    adjacency = problem.adjacency
    sealed = connected_units(adjacency, built | plan.locked.done)
    open_ = sealed[adjacency.a] & sealed[adjacency.b]
    a, b = adjacency.a[open_], adjacency.b[open_]
    degree = np.bincount(np.concatenate([a, b]), minlength=adjacency.root + 1)
    attached = np.bincount(problem.attached_vertex, minlength=adjacency.root + 1) > 0
    units = adjacency.units
    plain = (a < units) & (b < units)
    plain &= (degree[a] <= 2) & (degree[b] <= 2) & ~attached[a] & ~attached[b]
    graph = csr_array((np.ones(int(plain.sum()), np.int8), (a[plain], b[plain])), shape=(units, units))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    stretch = np.full(units, -1, dtype=np.int64)
    rows = np.flatnonzero(built)
    stretch[rows] = np.unique(label[rows], return_inverse=True)[1]
    return stretch


def find_next(plan: Plan, most: int = 10) -> list[NextUnits]:
    """The best ways to go on beyond the plan, whatever the budgets: the most prize per cost next, greedily."""
    problem = plan.problem
    now = plan.built | plan.locked.done
    may = problem.units.programmes.any(axis=1) & ~plan.locked.excluded
    found: list[NextUnits] = []
    while len(found) < most:
        way = find_next_way(problem, may, now, plan.prizes)
        if not len(way):
            break
        served = problem.served(now)
        now = now.copy()
        now[way] = True
        gain = int(plan.prizes[problem.served(now) & ~served].sum())
        found.append(NextUnits(way, gain, int(problem.units.cost[way].sum())))
    return found
