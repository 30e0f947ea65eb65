"""Who is joined to the reach when some units are sealed: the verdict's rule, edge by edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gisplan.base.arrays import ragged_arange
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.network import find_attachments, find_parts
from gisplan.plan.model.road_units import Units
from gisplan.steiner.problem import Ints, Mask

__all__ = ["AdjacencyPairs", "attach", "connected_units", "find_adjacency"]


@dataclass(frozen=True)
class AdjacencyPairs:
    """What touches what: U units, then P parts of the sealed network, then the reach as the last vertex.

    Two sealed edges are joined when they share a node of their road, or a join of the network lies between
    their nodes. So a set of units is joined to the reach as its vertices hang together here.

    Attributes
    ----------
    a, b : (T,) int64
        Pairs of vertices that are joined when both are sealed; `a` < `b`, each pair once.
    units, parts : int
        The parts that are reach are the reach's own vertex.
    part_of : (R,) int64
        The vertex of each sealed road, -1 for the others.
    """

    a: Ints
    b: Ints
    units: int
    parts: int
    part_of: Ints

    @property
    def root(self) -> int:
        """The root vertex: the connected trunk network."""
        return self.units + self.parts

    def sealed(self, built: Mask) -> Mask:
        """Which vertices are sealed when these units are built."""
        return np.concatenate([built, np.ones(self.parts + 1, dtype=bool)])


def find_adjacency(survey: RoadSurvey, units: Units, surfaces: tuple[int, ...], *, any_road: bool) -> AdjacencyPairs:
    """Which units and sealed roads are joined, and which are reach.

    With `any_road` every sealed road is reach; else a sealed root road is, and what is joined to it.
    """
    sealed = survey.sealed(surfaces)
    parts = find_parts(survey.contacts.within(survey.snap_m), sealed)
    held = np.ones(parts.count, dtype=bool) if any_road else parts.holding(sealed & survey.is_trunk)
    number = np.where(held, (~held).sum(), np.cumsum(~held) - 1)  # the parts that are reach come last, as one
    part_of = np.append(len(units) + number, -1)[parts.part]
    roots = np.ones(len(units), dtype=bool) if any_road else survey.is_trunk[units.road]
    node, vertex = _incidence(survey, units, part_of)
    edges = survey.network.edges
    junction = edges["road"] < 0
    here = np.unique(node)
    u, v = np.concatenate([here, edges["u"][junction]]), np.concatenate([here, edges["v"][junction]])
    one, two = _across(node, vertex, u, v)
    reach = len(units) + int((~held).sum())
    a = np.concatenate([one, np.flatnonzero(roots)])
    b = np.concatenate([two, np.full(int(roots.sum()), reach)])
    pairs = np.unique(np.stack([np.minimum(a, b), np.maximum(a, b)], axis=1)[a != b], axis=0)
    return AdjacencyPairs(pairs[:, 0], pairs[:, 1], len(units), int((~held).sum()), part_of)


def _incidence(survey: RoadSurvey, units: Units, part_of: Ints) -> tuple[Ints, Ints]:
    """The vertices at each node: a unit at both its ends, a sealed road at all its nodes."""
    edges = survey.network.edges
    own = part_of[survey.network.node_road]
    held = np.flatnonzero(own >= 0)
    number = np.arange(len(units))
    node = np.concatenate([edges["u"][units.edge], edges["v"][units.edge], held]).astype(np.int64)
    vertex = np.concatenate([number, number, own[held]])
    order = np.argsort(node, kind="stable")
    return node[order], vertex[order]


def _across(node: Ints, vertex: Ints, u: Ints, v: Ints) -> tuple[Ints, Ints]:
    """Pairs of vertices of which one stands at `u` and the other at `v`."""
    low_u, low_v = np.searchsorted(node, u), np.searchsorted(node, v)
    wide = np.searchsorted(node, v, side="right") - low_v
    count = (np.searchsorted(node, u, side="right") - low_u) * wide
    which, k = ragged_arange(count)
    return vertex[low_u[which] + k // wide[which]], vertex[low_v[which] + k % wide[which]]


def connected_units(adjacency: AdjacencyPairs, built: Mask) -> Mask:
    """Which vertices are joined to the reach when these units are sealed, (U + P + 1,)."""
    sealed = adjacency.sealed(built)
    open_ = sealed[adjacency.a] & sealed[adjacency.b]
    size = adjacency.root + 1
    graph = coo_array(
        (np.ones(int(open_.sum()), dtype=np.int8), (adjacency.a[open_], adjacency.b[open_])), shape=(size, size)
    )
    label: NDArray[np.int32] = connected_components(graph, directed=False)[1]
    joined: Mask = sealed & (label == label[adjacency.root])
    return joined


def attach(
    points: NDArray[np.object_], survey: RoadSurvey, units: Units, adjacency: AdjacencyPairs, reach_m: float
) -> tuple[Ints, Ints]:
    """All pairs (point, vertex) of a unit or a sealed road that passes within `reach_m` (≤) of the point."""
    point, unit = find_attachments(points, units.geometry, open_roads=np.ones(len(units), dtype=bool), reach_m=reach_m)
    point_of_road, road = find_attachments(points, survey.geometry, open_roads=adjacency.part_of >= 0, reach_m=reach_m)
    pairs = np.stack([np.concatenate([point, point_of_road]), np.concatenate([unit, adjacency.part_of[road]])], axis=1)
    pairs = np.unique(pairs, axis=0)
    return pairs[:, 0], pairs[:, 1]
