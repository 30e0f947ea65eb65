"""The order of building: the most prize per cost next, each prefix connected to the trunk network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.base.graphs import csr_array, dijkstra
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.planning_problem import Attachments, PlanningProblem

__all__ = ["NOTHING", "Order", "find_best_path", "order_units"]

NOTHING = -1
_NO_COST = 1e-6  # of passing a vertex that costs nothing, so that paths are short


@dataclass(frozen=True)
class Order:
    """The steps of a plan.

    Attributes
    ----------
    step : (U,) int64
        The step in which each unit is built, from 0; `NOTHING` for one that is not built.
    served_step : (M,) int64
        The step after which each settlement is served; `NOTHING` for one that is not, or was before.
    steps : int
        How many; the last step may hold what serves nobody.
    """

    step: Ints
    served_step: Ints
    steps: int


def order_units(problem: PlanningProblem, built: Mask, done: Mask, prizes: Ints) -> Order:
    """Put units in an order, greedily: a good one, not proven to be the best.

    Every step is the path from what is connected already to a settlement, over built units; the path with the most
    prize per cost comes first, of equals the one that ends at the lowest segment.

    Parameters
    ----------
    problem : PlanningProblem
    built, done : (U,) bool
        The units of the plan, and those that are sealed already.
    prizes : (M,) int64
    """
    step = np.full(len(built), NOTHING, dtype=np.int64)
    served_step = np.full(len(problem.demand), NOTHING, dtype=np.int64)
    now, before = done.copy(), problem.served(done)
    graph = _sealed_graph(problem, built | done)
    prizes = prizes * problem.served(built | done)
    count = 0
    while len(path := _best_path(problem, graph, now, prizes)):
        path = _with_pieces(problem, path, built & ~now)
        step[path], now[path] = count, True
        served_step[problem.served(now) & ~before & (served_step == NOTHING)] = count
        count += 1
    left = built & (step == NOTHING)
    if left.any():
        step[left] = count
        served_step[problem.served(now | left) & ~before & (served_step == NOTHING)] = count
        count += 1
    return Order(step, served_step, count)


def find_best_path(problem: PlanningProblem, may: Mask, now: Mask, prizes: Ints) -> Ints:
    """Find the units of the path with the most prize per cost, over units that may be built; none where there is none.

    Parameters
    ----------
    problem : PlanningProblem
    may, now : (U,) bool
        The units that may be built, and those that are sealed now.
    prizes : (M,) int64
    """
    path = _best_path(problem, _sealed_graph(problem, may | now), now, prizes * problem.served(may | now))
    return _with_pieces(problem, path, may & ~now)


def _with_pieces(problem: PlanningProblem, path: Ints, left: Mask) -> Ints:
    """Add what has to be built together with some units, of those that are left."""
    if not problem.whole_segments:
        return path
    return np.flatnonzero(np.isin(problem.piece, problem.piece[path]) & left)


def _sealed_graph(problem: PlanningProblem, built: Mask) -> csr_array:
    """Make the graph of the pairs among what may be sealed, in both directions."""
    a, b = problem.adjacency.open_pairs(built)
    size = problem.adjacency.root + 1
    ends = np.concatenate([a, b]), np.concatenate([b, a])
    return csr_array((np.ones(2 * len(a)), ends), shape=(size, size))


def _prize_shares(problem: PlanningProblem, now: Mask, prizes: Ints) -> Floats:
    """Compute what connecting each settlement is worth: its own prize, and an even share of its village's, (M,)."""
    connected, demand = problem.connected(now), problem.demand
    share = np.where(demand.needs_itself, prizes, 0).astype(np.float64)
    lacking = ~connected[demand.needs]
    n_lacking = np.bincount(demand.needs_of[lacking], minlength=len(demand))
    np.add.at(share, demand.needs[lacking], (prizes / np.maximum(n_lacking, 1))[demand.needs_of[lacking]])
    return np.where(connected, 0.0, share)


def _best_path(problem: PlanningProblem, graph: csr_array, now: Mask, prizes: Ints) -> Ints:
    """Find the units of the path with the most prize per cost; none where nobody more can be served."""
    connected, n_units = connected_units(problem.adjacency, now), len(now)
    merged = _merge_pieces(problem, now)
    distance, parent = _cheapest_paths(problem, graph, now, connected, merged)
    prize = _prize_along(problem, distance, parent, _prize_shares(problem, now, prizes), merged)
    prize[connected] = 0.0
    eligible = np.isfinite(distance) & (prize > 0)
    if not eligible.any():
        return np.empty(0, dtype=np.int64)
    vertex = int(np.argmax(np.where(eligible, prize / np.maximum(distance, _NO_COST), -1.0)))
    path = []
    while not connected[vertex]:
        path.append(vertex)
        vertex = int(parent[vertex])
    return np.sort(np.array([v for v in path if v < n_units and not now[v]], dtype=np.int64))


def _merge_pieces(problem: PlanningProblem, now: Mask) -> Ints:
    """Find the vertex that stands for each: itself, or the first unit of those that are left and built with it."""
    vertex = np.arange(problem.adjacency.root + 1)
    if problem.whole_segments:
        left = np.flatnonzero(~now)
        _piece, first, number = np.unique(problem.piece[left], return_index=True, return_inverse=True)
        vertex[left] = left[first[number]]
    return vertex


def _cheapest_paths(
    problem: PlanningProblem, graph: csr_array, now: Mask, connected: Mask, merged: Ints
) -> tuple[Floats, Ints]:
    """Find each vertex's cheapest path from what is connected: its cost, and the vertex before."""
    if problem.whole_segments:
        ends = graph.tocoo()
        graph = csr_array((ends.data, (merged[ends.row], merged[ends.col])), shape=graph.shape)
    left = np.where(now, 0.0, problem.units.cost.astype(np.float64))
    cost = np.bincount(merged[: len(now)], weights=left, minlength=len(now))
    entry = np.concatenate([cost, np.zeros(graph.shape[0] - len(now))])
    priced = csr_array((entry[graph.indices] + _NO_COST, graph.indices, graph.indptr), shape=graph.shape)
    distance, parent, _ = dijkstra(priced, indices=np.flatnonzero(connected), min_only=True, return_predecessors=True)
    return distance, parent


def _first_attachments(
    problem: PlanningProblem, distance: Floats, parent: Ints, share: Floats, merged: Ints
) -> Attachments:
    """List settlements that are worth something, each with the vertices where a path first comes within its reach."""
    size = len(distance)
    near = np.isfinite(distance[merged[problem.attached_vertex]]) & (share[problem.attached_settlement] > 0)
    pair = np.unique(problem.attached_settlement[near] * size + merged[problem.attached_vertex[near]])
    settlement, vertex = pair // size, pair % size
    before, key = parent[vertex], settlement * (size + 1)
    new = ~np.isin(key + np.maximum(before, 0), key + vertex) | (before < 0)
    return Attachments(settlement[new], vertex[new])


def _prize_along(problem: PlanningProblem, distance: Floats, parent: Ints, share: Floats, merged: Ints) -> Floats:
    """Sum the prize along each vertex's path; a settlement counts where the path first comes within its reach."""
    size = len(distance)
    settlement, vertex = _first_attachments(problem, distance, parent, share, merged)
    prize: Floats = np.bincount(vertex, weights=share[settlement], minlength=size).astype(np.float64)
    jump = np.where(parent >= 0, parent, np.arange(size))
    is_start = jump == np.arange(size)
    prize[is_start] = 0.0
    while not is_start[jump].all():
        prize = prize + prize[jump]
        jump = jump[jump]
    return prize
