"""Completion bounds: the most that a label can still collect from its state, at several prices of the resources.

At any prices, no solution has a higher value than the best one that ignores the limits and pays for the resources
it uses, plus the worth of the limits at those prices (Lagrangian relaxation). Between blocks and states these
optima add up, so one pass up the blocks and one pass down give them for every state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gisplan.steiner.frontier.biconnected import Block
from gisplan.steiner.frontier.states import Layer
from gisplan.steiner.limits import StateLimitError, is_over
from gisplan.steiner.problem import Floats, Ints

__all__ = ["BlockLayers", "CompletionBounds", "compute_completion_bounds"]

BlockLayers = tuple[Block, Sequence[Layer]]


@dataclass(frozen=True)
class CompletionBounds:
    """The optima at P prices.

    Attributes
    ----------
    prices : (P, D) float64
        Of each resource.
    upper_bound : (P,) float64
        No solution has a higher value.
    child_value : mapping of int to (P,) float64
        What the blocks entered through a node collect.
    outside_value : mapping of int to (P,) float64
        What all the rest collects when a node is connected, with the worth of the limits.
    block_value : list of (P,) float64
        What each block collects.
    before, after : list of list of (S, P) float64
        For each block and layer, what leads to a state collects; and what lies beyond it, outside the block too.
    """

    prices: Floats
    upper_bound: Floats
    child_value: dict[int, Floats]
    outside_value: dict[int, Floats]
    block_value: list[Floats]
    before: list[list[Floats]]
    after: list[list[Floats]]

    def net_value(self, layer: Layer) -> Floats:
        """Return the value of each transition of a layer after paying, with the node's child blocks, (T, P)."""
        net: Floats = layer.value[:, None] - layer.resources @ self.prices.T
        if layer.articulation_node >= 0:
            net = net + np.where(layer.child_blocks_in[:, None], self.child_value[layer.articulation_node], 0.0)
        return net


def compute_completion_bounds(
    blocks: Sequence[BlockLayers], prices: Floats, limits: Ints, deadline: float = np.inf
) -> CompletionBounds:
    """Compute the completion bounds of all blocks.

    Parameters
    ----------
    blocks : sequence of (Block, layers)
        Each block after the one that holds its cut vertex.
    prices : (P, D) float64
        Not negative.
    limits : (D,) int64
        The most that may be used of each resource.
    deadline : float
        In seconds of `time.monotonic`.

    Raises
    ------
    StateLimitError
        Time is up.
    """
    count = len(prices)
    nothing = np.zeros(count)
    bounds = CompletionBounds(
        prices=prices,
        upper_bound=nothing,
        child_value=defaultdict(lambda: nothing),
        outside_value={0: prices @ limits.astype(np.float64)},
        block_value=[nothing] * len(blocks),
        before=[[] for _ in blocks],
        after=[[] for _ in blocks],
    )
    for number in range(len(blocks) - 1, -1, -1):
        _pass_up(bounds, number, blocks[number], deadline)
    for number in range(len(blocks)):
        _pass_down(bounds, number, blocks[number], deadline)
    return CompletionBounds(
        prices=prices,
        upper_bound=bounds.child_value[0] + bounds.outside_value[0],
        child_value=dict(bounds.child_value),
        outside_value=bounds.outside_value,
        block_value=bounds.block_value,
        before=bounds.before,
        after=bounds.after,
    )


def _pass_up(bounds: CompletionBounds, number: int, block_layers: BlockLayers, deadline: float) -> None:
    """Find what leads to each state, from the first node of a block to the last."""
    block, layers = block_layers
    best = np.zeros((1, len(bounds.prices)))
    bounds.before[number].append(best)
    for layer in layers:
        _check_time(deadline)
        best = _maximum_at(layer.target, layer.n_next_states, best[layer.source] + bounds.net_value(layer))
        bounds.before[number].append(best)
    bounds.block_value[number] = best[0] if len(best) else np.full(len(bounds.prices), -np.inf)
    bounds.child_value[block.cut_vertex] = bounds.child_value[block.cut_vertex] + bounds.block_value[number]


def _pass_down(bounds: CompletionBounds, number: int, block_layers: BlockLayers, deadline: float) -> None:
    """Find what lies beyond each state, from the last node of a block to the first."""
    block, layers = block_layers
    siblings = bounds.child_value[block.cut_vertex] - bounds.block_value[number]
    best = np.broadcast_to(bounds.outside_value[block.cut_vertex] + siblings, (1, len(bounds.prices)))
    after = [best]
    for layer, before in zip(reversed(layers), reversed(bounds.before[number][:-1]), strict=True):
        _check_time(deadline)
        net, node = bounds.net_value(layer), layer.articulation_node
        if node >= 0:
            rows = layer.child_blocks_in
            rest = before[layer.source[rows]] + net[rows] - bounds.child_value[node] + best[layer.target[rows]]
            bounds.outside_value[node] = rest.max(axis=0, initial=-np.inf)
        best = _maximum_at(layer.source, layer.n_states, net + best[layer.target])
        after.append(best)
    bounds.after[number] = after[::-1]


def _check_time(deadline: float) -> None:
    """Give up once a deadline is past."""
    if is_over(deadline):
        raise StateLimitError


def _maximum_at(state: Ints, count: int, value: Floats) -> Floats:
    """Find the highest value at each of some states, (count, P)."""
    best = np.full((count, value.shape[1]), -np.inf)
    if len(state):
        order = np.argsort(state, kind="stable")
        in_order = state[order]
        first = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
        best[in_order[first]] = np.maximum.reduceat(value[order], first, axis=0)
    return best
