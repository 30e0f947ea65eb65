"""Where roads may touch: which of the places touch depends on the tolerance and on the roads' layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.network.contacts import Contacts, NearPlaces
from gisplan.network.ends import find_ends
from gisplan.network.layers import Layers
from gisplan.network.levels import are_apart, sides_of
from gisplan.network.lines import Lines

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
    """

    lines: Lines
    places: NearPlaces
    layers: Layers | None

    def touching(self, snap_m: float) -> Contacts:
        """Return the contacts that touch."""
        contacts = self.places.contacts
        touches = contacts.gap_m <= snap_m
        own = self.places.own
        touches[own] &= self.places.left_m > snap_m
        if self.layers is not None:
            touches[own] &= self.layers.structure[contacts.a[own]] == 0
            touches[self._withheld(snap_m)] = False
        return contacts if touches.all() else contacts.take(touches)

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
        return contacts.take(near)

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
        return concerned[are_apart(self.lines, self.layers, contacts.take(concerned), snap_m)]
