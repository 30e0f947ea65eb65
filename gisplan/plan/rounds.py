"""Rounds of solving: in fractions until no cut is violated, then in whole numbers until all is joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gisplan.plan.ascent import least_through
from gisplan.plan.cuts import violated_cuts
from gisplan.plan.instance import Floats
from gisplan.plan.prune import from_guide
from gisplan.plan.relaxation import Relaxation, Solved
from gisplan.plan.rooted import Stand
from gisplan.plan.search import Search

__all__ = ["MANY", "cheapest", "find_least_cost", "find_most_prize", "programme_of", "whole_start"]

_POWERS = (1.0, 0.8)
_SHARES = (0.0, 1.0)  # of the gap
_TOLERANCE = 1e-6
MANY = 6  # equals that are found one by one


def find_most_prize(search: Search) -> None:
    """Raise the best solution and lower the bound until they meet, or time is up."""
    programme = programme_of(search)
    programme.minimise(-programme.value)
    told = _in_fractions(search, programme, most_prize=True)
    for share in _SHARES:
        if told is None or search.value_is_known or search.late:
            return
        # Few arcs first: they give a good plan soon, and with it most other arcs go.
        gap = _gap(search, told, most_prize=True)
        lost = _lost(search, told)
        used = told.x[: programme.n_arcs] > _TOLERANCE
        told = _narrow(search, told, gap)
        keep = (lost <= gap + _TOLERANCE) | used
        lost, used = lost[keep], used[keep]
        programme = programme_of(search)
        programme.minimise(-programme.value)
        close = (lost > share * gap + _TOLERANCE) & ~used
        programme.fix(np.concatenate([close, np.zeros(programme.n_columns - programme.n_arcs, dtype=bool)]))
        beyond = int(search.rooted.prize[0]) + (-told.objective - lost[close].min(initial=np.inf)) * search.step
        _in_whole(search, programme, beyond)


def find_least_cost(search: Search) -> list[Stand] | None:
    """Find the cheapest way to win as much as the best solution does.

    Each solution found is forbidden and the next one asked for, until none is as good: that proves the cost,
    and that the equals found are all there are. They are given back (a few at most); None when time is up.
    """
    told = _in_fractions(search, cheapest(search), most_prize=False)
    if told is None:
        return None
    _narrow(search, told, _gap(search, told, most_prize=False))
    programme = cheapest(search)
    equals = [search.stand]
    programme.forbid_links(search.stand.links)
    programme.at_most(programme.cost, (search.stand.cost + 0.5) / search.unit)
    while len(equals) < MANY:
        found = _next_whole(search, programme)
        if found is None:
            return None
        if not found.links:
            search.cost_bound = search.stand.cost
            break
        if found.better_than(equals[0]):
            equals = []
            programme.at_most(programme.cost, (found.cost + 0.5) / search.unit)
        equals.append(found)
        programme.forbid_links(found.links)
    return equals


def _next_whole(search: Search, programme: Relaxation) -> Stand | None:
    """The cheapest solution that is not forbidden and no dearer than the best; an empty one when there is none."""
    rooted = search.rooted
    while not search.late:
        told = programme.solve_whole(search.deadline, None, most=(search.stand.cost + 0.5) / search.unit)
        search.raise_cost(told.objective * search.unit)
        if not told.finished:
            return None
        if not len(told.x):
            return Stand(frozenset(), 0, 0)
        x = np.rint(told.x[: programme.n_arcs])
        tree = rooted.pruned(np.flatnonzero(x > 0))
        found = rooted.stand(tree)
        cuts = violated_cuts(rooted, x)
        search.cuts += cuts
        programme.add_cuts(cuts)
        if found.value >= search.stand.value and search.affords(found, tree):
            search.offer(found, tree)
            if found.cost <= search.stand.cost:
                return found
        if not cuts:
            programme.forbid_links(found.links)
    return None


def cheapest(search: Search) -> Relaxation:
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


def _narrow(search: Search, told: Solved, gap: float) -> Solved:
    """Drop the arcs that only worse solutions use: every way over them loses more than the gap."""
    n_arcs = len(search.rooted.tail)
    keep = (_lost(search, told) <= gap + _TOLERANCE) | (told.x[:n_arcs] > _TOLERANCE)
    search.shrink(keep, search.cuts)
    columns = np.concatenate([keep, np.ones(len(told.x) - n_arcs, dtype=bool)])
    return replace(told, x=told.x[columns], reduced=told.reduced[columns])


def _lost(search: Search, told: Solved) -> Floats:
    """What a solution loses at least against the solver's bound when it uses an arc."""
    return least_through(search.rooted, np.maximum(told.reduced[: len(search.rooted.tail)], 0.0))


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


def _in_whole(search: Search, programme: Relaxation, beyond: float) -> None:
    """The most prize in whole numbers, solved again until all that it uses is joined.

    No solution that uses a closed arc wins more than `beyond`.
    """
    rooted = search.rooted
    base = int(rooted.prize[0])
    while not search.late:
        told = programme.solve_whole(search.deadline, whole_start(search, programme))
        here = base - told.objective * search.step
        search.lower_value(max(here, beyond))
        if not len(told.x):
            return
        arcs = np.flatnonzero(told.x[: programme.n_arcs] > 0.5)
        tree = rooted.pruned(arcs)
        found = rooted.stand(tree)
        search.offer(found, tree)
        if not told.finished or search.value_within(here) <= search.stand.value:
            return
        cuts = violated_cuts(rooted, np.rint(told.x[: programme.n_arcs]))
        search.cuts += cuts
        programme.add_cuts(cuts)
        if not cuts:
            programme.forbid_links(found.links)  # not paid for, to the last unit and each edge from one budget


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
