"""What a sweep can still win from each of its states, at several prices of what is charged.

At any prices, no plan wins more than the best that is not held to the budgets and pays for what it spends,
and the worth of the budgets at those prices (Lagrange). Between blocks and states these bests add up, so one
walk up the blocks and one down tell for each state what all the rest wins at best.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gisplan.steiner.frontier.biconnected import Block
from gisplan.steiner.frontier.states import Layer
from gisplan.steiner.problem import Floats, Ints

__all__ = ["BlockLayers", "Outlook", "look_ahead"]

BlockLayers = tuple[Block, Sequence[Layer]]


@dataclass(frozen=True)
class Outlook:
    """The bests at P prices.

    Attributes
    ----------
    prices : (P, D) float64
        Of each respect of the bills.
    top : (P,) float64
        No plan wins more.
    menus : mapping of int to (P,) float64
        What the blocks that are entered through a node win.
    beyond : mapping of int to (P,) float64
        What all the rest wins when a node is in, with the worth of the budgets.
    won : list of (P,) float64
        What each block wins.
    before, ahead : list of list of (S, P) float64
        For each block and layer, what leads to a state wins; and what lies beyond it, outside the block as well.
    """

    prices: Floats
    top: Floats
    menus: dict[int, Floats]
    beyond: dict[int, Floats]
    served: list[Floats]
    before: list[list[Floats]]
    ahead: list[list[Floats]]

    def net(self, layer: Layer) -> Floats:
        """What each way of a layer wins after paying, the node's own blocks with it, (T, P)."""
        net: Floats = layer.value[:, None] - layer.bill @ self.prices.T
        if layer.menu >= 0:
            net = net + np.where(layer.with_menu[:, None], self.menus[layer.menu], 0.0)
        return net


def look_ahead(swept: Sequence[BlockLayers], prices: Floats, limits: Ints) -> Outlook:
    """The outlook of a sweep.

    Parameters
    ----------
    swept : sequence of (Block, layers)
        Each block after the one that holds its entrance.
    prices : (P, D) float64
        Not negative.
    limits : (D,) int64
        What may be spent in each respect.
    """
    count = len(prices)
    nothing = np.zeros(count)
    outlook = Outlook(
        prices=prices,
        top=nothing,
        menus=defaultdict(lambda: nothing),
        beyond={0: prices @ limits.astype(np.float64)},
        served=[nothing] * len(swept),
        before=[[] for _ in swept],
        ahead=[[] for _ in swept],
    )
    for number in range(len(swept) - 1, -1, -1):
        _walk_up(outlook, number, *swept[number])
    for number in range(len(swept)):
        _walk_down(outlook, number, *swept[number])
    top = outlook.menus[0] + outlook.beyond[0]
    return Outlook(prices, top, dict(outlook.menus), outlook.beyond, outlook.served, outlook.before, outlook.ahead)


def _walk_up(outlook: Outlook, number: int, block: Block, layers: Sequence[Layer]) -> None:
    """What leads to each state, from the first node of a block to the last."""
    best = np.zeros((1, len(outlook.prices)))
    outlook.before[number].append(best)
    for layer in layers:
        best = _best_at(layer.target, layer.after, best[layer.source] + outlook.net(layer))
        outlook.before[number].append(best)
    outlook.served[number] = best[0] if len(best) else np.full(len(outlook.prices), -np.inf)
    outlook.menus[block.entrance] = outlook.menus[block.entrance] + outlook.served[number]


def _walk_down(outlook: Outlook, number: int, block: Block, layers: Sequence[Layer]) -> None:
    """What lies beyond each state, from the last node of a block to the first."""
    around = outlook.beyond[block.entrance] + (outlook.menus[block.entrance] - outlook.served[number])
    best = np.broadcast_to(around, (1, len(outlook.prices)))
    told = [best]
    for layer, before in zip(reversed(layers), reversed(outlook.before[number][:-1]), strict=True):
        net = outlook.net(layer)
        if layer.menu >= 0:
            rows = layer.with_menu
            rest = before[layer.source[rows]] + net[rows] - outlook.menus[layer.menu] + best[layer.target[rows]]
            outlook.beyond[layer.menu] = rest.max(axis=0, initial=-np.inf)
        best = _best_at(layer.source, layer.states, net + best[layer.target])
        told.append(best)
    outlook.ahead[number] = told[::-1]


def _best_at(where: Ints, count: int, worth: Floats) -> Floats:
    """The highest worth at each of some states, (count, P)."""
    best = np.full((count, worth.shape[1]), -np.inf)
    if len(where):
        order = np.argsort(where, kind="stable")
        sorted_ = where[order]
        first = np.flatnonzero(np.concatenate([[True], sorted_[1:] != sorted_[:-1]]))
        best[sorted_[first]] = np.maximum.reduceat(worth[order], first, axis=0)
    return best
