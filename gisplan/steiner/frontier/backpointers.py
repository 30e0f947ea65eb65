"""How each label came about, so that the plan can be told, and of equal plans the first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gisplan.steiner.problem import Ints

__all__ = ["NOTHING", "Trail"]

NOTHING = 0  # the number of the label of nothing at all

Alike = tuple[Ints, Ints, Ints, Ints]  # the place of the label that is told instead, and how these came about


class Trail:
    """Labels by number: each comes from one or two others, over a way of some layer (or none: -1)."""

    def __init__(self) -> None:
        zero = np.zeros(1, dtype=np.int64)
        self._rows = [(zero, zero, zero - 1)]
        self._alike: list[Alike] = []
        self.count = 1

    def add(self, first: Ints, second: Ints, step: Ints, alike: Alike) -> Ints:
        """Number some labels; `alike` are others that are equal to them."""
        numbers = np.arange(self.count, self.count + len(first))
        self._rows.append((first, second, step))
        self.count += len(first)
        if len(alike[0]):
            self._alike.append((numbers[alike[0]], *alike[1:]))
        return numbers

    def links_of(
        self, numbers: Sequence[int], arcs: Sequence[Sequence[int]], link_of: Ints, rank: Sequence[int]
    ) -> list[frozenset[int]]:
        """The links of some labels' plans, those with the lowest ranks first; of a label's equals the first.

        Parts of a plan share no link, so the first of the whole is made of the firsts of its parts.

        Parameters
        ----------
        arcs : sequence of sequences of int
            The arcs that each step uses.
        link_of : (A,) int64
            The link of each arc, or -1.
        rank : sequence of int
            Of each link.
        """
        rows = [np.concatenate(column) for column in zip(*self._rows, strict=True)]
        equal: dict[int, list[tuple[int, int, int]]] = {}
        for which, *others in self._alike:
            for label, *way in zip(*(column.tolist() for column in (which, *others)), strict=True):
                equal.setdefault(label, []).append((way[0], way[1], way[2]))
        ways: dict[int, list[tuple[int, int, int]]] = {NOTHING: []}
        waiting = list(numbers)
        while waiting:
            label = waiting.pop()
            if label not in ways:
                row = rows[0][label], rows[1][label], rows[2][label]
                ways[label] = [(int(row[0]), int(row[1]), int(row[2])), *equal.get(label, ())]
                waiting += [part for way in ways[label] for part in way[:2]]
        top = max(rank, default=0)
        bits = {NOTHING: 0}
        for label in sorted(ways):
            for one, other, step in ways[label]:
                used = {int(link_of[arc]) for arc in (arcs[step] if step >= 0 else ())} - {-1}
                made = bits[one] | bits[other] | sum(1 << (top - rank[link]) for link in used)
                bits[label] = max(bits.get(label, 0), made)
        plans = sorted({bits[number] for number in numbers}, reverse=True)
        return [frozenset(link for link, place in enumerate(rank) if plan >> (top - place) & 1) for plan in plans]
