"""Which contacts touch: what lies on two layers is apart.

An end is *continued* where a line of its own layer leads on, as where a deck is divided: it touches that layer
only. A line *passes* another where the two are seen to be apart, and what leads on from the other on the ground;
near that place neither its ends nor ends that touch it touch the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gisplan.base.arrays import AnyInts as Ints
from gisplan.base.arrays import Floats, Mask, ragged_arange
from gisplan.network.contacts import Contacts
from gisplan.network.ends import EndPairs, find_ends, find_leading_on, pair_ends, points_of
from gisplan.network.layers import Layers
from gisplan.network.lines import SAME_M, Lines

__all__ = ["are_apart", "sides_of"]


class _Approaches(NamedTuple):
    """Ends near other lines.

    `contact` is the number of the contact, `place` the nearest point of the other line, `at_end` whether that
    is an end too.
    """

    contact: Ints
    end: Ints
    line: Ints
    place: Floats
    gap_m: Floats
    at_end: Mask


class _Ends(NamedTuple):
    """The pairs of ends within the tolerance, those that lead on, and which of all ends are continued."""

    pairs: EndPairs
    leading_on: EndPairs
    continued: Mask


class _Passings(NamedTuple):
    """Places at which a line passes another apart: the nearest point of the other, and its own."""

    line: Ints
    other: Ints
    place: Floats
    own_place: Floats

    def take(self, which: Ints) -> _Passings:
        """Return some of the passings."""
        return _Passings(self.line[which], self.other[which], self.place[which], self.own_place[which])


def are_apart(lines: Lines, layers: Layers, contacts: Contacts, snap_m: float) -> Mask:
    """Return which contacts of two lines do not touch because of their layers.

    Parameters
    ----------
    lines : Lines
        The R roads as flat arrays.
    layers : Layers
        The layers of the R roads.
    contacts : Contacts
        T contacts of two lines, within the tolerance: all of each line that is not on the ground, and all of
        each line that is in contact with one.
    snap_m : float
        The tolerance of an end, in metres.

    Returns
    -------
    (T,) bool
        Those apart.
    """
    by_line = Layers(layers.structure[lines.row], layers.level[lines.row])
    one, two = lines.line_of[contacts.piece_a], lines.line_of[contacts.piece_b]
    near = _find_approaches(lines, contacts)
    ends = _see_ends(lines, by_line, near, snap_m)
    touches = _may_touch(by_line, near, ends)
    crossing = np.ones(len(contacts), dtype=bool)
    crossing[near.contact] = False
    apart = crossing & ~by_line.crossing(one, two)
    passings = _join_passings(
        _pass_at_crossings(lines, contacts, apart), _pass_at_ends(lines, by_line, near, ends, touches)
    )
    passings = _join_passings(passings, _pass_what_leads_on(lines, by_line, near, ends, passings, snap_m))
    apart[near.contact[~touches]] = True
    near = _see_from_both_ends(lines, by_line, near, ends, touches)
    touches = np.r_[touches, np.ones(len(near.end) - len(touches), dtype=bool)]
    deck = touches & by_line.same(near.end // 2, near.line)
    apart[near.contact[_find_passing(by_line, near, deck, passings, snap_m)]] = True
    meets = touches & ~apart[near.contact]
    apart[near.contact[_find_passing(by_line, near, meets, passings, snap_m)]] = True
    return apart


def sides_of(lines: Lines, contacts: Contacts) -> tuple[tuple[Ints, Floats], tuple[Ints, Floats]]:
    """Return the line and the distance along it of each contact, for its first road and for its second."""
    line_of = lines.line_of
    return (line_of[contacts.piece_a], contacts.at_a), (line_of[contacts.piece_b], contacts.at_b)


def _find_approaches(lines: Lines, contacts: Contacts) -> _Approaches:
    """Find the ends of all contacts, each as seen from its own line; a contact of two ends gives two."""
    (one, at_one), (two, at_two) = sides_of(lines, contacts)
    end_one, end_two = find_ends(lines, one, at_one), find_ends(lines, two, at_two)
    a, b = np.flatnonzero(end_one >= 0), np.flatnonzero(end_two >= 0)
    piece = np.r_[contacts.piece_b[a], contacts.piece_a[b]]
    at = np.r_[at_two[a], at_one[b]]
    return _Approaches(
        contact=np.r_[a, b],
        end=np.r_[end_one[a], end_two[b]],
        line=np.r_[two[a], one[b]].astype(np.int64),
        place=_place(lines, piece, at),
        gap_m=contacts.gap_m[np.r_[a, b]],
        at_end=np.r_[end_two[a] >= 0, end_one[b] >= 0],
    )


def _place(lines: Lines, piece: Ints, at: Floats) -> Floats:
    """Return the points at some distances along lines; rounding may leave a piece without length."""
    length = lines.along[piece + 1] - lines.along[piece]
    share = (at - lines.along[piece]) / np.where(length > 0, length, np.inf)
    found: Floats = lines.xy[piece] + share[:, None] * (lines.xy[piece + 1] - lines.xy[piece])
    return found


def _see_ends(lines: Lines, layers: Layers, near: _Approaches, snap_m: float) -> _Ends:
    """Pair the ends; continued are those not on the ground where the nearest that leads on has the same layer."""
    pairs = pair_ends(lines, near.end, near.line, snap_m)
    leading_on = find_leading_on(lines, pairs)
    own, other = leading_on.end // 2, leading_on.other // 2
    continued = np.zeros(2 * len(lines), dtype=bool)
    continued[leading_on.end[layers.lifted[own] & layers.same(own, other)]] = True
    return _Ends(pairs, leading_on, continued)


def _may_touch(layers: Layers, near: _Approaches, ends: _Ends) -> Mask:
    """Return which ends may touch the line near them, by the layers of the two alone."""
    own, pairs, continued = near.end // 2, ends.pairs, ends.continued
    free = ~continued[pairs.other]
    size = len(continued)
    beside_end = np.isin(near.end * size + near.line, pairs.end[free] * size + pairs.other[free] // 2)
    other: Mask = ~continued[near.end] & (~layers.lifted[near.line] | beside_end)
    return layers.same(own, near.line) | other


def _see_from_both_ends(lines: Lines, layers: Layers, near: _Approaches, ends: _Ends, touches: Mask) -> _Approaches:
    """Add how the end of a deck sees an end beside the deck that touches it because that end is near."""
    pairs, size = ends.pairs, len(ends.continued)
    free = np.flatnonzero(~ends.continued[pairs.other])
    by_end = touches & ~near.at_end & layers.lifted[near.line] & ~layers.same(near.end // 2, near.line)
    some = np.flatnonzero(by_end)
    which, pair = _match(near.end[some] * size + near.line[some], pairs.end[free] * size + pairs.other[free] // 2)
    which, pair = some[which], free[pair]
    more = _Approaches(
        contact=near.contact[which],
        end=pairs.other[pair],
        line=near.end[which] // 2,
        place=points_of(lines, near.end[which]),
        gap_m=pairs.gap_m[pair],
        at_end=np.ones(len(which), dtype=bool),
    )
    return _Approaches(*(np.concatenate(column) for column in zip(near, more, strict=True)))


def _pass_at_crossings(lines: Lines, contacts: Contacts, apart: Mask) -> _Passings:
    """Return where two lines cross without touching, both ways."""
    found = contacts.take(apart)
    one, two = lines.line_of[found.piece_a], lines.line_of[found.piece_b]
    place = _place(lines, found.piece_b, found.at_b)
    return _pass_both_ways(one, two, place, place)


def _pass_at_ends(lines: Lines, layers: Layers, near: _Approaches, ends: _Ends, touches: Mask) -> _Passings:
    """Return where ends of two layers are apart: continued ends, ends beside a deck, and ends on a deck's line.

    The last two are crossings as well, of a line that is divided there. An end on the line is none where the other
    line ends on the first one: so the two overlap, as an approach and its bridge may.
    """
    own, size = near.end // 2, len(ends.continued)
    on = near.gap_m <= SAME_M
    overlaps = np.isin(own * size + near.line, (near.line * size + own)[on])
    divided = ~near.at_end & (~touches | (on & layers.lifted[near.line] & ~overlaps))
    continued = ends.continued[near.end]
    continued[_lead_to_abutments(layers, near, ends)] = False
    divided &= ~ends.continued[near.end]
    found = np.flatnonzero(~layers.same(own, near.line) & (continued | divided))
    own, other = own[found], near.line[found]
    here = points_of(lines, near.end[found])
    return _pass_both_ways(own, other, near.place[found], here)


def _pass_both_ways(one: Ints, two: Ints, at_two: Floats, at_one: Floats) -> _Passings:
    at_two, at_one = np.concatenate([at_two, at_one]), np.concatenate([at_one, at_two])
    return _Passings(np.r_[one, two], np.r_[two, one], at_two, at_one)


def _lead_to_abutments(layers: Layers, near: _Approaches, ends: _Ends) -> Ints:
    """Find the continued ends near the end of an approach: the deck's own end, not continued, is nearer to that."""
    pairs, size = ends.pairs, len(ends.continued)
    every = np.flatnonzero(ends.continued)
    end, deck_end = np.r_[pairs.end, every], np.r_[pairs.other, every ^ 1]
    fits = ~ends.continued[deck_end] & layers.same(end // 2, deck_end // 2)
    end, deck_end = end[fits], deck_end[fits]
    candidates = np.flatnonzero(near.at_end & ends.continued[near.end])
    which, pair = _match(near.end[candidates], end)
    which = candidates[which]
    of, nearer = _match(deck_end[pair] * size + near.line[which], near.end * size + near.line)
    which = which[of]
    found: Ints = which[near.gap_m[nearer] < near.gap_m[which]]
    return found


def _join_passings(one: _Passings, two: _Passings) -> _Passings:
    return _Passings(*(np.concatenate(column) for column in zip(one, two, strict=True)))


def _pass_what_leads_on(
    lines: Lines, layers: Layers, near: _Approaches, ends: _Ends, passings: _Passings, snap_m: float
) -> _Passings:
    """Return how a deck passes what leads on from a line on the ground that it passes, from an end near that place."""
    size = 2 * len(lines)
    pairs = _continue_each_other(layers, ends.leading_on, size)
    passing = np.flatnonzero(layers.lifted[passings.line] & ~layers.lifted[passings.other])
    line, found = passings.other[passing], np.empty(0, dtype=np.int64)
    while len(passing):
        here = passings.take(passing)
        which, end = _lead_on_near(lines, near, pairs, here, line, snap_m)
        new = np.setdiff1d(passing[which] * size + end, found)
        found = np.r_[found, new]
        passing, line = new // size, new % size // 2
    passing, end = np.divmod(found, size)
    return _pass_both_ways(passings.line[passing], end // 2, points_of(lines, end), passings.own_place[passing])


def _lead_on_near(
    lines: Lines, near: _Approaches, pairs: EndPairs, passings: _Passings, line: Ints, snap_m: float
) -> tuple[Ints, Ints]:
    """Find the ends near the deck that lead on, near each passing, from a line; return passing and end."""
    which, pair = _match(line, pairs.end // 2)
    away = points_of(lines, pairs.end[pair]) - passings.place[which]
    size, end = 2 * len(lines), pairs.other[pair]
    found = np.hypot(away[:, 0], away[:, 1]) <= snap_m + SAME_M
    found &= np.isin(passings.line[which] * size + end, near.line * size + near.end)
    return which[found], end[found]


def _continue_each_other(layers: Layers, leading_on: EndPairs, size: int) -> EndPairs:
    """Find the ends on the ground that lead on from each other; those from which a deck leads on are none."""
    end, other, gap_m = leading_on
    ground = ~np.isin(end, end[layers.lifted[other // 2]]) & ~layers.lifted[end // 2]
    found = ground & np.isin(end * size + other, (other * size + end)[ground])
    return EndPairs(end[found], other[found], gap_m[found])


def _find_passing(layers: Layers, near: _Approaches, meets: Mask, passings: _Passings, snap_m: float) -> Ints:
    """Find the ends near a line that their own line, or one off the ground that they meet, passes there."""
    size = np.int64(len(layers.level))
    met = np.flatnonzero(meets & layers.lifted[near.line])
    end, line = np.divmod(np.unique(np.r_[near.end, near.end[met]] * size + np.r_[near.end // 2, near.line[met]]), size)
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
