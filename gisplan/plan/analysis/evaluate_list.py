"""How good is a list of roads that somebody else drew up?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.plan.model.locks import Locked
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.plan import Plan, find_plan
from gisplan.steiner.problem import Ints, Mask

__all__ = ["ListEvaluation", "ListedUnits", "evaluate_list", "list_units"]


@dataclass(frozen=True)
class ListedUnits:
    """A list of segments, and the units that it means.

    Attributes
    ----------
    name : str
    built : (U,) bool
    programme : (U,) int64
        Whom the list charges, -1 where it names none that may be asked.
    already_sealed, unknown : tuple of str
        Segments on the list that have nothing to seal, and those that the county does not know.
    """

    name: str
    built: Mask
    programme: Ints
    already_sealed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class ListEvaluation:
    """What a list wins and wastes, and what the same money could have won.

    Attributes
    ----------
    won : (M,) bool
        Who is won when the list is built.
    value : int
        The prize newly won, in thousandths.
    cost : int
        Of the whole list but what is done, in parts of the cost's unit.
    wasted : (U,) bool
        Units of the list, not done, without which it wins as much.
    best : Plan
        The best plan for what the list spends under each programme, which may build what the list builds.
    """

    listed: ListedUnits
    served: Mask
    value: int
    cost: int
    wasted: Mask
    best: Plan


def list_units(problem: PlanningProblem, name: str, rows: Sequence[tuple[str, str]]) -> ListedUnits:
    """The units of a list of (segment, programme); a segment is meant whole, of two rows the first counts."""
    units = problem.units
    ids = [p.id for p in problem.programmes]
    rows_of = pd.Series(np.arange(len(units))).groupby(pd.Series(units.segment).astype(str).to_numpy()).indices
    known = set(pd.Series(problem.survey.segment).astype(str))
    built, programme = np.zeros(len(units), dtype=bool), np.full(len(units), -1, dtype=np.int64)
    sealed: list[str] = []
    strange: list[str] = []
    for segment, charged in rows:
        found = rows_of.get(segment)
        if found is None:
            (sealed if segment in known else strange).append(segment)
            continue
        fresh = found[~built[found]]
        built[fresh] = True
        programme[fresh] = ids.index(charged) if charged in ids else -1
    return ListedUnits(name, built, programme, tuple(dict.fromkeys(sealed)), tuple(dict.fromkeys(strange)))


def evaluate_list(plan: Plan, listed: ListedUnits, *, time_limit_s: float | None = None) -> ListEvaluation:
    """Score a list as a plan of its own; what is locked as done counts as done, other locks are not asked."""
    done, cost = plan.locked.done, plan.problem.units.cost
    none = np.zeros(len(done), dtype=bool)
    locked = Locked(none, none, done, np.full(len(done), -1, dtype=np.int64))
    paid = _charge(plan.problem, listed) & ~done[:, None]
    built = np.asarray(paid.any(axis=1))
    problem = plan.problem.allowing(paid)
    spent: dict[str, int | None] = {p.id: int(cost[paid[:, k]].sum()) for k, p in enumerate(problem.programmes)}
    served = problem.served(built | done)
    # the cheapest part of the list that wins as much: all that can be won over no other units
    least = find_plan(problem, {}, prize=plan.prize, locked=locked, time_limit_s=time_limit_s, allowed=built)
    return ListEvaluation(
        listed=listed,
        served=served,
        value=int(plan.prizes[served & ~problem.served(done)].sum()),
        cost=int(cost[built].sum()),
        wasted=built & ~least.built,
        best=find_plan(problem, spent, prize=plan.prize, locked=locked, time_limit_s=time_limit_s),
    )


def _charge(problem: PlanningProblem, listed: ListedUnits) -> Mask:
    """Whom the list charges for each unit, (U, K); what it charges to none goes to the first that may build it."""
    first = problem.units.programmes.argmax(axis=1)
    charged = np.where(listed.programme >= 0, listed.programme, first)
    paid: Mask = listed.built[:, None] & (charged[:, None] == np.arange(len(problem.programmes)))
    return paid
