"""Which contacts touch: the layers of lines, and what lies on two of them.

A line's layer is its structure and its level. An end is *continued* where a line of its own layer leads on,
as where a deck is divided: it touches that layer only. A line *passes* another where the two are seen to be
apart; near that place neither its ends nor ends that touch it touch the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, ragged_arange
from gisplan.network.contacts import Contacts, NearPlaces
from gisplan.network.lines import SAME_M, Lines

__all__ = ["Layers", "PossibleContacts", "make_layers"]

_PERPENDICULAR = 1e-9  # of the product of two lengths: a right angle, but for rounding


@dataclass(frozen=True)
class Layers:
    """The layers of R roads.

    Attributes
    ----------
    structure : (R,) int8
        0 none, 1 bridge, 2 tunnel, 3 both.
    level : (R,) float64
        The level; of bridges and tunnels without one, 1 and -1.
    """

    structure: Ints
    level: Floats

    @property
    def lifted(self) -> Mask:
        """Which roads are not on the ground, (R,)."""
        lifted: Mask = (self.structure != 0) | (self.level != 0)
        return lifted

    def same(self, one: Ints, two: Ints) -> Mask:
        """Return whether two roads have one layer, for each pair."""
        same: Mask = (self.structure[one] == self.structure[two]) & (self.level[one] == self.level[two])
        return same

    def crossing(self, one: Ints, two: Ints) -> Mask:
        """Return whether two roads touch where they cross, for each pair."""
        plain: Mask = (self.structure[one] == 0) & self.same(one, two)
        return plain


def make_layers(bridge: Mask, tunnel: Mask, level: Floats) -> Layers:
    """Make the layers of roads; a level that is blank (not a number) or 0 is 1 on bridges and -1 in tunnels."""
    structure = bridge.astype(np.int8) + 2 * tunnel.astype(np.int8)
    given = np.nan_to_num(level, nan=0.0)
    return Layers(structure, np.where(given == 0, bridge.astype(float) - tunnel.astype(float), given))


@dataclass(frozen=True)
class PossibleContacts:
    """The places at which roads come near each other, with their layers: which of them touch at a tolerance.

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
        """Return the contacts that touch.

        Parameters
        ----------
        snap_m : float
            The tolerance of an end, in metres.

        Returns
        -------
        Contacts
            In the order of the places.
        """
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

        Parameters
        ----------
        snap_m : float
            The tolerance of an end, in metres.

        Returns
        -------
        Contacts
            In the order of the places, `a` the road whose end it is; points that two roads share away from their
            ends are not among them.
        """
        found = self.places.contacts.take(self._withheld(snap_m))
        end_a, end_b = (_find_ends(self.lines, *side) >= 0 for side in _sides(self.lines, found))
        turned = found.turned(end_b & ~end_a)
        return turned.take(end_a | end_b)

    def beside(self, snap_m: float, within_m: float) -> Contacts:
        """Return the contacts of an end with another road that lie beyond the tolerance, up to `within_m`.

        Parameters
        ----------
        snap_m, within_m : float
            The tolerance of an end, and the greatest gap, in metres.

        Returns
        -------
        Contacts
            In the order of the places.
        """
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
        return concerned[_are_apart(self.lines, self.layers, contacts.take(concerned), snap_m)]


class _Approaches(NamedTuple):
    """Ends near other lines: an end is 2 * its line, + 1 for the line's last point.

    `contact` is the number of the contact, `place` the nearest point of the other line, `at_end` whether that
    is an end too.
    """

    contact: Ints
    end: Ints
    line: Ints
    place: Floats
    gap_m: Floats
    at_end: Mask


class _EndPairs(NamedTuple):
    """Ends of two lines within the tolerance of each other."""

    end: Ints
    other: Ints
    gap_m: Floats


class _Passings(NamedTuple):
    """Places at which a line passes another apart: the nearest point of the other."""

    line: Ints
    other: Ints
    place: Floats


def _are_apart(lines: Lines, layers: Layers, contacts: Contacts, snap_m: float) -> Mask:
    """Return which contacts of two lines do not touch, of all within the tolerance that may concern levels."""
    by_line = Layers(layers.structure[lines.row], layers.level[lines.row])
    one, two = lines.line_of[contacts.piece_a], lines.line_of[contacts.piece_b]
    near = _find_approaches(lines, contacts)
    pairs = _pair_ends(lines, near, snap_m)
    continued = _find_continued(lines, by_line, pairs)
    touches = _may_touch(by_line, near, pairs, continued)
    crossing = np.ones(len(contacts), dtype=bool)
    crossing[near.contact] = False
    apart = crossing & ~by_line.crossing(one, two)
    passings = _join_passings(
        _pass_at_crossings(lines, contacts, apart), _pass_at_ends(lines, by_line, near, continued)
    )
    apart[near.contact[~touches]] = True
    apart[near.contact[_find_passing(by_line, near, touches, passings, snap_m)]] = True
    return apart


def _sides(lines: Lines, contacts: Contacts) -> tuple[tuple[Ints, Floats], tuple[Ints, Floats]]:
    line_of = lines.line_of
    return (line_of[contacts.piece_a], contacts.at_a), (line_of[contacts.piece_b], contacts.at_b)


def _find_ends(lines: Lines, line: Ints, at: Floats) -> Ints:
    """Find the end at which each place of a line lies, -1 where it lies at none."""
    last = at >= lines.length_m[line] - SAME_M
    return np.where(at <= SAME_M, 2 * line, np.where(last, 2 * line + 1, -1)).astype(np.int64)


def _find_approaches(lines: Lines, contacts: Contacts) -> _Approaches:
    """Find the ends of all contacts, each as seen from its own line; a contact of two ends gives two."""
    (one, at_one), (two, at_two) = _sides(lines, contacts)
    end_one, end_two = _find_ends(lines, one, at_one), _find_ends(lines, two, at_two)
    a, b = np.flatnonzero(end_one >= 0), np.flatnonzero(end_two >= 0)
    piece = np.r_[contacts.piece_b[a], contacts.piece_a[b]]
    at = np.r_[at_two[a], at_one[b]]
    share = (at - lines.along[piece]) / (lines.along[piece + 1] - lines.along[piece])
    return _Approaches(
        contact=np.r_[a, b],
        end=np.r_[end_one[a], end_two[b]],
        line=np.r_[two[a], one[b]].astype(np.int64),
        place=lines.xy[piece] + share[:, None] * (lines.xy[piece + 1] - lines.xy[piece]),
        gap_m=contacts.gap_m[np.r_[a, b]],
        at_end=np.r_[end_two[a] >= 0, end_one[b] >= 0],
    )


def _end_vertices(lines: Lines, end: Ints) -> tuple[Ints, Ints]:
    """Return the vertex of each end, and the next vertex of its line."""
    last = end % 2 == 1
    vertex = np.where(last, lines.first[end // 2 + 1] - 1, lines.first[end // 2])
    return vertex, np.where(last, vertex - 1, vertex + 1)


def _pair_ends(lines: Lines, near: _Approaches, snap_m: float) -> _EndPairs:
    """Pair ends with those ends of the lines near them that lie within the tolerance."""
    end, line = np.unique(np.stack([near.end, near.line]), axis=1)
    end, other = np.r_[end, end], np.r_[2 * line, 2 * line + 1]
    step = lines.xy[_end_vertices(lines, other)[0]] - lines.xy[_end_vertices(lines, end)[0]]
    gap = np.hypot(step[:, 0], step[:, 1])
    within = gap <= snap_m
    return _EndPairs(end[within], other[within], gap[within])


def _find_continued(lines: Lines, layers: Layers, pairs: _EndPairs) -> Mask:
    """Find the continued ends: those not on the ground where the nearest line that leads on has the same layer."""
    own, other = (lines.xy[to] - lines.xy[at] for at, to in (_end_vertices(lines, e) for e in pairs[:2]))
    turn = np.einsum("ij,ij->i", own, other)
    leads_on = turn < -_PERPENDICULAR * np.hypot(*own.T) * np.hypot(*other.T)
    leads_on &= layers.lifted[pairs.end // 2]
    end, next_end, gap = (column[leads_on] for column in pairs)
    nearest = np.full(2 * len(lines), np.inf)
    np.minimum.at(nearest, end, gap)
    own_layer = layers.same(end // 2, next_end // 2) & (gap <= nearest[end] + SAME_M)
    continued = np.zeros(2 * len(lines), dtype=bool)
    continued[end[own_layer]] = True
    return continued


def _may_touch(layers: Layers, near: _Approaches, pairs: _EndPairs, continued: Mask) -> Mask:
    """Return which ends may touch the line near them, by the layers of the two alone."""
    own = near.end // 2
    free = ~continued[pairs.other]
    size = len(continued)
    beside_end = np.isin(near.end * size + near.line, pairs.end[free] * size + pairs.other[free] // 2)
    other: Mask = ~continued[near.end] & (~layers.lifted[near.line] | beside_end)
    return layers.same(own, near.line) | other


def _pass_at_crossings(lines: Lines, contacts: Contacts, apart: Mask) -> _Passings:
    """Return where two lines cross without touching, both ways."""
    found = contacts.take(apart)
    one, two = lines.line_of[found.piece_a], lines.line_of[found.piece_b]
    along = lines.along
    share = (found.at_b - along[found.piece_b]) / (along[found.piece_b + 1] - along[found.piece_b])
    place = lines.xy[found.piece_b] + share[:, None] * (lines.xy[found.piece_b + 1] - lines.xy[found.piece_b])
    return _Passings(np.r_[one, two], np.r_[two, one], np.concatenate([place, place]))


def _pass_at_ends(lines: Lines, layers: Layers, near: _Approaches, continued: Mask) -> _Passings:
    """Return where continued ends lie near lines of other layers, and where ends lie on lines not on the ground.

    The second is a crossing as well, of a line that is divided there. It is none where the other line ends on
    the first one: so the two overlap, as an approach and its bridge may.
    """
    own, size = near.end // 2, len(continued)
    other_layer = ~layers.same(own, near.line)
    on = near.gap_m <= SAME_M
    overlaps = np.isin(own * size + near.line, (near.line * size + own)[on])
    divided = on & ~near.at_end & layers.lifted[near.line] & ~overlaps
    found = np.flatnonzero(other_layer & (continued[near.end] | divided))
    own, other = own[found], near.line[found]
    here = lines.xy[_end_vertices(lines, near.end[found])[0]]
    return _Passings(np.r_[own, other], np.r_[other, own], np.concatenate([near.place[found], here]))


def _join_passings(one: _Passings, two: _Passings) -> _Passings:
    return _Passings(*(np.concatenate(column) for column in zip(one, two, strict=True)))


def _find_passing(layers: Layers, near: _Approaches, touches: Mask, passings: _Passings, snap_m: float) -> Ints:
    """Find the ends near a line that their own line, or one not on the ground that they touch, passes there."""
    size = np.int64(len(layers.level))
    meets = np.flatnonzero(touches & layers.lifted[near.line])
    end, line = np.unique(np.stack([np.r_[near.end, near.end[meets]], np.r_[near.end // 2, near.line[meets]]]), axis=1)
    which, held = _match(near.end, end)
    at, passing = _match(line[held] * size + near.line[which], passings.line * size + passings.other)
    which = which[at]
    away = near.place[which] - passings.place[passing]
    found: Ints = which[np.hypot(away[:, 0], away[:, 1]) <= snap_m + SAME_M]
    return found


def _match(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return all pairs of numbers of equal values."""
    order = np.argsort(right, kind="stable")
    begin = np.searchsorted(right[order], left)
    count = np.searchsorted(right[order], left, side="right") - begin
    one, k = ragged_arange(count)
    return one, order[begin[one] + k]
