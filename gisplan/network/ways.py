"""What searches for the cheapest paths over the same roads have in common, made once for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask
from gisplan.network.network import RoadNetwork

__all__ = ["Ways", "make_ways"]


@dataclass(frozen=True)
class Ways:
    """What searches over the same roads have in common, whatever their sources.

    Attributes
    ----------
    components : (int, (N,) int64)
        How many components free roads make, and the component of each node.
    edge, u, v : (F,) int64
        The usable edges that are not free, and their nodes.
    length_m : (F,) float64
        Their lengths.
    onto : (2 F,) int64
        The roads that they lead onto, from u to v and then from v to u; -1 where that is free.
    weight : (E,) float64
        What a metre of each edge costs.
    order : (E,) int64
        The rank of each edge, -1 if it is free.
    usable : (E,) bool
        Whether it lies on a road that may be used.
    """

    components: tuple[int, Ints]
    edge: Ints
    u: Ints
    v: Ints
    length_m: Floats
    onto: Ints
    weight: Floats
    order: Ints
    usable: Mask


def make_ways(network: RoadNetwork, *, free: Mask, passable: Mask, rank: Ints) -> Ways:
    """Make what several searches of `find_cheapest_paths` have in common.

    Parameters
    ----------
    network : RoadNetwork
        The network, of R roads.
    free, passable : (R,) bool
        As for the searches.
    rank : (R,) int64
        As for the searches.

    Returns
    -------
    Ways
    """
    free, columns = free & passable, network.edges
    edge = np.flatnonzero(_are_edges_of(network, passable) & ~_are_edges_of(network, free))
    u, v = columns["u"][edge], columns["v"][edge]
    onto = network.node_road[np.r_[v, u]]
    on_road = columns["road"] >= 0
    road = columns["road"][on_road]
    weight, order = np.ones(len(on_road)), np.full(len(on_road), -1, dtype=np.int64)
    weight[on_road], order[on_road] = ~free[road], np.where(free[road], -1, rank[road])
    usable = np.zeros(len(on_road), dtype=bool)
    usable[on_road] = passable[road]
    return Ways(
        components=network.components(free),
        edge=edge,
        u=u,
        v=v,
        length_m=columns["length_m"][edge],
        onto=np.where(free[onto], -1, onto),
        weight=weight,
        order=order,
        usable=usable,
    )


def _are_edges_of(network: RoadNetwork, roads: Mask) -> Mask:
    """Return whether each edge lies on one of the roads, or is a junction edge between two of them."""
    road, a, b = (network.edges[name] for name in ("road", "road_a", "road_b"))
    on: Mask = np.where(road >= 0, roads[road], roads[a] & roads[b])
    return on
