"""Edges whose loss cuts people off. (A *bridge* is a structure; these are the graph's cut edges.)

The sources, where access begins, are one component that cannot fail. An edge is critical for a point when
a break of it leaves none of the point's attachments connected to the sources: every attachment lies on
it or beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.network.cut_tree import CutTree, find_cut_tree, prune_forest
from gisplan.network.network import RoadNetwork

__all__ = ["CriticalEdges", "critical_edges"]


@dataclass(frozen=True)
class CriticalEdges:
    """The critical edges of K points.

    Attributes
    ----------
    edge : (C,) int64
        Edges on which at least one point's whole access depends.
    points : (C,) int64
        How many points depend on each.
    people : (C,) float64
        How many people those points have.
    last_edge : (K,) int64
        For each point the critical edge next to it on its path to the sources, -1 where there is none.
    """

    edge: Ints
    points: Ints
    people: Floats
    last_edge: Ints


def critical_edges(
    network: RoadNetwork,
    *,
    open_roads: Mask,
    sources: Mask,
    point: Ints,
    edge: Ints,
    people: Floats,
    forest: CutTree | None = None,
) -> CriticalEdges:
    """Find the edges of open roads on which the access of points depends.

    Parameters
    ----------
    network : RoadNetwork
        The network, of R roads and E edges.
    open_roads : (R,) bool
        The roads that are connected to the sources.
    sources : (E,) bool
        Edges at which access begins; taken as given, they cannot fail.
    point, edge : (A,) int64
        Attachments: point k may enter the network on this edge of an open road.
    people : (K,) float64
        People of each point; not a number counts as none.
    forest : CutTree, optional
        What `find_cut_forest` found of the open roads: with it, only what lies between points and sources is searched.

    Returns
    -------
    CriticalEdges
        Only edges on which a point depends.
    """
    tree, branch = _find_tree(network, open_roads, sources, edge, forest)
    common = _common_branch(tree, point, branch, len(people))
    held = np.flatnonzero(common >= 0)
    carried = np.bincount(common[held], minlength=len(tree.parent))
    weight: Floats = np.bincount(common[held], np.nan_to_num(people[held]), len(tree.parent)).astype(np.float64)
    _sum_upwards(tree, carried, weight)
    used = np.flatnonzero((carried > 0) & (tree.edge >= 0))
    last = np.full(len(people), -1, dtype=np.int64)
    last[held] = tree.edge[common[held]]
    return CriticalEdges(tree.edge[used], carried[used], weight[used], last)


def _find_tree(
    network: RoadNetwork, open_roads: Mask, sources: Mask, edge: Ints, forest: CutTree | None
) -> tuple[CutTree, Ints]:
    """Return the tree of cut edges, and its component at the end of each edge that is farther from the sources."""
    u, v = network.edges["u"], network.edges["v"]
    if forest is None:
        tree, ends = find_cut_tree(network, open_roads, sources), (u[edge], v[edge])
    else:
        begins = forest.branch[np.r_[u[sources], v[sources]]]
        some = forest.branch[u[edge]], forest.branch[v[edge]]
        tree, components = prune_forest(forest, begins, np.concatenate(some))
        ends = np.searchsorted(components, some[0]), np.searchsorted(components, some[1])
    a, b = tree.branch[ends[0]], tree.branch[ends[1]]
    return tree, np.where(tree.depth[a] >= tree.depth[b], a, b)


def _sum_upwards(tree: CutTree, carried: Ints, weight: Floats) -> None:
    """Add to each component what all components below it carry, in the given arrays; the deepest first."""
    heads = np.flatnonzero(tree.edge >= 0)
    heads = heads[np.argsort(tree.depth[heads], kind="stable")]
    for at in np.split(heads, np.flatnonzero(np.diff(tree.depth[heads])) + 1)[::-1]:
        np.add.at(carried, tree.parent[at], carried[at])
        np.add.at(weight, tree.parent[at], weight[at])


def _common_branch(tree: CutTree, point: Ints, branch: Ints, count: int) -> Ints:
    """Find the lowest component of the tree above all of a point's attachments; -1 for a point without any."""
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
