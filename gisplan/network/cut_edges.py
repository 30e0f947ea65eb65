"""Edges whose loss cuts people off. (A *bridge* is a structure; these are the graph's cut edges.)

The roots are one place that cannot fail. An edge is critical for a point when a break of it leaves
none of the point's attachments joined to the roots: every attachment lies on it or beyond it.
Cut edges are found without walking: give each edge outside a spanning tree a random word, each
tree edge the exclusive or of the words of the edges that close a ring over it; a tree edge over
which no ring closes has the word 0 (Pritchard and Thurimella 2011, cycle space sampling).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.network.network import RoadNetwork

__all__ = ["CriticalEdges", "critical_edges"]

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class CriticalEdges:
    """The critical edges of K points.

    Attributes
    ----------
    edge : (C,) int64
        Edges that carry at least one point's whole access.
    points : (C,) int64
        How many points each one carries.
    people : (C,) float64
        How many people those points have.
    last_edge : (K,) int64
        For each point the critical edge next to it on its way to the roots, -1 where there is none.
    """

    edge: Ints
    points: Ints
    people: Floats
    last_edge: Ints


@dataclass(frozen=True)
class _Tree:
    """The places between which only cut edges run: each one's parent, depth and the edge to the parent."""

    branch: Ints
    parent: Ints
    depth: Ints
    edge: Ints


def critical_edges(
    network: RoadNetwork,
    *,
    open_roads: Mask,
    roots: Mask,
    point: Ints,
    edge: Ints,
    people: Floats,
) -> CriticalEdges:
    """The edges of open roads on which the access of points hangs.

    Parameters
    ----------
    open_roads : (R,) bool
        The roads that are joined to the roots.
    roots : (E,) bool
        Edges at which reach begins; taken as given, they cannot fail.
    point, edge : (A,) int64
        Attachments: point k may enter the network on this edge of an open road.
    people : (K,) float64
        People of each point; not a number counts as none.
    """
    tree = _grow_tree(network, open_roads, roots)
    u, v = network.edges["u"][edge], network.edges["v"][edge]
    deeper = np.where(tree.depth[tree.branch[u]] >= tree.depth[tree.branch[v]], tree.branch[u], tree.branch[v])
    common = _common_branch(tree, point, deeper, len(people))
    held = np.flatnonzero(common >= 0)
    carried = np.bincount(common[held], minlength=len(tree.parent))
    weight: Floats = np.bincount(common[held], np.nan_to_num(people[held]), len(tree.parent)).astype(np.float64)
    heads = np.flatnonzero(tree.edge >= 0)
    heads = heads[np.argsort(tree.depth[heads], kind="stable")]
    for at in np.split(heads, np.flatnonzero(np.diff(tree.depth[heads])) + 1)[::-1]:
        np.add.at(carried, tree.parent[at], carried[at])
        np.add.at(weight, tree.parent[at], weight[at])
    used = np.flatnonzero((carried > 0) & (tree.edge >= 0))
    last = np.full(len(people), -1, dtype=np.int64)
    last[held] = tree.edge[common[held]]
    return CriticalEdges(tree.edge[used], carried[used], weight[used], last)


def _grow_tree(network: RoadNetwork, open_roads: Mask, roots: Mask) -> _Tree:
    """The tree of cut edges, seen from the roots; joins and roots are contracted, for they cannot fail."""
    columns, nodes = network.edges, len(network.nodes)
    u, v, road = columns["u"], columns["v"], columns["road"]
    joins = (road < 0) & open_roads[columns["join_a"]] & open_roads[columns["join_b"]]
    merge = joins | roots
    graph = coo_array((np.ones(merge.sum(), np.int8), (u[merge], v[merge])), shape=(nodes, nodes))
    count, label = connected_components(graph, directed=False)
    rooted = np.zeros(count, dtype=bool)
    rooted[label[u[roots]]] = True
    place = np.where(rooted, 0, np.cumsum(~rooted))[label]
    edge = np.flatnonzero((road >= 0) & open_roads[road] & ~roots)
    edge = edge[place[u[edge]] != place[v[edge]]]
    return _cut(place, int((~rooted).sum()) + 1, place[u[edge]], place[v[edge]], edge)


def _cut(place: Ints, count: int, tail: Ints, head: Ints, edge: Ints) -> _Tree:
    size = (count, count)
    number = np.arange(1, len(edge) + 1)
    graph = coo_array((np.r_[number, number], (np.r_[tail, head], np.r_[head, tail])), shape=size)
    order, parent = breadth_first_order(csr_array(graph), 0, directed=True)
    levels = _split_levels(order, parent, count)
    depth = np.zeros(count, dtype=np.int64)
    for number_of_steps, at in enumerate(levels):
        depth[at] = number_of_steps
    lower = np.where(depth[tail] > depth[head], tail, head)
    is_tree = parent[lower] == np.where(lower == tail, head, tail)
    which = np.flatnonzero(is_tree)[::-1]
    up = np.full(count, -1, dtype=np.int64)
    up[lower[which]] = which
    over = _xor_rings(tail, head, up, parent, levels)
    return _contract(place, parent, levels, np.where((over == 0) & (up >= 0), np.append(edge, -1)[up], -1))


def _xor_rings(tail: Ints, head: Ints, up: Ints, parent: Ints, levels: list[Ints]) -> Words:
    """For the edge above each place, the exclusive or of the words of all rings that close over it."""
    words = np.random.default_rng(0).integers(1, 2**63, size=len(tail), dtype=np.uint64)
    ring = np.ones(len(tail), dtype=bool)
    ring[up[up >= 0]] = False
    over = np.zeros(len(up), dtype=np.uint64)
    np.bitwise_xor.at(over, tail[ring], words[ring])
    np.bitwise_xor.at(over, head[ring], words[ring])
    for at in levels[:0:-1]:
        np.bitwise_xor.at(over, parent[at], over[at])
    return over


def _split_levels(order: Ints, parent: Ints, count: int) -> list[Ints]:
    """The places by their number of steps from the roots; breadth-first order keeps each level together."""
    position = np.zeros(count, dtype=np.int64)
    position[order] = np.arange(len(order))
    above = position[parent[order[1:]]]  # never falls along the order
    begins = [0, 1]
    while begins[-1] < len(order):
        begins.append(1 + int(np.searchsorted(above, begins[-1])))
    return [order[a:b].astype(np.int64) for a, b in pairwise(begins)]


def _contract(place: Ints, parent: Ints, levels: list[Ints], edge: Ints) -> _Tree:
    """Keep only the places below a cut edge; all others belong to the nearest such place above."""
    branch, depth = np.full(len(parent), -1, dtype=np.int64), np.zeros(len(parent), dtype=np.int64)
    above = branch.copy()
    branch[0] = 0
    for at in levels[1:]:
        cut = edge[at] >= 0
        above[at[cut]] = branch[parent[at[cut]]]
        branch[at] = np.where(cut, at, branch[parent[at]])
        depth[at] = depth[parent[at]] + cut
    return _Tree(branch[place], above, depth, edge)


def _common_branch(tree: _Tree, point: Ints, branch: Ints, count: int) -> Ints:
    """The lowest place of the tree above all of a point's attachments; -1 for a point without any."""
    order = np.argsort(point, kind="stable")
    point, branch = point[order], branch[order]
    common = np.full(count, -1, dtype=np.int64)
    while len(point):
        first = np.r_[True, np.diff(point) != 0]
        common[point[first]] = branch[first]
        deepest = np.maximum.reduceat(tree.depth[branch], np.flatnonzero(first))
        group = np.cumsum(first) - 1
        same = np.logical_and.reduceat(branch == branch[first][group], np.flatnonzero(first))
        open_ = ~same[group]
        climb = open_ & (tree.depth[branch] == deepest[group])
        branch = np.where(climb, tree.parent[branch], branch)
        point, branch = point[open_], branch[open_]
    return common
