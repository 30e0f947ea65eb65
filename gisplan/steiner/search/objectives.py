"""The programmes that a search asks: the most prize, or the least cost that wins as much as the best plan."""

from __future__ import annotations

from gisplan.steiner.bounds.linear_program import Relaxation, Solved
from gisplan.steiner.heuristics.solver_state import Search

__all__ = ["cheapest", "gap_of", "richest"]


def richest(search: Search) -> Relaxation:
    """The programme that asks for the most prize."""
    programme = _with_cuts(search)
    programme.minimise(-programme.value)
    return programme


def cheapest(search: Search) -> Relaxation:
    """The programme that asks for the least cost."""
    programme = _with_cuts(search)
    if search.serve_all:
        programme.join(search.rooted.wanted)
    else:
        programme.at_least(programme.value, (search.stand.value - int(search.rooted.prize[0])) / search.step)
    programme.minimise(programme.cost)
    return programme


def gap_of(search: Search, told: Solved, *, most_prize: bool) -> float:
    """How far the solver's bound is from the best solution, in the solver's unit."""
    if most_prize:
        return -told.objective - (search.stand.value - int(search.rooted.prize[0])) / search.step
    return search.stand.cost / search.unit - told.objective


def _with_cuts(search: Search) -> Relaxation:
    """A programme with the cuts found so far."""
    programme = Relaxation(search.rooted, unit=search.unit, step=search.step)
    programme.add_cuts(search.cuts)
    return programme
