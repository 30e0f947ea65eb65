"""In which order to build: the most prize per cost next, each prefix joined to the reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.steiner.problem import Floats, Ints, Mask

__all__ = ["NOTHING", "Order", "find_next_way", "order_units"]

NOTHING = -1


@dataclass(frozen=True)
class Order:
    """The steps of a plan.

    Attributes
    ----------
    step : (U,) int64
        The step in which each unit is built, from 0; `NOTHING` for one that is not built.
    won : (M,) int64
        The step after which each settlement is won; `NOTHING` for one that is not, or was before.
    steps : int
        The last step may hold what wins nothing.
    """

    step: Ints
    served: Ints
    steps: int


def order_units(question: PlanningProblem, built: Mask, done: Mask, worth: Ints) -> Order:
    """Put units in an order, greedily: a good one, not proven to be the best.

    Every step is the way from what is joined already to a settlement, over built units; the way with the most
    prize per cost comes first, of equals the one that ends at the lowest segment.
    """
    step = np.full(len(built), NOTHING, dtype=np.int64)
    won_at = np.full(len(question.wanted), NOTHING, dtype=np.int64)
    now, before = done.copy(), question.served(done)
    graph = _graph(question, built | done)
    worth = worth * question.served(built | done)
    count = 0
    while len(way := _best_way(question, graph, now, worth)):
        step[way], now[way] = count, True
        fresh = question.served(now) & ~before & (won_at == NOTHING)
        won_at[fresh] = count
        count += 1
    left = built & (step == NOTHING)
    if left.any():
        step[left] = count
        fresh = question.served(now | left) & ~before & (won_at == NOTHING)
        won_at[fresh] = count
        count += 1
    return Order(step, won_at, count)


def find_next_way(question: PlanningProblem, may: Mask, now: Mask, worth: Ints) -> Ints:
    """The units of the way that wins most per cost, over units that may be built; none where there is none."""
    return _best_way(question, _graph(question, may | now), now, worth * question.served(may | now))


def _graph(question: PlanningProblem, built: Mask) -> csr_array:
    """The joins among what may be sealed, both ways."""
    joins = question.joins
    sealed = joins.sealed(built)
    open_ = sealed[joins.a] & sealed[joins.b]
    a, b = joins.a[open_], joins.b[open_]
    size = joins.reach + 1
    ends = np.concatenate([a, b]), np.concatenate([b, a])
    return csr_array((np.ones(2 * len(a)), ends), shape=(size, size))


def _share(question: PlanningProblem, now: Mask, worth: Ints) -> Floats:
    """What joining each settlement brings nearer: its own prize, and an even share of its village's."""
    joined, wanted = question.joined(now), question.wanted
    share = np.where(wanted.needs_itself, worth, 0).astype(np.float64)
    lacking = ~joined[wanted.needs]
    left = np.bincount(wanted.needs_of[lacking], minlength=len(wanted))
    np.add.at(share, wanted.needs[lacking], (worth / np.maximum(left, 1))[wanted.needs_of[lacking]])
    return np.where(joined, 0.0, share)


def _best_way(question: PlanningProblem, graph: csr_array, now: Mask, worth: Ints) -> Ints:
    """The units of the way with the most prize per cost; none where nothing more is to be won."""
    joined, share, units = connected_units(question.joins, now), _share(question, now, worth), len(now)
    cost = np.where(now, 0.0, question.units.cost.astype(np.float64))
    entry = np.concatenate([cost, np.zeros(graph.shape[0] - units)])
    priced = csr_array((entry[graph.indices] + 1e-6, graph.indices, graph.indptr), shape=graph.shape)
    far, before, _ = dijkstra(priced, indices=np.flatnonzero(joined), min_only=True, return_predecessors=True)
    gain = _gain_along(question, far, before, share)
    gain[joined] = 0.0
    fits = np.isfinite(far) & (gain > 0)
    if not fits.any():
        return np.empty(0, dtype=np.int64)
    ratio = np.where(fits, gain / np.maximum(far, 1e-6), -1.0)
    vertex = int(np.argmax(ratio))
    way = []
    while not joined[vertex]:
        way.append(vertex)
        vertex = int(before[vertex])
    units_of_way = np.array([v for v in way if v < units and not now[v]], dtype=np.int64)
    return np.sort(units_of_way)


def _gain_along(question: PlanningProblem, far: Floats, before: Ints, share: Floats) -> Floats:
    """The prize along each vertex's way, a settlement counted where the way first comes within its reach."""
    size = len(far)
    open_ = np.isfinite(far[question.vertex]) & (share[question.who] > 0)
    who, vertex = question.who[open_], question.vertex[open_]
    behind = before[vertex]
    seen = np.isin(who * (size + 1) + np.maximum(behind, 0), who * (size + 1) + vertex) & (behind >= 0)
    gain: Floats = np.bincount(vertex[~seen], weights=share[who[~seen]], minlength=size).astype(np.float64)
    jump = np.where(before >= 0, before, np.arange(size))
    start = jump == np.arange(size)
    gain[start] = 0.0
    while not start[jump].all():
        gain = gain + gain[jump]
        jump = jump[jump]
    return gain
