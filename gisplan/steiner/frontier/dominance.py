"""Which labels no other beats: of those in one state, the ones that win more or are charged less."""

from __future__ import annotations

from enum import Enum, auto

import numpy as np

from gisplan.steiner.problem import Ints, Mask

__all__ = ["Ties", "unbeaten"]

_NEIGHBOURS = (*range(1, 13), 16, 24, 32, 48, 64, 96, 128)


class Ties(Enum):
    """What becomes of labels that win as much as another and are charged as much in the first respect.

    ANY: one of them is kept. FIRST: that one stands for all that are charged no less in the other respects, and
    the first of their plans is told for it, whether the limits allow it or not. APART: all of them are kept.
    """

    ANY = auto()
    FIRST = auto()
    APART = auto()


def unbeaten(state: Ints, value: Ints, bill: Ints, ties: Ties) -> tuple[Ints, Ints, Ints]:
    """The labels to keep, sorted by state; those like one of them; and which (its place among the kept).

    A label beats another of its state when it wins no less and is charged no more in any respect. With one respect
    all beaten labels go; with more those that one of their neighbours in the order beats.

    Parameters
    ----------
    state, value : (L,) int64
    bill : (L, D) int64
    """
    none = np.zeros(0, dtype=np.int64)
    if not len(state):
        return none, none, none
    order = np.lexsort((*bill.T[::-1], -value, state))
    state, value, bill = state[order], value[order], bill[order]
    new_state = np.concatenate([[True], state[1:] != state[:-1]])
    same = ~new_state
    same[1:] &= (value[1:] == value[:-1]) & (bill[1:] == bill[:-1]).all(axis=1)
    head = np.flatnonzero(~same)
    if bill.shape[1] == 1:
        alive = _below_all_before(bill[head, 0], new_state[head])
        like = np.arange(len(head))
    else:
        alive, like = _beaten_by_neighbours(state[head], value[head], bill[head], grade_separated=ties is Ties.APART)
    if ties is Ties.ANY:
        return order[head[alive]], none, none
    place = np.cumsum(alive) - 1
    of = like[np.cumsum(~same) - 1]  # the head that each label is like
    other = same.copy()
    other[head[~alive]] = True
    others = np.flatnonzero(other & alive[of])
    return order[head[alive]], order[others], place[of[others]]


def _beaten_by_neighbours(state: Ints, value: Ints, bill: Ints, *, grade_separated: bool) -> tuple[Mask, Ints]:
    """Which labels no neighbour beats, or is like where they are not told apart; and which each is like."""
    count = len(state)
    itself = np.arange(count)
    like, beaten = itself.copy(), np.zeros(count, dtype=bool)
    for shift in _NEIGHBOURS:
        if shift >= count:
            break
        no_more = (state[:-shift] == state[shift:]) & (bill[:-shift] <= bill[shift:]).all(axis=1)
        alike = (value[:-shift] == value[shift:]) & (bill[:-shift, :1] == bill[shift:, :1]).all(axis=1)
        beaten[shift:] |= no_more & ~alike
        if not grade_separated:
            new = np.flatnonzero(no_more & alike & (like[shift:] == itself[shift:]))
            like[shift + new] = new
    while (like[like] != like).any():
        like = like[like]
    return ~beaten[like] & (like == itself), like


def _below_all_before(cost: Ints, first: Mask) -> Mask:
    """Whether each cost is lower than every one before it; `first` begins anew."""
    rank = np.unique(cost, return_inverse=True)[1]
    offset = np.cumsum(first) * (len(cost) + 1)
    least = np.minimum.accumulate(rank - offset) + offset
    lower: Mask = first.copy()
    lower[1:] |= rank[1:] < least[:-1]
    return lower
