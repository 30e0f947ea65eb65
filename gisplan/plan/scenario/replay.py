"""What a scenario builds on a county's network: its plan with its edits, stretch by stretch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gisplan.base.arrays import Ints, Mask
from gisplan.plan.model.locks import Lock, find_cut, find_within
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.model.road_units import Units
from gisplan.plan.scenario.scenario import Edit, Scenario, Stretch

__all__ = ["NO_YEAR", "Proposal", "list_locks", "list_stretches", "replay"]

NO_YEAR = -1


@dataclass(frozen=True)
class Proposal:
    """What is built, by the units of a planning problem.

    Attributes
    ----------
    problem : PlanningProblem
    built : (U,) bool
        In the proposal, whether by the plan or by hand; never what is done.
    done : (U,) bool
        Sealed already, by an edit.
    by_hand : (U,) bool
        Put in, out or done by an edit, which is kept when the rest is solved.
    programme : (U,) int64
        The programme that pays for each built unit, -1 for the others, and where none may.
    year : (U,) int64
        In which each is built; `NO_YEAR` for those that are not, and where no year is given.
    unmatched : tuple of Edit or Stretch
        What names no stretch of this network, cuts one in two, or names no programme of the plan; it is left out.
    """

    problem: PlanningProblem
    built: Mask
    done: Mask
    by_hand: Mask
    programme: Ints
    year: Ints
    unmatched: tuple[Edit | Stretch, ...]


class _Replay:
    """The arrays of a proposal while it is made."""

    def __init__(self, problem: PlanningProblem) -> None:
        units = problem.units
        count = len(units)
        names = pd.Series(units.segment).astype(str).to_numpy()
        self.units = units
        self.rows_of = pd.Series(np.arange(count)).groupby(names).indices
        self.first = np.where(units.programmes.any(axis=1), units.programmes.argmax(axis=1), -1)
        self.place = {p.id: k for k, p in enumerate(problem.programmes)}
        self.action = np.full(count, "free", dtype=object)
        self.built, self.programme = np.zeros(count, dtype=bool), np.full(count, -1, dtype=np.int64)
        self.year = np.full(count, NO_YEAR, dtype=np.int64)
        self.unmatched: list[Edit | Stretch] = []

    def build(self, item: Edit | Stretch, rows: Ints) -> None:
        """Build some units in a year, at the cost of a programme."""
        self.built[rows] = True
        self.programme[rows] = self.place[item.programme] if item.programme else self.first[rows]
        self.year[rows] = NO_YEAR if item.year is None else item.year

    def find(self, item: Edit | Stretch) -> Ints:
        """Find the units of a stretch; what names none, a part of one, or no programme of the plan is noted."""
        rows = find_units_of(self.units, self.rows_of.get(item.segment), item.from_m, item.to_m)
        if rows is None or (item.programme and item.programme not in self.place):
            self.unmatched.append(item)
            return np.empty(0, dtype=np.int64)
        return rows


def find_units_of(units: Units, rows: Ints | None, from_m: float | None, to_m: float | None) -> Ints | None:
    """Find which units of a segment lie between two chainages; None where none does, or one is cut in two."""
    if rows is None:
        return None
    low, high = (-np.inf if from_m is None else from_m), (np.inf if to_m is None else to_m)
    if find_cut(units, rows, low, high).any():
        return None
    inside = find_within(units, rows, low, high)
    return inside if len(inside) else None


def replay(problem: PlanningProblem, scenario: Scenario) -> Proposal:
    """Find what a scenario builds: its plan, and then its edits, in order; of two for one stretch the later counts.

    Parameters
    ----------
    problem : PlanningProblem
        Of the county with the roads that the scenario draws.
    scenario : Scenario

    Returns
    -------
    Proposal
        What names no stretch, only a part of one, or no programme is in `unmatched`: nothing is guessed.
    """
    state = _Replay(problem)
    for stretch in scenario.plan.stretches if scenario.plan else ():
        state.build(stretch, state.find(stretch))
    planned = state.built.copy(), state.programme.copy(), state.year.copy()
    for edit in scenario.edits:
        rows = state.find(edit)
        state.action[rows] = edit.action
        if edit.action == "free":
            state.built[rows], state.programme[rows], state.year[rows] = (array[rows] for array in planned)
        elif edit.action == "in":
            state.build(edit, rows)
        else:
            state.built[rows], state.programme[rows], state.year[rows] = False, -1, NO_YEAR
    return Proposal(
        problem=problem,
        built=state.built,
        done=state.action == "done",
        by_hand=state.action != "free",
        programme=state.programme,
        year=state.year,
        unmatched=tuple(state.unmatched),
    )


def list_locks(proposal: Proposal) -> list[Lock]:
    """List what was put in, out or done by hand as the locks of a plan, by segment and chainage."""
    ids = [p.id for p in proposal.problem.programmes]
    locks = []
    for row in np.flatnonzero(proposal.by_hand).tolist():
        word = "done" if proposal.done[row] else "in" if proposal.built[row] else "out"
        paying = proposal.programme[row]
        locks.append(_make_lock(proposal.problem.units, row, word, ids[paying] if word == "in" and paying >= 0 else ""))
    return locks


def _make_lock(units: Units, row: int, word: str, programme: str) -> Lock:
    begin, end = float(units.from_m[row]), float(units.to_m[row])
    return Lock(str(units.segment[row]), word, programme, begin, end)


def list_stretches(proposal: Proposal) -> tuple[Stretch, ...]:
    """List what is built, by segment and chainage: units of one segment that follow each other as one stretch."""
    units, ids = proposal.problem.units, [p.id for p in proposal.problem.programmes]
    rows: Sequence[int] = np.flatnonzero(proposal.built).tolist()
    return tuple(_join(_one_stretch(units, ids, proposal, row) for row in rows))


def _one_stretch(units: Units, ids: Sequence[str], proposal: Proposal, row: int) -> Stretch:
    paying, year = int(proposal.programme[row]), int(proposal.year[row])
    return Stretch(
        segment=str(units.segment[row]),
        from_m=round(float(units.from_m[row]), 3),
        to_m=round(float(units.to_m[row]), 3),
        programme=ids[paying] if paying >= 0 else "",
        year=None if year == NO_YEAR else year,
    )


def _join(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join stretches, in order, of which one begins where the one before ends."""
    joined: list[Stretch] = []
    for stretch in stretches:
        last = joined[-1] if joined else None
        follows = last is not None and (last.segment, last.programme, last.year, last.to_m) == (
            stretch.segment,
            stretch.programme,
            stretch.year,
            stretch.from_m,
        )
        if last is not None and follows:
            joined[-1] = Stretch(last.segment, last.from_m, stretch.to_m, last.programme, last.year)
        else:
            joined.append(stretch)
    return joined
