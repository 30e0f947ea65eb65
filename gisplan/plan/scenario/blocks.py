"""What is built together when a proposal is split over years, and what must be there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import networkx as nx
import numpy as np

from gisplan.base.arrays import Floats, Ints, Mask
from gisplan.base.graphs import csr_array, dijkstra
from gisplan.plan.model.connectivity import connected_units
from gisplan.plan.model.planning_problem import PlanningProblem
from gisplan.plan.scenario.replay import NO_YEAR, Proposal

__all__ = ["Blocks", "find_blocks"]

_APART, _START = -2, -1  # in the place of a parent: no way leads there; what is connected before


@dataclass(frozen=True)
class Blocks:
    """B blocks of units that are built in one year, as building a part of one earlier serves nobody.

    Attributes
    ----------
    block_of : (U,) int64
        The block of each built unit, -1 for the others.
    parent : (B,) int64
        The block that must be there before, which has a lower number; -1 for none.
    cost : (B, K + 1) int64
        What each costs each programme; the last column is of units that no programme may build.
    fixed : (B,) int64
        The place of the year that was given by hand, -1 for none.
    prize : (S,) int64
        Of each settlement that is newly connected or served, in thousandths; 0 for one that is only needed.
    itself : (S,) bool
        Whether it is served by its own connection.
    settlement, block : (A,) int64
        Pairs of one of these settlements, and a block that connects it.
    needs_of, needs : (N,) int64
        Pairs of these settlements: the first is served only with the second connected.
    n_years : int
    """

    block_of: Ints
    parent: Ints
    cost: Ints
    fixed: Ints
    prize: Ints
    itself: Mask
    settlement: Ints
    block: Ints
    needs_of: Ints
    needs: Ints
    n_years: int

    def has_same_precedence(self, other: Blocks) -> bool:
        """Whether the blocks, and what must be there before each, are the same."""
        return np.array_equal(self.block_of, other.block_of) and np.array_equal(self.parent, other.parent)

    def value_of(self, place: Ints) -> int:
        """Return the prize times years served, in thousandths, when the blocks are built in these years, (B,)."""
        connected = np.full(len(self.prize), self.n_years)
        np.minimum.at(connected, self.settlement, place[self.block])
        served = np.where(self.itself, connected, 0)
        np.maximum.at(served, self.needs_of, connected[self.needs])
        return int((self.prize * (self.n_years - served)).sum())


def find_blocks(proposal: Proposal, prizes: Ints, years: tuple[int, ...], *, only_needed: bool) -> Blocks:
    """Find the blocks of a proposal.

    Parameters
    ----------
    proposal : Proposal
    prizes : (M,) int64
    years : tuple of int
        Ascending.
    only_needed : bool
        Whether a block needs only what every way to it leads over; else it needs what the shortest way leads over. Both
        are the same where there is one way.
    """
    problem, built = proposal.problem.with_done(proposal.done), proposal.built
    parent = _find_parents(problem, built, proposal.done, only_needed=only_needed)
    fixed = _find_fixed(proposal, len(parent), years)
    services = _list_services(problem, proposal, parent, prizes)
    end = _find_ends(parent, services.vertex, fixed)
    is_member = (parent != _APART) | np.append(built, np.zeros(len(parent) - len(built), dtype=bool))
    ends, block_of_vertex = _number_blocks(parent, end, is_member)
    rows = np.flatnonzero(built)
    cost = np.zeros((len(ends), len(problem.programmes) + 1), dtype=np.int64)
    np.add.at(cost, (block_of_vertex[rows], proposal.programme[rows]), problem.units.cost[rows])
    return Blocks(
        block_of=np.where(built, block_of_vertex[: len(built)], -1),
        parent=_find_block_parents(parent, end, block_of_vertex, len(ends)),
        cost=cost,
        fixed=fixed[ends],
        prize=services.prize,
        itself=services.itself,
        settlement=services.settlement,
        block=block_of_vertex[services.vertex],
        needs_of=services.needs_of,
        needs=services.needs,
        n_years=len(years),
    )


class _Services(NamedTuple):
    """The settlements that are newly connected or served, and what connects them: see `Blocks`."""

    prize: Ints
    itself: Mask
    settlement: Ints
    vertex: Ints
    needs_of: Ints
    needs: Ints


def _list_services(problem: PlanningProblem, proposal: Proposal, parent: Ints, prizes: Ints) -> _Services:
    """List the settlements that are newly connected or served, with the vertices that connect each."""
    sealed, demand = proposal.built | proposal.done, problem.demand
    fresh = problem.connected(sealed) & ~problem.connected(proposal.done)
    newly = problem.served(sealed) & ~problem.served(proposal.done)
    chosen = np.flatnonzero(fresh | newly)
    row = np.full(len(fresh), -1, dtype=np.int64)
    row[chosen] = np.arange(len(chosen))
    joins = fresh[problem.attached_settlement] & (parent[problem.attached_vertex] != _APART)
    needed = newly[demand.needs_of] & fresh[demand.needs]
    return _Services(
        prize=np.where(newly, prizes, 0)[chosen],
        itself=demand.needs_itself[chosen],
        settlement=row[problem.attached_settlement[joins]],
        vertex=problem.attached_vertex[joins],
        needs_of=row[demand.needs_of[needed]],
        needs=row[demand.needs[needed]],
    )


def _find_parents(problem: PlanningProblem, built: Mask, done: Mask, *, only_needed: bool) -> Ints:
    """Find the vertex before each on its way from what is connected before, (V,); `_START` and `_APART` for none.

    Vertices that are connected before, and those that nothing builds, have none.
    """
    pairs = problem.adjacency.open_pairs(built | done)
    start = connected_units(problem.adjacency, done)
    distance, parent = _search(pairs, start)
    reached = np.isfinite(distance) & ~start
    if only_needed:
        parent = _find_dominators(*pairs, start)
    found = np.where(reached, parent, _APART).astype(np.int64)
    found[reached & ((found < 0) | start[np.maximum(found, 0)])] = _START
    return found


def _search(pairs: tuple[Ints, Ints], start: Mask) -> tuple[Floats, Ints]:
    """Find the fewest steps from what is connected before to each vertex, and the vertex before it."""
    a, b = pairs
    graph = csr_array((np.ones(2 * len(a)), (np.append(a, b), np.append(b, a))), shape=(len(start), len(start)))
    sources = np.flatnonzero(start)
    distance, parent, _source = dijkstra(graph, indices=sources, min_only=True, return_predecessors=True)
    return distance, parent


def _find_dominators(a: Ints, b: Ints, start: Mask) -> Ints:
    """Find the last vertex that every way to each leads over; -1 for none, (V,)."""
    source = size = len(start)  # one vertex for all that is connected before
    u, v = np.where(start[a], source, a), np.where(start[b], source, b)
    graph = nx.DiGraph()
    graph.add_node(source)
    graph.add_edges_from(zip(np.append(u, v).tolist(), np.append(v, u).tolist(), strict=True))
    found = np.full(size, -1, dtype=np.int64)
    for vertex, before in nx.immediate_dominators(graph, source).items():
        if vertex != source and before is not None:
            found[vertex] = -1 if before == source else before
    return found


def _find_fixed(proposal: Proposal, size: int, years: tuple[int, ...]) -> Ints:
    """Find the place of the year that each vertex was given by hand, -1 for none, (V,)."""
    rows = np.flatnonzero(proposal.built & (proposal.year != NO_YEAR))
    fixed = np.full(size, -1, dtype=np.int64)
    fixed[rows] = np.searchsorted(years, proposal.year[rows])
    return fixed


def _find_ends(parent: Ints, attached: Ints, fixed: Ints) -> Ints:
    """Find the last vertex of each one's block, (V,): where the way branches, ends or serves, or a year is fixed."""
    size = len(parent)
    inner = np.flatnonzero(parent >= 0)
    children = np.bincount(parent[inner], minlength=size)
    is_end = (children != 1) | (parent == _APART) | (fixed >= 0)
    is_end[attached] = True
    is_end[parent[inner[fixed[inner] >= 0]]] = True
    following = np.arange(size)
    passes = inner[~is_end[parent[inner]]]
    following[parent[passes]] = passes
    while (following != following[following]).any():
        following = following[following]
    return following


def _number_blocks(parent: Ints, end: Ints, is_member: Mask) -> tuple[Ints, Ints]:
    """Number blocks so that what must be there before comes first: their ends (B,), and each vertex's block (V,)."""
    ends = np.unique(end[is_member])
    order = ends[np.lexsort((ends, _find_depth(parent)[ends]))]
    number = np.full(len(parent), -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    return order, np.where(is_member, number[end], -1)


def _find_depth(parent: Ints) -> Ints:
    """Count the vertices before each, (V,)."""
    size = len(parent)
    above = np.append(np.where(parent >= 0, parent, size), size)
    depth = (above < size).astype(np.int64)
    while (above < size).any():
        depth = depth + depth[above]
        above = above[above]
    return depth[:size]


def _find_block_parents(parent: Ints, end: Ints, block_of_vertex: Ints, count: int) -> Ints:
    """Find the block before each, -1 for none, (B,)."""
    found = np.full(count, -1, dtype=np.int64)
    inner = np.flatnonzero(parent >= 0)
    tops = inner[end[parent[inner]] == parent[inner]]
    found[block_of_vertex[tops]] = block_of_vertex[parent[tops]]
    return found
