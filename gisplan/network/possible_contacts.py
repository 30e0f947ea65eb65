"""Where roads may touch: which of the places touch depends on the tolerance and on the roads' layers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Mask
from gisplan.network.contacts import Contacts, NearPlaces
from gisplan.network.ends import find_ends
from gisplan.network.layers import Layers
from gisplan.network.levels import are_apart, sides_of
from gisplan.network.lines import SAME_M, Lines
from gisplan.network.shared_nodes import NO_NODE, find_dead_ends, find_shared_nodes

__all__ = ["PossibleContacts"]


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
        return found if self.node is None else found.and_also(find_shared_nodes(self.lines, self.node))

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
        numbered = self.node != NO_NODE
        both: Mask = numbered[contacts.piece_a] & numbered[contacts.piece_b]
        return both

    @cached_property
    def _dead_ends(self) -> Mask:
        """Which places are of an end of the first road whose node is no other road's."""
        assert self.node is not None
        contacts, lines = self.places.contacts, self.lines
        at_start = contacts.at_a <= SAME_M
        dead: Mask = find_dead_ends(self.node)[contacts.piece_a + ~at_start]
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
