"""How good is a list of roads that somebody else drew up?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.plan.instance import Ints, Mask
from gisplan.plan.locks import Locked
from gisplan.plan.make import Plan, find_plan
from gisplan.plan.question import PlanQuestion

__all__ = ["ListedUnits", "Score", "list_units", "score_list"]


@dataclass(frozen=True)
class ListedUnits:
    """A list of segments, and the units that it means.

    Attributes
    ----------
    name : str
    built : (U,) bool
    programme : (U,) int64
        Whom the list charges, -1 where it names none that may be asked.
    sealed, strange : tuple of str
        Segments on the list that have nothing to seal, and those that the county does not know.
    """

    name: str
    built: Mask
    programme: Ints
    sealed: tuple[str, ...]
    strange: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """What a list wins and wastes, and what the same money could have won.

    Attributes
    ----------
    won : (M,) bool
        Who is won when the list is built.
    value : int
        The prize newly won, in thousandths.
    cost : int
        Of the whole list, in parts of the cost's unit.
    wasted : (U,) bool
        Units of the list without which it wins as much.
    best : Plan
        The best plan for what the list spends under each programme.
    """

    listed: ListedUnits
    won: Mask
    value: int
    cost: int
    wasted: Mask
    best: Plan


def list_units(question: PlanQuestion, name: str, rows: Sequence[tuple[str, str]]) -> ListedUnits:
    """The units of a list of (segment, programme); a segment is meant whole, of two rows the first counts."""
    units = question.units
    ids = [p.id for p in question.programmes]
    rows_of = pd.Series(np.arange(len(units))).groupby(pd.Series(units.segment).astype(str).to_numpy()).indices
    known = set(pd.Series(question.survey.segment).astype(str))
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


def score_list(plan: Plan, listed: ListedUnits, *, time_limit_s: float | None = None) -> Score:
    """Score a list as a plan of its own; what is locked as done counts as done, other locks are not asked."""
    question, units = plan.question, plan.question.units
    none = np.zeros(len(units), dtype=bool)
    done = Locked(none, none, plan.locked.done, np.full(len(units), -1, dtype=np.int64))
    won = question.won(listed.built | done.done)
    before = question.won(done.done)
    return Score(
        listed=listed,
        won=won,
        value=int(plan.worth[won & ~before].sum()),
        cost=int(units.cost[listed.built].sum()),
        wasted=listed.built & ~_needed(plan, listed, done, time_limit_s),
        best=find_plan(question, _spent(question, listed), prize=plan.prize, locked=done, time_limit_s=time_limit_s),
    )


def _needed(plan: Plan, listed: ListedUnits, done: Locked, time_limit_s: float | None) -> Mask:
    """The cheapest part of the list that wins as much: everything that it can win, over no other units."""
    question = plan.question
    open_ = question.units_open_to_all(listed.built)
    least = find_plan(open_, {}, prize=plan.prize, locked=done, time_limit_s=time_limit_s, allowed=listed.built)
    return least.built


def _spent(question: PlanQuestion, listed: ListedUnits) -> dict[str, int | None]:
    """What the list spends under each programme; what it charges to none goes to the first that may build it."""
    units = question.units
    may = units.programmes.argmax(axis=1)
    charged = np.where(listed.programme >= 0, listed.programme, may)
    return {p.id: int(units.cost[listed.built & (charged == k)].sum()) for k, p in enumerate(question.programmes)}
