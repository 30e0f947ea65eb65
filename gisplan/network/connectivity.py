"""Which roads are connected, and which parts of the network are near a settlement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, Objects
from gisplan.base.graphs import connected_components, coo_array
from gisplan.network.contacts import Contacts
from gisplan.network.network import RoadNetwork

__all__ = ["RoadParts", "find_attachments", "find_edges_within", "find_parts", "measure_distance"]


@dataclass(frozen=True)
class RoadParts:
    """The connected parts of a network of R whole roads.

    Attributes
    ----------
    part : (R,) int64
        The part of each road, -1 where the road is not open.
    count : int
        How many parts there are.
    """

    part: Ints
    count: int

    def holding(self, roads: Mask) -> Mask:
        """Return whether each part holds one of the roads.

        Parameters
        ----------
        roads : (R,) bool
            The roads; those that are not open are in no part.

        Returns
        -------
        (count,) bool
            Of each part.
        """
        held = np.zeros(self.count, dtype=bool)
        held[self.part[roads & (self.part >= 0)]] = True
        return held


def find_parts(contacts: Contacts, open_roads: Mask) -> RoadParts:
    """Find the connected parts of the open roads.

    Two roads are joined by a contact when both are open. A sealed road is sealed along its whole
    length, so parts of roads are the components of the sealed network, node by node.

    Parameters
    ----------
    contacts : Contacts
        The contacts of R roads within the tolerance.
    open_roads : (R,) bool
        The roads that count.

    Returns
    -------
    RoadParts
        The part of each road.
    """
    both = open_roads[contacts.a] & open_roads[contacts.b]
    size = len(open_roads)
    graph = coo_array((np.ones(both.sum(), dtype=np.int8), (contacts.a[both], contacts.b[both])), shape=(size, size))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    used = np.zeros(size, dtype=bool)
    used[label[open_roads]] = True
    number = np.cumsum(used) - 1
    return RoadParts(np.where(open_roads, number[label], -1), int(used.sum()))


def find_attachments(
    points: NDArray[np.object_], roads: NDArray[np.object_], *, open_roads: Mask, reach_m: float | Floats
) -> tuple[Ints, Ints]:
    """Find all pairs of a point and an open road that passes within `reach_m` (≤) of it.

    Parameters
    ----------
    points : (K,) object
        Points in the CRS of the roads.
    roads : (R,) object
        LineStrings in a metric CRS.
    open_roads : (R,) bool
        The roads that count.
    reach_m : float or (K,) float64
        The greatest straight distance, in metres, of all points or of each.

    Returns
    -------
    point, road : (A,) int64
        The numbers of the points and of the roads.
    """
    rows = np.flatnonzero(open_roads)
    if not len(rows) or not len(points):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    point, road = shapely.STRtree(roads[rows]).query(points, predicate="dwithin", distance=reach_m)
    return point.astype(np.int64), rows[road]


def measure_distance(points: NDArray[np.object_], roads: NDArray[np.object_], *, open_roads: Mask) -> Floats:
    """Measure the straight distance from each point to the nearest open road.

    Parameters
    ----------
    points : (K,) object
        Points in the CRS of the roads.
    roads : (R,) object
        LineStrings in a metric CRS.
    open_roads : (R,) bool
        The roads that count.

    Returns
    -------
    (K,) float64
        In metres; NaN where no road is open.
    """
    rows = np.flatnonzero(open_roads)
    distance = np.full(len(points), np.nan)
    if len(rows) and len(points):
        (point, _), found = shapely.STRtree(roads[rows]).query_nearest(points, return_distance=True, all_matches=False)
        distance[point] = found
    return distance


def find_edges_within(network: RoadNetwork, places: Objects, open_roads: Mask, within_m: float) -> tuple[Ints, Ints]:
    """Find the edges of open roads that pass near places.

    Parameters
    ----------
    network : RoadNetwork
        The network, of R roads.
    places : (K,) object
        Geometries in metres.
    open_roads : (R,) bool
    within_m : float
        How near they pass, in metres.

    Returns
    -------
    place, edge : (P,) int64
        The pairs, by place.
    """
    bounds = shapely.bounds(places)
    place, edge = network.edge_boxes.query(bounds[:, :2] - within_m, bounds[:, 2:] + within_m)
    some = open_roads[network.edges["road"][edge]]
    place, edge = place[some], edge[some]
    drawn, which = np.unique(edge, return_inverse=True)
    near = shapely.dwithin(network.draw_edges(drawn)[which], places[place], within_m)
    return place[near], edge[near]
