"""How a plan is found: the problem of a county, prepared and then solved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gisplan.base.arrays import Ints, Mask
from gisplan.base.errors import PlanError
from gisplan.base.language import _
from gisplan.county.county import County
from gisplan.plan.model.access_points import build_to_settlements
from gisplan.plan.model.amounts import COST_SCALE, deadline_of, explain_budgets, read_budgets
from gisplan.plan.model.demand import compute_prizes
from gisplan.plan.model.locks import Lock, Locked, apply_locks
from gisplan.plan.model.planning_problem import PlanningProblem, build_planning_problem
from gisplan.plan.model.to_steiner import ProblemMapping, build_problem, find_payers
from gisplan.plan.model.whole_segments import build_whole_problem
from gisplan.plan.plan import Plan, sum_charges
from gisplan.standards import GENERAL, Standard
from gisplan.standards.plan_rules import BUILD_TO
from gisplan.steiner import Solution, solve_problem

__all__ = ["PlanTask", "choose_what_is_built", "make_plan", "prepare_plan"]


def make_plan(
    county: County,
    standard: Standard,
    *,
    budgets: Mapping[str, float | None] | None = None,
    prize: str = "people",
    locks: Sequence[Lock] = (),
    build_to: str = "rule",
    whole_segments: bool = False,
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
    build_to : str
        "rule": a road that comes within the criterion's distance serves a settlement; "settlement": one that
        reaches the place where the nearest road comes nearest to it.
    whole_segments : bool
        The units of a segment are built together, or none of them.
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
    task = prepare_plan(
        county,
        standard,
        budgets=budgets,
        prize=prize,
        locks=locks,
        build_to=build_to,
        whole_segments=whole_segments,
    )
    return task.solve(time_limit_s)


def prepare_plan(
    county: County,
    standard: Standard,
    *,
    budgets: Mapping[str, float | None] | None = None,
    prize: str = "people",
    locks: Sequence[Lock] = (),
    build_to: str = "rule",
    whole_segments: bool = False,
) -> PlanTask:
    """Prepare the plan of a county, to be solved; see `make_plan`."""
    if budgets is not None and not isinstance(budgets, Mapping):
        raise PlanError(explain_budgets(budgets, [*(p.id for p in standard.plan.programmes), GENERAL]))
    problem = build_planning_problem(county, standard, programmes=tuple(budgets) if budgets else None)
    limits = read_budgets(budgets or {}, problem.rules.cost)
    problem = choose_what_is_built(problem, build_to, whole_segments=whole_segments)
    locked = apply_locks(problem.units, locks, [p.id for p in problem.programmes])
    return PlanTask(problem.with_done(locked.done), limits, prize, locked)


def choose_what_is_built(problem: PlanningProblem, build_to: str, *, whole_segments: bool) -> PlanningProblem:
    """Return the problem in which roads are built up to the settlements, or in whole segments.

    Raises
    ------
    PlanError
        There is no such way to build.
    """
    if build_to not in BUILD_TO:
        raise PlanError(_("Build to {0!r}: use one of {1}.").format(build_to, ", ".join(BUILD_TO)))
    if build_to == "settlement":
        problem, _parent = build_to_settlements(problem)
    return replace(problem, whole_segments=True) if whole_segments else problem


@dataclass(frozen=True)
class PlanTask:
    """A plan that is to be found.

    Attributes
    ----------
    problem : PlanningProblem
    budgets : mapping of programme to int or None
        In parts of the cost's unit.
    prize : str
    locked : Locked
    allowed : (U,) bool, optional
        No other units are built.
    own_prizes : (M,) int64, optional
        Prizes in thousandths instead of those of the objective, for plans that answer a question about a few places.
    """

    problem: PlanningProblem
    budgets: Mapping[str, int | None]
    prize: str
    locked: Locked
    allowed: Mask | None = None
    own_prizes: Ints | None = None

    @cached_property
    def prizes(self) -> Ints:
        """Each settlement's prize, in thousandths."""
        if self.own_prizes is not None:
            return self.own_prizes
        return compute_prizes(self.problem.demand, self.prize, self.problem.rules, self.problem.standard.exit_year)

    @cached_property
    def mapping(self) -> ProblemMapping:
        """The Steiner tree problem.

        Raises
        ------
        PlanError
            What is locked in is over a budget.
        """
        left = _remaining_budgets(self.problem, self.budgets, self.locked)
        build = build_whole_problem if self.problem.whole_segments else build_problem
        return build(self.problem, self.prizes, left, self.locked, allowed=self.allowed, serve_all=not self.budgets)

    def solve(
        self,
        time_limit_s: float | None,
        report_gap: Callable[[float], object] | None = None,
        report_best: Callable[[int, int], object] | None = None,
    ) -> Plan:
        """Find the best plan.

        Parameters
        ----------
        time_limit_s : float or None
        report_gap : callable, optional
            Called with the gap so far in per cent when it changes.
        report_best : callable, optional
            Called with the best value so far and its bound, in the parts of `Plan.value`, when one of them changes.
        """
        deadline = deadline_of(time_limit_s)

        def report(value: int, bound: int) -> None:
            if report_gap is not None and bound:
                report_gap(100.0 * abs(bound - value) / max(bound, value))
            if report_best is not None:
                report_best(value + self.by_locks, bound + self.by_locks)

        return self.to_plan(solve_problem(self.mapping.steiner, deadline=deadline, report=report))

    @cached_property
    def by_locks(self) -> int:
        """What the locked units cost, or serve, by themselves."""
        before = self.problem.served(self.locked.done)
        return _value_of_locks(self.problem, self.locked, self.prizes, before, serve_all=not self.budgets)

    def to_plan(self, solution: Solution) -> Plan:
        """Return a solution of the Steiner tree problem as a plan."""
        problem, locked = self.problem, self.locked
        built, programme = _with_locked(locked, *self.mapping.units_of(solution))
        before = problem.served(locked.done)
        value, bound = _value_and_bound(problem, solution, locked, self.prizes, before, serve_all=not self.budgets)
        return Plan(
            problem=problem,
            prize=self.prize,
            prizes=self.prizes,
            budgets=self.budgets,
            locked=locked,
            built=built,
            programme=programme,
            value=value,
            bound=bound,
            proven=solution.proven,
            ties_proven=solution.ties_proven,
            before=before,
            served=problem.served(built | locked.done),
            servable=problem.served(_buildable(problem, locked, self.allowed)),
        )


def _with_locked(locked: Locked, units: Ints, charged: Ints) -> tuple[Mask, Ints]:
    """Join units and what they are charged to with those locked in: built (U,), programme (U,)."""
    built, programme = locked.required.copy(), locked.programme.copy()
    built[units], programme[units] = True, charged
    return built, programme


def _buildable(problem: PlanningProblem, locked: Locked, allowed: Mask | None) -> Mask:
    """Find the units that may be built, are locked in, or are done, (U,)."""
    buildable: Mask = find_payers(problem, locked, allowed).any(axis=1) | locked.required | locked.done
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
    more = _value_of_locks(problem, locked, prizes, before, serve_all=serve_all)
    return (solution.cost if serve_all else solution.value) + more, solution.bound + more


def _value_of_locks(problem: PlanningProblem, locked: Locked, prizes: Ints, before: Mask, *, serve_all: bool) -> int:
    """Compute what the locked units cost, or serve, by themselves."""
    if serve_all:
        return int(problem.units.cost[locked.required].sum())
    return int(prizes[problem.served(locked.required | locked.done) & ~before].sum())
