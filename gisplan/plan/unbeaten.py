"""Which labels no other beats: of those in one state, the ones that win more or are charged less."""

from __future__ import annotations

import numpy as np

from gisplan.plan.instance import Ints, Mask

__all__ = ["unbeaten"]

_NEIGHBOURS = (*range(1, 13), 16, 24, 32, 48, 64, 96, 128)


def unbeaten(state: Ints, value: Ints, bill: Ints) -> tuple[Ints, Ints, Ints]:
    """The labels to keep, sorted by state; those equal to one of them; and to which (its place among the kept).

    A label beats another of its state when it wins no less, is charged no more in any respect, and is better in
    the value or in the first respect. With one respect all beaten labels go; with more those that one of their
    neighbours in the order beats.

    Parameters
    ----------
    state, value : (L,) int64
    bill : (L, D) int64
    """
    if not len(state):
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    order = np.lexsort((*bill.T[::-1], -value, state))
    state, value, bill = state[order], value[order], bill[order]
    new_state = np.concatenate([[True], state[1:] != state[:-1]])
    same = ~new_state
    same[1:] &= (value[1:] == value[:-1]) & (bill[1:] == bill[:-1]).all(axis=1)
    head = np.flatnonzero(~same)
    alive = np.ones(len(head), dtype=bool)
    if bill.shape[1] == 1:
        alive = _below_all_before(bill[head, 0], new_state[head])
    else:
        for shift in _NEIGHBOURS:
            if shift < len(head):
                one, other = head[:-shift], head[shift:]
                beaten = (state[one] == state[other]) & (bill[one] <= bill[other]).all(axis=1)
                better = value[one] > value[other]
                if bill.shape[1]:
                    better |= bill[one, 0] < bill[other, 0]
                alive[shift:] &= ~(beaten & better)
    of_head = np.cumsum(~same) - 1
    place = np.cumsum(alive) - 1
    equal = np.flatnonzero(same & alive[of_head])
    return order[head[alive]], order[equal], place[of_head[equal]]


def _below_all_before(cost: Ints, first: Mask) -> Mask:
    """Whether each cost is lower than every one before it; `first` begins anew."""
    rank = np.unique(cost, return_inverse=True)[1]
    offset = np.cumsum(first) * (len(cost) + 1)
    least = np.minimum.accumulate(rank - offset) + offset
    lower: Mask = first.copy()
    lower[1:] |= rank[1:] < least[:-1]
    return lower
