"""Rounds of solving: in fractions until no cut is violated, then in whole numbers until all is joined."""

from __future__ import annotations

import numpy as np

from gisplan.plan.ascent import least_through
from gisplan.plan.cuts import violated_cuts
from gisplan.plan.instance import Floats
from gisplan.plan.prune import from_guide
from gisplan.plan.relaxation import Relaxation, Solved
from gisplan.plan.search import Search

__all__ = ["find_least_cost", "find_most_prize", "programme_of", "whole_start"]

_POWERS = (1.0, 0.8)
_TOLERANCE = 1e-6


def find_most_prize(search: Search) -> None:
    """Raise the best solution and lower the bound until they meet, or time is up."""
    programme = programme_of(search)
    programme.minimise(-programme.value)
    told = _in_fractions(search, programme, most_prize=True)
    if told is None or search.value_is_known:
        return
    _narrow(search, told, _gap(search, told, most_prize=True))
    programme = programme_of(search)
    programme.minimise(-programme.value)
    _in_whole(search, programme, most_prize=True)


def find_least_cost(search: Search) -> Relaxation | None:
    """Find the cheapest way to win as much as the best solution does; None when time is up."""
    told = _in_fractions(search, _cheapest(search), most_prize=False)
    if told is None:
        return None
    _narrow(search, told, _gap(search, told, most_prize=False))
    programme = _cheapest(search)
    if not search.cost_is_known:
        _in_whole(search, programme, most_prize=False)
    return programme if search.cost_is_known else None


def _cheapest(search: Search) -> Relaxation:
    """The programme that asks for the least cost."""
    programme = programme_of(search)
    if not search.win_all:
        win_as_much(search, programme)
    programme.minimise(programme.cost)
    return programme


def _gap(search: Search, told: Solved, *, most_prize: bool) -> float:
    """How far the solver's bound is from the best solution, in the solver's unit."""
    if most_prize:
        return -told.objective - (search.stand.value - int(search.rooted.prize[0])) / search.step
    return search.stand.cost / search.unit - told.objective


def _narrow(search: Search, told: Solved, gap: float) -> None:
    """Drop the arcs that only worse solutions use: every way over them loses more than the gap."""
    n_arcs = len(search.rooted.tail)
    lost = least_through(search.rooted, np.maximum(told.reduced[:n_arcs], 0.0))
    search.shrink((lost <= gap + _TOLERANCE) | (told.x[:n_arcs] > _TOLERANCE), search.cuts)


def programme_of(search: Search) -> Relaxation:
    """The programme of a search, with the cuts found so far."""
    programme = Relaxation(search.rooted, unit=search.unit, step=search.step)
    programme.add_cuts(search.cuts)
    if search.win_all:
        programme.join(search.rooted.wanted)
    return programme


def win_as_much(search: Search, programme: Relaxation) -> None:
    """A row: no less prize than the best solution."""
    programme.at_least(programme.value, (search.stand.value - int(search.rooted.prize[0])) / search.step)


def _in_fractions(search: Search, programme: Relaxation, *, most_prize: bool) -> Solved | None:
    """Solve and cut until no cut is violated; what was told last, or None when time is up."""
    rooted = search.rooted
    base = int(rooted.prize[0])
    while not search.late:
        told = programme.solve(search.deadline)
        if not told.finished:
            return None
        x = told.x[: programme.n_arcs]
        if most_prize:
            search.lower_value(base - told.objective * search.step)
        else:
            search.raise_cost(told.objective * search.unit)
        guide: Floats = np.maximum(1.0 - x, 0.0) * rooted.cost
        for power in _POWERS:
            search.offer(from_guide(rooted, guide, search.price, power=power))
        if search.value_is_known if most_prize else search.cost_is_known:
            return told
        gap = _gap(search, told, most_prize=most_prize)
        programme.fix((told.reduced > gap + _TOLERANCE) & (told.x < _TOLERANCE))
        cuts = violated_cuts(rooted, x)
        if not cuts:
            return told
        search.cuts += cuts
        programme.add_cuts(cuts)
    return None


def _in_whole(search: Search, programme: Relaxation, *, most_prize: bool) -> None:
    rooted = search.rooted
    base = int(rooted.prize[0])
    while not search.late:
        told = programme.solve_whole(search.deadline, whole_start(search, programme))
        if most_prize:
            search.lower_value(base - told.objective * search.step)
        else:
            search.raise_cost(told.objective * search.unit)
        if not len(told.x):
            return
        arcs = np.flatnonzero(told.x[: programme.n_arcs] > 0.5)
        tree = rooted.pruned(arcs)
        search.offer(rooted.stand(arcs), rooted.bill(tree))
        if not told.finished or (search.value_is_known if most_prize else search.cost_is_known):
            return
        cuts = violated_cuts(rooted, np.rint(told.x[: programme.n_arcs]))
        search.cuts += cuts
        programme.add_cuts(cuts)
        if not cuts:
            if rooted.within(rooted.bill(tree)):
                search.cost_bound = search.stand.cost  # closer than the solver's arithmetic can tell
                return
            programme.forbid(arcs)


def whole_start(search: Search, programme: Relaxation) -> Floats:
    """The best solution as columns."""
    rooted = search.rooted
    start = np.zeros(programme.n_columns)
    tree = rooted.tree_of(search.stand.links)
    start[tree] = 1.0
    reached = rooted.reached(tree)
    won = [all(reached[node] for node in nodes) for _, nodes in rooted.shared]
    start[programme.n_arcs :] = won
    return start
