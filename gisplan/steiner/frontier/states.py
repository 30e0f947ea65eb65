"""The layers of a block as it is swept node by node: its states, and the ways from each to the next.

Plans that differ only in what is behind the sweep are in one state. Frontier method for Steiner trees: Hardy, Lucet
and Limnios 2007; Kawahara and others 2017.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np

from gisplan.steiner.frontier.biconnected import Block, Layout
from gisplan.steiner.frontier.transitions import OUT, Key, Moves, Option
from gisplan.steiner.problem import Ints, Mask

__all__ = ["Layer", "Stakes", "TooWideError", "sweep_block"]

Bill = tuple[int, ...]
Way = tuple[int, tuple[int, ...]]  # what it wins, and the arcs it uses
Paths = dict[tuple[int, int, bool], list[Way]]  # by target, source and whether the node with a menu is in


class TooWideError(Exception):
    """Too many states or labels, or too late: the network is too dense, or too many plans are nearly as good."""


@dataclass(frozen=True)
class Stakes:
    """What counts in a sweep.

    Attributes
    ----------
    gain : sequence of int
        What each node wins, and after the nodes each goal over several of them.
    must : (n,) bool
        Nodes that every plan joins.
    bills : sequence of list of bills
        What each arc costs in D respects, a bill for each way to pay for it.
    """

    gain: Sequence[int]
    must: Mask
    bills: Sequence[list[Bill]]

    def bills_of(self, arcs: Sequence[int]) -> list[Bill]:
        """What some arcs cost together."""
        told = [(0,) * len(self.bills[0][0])]
        for arc in arcs:
            told = [tuple(map(int.__add__, one, other)) for one in told for other in self.bills[arc]]
        return told


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


def sweep_block(
    layout: Layout, block: Block, stakes: Stakes, entrances: set[int], *, most: int, deadline: float
) -> list[Layer]:
    """The layers of one block; the last one has at most one state.

    Parameters
    ----------
    entrances : set of int
        The nodes through which other blocks are entered.
    most, deadline : int, float
        Raise `TooWideError` beyond so many states, or that late.
    """
    sweep = _Sweep(layout, block, stakes, entrances)
    layers: list[Layer] = []
    for node in block.order:
        for layer in sweep.take(node):
            layers.append(layer)
            most -= layer.after
            if most < 0 or time.monotonic() >= deadline:
                raise TooWideError
    return layers


class _Sweep:
    """The open nodes (whose roads are not all looked at) and the states at one moment."""

    def __init__(self, layout: Layout, block: Block, stakes: Stakes, entrances: set[int]) -> None:
        self.stakes, self.entrances = stakes, entrances
        self.n, self.near = layout.rooted.n, block.near
        self.moves = Moves(layout, block, stakes.must)
        self.open: list[int] = []
        self.states: dict[Key, int] = {(): 0}

    def take(self, node: int) -> Iterator[Layer]:
        """Take the next node; of the nodes that are done, only one with a menu is closed in a layer."""
        self.open.append(node)
        done = [other for other in self.open if self.moves.last[other] <= self.moves.turn[node]]
        menus = [other for other in done if other in self.entrances]
        goals = [other for other in done if other >= self.n]
        first = [other for other in done if other not in menus[1:] and other not in goals]
        options = self.moves.options_of(node, self.open)
        yield self._layer(options, first + (goals if len(menus) < 2 else []), menus[:1])
        for i, other in enumerate(menus[1:], start=2):
            yield self._layer(None, [other, *(goals if i == len(menus) else [])], [other])

    def _layer(self, options: Callable[[Key], list[Option]] | None, closing: list[int], menu: list[int]) -> Layer:
        """Every state's options, with some nodes closed: what they win is won."""
        at = {node: i for i, node in enumerate(self.open)}
        gains = [(at[node], self.stakes.gain[node]) for node in closing]
        needed = [at[node] for node in closing if node < self.n and self.stakes.must[node]]
        goals = [(at[node], self._goals_of(node, at)) for node in closing]
        goals = [(i, lost) for i, lost in goals if lost]
        left = [i for i, node in enumerate(self.open) if node not in closing]
        rest = itemgetter(*left) if len(left) > 1 else lambda key: tuple(key[i] for i in left)
        of_menu = at[menu[0]] if menu else -1
        after: dict[Key, int] = {}
        ways: Paths = defaultdict(list)
        for key, source in self.states.items():
            for reached, used in options(key) if options else [(key, ())]:
                for i, lost in goals:
                    if reached[i] == OUT:
                        reached = tuple(OUT if j in lost else entry for j, entry in enumerate(reached))
                if needed and any(reached[i] == OUT for i in needed):
                    continue
                value = 0
                for i, gain in gains:
                    if reached[i] != OUT:
                        value += gain
                target = after.setdefault(rest(reached), len(after))
                ways[target, source, of_menu >= 0 and reached[of_menu] != OUT].append((value, used))
        layer = self._write(ways, len(after), menu[0] if menu else -1)
        self.states, self.open = after, [self.open[i] for i in left]
        return layer

    def _goals_of(self, node: int, at: dict[int, int]) -> list[int]:
        """Where the goals stand that need a node."""
        return [] if node >= self.n else [at[other] for other in self.near[node] if other >= self.n]

    def _write(self, ways: Paths, after: int, menu: int) -> Layer:
        """The ways as arrays; of those between the same states, none that another beats."""
        bills: dict[tuple[int, ...], list[Bill]] = {}
        rows = []
        for (target, source, with_menu), several in sorted(ways.items()):
            billed = []
            for value, used in several:
                if used not in bills:
                    bills[used] = self.stakes.bills_of(used)
                billed += [(value, bill, used) for bill in bills[used]]
            if len(billed) > 1:
                billed = [one for one in billed if not any(_beats(other, one) for other in billed)]
            rows += [((source, target, value, with_menu), bill, used) for value, bill, used in billed]
        columns = np.array([row[0] for row in rows], dtype=np.int64).reshape(len(rows), 4).T
        return Layer(
            states=len(self.states),
            after=after,
            source=columns[0],
            target=columns[1],
            value=columns[2],
            bill=np.array([row[1] for row in rows], dtype=np.int64).reshape(len(rows), len(self.stakes.bills[0][0])),
            menu=menu,
            with_menu=columns[3] > 0,
            arcs=[row[2] for row in rows],
        )


def _beats(one: tuple[int, Bill, tuple[int, ...]], other: tuple[int, Bill, tuple[int, ...]]) -> bool:
    """Wins no less and costs no more in any respect, and is better in the value or the first respect."""
    return (
        one[0] >= other[0]
        and all(map(int.__le__, one[1], other[1]))
        and (one[0] > other[0] or one[1][:1] < other[1][:1])
    )
