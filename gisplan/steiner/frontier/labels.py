"""Every plan that can still be the best, block by block, as lists of what it wins and is charged.

At each state only those labels stay that no other beats and that, by the outlook, can still win what is asked.
(Labels as for shortest ways with resources: Desrochers and Soumis 1988. A tree's knapsack: Johnson and Niemi 1983.)
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gisplan.steiner.frontier.backpointers import NOTHING, Trail
from gisplan.steiner.frontier.completion_bounds import BlockLayers, Outlook
from gisplan.steiner.frontier.dominance import Ties, unbeaten
from gisplan.steiner.frontier.states import Layer, TooWideError
from gisplan.steiner.problem import Floats, Ints

__all__ = ["Labels", "list_plans"]

_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Labels:
    """Parts of plans, sorted by state: what each wins (L,), is charged (L, D), and its number in the trail."""

    state: Ints
    value: Ints
    bill: Ints
    number: Ints

    def rows(self, which: Ints) -> Labels:
        """Some of them."""
        return Labels(self.state[which], self.value[which], self.bill[which], self.number[which])


Candidates = tuple[Ints, Ints, Ints, Ints, Ints, Ints]
"""State, value and bill of labels that may be kept; from which others and over which step each came about."""


@dataclass
class _Listing:
    """One listing: what is asked, and what was found so far."""

    outlook: Outlook
    limits: Ints
    target: float
    ties: Ties
    most: int
    deadline: float
    trail: Trail

    def __post_init__(self) -> None:
        self.first = int(np.argmin(self.outlook.top))

    def nothing(self) -> Labels:
        zero = np.zeros(1, dtype=np.int64)
        return Labels(zero, zero, np.zeros((1, len(self.limits)), dtype=np.int64), np.full(1, NOTHING))

    def none(self) -> Candidates:
        """No candidates."""
        no = np.zeros(0, dtype=np.int64)
        return no, no, np.zeros((0, len(self.limits)), dtype=np.int64), no, no, no

    def worth_while(self, value: Ints, bill: Ints, rest: Floats) -> Ints:
        """Which labels keep to the limits and, with all the rest (L, P), can win what is asked."""
        kept = np.flatnonzero((bill <= self.limits).all(axis=1))
        for prices in (slice(self.first, self.first + 1), slice(None)):
            most = value[kept, None] - bill[kept] @ self.outlook.prices[prices].T + rest[kept, prices]
            kept = kept[(most >= self.target).all(axis=1)]
        return kept

    def keep(self, parts: Sequence[Candidates]) -> Labels:
        """Those that none beats."""
        state, value, bill, first, second, step = (np.concatenate(column) for column in zip(*parts, strict=True))
        kept, equal, of = unbeaten(state, value, bill, self.ties)
        number = self.trail.add(first[kept], second[kept], step[kept], (of, first[equal], second[equal], step[equal]))
        if self.trail.count > self.most or time.monotonic() >= self.deadline:
            raise TooWideError
        return Labels(state[kept], value[kept], bill[kept], number)

    def together(self, one: Labels, other: Labels, rest: Floats, step: Ints) -> list[Candidates]:
        """Each label of one list with each of another, some at a time; `rest` (S, P) by the state of the first.

        At one price what two labels win adds up, so those of the other list that do for a label are its first few.
        """
        price, left = self.outlook.prices[self.first], rest[one.state]
        net, more = one.value - one.bill @ price + left[:, self.first], other.value - other.bill @ price
        order = np.argsort(-more, kind="stable")
        do = np.searchsorted(-more[order], net - self.target, side="right")
        parts: list[Candidates] = []
        ends = np.cumsum(do)
        begin = 0
        while begin < len(do):
            end = max(begin + 1, int(np.searchsorted(ends, ends[begin] - do[begin] + _AT_ONCE, side="right")))
            times = do[begin:end]
            rows = np.repeat(np.arange(begin, end), times)
            others = order[np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)]
            value, bill = one.value[rows] + other.value[others], one.bill[rows] + other.bill[others]
            kept = self.worth_while(value, bill, left[rows])
            rows, others = rows[kept], others[kept]
            parts.append((one.state[rows], value[kept], bill[kept], one.number[rows], other.number[others], step[rows]))
            begin = end
        return parts or [self.none()]


def list_plans(
    swept: Sequence[BlockLayers],
    outlook: Outlook,
    limits: Ints,
    target: float,
    *,
    ties: Ties,
    trail: Trail,
    most: int,
    deadline: float,
) -> Labels:
    """The unbeaten plans within the limits that win the target at least, best first.

    Plans that win less may be among them; when all do, or there is none, no plan wins the target.

    Raises
    ------
    TooWideError
        More than `most` would be looked at, or the deadline is passed.
    """
    listing = _Listing(outlook, limits, target, ties, most, deadline, trail)
    lists: dict[int, list[tuple[int, Labels]]] = defaultdict(list)
    steps = 0
    firsts = []
    for _, layers in swept:
        firsts.append(steps)
        steps += sum(len(layer.source) for layer in layers)
    for number in range(len(swept) - 1, -1, -1):
        block, layers = swept[number]
        labels = listing.nothing()
        step = firsts[number]
        for i, layer in enumerate(layers):
            menu = _menu(listing, layer.menu, lists.pop(layer.menu, [])) if layer.with_menu.any() else None
            labels = _pass(listing, labels, layer, outlook.before[number][i], outlook.ahead[number][i + 1], menu, step)
            step += len(layer.source)
        lists[block.entrance].append((number, labels))
    whole = _menu(listing, 0, lists[0])
    return whole.rows(np.lexsort((*whole.bill.T[::-1], -whole.value)))


def _menu(listing: _Listing, node: int, lists: list[tuple[int, Labels]]) -> Labels:
    """What the blocks entered through a node make together, the shortest lists first."""
    outlook = listing.outlook
    labels = listing.nothing()
    rest = outlook.menus.get(node, 0.0) + outlook.beyond[node]
    for number, other in sorted(lists, key=lambda told: len(told[1].value)):
        rest = rest - outlook.served[number]
        step = np.full(len(labels.value), -1)
        labels = listing.keep(listing.together(labels, other, rest[None], step))
    return labels


def _pass(
    listing: _Listing, labels: Labels, layer: Layer, before: Floats, ahead: Floats, menu: Labels | None, first: int
) -> Labels:
    """Every label over every way out of its state that can be part of what is asked."""
    whole = before[layer.source] + listing.outlook.net(layer) + ahead[layer.target]
    ways = np.flatnonzero((whole >= listing.target).all(axis=1))
    count = np.bincount(labels.state, minlength=layer.states)
    begin = np.cumsum(count) - count
    source = layer.source[ways]
    times = count[source]
    which = np.repeat(np.arange(len(ways)), times)
    rows = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times) + begin[source][which]
    way = ways[which]
    moved = Labels(
        layer.target[way],
        labels.value[rows] + layer.value[way],
        labels.bill[rows] + layer.bill[way],
        labels.number[rows],
    )
    plain, joined = (np.flatnonzero(layer.with_menu[way] == with_menu) for with_menu in (False, True))
    plain = plain[listing.worth_while(moved.value[plain], moved.bill[plain], ahead[moved.state[plain]])]
    alone = np.full(len(plain), NOTHING)
    some = moved.rows(plain)
    parts: list[Candidates] = [(some.state, some.value, some.bill, some.number, alone, first + way[plain])]
    if menu is not None:
        parts += listing.together(moved.rows(joined), menu, ahead, first + way[joined])
    return listing.keep(parts)
