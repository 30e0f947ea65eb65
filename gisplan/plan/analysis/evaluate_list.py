"""The evaluation of a list of roads that somebody else drew up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.base.arrays import Ints, Mask
from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.plan import Plan
from gisplan.plan.plan_task import PlanTask
from gisplan.steiner import Solution

__all__ = ["EvaluationTask", "ListEvaluation", "ListedUnits", "evaluate_list", "list_units", "prepare_evaluation"]


@dataclass(frozen=True)
class ListedUnits:
    """A list of segments, and the units of these.

    Attributes
    ----------
    name : str
    built : (U,) bool
    programme : (U,) int64
        The programme that the list charges, -1 where it names none of the plan's.
    already_sealed, unknown : tuple of str
        Segments on the list that have nothing to seal, and those that the county does not have.
    """

    name: str
    built: Mask
    programme: Ints
    already_sealed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class ListEvaluation:
    """What a list serves, which of its units have no effect, and what the same money could serve.

    Attributes
    ----------
    listed : ListedUnits
    served : (M,) bool
        The settlements that are served when the list is built.
    value : int
        The prize newly served, in thousandths.
    cost : int
        Of the whole list but what is done, in parts of the cost's unit.
    without_effect : (U,) bool
        Units of the list, not done, without which it serves as much.
    best : Plan
        The best plan for what the list spends under each programme, which may build what the list builds.
    """

    listed: ListedUnits
    served: Mask
    value: int
    cost: int
    without_effect: Mask
    best: Plan


def list_units(problem: PlanningProblem, name: str, rows: Sequence[tuple[str, str]]) -> ListedUnits:
    """Find the units of a list of whole segments; of two rows for a segment the first counts.

    Parameters
    ----------
    problem : PlanningProblem
        That of the plan.
    name : str
        Of the list.
    rows : sequence of (segment, programme)
        The codes, and the ids of programmes or "".

    Returns
    -------
    ListedUnits
        The units, and the segments without any.
    """
    units = problem.units
    ids = [p.id for p in problem.programmes]
    rows_of = pd.Series(np.arange(len(units))).groupby(pd.Series(units.segment).astype(str).to_numpy()).indices
    known = set(pd.Series(problem.survey.segment).astype(str))
    built, programme = np.zeros(len(units), dtype=bool), np.full(len(units), -1, dtype=np.int64)
    already_sealed: list[str] = []
    unknown: list[str] = []
    for segment, charged in rows:
        found = rows_of.get(segment)
        if found is None:
            (already_sealed if segment in known else unknown).append(segment)
            continue
        new = found[~built[found]]
        built[new] = True
        programme[new] = ids.index(charged) if charged in ids else -1
    return ListedUnits(name, built, programme, tuple(dict.fromkeys(already_sealed)), tuple(dict.fromkeys(unknown)))


def evaluate_list(plan: Plan, listed: ListedUnits, *, time_limit_s: float | None = None) -> ListEvaluation:
    """Evaluate a list as a plan of its own; units locked as done count as done, other locks are ignored.

    Parameters
    ----------
    plan : Plan
        The plan to analyse.
    listed : ListedUnits
        From `list_units`.
    time_limit_s : float, optional
        For each plan that has to be found.

    Returns
    -------
    ListEvaluation
        The list beside the best plan for the same money.
    """
    return prepare_evaluation(plan.problem, listed, prize=plan.prize, done=plan.locked.done).solve(time_limit_s)


@dataclass(frozen=True)
class EvaluationTask:
    """An evaluation for which two plans are to be found.

    Attributes
    ----------
    listed : ListedUnits
    built : (U,) bool
        What the list builds that is not done.
    cheapest : PlanTask
        The cheapest part of the list that serves as much: everybody who can be served over no other units.
    best : PlanTask
        The best plan for what the list spends.
    """

    listed: ListedUnits
    built: Mask
    cheapest: PlanTask
    best: PlanTask

    def solve(self, time_limit_s: float | None) -> ListEvaluation:
        """Find the two plans, and compare the list with them."""
        return self._compare(self.cheapest.solve(time_limit_s), self.best.solve(time_limit_s))

    def evaluate(self, wait_for_best: Callable[[], Sequence[Solution]]) -> ListEvaluation:
        """Find the cheapest part while the best plan, ten times the work, is found elsewhere; then compare the list."""
        cheapest = self.cheapest.solve(None)
        return self._compare(cheapest, self.best.to_plan(wait_for_best()[0]))

    def _compare(self, cheapest: Plan, best: Plan) -> ListEvaluation:
        problem, done = best.problem, best.locked.done
        served = problem.served(self.built | done)
        return ListEvaluation(
            listed=self.listed,
            served=served,
            value=int(best.prizes[served & ~problem.served(done)].sum()),
            cost=int(problem.units.cost[self.built].sum()),
            without_effect=self.built & ~cheapest.built,
            best=best,
        )


def prepare_evaluation(problem: PlanningProblem, listed: ListedUnits, *, prize: str, done: Mask) -> EvaluationTask:
    """Prepare the two plans of an evaluation; see `evaluate_list`."""
    cost = problem.units.cost
    none = np.zeros(len(done), dtype=bool)
    locked = Locked(none, none, done, np.full(len(done), -1, dtype=np.int64))
    charged = _charged_units(problem, listed) & ~done[:, None]
    built = np.asarray(charged.any(axis=1))
    problem = problem.with_programmes(charged)
    spent: dict[str, int | None] = {p.id: int(cost[charged[:, k]].sum()) for k, p in enumerate(problem.programmes)}
    cheapest = PlanTask(problem, {}, prize, locked, allowed=built)
    return EvaluationTask(listed, built, cheapest, PlanTask(problem, spent, prize, locked))


def _charged_units(problem: PlanningProblem, listed: ListedUnits) -> Mask:
    """Find the programme that pays for each unit, (U, K); without one named, the first that may build it."""
    first = problem.units.programmes.argmax(axis=1)
    programme = np.where(listed.programme >= 0, listed.programme, first)
    charged: Mask = listed.built[:, None] & (programme[:, None] == np.arange(len(problem.programmes)))
    return charged
