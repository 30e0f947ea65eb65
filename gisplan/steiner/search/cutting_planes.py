"""Rounds of solving: in fractions until no cut is violated, then exactly on the arcs that are left.

A plan better than a guess uses no arc that loses more than the guess allows, so a bold guess leaves few arcs.
The best plan on those closes most others, and often is the best of all. What is left is swept; the solver's
own search in whole numbers has what is too dense for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

import numpy as np

from gisplan.steiner.bounds.dual_ascent import least_through
from gisplan.steiner.bounds.linear_program import Relaxation, Solved
from gisplan.steiner.bounds.separation import Cut, violated_cuts
from gisplan.steiner.frontier.decomposition import QUICK, WHOLE
from gisplan.steiner.heuristics.solver_state import Search
from gisplan.steiner.problem import Floats
from gisplan.steiner.search.frontier_solve import sweep_for_least, sweep_for_most
from gisplan.steiner.search.integer_solve import cheapest_in_whole, richest_in_whole
from gisplan.steiner.search.objectives import cheapest, gap_of, richest
from gisplan.steiner.search.tie_breaking import first_of_equals

__all__ = ["find_least_cost", "find_most_prize"]

_BOLD = (0.125, 0.35)  # of the gap
_TOLERANCE = 1e-6


def find_most_prize(search: Search, order: Sequence[int]) -> None:
    """Raise the best solution and lower the bound until they meet, or time is up."""
    programme = richest(search)
    told = _in_fractions(search, programme, most_prize=True)
    for share, effort in ((1.0, QUICK), *((share, WHOLE) for share in _BOLD), (1.0, WHOLE)):
        if told is None or search.value_is_known or search.late:
            return
        prices = programme.prices()[:-1] / search.unit
        gap = gap_of(search, told, most_prize=True)
        told = _narrow(search, told, gap)
        part = copy(search)
        _narrow(part, told, share * gap)
        beyond = search.stand.value - search.step
        if share < 1.0:
            beyond = search.value_within(int(search.rooted.prize[0]) + (-told.objective - share * gap) * search.step)
        if not sweep_for_most(part, prices, beyond, order, effort) and effort is WHOLE and not search.late:
            richest_in_whole(part)
        search.lower_value(max(part.value_bound, beyond))
        if part.settled or part.stand.better_than(search.stand):
            search.stand = part.stand
        if search.value_is_known and search.stand.value > beyond:
            search.take_over(part)  # every plan as good is among its arcs


def find_least_cost(search: Search, order: Sequence[int]) -> bool:
    """Find the cheapest way to win as much as the best solution does, and of equals the first.

    False when time is up before that is proven.
    """
    programme = cheapest(search)
    told = _in_fractions(search, programme, most_prize=False)
    if told is None:
        return False
    prices = programme.prices()
    _narrow(search, told, gap_of(search, told, most_prize=False))
    worth = 1.0 if search.serve_all else max(float(prices[-1]), _TOLERANCE)  # what one more step of prizes costs
    prices = np.append(1.0, prices[:-1]) / (worth * search.unit)
    if sweep_for_least(search, prices, order):
        return True
    equals = None if search.late else cheapest_in_whole(search)
    if not equals:
        return False
    search.raise_cost(search.stand.cost)
    return first_of_equals(search, equals, order)


def _narrow(search: Search, told: Solved, gap: float) -> Solved:
    """Drop the arcs that only worse solutions use: every way over them loses more than the gap."""
    n_arcs = len(search.rooted.tail)
    keep = (_lost(search, told) <= gap + _TOLERANCE) | (told.x[:n_arcs] > _TOLERANCE)
    search.shrink(keep, _tight(search, told.x[:n_arcs]))
    columns = np.concatenate([keep, np.ones(len(told.x) - n_arcs, dtype=bool)])
    return replace(told, x=told.x[columns], reduced=told.reduced[columns])


def _tight(search: Search, x: Floats) -> list[Cut]:
    """The cuts that the programme's solution leans on."""
    into = np.bincount(search.rooted.head, weights=x, minlength=search.rooted.n)
    return [(node, arcs) for node, arcs in search.cuts if x[arcs].sum() <= into[node] + _TOLERANCE]


def _lost(search: Search, told: Solved) -> Floats:
    """What a solution loses at least against the solver's bound when it uses an arc."""
    return least_through(search.rooted, np.maximum(told.reduced[: len(search.rooted.tail)], 0.0))


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
        search.follow(guide, power=1.0)
        if search.value_is_known if most_prize else search.cost_is_known:
            return told
        gap = gap_of(search, told, most_prize=most_prize)
        programme.fix((told.reduced > gap + _TOLERANCE) & (told.x < _TOLERANCE))
        cuts = violated_cuts(rooted, x)
        if not cuts:
            return told
        search.cuts += cuts
        programme.add_cuts(cuts)
    return None
