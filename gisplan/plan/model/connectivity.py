"""Which settlements are connected to the trunk network when some units are sealed: the verdict's rule, edge by edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import Ints, Mask, Objects, ragged_arange
from gisplan.base.graphs import connected_components, coo_array
from gisplan.gaps.road_survey import RoadSurvey
from gisplan.network import find_attachments, find_parts
from gisplan.plan.model.road_units import Units

__all__ = ["AdjacencyPairs", "attach", "connected_units", "find_adjacency", "find_pieces"]


@dataclass(frozen=True)
class AdjacencyPairs:
    """Pairs of vertices that touch: U units, then P components of the sealed network, then the trunk network.

    Two sealed edges are connected when they share a node of their road, or a junction edge of the network lies
    between their nodes. So units are connected to the trunk network as their vertices are to the last vertex here.

    Attributes
    ----------
    a, b : (T,) int64
        Pairs of vertices that are connected when both are sealed; `a` < `b`, each pair once.
    n_units, n_parts : int
        The components that belong to the trunk network are its own vertex, and not counted.
    part_of : (R,) int64
        The vertex of each sealed road, -1 for the others.
    """

    a: Ints
    b: Ints
    n_units: int
    n_parts: int
    part_of: Ints

    @property
    def root(self) -> int:
        """The vertex of the connected trunk network."""
        return self.n_units + self.n_parts

    def sealed(self, built: Mask) -> Mask:
        """Return which vertices are sealed when these units are built, (U + P + 1,)."""
        return np.concatenate([built, np.ones(self.n_parts + 1, dtype=bool)])

    def open_pairs(self, built: Mask) -> tuple[Ints, Ints]:
        """Return the pairs of which both vertices are sealed when these units are built."""
        sealed = self.sealed(built)
        both = sealed[self.a] & sealed[self.b]
        return self.a[both], self.b[both]


def find_adjacency(survey: RoadSurvey, units: Units, surfaces: tuple[int, ...], *, any_road: bool) -> AdjacencyPairs:
    """Find which units and sealed roads touch, and which belong to the trunk network.

    Parameters
    ----------
    survey : RoadSurvey
    units : Units
    surfaces : tuple of int
        Surface codes that count as sealed.
    any_road : bool
        Every sealed road belongs to the trunk network; else a sealed trunk road does, and what is connected to it.
    """
    part_of, n_parts = _number_parts(survey, len(units), survey.sealed(surfaces), any_road=any_road)
    root = len(units) + n_parts
    is_trunk = np.ones(len(units), dtype=bool) if any_road else survey.is_trunk[units.road]
    touching = _touching_pairs(survey, *_incidence(survey, units, part_of))
    trunk = np.flatnonzero(is_trunk)
    a = np.concatenate([touching[0], trunk])
    b = np.concatenate([touching[1], np.full(len(trunk), root)])
    pairs = np.unique(np.stack([np.minimum(a, b), np.maximum(a, b)], axis=1)[a != b], axis=0)
    return AdjacencyPairs(pairs[:, 0], pairs[:, 1], len(units), n_parts, part_of)


def _number_parts(survey: RoadSurvey, n_units: int, sealed: Mask, *, any_road: bool) -> tuple[Ints, int]:
    """Number the components of the sealed network after the units; those of the trunk network come last, as one."""
    parts = find_parts(survey.contacts, sealed)
    in_trunk = np.ones(parts.count, dtype=bool) if any_road else parts.holding(sealed & survey.is_trunk)
    n_parts = int((~in_trunk).sum())
    number = np.where(in_trunk, n_parts, np.cumsum(~in_trunk) - 1)
    return np.append(n_units + number, -1)[parts.part], n_parts


def _incidence(survey: RoadSurvey, units: Units, part_of: Ints) -> tuple[Ints, Ints]:
    """List pairs (node, vertex), by node: a unit is at both its ends, a sealed road at all its nodes."""
    own = part_of[survey.network.node_road]
    sealed_nodes = np.flatnonzero(own >= 0)
    number = np.arange(len(units))
    node = np.concatenate([units.u, units.v, sealed_nodes])
    vertex = np.concatenate([number, number, own[sealed_nodes]])
    order = np.argsort(node, kind="stable")
    return node[order], vertex[order]


def _touching_pairs(survey: RoadSurvey, node: Ints, vertex: Ints) -> tuple[Ints, Ints]:
    """List pairs of vertices at the same node, or at either end of a junction edge."""
    edges = survey.network.edges
    junction = edges["road"] < 0
    same = np.unique(node)
    u, v = np.concatenate([same, edges["u"][junction]]), np.concatenate([same, edges["v"][junction]])
    first_u, first_v = np.searchsorted(node, u), np.searchsorted(node, v)
    n_v = np.searchsorted(node, v, side="right") - first_v
    index, number = ragged_arange((np.searchsorted(node, u, side="right") - first_u) * n_v)
    return vertex[first_u[index] + number // n_v[index]], vertex[first_v[index] + number % n_v[index]]


def connected_units(adjacency: AdjacencyPairs, built: Mask) -> Mask:
    """Find which vertices are connected to the trunk network when these units are sealed, (U + P + 1,)."""
    a, b = adjacency.open_pairs(built)
    size = adjacency.root + 1
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    connected: Mask = adjacency.sealed(built) & (label == label[adjacency.root])
    return connected


def find_pieces(units: Units, adjacency: AdjacencyPairs) -> Ints:
    """Number the units of one segment that touch each other alike, by their first, (U,)."""
    code = np.unique(units.segment.astype(str), return_inverse=True)[1]
    both = (adjacency.a < len(units)) & (adjacency.b < len(units))
    a, b = adjacency.a[both], adjacency.b[both]
    same = code[a] == code[b]
    ends, size = (a[same], b[same]), len(units)
    graph = coo_array((np.ones(int(same.sum()), dtype=np.int8), ends), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    _names, first, number = np.unique(label, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return rank[number].astype(np.int64)


def attach(
    points: Objects, survey: RoadSurvey, units: Units, adjacency: AdjacencyPairs, reach_m: float
) -> tuple[Ints, Ints]:
    """List all pairs (point, vertex) of a unit or a sealed road that passes within `reach_m` (≤) of the point."""
    point, unit = find_attachments(points, units.geometry, open_roads=np.ones(len(units), dtype=bool), reach_m=reach_m)
    point_of_road, road = find_attachments(points, survey.geometry, open_roads=adjacency.part_of >= 0, reach_m=reach_m)
    vertex = np.concatenate([unit, adjacency.part_of[road]])
    pairs = np.unique(np.stack([np.concatenate([point, point_of_road]), vertex], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]
