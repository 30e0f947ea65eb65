"""The solver's own search in whole numbers, asked again until what it tells is joined and paid for."""

from __future__ import annotations

import numpy as np

from gisplan.steiner.bounds.linear_program import Relaxation
from gisplan.steiner.bounds.separation import violated_cuts
from gisplan.steiner.heuristics.solver_state import Search
from gisplan.steiner.reduction.rooted import TreeSolution
from gisplan.steiner.search.objectives import cheapest, richest

__all__ = ["MANY", "cheapest_in_whole", "richest_in_whole"]

MANY = 6  # equals that are found one by one

_LEEWAY = 2e-6  # in the solver's unit: nearer than this to its limit it passes solutions over


def richest_in_whole(search: Search) -> None:
    """The most prize; the search's bound ends where the proof does."""
    rooted = search.rooted
    base = int(rooted.prize[0])
    programme = richest(search)
    while not search.late and not search.value_is_known:
        told = programme.solve_whole(search.deadline, rooted.tree_of(search.stand.links))
        search.lower_value(base - told.objective * search.step)
        if not len(told.x):
            return
        tree = rooted.pruned(np.flatnonzero(told.x[: programme.n_arcs] > 0.5))
        found = rooted.stand(tree)
        search.offer(found, tree)
        if not told.finished:
            return
        cuts = violated_cuts(rooted, np.rint(told.x[: programme.n_arcs]))
        programme.add_cuts(cuts)
        if not cuts:
            programme.forbid_links(found.links)  # not paid for, to the last unit and each edge from one budget


def cheapest_in_whole(search: Search) -> list[TreeSolution] | None:
    """The cheapest solutions that win as much as the best one; None when time is up.

    Each one found is forbidden and the next one asked for, until there is none.
    """
    programme = cheapest(search)
    equals: list[TreeSolution] = []
    most = search.stand.cost
    while len(equals) < MANY:
        found = _next(search, programme, most)
        if found is None:
            return None
        if not found.links:
            break
        if equals and found.cost < equals[0].cost:
            equals = []
        most = found.cost
        equals.append(found)
        programme.forbid_links(found.links)
    return equals


def _next(search: Search, programme: Relaxation, most: int) -> TreeSolution | None:
    """The cheapest solution that is not forbidden and costs no more; an empty one when there is none."""
    rooted = search.rooted
    limit = most / search.unit + _LEEWAY
    programme.at_most(programme.cost, limit)
    while not search.late:
        told = programme.solve_whole(search.deadline, most=limit)
        if not told.finished:
            return None
        if not len(told.x):
            return TreeSolution(frozenset(), 0, 0)
        x = np.rint(told.x[: programme.n_arcs])
        tree = rooted.pruned(np.flatnonzero(x > 0))
        found = rooted.stand(tree)
        if found.value >= search.stand.value and found.cost <= most and search.affords(found, tree):
            search.offer(found, tree)
            return found
        cuts = violated_cuts(rooted, x)
        programme.add_cuts(cuts)
        if not cuts:
            programme.forbid_links(found.links)
    return None
