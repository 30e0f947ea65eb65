"""The states of a block as it is swept node by node, and the ways from each to the next.

A state says of every open node (one whose roads are not all looked at) whether it is out, joined to the entrance,
or joined to an open node that no road enters yet. Plans that differ only in what is behind the sweep are in one
state. Frontier method for Steiner trees: Hardy, Lucet and Limnios 2007; Kawahara and others 2017.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from gisplan.plan.blocks import Block, Layout
from gisplan.plan.instance import Ints, Mask

__all__ = ["Layer", "Stakes", "TooWideError", "sweep_block"]

OUT, JOINED = 0, -1  # else the number of the node that the open nodes joined to it are entered by
Key = tuple[int, ...]
Option = tuple[Key, tuple[int, ...]]  # a state on the way to the next layer, and the arcs used since the last one


class TooWideError(Exception):
    """Too many states or labels: the network is too dense to be swept, or too many plans are as good."""


@dataclass(frozen=True)
class Stakes:
    """What counts in a sweep.

    Attributes
    ----------
    gain : (n,) int64
        What each node wins.
    goals : sequence of int
        What each goal over several nodes wins.
    must : (n,) bool
        Nodes that every plan joins.
    bill : (A, D) int64
        What each arc costs, in several respects.
    """

    gain: Ints
    goals: Sequence[int]
    must: Mask
    bill: Ints


@dataclass(frozen=True)
class Layer:
    """The ways from some states to the next ones, sorted by where they lead.

    Attributes
    ----------
    states, after : int
        How many states there are before and after.
    source, target : (T,) int64
        From which state to which.
    value : (T,) int64
    bill : (T, D) int64
    menu : int
        The node whose own blocks hang on it here, or -1.
    with_menu : (T,) bool
        Whether that node is in.
    arcs : list of tuple of int
    """

    states: int
    after: int
    source: Ints
    target: Ints
    value: Ints
    bill: Ints
    menu: int
    with_menu: Mask
    arcs: list[tuple[int, ...]] = field(repr=False)


def sweep_block(layout: Layout, block: Block, stakes: Stakes, entrances: set[int], most: int) -> list[Layer]:
    """The layers of one block; the last one has at most one state.

    Parameters
    ----------
    entrances : set of int
        The nodes through which other blocks are entered.
    most : int
        Raise `TooWideError` beyond so many.
    """
    sweep = _Sweep(layout, block, stakes, entrances)
    layers: list[Layer] = []
    for node in block.order:
        for layer in sweep.take(node):
            layers.append(layer)
            most -= layer.after
            if most < 0:
                raise TooWideError
    return layers


class _Sweep:
    """The open nodes and the states at one moment."""

    def __init__(self, layout: Layout, block: Block, stakes: Stakes, entrances: set[int]) -> None:
        self.layout, self.block, self.stakes, self.entrances = layout, block, stakes, entrances
        self.n = layout.rooted.n
        self.tail, self.head = layout.rooted.tail, layout.rooted.head
        self.free = layout.rooted.cost == 0
        self.place_in_order = {block.entrance: -1} | {node: i for i, node in enumerate(block.order)}
        self.last = {node: self._last(node) for node in block.order}
        for node in block.order:
            if node >= self.n:
                self.last[node] = max(self.last[other] for other in block.near[node] if other in self.last)
        self.last_in = {node: self._last_in(node) for node in block.order}
        self.open: list[int] = []
        self.states: dict[Key, int] = {(): 0}

    def _last(self, node: int) -> int:
        """When the last neighbour of a node is taken."""
        return max(self.place_in_order[other] for other in (node, *self.block.near[node]))

    def _last_in(self, node: int) -> int:
        """When the last node is taken from which a road can enter a node; never for places and goals."""
        if node >= self.n or node in self.layout.places:
            return -2
        tails = [
            int(self.tail[arc])
            for other in self.block.near[node]
            for arc in self.layout.between.get((min(node, other), max(node, other)), ())
            if self.head[arc] == node
        ]
        return max(self.place_in_order[other] for other in (node, *tails))

    def take(self, node: int) -> Iterator[Layer]:
        """Take the next node; of the nodes that are done, only one with a menu is closed in a layer."""
        now = self.place_in_order[node]
        self.open.append(node)
        done = [other for other in self.open if self.last[other] <= now]
        menus = [other for other in done if other in self.entrances]
        goals = [other for other in done if other >= self.n]
        first = [other for other in done if other not in menus[1:] and other not in goals]
        yield self._layer(self._options_of(node), first + (goals if len(menus) < 2 else []), menus[:1])
        for i, other in enumerate(menus[1:], start=2):
            yield self._layer(lambda key: [(key, ())], [other, *(goals if i == len(menus) else [])], [other])

    def _options_of(self, node: int) -> Callable[[Key], list[Option]]:
        """What may become of a state when a node is taken."""
        at = {other: i for i, other in enumerate(self.open)}
        here, now = at[node], self.place_in_order[node]
        arcs: list[tuple[int, int, int]] = []
        signs: list[tuple[int, int]] = []  # a place, and a node before it; -1: the entrance
        for other in self.block.near[node]:
            if self.place_in_order[other] > now or max(node, other) >= self.n:
                continue
            if node in self.layout.places or other in self.layout.places:
                place, road = (node, other) if node in self.layout.places else (other, node)
                signs.append((at[place], at.get(road, -1)))
                continue
            for arc in self.layout.between.get((min(node, other), max(node, other)), ()):
                arcs.append((arc, at.get(int(self.tail[arc]), -1), at.get(int(self.head[arc]), -1)))
        closed = [at[other] for other in self.open if self.last_in[other] == now]
        if node >= self.n:
            entries = [JOINED]
        elif node in self.layout.places:
            entries = [OUT]
        else:
            entries = [node] if self.stakes.must[node] else [OUT, node]

        def options(key: Key) -> list[Option]:
            told: list[Option] = [((*key, entry), ()) for entry in entries]
            for arc, tail, head in arcs:
                told = list(self._with_arc(told, arc, tail, head))
            told = [option for option in told if all(option[0][i] != self.open[i] for i in closed)]
            return [(_with_signs(key, signs), used) for key, used in told] if signs else told

        assert here == len(self.open) - 1
        return options

    def _with_arc(self, options: list[Option], arc: int, tail: int, head: int) -> Iterator[Option]:
        """Each option without the arc and, where its head waits for one from another part, with it."""
        for key, used in options:
            from_, to = JOINED if tail < 0 else key[tail], OUT if head < 0 else key[head]
            can = from_ != OUT and from_ != to and head >= 0 and to == self.open[head]
            if not (can and from_ == JOINED and self.free[arc]):  # what joins for nothing is always of use
                yield key, used
            if can:
                yield tuple(from_ if entry == to else entry for entry in key), (*used, arc)

    def _layer(self, options: Callable[[Key], list[Option]], closing: list[int], menu: list[int]) -> Layer:
        """Every state's options, with some nodes closed: what they win is won."""
        ends = [(self.open.index(node), node) for node in closing]
        kept = [i for i, node in enumerate(self.open) if node not in closing]
        goals = [
            (self.open.index(node), [self.open.index(other) for other in self.block.near[node] if other >= self.n])
            for node in closing
            if node < self.n and any(other >= self.n for other in self.block.near[node])
        ]
        needed = [i for i, node in ends if node < self.n and self.stakes.must[node]]
        after: dict[Key, int] = {}
        ways: dict[tuple[int, int, bool], list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for key, source in self.states.items():
            for reached, used in options(key):
                for i, lost in goals:
                    if reached[i] == OUT:
                        reached = tuple(OUT if j in lost else entry for j, entry in enumerate(reached))
                if any(reached[i] == OUT for i in needed):
                    continue
                value = sum(self._gain(node) for i, node in ends if reached[i] != OUT)
                with_menu = bool(menu) and reached[self.open.index(menu[0])] != OUT
                target = after.setdefault(tuple(reached[i] for i in kept), len(after))
                ways[target, source, with_menu].append((value, used))
        layer = self._write(ways, len(after), menu[0] if menu else -1)
        self.states, self.open = after, [self.open[i] for i in kept]
        return layer

    def _gain(self, node: int) -> int:
        return int(self.stakes.gain[node]) if node < self.n else self.stakes.goals[node - self.n]

    def _write(
        self, ways: dict[tuple[int, int, bool], list[tuple[int, tuple[int, ...]]]], after: int, menu: int
    ) -> Layer:
        """The ways as arrays; of those between the same states, none that another beats."""
        rows = []
        for (target, source, with_menu), several in sorted(ways.items()):
            billed = [(value, self.stakes.bill[list(used)].sum(axis=0), used) for value, used in several]
            for value, bill, used in billed:
                if len(billed) == 1 or not any(_beats(other, (value, bill)) for other in billed):
                    rows.append((source, target, value, bill, with_menu, used))
        columns = list(zip(*rows, strict=True)) or [(), (), (), (), (), ()]
        return Layer(
            states=len(self.states),
            after=after,
            source=np.array(columns[0], dtype=np.int64),
            target=np.array(columns[1], dtype=np.int64),
            value=np.array(columns[2], dtype=np.int64),
            bill=np.array(columns[3], dtype=np.int64).reshape(len(rows), self.stakes.bill.shape[1]),
            menu=menu,
            with_menu=np.array(columns[4], dtype=bool),
            arcs=list(columns[5]),
        )


def _with_signs(key: Key, signs: list[tuple[int, int]]) -> Key:
    """Places are joined as soon as a node before them is in."""
    entries = list(key)
    for place, road in signs:
        if road < 0 or entries[road] != OUT:
            entries[place] = JOINED
    return tuple(entries)


def _beats(one: tuple[int, Ints, tuple[int, ...]], other: tuple[int, Ints]) -> bool:
    """Wins no less and costs no more in any respect, and is better in the value or the first respect."""
    return (
        one[0] >= other[0]
        and bool(np.all(one[1] <= other[1]))
        and (one[0] > other[0] or bool(np.any(one[1][:1] < other[1][:1])))
    )
