"""Rounds of solving: in fractions until no cut is violated, then in whole numbers until all is joined."""

from __future__ import annotations

import numpy as np

from gisplan.plan.cuts import violated_cuts
from gisplan.plan.instance import Floats
from gisplan.plan.prune import from_guide
from gisplan.plan.relaxation import Relaxation
from gisplan.plan.search import Search

__all__ = ["find_least_cost", "find_most_prize", "programme_of", "whole_start"]

_POWERS = (1.0, 0.8)
_TOLERANCE = 1e-6


def find_most_prize(search: Search) -> None:
    """Raise the best solution and lower the bound until they meet, or time is up."""
    programme = programme_of(search)
    programme.minimise(-programme.value)
    _in_fractions(search, programme, most_prize=True)
    if not search.value_is_known:
        _in_whole(search, programme, most_prize=True)


def find_least_cost(search: Search) -> Relaxation:
    """Find the cheapest way to win as much as the best solution does."""
    programme = programme_of(search)
    if not search.win_all:
        win_as_much(search, programme)
    programme.minimise(programme.cost)
    _in_fractions(search, programme, most_prize=False)
    if not search.cost_is_known:
        _in_whole(search, programme, most_prize=False)
    return programme


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


def _in_fractions(search: Search, programme: Relaxation, *, most_prize: bool) -> None:
    rooted = search.rooted
    base = int(rooted.prize[0])
    while not search.late:
        told = programme.solve(search.deadline)
        if not told.finished:
            return
        x = told.x[: programme.n_arcs]
        if most_prize:
            search.lower_value(base - told.objective * search.step)
        else:
            search.raise_cost(told.objective * search.unit)
        guide: Floats = np.maximum(1.0 - x, 0.0) * rooted.cost
        for power in _POWERS:
            search.offer(from_guide(rooted, guide, search.price, power=power))
        if search.value_is_known if most_prize else search.cost_is_known:
            return
        if most_prize:
            gap = -told.objective - (search.stand.value - base) / search.step
        else:
            gap = search.stand.cost / search.unit - told.objective
        programme.fix((told.reduced > gap + _TOLERANCE) & (told.x < _TOLERANCE))
        cuts = violated_cuts(rooted, x)
        if not cuts:
            return
        search.cuts += cuts
        programme.add_cuts(cuts)


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
