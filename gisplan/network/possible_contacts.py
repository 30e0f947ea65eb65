"""Where roads may touch: which of the places touch depends on the tolerance and on the roads' layers.

Roads that carry their own topology, such as those of OpenStreetMap, meet where they share a node, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask, ragged_arange
from gisplan.network.contacts import Contacts, NearPlaces
from gisplan.network.ends import find_ends
from gisplan.network.layers import Layers
from gisplan.network.levels import are_apart, sides_of
from gisplan.network.lines import SAME_M, Lines

__all__ = ["PossibleContacts", "find_special", "read_nodes"]

_NO_NODE = np.iinfo(np.int64).min
"""Stands for the node of a vertex of a road that is joined by its geometry."""


@dataclass(frozen=True)
class PossibleContacts:
    """The places at which roads come near each other, with their layers: which of them touch at a tolerance.

    The methods take the tolerance of an end, in metres, and return contacts in the order of the places.

    Attributes
    ----------
    lines : Lines
        R roads.
    places : NearPlaces
        The places, of a gap up to the widest tolerance.
    layers : Layers or None
        The roads' layers; None where all are on the ground.
    node : (P,) int64 or None
        The node of each vertex of roads that meet where they share one, and nowhere else; None where all roads
        are joined by their geometry.
    """

    lines: Lines
    places: NearPlaces
    layers: Layers | None
    node: Ints | None = None

    def touching(self, snap_m: float) -> Contacts:
        """Return the contacts that touch."""
        contacts = self.places.contacts
        touches = contacts.gap_m <= snap_m
        own = self.places.own
        touches[own] &= self.places.left_m > snap_m
        if self.layers is not None:
            touches[own] &= self.layers.structure[contacts.a[own]] == 0
            touches[self._withheld(snap_m)] = False
        touches &= ~self._by_nodes
        found = contacts if touches.all() else contacts.take(touches)
        return found if self.node is None else found.and_also(_find_shared_nodes(self.lines, self.node))

    def withheld(self, snap_m: float) -> Contacts:
        """Return the contacts of an end within the tolerance that do not touch because of their levels.

        `a` is the road whose end it is; points that two roads share away from their ends are not among them.
        """
        found = self.places.contacts.take(self._withheld(snap_m))
        end_a, end_b = (find_ends(self.lines, *side) >= 0 for side in sides_of(self.lines, found))
        turned = found.turned(end_b & ~end_a)
        return turned.take(end_a | end_b)

    def beside(self, snap_m: float, within_m: float) -> Contacts:
        """Return the contacts of an end with another road that lie beyond the tolerance, up to `within_m` metres."""
        contacts = self.places.contacts
        near = contacts.by_end & (contacts.gap_m > snap_m) & (contacts.gap_m <= within_m)
        near[self.places.own] = False
        if self.node is not None:
            near &= ~self._by_nodes | self._dead_ends
        return contacts.take(near)

    def unshared(self, snap_m: float) -> Contacts:
        """Return where roads that meet at nodes come near each other and share none.

        These are dead ends within the tolerance of another road, and points that two roads share on one level.
        """
        contacts = self.places.contacts
        if self.node is None:
            return contacts.take(np.zeros(len(contacts), dtype=bool))
        near = self._by_nodes & (contacts.gap_m <= snap_m)
        near[self.places.own] = False
        crossing = ~contacts.by_end
        if self.layers is not None:
            crossing &= self.layers.crossing(contacts.a, contacts.b)
        at_end = [find_ends(self.lines, *side) >= 0 for side in sides_of(self.lines, contacts)]
        crossing &= ~at_end[0] & ~at_end[1]
        return contacts.take(near & (crossing | (contacts.by_end & self._dead_ends)))

    @cached_property
    def _by_nodes(self) -> Mask:
        """Which places are of two roads that meet at nodes alone."""
        contacts = self.places.contacts
        if self.node is None:
            return np.zeros(len(contacts), dtype=bool)
        numbered = self.node != _NO_NODE
        both: Mask = numbered[contacts.piece_a] & numbered[contacts.piece_b]
        return both

    @cached_property
    def _dead_ends(self) -> Mask:
        """Which places are of an end of the first road whose node is no other road's."""
        assert self.node is not None
        contacts, lines = self.places.contacts, self.lines
        at_start = contacts.at_a <= SAME_M
        dead: Mask = _find_dead_ends(self.node)[contacts.piece_a + ~at_start]
        return dead & (at_start | (contacts.at_a >= lines.length_m[lines.line_of[contacts.piece_a]] - SAME_M))

    def _withheld(self, snap_m: float) -> Ints:
        """Find the places of two roads within the tolerance that do not touch: their numbers."""
        if self.layers is None:
            return np.empty(0, dtype=np.int64)
        contacts = self.places.contacts
        near = contacts.gap_m <= snap_m
        near[self.places.own] = False
        lifted = self.layers.lifted
        beside = np.zeros(len(lifted), dtype=bool)
        some = near & (lifted[contacts.a] | lifted[contacts.b])
        beside[contacts.a[some]] = beside[contacts.b[some]] = True
        concerned = np.flatnonzero(near & (beside[contacts.a] | beside[contacts.b]))
        by_nodes = self._by_nodes[concerned]
        if by_nodes.all():
            return concerned[:0]
        apart = are_apart(self.lines, self.layers, contacts.take(concerned), snap_m)
        return concerned[apart & ~by_nodes]


def find_special(roads: gpd.GeoDataFrame, layers: Layers, within_m: float) -> Mask:
    """Find the roads that may not touch although they are near: those off the ground, near one, and those with nodes.

    Parameters
    ----------
    roads : GeoDataFrame
        R roads; the column `nodes` is optional.
    layers : Layers
        Their layers.
    within_m : float
        The greatest gap of a contact, in metres.

    Returns
    -------
    (R,) bool
    """
    special = layers.lifted.copy()
    geometry = np.asarray(roads.geometry.array)
    near = shapely.STRtree(geometry[special]).query(geometry, predicate="dwithin", distance=within_m + 1.0)[0]
    special[near] = True
    return special | roads["nodes"].notna().to_numpy(dtype=bool) if "nodes" in roads else special


def read_nodes(roads: gpd.GeoDataFrame, lines: Lines) -> Ints | None:
    """Return the number of the node of each vertex.

    Parameters
    ----------
    roads : GeoDataFrame
        R roads; the column `nodes` is optional: the numbers of the nodes of each road's vertices, null for roads
        that are joined by their geometry.
    lines : Lines
        The same roads, from `flatten_lines`.

    Returns
    -------
    (P,) int64 or None
        `_NO_NODE` for vertices of roads without numbers; None where no road has any.

    Raises
    ------
    ValueError
        A road has more or fewer numbers than vertices that differ from the one before.
    """
    if "nodes" not in roads:
        return None
    column = roads["nodes"]
    given = column.notna().to_numpy(dtype=bool)[lines.row]
    if not given.any():
        return None
    lists = column.to_numpy(dtype=object)[lines.row[given]]
    count = np.diff(lines.first)
    wrong = np.flatnonzero(np.fromiter(map(len, lists), dtype=np.int64, count=len(lists)) != count[given])
    if len(wrong):
        row = int(lines.row[given][wrong[0]])
        raise ValueError(f"row {row} of the roads must have one number in nodes for each vertex")
    node = np.full(len(lines.xy), _NO_NODE, dtype=np.int64)
    node[np.repeat(given, count)] = np.concatenate([np.asarray(numbers, dtype=np.int64) for numbers in lists])
    return node


def _find_shared_nodes(lines: Lines, node: Ints) -> Contacts:
    """Find all contacts of two vertices that are one node.

    Parameters
    ----------
    lines : Lines
        The roads as flat arrays.
    node : (P,) int64
        The node of each vertex.

    Returns
    -------
    Contacts
        Those of a road with itself, where it comes to one of its nodes again, among them.
    """
    vertex = np.flatnonzero(node != _NO_NODE)
    vertex = vertex[np.argsort(node[vertex], kind="stable")]
    _, begin, count = np.unique(node[vertex], return_index=True, return_counts=True)
    later = np.repeat(begin + count, count) - np.arange(len(vertex)) - 1
    one, k = ragged_arange(later)
    u, v = vertex[one], vertex[one + 1 + k]
    line_u, line_v = lines.line_of[u], lines.line_of[v]
    step = lines.xy[v] - lines.xy[u]
    return Contacts(
        a=lines.row[line_u],
        b=lines.row[line_v],
        piece_a=_piece_at(lines, u),
        piece_b=_piece_at(lines, v),
        at_a=lines.along[u],
        at_b=lines.along[v],
        gap_m=np.hypot(step[:, 0], step[:, 1]),
        by_end=np.zeros(len(u), dtype=bool),
    )


def _piece_at(lines: Lines, vertex: Ints) -> Ints:
    """Return a piece that each vertex begins, or ends where it is the last of its line."""
    last = vertex == lines.first[lines.line_of[vertex] + 1] - 1
    piece: Ints = (vertex - last).astype(np.int32)
    return piece


def _find_dead_ends(node: Ints) -> Mask:
    """Return which vertices are nodes of no other vertex, (P,); those of roads without numbers all are."""
    _, inverse, count = np.unique(node, return_inverse=True, return_counts=True)
    alone: Mask = (count[inverse] == 1) | (node == _NO_NODE)
    return alone
