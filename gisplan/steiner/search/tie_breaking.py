"""Of equal plans the one with the lowest edge numbers, so that a proven plan is the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gisplan.steiner.bounds.linear_program import Relaxation
from gisplan.steiner.bounds.separation import violated_cuts
from gisplan.steiner.heuristics.solver_state import Search
from gisplan.steiner.problem import Floats, Ints
from gisplan.steiner.reduction.rooted import TreeSolution
from gisplan.steiner.search.integer_solve import MANY
from gisplan.steiner.search.objectives import cheapest

__all__ = ["first_of_equals"]

_BATCH = 16  # powers of two that the solver still tells apart


def first_of_equals(search: Search, equals: list[TreeSolution], order: Sequence[int]) -> bool:
    """Put the first of all solutions of equal value and cost in the search's place; False when time is up.

    A few equals are compared as they are. Of many, the solver is asked which links the first one has, some at
    a time.
    """
    if len(equals) < MANY:
        search.stand = min(equals, key=lambda stand: sorted(order[link] for link in stand.links))
        return True
    rooted = search.rooted
    programme = cheapest(search)
    programme.at_most(programme.cost, (search.stand.cost + 0.5) / search.unit)
    links = sorted({link for link in rooted.link.tolist() if link >= 0}, key=lambda link: order[link])
    for first in range(0, len(links), _BATCH):
        batch = links[first : first + _BATCH]
        weight = np.zeros(int(rooted.link.max()) + 2)
        weight[batch] = -(2.0 ** np.arange(len(batch))[::-1])
        best = _least(search, programme, weight[rooted.link])
        if best is None:
            return False
        chosen = set(rooted.link[best].tolist())
        for link in batch:
            programme.settle(np.flatnonzero(rooted.link == link), used=link in chosen)
        search.stand = rooted.stand(best)
    search.cost_bound = search.stand.cost
    return True


def _least(search: Search, programme: Relaxation, weight: Floats) -> Ints | None:
    """The arcs of an equal solution of least weight; None when time is up."""
    rooted, stand = search.rooted, search.stand
    programme.minimise(np.concatenate([weight, np.zeros(programme.n_columns - programme.n_arcs)]))
    start = rooted.tree_of(stand.links)
    while not search.late:
        told = programme.solve_whole(search.deadline, start)
        if not told.finished:
            return None
        x = np.rint(told.x[: programme.n_arcs])
        arcs = np.flatnonzero(x > 0)
        tree = rooted.pruned(arcs)
        found = rooted.stand(tree)
        if (found.value, found.cost) == (stand.value, stand.cost) and search.affords(found, tree):
            return tree
        cuts = violated_cuts(rooted, x)
        search.cuts += cuts
        programme.add_cuts(cuts)
        if not cuts:
            programme.forbid_links(found.links)
    return None
