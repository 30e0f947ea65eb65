"""What may become of the open nodes of a sweep when the next node is taken.

A state has an entry for every open node: out, joined to the block's entrance, or joined to an open node that no
road enters yet, by that node's number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gisplan.steiner.frontier.biconnected import Block, Layout
from gisplan.steiner.problem import Mask

__all__ = ["JOINED", "OUT", "Key", "Moves", "Option"]

OUT, JOINED = 0, -1
Key = tuple[int, ...]
Option = tuple[Key, tuple[int, ...]]  # what a state becomes, and the arcs that it uses for that


class Moves:
    """The moves in one block.

    Attributes
    ----------
    turn : mapping of int to int
        When each node is taken; the entrance before all others.
    last : mapping of int to int
        When the last node is taken on which a node depends.
    """

    def __init__(self, layout: Layout, block: Block, must: Mask) -> None:
        self.layout, self.near, self.must = layout, block.near, must
        self.n = layout.rooted.n
        self.tail, self.head = layout.tail, layout.head
        self.turn = {block.entrance: -1} | {node: i for i, node in enumerate(block.order)}
        self.last = {node: max(self.turn[other] for other in (node, *self.near[node])) for node in block.order}
        for node in block.order:
            if node >= self.n:  # whether a goal is won is known when all its nodes are closed
                self.last[node] = max(self.last[other] for other in self.near[node] if other in self.last)
        self.last_in = {node: self._last_in(node) for node in block.order}

    def _last_in(self, node: int) -> int:
        """When the last node is taken from which a road can enter a node; never for places and goals."""
        if node >= self.n or node in self.layout.places:
            return -2
        tails = [self.tail[arc] for other in self.near[node] for arc in self._between(node, other)]
        return max(self.turn[other] for other in (node, *tails))

    def _between(self, node: int, other: int) -> Sequence[int]:
        return self.layout.between.get((min(node, other), max(node, other)), ())

    def options_of(self, node: int, open_: Sequence[int]) -> Callable[[Key], list[Option]]:
        """What may become of a state when a node is taken, the last of the open ones."""
        at = {other: i for i, other in enumerate(open_)}
        roads: list[tuple[int, int, int, int, bool]] = []
        signs: list[tuple[int, int]] = []  # a place, and a node before it; -1: the entrance
        for other in self.near[node]:
            if self.turn[other] > self.turn[node] or max(node, other) >= self.n:
                continue
            for place, before in ((node, other), (other, node)):
                if place in self.layout.places:
                    signs.append((at[place], at.get(before, -1)))
                    break
            else:
                for arc in self._between(node, other):
                    tail, head = self.tail[arc], self.head[arc]
                    if head in at:
                        free = self.layout.rooted.cost[arc] == 0
                        roads.append((arc, at.get(tail, -1), at[head], head, bool(free)))
        closed = [(at[other], other) for other in open_ if self.last_in[other] == self.turn[node]]
        entries = self._entries(node)

        def options(key: Key) -> list[Option]:
            told: list[Option] = [((*key, entry), ()) for entry in entries]
            for road in roads:
                told = _with_road(told, *road)
            for i, other in closed:
                told = [option for option in told if option[0][i] != other]
            return [(_with_signs(key, signs), used) for key, used in told] if signs else told

        return options

    def _entries(self, node: int) -> list[int]:
        """With what a node may begin."""
        if node >= self.n:
            return [JOINED]
        if node in self.layout.places:
            return [OUT]
        return [node] if self.must[node] else [OUT, node]


def _with_road(options: list[Option], arc: int, tail: int, head: int, top: int, free: bool) -> list[Option]:
    """Each option without a road and, where its head waits for one from another part, with it."""
    told = []
    for option in options:
        key = option[0]
        from_ = JOINED if tail < 0 else key[tail]
        if from_ in (OUT, top) or key[head] != top:
            told.append(option)
            continue
        if from_ != JOINED or not free:  # what joins for nothing is always of use
            told.append(option)
        told.append((tuple([from_ if entry == top else entry for entry in key]), (*option[1], arc)))
    return told


def _with_signs(key: Key, signs: list[tuple[int, int]]) -> Key:
    """Places are joined as soon as a node before them is in."""
    entries = list(key)
    for place, before in signs:
        if before < 0 or entries[before] != OUT:
            entries[place] = JOINED
    return tuple(entries)
