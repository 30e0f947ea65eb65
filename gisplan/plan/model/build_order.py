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
    served_step : (M,) int64
        The step after which each settlement is won; `NOTHING` for one that is not, or was before.
    steps : int
        The last step may hold what wins nothing.
    """

    step: Ints
    served_step: Ints
    steps: int


def order_units(problem: PlanningProblem, built: Mask, done: Mask, prizes: Ints) -> Order:
    """Put units in an order, greedily: a good one, not proven to be the best.

    Every step is the way from what is joined already to a settlement, over built units; the way with the most
    prize per cost comes first, of equals the one that ends at the lowest segment.
    """
    step = np.full(len(built), NOTHING, dtype=np.int64)
    served_step = np.full(len(problem.demand), NOTHING, dtype=np.int64)
    now, before = done.copy(), problem.served(done)
    graph = _graph(problem, built | done)
    prizes = prizes * problem.served(built | done)
    count = 0
    while len(way := _best_way(problem, graph, now, prizes)):
        step[way], now[way] = count, True
        fresh = problem.served(now) & ~before & (served_step == NOTHING)
        served_step[fresh] = count
        count += 1
    left = built & (step == NOTHING)
    if left.any():
        step[left] = count
        fresh = problem.served(now | left) & ~before & (served_step == NOTHING)
        served_step[fresh] = count
        count += 1
    return Order(step, served_step, count)


def find_next_way(problem: PlanningProblem, may: Mask, now: Mask, prizes: Ints) -> Ints:
    """The units of the way that wins most per cost, over units that may be built; none where there is none."""
    return _best_way(problem, _graph(problem, may | now), now, prizes * problem.served(may | now))


def _graph(problem: PlanningProblem, built: Mask) -> csr_array:
    """The joins among what may be sealed, both ways."""
    adjacency = problem.adjacency
    sealed = adjacency.sealed(built)
    open_ = sealed[adjacency.a] & sealed[adjacency.b]
    a, b = adjacency.a[open_], adjacency.b[open_]
    size = adjacency.root + 1
    ends = np.concatenate([a, b]), np.concatenate([b, a])
    return csr_array((np.ones(2 * len(a)), ends), shape=(size, size))


def _share(problem: PlanningProblem, now: Mask, prizes: Ints) -> Floats:
    """What joining each settlement brings nearer: its own prize, and an even share of its village's."""
    joined, demand = problem.joined(now), problem.demand
    share = np.where(demand.needs_itself, prizes, 0).astype(np.float64)
    lacking = ~joined[demand.needs]
    left = np.bincount(demand.needs_of[lacking], minlength=len(demand))
    np.add.at(share, demand.needs[lacking], (prizes / np.maximum(left, 1))[demand.needs_of[lacking]])
    return np.where(joined, 0.0, share)


def _best_way(problem: PlanningProblem, graph: csr_array, now: Mask, prizes: Ints) -> Ints:
    """The units of the way with the most prize per cost; none where nothing more is to be won."""
    joined, share, units = connected_units(problem.adjacency, now), _share(problem, now, prizes), len(now)
    cost = np.where(now, 0.0, problem.units.cost.astype(np.float64))
    entry = np.concatenate([cost, np.zeros(graph.shape[0] - units)])
    priced = csr_array((entry[graph.indices] + 1e-6, graph.indices, graph.indptr), shape=graph.shape)
    far, before, _ = dijkstra(priced, indices=np.flatnonzero(joined), min_only=True, return_predecessors=True)
    gain = _gain_along(problem, far, before, share)
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


def _gain_along(problem: PlanningProblem, far: Floats, before: Ints, share: Floats) -> Floats:
    """The prize along each vertex's way, a settlement counted where the way first comes within its reach."""
    size = len(far)
    open_ = np.isfinite(far[problem.attached_vertex]) & (share[problem.attached_settlement] > 0)
    settlement, vertex = problem.attached_settlement[open_], problem.attached_vertex[open_]
    behind = before[vertex]
    seen = np.isin(settlement * (size + 1) + np.maximum(behind, 0), settlement * (size + 1) + vertex) & (behind >= 0)
    gain: Floats = np.bincount(vertex[~seen], weights=share[settlement[~seen]], minlength=size).astype(np.float64)
    jump = np.where(before >= 0, before, np.arange(size))
    start = jump == np.arange(size)
    gain[start] = 0.0
    while not start[jump].all():
        gain = gain + gain[jump]
        jump = jump[jump]
    return gain
