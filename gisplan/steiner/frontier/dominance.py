"""Which labels are dominated, and the way back from a label to its edges."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

import numpy as np

from gisplan.steiner.problem import Ints, Mask

__all__ = ["EMPTY_LABEL", "Backpointers", "Equals", "Ties", "nondominated"]

_NEIGHBOURS = (*range(1, 13), 16, 24, 32, 48, 64, 96, 128)


class Ties(Enum):
    """What becomes of labels that equal another in value and cost. The cost is the first resource, but for EXACT.

    ANY: one of them is kept. FIRST: the one represents all that use no less of the other resources, and the first
    of their solutions is returned for it, whether the limits allow it or not. ALL: all of them are kept. EXACT: the
    cost is the sum of all resources, so that only labels that are the same in each can represent one another.
    """

    ANY = auto()
    FIRST = auto()
    ALL = auto()
    EXACT = auto()

    def cost_of(self, resources: Ints) -> Ints:
        """Return the cost of labels, by which those of the same value are compared, (L,)."""
        cost: Ints = resources.sum(axis=1) if self is Ties.EXACT else resources[:, :1].sum(axis=1)
        return cost


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
    new_state = np.ones(len(state), dtype=bool)
    new_state[1:] = state[1:] != state[:-1]
    if new_state.all():
        return order, none, none
    same = ~new_state
    same[1:] &= (value[1:] == value[:-1]) & (resources[1:] == resources[:-1]).all(axis=1)
    head = np.flatnonzero(~same)
    if resources.shape[1] == 1:
        alive = _below_all_before(resources[head, 0], new_state[head])
        like = np.arange(len(head))
    else:
        alive, like = _against_neighbours(state[head], value[head], resources[head], ties)
    if ties is Ties.ANY:
        return order[head[alive]], none, none
    place = np.cumsum(alive) - 1
    like_head = like[np.cumsum(~same) - 1]
    other = same.copy()
    other[head[~alive]] = True
    others = np.flatnonzero(other & alive[like_head])
    return order[head[alive]], order[others], place[like_head[others]]


def _against_neighbours(state: Ints, value: Ints, resources: Ints, ties: Ties) -> tuple[Mask, Ints]:
    """Find the labels that no neighbour dominates, or equals where ties are not kept; and which each is like."""
    count = len(state)
    itself = np.arange(count)
    like, dominated = itself.copy(), np.zeros(count, dtype=bool)
    for shift in _NEIGHBOURS:
        if shift >= count:
            break
        no_more = (state[:-shift] == state[shift:]) & (resources[:-shift] <= resources[shift:]).all(axis=1)
        if ties is Ties.EXACT:
            dominated[shift:] |= no_more
            continue
        tied = (value[:-shift] == value[shift:]) & (resources[:-shift, :1] == resources[shift:, :1]).all(axis=1)
        dominated[shift:] |= no_more & ~tied
        if ties is not Ties.ALL:
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


EMPTY_LABEL = 0  # the number of the label that uses no arc

Equals = tuple[Ints, Ints, Ints, Ints]
"""For labels that equal a kept one: its place among those added, their two predecessors, and their step."""
_Origin = tuple[int, int, int]  # two predecessors, and a step or -1


class Backpointers:
    """Labels by number: each comes from one or two others, over a transition of some layer (or none: -1)."""

    def __init__(self) -> None:
        self._columns: tuple[list[int], list[int], list[int]] = ([EMPTY_LABEL], [EMPTY_LABEL], [-1])
        self._equals: list[Equals] = []

    @property
    def count(self) -> int:
        """How many labels there are."""
        return len(self._columns[0])

    def add_one(self, first: int, second: int, step: int) -> int:
        """Number one label."""
        if step < 0 and EMPTY_LABEL in (first, second):  # nothing is added to the one or the other
            return first + second - EMPTY_LABEL
        for column, entry in zip(self._columns, (first, second, step), strict=True):
            column.append(entry)
        return self.count - 1

    def add(self, first: Ints, second: Ints, step: Ints, equals: Equals) -> Ints:
        """Number some labels; `equals` are others that are equal to them."""
        numbers = np.arange(self.count, self.count + len(first))
        for column, entries in zip(self._columns, (first, second, step), strict=True):
            column += entries.tolist()
        if len(equals[0]):
            self._equals.append((numbers[equals[0]], *equals[1:]))
        return numbers

    def trace_links(
        self, numbers: Sequence[int], arcs: Sequence[Sequence[int]], link_of: Ints, rank: Sequence[int]
    ) -> list[frozenset[int]]:
        """Return the links of some labels' solutions, lowest ranks first; of a label's equals the first.

        Parts of a solution share no link, so the first of the whole is made of the firsts of its parts.

        Parameters
        ----------
        numbers : sequence of int
            The labels.
        arcs : sequence of sequences of int
            The arcs that each step uses.
        link_of : (A,) int64
            The link of each arc, or -1.
        rank : sequence of int
            Of each link.
        """
        origins = self._origins(numbers)
        highest = max(rank, default=0)
        bits = {EMPTY_LABEL: 0}  # a solution as a number whose higher bits are the links of lower ranks
        for label in sorted(origins):
            for first, second, step in origins[label]:
                used = {int(link_of[arc]) for arc in (arcs[step] if step >= 0 else ())} - {-1}
                solution = bits[first] | bits[second] | sum(1 << (highest - rank[link]) for link in used)
                bits[label] = max(bits.get(label, 0), solution)
        solutions = sorted({bits[number] for number in numbers}, reverse=True)
        return [
            frozenset(link for link, place in enumerate(rank) if solution >> (highest - place) & 1)
            for solution in solutions
        ]

    def _origins(self, numbers: Sequence[int]) -> dict[int, list[_Origin]]:
        """Find the origins, with those of their equals, of some labels and of all that they were made of."""
        firsts, seconds, steps = self._columns
        equals: dict[int, list[_Origin]] = {}
        for columns in self._equals:
            for label, first, second, step in zip(*(column.tolist() for column in columns), strict=True):
                equals.setdefault(label, []).append((first, second, step))
        origins: dict[int, list[_Origin]] = {EMPTY_LABEL: []}
        waiting = list(numbers)
        while waiting:
            label = waiting.pop()
            if label not in origins:
                origins[label] = [(firsts[label], seconds[label], steps[label]), *equals.get(label, ())]
                waiting += [part for origin in origins[label] for part in origin[:2]]
        return origins
