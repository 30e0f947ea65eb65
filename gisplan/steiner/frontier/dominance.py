"""Dominance: which labels of a state no other dominates by its value and the resources it uses."""

from __future__ import annotations

from enum import Enum, auto

import numpy as np

from gisplan.steiner.problem import Ints, Mask

__all__ = ["Ties", "nondominated"]

_NEIGHBOURS = (*range(1, 13), 16, 24, 32, 48, 64, 96, 128)


class Ties(Enum):
    """What becomes of labels that equal another in value and in the first resource.

    ANY: one of them is kept. FIRST: the one represents all that use no less of the other resources, and the first
    of their solutions is returned for it, whether the limits allow it or not. ALL: all of them are kept.
    """

    ANY = auto()
    FIRST = auto()
    ALL = auto()


def nondominated(state: Ints, value: Ints, resources: Ints, ties: Ties) -> tuple[Ints, Ints, Ints]:
    """Find the labels to keep, sorted by state; those that equal one of them; and which (its place among the kept).

    A label dominates another of its state when its value is no less and it uses no more of any resource. With one
    resource all dominated labels go; with more those that one of their neighbours in the order dominates.

    Parameters
    ----------
    state, value : (L,) int64
    resources : (L, D) int64
    ties : Ties
    """
    none = np.zeros(0, dtype=np.int64)
    if not len(state):
        return none, none, none
    order = np.lexsort((*resources.T[::-1], -value, state))
    state, value, resources = state[order], value[order], resources[order]
    new_state = np.concatenate([[True], state[1:] != state[:-1]])
    same = ~new_state
    same[1:] &= (value[1:] == value[:-1]) & (resources[1:] == resources[:-1]).all(axis=1)
    head = np.flatnonzero(~same)
    if resources.shape[1] == 1:
        alive = _below_all_before(resources[head, 0], new_state[head])
        like = np.arange(len(head))
    else:
        alive, like = _against_neighbours(state[head], value[head], resources[head], keep_ties=ties is Ties.ALL)
    if ties is Ties.ANY:
        return order[head[alive]], none, none
    place = np.cumsum(alive) - 1
    like_head = like[np.cumsum(~same) - 1]
    other = same.copy()
    other[head[~alive]] = True
    others = np.flatnonzero(other & alive[like_head])
    return order[head[alive]], order[others], place[like_head[others]]


def _against_neighbours(state: Ints, value: Ints, resources: Ints, *, keep_ties: bool) -> tuple[Mask, Ints]:
    """Find the labels that no neighbour dominates, or equals where ties are not kept; and which each is like."""
    count = len(state)
    itself = np.arange(count)
    like, dominated = itself.copy(), np.zeros(count, dtype=bool)
    for shift in _NEIGHBOURS:
        if shift >= count:
            break
        no_more = (state[:-shift] == state[shift:]) & (resources[:-shift] <= resources[shift:]).all(axis=1)
        tied = (value[:-shift] == value[shift:]) & (resources[:-shift, :1] == resources[shift:, :1]).all(axis=1)
        dominated[shift:] |= no_more & ~tied
        if not keep_ties:
            new = np.flatnonzero(no_more & tied & (like[shift:] == itself[shift:]))
            like[shift + new] = new
    while (like[like] != like).any():
        like = like[like]
    return ~dominated[like] & (like == itself), like


def _below_all_before(cost: Ints, first: Mask) -> Mask:
    """Find the costs lower than every one before them in their run; `first` begins a run."""
    rank = np.unique(cost, return_inverse=True)[1]
    offset = np.cumsum(first) * (len(cost) + 1)
    least = np.minimum.accumulate(rank - offset) + offset
    lower: Mask = first.copy()
    lower[1:] |= rank[1:] < least[:-1]
    return lower
