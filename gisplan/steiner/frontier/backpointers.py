"""Backpointers from each label to the labels it was made of, to recover solutions, and of equal ones the first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gisplan.steiner.problem import Ints

__all__ = ["EMPTY_LABEL", "Backpointers", "Equals"]

EMPTY_LABEL = 0  # the number of the label that uses no arc

Equals = tuple[Ints, Ints, Ints, Ints]
"""For labels that equal a kept one: its place among those added, their two predecessors, and their step."""
_Origin = tuple[int, int, int]  # two predecessors, and a step or -1


class Backpointers:
    """Labels by number: each comes from one or two others, over a transition of some layer (or none: -1)."""

    def __init__(self) -> None:
        zero = np.zeros(1, dtype=np.int64)
        self._rows = [(zero, zero, zero - 1)]
        self._equals: list[Equals] = []
        self.count = 1

    def add(self, first: Ints, second: Ints, step: Ints, equals: Equals) -> Ints:
        """Number some labels; `equals` are others that are equal to them."""
        numbers = np.arange(self.count, self.count + len(first))
        self._rows.append((first, second, step))
        self.count += len(first)
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
        rows = [np.concatenate(column) for column in zip(*self._rows, strict=True)]
        equals: dict[int, list[_Origin]] = {}
        for columns in self._equals:
            for label, first, second, step in zip(*(column.tolist() for column in columns), strict=True):
                equals.setdefault(label, []).append((first, second, step))
        origins: dict[int, list[_Origin]] = {EMPTY_LABEL: []}
        waiting = list(numbers)
        while waiting:
            label = waiting.pop()
            if label not in origins:
                own = int(rows[0][label]), int(rows[1][label]), int(rows[2][label])
                origins[label] = [own, *equals.get(label, ())]
                waiting += [part for origin in origins[label] for part in origin[:2]]
        return origins
